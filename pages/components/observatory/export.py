"""Take the ranking along: CSV, workbook with method and sources, picture and slide of what is on screen."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.catalog.tables import safe_csv
from geo.export.workbook import workbook
from geo.language import Translator
from geo.observatory import words
from geo.observatory.drawing import classes_of
from geo.observatory.findings import findings
from geo.observatory.picture import picture
from geo.observatory.ranking import Ranking
from geo.observatory.sheet import sheet_of
from geo.observatory.slide import slide
from geo.observatory.state import ObservatoryState
from geo.settings import settings
from pages.components import own_table
from pages.components.literal import literal
from pages.components.observatory import says, session

_FILES: Final = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def show(ranking: Ranking, catalog: Catalog, t: Translator) -> None:
    """Show the buttons; a file is made when its button is pressed."""
    literal(t("rating.export"), style="heading")
    # A file is made outside the run of the page, where nothing of the session can be asked for any more.
    state, table, notes = session.current(), own_table.received(), says.notes(ranking, catalog, t)
    own_name = "" if table is None else table.name
    name = f"observatory-{state.country.lower()}-{ranking.of}-{ranking.year}"
    with st.container(horizontal=True, key="observatory_export"):
        st.download_button(
            t("rating.export.plain"),
            lambda: safe_csv(words.table(ranking, t)),
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
            key="observatory_csv",
        )
        st.download_button(
            t("rating.export.workbook"),
            lambda: workbook(_sheets(t, catalog, ranking, state, notes), as_of=catalog.as_of),
            file_name=f"{name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key="observatory_xlsx",
        )
        for kind, mime in _FILES.items():
            st.download_button(
                t(f"rating.export.{kind}"),
                partial(_file, t, catalog, ranking, state, kind=kind, own_name=own_name),
                file_name=f"{name}.{kind}",
                mime=mime,
                on_click="ignore",
                key=f"observatory_{kind}",
            )


def _file(
    t: Translator, catalog: Catalog, ranking: Ranking, state: ObservatoryState, *, kind: str, own_name: str
) -> bytes:
    """Return the ranking as a picture or a slide; drawn when its button is pressed."""
    sheet = sheet_of(ranking, state, catalog, t, own_name=own_name)
    if kind == "pptx":
        return slide(sheet)
    return picture(ranking, classes_of(ranking), sheet, catalog, settings(), kind=kind)


def _sheets(
    t: Translator, catalog: Catalog, ranking: Ranking, state: ObservatoryState, notes: list[str]
) -> dict[str, pd.DataFrame]:
    said = [words.sentence(one, ranking, state, t) for one in findings(ranking.rows, of=ranking.of)]
    cited = says.sources(ranking, catalog)
    return {
        t("rating.export.sheet.table"): words.table(ranking, t),
        t("rating.export.sheet.findings"): pd.DataFrame({t("rating.export.sheet.findings"): said}),
        t("rating.notes"): pd.DataFrame({t("rating.notes"): notes}),
        t("rating.export.sheet.sources"): pd.DataFrame(
            {
                t("rating.export.source"): [one.title.localised(t.language) for one in cited],
                t("rating.export.publisher"): [one.publisher.localised(t.language) for one in cited],
                t("rating.export.url"): [one.url for one in cited],
            }
        ),
    }
