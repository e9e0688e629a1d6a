"""Charts of core rows: what is drawn, for the page, the deck and every other export alike.

A chart has a place for every cluster; one without a figure that compares keeps its place and says why. Money stands in
US dollars at the market rate of its year, ranks as places with the first as the best.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from geo.analysis.core import Cell, CoreRow, CoreTable, Value
from geo.analysis.money import currency_of, in_dollars
from geo.comparison.core_words import area_text
from geo.comparison.findings import Finding
from geo.comparison.values import short_text
from geo.language import Translator
from geo.model import Figure, Indicator

AMOUNT = "amount"
RANK = "rank"
TREND = "trend"
MARK = "※"
_RANK_UNIT = "rank"


@dataclass(frozen=True, slots=True)
class Bar:
    """One cluster's place in a chart.

    Attributes
    ----------
    value : in the chart's common unit; None where nothing is drawn.
    text : the figure with its year and mark, or why there is none.
    remark : what the mark stands for; "" without one.
    """

    case_id: str
    value: float | None
    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CoreChart:
    """One row drawn.

    Attributes
    ----------
    kind : AMOUNT, RANK or TREND.
    title : what is measured, and in what.
    bars : one a cluster, in their order; for a trend one a year, `case_id` being the year.
    source_ids : of the figures that are drawn.
    """

    core_id: str
    kind: str
    title: str
    bars: tuple[Bar, ...]
    source_ids: tuple[str, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what the marks stand for, each once."""
        return tuple(dict.fromkeys(bar.remark for bar in self.bars if bar.remark))

    @property
    def longest(self) -> float:
        """Return the largest value drawn, 0 without any."""
        return max((bar.value for bar in self.bars if bar.value is not None), default=0.0)


def core_charts(table: CoreTable, indicators: Mapping[str, Indicator], t: Translator) -> tuple[CoreChart, ...]:
    """Return a chart of every row on which two clusters or more compare, in the order of the rows."""
    return tuple(
        _chart(table, row, {}, indicators, t, measure="") for row in table.rows if len(table.compared(row)) > 1
    )


def finding_chart(
    table: CoreTable, finding: Finding, indicators: Mapping[str, Indicator], t: Translator
) -> CoreChart | None:
    """Return the chart a finding is read from: the very figures it names, the other clusters beside them.

    None for an empty case.
    """
    if not finding.values:
        return None
    row = next(one for one in table.rows if one.core_id == finding.core_id)
    if finding.kind == TREND:
        return _trend(table, row, finding, indicators, t)
    named = dict(zip(finding.subjects, finding.values, strict=True))
    return _chart(table, row, named, indicators, t, measure=finding.values[0].figure.indicator_id)


def _chart(
    table: CoreTable,
    row: CoreRow,
    named: Mapping[str, Value],
    indicators: Mapping[str, Indicator],
    t: Translator,
    *,
    measure: str,
) -> CoreChart:
    alike = table.compared(row)
    found = measure or next(cell.measure for one in alike if (cell := table.cell(row.core_id, one)))
    year = max((value.figure.year or 0 for value in named.values()), default=0)
    bars, sources, is_rank, is_money = [], [], False, False
    for subject in table.kinds:
        cell = table.cell(row.core_id, subject)
        value = named.get(subject) or (_nearest(cell, year) if cell and cell.measure == found else None)
        if cell is None or value is None:
            bars.append(Bar(subject, None, _why(table, row, subject, cell, t)))
            continue
        money = bool(currency_of(value.figure.unit))
        if money and value.usd is None:
            bars.append(Bar(subject, None, t("deck.chart.no_rate")))
            continue
        is_money, is_rank = is_money or money, is_rank or value.figure.unit == _RANK_UNIT
        bars.append(_bar(subject, cell, value, t))
        sources += value.figure.source_ids.split(";")
    title = indicators[found].name.localised(t.language)
    if is_money:
        title = t("deck.chart.dollars", indicator=title)
    elif is_rank:
        title = t("deck.chart.ranks", indicator=title)
    return CoreChart(
        row.core_id, RANK if is_rank else AMOUNT, title, tuple(bars), tuple(dict.fromkeys(filter(None, sources)))
    )


def _nearest(cell: Cell, year: int) -> Value:
    """Return the figure of the cell's series nearest to a year, its own without one."""
    if not year:
        return next(value for value in reversed(cell.series) if value.figure == cell.figure)
    return min(cell.series, key=lambda value: (abs((value.figure.year or 0) - year), -(value.figure.year or 0)))


def _bar(subject: str, cell: Cell, value: Value, t: Translator) -> Bar:
    figure = value.figure if value.usd is None else in_dollars(value.figure, value.usd)
    if value.usd is not None and value.figure.qualifier != "eq":
        figure = _marked(figure, value)
    text = t("compare.value.year", value=short_text(figure, t), year=value.figure.as_of[:4])
    remarks = []
    if cell.scope != "same":
        remarks.append(area_text(cell, t))
    if value.figure.computed:
        remarks.append(t("compare.computed"))
    return Bar(subject, value.common, f"{text} {MARK}" if remarks else text, t("compare.comma").join(remarks))


def _marked(figure: Figure, value: Value) -> Figure:
    """Keep the qualifier of a figure that was turned into dollars."""
    return dataclasses.replace(figure, qualifier=value.figure.qualifier)


def _why(table: CoreTable, row: CoreRow, subject: str, cell: Cell | None, t: Translator) -> str:
    if cell is not None:
        return t("deck.chart.other_measure")
    return t("compare.core.missing" if table.applies(row, subject) else "compare.core.no_question")


def _trend(
    table: CoreTable, row: CoreRow, finding: Finding, indicators: Mapping[str, Indicator], t: Translator
) -> CoreChart:
    cell = table.cells[row.core_id, finding.subjects[0]]
    bars = tuple(Bar(str(one.figure.year), one.figure.middle, short_text(one.figure, t)) for one in cell.series)
    name = indicators[cell.measure].name.localised(t.language)
    sources = [source for one in cell.series for source in one.figure.source_ids.split(";") if source]
    return CoreChart(row.core_id, TREND, name, bars, tuple(dict.fromkeys(sources)))
