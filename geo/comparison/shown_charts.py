"""Charts of what a person asked a comparison for: chosen indicators, a normalised view, else its core rows."""

from __future__ import annotations

from geo.catalog.things import split_values
from geo.comparison.core_charts import AMOUNT, MARK, RANK, Bar, CoreChart
from geo.comparison.state import ComparisonState
from geo.comparison.values import short_text
from geo.comparison.words import Document, TableRow

_RANK_UNIT = "rank"


def shown_charts(doc: Document, state: ComparisonState) -> tuple[CoreChart, ...]:
    """Return what a comparison in this state draws as bars."""
    own = state.per != "none" or bool(state.indicators)
    return tuple(_line_chart(row, doc) for row in doc.common) if own else doc.charts


def _line_chart(row: TableRow, doc: Document) -> CoreChart:
    """Return the chart of a line of the table; a cluster without a figure keeps its place."""
    bars = []
    for case, cell in zip(doc.cases, row.cells, strict=True):
        figure = row.line.figures.get(case.cluster_id)
        value = figure.middle if figure else None
        text = (
            doc.t("compare.value.year", value=short_text(figure, doc.t), year=figure.as_of[:4]) if figure else cell.text
        )
        bars.append(Bar(case.cluster_id, value, text))
    figures = row.line.figures.values()
    title = f"{row.name} {MARK}" if row.remarks else row.name
    sources = dict.fromkeys(source for figure in figures for source in split_values(figure.source_ids))
    is_rank = any(figure.unit == _RANK_UNIT for figure in figures)
    return CoreChart(row.line.indicator_id, RANK if is_rank else AMOUNT, title, tuple(bars), tuple(sources))
