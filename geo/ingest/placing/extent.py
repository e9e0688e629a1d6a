"""Extent of a layer on the globe: from its vertices, not from the corners of boxes that no feature fills."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from pyproj import CRS

from geo.ingest.placing import crs as reference

Array = np.ndarray[Any, Any]
Bounds = tuple[float, float, float, float]
_ALL_VERTICES: Final = 200_000  # so many are transformed in a tenth of a second
_CANDIDATES: Final = 64  # features a side that are looked at closely in a larger layer


def degrees(geometry: Array, system: CRS) -> Bounds | None:
    """Return the bounding box in WGS 84 degrees of geometries in a reference system, None if nothing lies on earth.

    A box in a projection is no box on the globe, and its corners may lie off it: the vertices decide. In a large layer
    only those features are transformed whole whose own boxes reach furthest.
    """
    extents = shapely.bounds(geometry).reshape(-1, 4)
    known = np.flatnonzero(np.isfinite(extents).all(axis=1))
    if len(known) == 0:
        return None
    if system.is_geographic or shapely.get_num_coordinates(geometry[known]).sum() <= _ALL_VERTICES:
        chosen = known
    else:
        chosen = known[_outermost(extents[known], system)]
    if system.is_geographic:
        x0, y0, x1, y1 = extents[chosen].T
        points = np.column_stack([np.concatenate([x0, x1]), np.concatenate([y0, y1])])
    else:
        points = shapely.get_coordinates(geometry[chosen])
    lon, lat = reference.to_lonlat(system, points[:, 0], points[:, 1])
    good = np.isfinite(lon) & np.isfinite(lat)
    if not good.any():
        return None
    lon, lat = lon[good], lat[good]
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _outermost(extents: Array, system: CRS) -> Array:
    """Return which features reach furthest west, south, east and north by corners, edges and middles of their boxes."""
    x0, y0, x1, y1 = extents.T
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    xs = np.stack([x0, x0, x1, x1, middle_x, middle_x, x0, x1])
    ys = np.stack([y0, y1, y0, y1, y0, y1, middle_y, middle_y])
    lon, lat = reference.to_lonlat(system, xs.ravel(), ys.ravel())
    lon, lat = lon.reshape(xs.shape), lat.reshape(xs.shape)
    known = np.isfinite(lon).all(axis=0) & np.isfinite(lat).all(axis=0)
    chosen: set[int] = set(np.flatnonzero(~known).tolist())
    sides = (lon.min(axis=0), lat.min(axis=0), -lon.max(axis=0), -lat.max(axis=0))
    for side in sides:
        chosen.update(np.argsort(np.where(known, side, np.inf))[:_CANDIDATES].tolist())
    return np.array(sorted(chosen), "i8")


def typical(geometry: Array, system: CRS, *, most: int = 500) -> tuple[Array, Array, float]:
    """Return where some features of a layer lie in degrees, those off the globe left out, and the share of the rest.

    Parameters
    ----------
    geometry : geometries, None among them; system : what they are in; most : features looked at.
    """
    drawn = geometry[~(shapely.is_missing(geometry) | shapely.is_empty(geometry))]
    middle = shapely.centroid(drawn[:: max(1, len(drawn) // most)])
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    lon, lat = reference.to_lonlat(system, x, y)
    good = np.isfinite(lon) & np.isfinite(lat)
    return lon[good], lat[good], float(good.mean()) if len(good) else 0.0


def off_globe(geometry: Array) -> Array:
    """Return the rows of geometries in degrees of which a position is not finite."""
    extents = shapely.bounds(geometry).reshape(-1, 4)
    drawn = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    return np.flatnonzero(drawn & ~np.isfinite(extents).all(axis=1))


def off_globe_in(geometry: Array, system: CRS) -> Array:
    """Return the rows of which a reference system cannot put a position on the globe.

    Only features whose own box reaches off it are looked at closely.
    """
    if system.is_geographic:
        return np.array([], "i8")
    extents = shapely.bounds(geometry).reshape(-1, 4)
    known = np.flatnonzero(np.isfinite(extents).all(axis=1))
    x0, y0, x1, y1 = extents[known].T
    lon, lat = reference.to_lonlat(system, np.concatenate([x0, x0, x1, x1]), np.concatenate([y0, y1, y0, y1]))
    doubtful = known[~(np.isfinite(lon) & np.isfinite(lat)).reshape(4, -1).all(axis=0)]
    if len(doubtful) == 0:
        return doubtful
    points, owner = shapely.get_coordinates(geometry[doubtful], return_index=True)
    lon, lat = reference.to_lonlat(system, points[:, 0], points[:, 1])
    rows: Array = doubtful[np.unique(owner[~(np.isfinite(lon) & np.isfinite(lat))])]
    return rows
