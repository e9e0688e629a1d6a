"""Ranks when the amounts themselves are uncertain: rounding, standard errors and unpublished cells, drawn together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.rating.cells import Cells, Flags, Floats
from geo.analysis.rating.drawn_scores import OF_HIDDEN, SCORES, drawn_cells, hidden_regions
from geo.analysis.rating.errors import UnknownMethodError
from geo.analysis.rating.ranks import ranks_of
from geo.analysis.rating.registry import METHODS, rate
from geo.analysis.result import SEED

DRAWS: Final = 500
"""Enough for the ends of a 90 % interval to within a hundredth of the draws."""
FEWER_DRAWS: Final = 100
"""Of methods that draw every cell of every industry."""
WHOLE: Final = ("diversification", "complexity")
"""Methods that use the whole table."""


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


def draws_of(method: str) -> int:
    """Return how many draws a method's ranks are made of."""
    return FEWER_DRAWS if method in WHOLE else DRAWS


def has_uncertainty(cells: Cells) -> bool:
    """Tell whether any uncertainty of the amounts is known: a rounding step, a standard error, an unpublished part."""
    errors = cells.rse_pct is not None and bool(np.nan_to_num(cells.rse_pct).any())
    return cells.rounded_to > 0 or errors or cells.unpublished is not None


def drawn_ranks(
    cells: Cells,
    column: int,
    shown: Flags | None = None,
    *,
    method: str = "lq",
    score: Floats | None = None,
    draws: int = 0,
    seed: int = SEED,
) -> DrawnRanks:
    """Draw every amount of one industry within its uncertainty and rank the regions by a method each time.

    An amount is uniform within half a rounding step and normal with its standard error. What a region does not publish
    (its total less its known cells) is divided at random among its unpublished cells, each exponential with a mean
    that is the industry's size in the country. Methods of the whole table (complexity, diversification) draw which
    specialisations there are, see `presence`.

    Parameters
    ----------
    column : the industry.
    shown : R, the regions that are ranked; None: all.
    method : key of METHODS, with its usual settings.
    score : R, what the method says of the published amounts; None: it is worked out.
    draws : 0: as many as `draws_of` says.

    Raises
    ------
    UnknownMethodError
        for a key that is not in METHODS.

    Examples
    --------
    >>> cells = Cells(("a", "b", "c"), ("x",), np.array([[90.0], [50.0], [49.0]]), np.full(3, 100.0), rounded_to=10.0)
    >>> found = drawn_ranks(cells, 0)
    >>> found.low.tolist(), found.high.tolist()
    ([1.0, 2.0, 2.0], [1.0, 3.0, 3.0])
    """
    if method not in SCORES:
        raise UnknownMethodError(method, known=METHODS)
    rng = np.random.default_rng(seed)
    plain = rate(cells, method=method).score[:, column] if score is None else score
    among = np.ones(len(plain), dtype=bool) if shown is None else shown
    hidden = hidden_regions(cells, column)
    can = np.isfinite(plain) | (hidden if method in OF_HIDDEN else False)
    ranked = among & can & (cells.totals > 0)
    if not ranked.any():
        nowhere = np.full(len(plain), np.nan)
        return DrawnRanks(nowhere, nowhere, ranked)
    values = SCORES[method](cells, column, rng, draws or draws_of(method))
    return DrawnRanks(*_bounds(values, plain, among, ranked), hidden & ranked)


def drawn_standing(
    cells: Cells, scores: Callable[[Cells], Mapping[str, Floats]], *, draws: int = FEWER_DRAWS, seed: int = SEED
) -> dict[str, DrawnRanks]:
    """Draw every amount of a table and rank the regions each time by scores made of the whole of it.

    Parameters
    ----------
    scores : of a table, by name, R each.
    """
    plain = scores(cells)
    drawn: dict[str, list[Floats]] = {name: [] for name in plain}
    for made in drawn_cells(cells, np.random.default_rng(seed), draws):
        for name, score in scores(made).items():
            drawn[name].append(score)
    everyone, nobody = np.ones(len(cells.regions), dtype=bool), np.zeros(len(cells.regions), dtype=bool)
    return {
        name: DrawnRanks(*_bounds(np.stack(drawn[name]), score, everyone, np.isfinite(score)), nobody)
        for name, score in plain.items()
    }


def _bounds(values: Floats, plain: Floats, among: Flags, ranked: Flags) -> tuple[Floats, Floats]:
    """Return the places that hold 90 % of the draws (draws x R), and the published one."""
    low, high = np.full(len(plain), np.nan), np.full(len(plain), np.nan)
    low[ranked], high[ranked] = np.quantile(_places(values[:, ranked]), (0.05, 0.95), axis=0, method="nearest")
    published = ranks_of(np.where(among, plain, np.nan))[ranked]
    low[ranked], high[ranked] = np.fmin(low[ranked], published), np.fmax(high[ranked], published)
    return low, high


def _places(values: Floats) -> NDArray[np.intp]:
    """Return the rank of each column in each row, 1 = highest; equal values share the better place, NaN is last."""
    negative = -np.nan_to_num(values, nan=-np.inf).astype(np.float32)
    order = np.argsort(negative, axis=1, kind="stable")
    ordered = np.take_along_axis(negative, order, axis=1)
    at = np.broadcast_to(np.arange(1, values.shape[1] + 1), values.shape)
    starts = np.where(np.diff(ordered, axis=1, prepend=np.nan) != 0, at, 1)
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.maximum.accumulate(starts, axis=1), axis=1)
    return places
