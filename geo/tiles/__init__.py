"""Vector tiles from the embedded store: grid arithmetic, store, filters, encoding and HTTP routes."""
