"""The workbench's map: the session's layers over the base map, what is switched on, and the legend of their classes."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

import streamlit as st

from geo import stamp
from geo.language import Translator, number
from geo.settings import settings
from geo.signs import SHAPES
from geo.workbench import legends
from geo.workbench.looks import LOOKS
from geo.workbench.map_state import BASE_LAYERS, Bounds, workbench_state
from geo.workbench.room import Room, WorkLayer
from pages.components import leaflet
from pages.components.literal import literal, literal_label
from pages.components.workbench import linked
from pages.components.workbench import room as workbench_room
from pages.components.workbench.doctor import verdict

HEIGHT_PX: Final = 480  # before the stylesheet fits it
MAX_BOXES: Final = 6
_CLICK: Final = "workbench_click"  # the last one that was followed


def show(room: Room, t: Translator, *, key: str) -> None:
    """Show the map and, beside it, its layers."""
    st.session_state.setdefault(f"{key}_admin", settings().draws_units(t.language))
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
            choosable=[study.layer_id for study in workbench_room.studies() if study.layer_id],
            chosen=_chosen(),
            layers=sorted((*BASE_LAYERS, "admin") if st.session_state.get(f"{key}_admin") else BASE_LAYERS),
            language=t.language,
            version=stamp.version(settings()),
            view=workbench_room.view(),
            basemap=settings().has_basemap,
        )
        report = leaflet.show(
            leaflet.cluster_map(settings(), page="workbench_map"),
            drawn,
            key=f"{key}_component",
            height=HEIGHT_PX,
            reported=("last_active_drawing",),
        )
    _follow(room, report)


def _chosen() -> tuple[str, int] | None:
    now = linked.chosen()
    return None if now is None or now.row is None or not now.layer_id else (now.layer_id, now.row)


def _follow(room: Room, report: Mapping[str, Any]) -> None:
    """Choose the place of a result that was clicked."""
    clicked = (report.get("last_active_drawing") or {}).get("properties") or {}
    if not clicked or clicked.get("click") == st.session_state.get(_CLICK):
        return
    st.session_state[_CLICK] = clicked.get("click")
    layer = room.held(str(clicked.get("layer")))
    row = clicked.get("row")
    if layer is not None and isinstance(row, int) and 0 <= row < len(layer.frame):
        linked.choose_on_map(layer.layer_id, row)
        st.rerun()


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
        if shown:
            st.html(legend(layer, t) if layer.legend is not None else _swatch(layer, t))
        with st.container(horizontal=True, key=f"{name}_buttons"):
            if layer.drawn.bounds and st.button(t("workbench.map.zoom"), key=f"{name}_zoom", type="tertiary"):
                workbench_room.go_to(layer.drawn.bounds)
            _style(t, room, layer, key=name)
            if not room.read_only and st.button(t("workbench.map.remove"), key=f"{name}_remove", type="tertiary"):
                room.put_away(layer)
                st.rerun()


def _style(t: Translator, room: Room, layer: WorkLayer, *, key: str) -> None:
    """Show a layer's order, opacity and colour."""
    with st.popover(t("workbench.map.style"), type="tertiary"):
        st.button(t("workbench.map.up"), key=f"{key}_up", on_click=room.move, args=(layer, 1))
        st.button(t("workbench.map.down"), key=f"{key}_down", on_click=room.move, args=(layer, -1))
        percent = st.slider(
            t("workbench.map.opacity"), 10, 100, round(100 * layer.opacity), step=5, format="%d%%", key=f"{key}_opacity"
        )
        look = st.selectbox(
            t("workbench.map.colour"),
            list(LOOKS),
            index=list(LOOKS).index(layer.look),
            format_func=lambda name: t(f"workbench.look.{name}"),
            key=f"{key}_look",
        )
    if (round(100 * layer.opacity), layer.look) != (percent, look):
        layer.opacity = percent / 100
        layer.dress(look)
        st.rerun()


def _swatch(layer: WorkLayer, t: Translator) -> str:
    """Return the legend of a layer of one colour: its shape for points, its pattern for areas."""
    look = LOOKS[layer.look]
    words = t.plural("workbench.legend.rows", layer.drawn.drawn, count=number(layer.drawn.drawn, t.language))
    if layer.drawn.points_only:
        sign = f'<b style="color:{layer.colours[0]}">{SHAPES[look.shape].character}</b>'
    else:
        sign = f'<i class="obs-pattern-{look.pattern}" style="--obs-own:{layer.colours[0]}"></i>'
    return f'<div class="obs-classes"><ul><li>{sign}<span>{escape(words)}</span></li></ul></div>'


def legend(layer: WorkLayer, t: Translator) -> str:
    """Return the legend of a layer's classes: limits, counts, and what has no figure, hatched."""
    rows = [
        f'<li><i style="background:{colour}"></i><span>{escape(words)}</span></li>'
        if colour
        else f'<li><i class="obs-hatched"></i><span>{escape(words)}</span></li>'
        for colour, words in legends.entries(layer, t)
    ]
    return f'<div class="obs-classes"><p>{escape(layer.legend_title)}</p><ul>{"".join(rows)}</ul></div>'


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
