"""Geometry: what is missing, empty, invalid or out of the ordinary in a layer, and the repair of it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import shapely

from geo.ingest.findings import first_rows
from geo.ingest.layer import Layer

Array = np.ndarray[Any, Any]
_HUGE: Final = 1e9
_POLYGON: Final = 3  # types with a higher number have parts
_COLLECTION: Final = 7
_BLOCK_VERTICES: Final = 400_000
_DIMENSION_NAMES: Final = {0: "point", 1: "line", 2: "polygon"}


def clean(layer: Layer) -> None:
    """Take away what no reader can draw: positions that are not finite; z values that are not numbers."""
    if layer.features == 0:
        return
    present = ~shapely.is_missing(layer.geometry)
    if not present.any():
        layer.found("geometry_none", values={"count": layer.features})
        return
    missing = np.flatnonzero(~present)
    told = {"geometry_unreadable", "geometry_lost", "table_rows_unplaced", "table_join_missing", "table_join_ambiguous"}
    if len(missing) and not any(finding.code in told for finding in layer.findings):
        layer.found("geometry_null", values={"count": len(missing), "total": layer.features}, rows=first_rows(missing))
    _heights(layer)
    _nonfinite(layer)


def _heights(layer: Layer) -> None:
    has_z = shapely.has_z(layer.geometry)
    if not has_z.any():
        return
    rows = np.flatnonzero(has_z)
    heights = shapely.get_coordinates(layer.geometry[rows], include_z=True)[:, 2]
    if np.isnan(heights).any():
        layer.geometry = np.asarray(shapely.force_2d(layer.geometry), object)
        layer.found("geometry_z_nan", values={"count": len(rows)})
    else:
        layer.found("geometry_z", values={"count": len(rows)})


def _nonfinite(layer: Layer) -> None:
    """Set geometries with a NaN or infinite position to none: guessing the vertex would invent a place."""
    if _all_finite(layer.geometry):
        return
    points, owner = shapely.get_coordinates(layer.geometry, return_index=True)
    wrong = np.unique(owner[~np.isfinite(points).all(axis=1)])
    if len(wrong):
        before = shapely.to_wkt(layer.geometry[wrong[0]], rounding_precision=3)[:80]
        layer.geometry = layer.geometry.copy()
        layer.geometry[wrong] = None
        layer.found("geometry_nonfinite", values={"count": len(wrong)}, rows=first_rows(wrong), before=before)
    huge = np.setdiff1d(np.unique(owner[(np.abs(points) > _HUGE).any(axis=1)]), wrong)
    if len(huge):
        layer.geometry = layer.geometry.copy()
        layer.geometry[huge] = None
        layer.found("geometry_huge", values={"count": len(huge)}, rows=first_rows(huge))


def _all_finite(geometry: Array) -> bool:
    """Tell, without taking out every vertex, that all are finite and of this earth; False may also mean "perhaps".

    One vertex that is not a number makes the area of its polygon, and the length of its line, not a number.
    """
    drawn = geometry[~shapely.is_missing(geometry)]
    drawn = drawn[~shapely.is_empty(drawn)]
    dimensions = shapely.get_dimensions(drawn)
    kinds = shapely.get_type_id(drawn)
    if (kinds == shapely.GeometryType.GEOMETRYCOLLECTION).any() or (kinds == shapely.GeometryType.MULTIPOINT).any():
        return False
    measures = (shapely.area(drawn[dimensions == 2]), shapely.length(drawn[dimensions == 1]), shapely.bounds(drawn))
    return all(np.isfinite(values).all() for values in measures) and bool((np.abs(measures[2]) <= _HUGE).all())


def examine(layer: Layer, *, validity_s: float) -> None:
    """Note what a person should know of the geometries; polygons are checked for validity for at most so long."""
    geometry = layer.geometry
    present = np.flatnonzero(~shapely.is_missing(geometry))
    if len(present) == 0:
        return
    empty = present[shapely.is_empty(geometry[present])]
    if len(empty):
        layer.found("geometry_empty", values={"count": len(empty)}, rows=first_rows(empty))
    drawn = present[~shapely.is_empty(geometry[present])]
    dimensions = shapely.get_dimensions(geometry[drawn])
    kinds = sorted(set(dimensions.tolist()))
    if len(kinds) > 1:
        counts = ", ".join(
            f"{_DIMENSION_NAMES.get(int(kind), '?')} {int((dimensions == kind).sum())}" for kind in kinds
        )
        layer.found("geometry_mixed", values={"kinds": counts})
    flat = drawn[
        ((dimensions == 2) & (shapely.area(geometry[drawn]) == 0))
        | ((dimensions == 1) & (shapely.length(geometry[drawn]) == 0))
    ]
    if len(flat):
        layer.found("geometry_degenerate", values={"count": len(flat)}, rows=first_rows(flat))
    _validity(layer, drawn[dimensions == 2], flat, validity_s)
    _ring_order(layer, drawn[dimensions == 2])


def _validity(layer: Layer, polygons: Array, known: Array, seconds: float) -> None:
    polygons = polygons[~np.isin(polygons, known)] if len(known) else polygons
    if len(polygons) == 0:
        return
    counts = np.cumsum(shapely.get_num_coordinates(layer.geometry[polygons]))
    blocks = np.split(polygons, np.flatnonzero(np.diff(counts // _BLOCK_VERTICES)) + 1)
    start = time.monotonic()
    wrong: list[int] = []
    checked = 0
    for block in blocks:
        valid = _is_valid(layer.geometry[block])
        wrong += block[~valid].tolist()
        checked += len(block)
        if time.monotonic() - start > seconds and checked < len(polygons):
            layer.found("geometry_partly_checked", values={"count": checked, "total": len(polygons)})
            break
    if wrong:
        reason = str(shapely.is_valid_reason(layer.geometry[wrong[0]]))
        layer.found(
            "geometry_invalid",
            values={"count": len(wrong), "detail": reason[:80]},
            rows=first_rows(wrong),
            before=reason[:80],
        )


def _is_valid(block: Array) -> Array:
    """Check one block of polygons on two threads: GEOS works without the interpreter's lock."""
    halves = np.array_split(block, 2)
    with ThreadPoolExecutor(max_workers=2) as pool:
        return np.concatenate(list(pool.map(shapely.is_valid, halves)))


def _ring_order(layer: Layer, polygons: Array) -> None:
    if layer.format not in ("geojson", "topojson") or len(polygons) == 0:
        return
    single = polygons[shapely.get_type_id(layer.geometry[polygons]) == 3][:10000]
    if len(single) == 0:
        return
    clockwise = single[~shapely.is_ccw(shapely.get_exterior_ring(layer.geometry[single]))]
    if len(clockwise):
        layer.found("geometry_ring_order", values={"count": len(clockwise)}, rows=first_rows(clockwise))


def repair(geometry: Array) -> tuple[Array, Array]:
    """Return valid geometries of the same dimension, rings in the order of RFC 7946, and which rows were changed.

    Invalid polygons are rebuilt with GEOS MakeValid (structure method), which keeps every point of the lines; parts
    of a lower dimension that this leaves over (spikes) are dropped. What has no area at all stays as it is: rebuilt, it
    would be empty, and gone.
    """
    result = geometry.copy()
    present = np.flatnonzero(~shapely.is_missing(geometry))
    wrong = present[~shapely.is_valid(geometry[present])]
    changed = []
    for row in wrong:
        rebuilt = _same_dimension(
            shapely.make_valid(geometry[row], method="structure", keep_collapsed=False),
            int(shapely.get_dimensions(geometry[row])),
        )
        if rebuilt is not None and not shapely.is_empty(rebuilt):
            result[row] = rebuilt
            changed.append(row)
    areas = present[np.isin(shapely.get_type_id(result[present]), (3, 6))]
    if len(areas):
        result[areas] = shapely.orient_polygons(result[areas], exterior_cw=False)
    return result, np.array(changed, dtype=np.intp)


def _same_dimension(geometry: Any, dimension: int) -> Any:
    parts = shapely.get_parts(geometry)
    kept = parts[shapely.get_dimensions(parts) == dimension]
    if len(kept) == len(parts):
        return geometry
    if len(kept) == 0:
        return None
    if len(kept) == 1:
        return kept[0]
    return (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[dimension](_singles(kept))


def _singles(parts: Array) -> Array:
    return np.asarray(shapely.get_parts(parts), object)


def single_kinds(geometry: Array) -> tuple[Array, Array]:
    """Return geometries without collections, and the row each comes from: points, lines and areas in one go apart.

    Examples
    --------
    >>> both = shapely.from_wkt(["GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))"])
    >>> rows, parts = single_kinds(both)
    >>> rows.tolist(), [part.geom_type for part in parts]
    ([0, 0], ['MultiPoint', 'MultiLineString'])
    """
    collections = shapely.get_type_id(geometry) == _COLLECTION
    if not collections.any():
        return np.arange(len(geometry)), geometry
    makers = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
    rows: list[int] = []
    parts: list[Any] = []
    for row, shape in enumerate(geometry):
        if not collections[row]:
            rows.append(row)
            parts.append(shape)
            continue
        flat = np.array([shape], object)
        while (shapely.get_type_id(flat) > _POLYGON).any():
            flat = shapely.get_parts(flat)
        dimensions = shapely.get_dimensions(flat)
        kinds = [kind for kind in range(len(makers)) if (dimensions == kind).any()]
        rows += [row] * max(1, len(kinds))
        parts += [makers[kind](flat[dimensions == kind]) for kind in kinds] or [None]
    return np.array(rows), np.array(parts, object)
