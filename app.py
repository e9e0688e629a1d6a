"""Composition root: the pages as a Streamlit app, and beside them the routes the maps fetch their data from."""

import streamlit as st

from geo.maps.routes import routes as map_routes
from geo.tiles.routes import routes as tile_routes

# Streamlit does not put its base path before routes of ours.
base_path = "/".join(["", *str(st.get_option("server.baseUrlPath")).strip("/").split("/")]).rstrip("/")
app = st.App("pages/shell.py", routes=[*tile_routes(base_path), *map_routes(base_path)])
