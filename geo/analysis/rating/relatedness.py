"""Relatedness of industries by where they are, and what is near to what a region already does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from geo.analysis.rating.cells import Cells, Flags, Floats

Grade = Literal["strong", "near", "weak"]
GRADES: tuple[Grade, ...] = ("strong", "near", "weak")
STRONG_SHARE = 0.10
NEAR_SHARE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Relatedness:
    """How pairs of industries go together.

    Attributes
    ----------
    correlation : I x I, Pearson correlation of jobs across regions; NaN for an industry that is the same everywhere.
    conditional : I x I, the smaller of P(specialised in a | in b) and P(b | a); specialised = quotient of 1 or more.
    strong_from, near_from : correlations from which a pair is graded strong or near.
    """

    correlation: Floats
    conditional: Floats
    strong_from: float
    near_from: float

    def grade(self, first: int, second: int) -> Grade:
        """Return the grade of a pair by its correlation."""
        value = self.correlation[first, second]
        return "strong" if value >= self.strong_from else "near" if value >= self.near_from else "weak"


def relatedness(cells: Cells, *, strong_share: float = STRONG_SHARE, near_share: float = NEAR_SHARE) -> Relatedness:
    """Relate industries by the regions they share.

    Unknown cells count as 0 here and nowhere else: the correlation compares patterns over all regions, and what is too
    small to be published is close to none (locational correlation, Porter 2003; conditional probability, Hidalgo 2007).

    Parameters
    ----------
    strong_share, near_share : the best-correlated share of pairs is strong, up to the second share near, the rest weak.
    """
    jobs = np.nan_to_num(cells.jobs, nan=0.0)
    correlation = _correlation(jobs)
    present = present_in(cells).astype(np.float64)
    together = present.T @ present
    counts = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        conditional = together / np.maximum(counts[:, None], counts[None, :])
    conditional = np.where(np.isfinite(conditional), conditional, np.nan)
    upper = correlation[np.triu_indices(len(correlation), 1)]
    known = upper[np.isfinite(upper)]
    edges = np.quantile(known, [1 - strong_share, 1 - near_share]) if len(known) else [np.nan, np.nan]
    return Relatedness(correlation, conditional, float(edges[0]), float(edges[1]))


def present_in(cells: Cells) -> Flags:
    """Tell which regions are specialised in which industries: quotient of 1 or more; unknown cells are not."""
    return np.asarray(np.nan_to_num(cells.quotients, nan=0.0) >= 1)


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """How near each industry is to what each region does, R x I, 0 to 1; NaN for those it already has."""

    nearness: Floats
    related_present: Floats


def diversification(cells: Cells, related: Relatedness) -> Options:
    """Return how near the industries a region is not specialised in are to those it is.

    Nearness is the density of Hidalgo et al. (2007): the share of an industry's conditional probabilities that go to
    industries present in the region. `related_present` counts the strongly or nearly related ones among them.
    """
    present = present_in(cells).astype(np.float64)
    weights = np.nan_to_num(related.conditional, nan=0.0)
    np.fill_diagonal(weights, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        nearness = (present @ weights) / weights.sum(axis=0)
    close = np.nan_to_num(related.correlation, nan=-1.0) >= related.near_from
    np.fill_diagonal(close, False)
    absent = present == 0
    return Options(np.where(absent, nearness, np.nan), np.where(absent, present @ close.astype(np.float64), np.nan))


def _correlation(jobs: Floats) -> Floats:
    centred = jobs - jobs.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (centred.T @ centred) / np.outer(spread, spread)
    return np.where(np.isfinite(found), np.clip(found, -1, 1), np.nan)
