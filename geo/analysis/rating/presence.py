"""Presence: how likely a region has its share of an industry or more, when amounts are uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.analysis.rating.cells import Cells, Flags, Floats

if TYPE_CHECKING:
    from collections.abc import Iterator


def presence_odds(cells: Cells) -> Floats:
    """Return the probability that each cell's location quotient is 1 or more, R x I.

    A published amount is uniform within half a rounding step, or normal where it has a standard error (the step's
    variance added to it); an unpublished part is a beta share of what the region does not publish, as in `drawn`. The
    country and the region totals are taken as they are. 0 where neither an amount nor a bound of it is known.

    Examples
    --------
    >>> jobs = np.array([[10.0, 40.0], [12.0, 8.0]])
    >>> presence_odds(Cells(("a", "b"), ("x", "y"), jobs, jobs.sum(axis=1))).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    industry, everything = cells.country
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = cells.totals[:, None] * (industry / everything)
    needed = np.where(np.isfinite(needed) & (needed > 0), needed, np.inf)
    amount = np.nan_to_num(cells.jobs)
    odds = (amount >= needed).astype(np.float64)
    half = np.where(amount > 0, cells.rounded_to / 2, 0.0)
    near = np.abs(amount - needed) < half
    odds[near] = ((amount - needed)[near] / half[near] + 1) / 2
    if cells.rse_pct is not None:
        _with_errors(cells, amount, needed, odds)
    if cells.unpublished is not None:
        _with_unpublished(cells, amount, needed, odds)
    return odds


def drawn_presence(cells: Cells, rng: np.random.Generator, draws: int) -> Iterator[Flags]:
    """Yield draws of which cells have a quotient of 1 or more, R x I each, independent of one another."""
    odds = presence_odds(cells).astype(np.float32)
    sure, open_ = odds >= 1, (odds > 0) & (odds < 1)
    chances = odds[open_]
    for _ in range(draws):
        found = sure.copy()
        found[open_] = rng.random(len(chances), dtype=np.float32) < chances
        yield found


def _with_errors(cells: Cells, amount: Floats, needed: Floats, odds: Floats) -> None:
    from scipy.special import ndtr

    assert cells.rse_pct is not None  # noqa: S101 - asked by presence_odds
    spread = np.nan_to_num(cells.rse_pct) / 100 * amount
    there = spread > 0
    deviation = np.sqrt(spread[there] ** 2 + cells.rounded_to**2 / 12)
    odds[there] = ndtr((amount[there] - needed[there]) / deviation)


def _with_unpublished(cells: Cells, amount: Floats, needed: Floats, odds: Floats) -> None:
    from scipy.special import betaincc

    assert cells.unpublished is not None  # noqa: S101 - asked by presence_odds
    assert cells.hidden_share is not None  # noqa: S101
    assert cells.hidden_cells is not None  # noqa: S101
    rest = np.broadcast_to(cells.unpublished[:, None], amount.shape)
    there = (rest > 0) & (cells.hidden_share > 0) & np.isfinite(needed) & (amount < needed)
    share, count = np.minimum(cells.hidden_share[there], 1.0), cells.hidden_cells[there]
    wanted = (needed[there] - amount[there]) / rest[there]
    found = np.zeros(len(share))
    whole = share >= 1  # nothing else of the region is unpublished
    found[whole] = wanted[whole] <= 1
    can = ~whole & (wanted < 1)
    found[can] = betaincc(count[can], count[can] * (1 - share[can]) / share[can], wanted[can])
    odds[there] = np.maximum(odds[there], found)
