"""The choices among computing links: what they are for and how well they are known."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, number
from geo.maps.screen import drawn_links
from geo.model import EVIDENCE, LOAD_CLASSES
from pages.components.cluster_map import session

_CHOICES = {"load": LOAD_CLASSES, "evidence": EVIDENCE}
_COLUMNS = {"load": "load_class", "evidence": "evidence"}


def show(catalog: Catalog, t: Translator) -> None:
    """Show the choices with how many links each has, while the layer of links is on."""
    if "links" not in session.current().layers:
        return
    links = drawn_links(catalog)
    for name, choices in _CHOICES.items():
        counted = Counter(links[_COLUMNS[name]])

        def words(value: str, name: str = name, counted: Counter[str] = counted) -> str:
            said = t(f"term.{name}.{value}")
            return t("map.filter.counted", name=said, n=number(counted[value], t.language))

        st.pills(
            t(f"map.filter.{name}"),
            choices,
            selection_mode="multi",
            format_func=words,
            key=session.WIDGETS[name],
        )


def in_force() -> bool:
    """Tell whether some of the links are left out."""
    state = session.current()
    return sorted(state.loads) != sorted(LOAD_CLASSES) or sorted(state.evidence) != sorted(EVIDENCE)


def clear() -> None:
    """Choose every link again; called before the controls are shown."""
    for name, choices in _CHOICES.items():
        st.session_state[session.WIDGETS[name]] = list(choices)
