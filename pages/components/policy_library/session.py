"""The state of the policy library in this session: read from a link, changed by widgets, written to the address."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from geo.links import Problem
from geo.policies.state import LINK, PolicyState, parse_state
from pages.components.address import Address

_STATE: Final = "policy_state"
_PROBLEMS: Final = "policy_problems"
_ADDRESS: Final = Address("policy", LINK.keys)


def enter() -> None:
    """Settle the state at the start of a page run; a link this session did not write itself wins."""
    asked = _ADDRESS.asked()
    if asked:
        st.session_state[_STATE], st.session_state[_PROBLEMS] = parse_state(asked)
    st.session_state.setdefault(_STATE, PolicyState())


def current() -> PolicyState:
    """Return the state in force."""
    state: PolicyState = st.session_state[_STATE]
    return state


def problems() -> tuple[Problem, ...]:
    """Return what of the link could not be used, once."""
    told: tuple[Problem, ...] = st.session_state.pop(_PROBLEMS, ())
    return told


def change(**values: Any) -> None:
    """Change fields of the state."""
    st.session_state[_STATE] = dataclasses.replace(current(), **values)


def bound(name: str, value: Any, take: Callable[[Any], None]) -> dict[str, Any]:
    """Return the arguments that bind a widget to the state: its key, and a callback that gives `take` its value."""
    key = f"policy_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _take, "args": (key, take)}


def write_address() -> None:
    """Put the state into the address, leaving other parameters as they are."""
    _ADDRESS.write(current().query_of_link())


def _take(key: str, take: Callable[[Any], None]) -> None:
    take(st.session_state[key])
