"""Search across the rows of all tables, and the sentence the catalogue opens with."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.catalog.rows import MAX_QUERY, found_tables
from geo.language import Translator, number
from geo.model import DEFAULT_CONFIDENCES
from pages.components.catalog import permalink
from pages.components.literal import literal, literal_label
from pages.components.parts import ready

PARAMETER: Final = "q"
KEY: Final = "catalog_search"
_COUNTED: Final = ("clusters", "organisations", "indicators", "policies", "sources")


def show_contents(catalog: Catalog, t: Translator) -> None:
    """Say in a sentence what the catalogue holds; of a catalogue without those tables, how much."""
    for said in _contents(catalog, t):
        literal(said)


@ready
def _contents(catalog: Catalog, t: Translator) -> tuple[str, ...]:
    rows = {resource.name: resource.rows for resource in catalog.resources}
    counts = {name: number(rows.get(name, 0), t.language) for name in _COUNTED}
    everything = number(sum(rows.values()), t.language)
    held = t("catalog.contents", datasets=number(len(rows), t.language), rows=everything, **counts)
    trust = catalog.table("sources")["confidence"] if "sources" in rows else ()
    if not len(trust):
        return (held,)
    trusted = sum(one in DEFAULT_CONFIDENCES for one in trust)
    share = number(100 * trusted / len(trust), t.language, digits=0)
    return held, t("catalog.trust", low=number(len(trust) - trusted, t.language), share=share)


def show(catalog: Catalog, t: Translator, *, parameter: str, choice: str) -> str:
    """Show the search and the tables it finds something in; returns what is asked for, "" for nothing.

    Parameters
    ----------
    parameter, choice : the address's parameter and the widget that hold the dataset, which a click on a find chooses.
    """
    if KEY not in st.session_state:
        st.session_state[KEY] = st.query_params.get(PARAMETER, "")[:MAX_QUERY]
    query = str(
        st.text_input(
            t("catalog.search"),
            key=KEY,
            max_chars=MAX_QUERY,
            placeholder=t("catalog.search.placeholder"),
            icon=":material/search:",
            on_change=_keep,
        )
    ).strip()
    if not query:
        return ""
    found = found_tables(catalog, query)
    if not found:
        literal(t("catalog.search.nothing", query=query), style="note")
        return query
    total = number(sum(found.values()), t.language)
    literal(t("catalog.search.found", rows=total, tables=number(len(found), t.language)), style="note")
    with st.container(horizontal=True, gap="small", key="catalog_hits"):
        for name, rows in sorted(found.items(), key=lambda item: -item[1]):
            title = catalog.resource(name).title.localised(t.language)
            words = t("catalog.search.hit", dataset=literal_label(title), rows=number(rows, t.language))
            st.button(words, key=f"catalog_hit_{name}", on_click=_open, args=(parameter, choice, name))
    return query


def _keep() -> None:
    """Write what is searched for into the address."""
    if st.session_state[KEY].strip():
        st.query_params[PARAMETER] = st.session_state[KEY].strip()
    else:
        st.query_params.pop(PARAMETER, None)


def _open(parameter: str, choice: str, name: str) -> None:
    st.session_state[choice] = name
    permalink.keep(parameter, choice)
