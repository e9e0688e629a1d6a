"""Equal scale and true size: the zoom at which a pixel is so many metres, whatever the latitude.

Web Mercator stretches the world by about 1 / cos(latitude), so one zoom is another scale in every place. The scale at
a point of the WGS84 ellipsoid differs by direction by up to 0.34 % as Web Mercator is a projection of the sphere; the
geometric mean of both directions is used here (Snyder 1987, Map Projections, eq. 7-9 and 4-18 to 4-20).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.errors import ObservatoryError

EQUATOR_M: Final = 2 * math.pi * 6378137.0  # circumference of the projection's sphere
TILE_PX: Final = 256
_ECCENTRICITY_2: Final = 0.00669437999014  # WGS84
MAX_SCALE_LATITUDE: Final = 85.0


@dataclass(frozen=True, slots=True)
class Box:
    """A place of some extent: WGS84 degrees; east may exceed 180 where it crosses the date line."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Return the latitude and longitude of the middle, the latitude halfway in Web Mercator."""
        low, high = (_mercator(value) for value in (self.south, self.north))
        lat = math.degrees(math.atan(math.sinh((low + high) / 2)))
        return lat, (self.west + self.east) / 2


def metres_per_pixel(lat: float, zoom: float) -> float:
    """Return the ground length of one pixel at a latitude, metres, the mean of both directions.

    Raises ObservatoryError for latitudes beyond 85 degrees, where the map ends.

    Examples
    --------
    >>> round(metres_per_pixel(36.08, 10), 1), round(metres_per_pixel(51.51, 10), 1)
    (123.4, 95.2)
    """
    return EQUATOR_M * _ground_factor(lat) / TILE_PX / 2**zoom


def zoom_for_scale(lat: float, metres_per_px: float) -> float:
    """Return the fractional zoom at which a pixel is `metres_per_px` on the ground at latitude `lat`."""
    if not metres_per_px > 0:
        raise ObservatoryError(f"A scale of {metres_per_px!r} metres per pixel is not possible; it must be positive.")
    return math.log2(EQUATOR_M * _ground_factor(lat) / TILE_PX / metres_per_px)


def fit_zoom(box: Box, *, width_px: int, height_px: int) -> float:
    """Return the fractional zoom at which a box just fits a map of this size."""
    wide = max(box.east - box.west, 1e-6) / 360.0
    high = max(_mercator(box.north) - _mercator(box.south), 1e-8) / (2 * math.pi)
    return math.log2(min(width_px / (TILE_PX * wide), height_px / (TILE_PX * high)))


def common_scale(boxes: Sequence[Box], *, width_px: int, height_px: int) -> float:
    """Return the metres per pixel at which every box fits: that of the largest."""
    return max(metres_per_pixel(box.centre[0], fit_zoom(box, width_px=width_px, height_px=height_px)) for box in boxes)


def _ground_factor(lat: float) -> float:
    """Return ground length over equator length of the same map length: geometric mean of both directions."""
    if not abs(lat) <= MAX_SCALE_LATITUDE:
        raise ObservatoryError(f"Latitude {lat!r} is off the map; it must lie within {MAX_SCALE_LATITUDE} degrees.")
    root = 1 - _ECCENTRICITY_2 * math.sin(math.radians(lat)) ** 2
    across = 1 / math.sqrt(root)  # radius of the parallel's prime vertical, in equator radii
    along = (1 - _ECCENTRICITY_2) / root**1.5  # radius of the meridian
    return math.cos(math.radians(lat)) * math.sqrt(across * along)


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))
