"""What every layer of tiles shares: the extent, bands of zooms, whole cells, and the query that encodes a tile.

Coordinates inside a tile are in 4096ths of its width, y down (MVT specification 2.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb

from geo.tiles.grid import GRID_ZOOM, Tile

EXTENT: Final = 4096
POINT: Final = f"ST_Point(floor((x - ?) * {EXTENT} / ?), floor((y - ?) * {EXTENT} / ?))"
"""SQL of a grid place inside a tile; bind `placed(tile)` to it."""


def encoded(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object]) -> bytes:
    """Run a query whose one value is an encoded layer; nothing drawn is no bytes."""
    row = connection.execute(query, list(parameters)).fetchone()
    return bytes(row[0]) if row and row[0] else b""


def placed(tile: Tile) -> tuple[int, int, int, int]:
    """Return what is bound to POINT: the tile's first column and its width, its first row and its width."""
    return (tile.x * tile.span, tile.span, tile.y * tile.span, tile.span)


def cell_bits(zoom: int, *, cells_per_side: int) -> int:
    """Return how many low bits of a column or row tell places within one cell, of `cells_per_side` a tile."""
    return max(GRID_ZOOM - zoom - (cells_per_side.bit_length() - 1), 0)


def box_around(tile: Tile, *, margin: int, bits: int = 0) -> tuple[int, int, int, int]:
    """Return first and end column, first and end row of a tile and its margin, on the grid of zoom 22.

    Parameters
    ----------
    margin : drawn beyond each edge, in units of EXTENT.
    bits : the box is grown to whole cells of this size: a cell cut in two by the margin would count differently on
        two tiles.

    Examples
    --------
    >>> box_around(Tile(18, 5, 5), margin=128)
    (79, 97, 79, 97)
    >>> box_around(Tile(18, 5, 5), margin=128, bits=2)
    (76, 100, 76, 100)
    """
    span, cell = tile.span, 1 << bits
    more = max(span * margin // EXTENT, 1)
    low_x, low_y = ((edge * span - more) // cell * cell for edge in (tile.x, tile.y))
    end_x, end_y = (-(-((edge + 1) * span + more) // cell) * cell for edge in (tile.x, tile.y))
    return (low_x, end_x, low_y, end_y)


def band_of(zoom: int, bands: Sequence[tuple[int, float]]) -> int:
    """Return the index of the band, of (last zoom, tolerance in metres), that serves a zoom."""
    return next(index for index, (last_zoom, _) in enumerate(bands) if zoom <= last_zoom)


def margin_m(tile: Tile, *, margin: int) -> float:
    """Return the margin of a tile, given in units of EXTENT, in metres of EPSG:3857."""
    west, _, east, _ = tile.bounds_m
    return (east - west) * margin / EXTENT
