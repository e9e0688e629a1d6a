"""The core table: the rows every cluster is compared by, with bars on one scale, trends, and what is missing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.comparison.core_words import CoreCell, CoreLine, core_lines
from geo.comparison.gather import Comparison
from geo.language import NO_VALUE, Translator
from geo.model import Indicator, Source
from pages.components.literal import literal
from pages.components.parts import ready_of
from pages.components.source_mark import source_list

FULL_ONLY: Final = "compare_core_full"
_WIDTH, _HEIGHT = 64, 18  # of a trend, pixels


def show(comparison: Comparison, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the table, and a switch that hides the rows with gaps."""
    lines = _lines(comparison, catalog, t)
    with st.container(key=key):
        full = [line for line in lines if line.is_full]
        missing = sum(not cell.text and cell.applies for line in lines for cell in line.cells)
        asked = sum(cell.applies for line in lines for cell in line.cells)
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_head"):
            literal(t("compare.core.note", missing=missing, cells=asked), style="note")
            if comparison.state.year is not None:
                literal(t("compare.core.until", year=comparison.state.year), style="note")
            hide = st.toggle(t("compare.core.full"), key=FULL_ONLY, disabled=not full)
        st.html(_table(comparison, catalog, t, hide and bool(full)))


@ready_of
def _lines(comparison: Comparison, catalog: Catalog, t: Translator) -> tuple[CoreLine, ...]:
    return tuple(core_lines(comparison.core, catalog.every(Indicator), t))


@ready_of
def _table(comparison: Comparison, catalog: Catalog, t: Translator, full_only: bool) -> str:
    lines = [line for line in _lines(comparison, catalog, t) if line.is_full or not full_only]
    names = {one.cluster_id: one.name.localised(t.language) for one in comparison.subjects}
    heads = "".join(f'<th scope="col">{escape(names[subject])}</th>' for subject in comparison.core.kinds)
    body = "".join(_row(line, catalog.every(Source), t) for line in lines)
    return (
        '<div class="obs-table obs-compare obs-core" role="region" tabindex="0" '
        f'aria-label="{escape(t("compare.core.title"))}">'
        f'<table><thead><tr><th scope="col">{escape(t("compare.doc.indicator"))}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(line: CoreLine, sources: Mapping[str, Source], t: Translator) -> str:
    cells = "".join(_cell(cell, sources, t) for cell in line.cells)
    return f'<tr><th scope="row">{escape(line.name)}</th>{cells}</tr>'


def _cell(cell: CoreCell, sources: Mapping[str, Source], t: Translator) -> str:
    if not cell.text:
        reason = t("compare.core.missing") if cell.applies else t("compare.core.no_question")
        return f'<td class="obs-missing">{NO_VALUE}<small>{escape(reason)}</small></td>'
    look = "obs-bar obs-tentative" if cell.is_other_area else "obs-bar"
    bar = "" if cell.share is None else f'<span class="{look}"><i style="width:{100 * cell.share:.1f}%"></i></span>'
    remarks = "".join(f"<small>{escape(remark)}</small>" for remark in cell.remarks)
    named = [sources[one] for one in cell.source_ids.split(";") if one in sources]
    summary = f"{escape(t('compare.core.year', year=cell.year))} · {escape(t('compare.table.source'))}"
    told = f"<details><summary>{summary}</summary>{source_list(named, t)}</details>"
    return f"<td><strong>{escape(cell.text)}</strong>{_trend(cell, t)}{bar}{remarks}{told}</td>"


def _trend(cell: CoreCell, t: Translator) -> str:
    """Return the line of a trend as an image; Streamlit takes inline SVG out of HTML."""
    if not cell.trend:
        return ""
    step = (_WIDTH - 4) / (len(cell.trend) - 1)
    points = [(2 + number * step, _HEIGHT - 2 - height * (_HEIGHT - 4)) for number, height in enumerate(cell.trend)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    end_x, end_y = points[-1]
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">'
        f'<polyline points="{path}" fill="none" stroke="#5c5c5c" stroke-width="1.5"/>'
        f'<circle cx="{end_x:.1f}" cy="{end_y:.1f}" r="2" fill="#2b2b2b"/></svg>'
    )
    said = escape(t("compare.core.trend", span=cell.span))
    data = b64encode(drawing.encode()).decode()
    return f'<img class="obs-trend" alt="{said}" title="{said}" src="data:image/svg+xml;base64,{data}">'
