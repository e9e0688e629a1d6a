"""Location quotients with the interval that rounding and standard errors of their inputs leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.analysis.rating.cells import Floats

NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True, eq=False)
class QuotientRange:
    """A quotient and the least and largest value its inputs allow; NaN where one of them is unknown."""

    value: Floats
    low: Floats
    high: Floats


def quotient_range(
    local: ArrayLike,
    local_total: ArrayLike,
    reference: ArrayLike,
    reference_total: ArrayLike,
    *,
    rounded_to: float = 0.0,
    rse_pct: ArrayLike = 0.0,
) -> QuotientRange:
    """Return (local / local_total) / (reference / reference_total) and its range.

    Parameters
    ----------
    local, local_total, reference, reference_total : amounts that broadcast.
    rounded_to : each amount may be off by half of this.
    rse_pct : relative standard error of `local`, percent; widens the range by its 95 % interval.

    Examples
    --------
    >>> found = quotient_range(20, 100, 100, 1000, rounded_to=10)
    >>> round(float(found.low), 3), float(found.value), round(float(found.high), 3)
    (1.354, 2.0, 2.784)
    """
    part, total, part_reference, total_reference = (
        np.asarray(value, dtype=np.float64) for value in (local, local_total, reference, reference_total)
    )
    half = rounded_to / 2
    spread = NORMAL_95 * np.asarray(rse_pct, dtype=np.float64) / 100 * part
    spread = np.where(np.isfinite(spread), spread, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (part / total) / (part_reference / total_reference)
        low = (np.maximum(part - half - spread, 0) / (total + half)) / (
            (part_reference + half) / (total_reference - half)
        )
        high = ((part + half + spread) / np.maximum(total - half, 0)) / (
            np.maximum(part_reference - half, 0) / (total_reference + half)
        )
    known = np.isfinite(value)
    return QuotientRange(*(np.where(known, one, np.nan) for one in (value, low, high)))
