"""Trend of a series: the straight line of least squares through its exact figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from geo.governance.series import EXACT, Series

LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Trend:
    """The ends of the line: days and amounts; `per_year` is its slope, `count` the figures it goes through."""

    first_day: str
    first: float
    last_day: str
    last: float
    per_year: float
    count: int


def trend(series: Series) -> Trend | None:
    """Return the line, None for fewer than LEAST exact figures; bounds are no figures."""
    exact = [one for one in series.points if one.qualifier in EXACT]
    if len(exact) < LEAST:
        return None
    days = [float(dt.date.fromisoformat(one.last_day).toordinal()) for one in exact]
    amounts = [one.amount for one in exact]
    middle, level = sum(days) / len(days), sum(amounts) / len(amounts)
    spread = sum((day - middle) ** 2 for day in days)
    if not spread:
        return None
    slope = sum((day - middle) * (amount - level) for day, amount in zip(days, amounts, strict=True)) / spread
    ends = [level + slope * (day - middle) for day in (days[0], days[-1])]
    return Trend(exact[0].last_day, ends[0], exact[-1].last_day, ends[1], slope * 365.25, len(exact))
