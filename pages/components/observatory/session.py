"""The state of the observatory page in this session: read from a link, changed by widgets, written to the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.observatory.ranking import Ranking
from geo.observatory.state import LINK, ObservatoryState, parse_state
from pages.components.page_state import PageState

_CLICK: Final = "observatory_click"
_RANKED: Final = "observatory_own_ranked"
_MOST_RANKED: Final = 16
COMPONENT: Final = "observatory_map_component"
_PAGE: Final = PageState(
    "observatory", LINK.keys, parse=parse_state, query=ObservatoryState.query, default=ObservatoryState()
)
current, problems, change = _PAGE.current, _PAGE.problems, _PAGE.change
bound, write_address = _PAGE.bound, _PAGE.write_address


def enter() -> None:
    """Settle the state at the start of a page run, and take the region a person clicked on the map."""
    _PAGE.enter()
    _take_click()


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


def _take_click() -> None:
    """Take the region a person clicked on the map, each click once."""
    reported = st.session_state.get(COMPONENT) or {}
    drawn = (reported.get("last_active_drawing") or {}).get("properties") or {}
    mark = (drawn.get("id"), drawn.get("click"))
    if drawn.get("kind") == "region" and st.session_state.get(_CLICK) != mark:
        st.session_state[_CLICK] = mark
        select(str(drawn["id"]))
