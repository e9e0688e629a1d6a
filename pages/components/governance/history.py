"""History of a value in the register: every version of it, who wrote it and when, the newest first."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.governance.book import Key, Pages
from geo.governance.register import Value
from geo.governance.series import all_series
from geo.governance.words import period_text, subject_text
from geo.language import Translator, number
from pages.components.governance import session
from pages.components.literal import literal, section
from pages.components.plain_table import plain_table
from pages.components.table_files import offer


def show(pages: Pages, catalog: Catalog, t: Translator) -> None:
    """Show the choice of a value and its versions."""
    wanted = session.current().clusters
    values = {one.key: one for one in pages.values if not wanted or one.cluster in wanted}
    changed = sum(one.version > 1 for one in values.values())
    counts = {"n": number(len(values), t.language), "changed": number(changed, t.language)}
    section(t("governance.history"), t("governance.history.note", **counts))
    if not values:
        literal(t("governance.history.none"), style="note")
        return
    named = {f"{one.subject}~{one.measure}": one for one in all_series(catalog, pages.values)}

    def label(key: Key) -> str:
        series = named.get(f"{key[0]}~{key[1]}")
        what = t("governance.chart.title", subject=key[0], measure=key[1])
        if series is not None:
            measure = series.measure_name.localised(t.language)
            what = t("governance.chart.title", subject=subject_text(series, t), measure=measure)
        kind = t("governance.history.target" if key[3] else "governance.history.outcome")
        return t("governance.history.line", what=what, period=period_text(key[2], t), kind=kind)

    def entered_at(key: Key) -> str:
        signed = values[key].signed
        return signed.at if signed else ""

    newest = sorted(values, key=entered_at, reverse=True)
    chosen = st.selectbox(t("governance.history.choose"), newest, format_func=label, key="governance_history")
    table = _table(session.book().history(chosen), t)
    plain_table(table, label=t("governance.history"))
    offer(
        lambda: table,
        t,
        name="history",
        title=t("governance.history"),
        key="governance_history",
        is_empty=table.empty,
    )


def _table(versions: tuple[Value, ...], t: Translator) -> pd.DataFrame:
    heads = [t(f"governance.column.{name}") for name in ("version", "amount", "source", "note", "when", "who")]
    rows = [
        (
            number(one.version, t.language),
            f"{number(one.amount, t.language)} {one.unit}".strip(),
            one.source,
            one.note,
            one.signed.at.replace("T", " ")[:16] if one.signed else "",
            one.signed.name if one.signed else "",
        )
        for one in reversed(versions)
    ]
    return pd.DataFrame(rows, columns=heads)
