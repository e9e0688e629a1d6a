"""The state of one page in the session: read from a link, changed by widgets, written to the address.

The state is the authority: a widget is given its value from it before it is drawn, and writes back through `bound`, so
that widgets that are not on screen keep theirs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypedDict, TypeVar

import streamlit as st

from geo.links import Problem
from pages.components.address import Address

State = TypeVar("State")


class Binding(TypedDict):
    """The arguments that bind a widget to a state: its key, and a callback that takes its value over."""

    key: str
    on_change: Callable[..., None]
    args: tuple[str, Callable[[Any], None]]


class PageState(Generic[State]):
    """What a page's link carries, in this session.

    Parameters
    ----------
    name : of the page, part of the keys of its widgets.
    keys : the parameters of its link.
    parse : reads a state from them, with what of it could not be used.
    query : writes a state as parameters.
    default : the state without a link, a frozen dataclass.
    """

    def __init__(
        self,
        name: str,
        keys: Iterable[str],
        *,
        parse: Callable[[Mapping[str, str]], tuple[State, tuple[Problem, ...]]],
        query: Callable[[State], Mapping[str, str]],
        default: State,
    ) -> None:
        self._name, self._parse, self._query, self._default = name, parse, query, default
        self._address = Address(name, keys)
        self._state, self._problems = f"{name}_state", f"{name}_problems"

    def enter(self) -> None:
        """Settle the state at the start of a page run; a link this session did not write itself wins."""
        asked = self._address.asked()
        if asked:
            st.session_state[self._state], st.session_state[self._problems] = self._parse(asked)
        st.session_state.setdefault(self._state, self._default)

    def current(self) -> State:
        """Return the state in force."""
        state: State = st.session_state[self._state]
        return state

    def problems(self) -> tuple[Problem, ...]:
        """Return what of the link could not be used, once."""
        told: tuple[Problem, ...] = st.session_state.pop(self._problems, ())
        return told

    def change(self, **values: Any) -> None:
        """Change fields of the state."""
        self._address.press()
        state: Any = self.current()
        st.session_state[self._state] = dataclasses.replace(state, **values)

    def bound(self, name: str, value: Any, take: Callable[[Any], None]) -> Binding:
        """Return the arguments that bind a widget to the state: its key, and a callback that gives `take` its value."""
        key = f"{self._name}_{name}"
        st.session_state[key] = value
        return {"key": key, "on_change": _take, "args": (key, take)}

    def write_address(self) -> None:
        """Put the state into the address, leaving other parameters as they are."""
        self._address.write(self._query(self.current()))


def _take(key: str, take: Callable[[Any], None]) -> None:
    take(st.session_state[key])
