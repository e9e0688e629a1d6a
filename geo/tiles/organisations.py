"""The layer of organisations: cells of the grid zoomed out, single ones and stacks of one place zoomed in.

All tiles of a view ask for the same filter. So those that pass are read once a filter and kept; a tile takes those in
its box. One query a tile, which gathered and encoded in the store, took 9 ms, most of it for planning; this takes 1.5.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from geo.tiles import points
from geo.tiles.encoding import EXTENT, box_around, cell_bits
from geo.tiles.filters import Filters
from geo.tiles.grid import Tile

LAYER: Final = "organisations"
CELLS_PER_SIDE: Final = 4
CELL_PX: Final = 256 // CELLS_PER_SIDE  # room for a marker of 40 px and its count
SINGLE_ZOOM: Final = 11  # from here on organisations stand alone: 60 m a pixel, finer than most points are known
MARKER_MARGIN: Final = EXTENT // 8  # markers near an edge are drawn on both tiles, each clipping its half
_FILTERS: Final = 64  # that are kept; one is the whole sample at most, some 100 kB


class Organisation(NamedTuple):
    """What a tile shows of an organisation; x and y on the grid of zoom 22."""

    x: int
    y: int
    id: str
    model: str
    family: str
    name_zh: str
    name_en: str
    tentative: bool


@dataclass(frozen=True, slots=True, eq=False)
class Passing:
    """The organisations that pass a filter, in the order of their ids, and their places as columns."""

    organisations: tuple[Organisation, ...]
    x: NDArray[np.int64]
    y: NDArray[np.int64]

    def within(self, box: tuple[int, int, int, int]) -> Iterable[Organisation]:
        """Return those from the first to before the end column and row."""
        first_x, end_x, first_y, end_y = box
        inside = (self.x >= first_x) & (self.x < end_x) & (self.y >= first_y) & (self.y < end_y)
        return (self.organisations[index] for index in np.flatnonzero(inside))


_kept: LRUCache[tuple[Path, int, Filters], Passing] = LRUCache(_FILTERS)
_lock = threading.Lock()


def passing(connection: duckdb.DuckDBPyConnection, filters: Filters) -> Passing:
    """Return the organisations that pass; kept as long as the file of the store is the same one."""
    path = file_of(connection)
    if path is None:
        return _read(connection, filters)
    key = (path, path.stat().st_mtime_ns, filters)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = _read(connection, filters)
        with _lock:
            _kept[key] = found
    return found


def file_of(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """Return the file of a connection; None where it is in memory."""
    row = connection.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
    return Path(row[0]) if row and row[0] else None


def _read(connection: duckdb.DuckDBPyConnection, filters: Filters) -> Passing:
    where, bound = filters.where()
    rows = connection.execute(
        f"""
        SELECT x, y, id, model, family, name_zh, name_en, confidence = 'low' OR precision = 'nominal'
        FROM organisations WHERE {where} ORDER BY id
        """,
        bound,
    ).fetchall()
    found = tuple(Organisation(*row) for row in rows)
    x, y = (np.array([getattr(one, axis) for one in found], np.int64) for axis in ("x", "y"))
    return Passing(found, x, y)


def encode(found: Passing, tile: Tile) -> bytes:
    """Return a tile: organisations gathered into cells below SINGLE_ZOOM and by identical place from there.

    A cell stands at the mean place of its organisations, or as near it as its circle lies within the cell: circles of
    neighbours do not cover each other's counts. It has their commonest model and family, the first by name where
    several are. A cell or stack of one is the organisation itself; a stack has its place as its id.
    """
    bits = 0 if tile.z >= SINGLE_ZOOM else cell_bits(tile.z, cells_per_side=CELLS_PER_SIDE)
    cells: dict[tuple[int, int], list[Organisation]] = {}
    for one in found.within(box_around(tile, margin=MARKER_MARGIN, bits=bits)):
        cells.setdefault((one.x >> bits, one.y >> bits), []).append(one)
    if not cells:
        return points.empty(LAYER)
    marks = sorted((_mark(held, bits=bits) for held in cells.values()), key=lambda mark: (mark.n, mark.id))
    left, top = tile.x * tile.span, tile.y * tile.span
    return points.encode(
        LAYER,
        np.array([int((mark.x - left) * EXTENT // tile.span) for mark in marks], np.int64),
        np.array([int((mark.y - top) * EXTENT // tile.span) for mark in marks], np.int64),
        {name: [getattr(mark, name) for mark in marks] for name in _PROPERTIES},
        left_out=(None,),
    )


class _Mark(NamedTuple):
    """One mark of a tile: an organisation, a stack or a cell; its place on the grid."""

    x: float
    y: float
    n: int
    model: str
    family: str
    tentative: bool
    id: str
    name_zh: str
    name_en: str


_PROPERTIES: Final = ("n", "model", "family", "tentative", "id", "name_zh", "name_en")


def _mark(held: list[Organisation], *, bits: int) -> _Mark:
    """Return the mark of a cell of 2 ** bits places a side; without bits, of organisations at one place."""
    first, n = held[0], len(held)
    stack = "" if bits else f"{first.x}-{first.y}"
    x, y = (
        _fitted(sum(places) / n + 0.5, places[0], n, bits) for places in zip(*(one[:2] for one in held), strict=True)
    )
    return _Mark(
        x=x,
        y=y,
        n=n,
        model=_commonest(one.model for one in held),
        family=_commonest(one.family for one in held),
        tentative=all(one.tentative for one in held),
        id=first.id if n == 1 else stack,
        name_zh=first.name_zh if n == 1 else "",
        name_en=first.name_en if n == 1 else "",
    )


def _fitted(mean: float, inside: int, n: int, bits: int) -> float:
    """Return a mean column or row, moved as far as the circle of n organisations needs to lie within the cell."""
    if n == 1 or not bits:
        return mean
    start, side = inside >> bits << bits, 1 << bits
    reach = min(radius_px(n) / CELL_PX, 0.5) * side
    return min(max(mean, start + reach), start + side - reach)


def radius_px(n: int) -> float:
    """Return the radius of the circle of n organisations, as the map draws it (`cellRadius` in tiles.js).

    >>> radius_px(2), radius_px(1024)
    (11.6, 24)
    """
    return min(9 + 2.6 * math.log2(n), 24)


def _commonest(keys: Iterable[str]) -> str:
    counts = Counter(keys)
    return min(counts, key=lambda key: (-counts[key], key))
