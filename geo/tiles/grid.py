"""Integer grid of Web Mercator (EPSG:3857) at zoom 22, on which points are stored and tiles are cut.

A point's column `x` and row `y` count pixels of a one-pixel tile at zoom 22: 0 at 180 degrees west and at the
northern edge (85.0511 degrees north), growing east and south. One grid step is 9.55 m at the equator. The Morton
number interleaves the bits of x and y, so points sorted by it lie near each other on disk, and the row-group
minima and maxima of x and y prune a tile's query like an index.

Formulas: Web Mercator projection, OGC Two Dimensional Tile Matrix Set (17-083r4), annex D; Morton (1966).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.tiles.errors import TileAddressError

GRID_ZOOM = 22
GRID_SIZE = 1 << GRID_ZOOM
MAX_ZOOM = 18
MAX_LATITUDE = 85.0511287798066
EARTH_RADIUS_M = 6378137.0  # of the sphere Web Mercator is defined on


def to_grid(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Turn WGS84 degrees into grid columns and rows; latitudes beyond the projection are clamped to its edge.

    >>> x, y = to_grid(np.array([0.0, -180.0]), np.array([0.0, 85.0511287798066]))
    >>> x.tolist(), y.tolist()
    ([2097152, 0], [2097152, 0])
    """
    sin_lat = np.sin(np.radians(np.clip(lat, -MAX_LATITUDE, MAX_LATITUDE)))
    column = (lon / 360.0 + 0.5) * GRID_SIZE
    row = (0.5 - np.log((1 + sin_lat) / (1 - sin_lat)) / (4 * np.pi)) * GRID_SIZE
    limit = GRID_SIZE - 1
    # A billionth of a step is added before flooring: rounding must not push a point on a tile's edge one step back.
    x = np.clip(np.floor(column + 1e-6), 0, limit).astype(np.int64)
    y = np.clip(np.floor(row + 1e-6), 0, limit).astype(np.int64)
    return x, y


def morton(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Interleave the bits of columns and rows, x in the even places.

    >>> morton(np.array([1, 0, 3]), np.array([0, 1, 3])).tolist()
    [1, 2, 15]
    """

    def spread(value: NDArray[np.int64]) -> NDArray[np.int64]:
        bits = value & 0xFFFFFFFF
        for shift, mask in (
            (16, 0x0000FFFF0000FFFF),
            (8, 0x00FF00FF00FF00FF),
            (4, 0x0F0F0F0F0F0F0F0F),
            (2, 0x3333333333333333),
            (1, 0x5555555555555555),
        ):
            bits = (bits | (bits << shift)) & mask
        return bits

    return spread(x) | (spread(y) << 1)


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the pyramid; raises TileAddressError when z, x or y is outside it."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not 0 <= self.z <= MAX_ZOOM:
            raise TileAddressError(f"Zoom is {self.z}; it must be a whole number from 0 to {MAX_ZOOM}.", z=self.z)
        last = (1 << self.z) - 1
        for name, value in (("x", self.x), ("y", self.y)):
            if not 0 <= value <= last:
                raise TileAddressError(
                    f"{name} is {value}; at zoom {self.z} it must be a whole number from 0 to {last}.", z=self.z
                )

    @property
    def span(self) -> int:
        """Width of the tile in grid steps."""
        return 1 << (GRID_ZOOM - self.z)

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east and north in EPSG:3857 metres."""
        half = np.pi * EARTH_RADIUS_M
        size = 2 * half / (1 << self.z)
        return (
            -half + self.x * size,
            half - (self.y + 1) * size,
            -half + (self.x + 1) * size,
            half - self.y * size,
        )


def parse_tile(z: str, x: str, y: str) -> Tile:
    """Read a tile's address from the text of a URL; raises TileAddressError with the reason."""
    for name, text in (("z", z), ("x", x), ("y", y)):
        if not (text.isascii() and text.isdecimal() and len(text) <= 8):
            raise TileAddressError(f"{name} is {text[:20]!r}; it must be a whole number.", z=z, x=x, y=y)
    return Tile(int(z), int(x), int(y))
