"""The table of what is on screen: the map's content for those who do not see it, or want it as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo.catalog import Catalog
from geo.catalog.tables import safe_csv
from geo.language import Translator, number
from geo.maps.readable import readable
from geo.maps.screen import TABLES, rows_on_screen
from geo.maps.state import HOME, MapState, Selection
from geo.settings import Settings, settings
from geo.tiles.sample import LIST_LIMIT, Bounds
from pages.components.cluster_map import session
from pages.components.literal import literal
from pages.components.parts import ready

if TYPE_CHECKING:
    import pandas as pd

_TABLE = "map_table"
_KIND_OF = {"organisations": "org", "clusters": "cluster", "computing": "computing", "links": "link"}


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Rows in people's words, the ids of their objects, and how many lie in view."""

    words: pd.DataFrame
    ids: tuple[str, ...]
    in_view: int


def show(catalog: Catalog, state: MapState, t: Translator, *, key: str) -> None:
    """Show the table with its choice of rows, selection of a row, and download."""
    with st.container(key=key):
        literal(t("map.table.title"), style="heading")
        if session.awaits_map():  # five hundred rows that the map's view replaces a moment later would hold the map up
            literal(t("map.table.wait"), style="note")
            return
        # The firms of a register are too many for a table; the list beside the map says where they are.
        tables = TABLES if state.register is None else tuple(name for name in TABLES if name != "organisations")
        head, download = st.columns([4, 1], vertical_alignment="bottom")
        with head:
            table = st.segmented_control(
                t("map.table.choice"),
                tables,
                default=tables[0],
                required=True,
                format_func=lambda name: t(f"map.table.{name}"),
                key=_TABLE if state.register is None else f"{_TABLE}_register",
                label_visibility="collapsed",
            )
        listed = _listed(catalog, settings(), replace(state, view=HOME, selection=None), session.bounds(), table, t)
        words, ids = listed.words, listed.ids
        if not ids:
            literal(t("map.table.empty"), style="note")
            return
        if listed.in_view > len(ids):
            literal(
                t("map.table.limited", shown=len(ids), total=number(listed.in_view, t.language), limit=LIST_LIMIT),
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
        st.dataframe(
            words,
            hide_index=True,
            height=min(36 * (len(words) + 1) + 2, 420),
            key=f"map_rows_{table}",
            on_select=partial(_take_row, table, ids),
            selection_mode="single-row",
        )


@ready
def _listed(
    catalog: Catalog, config: Settings, state: MapState, bounds: Bounds | None, table: str, t: Translator
) -> Listed:
    """Return the rows of a state within bounds; its view and selection do not matter."""
    frame, in_view = rows_on_screen(catalog, config, state, bounds, table=table)
    if frame.empty:
        return Listed(frame, (), in_view)
    return Listed(readable(frame, table, catalog, t), tuple(frame.iloc[:, 0].astype(str)), in_view)


def _take_row(table: str, ids: tuple[str, ...]) -> None:
    rows = st.session_state[f"map_rows_{table}"].selection.rows
    if rows and rows[0] < len(ids):
        session.select(Selection(_KIND_OF[table], ids[rows[0]]))
