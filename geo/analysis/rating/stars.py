"""Stars of the European Cluster Observatory, in both versions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geo.analysis.rating.cells import Cells, Flags, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Stars:
    """Flags of each star, R x I; `count` adds them up, NaN where the cell is unknown."""

    size: Flags
    specialisation: Flags
    third: Flags
    count: Floats


def top_share(values: Floats, share: float) -> Flags:
    """Flag the largest `share` of the known, positive values of each column.

    The number of places is `share` of the known values, rounded up; values equal to the last place's are flagged too.

    Examples
    --------
    >>> top_share(np.array([[5.0], [4.0], [3.0], [np.nan]]), 0.34)[:, 0].tolist()
    [True, True, False, False]
    """
    flags = np.zeros(values.shape, dtype=bool)
    for column in range(values.shape[1]):
        one = values[:, column]
        known = one[np.isfinite(one)]
        places = math.ceil(round(share * len(known), 9))
        if places:
            flags[:, column] = (one >= np.sort(known)[-places]) & (one > 0)
    return flags


def three_stars(cells: Cells, *, top: float = 0.10, least_sq: float = 2.0) -> Stars:
    """Rate by size, specialisation and focus, European Cluster Observatory 2007 to 2013.

    Size: among the top share of the industry's regions by jobs. Specialisation: quotient at or above `least_sq`. Focus:
    among the top share by the industry's part of the region's jobs. The ten per cent of focus is remembered from the
    observatory, not read in a stored text.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        focus = cells.jobs / cells.totals[:, None]
    return _stars(cells, top_share(cells.jobs, top), cells.quotients >= least_sq, top_share(focus, top))


def productivity_stars(cells: Cells, *, top: float = 0.20) -> Stars:
    """Rate by size, specialisation and productivity, Cluster Panorama 2014 and 2016.

    Productivity is pay, or value added, a person. The twenty per cent are remembered, not read in a stored text.
    """
    assert cells.wages is not None  # noqa: S101 - the registry asks for them
    return _stars(cells, top_share(cells.jobs, top), top_share(cells.quotients, top), top_share(cells.wages, top))


def _stars(cells: Cells, size: Flags, specialisation: Flags, third: Flags) -> Stars:
    count = size.astype(np.float64) + specialisation + third
    return Stars(size, specialisation, third, np.where(np.isfinite(cells.jobs), count, np.nan))
