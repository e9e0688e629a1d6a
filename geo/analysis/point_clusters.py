"""Point clusters: finds dense groups of points (DBSCAN, HDBSCAN) and draws a boundary around each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.errors import ParameterError, UnusableValuesError
from geo.analysis.plane import point_coordinates, resolution_cautions
from geo.analysis.result import Caution, Coverage, Figure, Result, coverage_cautions

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

NOISE: Final = -1
LEAST_POINTS: Final = 5
MAX_POINTS: Final = 200_000
MAX_POINTS_HDBSCAN: Final = 20_000  # scikit-learn's minimum spanning tree takes seconds beyond it
CONCAVITY: Final = 0.4  # 0 = as tight as possible, 1 = convex hull


def dbscan(
    points: gpd.GeoSeries,
    *,
    reach_m: float,
    min_points: int,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
    weights: NDArray[np.float64] | None = None,
) -> Result:
    """Find groups in which every core point has enough others within reach.

    Parameters
    ----------
    points : points in metres (see geo.analysis.plane).
    reach_m : distance within which points count as neighbours (eps); not below the points' uncertainty.
    min_points : least number (or weight) within reach, the point itself included.
    uncertainty_m : radius within which each point lies, metres; NaN = not stated.
    weights : size of each point, such as persons; each counts 1 without it.

    Returns
    -------
    Result
        Table indexed as `points`: cluster (0 the largest; -1 in none) and core (True in the dense part). Figures
        clusters, share (of points in a cluster) and largest.

    Notes
    -----
    Ester et al. (1996), as in scikit-learn. The result does not depend on chance, only on its two parameters: see
    geo.analysis.sensitivity.
    """
    from sklearn.cluster import DBSCAN

    _positive("reach_m", reach_m)
    _whole("min_points", min_points, least=2)
    xy = point_coordinates(points, method="dbscan", least=LEAST_POINTS, most=MAX_POINTS)
    cautions = resolution_cautions(uncertainty_m, len(xy), scale_m=reach_m, method="dbscan")
    if weights is not None and (len(weights) != len(xy) or not (np.isfinite(weights) & (weights >= 0)).all()):
        raise UnusableValuesError("negative", count=len(weights))
    fitted = DBSCAN(eps=reach_m, min_samples=min_points, algorithm="kd_tree").fit(xy, sample_weight=weights)
    core = np.zeros(len(xy), dtype=bool)
    core[fitted.core_sample_indices_] = True
    chosen = {"reach_m": reach_m, "min_points": min_points}
    return _labelled("dbscan", points, fitted.labels_, {"core": core}, chosen, coverage, cautions)


def hdbscan(
    points: gpd.GeoSeries,
    *,
    least_m: float,
    min_cluster: int,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
) -> Result:
    """Find groups of differing density, without one reach for all.

    Parameters
    ----------
    least_m : groups nearer to each other than this are not told apart; not below the points' uncertainty.
    min_cluster : least number of points in a group.

    Returns
    -------
    Result
        Table indexed as `points`: cluster (0 the largest; -1 in none) and strength (0 to 1, how firmly it belongs).

    Notes
    -----
    Campello, Moulavi and Sander (2013), with the epsilon of Malzer and Baum (2020), as in scikit-learn.
    """
    from sklearn.cluster import HDBSCAN

    _positive("least_m", least_m)
    _whole("min_cluster", min_cluster, least=2)
    xy = point_coordinates(points, method="hdbscan", least=max(LEAST_POINTS, min_cluster), most=MAX_POINTS_HDBSCAN)
    cautions = resolution_cautions(uncertainty_m, len(xy), scale_m=least_m, method="hdbscan")
    fitted = HDBSCAN(
        min_cluster_size=min_cluster, cluster_selection_epsilon=least_m, algorithm="kd_tree", copy=True
    ).fit(xy)
    chosen = {"least_m": least_m, "min_cluster": min_cluster}
    strength = np.nan_to_num(fitted.probabilities_)
    return _labelled("hdbscan", points, fitted.labels_, {"strength": strength}, chosen, coverage, cautions)


def boundaries(points: gpd.GeoSeries, clusters: pd.Series, *, concavity: float = CONCAVITY) -> gpd.GeoDataFrame:
    """Draw a boundary around each cluster: its concave hull.

    Parameters
    ----------
    points : as given to `dbscan` or `hdbscan`.
    clusters : column `cluster` of their result.
    concavity : 0 (tight) to 1 (convex hull); shapely's ratio between the shortest and longest edge kept.

    Returns
    -------
    GeoDataFrame
        One row per cluster, in the points' projection: cluster, points, area_km2, density_km2 (NaN where the area is
        0), geometry (a line or point where the members leave no area).

    Notes
    -----
    The hull is a drawing aid: it says where the members are, not where the cluster ends.
    """
    import geopandas as gpd
    import shapely

    if not 0 <= concavity <= 1:
        raise ParameterError("concavity", concavity, allowed="0 - 1")
    xy = point_coordinates(points, method="dbscan", least=1)
    labels = clusters.to_numpy()
    names = [int(name) for name in np.unique(labels) if name != NOISE]
    hulls: list[BaseGeometry] = [
        shapely.concave_hull(shapely.multipoints(xy[labels == name]), ratio=concavity) for name in names
    ]
    area = np.array([hull.area / 1e6 for hull in hulls])
    counts = np.array([(labels == name).sum() for name in names], dtype=np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        density = np.where(area > 0, counts / area, np.nan)
    return gpd.GeoDataFrame(
        {"cluster": names, "points": counts, "area_km2": area, "density_km2": density},
        geometry=gpd.GeoSeries(hulls, crs=points.crs),
        crs=points.crs,
    )


def suggested_reach(points: gpd.GeoSeries, *, min_points: int, uncertainty_m: float | pd.Series) -> float:
    """Return a reach to start from: where the distances to the min_points-th neighbour bend upward, metres.

    Not below the largest stated uncertainty. A starting point, not an answer: see geo.analysis.sensitivity.

    Notes
    -----
    The point of the sorted curve farthest from its chord, after Satopaa et al. (2011).
    """
    from scipy.spatial import KDTree

    xy = point_coordinates(points, method="dbscan", least=max(LEAST_POINTS, min_points), most=MAX_POINTS)
    distances = np.sort(KDTree(xy).query(xy, k=min_points)[0][:, -1])
    across = np.linspace(0, 1, len(distances))
    span = np.ptp(distances)
    bend = distances[int(np.argmax(across - (distances - distances[0]) / span))] if span > 0 else distances[-1]
    stated = np.asarray(uncertainty_m, dtype=np.float64)
    known = stated[~np.isnan(stated)]
    return float(max(bend, known.max(initial=0.0), 1.0))


def _labelled(
    method: str,
    points: gpd.GeoSeries,
    labels: NDArray[np.intp],
    columns: Mapping[str, NDArray[Any]],
    chosen: Mapping[str, float],
    coverage: Coverage,
    cautions: list[Caution],
) -> Result:
    import pandas as pd

    counts = np.bincount(labels[labels >= 0]) if (labels >= 0).any() else np.array([], dtype=np.int64)
    # Numbered by size, so that a number means the same on every run and every screen.
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(len(counts), dtype=np.int64)
    rank[order] = np.arange(len(counts))
    renamed = np.where(labels >= 0, rank[labels] if len(counts) else labels, NOISE)
    return Result(
        method,
        figures={
            "clusters": Figure(float(len(counts))),
            "share": Figure(float((labels >= 0).mean())),
            "largest": Figure(float(counts.max(initial=0))),
            "points": Figure(float(len(labels))),
        },
        table=pd.DataFrame({"cluster": renamed, **columns}, index=points.index),
        parameters={**chosen, "coverage": coverage},
        cautions=[*coverage_cautions(coverage, len(labels)), *cautions],
    )


def _positive(name: str, value: float) -> None:
    if not (value > 0 and np.isfinite(value)):
        raise ParameterError(name, value, allowed="> 0")


def _whole(name: str, value: int, *, least: int) -> None:
    if value != int(value) or value < least:
        raise ParameterError(name, value, allowed=f">= {least}")
