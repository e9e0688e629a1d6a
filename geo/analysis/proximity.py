"""Proximity-adjusted location quotient: counts what lies across a region's border, weighted by distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.errors import ParameterError, UnusableValuesError
from geo.analysis.plane import point_coordinates, resolution_cautions
from geo.analysis.regional import RegionalTable
from geo.analysis.result import Caution, Coverage, Result, coverage_cautions

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

MAX_REGIONS: Final = 4000  # distances between all pairs: 128 MB
KERNELS: Final = ("gaussian", "bisquare")


def kernel_weights(distances_m: NDArray[np.float64], *, bandwidth_m: float, kernel: str) -> NDArray[np.float64]:
    """Return weights that are 1 at no distance and fall with it.

    Parameters
    ----------
    distances_m : metres, any shape.
    bandwidth_m : gaussian: distance at which the weight is exp(-1/2) = 0.61; bisquare: where it reaches 0.
    kernel : key of KERNELS.
    """
    if kernel not in KERNELS:
        raise ParameterError("kernel", kernel, allowed=", ".join(KERNELS))
    if not bandwidth_m > 0:
        raise ParameterError("bandwidth_m", bandwidth_m, allowed="> 0")
    ratio = distances_m / bandwidth_m
    found: NDArray[np.float64]
    found = np.exp(-(ratio**2) / 2) if kernel == "gaussian" else np.where(ratio < 1, (1 - ratio**2) ** 2, 0.0)
    return found


def adjusted_quotients(
    table: RegionalTable,
    places: gpd.GeoSeries,
    *,
    bandwidth_m: float,
    coverage: Coverage,
    kernel: str = "gaussian",
    uncertainty_m: float | pd.Series = 0.0,
) -> Result:
    """Return location quotients of which each region's amounts are those around it, weighted by distance.

    Parameters
    ----------
    table : regions x industries.
    places : one point for each region (indexed as the table's rows), in metres; see geo.analysis.plane.
    bandwidth_m : reach of the weights, metres; not below the uncertainty of the places.
    uncertainty_m : radius within which each place lies, metres.

    Returns
    -------
    Result
        Table with region, industry, lq (as it stands), adjusted, and change = adjusted - lq.

    Raises
    ------
    UnusableValuesError
        if a region has no place.
    TooFineError, NotMetricError, TooManyError

    Notes
    -----
    F_ij = (sum_k w_ik e_kj / sum_k w_ik e_k) / (e_j / e), the focal location quotient of Cromley and Hanink (2012),
    Geographical Analysis 44(4). Towards a bandwidth of 0 it is the plain quotient, towards infinity it is 1 everywhere.
    """
    import pandas as pd

    missing = table.cells.index.difference(places.index)
    if len(missing):
        raise UnusableValuesError("region_without_place", count=len(missing))
    chosen = places.loc[table.cells.index]
    xy = point_coordinates(chosen, method="proximity_quotient", least=2, most=MAX_REGIONS)
    stated = uncertainty_m.loc[table.cells.index] if isinstance(uncertainty_m, pd.Series) else uncertainty_m
    cautions = resolution_cautions(stated, len(xy), scale_m=bandwidth_m, method="proximity_quotient")
    distances = np.hypot(*(xy[:, None, axis] - xy[None, :, axis] for axis in (0, 1)))
    weights = kernel_weights(distances, bandwidth_m=bandwidth_m, kernel=kernel)
    cells = table.cells.to_numpy(dtype=np.float64)
    around = weights @ cells
    plain, adjusted = (_against(rows, cells) for rows in (cells, around))
    regions, industries = cells.shape
    rows = pd.DataFrame(
        {
            "region": np.repeat(table.cells.index.to_numpy(), industries),
            "industry": np.tile(table.cells.columns.to_numpy(), regions),
            "lq": plain.ravel(),
            "adjusted": adjusted.ravel(),
            "change": (adjusted - plain).ravel(),
        }
    )
    alone = int(((weights > 0.01).sum(axis=1) == 1).sum())
    if alone:
        cautions.append(Caution("no_neighbours", {"count": alone, "total": regions}))
    return Result(
        "proximity_quotient",
        table=rows,
        parameters={"bandwidth_m": bandwidth_m, "kernel": kernel, "coverage": coverage},
        cautions=[*coverage_cautions(coverage, regions), *cautions],
    )


def _against(rows: NDArray[np.float64], reference: NDArray[np.float64]) -> NDArray[np.float64]:
    totals = rows.sum(axis=1, keepdims=True)
    shares = reference.sum(axis=0, keepdims=True) / reference.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((totals > 0) & (shares > 0), rows / totals / shares, np.nan)
