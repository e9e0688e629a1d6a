"""The region against one to four others, chosen here or in the link: what it says, and its table."""

from __future__ import annotations

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator
from geo.observatory.portfolio import MOST_RIVALS, comparable, portfolio
from geo.statistics.own.table import OWN, Own
from geo.statistics.regions import Region, regions
from pages.components import portfolio as said
from pages.components.boundary import show_notice
from pages.components.literal import literal
from pages.components.region import session


def show(region: Region, catalog: Catalog, t: Translator, *, own: Own | None, is_own: bool) -> None:
    """Show the choice of the others and, once there is one, the comparison.

    Parameters
    ----------
    own : the table of one's own that is open, whose regions can be compared too.
    is_own : the region's figures are those of that table.
    """
    for problem in session.problems():
        show_notice(t("rating.link.problem", key=problem.key, value=problem.value))
    known = comparable(catalog, own)
    base = f"{OWN}-{region.code}" if is_own else region.region_id
    asked = session.rivals()
    left_out = [key for key in asked if key not in known]
    if base not in known and asked:
        left_out.insert(0, base)
    if left_out:
        every = {**regions(catalog), base: region}
        names = [every[key].name.localised(t.language) if key in every else key for key in left_out]
        show_notice(t("rating.portfolio.left_out", regions=t("card.list.separator").join(names)))
    if base not in known:
        return
    literal(t("rating.portfolio"), style="heading")
    literal(t("rating.portfolio.lead"), style="note")
    others = [key for key in known if key != base]
    st.session_state["region_rivals_choice"] = [key for key in asked if key in others]
    st.multiselect(
        t("rating.portfolio.rivals", most=MOST_RIVALS),
        others,
        format_func=lambda key: said.label(key, known[key], t),
        max_selections=MOST_RIVALS,
        wrap=True,
        placeholder=t("rating.portfolio.choose"),
        key="region_rivals_choice",
        on_change=lambda: session.compare(tuple(st.session_state["region_rivals_choice"])),
    )
    rivals = [key for key in asked if key in others]
    if rivals:
        said.show(portfolio(catalog, base, rivals, own), t, key="region_takeaway")
