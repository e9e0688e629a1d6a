"""A page's state in the browser's address: what a link asks for, and what this session wrote there itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

_KEPT: Final = 50  # addresses remembered


class Address:
    """The parameters of one page in the address; those of others are left as they are.

    Parameters
    ----------
    page : names the page in the session.
    keys : its parameters, those of earlier versions of its links too.
    """

    def __init__(self, page: str, keys: Iterable[str]) -> None:
        self._keys = tuple(keys)
        self._written = f"{page}_written"
        self._earlier = f"{page}_written_before"
        self._pressed = f"{page}_pressed"

    def press(self) -> None:
        """Note that the run that begins was started by a control and by no link; called where a control is taken."""
        st.session_state[self._pressed] = True

    def present(self) -> dict[str, str]:
        """Return the parameters of the page that stand in the address."""
        return {key: st.query_params[key] for key in self._keys if key in st.query_params}

    def asked(self, *, changed: bool = False) -> dict[str, str]:
        """Return what a link asks for; empty where nothing stands there but what this session wrote itself.

        Parameters
        ----------
        changed : whether this run was started by a control, where `press` was not called. The browser sends the
            address it had then: on quick presses that is one this session wrote a moment before, and no link. Without
            it an earlier address is one the person went back to.
        """
        changed = st.session_state.get(self._pressed, False) or changed  # until `write`: this run may be cut short too
        present = self.present()
        earlier = st.session_state.get(self._earlier, [])
        if present == st.session_state.get(self._written) or (changed and present in earlier):
            return {}
        # It counts as written from here on: a press may end this run before it comes to `write`.
        self._remember(present)
        return present

    def write(self, query: Mapping[str, str]) -> None:
        """Put a state into the address."""
        st.session_state.pop(self._pressed, None)  # what is changed after this run began is written here
        written = dict(query)
        if written != st.session_state.get(self._written):
            self._remember(written)
        st.session_state[self._written] = written
        if self.present() != query:
            self._put(query)

    def ask(self, query: Mapping[str, str]) -> None:
        """Open a state as a link to it would; the next run of the page reads it."""
        st.session_state.pop(self._written, None)
        self._put(query)

    def _remember(self, query: dict[str, str]) -> None:
        st.session_state[self._earlier] = [*st.session_state.get(self._earlier, [])[1 - _KEPT :], query]

    def _put(self, query: Mapping[str, str]) -> None:
        others = {key: value for key, value in st.query_params.to_dict().items() if key not in self._keys}
        st.query_params.from_dict({**others, **query})
