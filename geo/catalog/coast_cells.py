"""Cuts the land of the earth into cells as large as map tiles of zoom 8, so that a tile reads what lies in it only.

A cell that is all land is kept once, at the coarsest zoom at which it is. Each cell holds a margin of its side round
about, so that no tile inside it shows the edge along which it was cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

DEEPEST_ZOOM: Final = 8
WORLD_M: Final = 2 * math.pi * 6378137.0
MARGIN: Final = 1 / 32  # of a cell's side; tiles are cut with half of it
# Beyond these latitudes Web Mercator stretches more than two and a half times, and nobody looks for a quay.
POLAR_M: Final = 9_900_000.0
POLAR_TOLERANCE_M: Final = 300.0

Cell = tuple[int, int, int]


def cells_of(zoom: int, x: int, y: int) -> list[Cell]:
    """Return the cells that may hold the land of a tile of DEEPEST_ZOOM or more, as zoom, x, y.

    Examples
    --------
    >>> cells_of(9, 511, 2)[:3]
    [(8, 255, 1), (7, 127, 0), (6, 63, 0)]
    """
    return [(level, x >> (zoom - level), y >> (zoom - level)) for level in range(DEEPEST_ZOOM, -1, -1)]


def cut(world: np.ndarray[Any, Any], china: Any) -> gpd.GeoDataFrame:
    """Return the land by cells: z, x, y, geometry in EPSG:3857.

    Parameters
    ----------
    world : polygons of the land beyond China, longitude and latitude; they meet `china` and do not overlap it.
    china : its land. Where both lie in one cell they become one polygon, so that no border shows.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    beyond = dict(_pieces(shapely.transform(world, _mercator)))
    for cell, held in _pieces(shapely.transform(shapely.get_parts(china), _mercator)):
        beyond[cell] = shapely.get_parts(shapely.union_all(np.append(beyond.get(cell, held[:0]), held)))
    made = {cell: shapely.multipolygons(_thinned(held, cell)) for cell, held in beyond.items()}
    z, x, y = zip(*made, strict=True)
    return gpd.GeoDataFrame({"z": z, "x": x, "y": y}, geometry=list(made.values()), crs="EPSG:3857")


def _mercator(lonlat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np

    sin = np.sin(np.radians(np.clip(lonlat[:, 1], -85.0511, 85.0511)))
    return np.column_stack([lonlat[:, 0] / 360 * WORLD_M, np.arctanh(sin) * WORLD_M / (2 * math.pi)])


def _box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Return a cell with its margin, metres: west, south, east, north."""
    side = WORLD_M / 2**z
    west, north, more = x * side - WORLD_M / 2, WORLD_M / 2 - y * side, side * MARGIN
    return west - more, north - side - more, west + side + more, north + more


def _pieces(shapes: np.ndarray[Any, Any]) -> Iterator[tuple[Cell, np.ndarray[Any, Any]]]:
    """Yield the polygons in each cell, going down from the whole world; a cell that is all land is not gone into."""
    import shapely

    waiting = [((0, 0, 0), shapes)]
    while waiting:
        (z, x, y), held = waiting.pop()
        box = west, south, east, north = _box(z, x, y)
        inside = held
        if z:
            extents = shapely.bounds(held)
            near = (extents[:, 0] < east) & (extents[:, 2] > west) & (extents[:, 1] < north) & (extents[:, 3] > south)
            inside = shapely.get_parts(shapely.clip_by_rect(held[near], *box))
            inside = inside[(shapely.get_type_id(inside) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(inside)]
        if not len(inside):
            continue
        is_full = len(inside) == 1 and shapely.area(inside[0]) >= (east - west) * (north - south) * (1 - 1e-9)
        if is_full or z == DEEPEST_ZOOM:
            yield (z, x, y), inside
            continue
        waiting.extend(((z + 1, 2 * x + dx, 2 * y + dy), inside) for dx in (0, 1) for dy in (0, 1))


def _thinned(held: np.ndarray[Any, Any], cell: Cell) -> Any:
    import shapely

    _, south, _, north = _box(*cell)
    if min(abs(south), abs(north)) > POLAR_M:
        held = shapely.simplify(held, POLAR_TOLERANCE_M)
    parts = shapely.get_parts(held)
    return parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)]
