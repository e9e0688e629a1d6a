"""Findings: what a comparison says, each from two core figures; pure functions, worded apart from the numbers.

A contrast sets two clusters side by side on one indicator, one scope and years at most `MOST_YEARS_APART` apart; money
is compared in US dollars at the market rate of its year. Sample counts never enter: only core rows do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from geo.analysis.core import Cell, CoreRow, CoreTable, Value, coverage
from geo.analysis.money import currency_of
from geo.model import Figure

MOST: Final = 5
LEAST: Final = 3
MOST_YEARS_APART: Final = 3
YEARS_OF_AGE: Final = 2
ALIKE: Final = 1.1  # below this factor two figures are about the same
CAVEATS: Final = ("years", "wider", "narrower", "sizes", "reach", "definition", "worked_out", "market_rate")
SENTENCES: Final = ("contrast", "rank", "share", "alike", "trend", "empty")
# Rows whose totals say how large a place is rather than what it does: said last.
_CONTEXT: Final = {"area": 0.02, "population": 0.2}
_OTHER_AREA: Final = 0.4
_INTENSIVE: Final = ("gdp_per_head", "wipo_rank")
# Rows whose figures depend on who counted: only one series is compared with itself.
_BY_METHOD: Final = ("wipo_rank", "patents", "firms", "venture_capital")
_RANK: Final = "rank"
_PERCENT: Final = ("percent", "percent of GDP")
_SIZES_DIFFER: Final = 1.5


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes
    ----------
    kind : key of SENTENCES.
    core_id : the row it is from; "" for an empty case.
    subjects : the cluster it is about first: the one that leads in the row's direction of merit; one or two.
    values : a figure of each subject, or of one subject in its first and last year; () for an empty case.
    ratio : how many times the larger is the smaller in a common unit; 1 where that says nothing.
    caveats : keys of CAVEATS that hold, in their order.
    missing, cells : empty and all core cells of an empty case.
    """

    kind: str
    core_id: str
    subjects: tuple[str, ...]
    values: tuple[Value, ...] = ()
    ratio: float = 1.0
    caveats: tuple[str, ...] = ()
    missing: int = 0
    cells: int = 0

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures it names."""
        return tuple(value.figure for value in self.values)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the sources of its figures, each once."""
        return tuple(dict.fromkeys(one for figure in self.figures for one in figure.source_ids.split(";") if one))


def findings(table: CoreTable, *, most: int = MOST) -> tuple[Finding, ...]:
    """Return up to `most` findings of a core table, the most telling first, one a row.

    Contrasts come first, by how far apart the two are; then what changed in clusters that no contrast names; a cluster
    without either says so, with how many of its core cells are empty. A company platform meets regions on shared rows
    alone, so that its own findings are mostly of its own development.
    """
    contrasts = sorted(_contrasts(table), key=lambda one: (-_weight(one), one.core_id, one.subjects))
    chosen: list[Finding] = []
    for one in contrasts:
        if len(chosen) < most and one.core_id not in {other.core_id for other in chosen}:
            chosen.append(one)
    named = {subject for one in chosen if one.core_id != "area" for subject in one.subjects}
    silent = [subject for subject in table.kinds if subject not in named]
    own: list[Finding] = []
    for subject in silent:
        about = [one for one in contrasts if subject in one.subjects and one not in chosen and one.core_id != "area"]
        own.append(_development(table, subject) or next(iter(about), None) or _empty(table, subject))
    kept = chosen[: max(most - len(own), 0)]
    if len(kept) + len(own) < min(LEAST, most):
        told = {(one.core_id, one.subjects) for one in own}
        for subject in table.kinds:
            change = _development(table, subject)
            if change and (change.core_id, change.subjects) not in told and len(kept) + len(own) < LEAST:
                own.append(change)
    return tuple((*kept, *own)[:most])


def _weight(finding: Finding) -> float:
    """Return how telling a contrast is: the logarithm of its ratio, more for rates, less for mere size."""
    factor = 1.5 if finding.core_id in _INTENSIVE else _CONTEXT.get(finding.core_id, 1.0)
    if "sizes" in finding.caveats:
        factor *= 0.5
    if finding.core_id not in _INTENSIVE and not {"wider", "narrower"}.isdisjoint(finding.caveats):
        factor *= _OTHER_AREA  # totals of two states say little of the clusters inside them
    return factor * abs(math.log(finding.ratio))


def _contrasts(table: CoreTable) -> Iterator[Finding]:
    """Yield the best pair of figures of every two clusters on every row they can be compared on."""
    for row in table.rows:
        cells = [(subject, cell) for subject in table.kinds if (cell := table.cell(row.core_id, subject))]
        for (first, one), (second, other) in combinations(cells, 2):
            pair = _nearest_recent(row, one, other)
            if pair is not None:
                yield _contrast(table, row, (first, second), (one, other), pair)


def _nearest_recent(row: CoreRow, one: Cell, other: Cell) -> tuple[Value, Value] | None:
    """Return the two figures a speaker would set side by side, None where unlike: of near years, and recent ones.

    A year between the two weighs as much as `YEARS_OF_AGE` years of age: last year against the year before says more
    than one year a decade ago.
    """
    if one.measure != other.measure or one.scope != other.scope:
        return None
    if row.core_id in _BY_METHOD and one.figure.series != other.figure.series:
        return None
    pairs = [
        (abs(a.figure.year - b.figure.year), min(a.figure.year, b.figure.year), index, (a, b))
        for index, (a, b) in enumerate((a, b) for a in one.series for b in other.series)
        if a.figure.year is not None and b.figure.year is not None and _same_unit(a, b)
    ]
    near = [
        (apart * YEARS_OF_AGE - older, index, pair) for apart, older, index, pair in pairs if apart <= MOST_YEARS_APART
    ]
    return min(near)[2] if near else None


def _same_unit(a: Value, b: Value) -> bool:
    if currency_of(a.figure.unit):
        return a.usd is not None and b.usd is not None
    return a.figure.unit == b.figure.unit


def _contrast(
    table: CoreTable,
    row: CoreRow,
    subjects: tuple[str, str],
    cells: tuple[Cell, Cell],
    pair: tuple[Value, Value],
) -> Finding:
    a, b = (value.common for value in pair)
    lower_leads = row.direction == "lower"
    if (b > a) != lower_leads and a != b:
        subjects, pair = subjects[::-1], pair[::-1]
    large, small = max(a, b), min(a, b)
    ratio = large / small if small > 0 else 1.0
    unit = pair[0].figure.unit
    kind = "rank" if unit == _RANK else "share" if unit in _PERCENT else "alike" if ratio < ALIKE else "contrast"
    return Finding(kind, row.core_id, subjects, pair, ratio, tuple(_caveats(table, row, subjects, cells, pair)))


def _caveats(
    table: CoreTable, row: CoreRow, subjects: Sequence[str], cells: Sequence[Cell], pair: Sequence[Value]
) -> Iterator[str]:
    figures = [value.figure for value in pair]
    if len({figure.year for figure in figures}) > 1:
        yield "years"
    if cells[0].scope != "same":
        yield cells[0].scope
    if row.core_id not in (*_INTENSIVE, "area") and figures[0].unit not in (_RANK, *_PERCENT):
        areas = [cell.figure.middle for one in subjects if (cell := table.cell("area", one)) and cell.figure.middle > 0]
        if len(areas) > 1 and max(areas) / min(areas) > _SIZES_DIFFER:
            yield "sizes"
        elif len(areas) < 2 and cells[0].scope != "same":
            yield "reach"  # a city may stand beside a state: nobody says how much larger one is
    if row.core_id in ("rd_staff", "employment", "firms", "patents", "digital_core", "rd_spending"):
        yield "definition"
    if any(figure.computed for figure in figures):
        yield "worked_out"
    if len({currency_of(figure.unit) for figure in figures}) > 1:
        yield "market_rate"


def _development(table: CoreTable, subject: str) -> Finding | None:
    """Return the largest yearly change of a cluster over a trend, None where it has no trend."""
    best: tuple[float, Finding] | None = None
    for row in table.rows:
        cell = table.cell(row.core_id, subject)
        if cell is None or not cell.trend or cell.figure.unit == _RANK:
            continue
        first, last = cell.series[0], cell.series[-1]
        a, b = first.figure.middle, last.figure.middle
        years = (last.figure.year or 0) - (first.figure.year or 0)
        if min(a, b) <= 0 or years <= 0:
            continue
        # Within one currency growth is told in it: a dollar's moves are not the cluster's.
        yearly = abs(math.log(b / a)) / years * _CONTEXT.get(row.core_id, 1.0)
        if cell.scope != "same":
            yearly *= _OTHER_AREA
        caveats = (cell.scope,) if cell.scope != "same" else ()
        found = Finding("trend", row.core_id, (subject,), (first, last), b / a, caveats)
        if best is None or yearly > best[0]:
            best = (yearly, found)
    return best[1] if best else None


def _empty(table: CoreTable, subject: str) -> Finding:
    own = [row for row in table.rows if table.applies(row, subject)]
    missing = coverage(table).by_case[subject]
    return Finding("empty", "", (subject,), missing=missing, cells=len(own))
