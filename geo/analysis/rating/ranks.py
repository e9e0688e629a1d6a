"""What a rank is worth: intervals by Monte Carlo over weights and inputs, and what would turn two places round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.analysis.rating.cells import Floats
from geo.analysis.result import SEED

DRAWS = 10_000
BLOCK = 2_000  # draws at a time: 8 MB of ranks for 1,000 regions


@dataclass(frozen=True, slots=True, eq=False)
class RankIntervals:
    """Ranks of R regions, 1 = best; NaN for those without a score.

    Attributes
    ----------
    rank : by the chosen weights.
    low, high : the places that hold 90 % of the draws.
    first : share of draws in which the region comes first.
    """

    rank: Floats
    low: Floats
    high: Floats
    first: Floats
    draws: int


def ranks_of(score: Floats) -> Floats:
    """Return ranks, 1 = highest; equal scores share the better place, NaN has none.

    Examples
    --------
    >>> ranks_of(np.array([2.0, np.nan, 5.0, 2.0])).tolist()
    [2.0, nan, 1.0, 2.0]
    """
    known = np.isfinite(score)
    ranks = np.full(score.shape, np.nan)
    values = np.sort(score[known])
    ranks[known] = len(values) - np.searchsorted(values, score[known], side="right") + 1
    return ranks


def rank_intervals(
    scaled: Floats,
    weights: Floats,
    *,
    errors: Floats | None = None,
    concentration: float = 50.0,
    draws: int = DRAWS,
    seed: int = SEED,
) -> RankIntervals:
    """Draw weights round the chosen ones and inputs round the known ones, and rank each time.

    Parameters
    ----------
    scaled : R x K indicators on one scale; a region with an unknown one of positive weight has no rank.
    weights : K, adding up to 1; drawn from a Dirichlet distribution with this mean.
    errors : R x K standard errors on the same scale, independent and normal; None: inputs are exact. A weighted sum of
        such errors is normal again, so it is drawn as one number a region and draw.
    concentration : of the Dirichlet distribution; 50 gives a weight of 0.25 a standard deviation of about 0.06.
    """
    used = weights > 0
    known = np.isfinite(scaled[:, used]).all(axis=1)
    values = scaled[np.ix_(known, used)].astype(np.float32)
    count = len(values)
    empty = np.full(len(scaled), np.nan)
    if not count:
        return RankIntervals(empty, empty, empty, empty, draws)
    rng = np.random.default_rng(seed)
    mean = weights[used] / weights[used].sum()
    drawn = rng.dirichlet(np.maximum(mean * concentration, 1e-3), size=draws).astype(np.float32)
    variance = None if errors is None else np.nan_to_num(errors[np.ix_(known, used)]).astype(np.float32) ** 2
    tally = np.zeros((count, count), dtype=np.int32)
    places = np.arange(count)
    for start in range(0, draws, BLOCK):
        part = drawn[start : start + BLOCK]
        score = part @ values.T
        if variance is not None:
            noise = rng.standard_normal(score.shape, dtype=np.float32)
            score += noise * np.sqrt((part**2) @ variance.T)
        order = np.argsort(-score, axis=1)
        tally += (
            np.bincount((order * count + places).ravel(), minlength=count * count)
            .reshape(count, count)
            .astype(np.int32)
        )
    shares = np.cumsum(tally, axis=1) / draws
    found = RankIntervals(empty, empty.copy(), empty.copy(), empty.copy(), draws)
    found.rank[known] = ranks_of(values.astype(np.float64) @ mean)
    found.low[known] = (shares < 0.05).sum(axis=1) + 1
    found.high[known] = (shares < 0.95).sum(axis=1) + 1
    found.first[known] = tally[:, 0] / draws
    return found


def possible_ranks(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the best and the worst rank each region can have when every value lies between its bounds.

    Both NaN where a bound is unknown.

    Examples
    --------
    >>> best, worst = possible_ranks(np.array([4.0, 2.9, 3.1]), np.array([4.2, 3.2, 3.3]))
    >>> best.tolist(), worst.tolist()
    ([1.0, 2.0, 2.0], [1.0, 3.0, 3.0])
    """
    known = np.isfinite(low) & np.isfinite(high)
    best, worst = np.full(len(low), np.nan), np.full(len(low), np.nan)
    lows, highs = np.sort(low[known]), np.sort(high[known])
    best[known] = 1 + len(lows) - np.searchsorted(lows, high[known], side="right")
    above = len(highs) - np.searchsorted(highs, low[known], side="right")
    worst[known] = 1 + above - (high[known] > low[known])  # its own upper bound does not stand above it
    return best, worst


@dataclass(frozen=True, slots=True)
class Turn:
    """The least change of one weight that gives two regions the same score: from `weight` to `needed` of the whole."""

    indicator: int
    weight: float
    needed: float


def what_turns(first: Floats, second: Floats, weights: Floats) -> Turn | None:
    """Return the least change of a single weight (the others keeping their proportions) that makes two scores equal.

    Returns None where no single weight can: the first region is ahead in everything.

    Examples
    --------
    >>> what_turns(np.array([1.0, 0.0]), np.array([0.0, 0.5]), np.array([0.5, 0.5])).needed
    0.3333333333333333
    """
    apart = first - second
    gap = float(apart @ weights)
    best: Turn | None = None
    for indicator, (difference, weight) in enumerate(zip(apart, weights, strict=True)):
        if difference == 0 or weight == 1:
            continue
        # With this weight at w and the others scaled by (1 - w) / (1 - weight), the gap is linear in w.
        rest = (gap - weight * difference) / (1 - weight)
        if rest == difference:
            continue
        needed = float(rest / (rest - difference))
        # Of changes of one size the first counts: with two indicators either says the same.
        if 0 <= needed <= 1 and (best is None or abs(needed - weight) < abs(best.needed - best.weight) - 1e-12):
            best = Turn(indicator, float(weight), needed)
    return best
