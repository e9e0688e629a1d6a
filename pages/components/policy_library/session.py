"""The state of the policy library in this session."""

from __future__ import annotations

from typing import Final

from geo.policies.state import LINK, PolicyState, parse_state
from pages.components.page_state import PageState

_PAGE: Final = PageState("policy", LINK.keys, parse=parse_state, query=PolicyState.query_of_link, default=PolicyState())
enter, current, problems, change = _PAGE.enter, _PAGE.current, _PAGE.problems, _PAGE.change
bound, write_address = _PAGE.bound, _PAGE.write_address
