"""A table as plain HTML: every cell literal, long texts wrap, screen readers read rows and heads."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd

_AS_THEY_ARE: Final[Mapping[str, str]] = MappingProxyType({})


def plain_table(table: pd.DataFrame, *, label: str) -> None:
    """Show a small table, of tens of rows at most; see `table_html`."""
    st.html(table_html(table, label=label))


def table_html(table: pd.DataFrame, *, label: str, captions: Mapping[str, str] = _AS_THEY_ARE) -> str:
    """Return a small table, of tens of rows at most, as HTML.

    Parameters
    ----------
    table : shown as it is, column names as heads; missing values as empty cells.
    label : name of the table for screen readers; the box scrolls sideways and can be reached by keyboard.
    captions : what people call a column, by its name, which then stands small below as a code to copy.
    """
    head = "".join(f'<th scope="col">{_head(str(column), captions)}</th>' for column in table.columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>"
        for row in table.astype(object).where(table.notna(), "").itertuples(index=False, name=None)
    )
    return (
        f'<div class="obs-table" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _head(column: str, captions: Mapping[str, str]) -> str:
    if column not in captions:
        return escape(column)
    return f'{escape(captions[column])}<code class="obs-column">{escape(column)}</code>'
