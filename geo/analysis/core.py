"""The core indicators: twelve rows every region is compared by, and rows of its own for a company platform.

A cell holds one published figure with its year, scope and source, or one worked out of two published figures of one
year and scope. Figures of low confidence, of part of a year, superseded ones, claims and those of a neighbouring place
never fill a cell; a figure of a wider area fills it only marked as such. Only figures of one indicator are set against
each other. Pure functions on frames of the catalogue.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.analysis.money import Macro, currency_of, in_international_usd, in_usd
from geo.model import CONFIDENCES, DEFAULT_CONFIDENCES, NO_TEXT, Figure, Text

if TYPE_CHECKING:
    import pandas as pd

REGION: Final = "region"
PLATFORM: Final = "platform"
SCOPES: Final = ("same", "wider", "narrower")
"""Scopes in the order they are preferred; for a platform, what is said of the whole company is of the same scope."""
COMPANY: Final = "company"
WHOLE_PERIODS: Final = ("", "fiscal_year")
PARTS: Final = ("part_year", "unstated")
LEAST_TREND: Final = 3  # years, below which two points are no trend
GDP: Final = "gdp"
GDP_PER_HEAD: Final = "gdp_per_capita"
POPULATION: Final = "population"
_BILLION: Final = 1e9


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator that may fill a row; a companion is the share or intensity beside the amount."""

    indicator_id: str
    is_companion: bool


@dataclass(frozen=True, slots=True)
class CoreRow:
    """One row of the core table.

    Attributes
    ----------
    kind : `REGION` or `PLATFORM`: whose row it is.
    is_shared : whether a region and a platform may be compared on it.
    measures : in order of preference.
    """

    core_id: str
    kind: str
    name_zh: str
    name_en: str
    theme: str
    direction: str
    is_shared: bool
    measures: tuple[Measure, ...]

    def name(self, language: str) -> str:
        """Return the row's name."""
        return Text(self.name_zh, self.name_en).localised(language)


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a trend, in the unit of the cell's figure."""

    year: int
    value: float
    source_ids: str


@dataclass(frozen=True, slots=True)
class Value:
    """One figure, and its middle in dollars: see `Cell`."""

    figure: Figure
    usd: float | None
    intl_usd: float | None

    @property
    def common(self) -> float:
        """Return the number that compares across currencies: dollars at the market rate, else the figure itself."""
        return self.figure.middle if self.usd is None else self.usd


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell.

    Attributes
    ----------
    figure : the figure as published, or worked out (`figure.computed`).
    scope : key of SCOPES.
    usd, intl_usd : its middle at the market rate and in purchasing power of its year, in bn or, for values per head,
        in dollars; None where it is no money or the year has no rate.
    companion : the share or intensity beside it, None without one.
    series : the figures of its indicator, scope and series, one a year, oldest first; its own is the last of its year.
    """

    core_id: str
    figure: Figure
    scope: str
    usd: float | None
    intl_usd: float | None
    companion: Figure | None
    series: tuple[Value, ...]

    @property
    def trend(self) -> tuple[Point, ...]:
        """Return the years of its series; () for fewer than LEAST_TREND, which are no trend."""
        if len(self.series) < LEAST_TREND:
            return ()
        return tuple(
            Point(one.figure.year, one.figure.middle, one.figure.source_ids)
            for one in self.series
            if one.figure.year is not None
        )

    @property
    def year(self) -> int | None:
        """Return the year the figure stands for."""
        return self.figure.year

    @property
    def measure(self) -> str:
        """Return the indicator that fills the cell."""
        return self.figure.indicator_id


@dataclass(frozen=True, slots=True)
class CoreTable:
    """The core rows of several subjects.

    Attributes
    ----------
    rows : of every kind among the subjects, regions' rows first.
    kinds : kind of each subject.
    cells : by (core_id, subject_id); a missing cell is not in it.
    """

    rows: tuple[CoreRow, ...]
    kinds: Mapping[str, str]
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, core_id: str, subject_id: str) -> Cell | None:
        """Return a cell, None where it is empty or does not apply."""
        return self.cells.get((core_id, subject_id))

    def applies(self, row: CoreRow, subject_id: str) -> bool:
        """Tell whether a row asks something of a subject: its own rows do, and those regions and platforms share."""
        return row.kind == self.kinds[subject_id] or (row.is_shared and row.kind == REGION)

    def compared(self, row: CoreRow) -> tuple[str, ...]:
        """Return the subjects whose cell holds the row's most common indicator, so that they can be compared."""
        held = [(subject, cell.measure) for subject in self.kinds if (cell := self.cell(row.core_id, subject))]
        counts = {measure: sum(other == measure for _, other in held) for _, measure in held}
        if not counts:
            return ()
        common = max(counts, key=lambda measure: counts[measure])
        return tuple(subject for subject, measure in held if measure == common)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many core cells are empty.

    Attributes
    ----------
    rows : rows that apply to at least one of the subjects.
    cells : rows times subjects they apply to.
    by_case : number of empty cells of each subject.
    empty : (subject, core_id) of every empty cell.
    """

    rows: int
    cells: int
    missing: int
    by_case: Mapping[str, int]
    empty: tuple[tuple[str, str], ...]


def core_rows(indicators: pd.DataFrame, measures: pd.DataFrame) -> tuple[CoreRow, ...]:
    """Return the rows of tables `core_indicators` and `core_measures`, in their order."""
    members: dict[str, list[Measure]] = {}
    for row in measures.sort_values("position", kind="stable").to_dict("records"):
        members.setdefault(row["core_id"], []).append(Measure(row["indicator_id"], bool(row["companion"])))
    ordered = indicators.sort_values("position", kind="stable").to_dict("records")
    return tuple(
        CoreRow(
            core_id=row["core_id"],
            kind=row["subject_kind"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            theme=row["theme"],
            direction=row["direction_of_merit"],
            is_shared=bool(row["shared"]),
            measures=tuple(members.get(row["core_id"], ())),
        )
        for row in ordered
    )


def usable_figures(figures: Iterable[Figure], kinds: Mapping[str, str]) -> dict[tuple[str, str], tuple[Figure, ...]]:
    """Return what may fill cells, by (subject, indicator): see the module's first lines for what may not.

    Parameters
    ----------
    figures : every figure of the catalogue.
    kinds : kind of each subject; figures of others are left out.
    """
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        if figure.subject_id not in kinds or figure.is_claim or figure.is_superseded or figure.period in PARTS:
            continue
        if figure.confidence not in DEFAULT_CONFIDENCES:
            continue
        if figure.scope == COMPANY and kinds[figure.subject_id] != PLATFORM:
            continue
        found.setdefault((figure.subject_id, figure.indicator_id), []).append(figure)
    for subject in kinds:
        per_head = _per_head(found.get((subject, GDP), ()), found.get((subject, POPULATION), ()))
        if per_head:
            found.setdefault((subject, GDP_PER_HEAD), []).extend(per_head)
    return {key: tuple(kept) for key, kept in found.items()}


def core_table(
    rows: Sequence[CoreRow],
    figures: Mapping[tuple[str, str], Sequence[Figure]],
    kinds: Mapping[str, str],
    *,
    countries: Mapping[str, str],
    macro: Macro,
) -> CoreTable:
    """Fill the core table of several subjects.

    Of the indicators that may fill a row the one most subjects have is taken first, so that as many cells as possible
    can be compared; amounts come before shares and intensities.

    Parameters
    ----------
    rows : of `core_rows`.
    figures : of `usable_figures`.
    kinds : kind of each subject, in the order of the columns.
    countries : country code of each subject, for purchasing power.
    """
    present = set(kinds.values())
    shown = tuple(row for row in rows if row.kind in present or (row.is_shared and PLATFORM in present))
    cells: dict[tuple[str, str], Cell] = {}
    for row in shown:
        concerned = [
            subject for subject, kind in kinds.items() if row.kind == kind or (row.is_shared and row.kind == REGION)
        ]
        for subject in concerned:
            for measure in _by_reach(row, concerned, figures):
                chosen = best_figure(figures.get((subject, measure.indicator_id), ()))
                if chosen is None:
                    continue
                country = countries.get(subject, "")
                cells[row.core_id, subject] = Cell(
                    core_id=row.core_id,
                    figure=chosen,
                    scope=scope_of(chosen),
                    usd=in_usd(chosen, macro),
                    intl_usd=in_international_usd(chosen, country, macro),
                    companion=_companion(row, measure, subject, figures, chosen),
                    series=tuple(
                        Value(one, in_usd(one, macro), in_international_usd(one, country, macro))
                        for one in series_of(chosen, figures[subject, measure.indicator_id])
                    ),
                )
                break
    return CoreTable(shown, dict(kinds), cells)


def coverage(table: CoreTable) -> Coverage:
    """Count the empty cells of a core table."""
    pairs = [(subject, row.core_id) for subject in table.kinds for row in table.rows if table.applies(row, subject)]
    empty = tuple((subject, core_id) for subject, core_id in pairs if table.cell(core_id, subject) is None)
    by_case = {subject: sum(one == subject for one, _ in empty) for subject in table.kinds}
    return Coverage(len({core_id for _, core_id in pairs}), len(pairs), len(empty), by_case, empty)


def scope_of(figure: Figure) -> str:
    """Return the scope of a figure as a key of SCOPES."""
    return figure.scope if figure.scope in SCOPES else SCOPES[0]


def best_figure(figures: Sequence[Figure]) -> Figure | None:
    """Return the figure that fills a cell: the nearest scope, then the newest, then published before worked out."""
    if not figures:
        return None
    nearest = min(SCOPES.index(scope_of(figure)) for figure in figures)
    candidates = [figure for figure in figures if SCOPES.index(scope_of(figure)) == nearest]
    return max(
        candidates,
        key=lambda figure: (figure.as_of[:4], not figure.computed, figure.as_of, -CONFIDENCES.index(figure.confidence)),
    )


def like(figure: Figure, other: Figure) -> bool:
    """Tell whether two figures of one subject belong to one series."""
    return (
        figure.indicator_id == other.indicator_id
        and scope_of(figure) == scope_of(other)
        and (scope_of(figure) == SCOPES[0] or figure.scope_note == other.scope_note)
        and figure.series == other.series
        and figure.unit == other.unit
        and (figure.period in WHOLE_PERIODS) == (other.period in WHOLE_PERIODS)
    )


def series_of(figure: Figure, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the figures of the series a figure belongs to, one a year, oldest first."""
    newest: dict[int, Figure] = {}
    for other in sorted(figures, key=lambda one: (one.as_of, not one.computed)):
        if like(figure, other) and other.year is not None:
            newest[other.year] = other
    if figure.year is not None:
        newest[figure.year] = figure  # the line ends at what the cell shows
    return tuple(newest[year] for year in sorted(newest))


def _by_reach(
    row: CoreRow, subjects: Sequence[str], figures: Mapping[tuple[str, str], Sequence[Figure]]
) -> list[Measure]:
    """Return the row's measures: amounts first, and of them those most subjects have."""
    reach = {
        measure: sum(bool(figures.get((subject, measure.indicator_id))) for subject in subjects)
        for measure in row.measures
    }
    return sorted(row.measures, key=lambda one: (one.is_companion, -reach[one], row.measures.index(one)))


def _companion(
    row: CoreRow,
    measure: Measure,
    subject: str,
    figures: Mapping[tuple[str, str], Sequence[Figure]],
    chosen: Figure,
) -> Figure | None:
    """Return the share or intensity beside an amount, of the same scope if there is one."""
    if measure.is_companion:
        return None
    for other in row.measures:
        if other.is_companion:
            found = [
                figure
                for figure in figures.get((subject, other.indicator_id), ())
                if scope_of(figure) == scope_of(chosen)
            ]
            if found:
                return best_figure(found)
    return None


def _per_head(products: Sequence[Figure], people: Sequence[Figure]) -> list[Figure]:
    """Return product per resident for every year and scope that has both figures, in the currency itself."""
    made = []
    for product in products:
        currency = currency_of(product.unit)
        fitting = [
            residents
            for residents in people
            if residents.year == product.year
            and scope_of(residents) == scope_of(product)
            and (scope_of(product) == SCOPES[0] or residents.scope_note == product.scope_note)
            and residents.middle
        ]
        if not currency or not fitting:
            continue
        residents = max(fitting, key=lambda figure: figure.as_of)
        value = product.middle * _BILLION / residents.middle
        made.append(
            dataclasses.replace(
                product,
                indicator_id=GDP_PER_HEAD,
                low=value,
                high=value,
                text="",
                unit=currency,
                unit_name=Text(product.unit_name.zh.removeprefix("十亿"), currency),
                note=NO_TEXT,
                source_ids=";".join(dict.fromkeys(f"{product.source_ids};{residents.source_ids}".split(";"))),
                confidence=max(product.confidence, residents.confidence, key=CONFIDENCES.index),
                computed=True,
                series="",
            )
        )
    return made
