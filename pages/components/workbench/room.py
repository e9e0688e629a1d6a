"""The session's room in Streamlit's session state: made on the first visit, gone with the session."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Final

import streamlit as st

from geo.maps.drawing import Aim
from geo.workbench.map_state import Bounds, view_of
from geo.workbench.room import Room, Upload, WorkLayer
from geo.workbench.studies import MAX_STUDIES, Study
from geo.workspace.desk import KeptPage, Restored
from pages.components.workbench import memory

_ROOM: Final = "workbench_room"
_VIEW: Final = "workbench_view"
_STUDIES: Final = "workbench_studies"
_CHANGED: Final = "workbench_changed"
_HIDDEN: Final = "workbench_hidden"
_PANEL: Final = "workbench_panel"
_START: Final = "workbench_panel_before"  # the panel that was open when the work was kept
_ADMIN: Final = "workbench_map_admin"
_CHINA: Final[Aim] = {"lat": 34.0, "lng": 108.0, "zoom": 4}


def current() -> Room | None:
    """Return the session's room, None before the page's first run."""
    room: Room | None = st.session_state.get(_ROOM)
    return room


def replace(room: Room, restored: Restored) -> None:
    """Make a room, with what was kept beside its layers, the one of this session."""
    for name in (_ROOM, _VIEW, _STUDIES, _HIDDEN):
        st.session_state.pop(name, None)
    st.session_state[_ROOM] = room
    st.session_state[_STUDIES] = list(restored.studies)
    state = restored.state
    memory.put_back(state.get("fields"))
    st.session_state[_HIDDEN] = {str(one) for one in state.get("hidden", ())}
    if view := state.get("view"):
        st.session_state[_VIEW] = {**view, "serial": 1}
    st.session_state[_START] = str(state.get("panel") or "")
    if "admin" in state:
        st.session_state[_ADMIN] = bool(state["admin"])


def state() -> KeptPage:
    """Return what of the page lasts with its layers: the map's view, what is off, the open panel, its fields."""
    here, room = view(), current()
    return {
        "view": {"lat": here["lat"], "lng": here["lng"], "zoom": here["zoom"]},
        "hidden": sorted(hidden()),
        "panel": st.session_state.get(_PANEL, ""),
        "admin": bool(st.session_state.get(_ADMIN)),
        "fields": memory.entered(layer.layer_id for layer in (room.layers if room else ())),
    }


def panel(known: Sequence[str]) -> str:
    """Return the panel to begin with: the one that was open, else the first."""
    before = str(st.session_state.get(_START, ""))
    return before if before in known else known[0]


def open_layers(room: Room, upload: Upload, names: Sequence[str] | None = None) -> None:
    """Draw layers of an upload that have a place, the first ones unless they are named; send the map to them."""
    opened = room.open(upload, names)
    if opened and opened[0].drawn.bounds:
        go_to(opened[0].drawn.bounds)


def open_before(room: Room, upload: Upload) -> None:
    """Draw an upload as it would lie without the person's decisions."""
    room.before(upload)


def close_before(room: Room, upload: Upload) -> None:
    """Remove what `open_before` drew."""
    for layer in [layer for layer in room.layers if layer.kind == "before" and layer.upload_id == upload.upload_id]:
        room.remove(layer)


def go_to(bounds: Bounds) -> None:
    """Send the map to a bounding box."""
    serial = st.session_state.get(_VIEW, {}).get("serial", 0) + 1
    st.session_state[_VIEW] = {**view_of(bounds), "serial": serial}


def view() -> Aim:
    """Return where the map was last told to go."""
    aimed: Aim = st.session_state.get(_VIEW, _CHINA)
    return aimed.copy()


def hidden() -> set[str]:
    """Return the ids of layers that are switched off."""
    found: set[str] = st.session_state.setdefault(_HIDDEN, set())
    return found


def studies() -> list[Study]:
    """Return the studies made in this session, the newest first."""
    return list(st.session_state.get(_STUDIES, []))


def show_result(study: Study, layer: WorkLayer | None) -> None:
    """Remember a study with the layer it drew, and send the map to it."""
    if layer is None:
        keep(study)
        return
    keep(dataclasses.replace(study, layer_id=layer.layer_id))
    look_at(layer)


def look_at(layer: WorkLayer) -> None:
    """Show a layer and send the map to it."""
    hidden().discard(layer.layer_id)
    if layer.drawn.bounds:
        go_to(layer.drawn.bounds)


def changed() -> dt.datetime:
    """Return when the session's studies last changed; a report says this time, so that it repeats byte for byte."""
    found: dt.datetime = st.session_state.setdefault(_CHANGED, dt.datetime.now(tz=dt.UTC))
    return found


def keep(*made: Study) -> None:
    """Remember studies for the methods sheet and the report."""
    st.session_state[_CHANGED] = dt.datetime.now(tz=dt.UTC)
    st.session_state[_STUDIES] = [*reversed(made), *studies()][:MAX_STUDIES]
