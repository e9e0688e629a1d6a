"""Which region the page shows: from the link, or chosen; written to the address."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.observatory.profile import REGION_OF_CLUSTER
from geo.statistics.own.table import OWN
from pages.components.address import Address

KEY: Final = "id"
DATA: Final = "data"
FIRST: Final = "CN-440300"
_STATE: Final = "region_state"
_OWN: Final = "region_own"
_ADDRESS: Final = Address("region", (KEY, DATA))


def enter() -> str:
    """Settle the region at the start of a page run and return its id; a cluster's id stands for its region."""
    query = _ADDRESS.asked()
    asked = query.get(KEY, "")
    if asked:
        st.session_state[_STATE] = REGION_OF_CLUSTER.get(asked, asked)
        st.session_state[_OWN] = query.get(DATA) == OWN
    return str(st.session_state.setdefault(_STATE, FIRST))


def choose(region_id: str) -> None:
    """Show another region."""
    _ADDRESS.press()
    st.session_state[_STATE] = region_id


def wants_own() -> bool:
    """Tell whether the figures of one's own table are asked for."""
    return bool(st.session_state.get(_OWN))


def use_own(own: bool) -> None:
    """Show the figures of one's own table, or those of the observatory."""
    _ADDRESS.press()
    st.session_state[_OWN] = own


def write_address() -> None:
    """Put the region into the address."""
    _ADDRESS.write({KEY: str(st.session_state[_STATE])} | ({DATA: OWN} if wants_own() else {}))
