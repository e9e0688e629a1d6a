"""Series: figures of one measure of one cluster over time, of the catalogue and of the register, and targets for it.

Only figures that mean the same are one series: same measure, same unit (racks and million racks are), same territory
and same way of counting. A lower bound ("more than 21,000") stays a lower bound.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from geo.analysis.metrics import metric as counted
from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.governance.register import Value
from geo.model import NO_TEXT, Cluster, Figure, Indicator, Text

EXACT: Final = ("eq", "approx")
LOWER_BOUND: Final = ("gt", "ge")
UPPER_BOUND: Final = ("lt", "le")
OWN, CATALOGUE, STATUS = "own", "indicators", "status_figures"
# Unit as published -> the unit of the series and what the figure is multiplied by. Precisions of computing are units.
UNITS: Final[Mapping[str, tuple[str, float]]] = {
    "million racks": ("racks", 1e6),
    "million servers": ("servers", 1e6),
    "PFLOPS": ("EFLOPS", 1e-3),
}
LOWER_IS_BETTER: Final = ("mean-pue", "mean-pue-target", "best-pue", "best-pue-of-new-centres")
# Kinds of programmes and results that neither improve nor worsen.
NEUTRAL: Final = ("planned-area-of-the-new-area", "core-area-of-the-new-area", "electricity-use-of-one-month")
_PERIOD: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?")
_LAST_DAY: Final = {"Q1": "03-31", "Q2": "06-30", "Q3": "09-30", "Q4": "12-31", "H1": "06-30", "H2": "12-31"}


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series.

    Attributes
    ----------
    period : as published: 2025, 2025-06, 2025-06-30, 2025-Q3.
    amount : in the unit of the series.
    qualifier : key of geo.model.QUALIFIERS.
    source : of a value in the register, as a person wrote it; those of the catalogue have `source_ids`.
    origin : OWN, CATALOGUE or STATUS.
    """

    period: str
    amount: float
    qualifier: str
    confidence: str
    source_ids: tuple[str, ...] = ()
    source: str = ""
    origin: str = STATUS
    row_id: str = ""

    @property
    def last_day(self) -> str:
        """Return the last day of its period."""
        return last_day(self.period)


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure is to be by the end of a period; `announced` is when that was said."""

    due: str
    amount: float
    qualifier: str
    announced: str
    confidence: str
    source_ids: tuple[str, ...] = ()
    source: str = ""
    name: Text | None = None
    row_id: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A measure of a cluster, or of what else is reported on (the eight hubs, a city), over time.

    Attributes
    ----------
    subject : id of a cluster, or a slug of the name where it is none.
    measure : id of an indicator, or a slug of the metric's English name.
    merit : higher, lower or neutral: what is better.
    points : by period.
    scope : what territory the figures are of; empty for the cluster as defined.
    kind : of geo.analysis.metrics.KINDS where it is told; figures of the catalogue's indicators name their span.
    """

    subject: str
    name: Text
    measure: str
    measure_name: Text
    unit: str
    unit_name: Text
    merit: str
    points: tuple[Point, ...] = ()
    targets: tuple[Target, ...] = ()
    scope: Text = NO_TEXT
    is_cluster: bool = True
    kind: str = ""

    @property
    def key(self) -> str:
        """Return what a link names the series by."""
        return f"{self.subject}~{self.measure}"


def last_day(period: str) -> str:
    """Return the last day of a year, half, quarter, month or day.

    Examples
    --------
    >>> last_day("2025"), last_day("2025-Q3"), last_day("2024-02"), last_day("2025-06-22")
    ('2025-12-31', '2025-09-30', '2024-02-29', '2025-06-22')
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(period)
    year, quarter, half, month, day = found.groups()
    if day:
        return dt.date.fromisoformat(period).isoformat()
    if month:
        first = dt.date(int(year), int(month), 1)
        return ((first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)).isoformat()
    if quarter:
        return f"{year}-{_LAST_DAY[f'Q{quarter}']}"
    return f"{year}-{_LAST_DAY[f'H{half}'] if half else '12-31'}"


def first_day(period: str) -> str:
    """Return the first day of a year, half, quarter, month or day.

    Examples
    --------
    >>> first_day("2025"), first_day("2025-Q3"), first_day("2025-H2"), first_day("2025-06-22")
    ('2025-01-01', '2025-07-01', '2025-07-01', '2025-06-22')
    """
    last = last_day(period)
    if len(period) == len(last):
        return last
    _, _, rest = period.partition("-")
    month = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}.get(rest, int(rest) if rest.isdigit() else 1)
    return f"{last[:4]}-{month:02d}-01"


def is_period(text: str) -> bool:
    """Tell whether a text is a year, half, quarter, month or day."""
    try:
        last_day(text)
    except ValueError:
        return False
    return True


def slug(name: str) -> str:
    """Return a name as it stands in links.

    Examples
    --------
    >>> slug("Mean PUE")
    'mean-pue'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def all_series(catalog: Catalog, own: Iterable[Value] = (), *, low: bool = False) -> tuple[Series, ...]:
    """Return every series of the catalogue and of the register, those with the most points first.

    Parameters
    ----------
    own : values in force in the register.
    low : whether figures of low confidence count.
    """
    made = list(_of_catalogue(catalog, low))
    known = {one.key: at for at, one in enumerate(made)}
    for one in _of_register(catalog, own):
        at = known.get(one.key)
        if at is not None and made[at].unit == one.unit and not made[at].scope.en:
            held = made[at]
            points = tuple(sorted((*held.points, *one.points), key=lambda point: point.last_day))
            made[at] = replace(held, points=points, targets=(*held.targets, *one.targets))
        else:
            made.append(one)
    return tuple(sorted(made, key=lambda one: (-len(one.points) - len(one.targets), one.key)))


@lru_cache(maxsize=4)
def _of_catalogue(catalog: Catalog, low: bool) -> tuple[Series, ...]:
    return (*_of_status(catalog, low=low), *_of_indicators(catalog, low=low))


def _of_status(catalog: Catalog, *, low: bool) -> list[Series]:
    """Return the series of the status figures of hubs and data-centre clusters."""
    of_computing: dict[str, str] = {}
    for row in catalog.table("computing_clusters").to_dict("records"):
        of_computing[str(row["computing_id"])] = str(row["cluster_id"])
    clusters = catalog.every(Cluster)
    made: dict[tuple[str, str, str], Series] = {}
    for row in catalog.table("status_figures").to_dict("records"):
        if row["confidence"] == "low" and not low:
            continue
        subject = of_computing.get(str(row.get("computing_id", "")), "") or slug(str(row["subject_en"]))
        is_target = str(row.get("is_target", "")) == "1"
        metric = Text.of(row, "metric")
        held_to = counted(metric)
        # A target stands beside the figures it is the target of, and beside no others.
        answered = held_to.target_of if is_target else ""
        measure_en = answered or metric.en
        unit, factor = UNITS.get(str(row["unit"]), (str(row["unit"]), 1.0))
        amount = _amount(row)
        if amount is None:
            continue
        key = (subject, slug(measure_en), unit)
        if key not in made:
            name = (
                clusters[subject].name if subject in clusters else Text(str(row["subject_zh"]), str(row["subject_en"]))
            )
            # A target that comes first lends its name only where nothing else has it.
            zh = metric.zh.removesuffix("目标") if answered else metric.zh
            unit_name = Text(str(row.get("unit_label_zh", "")), str(row.get("unit_label_en", "")))
            made[key] = Series(
                subject, name, key[1], Text(zh, measure_en), unit,
                unit_name if factor == 1.0 else Text(_UNIT_WORDS[unit][0], _UNIT_WORDS[unit][1]),
                "lower" if key[1] in LOWER_IS_BETTER else "neutral" if key[1] in NEUTRAL else "higher",
                scope=held_to.scope, is_cluster=subject in clusters, kind=held_to.kind,
            )  # fmt: skip
        held = made[key]
        ids = split_values(str(row["source_ids"]))
        if is_target:
            due = str(row.get("target_date", ""))
            target = Target(
                due, amount * factor, str(row["qualifier"]), str(row["as_of"]), str(row["confidence"]), ids,
                name=metric, row_id=str(row["figure_id"]),
            )  # fmt: skip
            made[key] = replace(held, targets=(*held.targets, target))
        else:
            point = Point(
                str(row["as_of"]), amount * factor, str(row["qualifier"]), str(row["confidence"]), ids,
                row_id=str(row["figure_id"]),
            )  # fmt: skip
            points = tuple(sorted((*held.points, point), key=lambda one: one.last_day))
            made[key] = replace(held, points=points, measure_name=metric)
    return list(made.values())


_UNIT_WORDS: Final = {"racks": ("架", "racks"), "servers": ("台服务器", "servers"), "EFLOPS": ("EFLOPS", "EFLOPS")}


def _amount(row: Mapping[Any, Any]) -> float | None:
    low, high = (row.get(name) for name in ("value_low", "value_high"))
    held = [float(one) for one in (low, high) if one is not None and not math.isnan(float(one))]
    return sum(held) / len(held) if held else None


def _of_indicators(catalog: Catalog, *, low: bool) -> list[Series]:
    """Return the series of the figures of cases and clusters; claims of the article are none."""
    indicators, clusters = catalog.every(Indicator), catalog.every(Cluster)
    gathered: dict[tuple[str, ...], list[Figure]] = {}
    for figure in catalog.figures:
        if figure.subject_kind != "case" or figure.is_claim or figure.is_superseded or figure.computed:
            continue
        if (figure.confidence == "low" and not low) or not is_period(figure.as_of):
            continue
        if figure.subject_id not in clusters or figure.indicator_id not in indicators:
            continue
        key = (
            figure.subject_id, figure.indicator_id, figure.unit, figure.series, figure.period, figure.scope,
            figure.scope_note.zh, figure.per,
        )  # fmt: skip
        gathered.setdefault(key, []).append(figure)
    made = []
    taken: set[str] = set()
    for held in sorted(gathered.values(), key=len, reverse=True):
        first = held[0]
        by_day = {last_day(one.as_of): one for one in sorted(held, key=lambda one: (one.as_of, one.is_preferred))}
        points = tuple(
            Point(
                one.as_of, one.middle, one.qualifier, one.confidence, split_values(one.source_ids),
                origin=CATALOGUE,
            )
            for _, one in sorted(by_day.items())
        )  # fmt: skip
        indicator = indicators[first.indicator_id]
        one = Series(
            first.subject_id, clusters[first.subject_id].name, first.indicator_id, indicator.name, first.unit,
            first.unit_name if first.unit_name.en else indicator.unit_label, indicator.direction_of_merit, points,
            scope=first.scope_note,
        )  # fmt: skip
        if one.key not in taken:  # of several ways of counting, the longest series is followed
            taken.add(one.key)
            made.append(one)
    return made


def _of_register(catalog: Catalog, own: Iterable[Value]) -> list[Series]:
    indicators, clusters = catalog.every(Indicator), catalog.every(Cluster)
    status = {one.measure: one for one in _of_status(catalog, low=True)}
    made: dict[str, Series] = {}
    for value in own:
        if value.cluster not in clusters:
            continue
        indicator = indicators.get(value.measure)
        like = status.get(value.measure)
        if indicator is None and like is None:
            continue
        # One measure has a name in both tables; the unit tells which is meant.
        if indicator is not None and (like is None or like.unit != value.unit):
            names = (indicator.name, indicator.unit, indicator.unit_label, indicator.direction_of_merit)
        else:
            assert like is not None  # noqa: S101 - one of the two is there
            names = (like.measure_name, like.unit, like.unit_name, like.merit)
        held = made.get(f"{value.cluster}~{value.measure}") or Series(
            value.cluster, clusters[value.cluster].name, value.measure, *names,
            kind=like.kind if like is not None and like.unit == value.unit else "",
        )  # fmt: skip
        if value.is_target:
            at = value.signed.at[:10] if value.signed else ""
            target = Target(value.period, value.amount, "eq", at, "medium", source=value.source)
            made[held.key] = replace(held, targets=(*held.targets, target))
        else:
            point = Point(value.period, value.amount, "eq", "medium", source=value.source, origin=OWN)
            points = tuple(sorted((*held.points, point), key=lambda one: one.last_day))
            made[held.key] = replace(held, points=points)
    return list(made.values())
