"""Movements: what rose and what fell, and which targets were met, from figures that can be compared only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from geo.analysis.metrics import SPANNED
from geo.governance.series import EXACT, LOWER_BOUND, UPPER_BOUND, Point, Series, Target, first_day, last_day

Verdict = Literal["met", "missed", "unknown", "ahead"]
MET: Final = "met"
MISSED: Final = "missed"
UNKNOWN: Final = "unknown"
AHEAD: Final = "ahead"
VERDICTS: Final[tuple[Verdict, ...]] = (MISSED, MET, UNKNOWN, AHEAD)
WITHOUT_SHARE: Final = ("%", "percent", "percent of GDP", "percent of area", "rank", "ratio")
"""Units whose change is told by both figures: a percentage of a percentage or of a rank says nothing."""
_LEAST_CHANGE: Final = 0.005  # of the earlier figure: less is no movement of a rounded figure


@dataclass(frozen=True, slots=True)
class Movement:
    """The last change of a series.

    Attributes
    ----------
    direction : 1 for a rise, -1 for a fall.
    share : the change as a part of the earlier figure.
    is_least : whether the later figure is a lower bound, so that the rise is at least so much.
    is_good : whether the direction is the better one; None where neither is.
    """

    series: Series
    before: Point
    after: Point
    direction: int
    share: float
    is_least: bool

    @property
    def years(self) -> float:
        """Return the time between the two figures."""
        days = dt.date.fromisoformat(self.after.last_day) - dt.date.fromisoformat(self.before.last_day)
        return days.days / 365.25

    @property
    def is_good(self) -> bool | None:
        """Tell whether it changed for the better."""
        if self.series.merit not in ("higher", "lower"):
            return None
        return (self.direction > 0) == (self.series.merit == "higher")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A target beside what became of it.

    Attributes
    ----------
    verdict : met (a figure up to the due day, or the first after it, reaches it); missed (the first figure at or after
        the due day does not); unknown (due, and no figure tells); ahead (not due yet).
    latest : the figure it is judged by, or the last one there is; None where nothing was ever published.
    share : of the target that `latest` reaches, for measures where more is better; None otherwise.
    """

    series: Series
    target: Target
    verdict: Verdict
    latest: Point | None
    share: float | None


def movement(series: Series) -> Movement | None:
    """Return the change between the last two figures, None where they do not tell one.

    A lower bound above an exact figure is a rise of at least so much; a lower bound before it tells nothing. Periods
    that overlap, such as a month and a day of it, are two counts of one time. What is added or used in a span is
    compared with a span of the same part of another year only.
    """
    points = [one for one in series.points if one.qualifier in (*EXACT, *LOWER_BOUND)]
    if len(points) < 2:
        return None
    after = points[-1]
    begins = first_day(after.period)
    before = next((one for one in reversed(points[:-1]) if one.last_day < begins), None)
    if before is None or before.qualifier not in EXACT or not before.amount:
        return None
    if series.kind in SPANNED and before.period[4:] != after.period[4:]:
        return None
    share = (after.amount - before.amount) / abs(before.amount)
    if abs(share) < _LEAST_CHANGE:
        return None
    is_least = after.qualifier in LOWER_BOUND
    if is_least and share < 0:
        return None
    return Movement(series, before, after, 1 if share > 0 else -1, share, is_least)


def movements(found: Iterable[Series], *, since: str) -> tuple[Movement, ...]:
    """Return the movements whose later figure is of `since` (ISO date) or after, the fastest a year first.

    A change within a year counts as it is, never drawn out to a whole one. Percentages and ranks come last: their
    steps are of another kind.
    """
    made = [one for one in map(movement, found) if one is not None and one.after.last_day >= since]

    def place(one: Movement) -> tuple[bool, float, str]:
        return one.series.unit in WITHOUT_SHARE, -abs(one.share) / max(one.years, 1.0), one.series.key

    return tuple(sorted(made, key=place))


def outcomes(found: Iterable[Series], *, today: str) -> tuple[Outcome, ...]:
    """Return every target that has a date with its verdict on a day (ISO), the due ones first."""
    made = [outcome(one, target, today=today) for one in found for target in one.targets if target.due]
    return tuple(sorted(made, key=lambda one: (VERDICTS.index(one.verdict), last_day(one.target.due), one.series.key)))


def outcome(series: Series, target: Target, *, today: str) -> Outcome:
    """Return the verdict on one target.

    A figure counts from the day the target was announced on: what was reached before is no outcome of it. A stock that
    once reached the target before its day counts as met.
    """
    due = last_day(target.due)
    told = [one for one in series.points if one.last_day <= due and one.last_day >= _announced(target)]
    reaching = next((one for one in told if _reaches(one, target, series.merit)), None)
    latest = series.points[-1] if series.points else None
    if reaching is not None:
        return _judged(series, target, MET, reaching)
    after = next((one for one in series.points if one.last_day >= due), None)
    if after is not None and due <= today:
        if _reaches(after, target, series.merit):
            return _judged(series, target, MET, after)
        if after.qualifier in EXACT:
            return _judged(series, target, MISSED, after)
    return _judged(series, target, UNKNOWN if due <= today else AHEAD, latest)


def _judged(series: Series, target: Target, verdict: Verdict, point: Point | None) -> Outcome:
    share = point.amount / target.amount if point is not None and target.amount and series.merit == "higher" else None
    return Outcome(series, target, verdict, point, share)


def _reaches(point: Point, target: Target, merit: str) -> bool:
    if merit == "lower" or target.qualifier in UPPER_BOUND:
        strict = target.qualifier == "lt"
        below = point.amount < target.amount if strict else point.amount <= target.amount
        return below and point.qualifier not in LOWER_BOUND
    above = point.amount > target.amount if target.qualifier == "gt" else point.amount >= target.amount
    return above and point.qualifier not in UPPER_BOUND


def _announced(target: Target) -> str:
    """Return the first day a target may have been announced on; "" for none, which is before every day."""
    return first_day(target.announced) if target.announced else ""
