"""Antimeridian: layers counted from 0 to 360 degrees, and shapes that cross 180 degrees the long way round."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from pyproj import CRS

from geo.ingest.findings import first_rows
from geo.ingest.layer import Layer
from geo.ingest.placing import reprojection
from geo.ingest.placing.crs import LONLAT, Box

Array = np.ndarray[Any, Any]
# Edges that run along the edge of the map from one end to the other are meant: of a box of the whole world.
_EDGE_DEGREES: Final = 179.9
_HALF_TURN_M: Final = 15_000_000.0  # less than half the equator, for projections true to scale further north
_UPRIGHT: Final = ("mercator", "popular visualisation", "equidistant cylindrical", "lambert cylindrical equal area")


def is_wrapped(box: Box) -> bool:
    x0, y0, x1, y1 = box.core
    return x0 >= -0.5 and 180.5 < x1 <= 360.5 and y0 >= -90.5 and y1 <= 90.5


def unwrap(layer: Layer) -> None:
    """Shift features beyond 180 degrees east by a full turn."""
    extents = shapely.bounds(layer.geometry).reshape(-1, 4)
    known = np.isfinite(extents).all(axis=1)
    beyond = np.flatnonzero(known & (extents[:, 2] > 180.0))
    whole = np.flatnonzero(known & (extents[:, 0] >= 180.0) & (extents[:, 2] > 180.0))
    layer.geometry = layer.geometry.copy()
    layer.geometry[whole] = shapely.transform(layer.geometry[whole], _a_turn_west)
    for row in np.setdiff1d(beyond, whole):
        layer.geometry[row] = _cut_at_180(layer.geometry[row])
    layer.found("place_wrapped", values={"count": len(beyond)}, rows=first_rows(beyond), certain=False)


def _a_turn_west(points: Array) -> Array:
    return np.asarray(points - [360.0, 0.0])


def _cut_at_180(shape: Any) -> Any:
    """Cut one geometry at the antimeridian and bring its eastern part round, as RFC 7946 (3.1.9) asks."""
    sound = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
    west = shapely.intersection(sound, shapely.box(-180.0, -90.0, 180.0, 90.0))
    east = shapely.intersection(sound, shapely.box(180.0, -90.0, 540.0, 90.0))
    return shapely.union_all([west, shapely.transform(east, _a_turn_west)])


def tell_of_long_ways(layer: Layer) -> None:
    """Note the features of a layer of which an edge spans more than half the globe.

    Nobody draws such an edge; it is one that crosses 180 degrees, and lies across the whole map as it stands. Looked
    for in degrees, and in projections whose meridians are upright lines; elsewhere edges near a pole look like it.
    """
    crs = layer.crs
    if crs is None or not (crs.is_geographic or _has_upright_meridians(crs)):
        return
    extents = shapely.bounds(layer.geometry).reshape(-1, 4)
    half = 180.0 if crs.is_geographic else _HALF_TURN_M
    wide = np.flatnonzero(np.isfinite(extents).all(axis=1) & (extents[:, 2] - extents[:, 0] > half))
    shapes = layer.geometry[wide]
    if len(wide) and not crs.is_geographic:
        shapes = reprojection.reproject(shapes, crs, LONLAT)
    rows = [int(row) for row, shape in zip(wide, shapes, strict=True) if _goes_round(shape)]
    if rows:
        layer.found("place_antimeridian", values={"count": len(rows)}, rows=first_rows(rows), certain=False)


def _has_upright_meridians(crs: CRS) -> bool:
    operation = crs.coordinate_operation
    name = operation.method_name.lower() if operation is not None else ""
    return name.startswith(_UPRIGHT)


def _goes_round(shape: Any) -> bool:
    parts = shapely.get_parts(shapely.get_parts(np.array([shape], object)))
    areas = shapely.get_dimensions(parts) == 2
    lines = [*parts[shapely.get_dimensions(parts) == 1], *(shapely.get_rings(parts[areas]) if areas.any() else ())]
    for line in lines:
        longitudes = shapely.get_coordinates(line)[:, 0]
        ends = np.stack([longitudes[:-1], longitudes[1:]])
        far = np.abs(ends[1] - ends[0]) > 180.0
        if (far & ~(np.abs(ends) >= _EDGE_DEGREES).all(axis=0)).any():
            return True
    return False
