"""Choropleth classes: sorts figures into classes by a named scheme; what has no figure is a class of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.errors import ParameterError, TooFewError
from geo.analysis.result import SEED

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

NO_DATA: Final = -1
MIN_CLASSES, MAX_CLASSES = 2, 7
# ColorBrewer 2.0 Purples and PuOr (Cynthia Brewer, Apache 2.0): safe for colour-blind eyes, unlike any model's colour.
SEQUENTIAL: Final = ("#f2f0f7", "#dadaeb", "#bcbddc", "#9e9ac8", "#807dba", "#6a51a3", "#4a1486")
DIVERGING: Final = ("#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3", "#542788")
NEUTRAL: Final = "#dedbd3"
"""Stands for DIVERGING's middle where quotients are near 1: its near-white reads as no figure on land and on paper."""
SIDE: Final = 3  # classes of a diverging ramp on either side of its middle
# Natural breaks take time with the square of the number; beyond this many different
# values they are found on a sample with a fixed seed.
SAMPLED_FROM: Final = 2_000


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of setting the limits between classes.

    Attributes
    ----------
    key : id in URLs and texts (`analysis.scheme.<key>`).
    breaks : values, number of classes -> upper limits of the classes, rising.
    counted : whether the person chooses the number of classes.
    """

    key: str
    breaks: Callable[[Floats, int], Sequence[float]]
    counted: bool = True


def _by(name: str, *, with_number: bool = True) -> Callable[[Floats, int], Sequence[float]]:
    def breaks(values: Floats, classes: int) -> Sequence[float]:
        import mapclassify

        scheme = getattr(mapclassify, name)
        found = scheme(values, k=classes) if with_number else scheme(values)
        return [float(edge) for edge in found.bins]

    return breaks


def _natural(values: Floats, classes: int) -> Sequence[float]:
    """Return the upper limits of the classes that leave the least sum of squares within (Fisher 1958, Jenks 1967).

    Own code: mapclassify's needs numba, or warns and takes a minute for two thousand values.
    """
    if len(np.unique(values)) > SAMPLED_FROM:
        drawn = np.random.default_rng(SEED).choice(values, SAMPLED_FROM, replace=False)
        # The ends must be in the sample, or the largest values would have no class.
        values = np.concatenate([drawn, [values.min(), values.max()]])
    levels, weights = np.unique(values, return_counts=True)
    centred = levels - levels.mean()  # squares of large numbers that differ little would lose all their digits
    count, total, squares = (
        np.concatenate([[0.0], np.cumsum(column)]) for column in (weights, weights * centred, weights * centred**2)
    )
    n = len(levels)
    # within[j] of one class: levels 0..j; each round adds a class: the last one starts at i, the others hold 0..i-1.
    within = squares[1:] - total[1:] ** 2 / count[1:]
    starts = np.zeros((classes, n), dtype=np.intp)
    for number in range(1, classes):
        better = np.full(n, np.inf)
        for j in range(number, n):
            i = np.arange(number, j + 1)
            sums = squares[j + 1] - squares[i] - (total[j + 1] - total[i]) ** 2 / (count[j + 1] - count[i])
            candidates = within[i - 1] + sums
            best = int(np.argmin(candidates))
            better[j], starts[number, j] = candidates[best], i[best]
        within = better
    edges, end = [], n - 1
    for number in range(classes - 1, -1, -1):
        edges.append(float(levels[end]))
        end = int(starts[number, end]) - 1
    return edges[::-1]


def _quantiles(values: Floats, classes: int) -> Sequence[float]:
    """Return upper limits of classes of equal numbers; equal limits merge later, where mapclassify warns.

    A value that more rows share than a class holds (zero, mostly) would leave all others a class or two: it ends a
    class of its own, and the others are divided among the classes that are left.
    """
    levels, counts = np.unique(values, return_counts=True)
    shared = levels[counts > len(values) / classes]
    others = values[~np.isin(values, shared)]
    left = classes - len(shared)
    if not len(shared) or not len(others) or left < 1:
        others, shared, left = values, levels[:0], classes
    found: list[float] = np.unique([*shared, *np.quantile(others, np.arange(1, left + 1) / left)]).tolist()
    return found


def _equal(values: Floats, classes: int) -> Sequence[float]:
    low, high = float(values.min()), float(values.max())
    return [*np.linspace(low, high, classes + 1)[1:-1].tolist(), high]


SCHEMES: Final[dict[str, Scheme]] = {
    scheme.key: scheme
    for scheme in (
        Scheme("natural_breaks", _natural),
        Scheme("quantiles", _quantiles),
        Scheme("equal_interval", _equal),
        Scheme("pretty_breaks", _by("PrettyBreaks")),
        Scheme("head_tail", _by("HeadTailBreaks", with_number=False), counted=False),
    )
}


@dataclass(frozen=True, slots=True)
class Classes:
    """Figures sorted into classes.

    Attributes
    ----------
    of_row : class of each row, 0 the lowest; NO_DATA where there is no figure.
    limits : lowest and highest value that each class may hold: above the limit before, up to its own.
    counts : rows in each class.
    no_data : rows without a figure.
    colours : hex colour of each class.
    scheme : key of SCHEMES, "around_one" or "around_zero".
    """

    of_row: pd.Series
    limits: tuple[tuple[float, float], ...]
    counts: tuple[int, ...]
    no_data: int
    colours: tuple[str, ...]
    scheme: str


def classify(values: pd.Series, *, scheme: str, classes: int) -> Classes:
    """Sort figures into classes.

    Parameters
    ----------
    values : numbers; missing, infinite and non-numeric ones are no data. A zero is a figure.
    scheme : key of SCHEMES.
    classes : MIN_CLASSES to MAX_CLASSES; fewer result where there are fewer different figures, and no class is empty.

    Raises
    ------
    ParameterError
        for an unknown scheme or number of classes.
    TooFewError
        if there is no figure at all.

    Examples
    --------
    >>> import pandas as pd
    >>> found = classify(pd.Series([0, 5, None, 10]), scheme="equal_interval", classes=2)
    >>> found.of_row.tolist(), found.no_data, found.limits
    ([0, 0, -1, 1], 1, ((0.0, 5.0), (5.0, 10.0)))
    """
    if scheme not in SCHEMES:
        raise ParameterError("scheme", scheme, allowed=", ".join(SCHEMES))
    if not MIN_CLASSES <= classes <= MAX_CLASSES:
        raise ParameterError("classes", classes, allowed=f"{MIN_CLASSES} - {MAX_CLASSES}")
    numbers = _numbers(values)
    known = numbers[np.isfinite(numbers)]
    different = np.unique(known)
    if len(different) == 0:
        raise TooFewError("choropleth", count=0, least=1)
    if len(different) <= classes:
        edges = different
    else:
        edges = np.unique([*SCHEMES[scheme].breaks(known, classes), different[-1]])
        edges = edges[edges <= different[-1]]
        if len(edges) > MAX_CLASSES:  # head/tail breaks and pretty breaks choose their own number
            edges = np.append(edges[: MAX_CLASSES - 1], edges[-1])
    return _sorted(values, numbers, edges, _ramp(SEQUENTIAL, len(edges)), scheme)


def classify_around_one(values: pd.Series) -> Classes:
    """Sort location quotients into fixed classes around 1, so that two maps can be compared.

    Limits 1/2, 4/5, 5/4, 2, 4: a quotient and its inverse are equally far from 1. Empty classes stay, as the scale
    is the same for every map.
    """
    numbers = _numbers(values)
    if not np.isfinite(numbers).any():
        raise TooFewError("choropleth", count=0, least=1)
    edges = np.array([0.5, 0.8, 1.25, 2.0, 4.0, np.inf])
    colours = (*DIVERGING[1:SIDE], NEUTRAL, *DIVERGING[SIDE + 1 :])
    found = _sorted(values, numbers, edges, colours, "around_one", keep_empty=True)
    return Classes(
        found.of_row, ((0.0, 0.5), *found.limits[1:]), found.counts, found.no_data, found.colours, found.scheme
    )


def classify_around_zero(values: pd.Series) -> Classes:
    """Sort changes and scores with a sign into classes that meet at zero: no class holds losses and gains.

    The limits are quantiles of either side, at most SIDE classes each, in the two colours of a diverging ramp. A zero
    stands with the losses, as the upper end of its class. Equal limits merge, so no class is empty.

    Raises
    ------
    TooFewError
        unless there are figures below and above zero.

    Examples
    --------
    >>> import pandas as pd
    >>> classify_around_zero(pd.Series([-4, -1, 2, 3, None])).limits
    ((-4.0, -2.5), (-2.5, 0.0), (0.0, 2.5), (2.5, 3.0))
    """
    numbers = _numbers(values)
    below, above = numbers[numbers < 0], numbers[numbers > 0]
    if not len(below) or not len(above):
        raise TooFewError("choropleth", count=0, least=1)
    lower, upper = (min(SIDE, len(np.unique(side))) for side in (below, above))
    losses = np.unique([*(np.quantile(below, number / lower) for number in range(1, lower)), 0.0])
    gains = np.unique([*(np.quantile(above, number / upper) for number in range(1, upper)), above.max()])
    lower, upper, edges = len(losses), len(gains), np.concatenate([losses, gains])
    # The palest colours stand next to zero, and the palest of all, that of none, is not needed.
    colours = (*DIVERGING[SIDE - lower : SIDE], *DIVERGING[SIDE + 1 : SIDE + 1 + upper])
    return _sorted(values, numbers, edges, colours, "around_zero", keep_empty=True)


def _numbers(values: pd.Series) -> Floats:
    import pandas as pd

    found: Floats = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


def _sorted(
    values: pd.Series, numbers: Floats, edges: Any, colours: tuple[str, ...], scheme: str, *, keep_empty: bool = False
) -> Classes:
    import pandas as pd

    known = np.isfinite(numbers)
    of_row = np.full(len(numbers), NO_DATA)
    of_row[known] = np.searchsorted(edges, numbers[known], side="left")
    counts = np.bincount(of_row[known], minlength=len(edges))
    if not keep_empty and (counts == 0).any():
        return _sorted(values, numbers, edges[counts > 0], _ramp(SEQUENTIAL, int((counts > 0).sum())), scheme)
    lower = [float(np.nanmin(numbers)), *(float(edge) for edge in edges[:-1])]
    limits = tuple(zip(lower, (float(edge) for edge in edges), strict=True))
    return Classes(
        pd.Series(of_row, index=values.index),
        limits,
        tuple(int(count) for count in counts),
        int((~known).sum()),
        colours,
        scheme,
    )


def _ramp(colours: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return `count` colours spread over a ramp: its darkest, and its lightest only where all are needed."""
    if count == 1:
        return (colours[len(colours) // 2],)
    first = 0 if count == len(colours) else 1
    step = (len(colours) - 1 - first) / (count - 1)
    return tuple(colours[first + round(number * step)] for number in range(count))
