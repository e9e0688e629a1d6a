"""Maps written as XML: KML, GML and GPX, looked through before any reader sees them."""
