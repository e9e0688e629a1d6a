"""Strong clusters by the rule of the US Cluster Mapping Project."""

from __future__ import annotations

import numpy as np

from geo.analysis.rating.cells import Cells, Flags


def strong_clusters(
    cells: Cells, *, lq_percentile: float = 75.0, size_percentile: float = 25.0, least_lq: float = 1.0
) -> Flags:
    """Tell which cells are strong clusters.

    Parameters
    ----------
    cells : with establishments.
    lq_percentile, size_percentile : of regions of the same kind with jobs in the industry, linear interpolation.
    least_lq : a strong cluster has at least this quotient.

    Returns
    -------
    R x I flags: LQ at or above its percentile, jobs and establishments above theirs, LQ at or above `least_lq`. A cell
    without jobs, or with an unknown part, is never strong.

    Notes
    -----
    The rule as read in the R package `cmp` of the US Cluster Mapping Project; Delgado, Porter and Stern (2016).
    """
    assert cells.establishments is not None  # noqa: S101 - the registry asks for them
    lq = cells.quotients
    strong = np.zeros(lq.shape, dtype=bool)
    for rows in cells.kinds():
        known = (cells.jobs[rows] > 0) & np.isfinite(lq[rows]) & np.isfinite(cells.establishments[rows])
        for column in np.flatnonzero(known.any(axis=0)):
            there = rows[known[:, column]]
            quotient, jobs, units = lq[there, column], cells.jobs[there, column], cells.establishments[there, column]
            strong[there, column] = (
                (quotient >= np.percentile(quotient, lq_percentile))
                & (jobs > np.percentile(jobs, size_percentile))
                & (units > np.percentile(units, size_percentile))
                & (quotient >= least_lq)
            )
    return strong
