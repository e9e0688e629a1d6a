"""The workbench's map: the session's layers over the base map, what is switched on, and the legend of their classes."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from geo import stamp
from geo.analysis.choropleth import Classes
from geo.language import Translator, number
from geo.settings import settings
from geo.workbench.map_state import BASE_LAYERS, Bounds, workbench_state
from geo.workbench.room import Room, WorkLayer
from pages.components import leaflet
from pages.components.literal import literal, literal_label
from pages.components.workbench import room as workbench_room
from pages.components.workbench.doctor import verdict

HEIGHT_PX: Final = 480  # before the stylesheet fits it
MAX_BOXES: Final = 6


def show(room: Room, t: Translator, *, key: str) -> None:
    """Show the map and, beside it, its layers."""
    map_column, side = st.columns([7, 2], gap="small")
    with side, st.container(key=f"{key}_side"):
        if room.uploads:
            st.html(verdict(room.uploads[-1], t))
        _layers(t, room, key=key)
    with map_column, st.container(key=f"{key}_frame"):
        drawn = workbench_state(
            room.layers,
            hidden=workbench_room.hidden(),
            boxes=_candidates(room),
            layers=sorted((*BASE_LAYERS, "admin") if st.session_state.get(f"{key}_admin") else BASE_LAYERS),
            language=t.language,
            version=stamp.version(settings()),
            view=workbench_room.view(),
            basemap=bool(settings().basemap_url),
        )
        leaflet.show(
            leaflet.cluster_map(settings(), page="workbench_map"), drawn, key=f"{key}_component", height=HEIGHT_PX
        )


def _layers(t: Translator, room: Room, *, key: str) -> None:
    st.checkbox(t("workbench.map.admin"), key=f"{key}_admin")
    if not room.layers:
        literal(t("workbench.map.empty"), style="note")
    hidden = workbench_room.hidden()
    for layer in reversed(room.layers):
        name = f"{key}_{layer.layer_id}"
        shown = st.checkbox(
            literal_label(f"{t(f'workbench.map.kind.{layer.kind}')} {layer.title}"),
            value=layer.layer_id not in hidden,
            key=name,
        )
        (hidden.discard if shown else hidden.add)(layer.layer_id)
        if shown and layer.legend is not None:
            st.html(legend(layer, layer.legend, t))
        with st.container(horizontal=True, key=f"{name}_buttons"):
            if layer.drawn.bounds and st.button(t("workbench.map.zoom"), key=f"{name}_zoom", type="tertiary"):
                workbench_room.go_to(layer.drawn.bounds)
            if st.button(t("workbench.map.remove"), key=f"{name}_remove", type="tertiary"):
                room.remove(layer)
                st.rerun()


def legend(layer: WorkLayer, classes: Classes, t: Translator) -> str:
    """Return the legend of a layer's classes: limits, counts, and what has no figure, hatched."""
    if layer.legend_keys:
        names = [t(key) for key in layer.legend_keys]
    else:
        names = [_range(low, high, number == 0, t) for number, (low, high) in enumerate(classes.limits)]
    rows = []
    for colour, name, count in zip(classes.colours, names, classes.counts, strict=True):
        words = t("workbench.legend.class", name=name, count=number(count, t.language))
        rows.append(f'<li><i style="background:{colour}"></i><span>{escape(words)}</span></li>')
    if classes.no_data:
        words = t("workbench.legend.no_data", count=classes.no_data)
        rows.append(f'<li><i class="obs-hatched"></i><span>{escape(words)}</span></li>')
    return f'<div class="obs-classes"><p>{escape(layer.legend_title)}</p><ul>{"".join(rows)}</ul></div>'


def _range(low: float, high: float, lowest: bool, t: Translator) -> str:
    """Return the range of a class: the lowest holds its lower limit, the others begin above it."""
    if low == high:
        return number(high, t.language)
    if high == float("inf"):
        return f"> {number(low, t.language)}"
    return f"{'' if lowest else '> '}{number(low, t.language)} – {number(high, t.language)}"


def _candidates(room: Room) -> list[tuple[Bounds, bool]]:
    """Return where the newest upload would lie under each reference system it may be in, if that is in doubt."""
    if not room.uploads:
        return []
    upload = room.uploads[-1]
    boxes: list[tuple[Bounds, bool]] = []
    for finding in upload.examined.report.findings:
        if not finding.code.startswith("crs") or finding.certain:
            continue
        for choice in finding.choices[:MAX_BOXES]:
            if box := choice.get("bbox_wgs84"):
                west, south, east, north = box
                boxes.append(((west, south, east, north), choice["key"] == upload.choices.crs))
    return boxes
