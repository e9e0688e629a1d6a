"""Maps written as JSON: GeoJSON, TopoJSON, Esri JSON and the compressed maps of charts."""
