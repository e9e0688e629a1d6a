"""Cells of a table that somebody uploads, read in the confined worker, and the table of what is wrong in it."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.catalog.tables import safe_csv
from geo.ingest import report as doctor
from geo.ingest.examination import read_grids
from geo.intake import shelf
from geo.language import Translator
from geo.settings import limits
from pages.components.plain_table import plain_table

_MOST_SHOWN: Final = 60


def first_sheet(name: str, body: bytes, t: Translator) -> list[list[Any]] | str:
    """Return the cells of the first sheet of an upload, whose bytes the gate has replaced by a ticket.

    What cannot be read comes back as the reason in words.
    """
    arrival = shelf.shared().find(body)
    sheets, report = read_grids(name, body if arrival is None else arrival.path, bounds=limits())
    return sheets[0][1] if sheets else " ".join(doctor.message(one, t) for one in report.findings)


def show_faults(table: pd.DataFrame, *, label: str, key: str) -> None:
    """Show the first faults of a table, and all of them as a file."""
    plain_table(table.head(_MOST_SHOWN), label=label)
    st.download_button(
        label, lambda: safe_csv(table), file_name="faults.csv", mime="text/csv", on_click="ignore", key=key
    )
