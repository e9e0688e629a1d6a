"""Side-by-side comparison of clusters: the indicator table, its caveats, and views per area, per head and per country.

Pure functions on things of the catalogue. A missing figure stays missing, a claim of the source article never stands
in for a figure, and whatever is computed from the catalogue itself says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.analysis.errors import MissingDenominatorError
from geo.model import CONFIDENCES, DEFAULT_CONFIDENCES, Figure, Indicator

THEMES: Final = ("place", "people", "research", "firms", "innovation", "economy", "infrastructure", "policy", "sample")
"""Themes of indicators in the order of the table; `sample` holds what is computed from the catalogue."""
SAMPLE: Final = "sample"
CAVEATS: Final = (
    "years", "units", "scopes", "areas", "definition", "qualifiers", "tentative", "computed", "denominators",
)  # fmt: skip
SCOPES: Final = ("", "wider", "narrower", "company")
"""What a figure covers against the cluster as defined; empty = the same territory."""
BASES: Final = ("none", "km2", "thousand", "country")
"""Normalised views: as published, per km2, per 1,000 residents, share of the country's figure in percent."""
READABLE: Final = {"km2": "thousand_km2", "thousand": "million"}
"""What a row is put by where a rate of it is small: a thousand times as much, so that no reader counts zeros."""
_SMALL_RATE: Final = 0.1
EXTENSIVE_UNITS: Final = ("count", "persons", "count per year", "million", "GW")
"""Units of figures that add up over territory, besides money; only those can be divided by area or people."""
_MONEY: Final = "bn "
_COMPANY: Final = "company"
_COUNTED: Final = ("persons",)  # units of denominators that change from year to year; a territory hardly does
AREA: Final = "area_km2"
DRAWN_AREA: Final = "drawn_area_km2"
POPULATION: Final = "population"
_DIFFERENT_AREAS: Final = 1.5  # territories whose areas differ by more than this factor are told apart


@dataclass(frozen=True, slots=True)
class Caveat:
    """One reason to compare the figures of a line with care: a key of CAVEATS and the clusters it is about.

    `years` says for each of them when what it was divided by was counted; () for other reasons.
    """

    kind: str
    subjects: tuple[str, ...]
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator across the compared clusters.

    Attributes
    ----------
    figures : by cluster; a cluster without a usable figure is not in it.
    claims : what the source article claims, by cluster; shown beside a figure, never in its place.
    faults : why a normalised view has no value, by cluster.
    """

    indicator: Indicator
    figures: Mapping[str, Figure]
    claims: Mapping[str, Figure]
    caveats: tuple[Caveat, ...]
    faults: Mapping[str, MissingDenominatorError]

    @property
    def indicator_id(self) -> str:
        """Return the indicator's id."""
        return self.indicator.indicator_id

    @property
    def theme(self) -> str:
        """Return the indicator's theme, a key of THEMES."""
        return self.indicator.theme

    @property
    def is_common(self) -> bool:
        """Tell whether at least two clusters have a figure in one unit."""
        return len(self.figures) > 1 and len({figure.unit for figure in self.figures.values()}) == 1


def indicator_lines(
    figures: Iterable[Figure],
    indicators: Iterable[Indicator],
    subjects: Sequence[str],
    *,
    computed: Sequence[Figure] = (),
    show_low: bool = False,
) -> tuple[Line, ...]:
    """Lay out every indicator that at least one of the clusters has a figure or a claim for.

    Parameters
    ----------
    figures : published ones and claims; of several figures the preferred one counts, then the newest.
    indicators : whose order within a theme is kept.
    subjects : cluster ids in the order of the columns.
    computed : figures of `geo.analysis.sample_figures`.
    show_low : whether figures of low confidence count; otherwise they are left out as if missing.

    Returns
    -------
    tuple of Line
        By theme, then in the order of the indicators.
    """
    allowed = CONFIDENCES if show_low else DEFAULT_CONFIDENCES
    chosen = [figure for figure in figures if figure.subject_id in subjects]
    published = [figure for figure in chosen if not figure.is_claim and figure.confidence in allowed]
    published.sort(key=lambda figure: (figure.is_preferred, figure.as_of), reverse=True)
    found = _by_indicator([*published, *(figure for figure in computed if figure.subject_id in subjects)])
    claims = _by_indicator(figure for figure in chosen if figure.is_claim)
    lines = [
        Line(indicator, _ordered(found.get(key, {}), subjects), _ordered(claims.get(key, {}), subjects), (), {})
        for key, indicator in ((indicator.indicator_id, indicator) for indicator in indicators)
        if key in found or key in claims
    ]
    areas = territory_km2(lines)
    marked = [dataclasses.replace(line, caveats=caveats(line, areas)) for line in lines]
    return tuple(sorted(marked, key=lambda line: THEMES.index(line.theme)))


def _by_indicator(figures: Iterable[Figure]) -> dict[str, dict[str, Figure]]:
    """Return the first figure of each indicator and cluster."""
    found: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        found.setdefault(figure.indicator_id, {}).setdefault(figure.subject_id, figure)
    return found


def _ordered(figures: Mapping[str, Figure], subjects: Sequence[str]) -> dict[str, Figure]:
    return {subject: figures[subject] for subject in subjects if subject in figures}


def territory_km2(lines: Sequence[Line]) -> dict[str, float]:
    """Return the area of each cluster as defined, km2; the drawn area where no definition gives one."""
    return {subject: figure.middle for subject, figure in _territories(lines).items()}


def _territories(lines: Sequence[Line]) -> dict[str, Figure]:
    by_id = {line.indicator_id: line for line in lines}
    areas: dict[str, Figure] = {}
    for key in (AREA, DRAWN_AREA):
        if key in by_id:
            for subject, figure in by_id[key].figures.items():
                areas.setdefault(subject, figure)
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
    add("definition", everyone, several and bool(line.indicator.caveat))
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
        a denominator of its own territory is missing, and `faults` says what it lacks: the error carries subject, base
        and indicator. A row with a small rate is put by a thousand times as much (`READABLE`).
    """
    if base == "none":
        return tuple(lines)
    areas = _territories(lines)
    people = next((line.figures for line in lines if line.indicator_id == POPULATION), {})
    made = []
    for line in lines:
        if not line.figures or not is_extensive(next(iter(line.figures.values())).unit):
            continue
        if line.theme == SAMPLE:
            continue  # what was collected has no rate
        if base != "country" and line.indicator_id == (POPULATION if base == "thousand" else AREA):
            continue
        divisors: dict[str, Figure] = {}
        faults: dict[str, MissingDenominatorError] = {}
        for subject, figure in line.figures.items():
            try:
                divisors[subject] = _denominator(figure, base, areas, people, countries, national)
            except MissingDenominatorError as fault:
                faults[subject] = fault
        again = dataclasses.replace(line, figures=_divided(line, divisors, base), claims={}, faults=faults)
        told = (*caveats(again, {}), *_denominator_years(again, divisors))
        made.append(dataclasses.replace(again, caveats=told))
    return tuple(made)


def _divided(line: Line, divisors: Mapping[str, Figure], base: str) -> dict[str, Figure]:
    """Return the figures of a line by what they are divided by, a row with a small one by a thousand times as much."""
    unit = {"thousand": 1000, "country": 100}.get(base, 1)
    rates = {subject: figure for subject, figure in line.figures.items() if subject in divisors}
    by = {subject: divisors[subject].middle / unit for subject in rates}
    smallest = min((figure.high / by[subject] for subject, figure in rates.items()), default=0.0)
    per = READABLE.get(base, base) if 0 < smallest < _SMALL_RATE else base
    times = 1 if per == base else 1000
    return {
        subject: dataclasses.replace(
            figure, low=times * figure.low / by[subject], high=times * figure.high / by[subject], text="", per=per
        )
        for subject, figure in rates.items()
    }


def _denominator_years(line: Line, divisors: Mapping[str, Figure]) -> tuple[Caveat, ...]:
    """Return a caveat for the clusters whose figure and what it is divided by are of different years."""
    apart = {
        subject: year
        for subject, figure in line.figures.items()
        if (year := divisors[subject].year) is not None and year != figure.year and divisors[subject].unit in _COUNTED
    }
    return (Caveat("denominators", tuple(apart), tuple(apart.values())),) if apart else ()


def _denominator(
    figure: Figure,
    base: str,
    areas: Mapping[str, Figure],
    people: Mapping[str, Figure],
    countries: Mapping[str, str],
    national: Mapping[tuple[str, str], Figure],
) -> Figure:
    """Return what to divide by; raises MissingDenominatorError.

    Numerator and denominator are of one territory: both of the cluster as defined, or both of one area that is named.
    """
    subject = figure.subject_id

    def missing(reason: str) -> MissingDenominatorError:
        return MissingDenominatorError(subject, base, figure.indicator_id, reason=reason)

    if figure.scope == _COMPANY or (figure.scope and base == "country"):
        raise missing("scope")
    if base == "country":
        whole = national.get((countries.get(subject, ""), figure.indicator_id))
        if whole is None or whole.unit != figure.unit or whole.middle == 0:
            raise missing("country")
        return whole
    divisor = (areas if base == "km2" else people).get(subject)
    if divisor is not None and not _one_territory(figure, divisor):
        raise missing("scope")
    if divisor is None or not divisor.middle:
        raise missing("scope" if figure.scope else "area" if base == "km2" else "population")
    return divisor


def _one_territory(figure: Figure, divisor: Figure) -> bool:
    """Tell whether two figures cover one territory; areas around or in a cluster are one where their names are."""
    if figure.scope != divisor.scope:
        return False
    return not figure.scope or (bool(figure.scope_note) and figure.scope_note == divisor.scope_note)


def ranking(line: Line) -> tuple[str, ...]:
    """Return the clusters of a line from first to last by the indicator's direction of merit.

    A neutral indicator is ordered from large to small; figures in different units have no order, so () is returned.
    """
    if len({figure.unit for figure in line.figures.values()}) != 1:
        return ()
    sign = 1 if line.indicator.direction_of_merit == "lower" else -1
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
