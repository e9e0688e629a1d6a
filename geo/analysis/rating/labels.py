"""Management labels of cluster organisations: gold, silver and bronze by criteria that are data, with their expiry.

The official scores are not public. The criteria an institution edits are a proposal in six groups after the European
practice, and are shown as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Level = Literal["gold", "silver", "bronze", "none"]
LEVELS: Final[tuple[Level, ...]] = ("gold", "silver", "bronze", "none")
GROUPS: Final = ("structure", "governance", "financing", "services", "contacts", "achievements")
GOLD_SHARE: Final = 0.80  # of the points; remembered from the European practice, not read in a stored text
IMPROVED_GROUPS: Final = 3
BRONZE_YEARS: Final = 2
SILVER_YEARS: Final = 2
GOLD_YEARS: Final = 3
RENEWAL_YEARS: Final = 3


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its group of GROUPS and the most points it gives."""

    criterion_id: str
    group: str
    most: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """Points by criterion at a date; a criterion that was not assessed is not in `points`."""

    at: date
    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its last day; `unassessed` are the criteria that are open, because of which gold is not given."""

    level: Level
    until: date | None
    share: float | None
    improved: tuple[str, ...]
    unassessed: tuple[str, ...]


def label(criteria: tuple[Criterion, ...], now: Assessment, *, before: Assessment | None = None) -> Label:
    """Return the label an assessment earns.

    Bronze: an assessment was made. Silver: at least three groups are better than at the assessment before. Gold: all
    criteria are assessed and reach 80 % of the points. Bronze made within a year of an earlier one's expiry is a
    renewal and holds three years (ECEI, 2010 on).
    """
    open_ones = tuple(one.criterion_id for one in criteria if one.criterion_id not in now.points)
    share = None
    if not open_ones and criteria:
        share = sum(min(now.points[one.criterion_id], one.most) for one in criteria) / sum(one.most for one in criteria)
    improved = () if before is None else tuple(group for group in GROUPS if _better(criteria, group, before, now))
    if share is not None and share >= GOLD_SHARE:
        return Label("gold", _years(now.at, GOLD_YEARS), share, improved, open_ones)
    if len(improved) >= IMPROVED_GROUPS:
        return Label("silver", _years(now.at, SILVER_YEARS), share, improved, open_ones)
    if now.points:
        renewed = before is not None and now.at <= _years(before.at, BRONZE_YEARS + 1)
        years = RENEWAL_YEARS if renewed else BRONZE_YEARS
        return Label("bronze", _years(now.at, years), share, improved, open_ones)
    return Label("none", None, None, improved, open_ones)


def _better(criteria: tuple[Criterion, ...], group: str, before: Assessment, now: Assessment) -> bool:
    shared = [
        one.criterion_id
        for one in criteria
        if one.group == group and one.criterion_id in before.points and one.criterion_id in now.points
    ]
    return bool(shared) and sum(now.points[name] for name in shared) > sum(before.points[name] for name in shared)


def _years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
