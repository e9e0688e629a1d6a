"""One's own region against one to four others: takeaway, table of shares with gap, rank and change."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, number
from geo.observatory.portfolio import MOST_RIVALS, Portfolio, Side, comparable, portfolio
from geo.statistics.own.table import OWN
from geo.statistics.regions import Region, regions
from pages.components import own_table
from pages.components.boundary import show_notice
from pages.components.literal import literal
from pages.components.observatory import session
from pages.components.plain_table import plain_table


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
            format_func=lambda key: _label(key, known[key], t),
            placeholder=t("rating.portfolio.choose"),
            **session.bound("base", base, lambda key: session.change(base=key or "")),
        )
    with right:
        st.multiselect(
            t("rating.portfolio.rivals", most=MOST_RIVALS),
            [key for key in listed if key != base],
            format_func=lambda key: _label(key, known[key], t),
            max_selections=MOST_RIVALS,
            wrap=True,
            placeholder=t("rating.portfolio.choose"),
            **session.bound("rivals", rivals, lambda keys: session.change(rivals=tuple(keys))),
        )
    if base is None or not rivals:
        return
    found = portfolio(catalog, base, rivals, own)
    with st.container(key="observatory_takeaway"):
        literal(takeaway(found, t))
    plain_table(_table(found, t), label=t("rating.portfolio"))


def takeaway(found: Portfolio, t: Translator) -> str:
    """Return what the comparison says in one sentence, with two figures, year and scope."""
    name = found.base.region.name.localised(t.language)
    values = {
        "region": name,
        "year": str(found.base.year),
        "n": number(len(found.rivals), t.language),
        "rival": found.rivals[0].region.name.localised(t.language),
    }
    alone = len(found.rivals) == 1
    parts = []
    for line in found.widest:
        share = found.base.share_pct[found.lines.index(line)]
        key = "ahead" if line.gap_pp > 0 else "behind"
        parts.append(
            t(
                f"rating.portfolio.{key}",
                industry=line.name.localised(t.language),
                share=number(share, t.language, digits=2),
                gap=number(abs(line.gap_pp), t.language, digits=2),
            )
        )
    if not parts:
        return t("rating.portfolio.nothing_one" if alone else "rating.portfolio.nothing", **values)
    said = t("rating.portfolio.join").join(parts)
    return t("rating.portfolio.takeaway_one" if alone else "rating.portfolio.takeaway", **values, parts=said)


def _table(found: Portfolio, t: Translator) -> pd.DataFrame:
    sides = (found.base, *found.rivals)
    columns: dict[str, list[str]] = {t("rating.industry"): [line.name.localised(t.language) for line in found.lines]}
    for side in sides:
        columns[_head(side, t)] = [number(value, t.language, digits=2) for value in side.share_pct]
    columns[t("rating.portfolio.gap")] = [_signed(line.gap_pp, t) for line in found.lines]
    columns[t("rating.column.rank")] = [
        t("rating.rank_of", rank=line.rank, n=line.of) if line.rank else number(None, t.language)
        for line in found.lines
    ]
    if found.base.since != found.base.year:
        columns[t("rating.portfolio.change", since=found.base.since)] = [
            _signed(value, t) for value in found.base.change_pp
        ]
    return pd.DataFrame(columns)


def _head(side: Side, t: Translator) -> str:
    return t("rating.portfolio.head", region=side.region.name.localised(t.language), year=side.year)


def _signed(value: float, t: Translator) -> str:
    shown = number(value, t.language, digits=2)
    return f"+{shown}" if value > 0 else shown


def _label(key: str, region: Region, t: Translator) -> str:
    place = t("rating.own") if key.startswith(f"{OWN}-") else region.parent_name.localised(t.language)
    return " · ".join(part for part in (region.name.localised(t.language), place) if part)
