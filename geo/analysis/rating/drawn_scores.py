"""Scores of drawn amounts: what each method says of one industry, draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.rating.cells import Cells, Flags, Floats
from geo.analysis.rating.complexity import complexity, complexity_of
from geo.analysis.rating.presence import drawn_presence
from geo.analysis.rating.registry import METHODS

DrawnScores = Callable[[Cells, int, np.random.Generator, int], Floats]
"""(cells, column, generator, draws) -> draws x R."""


def hidden_regions(cells: Cells, column: int) -> Flags:
    """Tell in which regions a part of an industry is unpublished and bounded by what the region does not publish."""
    if cells.unpublished is None or cells.hidden_share is None:
        return np.zeros(len(cells.regions), dtype=bool)
    found: Flags = (cells.unpublished > 0) & (cells.hidden_share[:, column] > 0)
    return found


def _quotients(cells: Cells, column: int, rng: np.random.Generator, draws: int) -> Floats:
    amounts, totals = _drawn(cells, column, rng, draws)
    with np.errstate(divide="ignore", invalid="ignore"):
        return amounts / totals  # one draw divides them all by the same share of the country


def _three_stars(cells: Cells, column: int, rng: np.random.Generator, draws: int) -> Floats:
    settings = METHODS["eu_stars_focus"].settings
    amounts, totals = _drawn(cells, column, rng, draws)
    with np.errstate(divide="ignore", invalid="ignore"):
        focus = amounts / totals
        special = focus / _country_share(cells, column, amounts) >= settings["least_sq"].default
    top = settings["top_share"].default
    there = _there(cells, column)
    found: Floats = (
        np.stack([_top(amounts, there, top), special, _top(focus, there, top)]).sum(axis=0).astype(np.float64)
    )
    return found


def _productivity_stars(cells: Cells, column: int, rng: np.random.Generator, draws: int) -> Floats:
    """Pay has no stated error in any data set here: its star stays as published."""
    assert cells.wages is not None  # noqa: S101 - an input of the method
    top = METHODS["eu_stars_productivity"].settings["top_share"].default
    amounts, totals = _drawn(cells, column, rng, draws)
    with np.errstate(divide="ignore", invalid="ignore"):
        focus = amounts / totals
    there = _there(cells, column)
    paid = cells.wages[None, :, column]
    flags = np.broadcast_arrays(
        _top(amounts, there, top), _top(focus, there, top), _top(paid, np.isfinite(paid[0]), top)
    )
    found: Floats = np.stack(flags).sum(axis=0).astype(np.float64)
    return found


def _shift_share(cells: Cells, column: int, rng: np.random.Generator, draws: int) -> Floats:
    """E'_rc - E_rc E'_c / E_c: the regional part of the change, with both years drawn."""
    assert cells.earlier is not None  # noqa: S101 - an input of the method
    later = cells.jobs[:, column]
    both = np.isfinite(later) & np.isfinite(cells.earlier[:, column])
    first = _published(cells, cells.earlier[:, column], _column(cells.earlier_rse_pct, column), rng, draws) * both
    last = _published(cells, later, _column(cells.rse_pct, column), rng, draws) * both
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = last.sum(axis=1, keepdims=True) / first.sum(axis=1, keepdims=True)
    found = last - first * np.nan_to_num(growth, nan=1.0, posinf=1.0)
    return np.where(both, found, np.nan)


def _diversification(cells: Cells, column: int, rng: np.random.Generator, draws: int) -> Floats:
    """Nearness with specialisations drawn; a region keeps its place even where the industry itself is drawn into it."""
    found = np.empty((draws, len(cells.regions)), dtype=np.float64)
    for row, present in enumerate(drawn_presence(cells, rng, draws)):
        here = present.astype(np.float32)
        counts = here.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            near = (here.T @ here[:, column]) / np.maximum(counts, counts[column])
            near[column] = 0.0
            near = np.nan_to_num(near)
            found[row] = (here @ near) / near.sum()
    return found


def _complexity(cells: Cells, _column: int, rng: np.random.Generator, draws: int) -> Floats:
    near = complexity(cells).regions
    found = [complexity_of(present, near=near).regions for present in drawn_presence(cells, rng, draws)]
    return np.stack(found)


SCORES: Final[Mapping[str, DrawnScores]] = {
    "lq": _quotients,
    "us_strong": _quotients,
    "eu_stars_focus": _three_stars,
    "eu_stars_productivity": _productivity_stars,
    "shift_share": _shift_share,
    "diversification": _diversification,
    "complexity": _complexity,
}
"""Every method of the registry has one."""
OF_HIDDEN: Final = ("lq", "us_strong", "eu_stars_focus", "eu_stars_productivity")
"""Methods that can place a region whose cell is not published: by the amount drawn for it."""


def drawn_cells(cells: Cells, rng: np.random.Generator, draws: int) -> Iterator[Cells]:
    """Yield the whole table with every amount drawn; unpublished cells that are bounded have an amount in it.

    What is not drawn stays as published: establishments, pay, and what the country has where it is known.
    """
    shape = cells.jobs.shape
    known = np.isfinite(cells.jobs)
    hidden = np.zeros(shape, dtype=bool)
    if cells.unpublished is not None and cells.hidden_share is not None:
        hidden = (cells.unpublished[:, None] > 0) & (cells.hidden_share > 0)
    errors = None if cells.rse_pct is None else cells.rse_pct.ravel()
    for _ in range(draws):
        jobs = _published(cells, cells.jobs.ravel(), errors, rng, 1).reshape(shape)
        if hidden.any():
            jobs[hidden] += _unpublished(cells, hidden, rng, 1)[0]
        totals = np.maximum(cells.totals + _uniform(rng, cells.rounded_to / 2, cells.totals.shape), 1e-9)
        yield replace(cells, jobs=np.where(known | hidden, jobs, np.nan), totals=totals)


def _drawn(cells: Cells, column: int, rng: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
    """Return draws of an industry's amounts and of the region totals, which hold them, draws x R each."""
    hidden = hidden_regions(cells, column)
    amounts = _published(cells, cells.jobs[:, column], _column(cells.rse_pct, column), rng, draws)
    if hidden.any():
        amounts[:, hidden] += _unpublished(cells, hidden, rng, draws, column)
    totals = cells.totals + _uniform(rng, cells.rounded_to / 2, amounts.shape)
    return amounts, np.maximum(totals, amounts)


def _there(cells: Cells, column: int) -> Flags:
    return np.asarray(np.isfinite(cells.jobs[:, column]) | hidden_regions(cells, column))


def _country_share(cells: Cells, column: int, amounts: Floats) -> Floats:
    """Return the industry's share of the country in each draw, draws x 1."""
    industry, everything = cells.country
    if cells.reference is not None:
        return np.full((len(amounts), 1), industry[column] / everything)
    found: Floats = amounts.sum(axis=1, keepdims=True) / everything
    return found


def _top(values: Floats, there: Flags, share: float) -> Flags:
    """Flag the largest share of the known values of each draw, as `stars.top_share` does of each industry."""
    known = values[:, there]
    found = np.zeros(values.shape, dtype=bool)
    places = int(np.ceil(round(share * known.shape[1], 9)))
    if places:
        last = np.partition(known, known.shape[1] - places, axis=1)[:, known.shape[1] - places, None]
        found[:, there] = (known >= last) & (known > 0)
    return found


def _column(values: Floats | None, column: int) -> Floats | None:
    return None if values is None else values[:, column]


def _published(
    cells: Cells, values: Floats, rse_pct: Floats | None, rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Return draws of published amounts, 0 where none is published."""
    published = np.nan_to_num(values)
    half = np.where(published > 0, cells.rounded_to / 2, 0.0)  # nothing was rounded where nothing is
    found = published + _uniform(rng, half, (draws, len(published)))
    if rse_pct is not None:
        found += rng.standard_normal(found.shape) * (np.nan_to_num(rse_pct) / 100 * published)
    return np.maximum(found, 0.0)


def _unpublished(
    cells: Cells, hidden: Flags, rng: np.random.Generator, draws: int, column: int | None = None
) -> Floats:
    """Return draws of the unpublished part: a share of what the region does not publish.

    Parameters
    ----------
    hidden : R, the cells of `column` that have such a part; R x I where it is None.
    """
    assert cells.unpublished is not None  # noqa: S101 - `hidden` is empty otherwise
    assert cells.hidden_share is not None  # noqa: S101
    assert cells.hidden_cells is not None  # noqa: S101
    at = slice(None) if column is None else column
    rest = cells.unpublished if column is not None else np.broadcast_to(cells.unpublished[:, None], cells.jobs.shape)
    share, count = np.minimum(cells.hidden_share[:, at][hidden], 1.0), cells.hidden_cells[:, at][hidden]
    whole = share >= 1  # nothing else of the region is unpublished
    others = np.where(whole, 1.0, count * (1 - share) / share)
    drawn = rng.beta(count, others, size=(draws, len(share)))
    found: Floats = np.where(whole, 1.0, drawn) * rest[hidden]
    return found


def _uniform(rng: np.random.Generator, half: float | Floats, shape: tuple[int, ...]) -> Floats:
    if not np.any(half):
        return np.zeros(shape)
    return (rng.random(shape) * 2 - 1) * half
