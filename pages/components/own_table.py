"""The table of statistics that was uploaded to this session, which several pages show."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.observatory.own import Received
from geo.statistics.own.table import Own

_KEY: Final = "observatory_own"


def received() -> Received | None:
    """Return the table that was uploaded to this session."""
    found: Received | None = st.session_state.get(_KEY)
    return found


def keep(table: Received | None) -> None:
    """Keep a table for this session, or give it up."""
    st.session_state[_KEY] = table


def own() -> Own | None:
    """Return the statistics of the table of this session, None where there is none or no cell of it can be used."""
    table = received()
    return None if table is None or table.own is None or table.own.panel is None else table.own
