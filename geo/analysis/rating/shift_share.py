"""Shift-share: what of a change in jobs goes with the country, with the industry, and with the region itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.analysis.rating.cells import Floats


@dataclass(frozen=True, slots=True, eq=False)
class ShiftShare:
    """Parts of the change of each cell, R x I, in jobs; they add up to the change. NaN where a year is unknown."""

    national: Floats
    industry: Floats
    regional: Floats


def shift_share(earlier: Floats, later: Floats) -> ShiftShare:
    """Decompose the change from `earlier` to `later` (both R x I) after Dunn (1960).

    Only cells known in both years count, in the totals too, so that a newly published cell is not taken for growth.

    Examples
    --------
    >>> found = shift_share(np.array([[10.0], [10.0]]), np.array([[30.0], [10.0]]))
    >>> found.national[:, 0].tolist(), found.regional[:, 0].tolist()
    ([10.0, 10.0], [10.0, -10.0])
    """
    both = np.isfinite(earlier) & np.isfinite(later)
    first, last = np.where(both, earlier, np.nan), np.where(both, later, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        overall = np.nansum(last) / np.nansum(first)
        by_industry = np.nansum(last, axis=0) / np.nansum(first, axis=0)
    by_industry = np.where(np.isfinite(by_industry), by_industry, overall)
    national = first * (overall - 1)
    industry = first * (by_industry - overall)
    return ShiftShare(national, industry, (last - first) - national - industry)
