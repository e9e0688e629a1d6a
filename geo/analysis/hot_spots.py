"""Hot spots: where high values gather (Getis-Ord Gi*) and where neighbours are alike or unlike (local Moran).

The statistics are esda's. The permutations are ours: esda 2.9 draws them from the process-wide random state, so two
sessions at once would change each other's p-values, and its default alternative is one-sided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.errors import ParameterError, TooFewError, TooManyError, UnusableValuesError
from geo.analysis.plane import require_metres, resolution_cautions
from geo.analysis.result import SEED, Caution, Coverage, Figure, Result, coverage_cautions

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from libpysal.graph import Graph

Floats = NDArray[np.float64]

LEAST_PLACES: Final = 10
MAX_PLACES: Final = 20_000
MAX_PAIRS: Final = 4_000_000  # of neighbours
PERMUTATIONS: Final = 999
FDR: Final = 0.05
NEIGHBOURHOODS: Final = ("contiguity", "nearest", "distance")
QUADRANTS: Final = {1: "high_high", 2: "low_high", 3: "low_low", 4: "high_low"}


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Which places count as neighbours.

    Attributes
    ----------
    kind : key of NEIGHBOURHOODS: polygons that touch, the k nearest, or all within a distance.
    k : for `nearest`.
    distance_m : for `distance`, metres.
    """

    kind: str
    k: int = 8
    distance_m: float = 0.0

    def as_parameters(self) -> dict[str, float | str]:
        """Return what was chosen, for the methods sheet."""
        found: dict[str, float | str] = {"neighbourhood": self.kind}
        if self.kind == "nearest":
            found["neighbours"] = self.k
        if self.kind == "distance":
            found["reach_m"] = self.distance_m
        return found


def neighbours(places: gpd.GeoSeries, neighbourhood: Neighbourhood) -> Graph:
    """Return the neighbours of each place as a libpysal graph with weights of 1.

    Raises
    ------
    NotMetricError, TooFewError, TooManyError
    ParameterError
        if the neighbourhood is not one, or its number is out of range.
    """
    import shapely
    from libpysal.graph import Graph

    require_metres(places)
    count = len(places)
    if count < LEAST_PLACES:
        raise TooFewError("local_moran", count=count, least=LEAST_PLACES)
    if count > MAX_PLACES:
        raise TooManyError("local_moran", count=count, limit=MAX_PLACES)
    if bad := int((places.is_empty | places.isna()).sum()):
        raise UnusableValuesError("missing", count=bad)
    shapes = places.reset_index(drop=True)
    if neighbourhood.kind == "contiguity":
        if bad := int((~shapes.geom_type.isin(["Polygon", "MultiPolygon"])).sum()):
            raise UnusableValuesError("not_polygons", count=bad)
        # Not by shared corners: uploads seldom have them exactly, and small gaps and overlaps must not cut neighbours.
        return Graph.build_fuzzy_contiguity(shapes)
    centres = shapely.centroid(shapes.to_numpy())
    if neighbourhood.kind == "nearest":
        if not 1 <= neighbourhood.k < count:
            raise ParameterError("neighbours", neighbourhood.k, allowed=f"1 - {count - 1}")
        return _nearest(shapely.get_coordinates(centres), neighbourhood.k)
    if neighbourhood.kind == "distance":
        if not neighbourhood.distance_m > 0:
            raise ParameterError("reach_m", neighbourhood.distance_m, allowed="> 0")
        return _within(shapely.get_coordinates(centres), neighbourhood.distance_m)
    raise ParameterError("neighbourhood", neighbourhood.kind, allowed=", ".join(NEIGHBOURHOODS))


def hot_spots(
    values: pd.Series,
    places: gpd.GeoSeries,
    *,
    neighbourhood: Neighbourhood,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Result:
    """Find places around which high (or low) values gather: Getis-Ord Gi*, the place itself included.

    Parameters
    ----------
    values : one figure for each place, not negative, with the same index; a missing one leaves the place out.
    places : polygons or points in metres.
    uncertainty_m : radius within which each place lies, metres; 0 for areas with a boundary.

    Returns
    -------
    Result
        Table indexed as `places`: value, z (standard deviations from what the mean would give), p (two-sided, by
        permutation), q (p corrected for the number of places, Benjamini-Hochberg) and spot: hot, cold, none, or
        missing.

    Notes
    -----
    Getis and Ord (1992), Ord and Getis (1995), Geographical Analysis. False-discovery rate FDR.
    """
    from esda import G_Local

    kept, graph, cautions = _prepared(values, places, neighbourhood, uncertainty_m, "hot_spots")
    y = values[kept].to_numpy(dtype=np.float64)
    if negative := int((y < 0).sum()):
        raise UnusableValuesError("negative", count=negative)
    found = G_Local(y, graph, transform="B", star=True, permutations=0)
    p = permuted_p(y, graph, permutations=permutations, seed=seed)
    q = _corrected(p)
    columns = {"z": found.Zs, "p": p, "q": q}
    spot = np.where(q > FDR, "none", np.where(found.Zs > 0, "hot", "cold"))
    drawn = _Drawn(neighbourhood, permutations, coverage, seed)
    return _local("hot_spots", (values, kept), columns, ("spot", spot), drawn, cautions)


def local_moran(
    values: pd.Series,
    places: gpd.GeoSeries,
    *,
    neighbourhood: Neighbourhood,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Result:
    """Find places that are like their neighbours, or unlike them: local Moran's I.

    Returns
    -------
    Result
        Table indexed as `places`: value, i, p (two-sided, by permutation), q (Benjamini-Hochberg) and kind: high_high,
        low_low, high_low, low_high, none, or missing. Figures i (the global statistic), expected and p.

    Notes
    -----
    Anselin (1995), Geographical Analysis 27(2); row-standardised weights. False-discovery rate as Castro and Singer
    (2006) advise: without it one place in twenty is called special by chance alone.
    """
    from esda import Moran, Moran_Local

    kept, graph, cautions = _prepared(values, places, neighbourhood, uncertainty_m, "local_moran")
    y = values[kept].to_numpy(dtype=np.float64)
    rows = graph.transform("R")
    found = Moran_Local(y, rows, permutations=0)
    overall = Moran(y, rows, permutations=0)
    p = permuted_p(y, rows, permutations=permutations, seed=seed)
    q = _corrected(p)
    kind = np.where(q > FDR, "none", np.array([QUADRANTS[int(quadrant)] for quadrant in found.q]))
    columns = {"i": found.Is, "p": p, "q": q}
    drawn = _Drawn(neighbourhood, permutations, coverage, seed)
    result = _local("local_moran", (values, kept), columns, ("kind", kind), drawn, cautions)
    figures = {
        "i": Figure(float(overall.I)),
        "expected": Figure(float(overall.EI)),
        "p": Figure(min(1.0, 2 * float(overall.p_norm if overall.p_norm <= 0.5 else 1 - overall.p_norm))),
    }
    return Result(
        result.method, {**figures, **result.figures}, result.table, result.parameters, result.cautions, result.seed
    )


def permuted_p(y: Floats, graph: Graph, *, permutations: int, seed: int) -> Floats:
    """Return the two-sided p-value of each place's weighted sum of neighbours, the place itself held in its place.

    Both local statistics rise with that sum alone once the place's own value is given, so one test serves both: how
    often do as many other places, drawn without replacement from all the others, give a sum as extreme?
    A place without neighbours has p = 1.
    """
    if not 99 <= permutations <= 99_999:
        raise ParameterError("permutations", permutations, allowed="99 - 99999")
    matrix = graph.sparse.tocsr()
    matrix.eliminate_zeros()  # a place without neighbours is kept in the graph as its own, with weight 0
    n = len(y)
    rng = np.random.default_rng(seed)
    own = matrix.diagonal() != 0
    sizes = np.diff(matrix.indptr) - own
    most = int(sizes.max(initial=0))
    if most == 0:
        return np.ones(n)
    # The same draws serve every place, as in esda: positions among the n - 1 others.
    draws = np.array([rng.choice(n - 1, size=most, replace=False) for _ in range(permutations)])
    found = np.ones(n)
    for i in range(n):
        if sizes[i] == 0:
            continue
        start, end = matrix.indptr[i], matrix.indptr[i + 1]
        others = matrix.indices[start:end] != i
        weights = matrix.data[start:end][others]
        observed = float(weights @ y[matrix.indices[start:end][others]])
        positions = draws[:, : sizes[i]]
        by_lot = y[positions + (positions >= i)] @ weights
        # Sums of the same numbers in another order differ in their last digits: those are equal, not extreme.
        slack = 1e-9 * max(abs(observed), float(np.abs(by_lot).max()))
        above = int((by_lot >= observed - slack).sum()) + 1
        below = int((by_lot <= observed + slack).sum()) + 1
        found[i] = min(1.0, 2 * min(above, below) / (permutations + 1))
    return found


def _nearest(xy: Floats, k: int) -> Graph:
    """Return the k nearest of each place; equal distances (places on one spot) are settled by order, not by chance."""
    from libpysal.graph import Graph
    from scipy.spatial import KDTree

    _, found = KDTree(xy).query(xy, k=k + 1)
    focal = np.repeat(np.arange(len(xy)), k)
    # A place on the same spot may come first: drop the place itself wherever it stands, else the farthest.
    rows = [[other for other in row if other != i][:k] for i, row in enumerate(found)]
    return Graph.from_arrays(focal, np.concatenate(rows), np.ones(len(focal)))


def _within(xy: Floats, distance_m: float) -> Graph:
    """Return all pairs within a distance, after counting them: their number grows with its square."""
    from libpysal.graph import Graph
    from scipy.spatial import KDTree

    tree = KDTree(xy)
    pairs = int(tree.count_neighbors(tree, distance_m)) - len(xy)
    if pairs > MAX_PAIRS:
        raise TooManyError("neighbour_pairs", count=pairs, limit=MAX_PAIRS)
    return Graph.build_distance_band(xy, threshold=distance_m)


def _prepared(
    values: pd.Series,
    places: gpd.GeoSeries,
    neighbourhood: Neighbourhood,
    uncertainty_m: float | pd.Series,
    method: str,
) -> tuple[NDArray[np.bool_], Graph, list[Caution]]:
    import pandas as pd

    if not values.index.equals(places.index):
        raise UnusableValuesError("unequal_length", count=abs(len(values) - len(places)))
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    located = (~(places.isna() | places.is_empty)).to_numpy()
    kept = np.isfinite(numbers) & located
    if kept.sum() < LEAST_PLACES:
        raise TooFewError(method, count=int(kept.sum()), least=LEAST_PLACES)
    if np.ptp(numbers[kept]) == 0:
        raise UnusableValuesError("all_equal", count=int(kept.sum()))
    graph = neighbours(places[kept], neighbourhood)
    cautions = []
    if neighbourhood.kind != "contiguity":
        stated = np.broadcast_to(np.asarray(uncertainty_m, dtype=np.float64), (len(values),))[kept]
        scale = neighbourhood.distance_m if neighbourhood.kind == "distance" else _typical_reach(places[kept], graph)
        cautions += resolution_cautions(stated, int(kept.sum()), scale_m=scale, method=method)
    if left_out := int((~kept).sum()):
        cautions.append(Caution("missing_values", {"count": left_out}))
    if alone := len(graph.isolates):
        cautions.append(Caution("no_neighbours", {"count": alone, "total": int(kept.sum())}))
    return kept, graph, cautions


def _typical_reach(places: gpd.GeoSeries, graph: Graph) -> float:
    """Return the median distance to the neighbours: what `nearest` tells apart."""
    import shapely

    xy = shapely.get_coordinates(shapely.centroid(places.to_numpy()))
    pairs = graph.adjacency.index
    focal, other = (pairs.get_level_values(level).to_numpy() for level in (0, 1))
    return float(np.median(np.hypot(*(xy[focal] - xy[other]).T)))


def _corrected(p: Floats) -> Floats:
    from scipy.stats import false_discovery_control

    found: Floats = false_discovery_control(p, method="bh")
    return found


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How a place's figure was tested: against whom, and by which random draws."""

    neighbourhood: Neighbourhood
    permutations: int
    coverage: Coverage
    seed: int


def _local(
    method: str,
    observed: tuple[pd.Series, NDArray[np.bool_]],
    columns: dict[str, Floats],
    label: tuple[str, NDArray[np.str_]],
    drawn: _Drawn,
    cautions: list[Caution],
) -> Result:
    import pandas as pd

    values, kept = observed
    permutations = drawn.permutations
    table = pd.DataFrame({"value": values}, index=values.index)
    for name, column in columns.items():
        table[name] = np.nan
        table.loc[kept, name] = column
    name, labels = label
    table[name] = "missing"
    table.loc[kept, name] = labels
    count = int(kept.sum())
    # The least p there can be, were only one place special, must survive the correction.
    if 2 / (permutations + 1) * count > FDR:
        cautions = [*cautions, Caution("permutations_coarse", {"permutations": permutations, "count": count})]
    special = int((labels != "none").sum())
    if not special:
        cautions = [*cautions, Caution("nothing_significant", {"count": count})]
    return Result(
        method,
        figures={"places": Figure(float(count)), "special": Figure(float(special))},
        table=table,
        parameters={
            **drawn.neighbourhood.as_parameters(),
            "permutations": permutations,
            "fdr": FDR,
            "coverage": drawn.coverage,
        },
        cautions=[*coverage_cautions(drawn.coverage, count), *cautions],
        seed=drawn.seed,
    )
