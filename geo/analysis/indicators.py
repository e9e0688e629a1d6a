"""Side-by-side comparison of clusters: the indicator table, its caveats, and views per area, per head and per country.

Pure functions on frames of the catalogue. A missing figure stays missing, a claim of the source article never stands
in for a figure, and whatever is computed from the catalogue itself says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.analysis.errors import MissingDenominatorError
from geo.model import CONFIDENCES, DEFAULT_CONFIDENCES

if TYPE_CHECKING:
    import pandas as pd

THEMES: Final = ("place", "people", "research", "firms", "innovation", "economy", "infrastructure", "policy", "sample")
"""Themes of indicators in the order of the table; `sample` holds what is computed from the catalogue."""
CAVEATS: Final = ("years", "units", "scopes", "areas", "definition", "qualifiers", "tentative", "computed")
SCOPES: Final = ("", "wider", "narrower", "company")
"""What a figure covers against the cluster as defined; empty = the same territory."""
BASES: Final = ("none", "km2", "thousand", "country")
"""Normalised views: as published, per km2, per 1,000 residents, share of the country's figure in percent."""
EXTENSIVE_UNITS: Final = ("count", "persons", "count per year", "million", "GW")
"""Units of figures that add up over territory, besides money; only those can be divided by area or people."""
_MONEY: Final = "bn "
AREA: Final = "area_km2"
DRAWN_AREA: Final = "drawn_area_km2"
POPULATION: Final = "population"
_YEAR_DIGITS: Final = 4
_DIFFERENT_AREAS: Final = 1.5  # territories whose areas differ by more than this factor are told apart


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one cluster.

    Attributes
    ----------
    low, high : bounds of the figure in `unit`; equal unless a range is published.
    text : the figure as published, "" where only the numbers are.
    qualifier : key of geo.model.QUALIFIERS.
    scope : key of SCOPES.
    as_of : ISO date it stands for.
    computed : worked out by this project from the catalogue.
    per : key of BASES: what it has been divided by.
    """

    subject_id: str
    indicator_id: str
    low: float
    high: float
    text: str
    unit: str
    unit_zh: str
    unit_en: str
    qualifier: str
    scope: str
    as_of: str
    note_zh: str
    note_en: str
    source_ids: str
    confidence: str
    computed: bool
    per: str = "none"

    @property
    def middle(self) -> float:
        """Return the figure as one number: the middle of a range."""
        return (self.low + self.high) / 2

    @property
    def year(self) -> int | None:
        """Return the year it stands for."""
        head = self.as_of[:_YEAR_DIGITS]
        return int(head) if head.isdigit() else None

    def unit_label(self, language: str) -> str:
        """Return the unit as a person reads it."""
        return (self.unit_zh if language == "zh" else self.unit_en) or self.unit


@dataclass(frozen=True, slots=True)
class Caveat:
    """One reason to compare the figures of a line with care: a key of CAVEATS and the clusters it is about."""

    kind: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator across the compared clusters.

    Attributes
    ----------
    definition : the row of `indicator_definitions`.
    figures : by cluster; a cluster without a usable figure is not in it.
    claims : what the source article claims, by cluster; shown beside a figure, never in its place.
    faults : why a normalised view has no value, by cluster.
    """

    indicator_id: str
    theme: str
    direction: str
    definition: Mapping[str, Any]
    figures: Mapping[str, Figure]
    claims: Mapping[str, Figure]
    caveats: tuple[Caveat, ...]
    faults: Mapping[str, MissingDenominatorError]

    def name(self, language: str) -> str:
        """Return the indicator's name."""
        return str(self.definition[f"name_{language}"])

    @property
    def is_common(self) -> bool:
        """Tell whether at least two clusters have a figure in one unit."""
        return len(self.figures) > 1 and len({figure.unit for figure in self.figures.values()}) == 1


def figure_of(row: Mapping[str, Any], *, computed: bool = False) -> Figure | None:
    """Return the figure of a row of `indicators`, None where it holds no number."""
    import pandas as pd

    low, high = row["value_low"], row["value_high"]
    if pd.isna(low) and pd.isna(high):
        return None
    return Figure(
        subject_id=row["subject_id"],
        indicator_id=row["indicator_id"],
        low=float(high if pd.isna(low) else low),
        high=float(low if pd.isna(high) else high),
        text=str(row["value_text"]),
        unit=row["unit"],
        unit_zh=row["unit_label_zh"],
        unit_en=row["unit_label_en"],
        qualifier=row["qualifier"],
        scope=row.get("scope", ""),
        as_of=row["as_of"],
        note_zh=row["note_zh"],
        note_en=row["note_en"],
        source_ids=row["source_ids"],
        confidence=row["confidence"],
        computed=computed,
    )


def indicator_lines(
    indicators: pd.DataFrame,
    definitions: pd.DataFrame,
    subjects: Sequence[str],
    *,
    computed: Sequence[Figure] = (),
    show_low: bool = False,
) -> tuple[Line, ...]:
    """Lay out every indicator that at least one of the clusters has a figure or a claim for.

    Parameters
    ----------
    indicators : table `indicators`; of several rows the preferred one counts, then the newest.
    definitions : table `indicator_definitions`, whose order within a theme is kept.
    subjects : cluster ids in the order of the columns.
    computed : figures of `geo.analysis.sample_figures`.
    show_low : whether figures of low confidence count; otherwise they are left out as if missing.

    Returns
    -------
    tuple of Line
        By theme, then in the order of the definitions.
    """
    allowed = CONFIDENCES if show_low else DEFAULT_CONFIDENCES
    chosen = indicators[indicators["subject_id"].isin(subjects)]
    published = chosen[(chosen["is_claim"].astype(int) == 0) & chosen["confidence"].isin(allowed)]
    published = published.sort_values(["preferred", "as_of"], ascending=False, kind="stable")
    figures = _by_indicator(published)
    for figure in computed:
        if figure.subject_id in subjects:
            figures.setdefault(figure.indicator_id, {}).setdefault(figure.subject_id, figure)
    claims = _by_indicator(chosen[chosen["is_claim"].astype(int) == 1])
    lines = []
    for row in definitions.to_dict("records"):
        key = row["indicator_id"]
        found = {subject: figures[key][subject] for subject in subjects if subject in figures.get(key, {})}
        claimed = {subject: claims[key][subject] for subject in subjects if subject in claims.get(key, {})}
        if found or claimed:
            definition = {str(name): value for name, value in row.items()}
            lines.append(Line(key, row["theme"], row["direction_of_merit"], definition, found, claimed, (), {}))
    areas = territory_km2(lines)
    marked = [dataclasses.replace(line, caveats=caveats(line, areas)) for line in lines]
    return tuple(sorted(marked, key=lambda line: THEMES.index(line.theme)))


def _by_indicator(rows: pd.DataFrame) -> dict[str, dict[str, Figure]]:
    """Return the first figure of each indicator and cluster."""
    found: dict[str, dict[str, Figure]] = {}
    for row in rows.to_dict("records"):
        figure = figure_of({str(name): value for name, value in row.items()})
        if figure:
            found.setdefault(figure.indicator_id, {}).setdefault(figure.subject_id, figure)
    return found


def territory_km2(lines: Sequence[Line]) -> dict[str, float]:
    """Return the area of each cluster as defined, km2; the drawn area where no definition gives one."""
    by_id = {line.indicator_id: line for line in lines}
    areas: dict[str, float] = {}
    for key in (AREA, DRAWN_AREA):
        if key in by_id:
            for subject, figure in by_id[key].figures.items():
                areas.setdefault(subject, figure.middle)
    return areas


def caveats(line: Line, areas_km2: Mapping[str, float]) -> tuple[Caveat, ...]:
    """Return the reasons to compare the figures of a line with care, in the order of CAVEATS.

    Parameters
    ----------
    areas_km2 : area of each cluster; totals over territories of different size are no like for like.
    """
    figures = line.figures
    everyone = tuple(figures)
    found: list[Caveat] = []

    def add(kind: str, subjects: tuple[str, ...], applies: bool) -> None:
        if applies:
            found.append(Caveat(kind, subjects))

    several = len(figures) > 1
    add("years", everyone, several and len({figure.year for figure in figures.values()}) > 1)
    add("units", everyone, several and len({figure.unit for figure in figures.values()}) > 1)
    outside = tuple(subject for subject, figure in figures.items() if figure.scope)
    add("scopes", outside, bool(outside))
    sizes = [areas_km2[subject] for subject in figures if subject in areas_km2]
    spread = max(sizes, default=1.0) / max(min(sizes, default=1.0), 1e-9)
    is_total = is_extensive(next(iter(figures.values())).unit) if figures else False
    add("areas", everyone, several and is_total and spread > _DIFFERENT_AREAS)
    add("definition", everyone, several and bool(line.definition["caveat_en"] or line.definition["caveat_zh"]))
    add("qualifiers", everyone, several and len({figure.qualifier for figure in figures.values()}) > 1)
    tentative = tuple(subject for subject, figure in figures.items() if figure.confidence == "low")
    add("tentative", tentative, bool(tentative))
    worked_out = tuple(subject for subject, figure in figures.items() if figure.computed)
    add("computed", worked_out, bool(worked_out))
    return tuple(found)


def is_extensive(unit: str) -> bool:
    """Tell whether figures in `unit` add up over territory, so that dividing by area or people means something."""
    return unit in EXTENSIVE_UNITS or unit.startswith(_MONEY)


def normalised(
    lines: Sequence[Line], base: str, *, countries: Mapping[str, str], national: Mapping[tuple[str, str], Figure]
) -> tuple[Line, ...]:
    """Return the lines that a base applies to, divided by it.

    Parameters
    ----------
    base : key of BASES.
    countries : country code of each cluster.
    national : figures of countries by (country code, indicator_id).

    Returns
    -------
    tuple of Line
        For ``none`` the lines themselves. Otherwise only lines of figures that add up over territory; a figure without
        a denominator is missing, and `faults` says what it lacks: the error carries subject, base and indicator.
    """
    if base == "none":
        return tuple(lines)
    areas = territory_km2(lines)
    people = next((line.figures for line in lines if line.indicator_id == POPULATION), {})
    made = []
    for line in lines:
        if not line.figures or not is_extensive(next(iter(line.figures.values())).unit):
            continue
        if base != "country" and line.indicator_id == (POPULATION if base == "thousand" else AREA):
            continue
        divided: dict[str, Figure] = {}
        faults: dict[str, MissingDenominatorError] = {}
        for subject, figure in line.figures.items():
            try:
                divisor = _denominator(figure, base, areas, people, countries, national)
            except MissingDenominatorError as fault:
                faults[subject] = fault
                continue
            divided[subject] = dataclasses.replace(
                figure, low=figure.low / divisor, high=figure.high / divisor, text="", per=base
            )
        again = dataclasses.replace(line, figures=divided, claims={}, faults=faults)
        made.append(dataclasses.replace(again, caveats=caveats(again, {})))
    return tuple(made)


def _denominator(
    figure: Figure,
    base: str,
    areas: Mapping[str, float],
    people: Mapping[str, Figure],
    countries: Mapping[str, str],
    national: Mapping[tuple[str, str], Figure],
) -> float:
    """Return what to divide by; raises MissingDenominatorError."""
    subject = figure.subject_id
    if figure.scope:
        raise MissingDenominatorError(subject, base, figure.indicator_id, reason="scope")
    if base == "km2":
        if subject not in areas:
            raise MissingDenominatorError(subject, base, figure.indicator_id, reason="area")
        return areas[subject]
    if base == "thousand":
        if subject not in people:
            raise MissingDenominatorError(subject, base, figure.indicator_id, reason="population")
        return people[subject].middle / 1000
    whole = national.get((countries.get(subject, ""), figure.indicator_id))
    if whole is None or whole.unit != figure.unit or whole.middle == 0:
        raise MissingDenominatorError(subject, base, figure.indicator_id, reason="country")
    return whole.middle / 100


def ranking(line: Line) -> tuple[str, ...]:
    """Return the clusters of a line from first to last by the indicator's direction of merit.

    A neutral indicator is ordered from large to small; figures in different units have no order, so () is returned.
    """
    if len({figure.unit for figure in line.figures.values()}) != 1:
        return ()
    sign = 1 if line.direction == "lower" else -1
    return tuple(sorted(line.figures, key=lambda subject: (sign * line.figures[subject].middle, subject)))


def missing_figures(lines: Sequence[Line], subjects: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each cluster the indicators that another one has a figure for and it has not."""
    return {
        subject: tuple(line.indicator_id for line in lines if line.figures and subject not in line.figures)
        for subject in subjects
    }


def common_lines(lines: Sequence[Line], subjects: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines in which every cluster has a figure, all in one unit."""
    return tuple(line for line in lines if line.is_common and len(line.figures) == len(subjects))
