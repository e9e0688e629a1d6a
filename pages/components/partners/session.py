"""The state of the partner finder in this session, and what is said of the last act."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from geo.partners.state import LINK, MOST_PICKS, PartnerState, parse_state
from pages.components.page_state import PageState

_TOLD: Final = "partner_told"
_PAGE: Final = PageState(
    "partner", LINK.keys, parse=parse_state, query=PartnerState.query_of_link, default=PartnerState()
)
enter, current, problems = _PAGE.enter, _PAGE.current, _PAGE.problems
bound, write_address = _PAGE.bound, _PAGE.write_address


def change(**values: Any) -> None:
    """Change fields of the state; what was told about the act before is said no longer."""
    st.session_state.pop(_TOLD, None)
    _PAGE.change(**values)


def tell(text: str) -> None:
    """Keep what is to be said of an act until the next change."""
    st.session_state[_TOLD] = text


def told() -> str:
    """Return what is said of the last act, "" for nothing."""
    return str(st.session_state.get(_TOLD, ""))


def toggle_pick(party_id: str) -> None:
    """Take an organisation into the virtual cluster, or out of it."""
    picks = current().picks
    if party_id in picks:
        change(picks=tuple(one for one in picks if one != party_id))
    else:
        change(picks=(*picks, party_id)[-MOST_PICKS:])
