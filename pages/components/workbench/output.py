"""Panel: the methods sheet of all studies, and the report as one file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from geo.catalog import boundaries
from geo.catalog.tables import safe_csv
from geo.language import Translator
from geo.settings import settings
from geo.workbench import report
from geo.workbench.report import Block, methods
from geo.workbench.report_docx import docx_report
from geo.workbench.report_pdf import pdf_report
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
    changed = workbench_room.changed()

    def blocks() -> list[Block]:
        uploads = [(upload.examined.report, upload.digest) for upload in room.uploads]
        return report.blocks(made, uploads, t, made=changed, layers=room.layers, land=boundaries.land(settings()))

    with st.container(horizontal=True, key=f"{key}_downloads"):
        for name, (mime, make) in _FORMATS.items():
            st.download_button(
                t(f"workbench.report_as.{name}"),
                partial(_made, make, blocks, t, changed.date().isoformat()),
                file_name=f"{t('workbench.report.file')}.{name}",
                mime=mime,
                on_click="ignore",
                key=f"{key}_{name}",
            )
        if made:
            st.download_button(
                t("workbench.methods.download"),
                lambda: safe_csv(methods(made, t)),
                file_name="methods.csv",
                mime="text/csv",
                on_click="ignore",
                key=f"{key}_csv",
            )


def _made(
    make: Callable[[list[Block], Translator, str], str | bytes],
    blocks: Callable[[], list[Block]],
    t: Translator,
    as_of: str,
) -> str | bytes:
    return make(blocks(), t, as_of)


_FORMATS: Final[dict[str, tuple[str, Callable[[list[Block], Translator, str], str | bytes]]]] = {
    "html": ("text/html", lambda found, t, _as_of: report.html_of(found, t)),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda found, t, as_of: docx_report(found, t, as_of=as_of),
    ),
    "pdf": ("application/pdf", lambda found, t, _as_of: pdf_report(found, t)),
}
