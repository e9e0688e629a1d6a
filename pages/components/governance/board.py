"""View of the board: clusters by label and model, what each would need to move up, who is to be visited next."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo.catalog import Catalog
from geo.governance.board import ORDER, criteria
from geo.governance.board_files import board_page, board_slides, counts
from geo.governance.overview import Overview
from geo.governance.words import board_table
from geo.language import Translator
from pages.components.governance import session
from pages.components.literal import literal, section
from pages.components.plain_table import plain_table
from pages.components.table_files import offer

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def show(seen: Overview, catalog: Catalog, t: Translator) -> None:
    """Show the view."""
    section(t("governance.board"), t("governance.board.note"))
    label = session.current().label
    st.segmented_control(
        t("governance.board.label"),
        ("", *ORDER),
        required=True,
        format_func=lambda key: t(f"governance.label.{key or 'all'}"),
        **session.bound("label", label, lambda key: session.change(label=key or "")),
    )
    named = {one.criterion.criterion_id: one.name.localised(t.language) for one in criteria(catalog)}
    table = board_table(seen, t, label=label, criteria=named)
    literal(t("governance.board.subtitle", day=seen.today), style="note")
    if not table.empty:
        plain_table(table, label=t("governance.board"))
    offer(lambda: table, t, name="board", title=t("governance.board"), key="governance_board", is_empty=table.empty)
    literal(t("governance.board.counts"), style="subheading")
    plain_table(counts(seen, t), label=t("governance.board.counts"))
    with st.container(horizontal=True):
        for kind, mime, make in (
            ("pptx", _PPTX, partial(board_slides, seen, table, catalog, t)),
            ("print", "text/html", partial(board_page, seen, table, t)),
        ):
            st.download_button(
                t(f"governance.board.{kind}"),
                make,
                file_name=f"board.{'html' if kind == 'print' else kind}",
                mime=mime,
                on_click="ignore",
                key=f"governance_board_{kind}",
            )
