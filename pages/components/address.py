"""A page's state in the browser's address: what a link asks for, and what this session wrote there itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st


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

    def present(self) -> dict[str, str]:
        """Return the parameters of the page that stand in the address."""
        return {key: st.query_params[key] for key in self._keys if key in st.query_params}

    def asked(self) -> dict[str, str]:
        """Return what a link asks for; empty where nothing stands there but what this session wrote itself."""
        present = self.present()
        return {} if present == st.session_state.get(self._written) else present

    def write(self, query: Mapping[str, str]) -> None:
        """Put a state into the address."""
        st.session_state[self._written] = dict(query)
        if self.present() != query:
            self._put(query)

    def ask(self, query: Mapping[str, str]) -> None:
        """Open a state as a link to it would; the next run of the page reads it."""
        st.session_state.pop(self._written, None)
        self._put(query)

    def _put(self, query: Mapping[str, str]) -> None:
        others = {key: value for key, value in st.query_params.to_dict().items() if key not in self._keys}
        st.query_params.from_dict({**others, **query})
