"""Outline: coasts and a frame for small charts of places, as plain numbers that a native chart draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from geo import stamp
from geo.catalog import boundaries
from geo.settings import Settings

SOUTH, NORTH = -58.0, 82.0  # no place of ours lies beyond
_SIMPLE_DEG: Final = 0.35
_LEAST_DEG2: Final = 2.0  # smaller islands are left out of a chart of the world
_NEAR_DEG: Final = 0.04
_MARGIN: Final = 0.18
_LEAST_HIGH_DEG: Final = 4.0
_CLOSE_DEG: Final = 45.0  # frames up to so wide get the finer coast
Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart of places shows: edges in WGS84 degrees."""

    west: float
    south: float
    east: float
    north: float


WORLD: Final = Frame(-180.0, SOUTH, 180.0, NORTH)


def frame_of(points: Sequence[tuple[float, float]], *, aspect: float) -> Frame:
    """Return a frame round points (longitude, latitude) with a margin, `aspect` times as wide as high in degrees.

    Examples
    --------
    >>> frame_of([(100.0, 30.0), (120.0, 40.0)], aspect=2.0)
    Frame(west=96.4, south=28.2, east=123.6, north=41.8)
    """
    if not points:
        return WORLD
    wests, souths = [point[0] for point in points], [point[1] for point in points]
    wide, high = max(wests) - min(wests), max(souths) - min(souths)
    high = max(high, wide / aspect, _LEAST_HIGH_DEG) * (1 + 2 * _MARGIN)
    wide = high * aspect
    if wide >= WORLD.east - WORLD.west:
        return WORLD
    lon, lat = (max(wests) + min(wests)) / 2, (max(souths) + min(souths)) / 2
    edges = (lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2)
    return Frame(*(round(edge, 4) for edge in edges))


def coast(config: Settings, frame: Frame = WORLD) -> tuple[Line, ...]:
    """Return the coast within a frame as lines of (longitude, latitude), coarse where the frame is wide."""
    return _coast(config, stamp.version(config), frame)


@lru_cache(maxsize=32)
def _coast(config: Settings, _version: str, frame: Frame) -> tuple[Line, ...]:
    import shapely

    close = frame.east - frame.west <= _CLOSE_DEG
    window = shapely.box(frame.west, max(frame.south, -85.0), frame.east, min(frame.north, 85.0))
    land = boundaries.base_land(config)
    near = land.cx[frame.west : frame.east, frame.south : frame.north].geometry
    found: list[Line] = []
    for shape in near:
        if not close and shape.area < _LEAST_DEG2:
            continue
        simple = shapely.simplify(shape.boundary, _NEAR_DEG if close else _SIMPLE_DEG)
        parts = shapely.get_parts(shapely.line_merge(shapely.intersection(simple, window)))
        found.extend(_line(part) for part in parts if part.geom_type == "LineString")
    return tuple(found)


def _line(part: Any) -> Line:
    import shapely

    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in shapely.get_coordinates(part))
