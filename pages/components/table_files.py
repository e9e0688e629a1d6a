"""A table taken along: as CSV and as a workbook, made when the button is pressed; an empty one says so instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from geo.catalog import load_catalog
from geo.catalog.tables import safe_csv
from geo.export.workbook import workbook
from geo.language import Translator
from geo.settings import settings
from pages.components.literal import literal

if TYPE_CHECKING:
    import pandas as pd

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(make: Callable[[], pd.DataFrame], t: Translator, *, name: str, title: str, key: str, is_empty: bool) -> None:
    """Show the buttons of a table.

    Parameters
    ----------
    make : the table, as it is taken along.
    name : of the files, without its ending.
    title : of the sheet.
    is_empty : whether it has no rows, which is said in place of the buttons.
    """
    if is_empty:
        literal(t("shell.table.nothing"), style="note")
        return
    with st.container(horizontal=True, gap="small", key=f"{key}_files"):
        st.download_button(
            t("shell.table.plain"),
            lambda: safe_csv(make()),
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"{key}_csv",
        )
        st.download_button(
            t("shell.table.workbook"),
            lambda: workbook({title: make()}, as_of=load_catalog(settings()).as_of),
            file_name=f"{name}.xlsx",
            mime=_XLSX,
            on_click="ignore",
            key=f"{key}_xlsx",
        )
