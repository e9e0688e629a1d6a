"""Point patterns: are points closer together than chance would put them? Nearest neighbours and Ripley's K and L.

Own code where pointpats 2.5.5 falls short: it takes the points' bounding box for the study area, corrects no edges,
draws from the process-wide random state (two sessions at once would change each other's figures), and holds all pairs
in memory. Without correction in a rectangle the figures equal its.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.errors import ParameterError, TooFewError, UnusableValuesError
from geo.analysis.plane import point_coordinates, resolution_cautions
from geo.analysis.result import CONFIDENCE, SEED, Caution, Coverage, Figure, Result, coverage_cautions

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

LEAST_POINTS: Final = 10
MAX_POINTS: Final = 20_000
MAX_POINTS_RIPLEY: Final = 2_000  # every simulation counts the neighbours of each point at each distance
SIMULATIONS: Final = 199
SIMULATIONS_RIPLEY: Final = 99
DISTANCES: Final = 15  # at which K is computed
# Of the window's shorter side: beyond it hardly any point has its whole circle inside. Diggle (2013), Ripley (1988).
MAX_REACH: Final = 0.25
_MAX_TRIES: Final = 500_000  # at a time, for windows that fill little of their bounding box


def nearest_neighbours(
    points: gpd.GeoSeries,
    window: BaseGeometry,
    *,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
) -> Result:
    """Compare the mean distance to the nearest neighbour with that of points placed by lot (Clark and Evans).

    Parameters
    ----------
    points : points in metres (see geo.analysis.plane).
    window : the study area, a polygon in the same projection; points outside are left out and counted.
    uncertainty_m : radius within which each point lies, metres; NaN = not stated. The mean distance found must not be
        below it: neighbours that close could be anywhere.

    Returns
    -------
    Result
        Figures ratio (below 1 = clustered, 1 = by lot, up to 2.149 = regular), mean_m, expected_m and p: how often
        points placed by lot in this window differ as much (two-sided). The interval of `ratio` is the range that
        chance gives, not one of the figure.

    Raises
    ------
    TooFineError, TooFewError, TooManyError, NotMetricError, UnusableValuesError

    Notes
    -----
    R = mean d / (1/2 sqrt(A/n)). Clark and Evans (1954), Ecology 35(4). The test is by simulation in the window itself:
    the usual normal formula ignores its edges and calls random points regular.
    """
    from scipy.spatial import KDTree

    xy, stated, cautions = _inside(points, window, uncertainty_m, method="nearest_neighbours")
    found = _mean_nearest(xy)
    cautions += resolution_cautions(stated, len(xy), scale_m=found, method="nearest_neighbours")
    if doubles := len(xy) - len(np.unique(xy, axis=0)):
        cautions.append(Caution("duplicates", {"count": doubles, "total": len(xy)}))
    expected = clark_evans_expected(len(xy), window.area)
    by_lot = []
    for drawn in _random_patterns(window, len(xy), simulations=simulations, seed=seed):
        distances, _ = KDTree(drawn).query(drawn, k=2)
        by_lot.append(distances[:, 1].mean() / expected)
    low, high = np.quantile(by_lot, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    ratio = found / expected
    return Result(
        "nearest_neighbours",
        figures={
            "ratio": Figure(ratio, float(low), float(high)),
            "mean_m": Figure(found),
            "expected_m": Figure(expected),
            "p": Figure(two_sided(ratio, np.asarray(by_lot))),
            "points": Figure(float(len(xy))),
        },
        parameters={"simulations": simulations, "coverage": coverage, "window_km2": window.area / 1e6},
        cautions=[*coverage_cautions(coverage, len(xy)), *cautions, Caution("window_decides")],
        seed=seed,
    )


def clark_evans_expected(count: int, area_m2: float) -> float:
    """Return the mean distance to the nearest of `count` points placed by lot in an area, metres.

    Examples
    --------
    >>> round(25.7e3 / 12 / clark_evans_expected(12, 100e6), 2)
    1.48
    """
    return 0.5 * float(np.sqrt(area_m2 / count))


def ripley(
    points: gpd.GeoSeries,
    window: BaseGeometry,
    *,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
    distances_m: Floats | None = None,
    simulations: int = SIMULATIONS_RIPLEY,
    seed: int = SEED,
) -> Result:
    """Compare the number of neighbours within each distance with that of points placed by lot (Ripley's K and L).

    Parameters
    ----------
    distances_m : rising distances; default DISTANCES of them, from the points' uncertainty (or a hundredth of the
        largest) up to a quarter of the window's shorter side. The finest must not be below the uncertainty.

    Returns
    -------
    Result
        Table with distance_m, k (square metres), l_minus_r (metres; above 0 = more neighbours than by lot), low and
        high (95 % of patterns placed by lot, distance by distance) and verdict: clustered, regular or chance.
        Figure p: one test over all distances at once, by the largest standardised deviation, since looking at twenty
        distances one by one finds something in every second random pattern.

    Notes
    -----
    K(r) = A / n^2 * sum over pairs [d < r] / w, L = sqrt(K / pi). Ripley (1977), JRSS B 39. Edges: the border method
    (only points at least r from the window's edge count their neighbours; Ripley 1988), which needs no assumption
    about the window's shape. Global test: Myllymaki et al. (2017), JRSS B 79.
    """
    import pandas as pd
    import shapely

    xy, stated, cautions = _inside(points, window, uncertainty_m, method="ripley", most=MAX_POINTS_RIPLEY)
    steps = _steps(window, stated, distances_m)
    cautions += resolution_cautions(stated, len(xy), scale_m=float(steps[0]), method="ripley")
    if doubles := len(xy) - len(np.unique(xy, axis=0)):
        cautions.append(Caution("duplicates", {"count": doubles, "total": len(xy)}))
    edge = window.boundary
    shapely.prepare(edge)

    def curve(pattern: Floats) -> Floats:
        return np.sqrt(k_border(pattern, shapely.distance(shapely.points(pattern), edge), steps, window.area) / np.pi)

    observed = curve(xy)
    by_lot = np.array([curve(drawn) for drawn in _random_patterns(window, len(xy), simulations=simulations, seed=seed)])
    usable = np.isfinite(observed) & np.isfinite(by_lot).all(axis=0)
    if not usable.any():
        raise TooFewError("ripley", count=len(xy), least=LEAST_POINTS)
    steps, observed, by_lot = steps[usable], observed[usable], by_lot[:, usable]
    low, high = np.quantile(by_lot, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    rows = pd.DataFrame(
        {
            "distance_m": steps,
            "k": np.pi * observed**2,
            "l_minus_r": observed - steps,
            "low": low - steps,
            "high": high - steps,
            "verdict": np.where(observed > high, "clustered", np.where(observed < low, "regular", "chance")),
        }
    )
    return Result(
        "ripley",
        figures={"p": Figure(_global_p(observed, by_lot)), "points": Figure(float(len(xy)))},
        table=rows,
        parameters={"simulations": simulations, "coverage": coverage, "window_km2": window.area / 1e6},
        cautions=[*coverage_cautions(coverage, len(xy)), *cautions, Caution("window_decides")],
        seed=seed,
    )


def k_border(xy: Floats, to_edge_m: Floats, distances_m: Floats, area_m2: float) -> Floats:
    """Return Ripley's K with the border correction; NaN where no point is that far from the edge.

    Parameters
    ----------
    xy : coordinates in metres, shape (n, 2).
    to_edge_m : distance of each point to the window's edge; infinity switches the correction off.
    distances_m : distances at which K is computed.
    """
    from scipy.spatial import KDTree

    tree = KDTree(xy)
    density = len(xy) / area_m2
    found = np.full(len(distances_m), np.nan)
    for number, distance in enumerate(distances_m):
        inner = to_edge_m >= distance
        if inner.any():
            # Strictly nearer, as the definition of K has it, and not counting the point itself.
            below = np.nextafter(distance, 0)
            neighbours = tree.query_ball_point(xy[inner], below, return_length=True) - 1
            found[number] = neighbours.mean() / density
    return found


def two_sided(observed: float, by_lot: Floats) -> float:
    """Return the two-sided Monte Carlo p-value: twice the smaller tail, the observed pattern counted among them."""
    above = int((by_lot >= observed).sum()) + 1
    below = int((by_lot <= observed).sum()) + 1
    return min(1.0, 2 * min(above, below) / (len(by_lot) + 1))


def _global_p(observed: Floats, by_lot: Floats) -> float:
    """Return the p-value of the largest deviation over all distances, each in units of its spread by lot."""
    everything = np.vstack([observed, by_lot])
    spread = everything.std(axis=0)
    kept = spread > 0
    deviation = np.abs(everything[:, kept] - everything[:, kept].mean(axis=0)) / spread[kept]
    largest = deviation.max(axis=1, initial=0.0)
    return float((largest >= largest[0]).mean())


def _inside(
    points: gpd.GeoSeries,
    window: BaseGeometry,
    uncertainty_m: float | pd.Series,
    *,
    method: str,
    most: int = MAX_POINTS,
) -> tuple[Floats, Floats, list[Caution]]:
    """Return the points inside the window with their uncertainty, after the guards."""
    import shapely

    if not isinstance(window, shapely.Polygon | shapely.MultiPolygon) or not window.area > 0:
        raise UnusableValuesError("window", count=1)
    xy = point_coordinates(points, method=method, least=LEAST_POINTS)
    shapely.prepare(window)
    inside = shapely.intersects_xy(window, xy)
    stated = np.broadcast_to(np.asarray(uncertainty_m, dtype=np.float64), (len(xy),))
    left_out = int((~inside).sum())
    # The guards again, for those that remain.
    kept = point_coordinates(points[inside], method=method, least=LEAST_POINTS, most=most)
    cautions = [Caution("outside_window", {"count": left_out, "total": len(xy)})] if left_out else []
    return kept, stated[inside], cautions


def _mean_nearest(xy: Floats) -> float:
    from scipy.spatial import KDTree

    distances, _ = KDTree(xy).query(xy, k=2)
    return float(distances[:, 1].mean())


def _steps(window: BaseGeometry, stated: Floats, distances_m: Floats | None) -> Floats:
    if distances_m is not None:
        steps = np.asarray(distances_m, dtype=np.float64)
        if len(steps) == 0 or not (steps > 0).all() or not (np.diff(steps) > 0).all():
            raise ParameterError("distances_m", steps.tolist(), allowed="> 0, rising")
        return steps
    west, south, east, north = window.bounds
    reach = MAX_REACH * min(east - west, north - south)
    known = stated[~np.isnan(stated)]
    finest = max(float(known.max(initial=0.0)), reach / 100)
    # Points too vague for the window: the guard that follows says so, with these distances.
    return np.linspace(finest, max(reach, finest * 2), DISTANCES) if finest < reach else np.array([reach])


def _random_patterns(window: Any, count: int, *, simulations: int, seed: int) -> list[Floats]:
    """Return patterns of `count` points placed by lot in a polygon."""
    import shapely

    if not 19 <= simulations <= 9999:
        raise ParameterError("simulations", simulations, allowed="19 - 9999")
    rng = np.random.default_rng(seed)
    west, south, east, north = window.bounds
    share = window.area / ((east - west) * (north - south))
    patterns = []
    for _ in range(simulations):
        found = np.empty((0, 2))
        while len(found) < count:
            tries = min(int((count - len(found)) / share * 1.2) + 16, _MAX_TRIES)
            drawn = rng.uniform((west, south), (east, north), size=(tries, 2))
            found = np.vstack([found, drawn[shapely.intersects_xy(window, drawn)]])
        patterns.append(found[:count])
    return patterns
