"""The table of what is on screen: the map's content for those who do not see it, or want it as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo.catalog import Catalog
from geo.catalog.tables import safe_csv
from geo.language import Translator, number
from geo.maps.readable import readable
from geo.maps.screen import TABLES, rows_on_screen
from geo.maps.state import MapState, Selection
from geo.settings import settings
from geo.tiles.sample import LIST_LIMIT
from pages.components.cluster_map import session
from pages.components.literal import literal

_TABLE = "map_table"
_KIND_OF = {"organisations": "org", "clusters": "cluster", "computing": "computing", "links": "link"}


def show(catalog: Catalog, state: MapState, t: Translator, *, key: str) -> None:
    """Show the table with its choice of rows, selection of a row, and download."""
    with st.container(key=key):
        literal(t("map.table.title"), style="heading")
        head, download = st.columns([4, 1], vertical_alignment="bottom")
        with head:
            table = st.segmented_control(
                t("map.table.choice"),
                TABLES,
                default=TABLES[0],
                required=True,
                format_func=lambda name: t(f"map.table.{name}"),
                key=_TABLE,
                label_visibility="collapsed",
            )
        frame, in_view = rows_on_screen(catalog, settings(), state, session.bounds(), table=table)
        if frame.empty:
            literal(t("map.table.empty"), style="note")
            return
        words = readable(frame, table, catalog, t)
        if in_view > len(frame):
            literal(
                t("map.table.limited", shown=len(frame), total=number(in_view, t.language), limit=LIST_LIMIT),
                style="note",
            )
        with download:
            st.download_button(
                t("map.table.download"),
                partial(safe_csv, words),
                file_name=f"{table}-{catalog.as_of}.csv",
                mime="text/csv",
                icon=":material/download:",
                key=f"map_download_{table}",
                on_click="ignore",
            )
        ids = list(frame.iloc[:, 0].astype(str))
        st.dataframe(
            words,
            hide_index=True,
            height=min(36 * (len(words) + 1) + 2, 420),
            key=f"map_rows_{table}",
            on_select=partial(_take_row, table, ids),
            selection_mode="single-row",
        )


def _take_row(table: str, ids: list[str]) -> None:
    rows = st.session_state[f"map_rows_{table}"].selection.rows
    if rows and rows[0] < len(ids):
        session.select(Selection(_KIND_OF[table], ids[rows[0]]))
