"""Totals among parts, found by sums: industries and regions that are what others add up to."""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np

from geo.analysis.rating.cells import Floats

TOLERANCE: Final = 0.01
"""Two sums are the same within this share: parts are rounded, one by one."""
_OFTEN: Final = 0.8
_LEAST_PARTS: Final = 3


def is_sum(whole: Floats, parts: Floats) -> tuple[bool, float]:
    """Tell whether amounts are the sums of their parts.

    Parameters
    ----------
    whole : n amounts.
    parts : n x k amounts; NaN is unknown.

    Returns
    -------
    tuple
        Whether four in five of the amounts whose parts are all known equal their sum, and the median share of the whole
        that the known parts cover (NaN where nothing can be compared).

    Examples
    --------
    >>> is_sum(np.array([10.0, 20.0]), np.array([[4.0, 6.0], [5.0, 15.0]]))
    (True, 1.0)
    """
    some = np.isfinite(whole) & (whole > 0) & np.isfinite(parts).any(axis=1)
    if not some.any():
        return False, float("nan")
    share = np.nansum(parts[some], axis=1) / whole[some]
    full = np.isfinite(parts[some]).all(axis=1)
    equal = np.abs(share - 1) <= TOLERANCE
    return bool(full.any() and equal[full].mean() >= _OFTEN), float(np.median(share))


def total_among(values: Floats, *, axis: int) -> int:
    """Return the index along an axis whose amounts are the sums of all others; -1 if there is none.

    At least three others are needed: of two amounts one is easily half of the other two.

    Parameters
    ----------
    values : two axes of amounts, NaN unknown.
    """
    table = values if axis == 1 else values.T
    count = table.shape[1]
    if count < _LEAST_PARTS + 1 or not len(table):
        return -1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of unknowns has no median
        order = np.argsort(-np.nan_to_num(np.nanmedian(table, axis=0)))
    for at in order[:3]:  # a total is the largest, or as large as the largest
        rest = np.delete(table, at, axis=1)
        there = np.isfinite(rest).sum(axis=1) >= _LEAST_PARTS
        whole = np.where(there, table[:, at], np.nan)
        filled = np.where(np.isfinite(rest), rest, 0.0)  # a cell that is not published leaves the sum a little short
        known = np.isfinite(whole) & (whole > 0)
        if known.any() and (np.abs(filled[known].sum(axis=1) / whole[known] - 1) <= TOLERANCE).mean() >= _OFTEN:
            return int(at)
    return -1
