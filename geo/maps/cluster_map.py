"""The cluster map as a folium object: one constant map, on which the script draws the changing state."""

from __future__ import annotations

import folium

from geo.maps.assets import STYLES, links, page_scripts
from geo.maps.bridge import attach
from geo.maps.state import HOME, MIN_ZOOM
from geo.settings import Settings
from geo.tiles.grid import MAX_ZOOM


def base_map(settings: Settings, *, page: str = "cluster_map") -> folium.Map:
    """Build the map that never changes, so that streamlit-folium never reloads it, with the scripts of one page."""
    made = folium.Map(
        location=(HOME.lat, HOME.lng),
        zoom_start=HOME.zoom,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
        tiles=None,
        world_copy_jump=True,
        zoom_control=True,
    )
    made.default_js = page_scripts(settings, page)
    made.default_css = links(settings, STYLES)
    return attach(made)
