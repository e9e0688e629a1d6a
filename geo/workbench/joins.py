"""Joins: counts organisations or a session's points into areas, and says which of them may lie in the next area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.analysis.errors import UnusableValuesError
from geo.analysis.plane import to_metres
from geo.analysis.result import Caution

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

COUNT: Final = "points_in_area"
NEAR_BORDER: Final = "points_near_border"
PER_KM2: Final = "points_per_100km2"


def is_areas(layer: gpd.GeoDataFrame) -> bool:
    """Tell whether every drawn row is a polygon."""
    drawn = layer.geometry[~(layer.geometry.isna() | layer.geometry.is_empty)]
    return len(drawn) > 0 and bool(drawn.geom_type.isin(["Polygon", "MultiPolygon"]).all())


def is_points(layer: gpd.GeoDataFrame) -> bool:
    """Tell whether every drawn row is a single point."""
    drawn = layer.geometry[~(layer.geometry.isna() | layer.geometry.is_empty)]
    return len(drawn) > 0 and bool((drawn.geom_type == "Point").all())


def catalogue_points(organisations: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the catalogue's organisations as points in EPSG:4326."""
    import geopandas as gpd

    return gpd.GeoDataFrame(
        organisations, geometry=gpd.points_from_xy(organisations["lon"], organisations["lat"]), crs="EPSG:4326"
    )


def areas_of_points(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """Return for each point the index label of the area it lies in, NA where in none; the first where areas overlap."""
    import pandas as pd

    valid = areas.geometry.notna() & ~areas.geometry.is_empty
    tree = shapely.STRtree(areas.geometry[valid].to_numpy())
    point, area = tree.query(points.geometry.to_numpy(), predicate="intersects")
    found = pd.Series(pd.NA, index=points.index, dtype="object")
    first = pd.Series(area, index=point).groupby(level=0).min()
    labels = areas.index[valid.to_numpy()].to_numpy()
    found.iloc[first.index.to_numpy()] = labels[first.to_numpy()]
    return found


def shapes_of(values: pd.Series, layers: Sequence[gpd.GeoDataFrame]) -> dict[Any, BaseGeometry]:
    """Return the areas that values are the names or codes of, in the first layer of areas where most of them are found.

    Parameters
    ----------
    values : names or codes of regions, as a table has them.
    layers : of the session, EPSG:4326.
    """
    import pandas as pd

    different = {str(value).strip(): value for value in pd.unique(values) if not pd.isna(value)}
    for layer in layers:
        if not is_areas(layer):
            continue
        for column in layer.columns.drop(layer.geometry.name):
            texts = layer[column].astype(str).str.strip()
            first = dict(zip(texts[::-1], layer.geometry[::-1], strict=True))
            found = {value: first[text] for text, value in different.items() if text in first}
            if 2 * len(found) > len(different):
                return found
    return {}


def count_in_areas(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, *, uncertainty_m: pd.Series
) -> tuple[gpd.GeoDataFrame, list[Caution]]:
    """Count points into areas.

    Parameters
    ----------
    points, areas : in EPSG:4326; any other columns stay as they are.
    uncertainty_m : radius within which each point lies, metres; NaN = not stated.

    Returns
    -------
    tuple
        The areas with COUNT, NEAR_BORDER (of those counted, how many may lie in another area: their uncertainty
        reaches the border) and PER_KM2 (per 100 km2); and the cautions.

    Raises
    ------
    UnusableValuesError
        if the areas are not polygons or the points are not points.
    """
    if not is_areas(areas):
        raise UnusableValuesError("not_polygons", count=len(areas))
    if not is_points(points):
        raise UnusableValuesError("not_points", count=len(points))
    inside = areas_of_points(points, areas)
    plane = to_metres(areas)
    drawn = points.to_crs(plane.crs)
    near = np.zeros(len(points), dtype=bool)
    located = inside.notna().to_numpy()
    borders = plane.geometry.boundary.reindex(inside[located].to_numpy())
    apart = shapely.distance(drawn.geometry.to_numpy()[located], borders.to_numpy())
    stated = uncertainty_m.to_numpy(dtype=np.float64)[located]
    near[located] = np.where(np.isnan(stated), False, apart < stated)
    counts = inside[located].value_counts()
    doubtful = inside[near].value_counts()
    result = areas.copy()
    result[COUNT] = counts.reindex(areas.index).fillna(0).astype(int)
    result[NEAR_BORDER] = doubtful.reindex(areas.index).fillna(0).astype(int)
    result[PER_KM2] = np.round(result[COUNT] / (plane.area / 1e8), 3)
    cautions = []
    if near.any():
        cautions.append(Caution("near_border", {"count": int(near.sum()), "total": int(located.sum())}))
    unknown = int(np.isnan(stated).sum())
    if unknown:
        cautions.append(Caution("uncertainty_unknown", {"count": unknown, "total": int(located.sum())}))
    return result, cautions
