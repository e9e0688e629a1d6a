"""Standing of a region among the others: by complexity and by how many strong clusters and stars it has."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from geo.analysis.errors import TooFewError
from geo.analysis.rating.cells import Cells, Flags, Floats
from geo.analysis.rating.drawn import DrawnRanks, drawn_standing, has_uncertainty
from geo.analysis.rating.ranks import ranks_of
from geo.analysis.rating.registry import METHODS, rate

if TYPE_CHECKING:
    import pandas as pd


def strong_flags(cells: Cells) -> Flags:
    """Tell which cells are strong clusters; none where establishments are not known, which the page says."""
    if not cells.has("establishments"):
        return np.zeros(cells.jobs.shape, dtype=bool)
    return rate(cells, method="us_strong").flags["strong"]


def scores(cells: Cells) -> dict[str, Floats]:
    """Return what every region is ranked by, R each: keys of METHODS."""
    found: dict[str, Floats] = {}
    if cells.has("establishments"):
        found["us_strong"] = strong_flags(cells).sum(axis=1).astype(np.float64)
    found["eu_stars_focus"] = np.nansum(rate(cells, method="eu_stars_focus").score, axis=1)
    with suppress(TooFewError):  # a small table of one's own
        found["complexity"] = rate(cells, method="complexity").score[:, 0]
    return found


def places(cells: Cells, row: int) -> pd.DataFrame:
    """Return the place of one region: key, value, rank, of, rank_parent and of_parent (both NaN)."""
    import pandas as pd

    rows = []
    for key, score in scores(cells).items():
        assert key in METHODS  # noqa: S101 - texts of methods name them
        ranks = ranks_of(score)
        rows.append({"key": key, "value": score[row], "rank": ranks[row], "of": float(np.isfinite(score).sum())})
    return pd.DataFrame(rows).assign(rank_parent=np.nan, of_parent=np.nan)


def intervals(cells: Cells) -> Mapping[str, DrawnRanks]:
    """Return the places of all regions when their amounts are drawn; none where no uncertainty is stated."""
    return drawn_standing(cells, scores) if has_uncertainty(cells) else {}


def of_region(cells: Cells, found: Mapping[str, DrawnRanks], code: str) -> dict[str, tuple[float, float]]:
    """Return the interval of one region by key, without those that have none."""
    if code not in cells.regions:
        return {}
    row = cells.regions.index(code)
    ends = {key: (float(one.low[row]), float(one.high[row])) for key, one in found.items()}
    return {key: pair for key, pair in ends.items() if np.isfinite(pair).all()}
