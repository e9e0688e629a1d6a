"""Pieces of the page that shows the state of the server."""
