"""A region against others in words and figures: takeaway, and a table of shares with gap, rank and change."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from geo.language import Translator, number
from geo.observatory.portfolio import Portfolio, Side
from geo.statistics.own.table import OWN
from geo.statistics.regions import Region
from pages.components.literal import literal
from pages.components.plain_table import plain_table
from pages.components.table_files import offer


def show(found: Portfolio, t: Translator, *, key: str) -> None:
    """Show a comparison: what it says in a container of its own, and its table."""
    with st.container(key=key):
        literal(takeaway(found, t))
    plain_table(_table(found, t), label=t("rating.portfolio"))
    offer(
        partial(figures, found, t),
        t,
        name=f"benchmark-{found.base.region.region_id.lower()}",
        title=t("rating.portfolio"),
        key=f"{key}_table",
        is_empty=not found.lines,
    )


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
        key = ("ahead" if line.gap_pp > 0 else "behind") + ("_one" if alone else "")
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
    shown = figures(found, t)
    gap, change = t("rating.portfolio.gap"), _change_head(found, t)
    for name in shown.columns[1:]:
        if name == t("rating.column.rank"):
            shown[name] = [
                t("rating.rank_of", rank=line.rank, n=line.of) if line.rank else number(None, t.language)
                for line in found.lines
            ]
        elif name in (gap, change):
            shown[name] = [_signed(value, t) for value in shown[name]]
        elif name == t("rating.portfolio.ranked"):
            shown = shown.drop(columns=[name])
        else:
            shown[name] = [number(value, t.language, digits=2) for value in shown[name]]
    return shown


def figures(found: Portfolio, t: Translator) -> pd.DataFrame:
    """Return the comparison as a file holds it: heads in the reader's language, values as numbers."""
    columns: dict[str, object] = {t("rating.industry"): [line.name.localised(t.language) for line in found.lines]}
    for side in (found.base, *found.rivals):
        columns[_head(side, t)] = [round(value, 4) for value in side.share_pct]
    columns[t("rating.portfolio.gap")] = [round(line.gap_pp, 4) for line in found.lines]
    columns[t("rating.column.rank")] = [line.rank or None for line in found.lines]
    columns[t("rating.portfolio.ranked")] = [line.of or None for line in found.lines]
    if found.base.since != found.base.year:
        columns[_change_head(found, t)] = [round(value, 4) for value in found.base.change_pp]
    return pd.DataFrame(columns)


def _change_head(found: Portfolio, t: Translator) -> str:
    return t("rating.portfolio.change", since=found.base.since)


def _head(side: Side, t: Translator) -> str:
    name = side.region.name.localised(t.language)
    if side.dataset == OWN:  # the observatory's figures of the same region may stand beside
        name = f"{name} · {t('rating.own')}"
    return t("rating.portfolio.head", region=name, year=side.year)


def _signed(value: float, t: Translator) -> str:
    shown = number(value, t.language, digits=2)
    return f"+{shown}" if value > 0 else shown


def label(key: str, region: Region, t: Translator) -> str:
    """Return a region as it stands in a choice: its name with its place, or with the table it is of."""
    place = t("rating.own") if key.startswith(f"{OWN}-") else region.parent_name.localised(t.language)
    return " · ".join(part for part in (region.name.localised(t.language), place) if part)
