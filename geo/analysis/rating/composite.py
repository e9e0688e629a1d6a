"""Composite scores: indicators put on one scale and added up by weights; nothing missing is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from geo.analysis.errors import ParameterError
from geo.analysis.rating.cells import Floats
from geo.analysis.rating.errors import MissingInputError

Scale = Literal["min_max", "z", "rank"]
Mean = Literal["arithmetic", "geometric"]
SCALES: Final[tuple[Scale, ...]] = ("min_max", "z", "rank")
MEANS: Final[tuple[Mean, ...]] = ("arithmetic", "geometric")
DIMENSIONS: Final = ("ket", "digitalisation", "service_innovation", "eco_efficiency")
"""The four dimensions the article names after the European observatory (EOCIC)."""
_LEAST: Final = 0.01  # a geometric mean of a zero is zero whatever the rest: the scale starts here instead


@dataclass(frozen=True, slots=True, eq=False)
class Composite:
    """Scores of R regions from K indicators.

    Attributes
    ----------
    score : R, 0 to 100 for min_max and rank; NaN where an indicator of positive weight is unknown.
    scaled : R x K, the indicators on the common scale.
    parts : R x K, what is added up by the weights: `scaled`, or its logarithm for a geometric mean. Ranks follow
        `parts @ weights` either way.
    weights : K, adding up to 1.
    coverage : R, weight of the indicators that are known.
    """

    score: Floats
    scaled: Floats
    parts: Floats
    weights: Floats
    coverage: Floats


def composite(
    indicators: Floats,
    weights: ArrayLike,
    *,
    names: tuple[str, ...],
    scale: Scale = "min_max",
    mean: Mean = "arithmetic",
) -> Composite:
    """Add up indicators, all of which are better when higher (reverse the others first).

    Parameters
    ----------
    indicators : R x K; NaN is unknown.
    weights : K, not negative, not all zero.

    Raises
    ------
    MissingInputError
        if an indicator of positive weight is unknown everywhere.
    ParameterError
        for weights that cannot be used, or a geometric mean of z scores, which are negative.
    """
    raw = np.asarray(weights, dtype=np.float64)
    if raw.shape != indicators.shape[1:] or not np.isfinite(raw).all() or (raw < 0).any() or not raw.any():
        raise ParameterError("weights", value=np.array2string(raw, precision=3), allowed="not negative, not all zero")
    if scale == "z" and mean == "geometric":
        raise ParameterError("mean", value="geometric", allowed="arithmetic, since z scores are negative")
    known = ~np.isnan(indicators)
    anywhere = known.sum(axis=0) > 0
    empty = [names[k] for k in range(len(raw)) if raw[k] > 0 and not anywhere[k]]
    if empty:
        raise MissingInputError("composite", missing=empty)
    share = raw / raw.sum()
    scaled = rescale(indicators, scale)
    used = share > 0
    added = np.log(np.maximum(scaled, _LEAST)) if mean == "geometric" else scaled
    score = (added[:, used] * share[used]).sum(axis=1)
    if mean == "geometric":
        score = np.exp(score)
    if scale != "z":
        score = score * 100
    return Composite(score, scaled, added, share, (known * share).sum(axis=1))


def rescale(indicators: Floats, scale: Scale) -> Floats:
    """Put each column on one scale: min_max and rank give 0 to 1, z mean 0 and standard deviation 1.

    Examples
    --------
    >>> rescale(np.array([[1.0], [3.0], [np.nan], [2.0]]), "min_max")[:, 0].tolist()
    [0.0, 1.0, nan, 0.5]
    """
    if scale not in SCALES:
        raise ParameterError("scale", value=scale, allowed=", ".join(SCALES))
    scaled = np.full(indicators.shape, np.nan)
    for column in range(indicators.shape[1]):
        one = indicators[:, column]
        known = np.isfinite(one)
        if not known.any():
            continue
        values = one[known]
        if scale == "min_max":
            width = np.ptp(values)
            scaled[known, column] = (values - values.min()) / width if width > 0 else 0.5
        elif scale == "z":
            spread = values.std()
            scaled[known, column] = (values - values.mean()) / spread if spread > 0 else 0.0
        else:
            from scipy.stats import rankdata

            ranks = rankdata(values)
            scaled[known, column] = (ranks - 1) / (len(values) - 1) if len(values) > 1 else 0.5
    return scaled
