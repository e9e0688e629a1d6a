"""Which region the page shows, and which it is compared with: from the link, or chosen; written to the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from geo.links import Problem
from geo.observatory.profile import REGION_OF_CLUSTER
from geo.observatory.state import LINK
from geo.statistics.own.table import OWN
from geo.statistics.regions import Region
from pages.components.address import Address

KEY: Final = "id"
DATA: Final = "data"
BASE: Final = "base"
RIVALS: Final = "vs"
FIRST: Final = "CN-440300"
_STATE: Final = "region_state"
_OWN: Final = "region_own"
_RIVALS: Final = "region_rivals"
_PROBLEMS: Final = "region_problems"
_ADDRESS: Final = Address("region", (KEY, DATA, BASE, RIVALS))


def enter() -> str:
    """Settle the region at the start of a page run and return its id; a cluster's id stands for its region.

    A link of the observatory's comparison means the same here: `base` is the region where the link has no `id`, and
    `vs` are those it is compared with.
    """
    query = _ADDRESS.asked()
    values, problems = LINK.read({key: query[key] for key in (BASE, RIVALS) if key in query})
    asked = query.get(KEY, "") or values[BASE]
    if query:
        st.session_state[_RIVALS] = values[RIVALS]
        st.session_state[_PROBLEMS] = problems
    if asked:
        st.session_state[_STATE] = REGION_OF_CLUSTER.get(asked, asked)
        st.session_state[_OWN] = query.get(DATA) == OWN or asked.startswith(f"{OWN}-")
    if values[BASE] not in ("", asked):
        st.session_state[_PROBLEMS] = (*problems, Problem(BASE, values[BASE]))
    return str(st.session_state.setdefault(_STATE, FIRST))


def settle_own(asked: str, uploaded: Mapping[str, Region]) -> str:
    """Return the id of a region that a link names as a comparison does: by its code in the table that is open."""
    if not asked.startswith(f"{OWN}-"):
        return asked
    found = next((key for key, one in uploaded.items() if one.code == asked.removeprefix(f"{OWN}-")), asked)
    st.session_state[_STATE] = found
    return found


def choose(region_id: str) -> None:
    """Show another region."""
    _ADDRESS.press()
    st.session_state[_STATE] = region_id


def rivals() -> tuple[str, ...]:
    """Return the regions this one is compared with."""
    found: tuple[str, ...] = st.session_state.get(_RIVALS, ())
    return found


def compare(keys: tuple[str, ...]) -> None:
    """Compare the region with others."""
    _ADDRESS.press()
    st.session_state[_RIVALS] = keys


def problems() -> tuple[Problem, ...]:
    """Return what of the last link could not be used."""
    found: tuple[Problem, ...] = st.session_state.get(_PROBLEMS, ())
    return found


def wants_own() -> bool:
    """Tell whether the figures of one's own table are asked for."""
    return bool(st.session_state.get(_OWN))


def use_own(own: bool) -> None:
    """Show the figures of one's own table, or those of the observatory."""
    _ADDRESS.press()
    st.session_state[_OWN] = own


def write_address() -> None:
    """Put the region and those it is compared with into the address."""
    query = {KEY: str(st.session_state[_STATE])} | ({DATA: OWN} if wants_own() else {})
    _ADDRESS.write(query | LINK.write({RIVALS: rivals()}))
