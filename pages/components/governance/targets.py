"""View of targets against outcomes, and of early warnings with their reasons."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.governance.alerts import SILENT
from geo.governance.overview import Overview
from geo.governance.words import alert_table, outcome_table
from geo.language import Translator, number
from pages.components.literal import literal, section
from pages.components.plain_table import plain_table
from pages.components.source_mark import source_list, source_mark
from pages.components.table_files import offer


def show(seen: Overview, catalog: Catalog, t: Translator) -> None:
    """Show the view."""
    section(t("governance.targets"), t("governance.targets.note"))
    if seen.outcomes:
        outcomes = outcome_table(seen, t)
        plain_table(outcomes, label=t("governance.targets"))
        ids = dict.fromkeys(
            one
            for judged in seen.outcomes
            for one in (*judged.target.source_ids, *(judged.latest.source_ids if judged.latest else ()))
        )
        st.html(source_mark(source_list((catalog.source(one) for one in ids), t), t))
        _offer(outcomes, t("governance.targets"), t, name="targets")
    else:
        literal(t("governance.targets.none"), style="note")
    section(t("governance.alerts"), t("governance.alerts.note"))
    grave = tuple(one for one in seen.alerts if one.rule.kind != SILENT)
    stale = tuple(one for one in seen.alerts if one.rule.kind == SILENT)
    if grave:
        plain_table(alert_table(grave, t), label=t("governance.alerts"))
    else:
        literal(t("governance.alerts.none"), style="note")
    if stale:
        with st.expander(t("governance.alerts.stale", n=number(len(stale), t.language))):
            plain_table(alert_table(stale, t), label=t("governance.alerts"))
    if seen.alerts:
        _offer(alert_table(seen.alerts, t), t("governance.alerts"), t, name="alerts")


def _offer(table: pd.DataFrame, title: str, t: Translator, *, name: str) -> None:
    offer(lambda: table, t, name=name, title=title, key=f"governance_{name}", is_empty=table.empty)
