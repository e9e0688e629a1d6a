"""Assignment: which polygon each point lies in, decided by cell where a cell lies in one polygon, else by point."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.tiles.grid import EARTH_RADIUS_M, GRID_ZOOM

Floats = NDArray[np.float64]
CELL_ZOOM: Final = 13  # cells of 4.9 km at the equator: few are cut by a boundary, and few polygons cut one cell
_SHIFT: Final = 2 * (GRID_ZOOM - CELL_ZOOM)
NONE: Final = -1


class Assigner:
    """Polygons in degrees; where several hold a point, the first of them counts.

    Not safe for several threads: each has its own.
    """

    def __init__(self, polygons: NDArray[Any]) -> None:
        """Take the polygons in the order of preference."""
        self._polygons = np.asarray(polygons, object)
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)
        self._whole: dict[int, int] = {}  # cell -> the polygon it lies in, NONE
        self._cut: dict[int, tuple[int, ...]] = {}  # cell -> polygons that share it

    def positions(self, q: NDArray[np.int64], lon: Floats, lat: Floats) -> NDArray[np.int32]:
        """Return the position of the polygon each point lies in, NONE outside all.

        Parameters
        ----------
        q : Morton numbers at zoom 22 of the points.
        lon, lat : the same points in degrees.
        """
        cells, inverse = np.unique(q >> _SHIFT, return_inverse=True)
        self._decide([cell for cell in cells.tolist() if cell not in self._whole and cell not in self._cut])
        whole = np.array([self._whole.get(cell, NONE) for cell in cells.tolist()], np.int32)
        found = whole[inverse]
        cut = [place for place, cell in enumerate(cells.tolist()) if cell in self._cut]
        if not cut:
            return found
        shared: dict[int, list[int]] = {}
        for place in cut:
            for polygon in self._cut[int(cells[place])]:
                shared.setdefault(polygon, []).append(place)
        for polygon in sorted(shared):
            mine = np.zeros(len(cells), bool)
            mine[shared[polygon]] = True
            open_points = np.flatnonzero(mine[inverse] & (found == NONE))
            inside = shapely.intersects_xy(self._polygons[polygon], lon[open_points], lat[open_points])
            found[open_points[inside]] = polygon
        return found

    def _decide(self, cells: list[int]) -> None:
        if not cells:
            return
        x, y = _unmorton(np.array(cells, np.int64))
        west, east = _lon(x), _lon(x + 1)
        north, south = _lat(y), _lat(y + 1)
        boxes = shapely.box(west, south, east, north)
        touched: dict[int, list[int]] = {}
        for box, polygon in self._tree.query(boxes, predicate="intersects").T:
            touched.setdefault(int(box), []).append(int(polygon))
        for place, cell in enumerate(cells):
            near = sorted(touched.get(place, ()))
            if not near:
                self._whole[cell] = NONE
            elif shapely.contains(self._polygons[near[0]], boxes[place]):
                self._whole[cell] = near[0]
            else:
                self._cut[cell] = tuple(near)


def _unmorton(code: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return columns and rows of Morton numbers."""

    def gather(value: NDArray[np.int64]) -> NDArray[np.int64]:
        bits = value & 0x5555555555555555
        for shift, mask in (
            (1, 0x3333333333333333),
            (2, 0x0F0F0F0F0F0F0F0F),
            (4, 0x00FF00FF00FF00FF),
            (8, 0x0000FFFF0000FFFF),
            (16, 0x00000000FFFFFFFF),
        ):
            bits = (bits | (bits >> shift)) & mask
        return bits

    return gather(code), gather(code >> 1)


def unmorton(code: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return grid columns and rows of Morton numbers, the inverse of `geo.tiles.grid.morton`.

    >>> unmorton(np.array([1, 2, 15]))[0].tolist(), unmorton(np.array([1, 2, 15]))[1].tolist()
    ([1, 0, 3], [0, 1, 3])
    """
    return _unmorton(code)


def _lon(x: NDArray[np.int64]) -> Floats:
    lon: Floats = x / (1 << CELL_ZOOM) * 360.0 - 180.0
    return lon


def _lat(y: NDArray[np.int64]) -> Floats:
    mercator = np.pi * EARTH_RADIUS_M * (1 - 2 * y / (1 << CELL_ZOOM))
    lat: Floats = np.degrees(2 * np.arctan(np.exp(mercator / EARTH_RADIUS_M)) - np.pi / 2)
    return lat
