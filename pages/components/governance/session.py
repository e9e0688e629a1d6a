"""The state of the governance page in this session: read from a link, changed by widgets, written to the address."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from geo.catalog import Catalog
from geo.governance.book import Book, Pages, shared_book
from geo.governance.overview import Overview, look
from geo.governance.state import LINK, GovernanceState, parse_state
from geo.links import Problem
from geo.model import Cluster
from geo.settings import settings
from pages.components.address import Address
from pages.components.page_state import Binding

_STATE: Final = "governance_state"
_PROBLEMS: Final = "governance_problems"
_DONE: Final = "governance_done"
_ADDRESS: Final = Address("governance", LINK.keys)


def enter(catalog: Catalog) -> None:
    """Settle the state at the start of a page run; a link this session did not write itself wins."""
    asked = _ADDRESS.asked()
    if asked:
        state, problems = parse_state(asked)
        unknown = tuple(one for one in state.clusters if one not in catalog.every(Cluster))
        state = dataclasses.replace(state, clusters=tuple(one for one in state.clusters if one not in unknown))
        st.session_state[_STATE] = state
        st.session_state[_PROBLEMS] = (*problems, *(Problem("in", one) for one in unknown))
    st.session_state.setdefault(_STATE, GovernanceState())


def current() -> GovernanceState:
    """Return the state in force."""
    state: GovernanceState = st.session_state[_STATE]
    return state


def problems() -> tuple[Problem, ...]:
    """Return what of the link could not be used, once."""
    told: tuple[Problem, ...] = st.session_state.pop(_PROBLEMS, ())
    return told


def change(**values: Any) -> None:
    """Change fields of the state."""
    _ADDRESS.press()
    st.session_state[_STATE] = dataclasses.replace(current(), **values)


def bound(name: str, value: Any, take: Callable[[Any], None]) -> Binding:
    """Return the arguments that bind a widget to the state: its key, and a callback that gives `take` its value."""
    key = f"governance_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _take, "args": (key, take)}


def _take(key: str, take: Callable[[Any], None]) -> None:
    take(st.session_state[key])


def write_address() -> None:
    """Put the state into the address, leaving other parameters as they are."""
    _ADDRESS.write(current().query())


def tell(text: str) -> None:
    """Say in the next run what was done."""
    st.session_state[_DONE] = text


def told() -> str:
    """Return what was done in the run before, once."""
    text: str = st.session_state.pop(_DONE, "")
    return text


def today() -> str:
    """Return the day it is, UTC."""
    return dt.datetime.now(tz=dt.UTC).date().isoformat()


def book() -> Book:
    """Return the register of this server."""
    return shared_book(settings())


def seen(catalog: Catalog, pages: Pages) -> Overview:
    """Return what the page looks at, worked out once for each state of data and register."""
    state = current()
    return _seen(catalog.digest, pages.serial, state.clusters, state.since, state.low, today(), catalog, pages)


@st.cache_resource(show_spinner=False, max_entries=64)
def _seen(
    digest: str,
    serial: int,
    clusters: tuple[str, ...],
    since: str,
    low: bool,
    day: str,
    _catalog: Catalog,
    _pages: Pages,
) -> Overview:
    return look(_catalog, _pages, today=day, since=since, clusters=clusters, low=low)
