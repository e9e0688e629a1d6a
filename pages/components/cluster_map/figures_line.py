"""The one line of figures above the map: what is shown, of how much."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from geo.language import Translator, number
from geo.maps.screen import Shown
from geo.maps.state import MapState
from pages.components.literal import literal


def show(now: Shown, state: MapState, t: Translator, *, key: str) -> None:
    """Show the title, how many clusters, organisations and links pass, and the link to this very view."""
    with st.container(horizontal=True, vertical_alignment="center", key=key):
        literal(t("map.title"), style="title")
        literal(t("map.figures.separator").join(_parts(t, now, state)), style="note")
        _show_share(t)


def _show_share(t: Translator) -> None:
    with st.popover(t("map.share.label"), icon=":material/link:", key="map_share"):
        literal(t("map.share.note"), style="note")
        address = urlsplit(st.context.url or "")
        st.code(urlunsplit(address._replace(query=urlencode(st.query_params.to_dict(), safe=",:"))), language=None)


def _parts(t: Translator, now: Shown, state: MapState) -> list[str]:
    def say(value: int) -> str:
        return number(value, t.language)

    parts = []
    if "clusters" in state.layers:
        parts.append(t("map.figures.clusters", shown=say(len(now.clusters)), total=say(now.clusters_total)))
    if "organisations" in state.layers:
        counted = now.organisations
        parts.append(t("map.figures.organisations", shown=say(counted.shown), total=say(counted.total)))
        if counted.low_hidden:
            parts.append(t("map.figures.low_hidden", n=say(counted.low_hidden)))
    if "computing" in state.layers:
        parts.append(t("map.figures.computing", n=say(now.computing)))
    if "links" in state.layers:
        parts.append(t("map.figures.links", shown=say(len(now.links)), total=say(now.links_total)))
    return parts or [t("map.figures.nothing")]
