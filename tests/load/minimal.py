"""The smallest page that shows as much: st_folium with 522 points. Run by `make load` beside the observatory."""

import json
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

points = json.loads(Path(__file__).with_name("points.json").read_text("utf-8"))
shown = folium.Map(location=(34, 110), zoom_start=5, tiles=None)
folium.GeoJson(points, marker=folium.CircleMarker(radius=5), tooltip=folium.GeoJsonTooltip(["name"])).add_to(shown)
st.title("522 points")
st_folium(shown, height=600, use_container_width=True, returned_objects=[])
