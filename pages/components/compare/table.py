"""The indicator table: rows by theme, a column per cluster; sources and reasons for care open on demand."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.comparison.words import Cell, Document, TableRow
from geo.language import Translator
from pages.components.literal import link, literal
from pages.components.parts import ready_of


def show(doc: Document, t: Translator, *, key: str, most: int | None = None) -> None:
    """Show the table.

    Parameters
    ----------
    most : at most this many lines, published figures of most clusters first; all, by theme, without it.
    """
    with st.container(key=key):
        if not doc.table:
            literal(t("compare.table.empty"), style="note")
            return
        common = sum(row.line.is_common for row in doc.table)
        if most is None:
            literal(t("compare.table.note", shown=len(doc.table), common=common), style="note")
        st.html(_table(doc, t, most))


@ready_of
def _table(doc: Document, t: Translator, most: int | None) -> str:
    rows = list(doc.table)
    if most is not None:
        rows = sorted(
            rows, key=lambda row: (not row.line.is_common, row.line.theme == "sample", -len(row.line.figures))
        )
        rows = rows[:most]
    heads = "".join(f'<th scope="col">{escape(case.name)}</th>' for case in doc.cases)
    body = "".join(_theme_rows(rows, doc, t)) if most is None else "".join(_row(row, doc, t) for row in rows)
    return (
        '<div class="obs-table obs-compare" role="region" tabindex="0" '
        f'aria-label="{escape(t("compare.table.title"))}">'
        f'<table><thead><tr><th scope="col">{escape(t("compare.doc.indicator"))}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _theme_rows(rows: list[TableRow], doc: Document, t: Translator) -> list[str]:
    made = []
    for theme in dict.fromkeys(row.theme for row in rows):
        made.append(
            f'<tr class="obs-theme"><th colspan="{len(doc.cases) + 1}" scope="colgroup">{escape(theme)}</th></tr>'
        )
        made += [_row(row, doc, t) for row in rows if row.theme == theme]
    return made


def _row(row: TableRow, doc: Document, t: Translator) -> str:
    remarks = ""
    if row.remarks:
        items = "".join(f"<li>{escape(remark)}</li>" for remark in row.remarks)
        remarks = f"<details><summary>※ {escape(t('compare.table.care'))}</summary><ul>{items}</ul></details>"
    cells = "".join(_cell(cell, doc, t) for cell in row.cells)
    return f'<tr><th scope="row">{escape(row.name)}{remarks}</th>{cells}</tr>'


def _cell(cell: Cell, doc: Document, t: Translator) -> str:
    claim = f"<small>{escape(cell.claim)}</small>" if cell.claim else ""
    if cell.is_missing:
        return f'<td class="obs-missing">{escape(cell.text)}{claim}</td>'
    chosen = [doc.references[number - 1] for number in cell.sources]
    items = "".join(
        f"<li>{link(one.title, one.url)}<br>"
        f"{escape(', '.join(part for part in (one.publisher, one.date) if part))}</li>"
        for one in chosen
    )
    summary = f"{escape(cell.detail)} · {escape(t('compare.table.source'))}"
    sources = f"<details><summary>{summary}</summary><ul>{items}</ul></details>"
    return f"<td>{escape(cell.text)}{sources}{claim}</td>"
