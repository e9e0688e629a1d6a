"""Chinese map datums: GCJ-02 and BD-09, their shifts, and the test of a layer against administrative boundaries.

Formulas: the widely published approximation of GCJ-02 (ellipsoid of Krasovsky 1940) and Baidu's of BD-09 upon it; the
inverses are found by iteration to 1e-9 degrees. Outside China's bounding box GCJ-02 equals WGS 84.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import shapely

from geo.ingest.layer import Layer
from geo.ingest.placing.places import Gazetteer, expected_units

Array = np.ndarray[Any, Any]
_AXIS_M: Final = 6378245.0
_ECCENTRICITY_2: Final = 0.00669342162296594323
_BAIDU: Final = np.pi * 3000.0 / 180.0
CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
# The land and waters where a layer of China may be; used to speak of a datum, never to draw.
CHINA_BOX: Final = (73.0, 3.0, 135.6, 54.0)
_GAIN: Final = 0.25


def in_china(x: Array, y: Array) -> Array:
    """Return which positions lie in the box within which GCJ-02 shifts (degrees)."""
    inside: Array = (x >= CHINA[0]) & (x <= CHINA[2]) & (y >= CHINA[1]) & (y <= CHINA[3])
    return inside


def _shift(lon: Array, lat: Array) -> tuple[Array, Array]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    d_lat += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    d_lat += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    d_lon += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    d_lon += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    radians = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY_2 * np.sin(radians) ** 2
    meridian = _AXIS_M * (1.0 - _ECCENTRICITY_2) / (magic * np.sqrt(magic))
    parallel = _AXIS_M / np.sqrt(magic) * np.cos(radians)
    inside = in_china(lon, lat)
    return np.where(inside, np.degrees(d_lon / parallel), 0.0), np.where(inside, np.degrees(d_lat / meridian), 0.0)


def wgs84_to_gcj02(lon: Array, lat: Array) -> tuple[Array, Array]:
    """Shift WGS 84 degrees to GCJ-02.

    Examples
    --------
    >>> [float(np.round(v, 6)) for v in wgs84_to_gcj02(np.array(116.391), np.array(39.907))]
    [116.397241, 39.908401]
    """
    d_lon, d_lat = _shift(lon, lat)
    return lon + d_lon, lat + d_lat


def gcj02_to_bd09(lon: Array, lat: Array) -> tuple[Array, Array]:
    """Shift GCJ-02 degrees to BD-09."""
    z = np.sqrt(lon * lon + lat * lat) + 0.00002 * np.sin(lat * _BAIDU)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU)
    return z * np.cos(angle) + 0.0065, z * np.sin(angle) + 0.006


def wgs84_to_bd09(lon: Array, lat: Array) -> tuple[Array, Array]:
    """Shift WGS 84 degrees to BD-09."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def _inverse(forward: Callable[[Array, Array], tuple[Array, Array]], lon: Array, lat: Array) -> tuple[Array, Array]:
    x, y = np.array(lon, "float64"), np.array(lat, "float64")
    for _ in range(12):
        there = forward(x, y)
        step_x, step_y = there[0] - lon, there[1] - lat
        x, y = x - step_x, y - step_y
        if not np.any(np.abs(step_x) > 1e-9) and not np.any(np.abs(step_y) > 1e-9):
            break
    return x, y


def to_wgs84(datum: str, lon: Array, lat: Array) -> tuple[Array, Array]:
    """Return WGS 84 degrees of GCJ-02 ("gcj02") or BD-09 ("bd09") degrees; raises KeyError for another datum."""
    return _inverse(FORWARD[datum], lon, lat)


FORWARD: Final = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}


def convert(geometry: Array, datum: str) -> Array:
    """Return geometries in WGS 84 degrees of geometries in a shifted datum."""
    return np.asarray(
        shapely.transform(geometry, lambda points: np.column_stack(to_wgs84(datum, points[:, 0], points[:, 1]))), object
    )


def suspect(layer: Layer, places: Gazetteer) -> tuple[str, float, float, int] | None:
    """Compare polygons that bear a unit's name or code with that unit's boundary, as they are and shifted back.

    Returns
    -------
    (datum, mismatch as is, mismatch when shifted back, number of polygons compared) where a shifted datum fits the
    boundaries clearly better, else None. The mismatch is the symmetric difference divided by the boundary's area.
    """
    pairs = [
        (row, unit) for row, unit in expected_units(layer.table, places).items() if layer.geometry[row] is not None
    ]
    pairs = [(row, unit) for row, unit in pairs if shapely.get_dimensions(layer.geometry[row]) == 2][:20]
    scores: dict[str, list[float]] = {"": [], "gcj02": [], "bd09": []}
    for row, unit in pairs:
        ours, theirs = shapely.make_valid(layer.geometry[row]), places.geometry[unit]
        if shapely.area(theirs) == 0 or not 0.8 < shapely.area(ours) / shapely.area(theirs) < 1.25:
            continue
        for name, values in scores.items():
            moved = convert(np.array([ours], object), name)[0] if name else ours
            difference = shapely.symmetric_difference(shapely.make_valid(moved), theirs)
            values.append(float(shapely.area(difference) / shapely.area(theirs)))
    if not scores[""]:
        return None
    means = {name: float(np.mean(values)) for name, values in scores.items()}
    best = min(means, key=lambda name: means[name])
    if best and means[best] < (1 - _GAIN) * means[""] and means[""] < 1.0:
        return best, means[""], means[best], len(scores[""])
    return None
