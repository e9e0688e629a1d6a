"""View of changes: one series as a chart, and the last two figures of all."""

from __future__ import annotations

import streamlit as st

from geo.catalog import Catalog
from geo.governance.overview import Overview
from geo.governance.series import Series
from geo.governance.words import movement_table, subject_text
from geo.language import Translator
from pages.components.governance import chart, session
from pages.components.literal import section
from pages.components.plain_table import plain_table
from pages.components.source_mark import source_list, source_mark
from pages.components.table_files import offer


def show(seen: Overview, catalog: Catalog, t: Translator) -> None:
    """Show the view."""
    chosen = seen.one(session.current().series)
    if chosen is None:
        return
    choice = [one.key for one in seen.series if one.points or one.targets]
    named = {one.key: one for one in seen.series}
    st.selectbox(
        t("governance.chart.choose"),
        choice,
        index=None,
        format_func=lambda key: _named(named[key], t),
        **session.bound("series", chosen.key, lambda key: session.change(series=key or "")),
    )
    chart.show(chosen, t, key="governance_chart")
    cited = [*(one.source_ids for one in chosen.points), *(one.source_ids for one in chosen.targets)]
    ids = dict.fromkeys(key for keys in cited for key in keys)
    if ids:
        st.html(source_mark(source_list((catalog.source(one) for one in ids), t), t))
    section(t("governance.changes"), t("governance.changes.note"))
    table = movement_table(seen, t)
    plain_table(table, label=t("governance.changes"))
    offer(
        lambda: table,
        t,
        name="changes",
        title=t("governance.changes"),
        key="governance_changes",
        is_empty=table.empty,
    )


def _named(series: Series, t: Translator) -> str:
    return t(
        "governance.chart.title", subject=subject_text(series, t), measure=series.measure_name.localised(t.language)
    )
