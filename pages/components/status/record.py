"""The audit record of all registers: its last lines, and all of it as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.language import Translator, number
from geo.operations.trail import COLUMNS, as_csv, trail
from geo.settings import settings
from pages.components.literal import section
from pages.components.plain_table import plain_table

_SHOWN = 30


def show(t: Translator, *, key: str) -> None:
    """Show the end of the record, the newest line first, and offer all of it."""
    entries = trail(settings())
    section(t("status.record"), t("status.record.note", n=number(len(entries), t.language)))
    heads = [t(f"status.record.{column}") for column in COLUMNS if column != "person"]
    rows = [[cell for name, cell in one.cells().items() if name != "person"] for one in entries[: -_SHOWN - 1 : -1]]
    if rows:
        plain_table(pd.DataFrame(rows, columns=heads), label=t("status.record"))
    st.download_button(
        t("status.record.download"),
        lambda: as_csv(entries),
        file_name="audit.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"{key}_download",
    )
