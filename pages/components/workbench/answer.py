"""An answer of the workbench: figures, what must be read with them, the table, and how parameters change it."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from geo.catalog.tables import safe_csv
from geo.language import Translator, number
from geo.workbench.report import caution_text, figure_text, readable
from geo.workbench.studies import Study
from pages.components.literal import literal, section
from pages.components.plain_table import plain_table

SHOWN_ROWS: Final = 50


def show(study: Study, t: Translator, *, key: str) -> None:
    """Show one study."""
    result = study.result
    section(t(f"analysis.method.{result.method}"), t(f"analysis.method_help.{result.method}"))
    if result.cautions:
        items = "".join(f"<li>{escape(caution_text(caution, t))}</li>" for caution in result.cautions)
        st.html(f'<ul class="obs-cautions" aria-label="{escape(t("workbench.cautions"))}">{items}</ul>')
    if result.figures:
        terms = "".join(
            f"<div><dt>{escape(t(f'analysis.figure.{name}'))}</dt><dd>{escape(figure_text(figure, t))}</dd></div>"
            for name, figure in result.figures.items()
        )
        st.html(f'<dl class="obs-facts">{terms}</dl>')
    hulls = study.extra.get("clusters")
    if hulls is not None and len(hulls):
        plain_table(readable(hulls.drop(columns=hulls.geometry.name), t), label=t("analysis.figure.clusters"))
    if result.table is not None:
        plain_table(readable(result.table, t, rows=SHOWN_ROWS), label=t(f"analysis.method.{result.method}"))
        total = len(result.table)
        table = result.table.reset_index()
        if total > SHOWN_ROWS:
            literal(t("workbench.table.cut", shown=SHOWN_ROWS, total=number(total, t.language)), style="note")
        st.download_button(
            t("workbench.download.table"),
            lambda: safe_csv(table),
            file_name=f"{result.method}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"{key}_csv",
        )
    if study.sensitivity is not None:
        literal(t("workbench.sensitivity.title"), style="subheading")
        literal(t("workbench.sensitivity.lead"), style="note")
        plain_table(readable(study.sensitivity, t), label=t("workbench.sensitivity.title"))


def show_last(studies: list[Study], methods: tuple[str, ...], t: Translator, *, key: str) -> None:
    """Show the newest study of each of some methods."""
    for method in methods:
        newest = next((study for study in studies if study.result.method == method), None)
        if newest is not None:
            show(newest, t, key=f"{key}_{method}")
