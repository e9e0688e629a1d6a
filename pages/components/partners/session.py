"""The state of the partner finder in this session: read from a link, changed by widgets, written to the address."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from geo.links import Problem
from geo.partners.state import LINK, MOST_PICKS, PartnerState, parse_state
from pages.components.address import Address

_STATE: Final = "partner_state"
_PROBLEMS: Final = "partner_problems"
_TOLD: Final = "partner_told"
_ADDRESS: Final = Address("partner", LINK.keys)


def enter() -> None:
    """Settle the state at the start of a page run; a link this session did not write itself wins."""
    asked = _ADDRESS.asked()
    if asked:
        st.session_state[_STATE], st.session_state[_PROBLEMS] = parse_state(asked)
    st.session_state.setdefault(_STATE, PartnerState())


def current() -> PartnerState:
    """Return the state in force."""
    state: PartnerState = st.session_state[_STATE]
    return state


def problems() -> tuple[Problem, ...]:
    """Return what of the link could not be used, once."""
    told: tuple[Problem, ...] = st.session_state.pop(_PROBLEMS, ())
    return told


def change(**values: Any) -> None:
    """Change fields of the state; what was told about the act before is said no longer."""
    st.session_state.pop(_TOLD, None)
    st.session_state[_STATE] = dataclasses.replace(current(), **values)


def tell(text: str) -> None:
    """Keep what is to be said of an act until the next change."""
    st.session_state[_TOLD] = text


def told() -> str:
    """Return what is said of the last act, "" for nothing."""
    return str(st.session_state.get(_TOLD, ""))


def bound(name: str, value: Any, take: Callable[[Any], None]) -> dict[str, Any]:
    """Return the arguments that bind a widget to the state: its key, and a callback that gives `take` its value."""
    key = f"partner_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _take, "args": (key, take)}


def write_address() -> None:
    """Put the state into the address, leaving other parameters as they are."""
    _ADDRESS.write(current().query_of_link())


def _take(key: str, take: Callable[[Any], None]) -> None:
    take(st.session_state[key])


def toggle_pick(party_id: str) -> None:
    """Take an organisation into the virtual cluster, or out of it."""
    picks = current().picks
    if party_id in picks:
        change(picks=tuple(one for one in picks if one != party_id))
    else:
        change(picks=(*picks, party_id)[-MOST_PICKS:])
