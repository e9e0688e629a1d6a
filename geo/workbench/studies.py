"""Studies: what a person asks of a session's layers, answered by the analyses, with the layer and rows it gives."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np
import pandas as pd

from geo.analysis import hot_spots, point_clusters, point_pattern, proximity, regional, scorecard, sensitivity
from geo.analysis.errors import TooFewError, UnusableValuesError
from geo.analysis.methods import MethodRow, method_row
from geo.analysis.plane import to_metres
from geo.analysis.result import Caution, Coverage, Result
from geo.workbench import columns, joins
from geo.workbench.builtin import Names

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

LONLAT: Final = "EPSG:4326"
MAX_STUDIES: Final = 20  # kept in a session


class Said(TypedDict):
    """What a person says of points: how far off each may be, metres, and whether they are all there are."""

    uncertainty_m: float | pd.Series
    coverage: Coverage


class SaidOfLayer(TypedDict):
    """What a person says of a layer of points: as `Said`, its name and version, and how uncertain a point may be."""

    uncertainty_m: pd.Series
    coverage: Coverage
    data: str
    most_m: float | None


@dataclass(frozen=True, slots=True)
class Study:
    """One question and its answer.

    Attributes
    ----------
    result : figures, rows and cautions.
    method : row of the methods sheet.
    layer : what can be drawn, in EPSG:4326; None if nothing.
    paint : column of `layer` that colours it, "" if none; its values are keys of `spot` texts or numbers.
    sensitivity : the same question over a grid of parameters; None where there is none.
    by_person : parameters that a person set to something else than what was suggested.
    names : column of the rows -> its values' names, where they are codes.
    layer_id : of the drawn result, "" where nothing is drawn.
    """

    result: Result
    method: MethodRow
    layer: gpd.GeoDataFrame | None = None
    paint: str = ""
    sensitivity: pd.DataFrame | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    by_person: tuple[str, ...] = ()
    names: Mapping[str, Names] = field(default_factory=dict)
    layer_id: str = ""


def uncertainty(layer: pd.DataFrame, column: str, stated_m: float | None) -> pd.Series:
    """Return the uncertainty of each row, metres: from a column, else one number for all, else not stated (NaN)."""
    if column:
        numbers = pd.to_numeric(layer[column], errors="coerce")
        if (numbers < 0).any():
            raise UnusableValuesError("negative", count=int((numbers < 0).sum()))
        return numbers.astype(float)
    return pd.Series(np.nan if stated_m is None else float(stated_m), index=layer.index)


def precise(
    layer: gpd.GeoDataFrame, uncertainty_m: pd.Series, most_m: float | None
) -> tuple[gpd.GeoDataFrame, list[Caution]]:
    """Leave out the points that are uncertain by more than the person allows, and say how many; not stated stays."""
    if most_m is None:
        return layer, []
    kept = ~(uncertainty_m > most_m)
    dropped = int((~kept).sum())
    said = (
        [Caution("points_dropped", {"count": dropped, "total": len(layer), "limit": round(most_m)})] if dropped else []
    )
    return layer[kept], said


def located(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows that have a place, in metres on the ground.

    Raises
    ------
    TooFewError
        if none has.
    """
    kept = layer[~(layer.geometry.isna() | layer.geometry.is_empty)]
    if len(kept) == 0:
        raise TooFewError("projection", count=0, least=1)
    return to_metres(kept)


def window_of(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None) -> BaseGeometry:
    """Return the study area in the points' projection: the areas together, else the points' convex hull."""
    if areas is not None:
        return areas.to_crs(points.crs).geometry.union_all()
    return points.geometry.union_all().convex_hull


def clusters(
    points: gpd.GeoDataFrame,
    *,
    method: str,
    parameters: Mapping[str, float],
    uncertainty_m: pd.Series,
    coverage: Coverage,
    data: str,
    most_m: float | None = None,
) -> Study:
    """Find clusters of points and draw their boundaries.

    Parameters
    ----------
    most_m : points more uncertain than this are left out; None keeps all.
    method : dbscan (reach_m, min_points, concavity) or hdbscan (least_m, min_cluster, concavity).
    """
    kept, said = precise(points, uncertainty_m, most_m)
    plane = located(kept)
    places, stated = plane.geometry, uncertainty_m.reindex(plane.index)
    common: Said = {"uncertainty_m": stated, "coverage": coverage}
    if method == "dbscan":
        reach_m, min_points = parameters["reach_m"], int(parameters["min_points"])
        result = point_clusters.dbscan(places, reach_m=reach_m, min_points=min_points, **common)
        grid = sensitivity.of_dbscan(places, reach_m=reach_m, min_points=min_points, **common)
    else:
        least_m, min_cluster = parameters["least_m"], int(parameters["min_cluster"])
        result = point_clusters.hdbscan(places, least_m=least_m, min_cluster=min_cluster, **common)
        grid = sensitivity.of_hdbscan(places, least_m=least_m, min_cluster=min_cluster, **common)
    table = _table(result)
    hulls = point_clusters.boundaries(places, table["cluster"], concavity=parameters["concavity"])
    layer = hulls.to_crs(LONLAT) if len(hulls) else None
    result = _left_out(_named(result, points), said, most_m)
    extra = {"clusters": hulls, "members": table["cluster"]}
    row = method_row(result, data=data)
    return Study(result, row, layer, "points" if layer is not None else "", grid, extra)


def pattern(
    points: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None,
    *,
    method: str,
    uncertainty_m: pd.Series,
    coverage: Coverage,
    data: str,
    most_m: float | None = None,
) -> Study:
    """Test whether points gather: nearest_neighbours or ripley; `most_m` as for `clusters`."""
    kept, said = precise(points, uncertainty_m, most_m)
    plane = located(kept)
    run = point_pattern.nearest_neighbours if method == "nearest_neighbours" else point_pattern.ripley
    result = run(
        plane.geometry,
        window_of(plane, areas),
        uncertainty_m=uncertainty_m.reindex(plane.index),
        coverage=coverage,
    )
    result = _left_out(result, said, most_m)
    return Study(result, method_row(result, data=data))


def spots(
    layer: gpd.GeoDataFrame,
    *,
    method: str,
    column: str,
    neighbourhood: hot_spots.Neighbourhood,
    permutations: int,
    uncertainty_m: pd.Series,
    coverage: Coverage,
    data: str,
    most_m: float | None = None,
) -> Study:
    """Find hot spots (hot_spots) or local association (local_moran) of a column; `most_m` as for `clusters`."""
    layer, said = precise(layer, uncertainty_m, most_m)
    plane = located(layer)
    common: Said = {"uncertainty_m": uncertainty_m.reindex(plane.index), "coverage": coverage}
    run = hot_spots.hot_spots if method == "hot_spots" else hot_spots.local_moran
    result = run(plane[column], plane.geometry, neighbourhood=neighbourhood, permutations=permutations, **common)
    table = _table(result)
    result = _left_out(_named(result, layer), said, most_m)
    label = "spot" if method == "hot_spots" else "kind"
    drawn = layer.loc[table.index].copy()
    for column_name in table.columns:
        drawn[f"{method}_{column_name}"] = table[column_name]
    grid = None
    if method == "hot_spots":
        others = [hot_spots.Neighbourhood("nearest", k=k) for k in (4, 6, 8, 12) if k < len(plane)]
        if joins.is_areas(layer):
            others.insert(0, hot_spots.Neighbourhood("contiguity"))
        rest = [other for other in others if other.as_parameters() != neighbourhood.as_parameters()]
        grid = sensitivity.of_hot_spots(plane[column], plane.geometry, neighbourhoods=[neighbourhood, *rest], **common)
    return Study(result, method_row(result, data=data), drawn, f"{method}_{label}", grid)


def specialisation(table: regional.RegionalTable, *, coverage: Coverage, data: str) -> tuple[Study, ...]:
    """Measure location quotients, the structure of regions and the concentration of industries."""
    results = (
        regional.specialisation(table, coverage=coverage),
        regional.regions(table, coverage=coverage),
        regional.industries(table, coverage=coverage),
    )
    return tuple(Study(result, method_row(result, data=data)) for result in results)


def near_quotients(
    table: regional.RegionalTable,
    places: gpd.GeoDataFrame,
    *,
    bandwidth_m: float,
    kernel: str,
    coverage: Coverage,
    data: str,
) -> Study:
    """Measure proximity-adjusted location quotients; `places` holds one area per region, indexed by its name."""
    centres = located(places).geometry.centroid
    common: Said = {"uncertainty_m": 0.0, "coverage": coverage}
    result = proximity.adjusted_quotients(table, centres, bandwidth_m=bandwidth_m, kernel=kernel, **common)
    grid = sensitivity.of_bandwidth(table, centres, bandwidth_m=bandwidth_m, kernel=kernel, **common)
    return Study(result, method_row(result, data=data), sensitivity=grid)


def card(
    organisations: pd.DataFrame,
    known: pd.DataFrame,
    *,
    coverage: Coverage,
    figures: Mapping[str, float | str | None],
    data: str,
) -> Study:
    """Compare a region's organisations (columns kind, segment) with the catalogue's cases."""
    found = scorecard.scorecard(scorecard.features(organisations), known, coverage=coverage, figures=figures)
    result = Result("scorecard", table=found.criteria, parameters={"coverage": coverage}, cautions=found.cautions)
    return Study(result, method_row(result, data=data), extra={"card": found})


def _left_out(result: Result, said: list[Caution], most_m: float | None) -> Result:
    """Add to a result which points were left out before, and by what rule."""
    rule = {} if most_m is None else {"most_m": most_m}
    return dataclasses.replace(result, cautions=[*said, *result.cautions], parameters={**result.parameters, **rule})


def _named(result: Result, layer: gpd.GeoDataFrame) -> Result:
    """Put the layer's column that names its rows before a result's columns."""
    table = _table(result)
    name = columns.name_of(layer)
    if not name:
        return result
    named = table.assign(name=layer.loc[table.index, name].astype(str))
    return dataclasses.replace(result, table=named[["name", *table.columns]])


def _table(result: Result) -> pd.DataFrame:
    if result.table is None:
        raise UnusableValuesError("missing", count=0)
    return result.table
