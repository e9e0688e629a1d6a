"""A choice that lives in the address: ``?<parameter>=<key>``, with neutral keys in every language."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def choice(parameter: str, options: Sequence[str]) -> tuple[str, str]:
    """Return the option the address names, and what it names where there is no such option.

    Streamlit's own binding of widgets writes what `format_func` shows into the address; titles change with the
    language and the data, keys do not.

    Parameters
    ----------
    options : the keys to choose from, the first being the default; must not be empty.

    Returns
    -------
    tuple of str
        The key in force, and the unknown key asked for ("" if none).
    """
    asked = st.query_params.get(parameter, "")
    if asked in options:
        return asked, ""
    return options[0], asked


def keep(parameter: str, state_key: str) -> None:
    """Write the value of the widget `state_key` into the address; the callback of a widget whose choice it holds."""
    st.query_params[parameter] = st.session_state[state_key]
