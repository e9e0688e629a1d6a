"""One's own region against one to four others: takeaway, table of shares with gap, rank and change."""

from __future__ import annotations

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator
from geo.observatory.portfolio import MOST_RIVALS, comparable, portfolio
from geo.statistics.own.table import OWN
from geo.statistics.regions import regions
from pages.components import own_table
from pages.components import portfolio as said
from pages.components.boundary import show_notice
from pages.components.literal import literal
from pages.components.observatory import session


def show(catalog: Catalog, t: Translator) -> None:
    """Show the choice of regions and, once there are two, the comparison."""
    own = own_table.own()
    known = comparable(catalog, own)
    state = session.current()
    literal(t("rating.portfolio"), style="heading")
    literal(t("rating.portfolio.lead"), style="note")
    listed = list(known)
    base = next((key for key in (state.base, state.region, f"{OWN}-{state.region[3:]}") if key in known), None)
    rivals = [key for key in state.rivals if key in known and key != base]
    every = regions(catalog)
    if left_out := [key for key in (state.base, *state.rivals) if key and key not in known]:
        names = [every[key].name.localised(t.language) if key in every else key for key in left_out]
        show_notice(t("rating.portfolio.left_out", regions=t("card.list.separator").join(names)))
    left, right = st.columns([2, 3], gap="small")
    with left:
        st.selectbox(
            t("rating.portfolio.base"),
            listed,
            format_func=lambda key: said.label(key, known[key], t),
            placeholder=t("rating.portfolio.choose"),
            **session.bound("base", base, lambda key: session.change(base=key or "")),
        )
    with right:
        st.multiselect(
            t("rating.portfolio.rivals", most=MOST_RIVALS),
            [key for key in listed if key != base],
            format_func=lambda key: said.label(key, known[key], t),
            max_selections=MOST_RIVALS,
            wrap=True,
            placeholder=t("rating.portfolio.choose"),
            **session.bound("rivals", rivals, lambda keys: session.change(rivals=tuple(keys))),
        )
    if base is None or not rivals:
        return
    found = portfolio(catalog, base, rivals, own)
    said.show(found, t, key="observatory_takeaway")
