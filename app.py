"""Composition root: the pages as a Streamlit app, and beside them the routes the maps fetch their data from."""

import streamlit as st

from geo.maps.routes import routes as map_routes
from geo.tiles.routes import routes as tile_routes

app = st.App("pages/shell.py", routes=[*tile_routes(), *map_routes()])
