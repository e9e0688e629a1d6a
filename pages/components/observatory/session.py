"""The state of the observatory page in this session: read from a link, changed by widgets, written to the address."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from geo.links import Problem
from geo.observatory.ranking import Ranking
from geo.observatory.state import LINK, ObservatoryState, parse_state
from pages.components.address import Address

_STATE: Final = "observatory_state"
_PROBLEMS: Final = "observatory_problems"
_CLICK: Final = "observatory_click"
_ADDRESS: Final = Address("observatory", LINK.keys)
_RANKED: Final = "observatory_own_ranked"
_MOST_RANKED: Final = 16
COMPONENT: Final = "observatory_map_component"


def enter() -> None:
    """Settle the state at the start of a page run; a link this session did not write itself wins."""
    asked = _ADDRESS.asked()
    if asked:
        st.session_state[_STATE], st.session_state[_PROBLEMS] = parse_state(asked)
    st.session_state.setdefault(_STATE, ObservatoryState())
    _take_click()


def current() -> ObservatoryState:
    """Return the state in force."""
    state: ObservatoryState = st.session_state[_STATE]
    return state


def problems() -> tuple[Problem, ...]:
    """Return what of the link could not be used, once."""
    told: tuple[Problem, ...] = st.session_state.pop(_PROBLEMS, ())
    return told


def change(**values: Any) -> None:
    """Change fields of the state."""
    st.session_state[_STATE] = dataclasses.replace(current(), **values)


def select(region: str) -> None:
    """Choose a region; "" lets go of it."""
    change(region=region)


def open_table(table_id: str) -> None:
    """Show a published table, "" for one's own; what was chosen of another table goes."""
    change(table=table_id, data="", group="", industry="", method="", year=0, parent="", region="", size=0)


def forget_ranked() -> None:
    """Forget what was computed of a table that is not shown any more."""
    st.session_state.pop(_RANKED, None)


def ranked(state: ObservatoryState, make: Callable[[], Ranking]) -> Ranking:
    """Return the ranking of one's own table, kept in this session and never beside those of the catalogue."""
    kept: dict[ObservatoryState, Ranking] = st.session_state.setdefault(_RANKED, {})
    if state not in kept:
        if len(kept) >= _MOST_RANKED:
            kept.clear()
        kept[state] = make()
    return kept[state]


def bound(name: str, value: Any, take: Callable[[Any], None]) -> dict[str, Any]:
    """Return the arguments that bind a widget to the state: its key, and a callback that gives `take` its value."""
    key = f"observatory_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _take, "args": (key, take)}


def write_address() -> None:
    """Put the state into the address, leaving other parameters as they are."""
    _ADDRESS.write(current().query())


def _take(key: str, take: Callable[[Any], None]) -> None:
    take(st.session_state[key])


def _take_click() -> None:
    """Take the region a person clicked on the map, each click once."""
    reported = st.session_state.get(COMPONENT) or {}
    drawn = (reported.get("last_active_drawing") or {}).get("properties") or {}
    mark = (drawn.get("id"), drawn.get("click"))
    if drawn.get("kind") == "region" and st.session_state.get(_CLICK) != mark:
        st.session_state[_CLICK] = mark
        select(str(drawn["id"]))
