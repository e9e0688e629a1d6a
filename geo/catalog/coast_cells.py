"""Cuts the land of the earth into cells as large as map tiles, so that a tile reads what lies in it only.

Cells are those of zoom 7, of zoom 8 where the coast is kept at full resolution. One that is all land is kept once, at
the coarsest zoom at which it is. Each holds a margin of its side round about, so that no tile inside it shows the
edge along which it was cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

DEEPEST_ZOOM: Final = 8
COARSE_ZOOM: Final = 7
WORLD_M: Final = 2 * math.pi * 6378137.0
MARGIN: Final = 1 / 32  # of a cell's side; tiles are cut with half of it

Cell = tuple[int, int, int]
Box = tuple[float, float, float, float]


def cells_of(zoom: int, x: int, y: int) -> list[Cell]:
    """Return the cells that may hold the land of a tile, the smallest first, as zoom, x, y.

    Examples
    --------
    >>> cells_of(9, 511, 2)[:3]
    [(8, 255, 1), (7, 127, 0), (6, 63, 0)]
    """
    return [(level, x >> (zoom - level), y >> (zoom - level)) for level in range(min(zoom, DEEPEST_ZOOM), -1, -1)]


def cut(
    coarse: np.ndarray[Any, Any],
    china: Any,
    *,
    fine: Sequence[np.ndarray[Any, Any]] = (),
    regions: Sequence[Box] = (),
) -> dict[Cell, bytes]:
    """Return the land by cells, WKB in EPSG:3857.

    Parameters
    ----------
    coarse : polygons of the land beyond China, longitude and latitude; they meet `china` and do not overlap it.
    china : its land. Where both lie in one cell they become one polygon, so that no border shows.
    fine : for each of `regions` the land in it at full resolution; it takes the place of `coarse` in those cells of
        COARSE_ZOOM that lie in the region and hold nothing of China.
    regions : west, south, east, north in degrees.
    """
    import numpy as np
    import shapely

    own = dict(_pieces(shapely.transform(shapely.get_parts(china), _mercator), COARSE_ZOOM))
    made = dict(_pieces(shapely.transform(coarse, _mercator), COARSE_ZOOM))
    for land, box in zip(fine, regions, strict=True):
        finer = {cell for cell in _inside(box) if own.keys().isdisjoint(cells_of(*cell))}
        made = {cell: held for cell, held in made.items() if cell not in finer}
        made |= dict(_pieces(shapely.transform(land, _mercator), DEEPEST_ZOOM, within=finer))
    for cell, held in own.items():
        met = made.get(cell)
        made[cell] = held if met is None else shapely.get_parts(shapely.union_all(np.append(met, held)))
    return {cell: shapely.to_wkb(shapely.multipolygons(_polygons(held))) for cell, held in made.items()}


def _mercator(lonlat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np

    sin = np.sin(np.radians(np.clip(lonlat[:, 1], -85.0511, 85.0511)))
    return np.column_stack([lonlat[:, 0] / 360 * WORLD_M, np.arctanh(sin) * WORLD_M / (2 * math.pi)])


def _box(z: int, x: int, y: int) -> Box:
    """Return a cell with its margin, metres: west, south, east, north."""
    side = WORLD_M / 2**z
    west, north, more = x * side - WORLD_M / 2, WORLD_M / 2 - y * side, side * MARGIN
    return west - more, north - side - more, west + side + more, north + more


def _inside(region: Box) -> set[Cell]:
    """Return the cells of COARSE_ZOOM that lie in a region with their margins."""
    import numpy as np

    (west, south), (east, north) = _mercator(np.array(region).reshape(2, 2))
    side, count = WORLD_M / 2**COARSE_ZOOM, 2**COARSE_ZOOM
    columns = range(int((west + WORLD_M / 2) // side), int((east + WORLD_M / 2) // side) + 1)
    rows = range(int((WORLD_M / 2 - north) // side), int((WORLD_M / 2 - south) // side) + 1)
    cells = ((COARSE_ZOOM, x, y) for x in columns for y in rows if x < count and y < count)
    inside = set()
    for cell in cells:
        edges = _box(*cell)
        if edges[0] >= west and edges[1] >= south and edges[2] <= east and edges[3] <= north:
            inside.add(cell)
    return inside


def _pieces(
    shapes: np.ndarray[Any, Any], deepest: int, *, within: set[Cell] | None = None
) -> Iterator[tuple[Cell, np.ndarray[Any, Any]]]:
    """Yield the polygons in each cell, going down from the whole world; a cell that is all land is not gone into.

    Cells outside those `within` (of COARSE_ZOOM) are left out, and those above them gone through without being kept.
    """
    import numpy as np
    import shapely

    paths = None if within is None else {up for cell in within for up in cells_of(*cell)}
    waiting = [((0, 0, 0), shapes, shapely.bounds(shapes))]
    while waiting:
        (z, x, y), held, extents = waiting.pop()
        if paths is not None and z <= COARSE_ZOOM and (z, x, y) not in paths:
            continue
        box = west, south, east, north = _box(z, x, y)
        near = (extents[:, 0] < east) & (extents[:, 2] > west) & (extents[:, 1] < north) & (extents[:, 3] > south)
        whole = (extents[:, 0] > west) & (extents[:, 2] < east) & (extents[:, 1] > south) & (extents[:, 3] < north)
        cut_off = _polygons(shapely.clip_by_rect(held[near & ~whole], *box)) if z else held[near & ~whole]
        inside = np.concatenate([held[whole], cut_off])
        extents = np.concatenate([extents[whole], shapely.bounds(cut_off).reshape(-1, 4)])
        if not len(inside):
            continue
        is_full = len(inside) == 1 and shapely.area(inside[0]) >= (east - west) * (north - south) * (1 - 1e-9)
        if z == deepest or (is_full and (paths is None or z >= COARSE_ZOOM)):
            yield (z, x, y), inside
            continue
        waiting.extend(((z + 1, 2 * x + dx, 2 * y + dy), inside, extents) for dx in (0, 1) for dy in (0, 1))


def _polygons(shapes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the polygons that shapes are made of; lines and points along which they were cut are left out."""
    import shapely

    parts = shapely.get_parts(shapes)
    return parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)]  # type: ignore[no-any-return]
