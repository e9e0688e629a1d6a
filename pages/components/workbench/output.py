"""Panel: the methods sheet of all studies, and the report as one file."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from geo.analysis.methods import sheet
from geo.catalog.tables import safe_csv
from geo.language import Translator
from geo.workbench.report import html_report, methods
from geo.workbench.room import Room
from pages.components.literal import literal
from pages.components.plain_table import plain_table
from pages.components.workbench import room as workbench_room


def show(room: Room, t: Translator, *, key: str) -> None:
    """Show the panel."""
    made = list(reversed(workbench_room.studies()))
    if not made and not room.uploads:
        literal(t("workbench.methods.empty"), style="note")
        return
    if made:
        plain_table(methods(made, t), label=t("workbench.methods.title"))
    with st.container(horizontal=True, key=f"{key}_downloads"):
        st.download_button(
            t("workbench.report.download"),
            lambda: html_report(
                made,
                [(upload.examined.report, upload.digest) for upload in room.uploads],
                t,
                made=dt.datetime.now(tz=dt.UTC),
            ),
            file_name="workbench-report.html",
            mime="text/html",
            on_click="ignore",
            key=f"{key}_html",
        )
        if made:
            st.download_button(
                t("workbench.methods.download"),
                lambda: safe_csv(sheet(study.method for study in made)),
                file_name="methods.csv",
                mime="text/csv",
                on_click="ignore",
                key=f"{key}_csv",
            )
