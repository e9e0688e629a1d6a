"""Which region the page shows: from the link, or chosen; written to the address."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.observatory.profile import REGION_OF_CLUSTER
from pages.components.address import Address

KEY: Final = "id"
FIRST: Final = "CN-440300"
_STATE: Final = "region_state"
_ADDRESS: Final = Address("region", (KEY,))


def enter() -> str:
    """Settle the region at the start of a page run and return its id; a cluster's id stands for its region."""
    asked = _ADDRESS.asked().get(KEY, "")
    if asked:
        st.session_state[_STATE] = REGION_OF_CLUSTER.get(asked, asked)
    return str(st.session_state.setdefault(_STATE, FIRST))


def choose(region_id: str) -> None:
    """Show another region."""
    st.session_state[_STATE] = region_id


def write_address() -> None:
    """Put the region into the address."""
    _ADDRESS.write({KEY: str(st.session_state[_STATE])})
