"""Ranks when the amounts themselves are uncertain: rounding, standard errors and unpublished cells, drawn together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.rating.cells import Cells, Floats
from geo.analysis.rating.ranks import ranks_of
from geo.analysis.result import SEED

DRAWS: Final = 500
"""Enough for the ends of a 90 % interval to within a hundredth of the draws."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRanks:
    """The places that hold 90 % of the draws, 1 = best; NaN where neither an amount nor a bound of it is known.

    Attributes
    ----------
    low, high : R; they hold the rank among the published values too.
    unpublished : R, whether a part of the amount was drawn because it is not published.
    """

    low: Floats
    high: Floats
    unpublished: NDArray[np.bool_]


def drawn_ranks(
    cells: Cells, column: int, shown: NDArray[np.bool_] | None = None, *, draws: int = DRAWS, seed: int = SEED
) -> DrawnRanks:
    """Draw every amount of one industry within its uncertainty and rank the regions' location quotients each time.

    An amount is uniform within half a rounding step and normal with its standard error. What a region does not publish
    (its total less its known cells) is divided at random among its unpublished cells, each exponential with a mean
    that is the industry's size in the country.

    Parameters
    ----------
    column : the industry.
    shown : R, the regions that are ranked; None: all.

    Examples
    --------
    >>> cells = Cells(("a", "b", "c"), ("x",), np.array([[90.0], [50.0], [49.0]]), np.full(3, 100.0), rounded_to=10.0)
    >>> found = drawn_ranks(cells, 0)
    >>> found.low.tolist(), found.high.tolist()
    ([1.0, 2.0, 2.0], [1.0, 3.0, 3.0])
    """
    rng = np.random.default_rng(seed)
    published = cells.jobs[:, column]
    among = np.ones(len(published), dtype=bool) if shown is None else shown
    hidden = _hidden(cells, column)
    known = np.isfinite(published)
    amounts = _amounts(cells, column, rng, draws)
    if hidden.any():
        amounts[:, hidden] += _unpublished(cells, column, hidden, rng, draws)
    half = cells.rounded_to / 2
    totals = cells.totals + _uniform(rng, half, amounts.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = amounts / np.maximum(totals, amounts)  # one draw divides them all by the same share of the country
    ranked = among & (known | hidden) & (cells.totals > 0)
    low, high = np.full(len(published), np.nan), np.full(len(published), np.nan)
    if ranked.any():
        places = _places(values[:, ranked])
        low[ranked], high[ranked] = np.quantile(places, (0.05, 0.95), axis=0, method="nearest")
        plain = ranks_of(np.where(among, cells.quotients[:, column], np.nan))[ranked]
        low[ranked], high[ranked] = np.fmin(low[ranked], plain), np.fmax(high[ranked], plain)
    return DrawnRanks(low, high, hidden & among)


def _hidden(cells: Cells, column: int) -> NDArray[np.bool_]:
    """Tell in which regions a part of an industry is unpublished and bounded by what the region does not publish."""
    if cells.unpublished is None or cells.hidden_share is None:
        return np.zeros(len(cells.regions), dtype=bool)
    found: NDArray[np.bool_] = (cells.unpublished > 0) & (cells.hidden_share[:, column] > 0)
    return found


def _amounts(cells: Cells, column: int, rng: np.random.Generator, draws: int) -> Floats:
    """Return draws of the published amounts, 0 where none is published."""
    published = np.nan_to_num(cells.jobs[:, column])
    half = np.where(published > 0, cells.rounded_to / 2, 0.0)  # nothing was rounded where nothing is
    found = published + _uniform(rng, half, (draws, len(published)))
    if cells.rse_pct is not None:
        spread = np.nan_to_num(cells.rse_pct[:, column]) / 100 * published
        found += rng.standard_normal(found.shape) * spread
    return np.maximum(found, 0.0)


def _unpublished(cells: Cells, column: int, hidden: NDArray[np.bool_], rng: np.random.Generator, draws: int) -> Floats:
    """Return draws of the unpublished part: a share of what the region does not publish."""
    assert cells.unpublished is not None  # noqa: S101 - `hidden` is empty otherwise
    assert cells.hidden_share is not None  # noqa: S101
    assert cells.hidden_cells is not None  # noqa: S101
    share = np.minimum(cells.hidden_share[hidden, column], 1.0)
    count = cells.hidden_cells[hidden, column]
    whole = share >= 1  # nothing else of the region is unpublished
    rest = np.where(whole, 1.0, count * (1 - share) / share)
    drawn = rng.beta(count, rest, size=(draws, len(share)))
    return np.where(whole, 1.0, drawn) * cells.unpublished[hidden]


def _uniform(rng: np.random.Generator, half: float | Floats, shape: tuple[int, ...]) -> Floats:
    if not np.any(half):
        return np.zeros(shape)
    return (rng.random(shape) * 2 - 1) * half


def _places(values: Floats) -> NDArray[np.intp]:
    """Return the rank of each column in each row, 1 = highest; equal values in the order they stand."""
    order = np.argsort(-values.astype(np.float32), axis=1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(1, values.shape[1] + 1)[None, :], axis=1)
    return places
