"""Concentration and specialisation: location quotient, HHI, Gini, Krugman, Hoover and Ellison-Glaeser.

Array functions in, numbers out: counts or amounts must be finite and not negative, all zero is refused, and a ratio
whose denominator is zero is NaN, never 0. Checked against published examples (tests/analysis/published_examples.csv).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.errors import TooFewError, UnusableValuesError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Herfindahl:
    """Herfindahl-Hirschman index.

    Attributes
    ----------
    value : sum of squared shares, 1/n to 1.
    normalised : (value - 1/n) / (1 - 1/n), 0 to 1; NaN for a single unit.
    equivalent_number : 1/value, the number of units of equal size that would give it.
    """

    value: float
    normalised: float
    equivalent_number: float


@dataclass(frozen=True, slots=True)
class EllisonGlaeser:
    """Ellison-Glaeser index of one industry.

    Attributes
    ----------
    gamma : concentration beyond what the sizes of plants bring by chance; 0 = chance, below 0 = dispersed.
    raw : G, sum of squared differences between the regions' shares of the industry and of everything.
    plants : H, Herfindahl index of the plants' sizes.
    """

    gamma: float
    raw: float
    plants: float


def amounts(values: ArrayLike, *, least: int = 1) -> Floats:
    """Return values as a one-dimensional array of floats after checking that they can be shared out.

    Raises
    ------
    UnusableValuesError
        if any is missing, infinite or negative, or all are zero.
    TooFewError
        if there are fewer than `least`.
    """
    try:
        found = np.asarray(values, dtype=np.float64).ravel()
    except (TypeError, ValueError) as fault:
        raise UnusableValuesError("not_numbers", count=len(np.atleast_1d(np.asarray(values, dtype=object)))) from fault
    if len(found) < least:
        raise TooFewError("concentration", count=len(found), least=least)
    if bad := int((~np.isfinite(found)).sum()):
        raise UnusableValuesError("missing", count=bad)
    if bad := int((found < 0).sum()):
        raise UnusableValuesError("negative", count=bad)
    if not found.any():
        raise UnusableValuesError("all_zero", count=len(found))
    return found


def _pair(first: ArrayLike, second: ArrayLike, *, least: int = 1) -> tuple[Floats, Floats]:
    one, other = amounts(first, least=least), amounts(second, least=least)
    if len(one) != len(other):
        raise UnusableValuesError("unequal_length", count=abs(len(one) - len(other)))
    return one, other


def location_quotient(
    local: ArrayLike, local_total: ArrayLike, reference: ArrayLike, reference_total: ArrayLike
) -> Any:
    """Compare an industry's share of a region with its share of the reference: (e_ij / e_j) / (e_i / e).

    Parameters
    ----------
    local : the industry in the region, persons or firms; scalars or arrays that broadcast.
    local_total : all industries in the region.
    reference : the industry in the reference area.
    reference_total : all industries in the reference area.

    Returns
    -------
    float or array
        1 = as in the reference; NaN where a total is zero.

    Examples
    --------
    >>> round(float(location_quotient(1714, 79006, 879213, 15593224)), 7)
    0.3847623
    """
    parts = [np.asarray(value, dtype=np.float64) for value in (local, local_total, reference, reference_total)]
    for part in parts:
        if bad := int((~np.isfinite(part)).sum()):
            raise UnusableValuesError("missing", count=bad)
        if bad := int((part < 0).sum()):
            raise UnusableValuesError("negative", count=bad)
    part, total, part_reference, total_reference = parts
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = (part / total) / (part_reference / total_reference)
    defined = (total > 0) & (part_reference > 0) & (total_reference > 0)
    return np.where(defined, quotient, np.nan)[()]


def quotients(table: pd.DataFrame) -> pd.DataFrame:
    """Return the location quotient of every cell of a table regions (rows) x industries (columns).

    The reference is the table as a whole.

    Examples
    --------
    >>> import pandas as pd
    >>> quotients(pd.DataFrame({"ai": [3, 1], "chips": [1, 3]}, index=["a", "b"])).loc["a"].tolist()
    [1.5, 0.5]
    """
    import pandas as pd

    cells = table.to_numpy(dtype=np.float64)
    found = location_quotient(cells, cells.sum(1, keepdims=True), cells.sum(0, keepdims=True), cells.sum())
    return pd.DataFrame(found, index=table.index, columns=table.columns)


def herfindahl(sizes: ArrayLike) -> Herfindahl:
    """Return the Herfindahl-Hirschman index of sizes or shares.

    Examples
    --------
    >>> found = herfindahl([20, 50, 20, 10])
    >>> round(found.value, 2), round(found.normalised, 2), round(found.equivalent_number, 2)
    (0.34, 0.12, 2.94)
    """
    found = amounts(sizes)
    shares = found / found.sum()
    value, least = float((shares**2).sum()), 1 / len(found)
    normalised = (value - least) / (1 - least) if len(found) > 1 else float("nan")
    return Herfindahl(value, normalised, 1 / value)


def gini(values: ArrayLike) -> float:
    """Return the Gini coefficient of values, 0 (all equal) to 1 - 1/n (one has all).

    Examples
    --------
    >>> round(gini([0, 10, 10, 30, 50]), 10)
    0.48
    """
    from inequality.gini import Gini

    # Scaled first: the library sums rank-weighted values, which overflow for the largest floats.
    found = amounts(values)
    return max(0.0, float(Gini(found / found.max()).g))


def locational_gini(part: ArrayLike, total: ArrayLike) -> float:
    """Return the Gini coefficient of the location quotients of one industry over regions (or one region's industries).

    Parameters
    ----------
    part : the industry in each region.
    total : all industries in each region; regions where it is zero are left out.

    Notes
    -----
    Unweighted Gini of R_i = (part_i / total_i) / (sum part / sum total), as in Farhauer and Kroell (2014).
    """
    found, base = _pair(part, total, least=2)
    kept = base > 0
    ratios = location_quotient(found[kept], base[kept], found[kept].sum(), base[kept].sum())
    return gini(ratios)


def lorenz_gini(part: ArrayLike, reference: ArrayLike) -> float:
    """Return the Gini coefficient of one distribution against another, weighted by the latter (Hoover's Gini).

    Parameters
    ----------
    part : what is concentrated, such as jobs of an industry by region.
    reference : what it is compared with, such as residents by region; same order.

    Returns
    -------
    float
        0 = spread as the reference; twice the area between the Lorenz curve and the diagonal.

    Notes
    -----
    Amounts in places without any reference sit at the end of the curve, as in EconGeo's `Hoover.Gini`.
    """
    found, base = _pair(part, reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(base > 0, found / np.where(base > 0, base, 1), np.where(found > 0, np.inf, 0))
    order = np.argsort(ratio, kind="stable")
    across = np.concatenate([[0.0], np.cumsum(base[order] / base.sum())])
    up = np.concatenate([[0.0], np.cumsum(found[order] / found.sum())])
    return max(0.0, float(1 - ((across[1:] - across[:-1]) * (up[1:] + up[:-1])).sum()))


def krugman(first: ArrayLike, second: ArrayLike) -> float:
    """Return Krugman's index of difference between two structures: sum |s_i - r_i|, 0 (same) to 2 (nothing shared).

    Examples
    --------
    >>> krugman([20, 10, 70, 0, 0], [0, 0, 0, 60, 40])
    2.0
    """
    one, other = _pair(first, second)
    return float(np.abs(one / one.sum() - other / other.sum()).sum())


def hoover(values: ArrayLike, reference: ArrayLike) -> float:
    """Return Hoover's index: the share that would have to move for `values` to be spread as `reference`, 0 to 1."""
    return krugman(values, reference) / 2


def ellison_glaeser(sizes: ArrayLike, regions: Sequence[Any], totals: dict[Any, float]) -> EllisonGlaeser:
    """Return the Ellison-Glaeser index of one industry from the sizes of its plants.

    Parameters
    ----------
    sizes : persons (or another size) of each plant of the industry.
    regions : region of each plant.
    totals : region -> persons in all industries; regions without a plant of the industry included.

    Raises
    ------
    UnusableValuesError
        if a plant lies in a region without a total, or all activity is in one region (the index is not defined).
    TooFewError
        if the industry has a single plant: H = 1, and nothing can be told from it.

    Notes
    -----
    gamma = (G - (1 - sum x_r^2) H) / ((1 - sum x_r^2) (1 - H)), G = sum (s_r - x_r)^2. Ellison and Glaeser (1997),
    Journal of Political Economy 105(5). No maintained Python library has it.
    """
    found = amounts(sizes)
    if len(found) != len(regions):
        raise UnusableValuesError("unequal_length", count=abs(len(found) - len(regions)))
    if unknown := sum(region not in totals for region in regions):
        raise UnusableValuesError("region_without_total", count=unknown)
    names = list(totals)
    everything = amounts([totals[name] for name in names])
    industry = np.zeros(len(names))
    position = {name: number for number, name in enumerate(names)}
    np.add.at(industry, [position[region] for region in regions], found)
    shares, base = industry / found.sum(), everything / everything.sum()
    plants = herfindahl(found).value
    spread = 1 - float((base**2).sum())
    if np.count_nonzero(found) < 2:
        raise TooFewError("ellison_glaeser", count=int(np.count_nonzero(found)), least=2)
    if np.count_nonzero(everything) < 2:
        raise UnusableValuesError("one_region", count=1)
    raw = float(((shares - base) ** 2).sum())
    return EllisonGlaeser((raw - spread * plants) / (spread * (1 - plants)), raw, plants)
