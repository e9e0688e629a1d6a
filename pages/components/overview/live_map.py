"""The home page's map: every cluster, live, as a way into the cluster map."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo import stamp
from geo.maps.quick_views import QUICK_VIEWS
from geo.maps.screen import UNFILTERED, drawing_state
from geo.maps.state import MapState, View, selection_of
from geo.settings import Settings, settings
from pages.components import leaflet
from pages.components.boundary import boundary
from pages.components.fragment import fragment
from pages.components.frame import page_translator
from pages.components.literal import literal
from pages.components.sitemap import open_page, page_link

HEIGHT_PX: Final = 460
VIEWS: Final = {"china": View(34.5, 107.0, 4), "world": QUICK_VIEWS["world"]}
_COMPONENT: Final = "overview_map_component"
_VIEW: Final = "overview_map_view"
_CLICK: Final = "overview_map_click"
_SERIAL: Final = "overview_map_serial"
_LAYERS: Final = ("clusters",)


def nothing_around() -> str:
    """Say that nothing of the page around the map changes it."""
    return ""


@fragment(within=nothing_around)
def show(*, key: str) -> None:
    """Show the map; a click on a cluster opens it on the cluster map."""
    t = page_translator()
    report: leaflet.Report | None = None
    with boundary(t), st.container(key=key):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_head"):
            chosen = st.segmented_control(
                t("overview.map.view"),
                list(VIEWS),
                default="china",
                required=True,
                format_func=lambda name: t(f"map.quick.{name}"),
                label_visibility="collapsed",
                key=_VIEW,
                on_change=_go,
            )
            page_link("cluster_map", t("overview.map.open"))
        view = VIEWS[chosen]
        state = home_state(view, t.language, settings())
        drawn = drawing_state(
            UNFILTERED,
            state,
            language=t.language,
            version=stamp.version(settings()),
            view={"lat": view.lat, "lng": view.lng, "zoom": view.zoom, "serial": st.session_state.get(_SERIAL, 1)},
            basemap=settings().has_basemap,
            selected=None,
            published=[],
        )
        report = leaflet.show(
            leaflet.cluster_map(settings()), drawn, key=_COMPONENT, height=HEIGHT_PX, reported=("last_active_drawing",)
        )
        literal(t("overview.map.hint"), style="note")
    _follow(report)


def home_state(view: View, language: str, config: Settings) -> MapState:
    """Return what the map draws: clusters, and China's units where the cluster map draws them unasked."""
    state = MapState(layers=_LAYERS, view=view)
    return state.with_boundaries() if config.draws_units(language) else state


def _go() -> None:
    """Send the map to the view that was chosen, even where it was moved by hand."""
    st.session_state[_SERIAL] = st.session_state.get(_SERIAL, 1) + 1


def _follow(report: leaflet.Report | None) -> None:
    """Open the cluster a click named, once for each click."""
    clicked = ((report or {}).get("last_active_drawing") or {}).get("properties") or {}
    if not clicked or clicked.get("click") == st.session_state.get(_CLICK):
        return
    st.session_state[_CLICK] = clicked.get("click")
    selection = selection_of(clicked)
    if selection is not None:
        open_page("cluster_map", sel=f"{selection.kind}:{selection.id}")
