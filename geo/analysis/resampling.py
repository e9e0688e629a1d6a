"""Resampling: how far a figure would move had chance drawn other units, with fixed seeds.

Concentration measures are biased upward when counts are small: ten firms spread over a hundred towns by lot still
look concentrated. A plain percentile interval carries that bias twice. We simulated 150 draws of 200 units over 8
regions and 10 industries: an interval that promised 95 % held the true locational Gini in 23 % of them, moved back by
twice the bias in 75 % (in 84 % with 800 units; location quotients in 91 and 93 %). We use the latter, and the methods
sheet says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.result import CONFIDENCE, SEED

Floats = NDArray[np.float64]

REPLICATES: Final = 999
MAX_UNDEFINED: Final = 0.05  # of the replicates; beyond it the figure is not defined often enough for an interval


def resampled_cells(cells: Floats, *, replicates: int = REPLICATES, seed: int = SEED) -> Iterator[Floats]:
    """Yield tables of counts as they would be had each unit been drawn anew.

    Parameters
    ----------
    cells : counts of units, any shape; whole numbers.
    """
    total = int(cells.sum())
    shares = cells.ravel() / cells.sum()
    rng = np.random.default_rng(seed)
    for _ in range(replicates):
        yield rng.multinomial(total, shares).reshape(cells.shape).astype(np.float64)


def resampled_units(
    cell_of: NDArray[np.intp],
    weights: Floats,
    shape: tuple[int, ...],
    *,
    replicates: int = REPLICATES,
    seed: int = SEED,
) -> Iterator[Floats]:
    """Yield tables of weights as they would be had the units been drawn anew, each with its own weight.

    Parameters
    ----------
    cell_of : flat position of each unit's cell in a table of `shape`.
    weights : persons, or another size, of each unit.
    """
    rng = np.random.default_rng(seed)
    n, cells = len(weights), int(np.prod(shape))
    for _ in range(replicates):
        drawn = rng.integers(0, n, n)
        sums: Floats = np.bincount(cell_of[drawn], weights=weights[drawn], minlength=cells).astype(np.float64)
        yield sums.reshape(shape)


def interval(value: Floats, replicates: Floats, *, bounds: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return the bounds of the interval around each value: percentiles, moved back by twice the bootstrap's bias.

    Parameters
    ----------
    value : figures, shape (k,).
    replicates : the same figures of each resampled table, shape (replicates, k); NaN where not defined.
    bounds : smallest and largest value the measure can take.

    Returns
    -------
    tuple
        Lower and upper bounds, shape (k,); NaN where more than MAX_UNDEFINED of the replicates are not defined, or
        where all are the same (nothing varied: an interval of no width would claim certainty).
    """
    defined = np.isfinite(replicates)
    usable = (1 - defined.mean(axis=0) <= MAX_UNDEFINED) & np.isfinite(value)
    low, high = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    tail = (1 - CONFIDENCE) / 2
    for k in np.flatnonzero(usable):
        column = replicates[defined[:, k], k]
        if np.ptp(column) == 0:
            continue
        bias = column.mean() - value[k]
        edges = np.quantile(column, [tail, 1 - tail]) - 2 * bias
        low[k], high[k] = np.clip(edges, *bounds)
    return low, high
