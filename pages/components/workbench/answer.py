"""An answer of the workbench: what it comes to, its cautions, its ranked rows, and how parameters change it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.catalog.tables import safe_csv
from geo.language import Translator, number
from geo.workbench.meaning import sentences
from geo.workbench.ranking import Ranked, ranked
from geo.workbench.report import caution_text, figure_text, readable
from geo.workbench.room import Room
from geo.workbench.studies import Study
from pages.components.literal import literal, section
from pages.components.plain_table import plain_table
from pages.components.workbench import linked

if TYPE_CHECKING:
    import pandas as pd

SHOWN_ROWS: Final = 50


def show(study: Study, t: Translator, *, key: str, room: Room, said: set[str] | None = None) -> None:
    """Show one study.

    Parameters
    ----------
    said : cautions that stand above already; what is said here is added.
    """
    result = study.result
    section(t(f"analysis.method.{result.method}"), t(f"analysis.method_help.{result.method}"))
    if meant := sentences(study, t):
        st.html(f'<p class="obs-meaning">{" ".join(escape(one) for one in meant)}</p>')
    before = set() if said is None else said
    fresh = [words for words in (caution_text(caution, t) for caution in result.cautions) if words not in before]
    before.update(fresh)
    if fresh:
        items = "".join(f"<li>{escape(words)}</li>" for words in fresh)
        st.html(f'<ul class="obs-cautions" aria-label="{escape(t("workbench.cautions"))}">{items}</ul>')
    if result.figures:
        terms = "".join(
            f"<div><dt>{escape(t(f'analysis.figure.{name}'))}</dt><dd>{escape(figure_text(figure, t, name))}</dd></div>"
            for name, figure in result.figures.items()
        )
        st.html(f'<dl class="obs-facts">{terms}</dl>')
    found = ranked(study, t)
    if found is not None:
        linked.show(study, found, t, key=key, layer=room.held(study.layer_id))
    _rows(study, found, t, key=key)
    if study.sensitivity is not None:
        literal(t("workbench.sensitivity.title"), style="subheading")
        literal(t("workbench.sensitivity.lead"), style="note")
        plain_table(readable(study.sensitivity, t), label=t("workbench.sensitivity.title"))


def _rows(study: Study, found: Ranked | None, t: Translator, *, key: str) -> None:
    """Show the rows that are not ranked, and let all be downloaded."""
    result = study.result
    if result.table is None:
        return
    if found is None:
        plain_table(readable(result.table, t, rows=SHOWN_ROWS), label=t(f"analysis.method.{result.method}"))
        total = len(result.table)
        if total > SHOWN_ROWS:
            literal(t("workbench.table.cut", shown=SHOWN_ROWS, total=number(total, t.language)), style="note")
    table: pd.DataFrame = result.table.reset_index()
    for column, names in study.names.items():
        if column in table and names:
            place = int(t.language == "en")
            table[f"{column}_name"] = [names[one][place] if one in names else "" for one in table[column]]
    st.download_button(
        t("workbench.download.table"),
        lambda: safe_csv(table),
        file_name=f"{result.method}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"{key}_csv",
    )


def show_last(studies: list[Study], methods: tuple[str, ...], t: Translator, *, key: str, room: Room) -> None:
    """Show the newest study of each of some methods; what must be read with them stands once."""
    said: set[str] = set()
    for method in methods:
        newest = next((study for study in studies if study.result.method == method), None)
        if newest is not None:
            show(newest, t, key=f"{key}_{method}", room=room, said=said)
