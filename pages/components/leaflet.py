"""Shows a folium map through streamlit-folium's component, rendered once: a page run fills in its state only.

`st_folium` compiles and renders a dozen templates at each call, 3 to 8 ms of processor, though our maps never change:
what changes is the state our script draws. So the strings it would send are made once per map, by its own functions,
with a placeholder where the state goes. They have no random ids, and a browser that has them is sent their hash alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import folium
import streamlit as st
import streamlit_folium

from geo.maps.bridge import state_json, state_layer
from geo.maps.cluster_map import base_map
from geo.maps.comparison_map import comparison_map
from geo.maps.drawing import Drawing
from geo.settings import Settings

_SLOT: Final = state_json({"slot": "observatory"})
_MOST_MAPS: Final = 32
Report = dict[str, Any]
"""What streamlit-folium reports of a map: JSON from the browser, as keys of its own and of Leaflet."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaflet:
    """A map ready to be shown.

    Attributes
    ----------
    name : tells it from other maps on one page, also where their scripts differ in digits only.
    script, header, html, group : what streamlit-folium sends of the map and of the group with its state.
    css_links, js_links : addresses of its files.
    """

    name: str
    script: str
    header: str
    html: str
    group: str
    css_links: tuple[str, ...]
    js_links: tuple[str, ...]


def rendered(made: folium.Map, *, name: str = "map") -> Leaflet:
    """Render a map whose state our script draws; keep the result, it costs what it saves."""
    group = state_layer({"slot": "observatory"})
    made.get_root().render()
    html = streamlit_folium._get_html(made)
    header = streamlit_folium._get_header(made)
    script = streamlit_folium._get_map_string(made)
    drawn = streamlit_folium._get_feature_group_string(group, map=made)
    return Leaflet(
        name=name,
        script=script,
        header=header,
        html=html,
        group=drawn,
        css_links=tuple(address for _, address in made.default_css),
        js_links=tuple(address for _, address in made.default_js),
    )


@lru_cache(maxsize=_MOST_MAPS)
def cluster_map(config: Settings, *, page: str = "cluster_map") -> Leaflet:
    """Return the map of any page but the comparison, with the scripts of that page."""
    return rendered(base_map(config, page=page))


@lru_cache(maxsize=_MOST_MAPS)
def compared_map(config: Settings, number: int) -> Leaflet:
    """Return the map of one column of a comparison."""
    return rendered(comparison_map(config, number=number), name=f"map_{number}")


@lru_cache(maxsize=_MOST_MAPS)
def _hash_key(leaflet: Leaflet, key: str) -> str:
    return str(streamlit_folium.generate_js_hash(leaflet.script, key))


def show(leaflet: Leaflet, state: Drawing, *, key: str, height: int, reported: tuple[str, ...] = ()) -> Report:
    """Show a map with a state drawn on it, as wide as its place; returns what it reports.

    Parameters
    ----------
    state : what our script draws.
    reported : what of streamlit-folium's report reruns the page; st.session_state[key] holds the newest report.
    """
    hash_key = _hash_key(leaflet, key)

    def keep_report() -> None:
        st.session_state[key] = st.session_state.get(hash_key, {})

    report = streamlit_folium._component_func(
        script=leaflet.script,
        header=leaflet.header,
        html=leaflet.html,
        id=leaflet.name,
        key=hash_key,
        height=height,
        width=None,
        returned_objects=list(reported),
        default=dict.fromkeys(reported),
        zoom=None,
        center=None,
        feature_group=leaflet.group.replace(_SLOT, state_json(state)),
        return_on_hover=False,
        layer_control=None,
        pixelated=False,
        css_links=list(leaflet.css_links),
        js_links=list(leaflet.js_links),
        on_change=keep_report,
        wrap_longitude=False,
    )
    return report or {}
