"""The one line of figures above the map: what is shown, of how much."""

from __future__ import annotations

from geo.catalog import Catalog
from geo.language import Translator, number
from geo.maps.screen import Shown
from geo.maps.state import MapState
from pages.components import share
from pages.components.cluster_map import export, registers
from pages.components.literal import literal


def show(catalog: Catalog, now: Shown, state: MapState, t: Translator, *, chosen: str = "") -> None:
    """Show the title, how many clusters, organisations and links pass, and the panel that shares this very view.

    Parameters
    ----------
    chosen : title of what is chosen on the map, "" for nothing.
    """
    parts = _parts(t, now, state, registers.figures(state, t))
    literal(t("map.title"), style="title")
    literal(t("map.figures.separator").join(parts), style="note")
    figures = t("share.comma").join(parts)
    about = t("map.share.selected", title=chosen) if chosen else t("map.share.view", figures=figures)
    export.show(catalog, state, chosen or t("map.title"), t, key="map_export")
    share.show(about, t, key="map_share")


def _parts(t: Translator, now: Shown, state: MapState, firms: str) -> list[str]:
    def say(value: int) -> str:
        return number(value, t.language)

    parts = []
    if "clusters" in state.layers:
        parts.append(t("map.figures.clusters", shown=say(len(now.clusters)), total=say(now.clusters_total)))
    if "organisations" in state.layers and firms:
        parts.append(firms)
    elif "organisations" in state.layers:
        counted = now.organisations
        parts.append(t("map.figures.organisations", shown=say(counted.shown), total=say(counted.total)))
        if counted.low_hidden:
            parts.append(t("map.figures.low_hidden", n=say(counted.low_hidden)))
    if "computing" in state.layers:
        parts.append(t("map.figures.computing", n=say(now.computing)))
    if "links" in state.layers:
        parts.append(t("map.figures.links", shown=say(len(now.links)), total=say(now.links_total)))
    return parts or [t("map.figures.nothing")]
