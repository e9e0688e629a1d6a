"""Cells: cuts a tile of any dataset into cells, each with its exact count, in time that hardly grows with the rows.

Rows are in Morton order, so a cell is one range of rows and its count under a filter a difference of two ranks. Tiles
of zooms up to 15 have 32 by 32 cells, those of zoom 16 64 by 64; from zoom 17 on a cell is one place of the grid, so
that what remains together shares one place. A cell of one firm is the firm itself. Cells never overlap, so over all
tiles of a zoom the counts add up to the number of rows that pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq
from cachetools import LRUCache
from numpy.typing import NDArray

from geo.datasets.assignment import unmorton
from geo.datasets.columns_store import MORTON_BITS
from geo.datasets.filters import DatasetFilters
from geo.datasets.record import CODES
from geo.datasets.selection import Columns, Deadline, Selection
from geo.datasets.sorting import ROW_GROUP
from geo.datasets.store import CellFirms, Firm, firm_of
from geo.tiles.encoding import EXTENT
from geo.tiles.grid import GRID_ZOOM, Tile, morton
from geo.tiles.points import encode

Rows = NDArray[np.int64]
LAYER: Final = "cells"
SIDE_BITS: Final = 5
LABEL_GROUPS: Final = 6  # row groups a tile may read names from; more are read when a firm is asked for by its row
MARGIN_CELLS: Final = 1
_GROUPS_KEPT: Final = 96


def level_of(zoom: int) -> int:
    """Return the Morton level of the cells of a zoom."""
    return min(zoom + SIDE_BITS + (1 if zoom == 16 else 0), GRID_ZOOM)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a tile that hold rows.

    Attributes
    ----------
    x, y : column and row of each cell at the level of the tile's zoom.
    n : rows in it that pass.
    model : code of the commonest model, the lower code where two are as common.
    row : the middle of the rows that pass, in Morton order; it stands for the cell.
    """

    x: Rows
    y: Rows
    n: Rows
    model: Rows
    row: Rows


def first_rows_of(segments: Sequence[int]) -> Rows:
    """Return the first row of each segment, and the number of rows."""
    return np.concatenate([[0], np.cumsum(segments)])


def row_groups(rows: Rows, first_rows: Rows) -> tuple[Rows, Rows]:
    """Return a number of the row group each row lies in, and its place in the segment."""
    segment = np.searchsorted(first_rows, rows, side="right") - 1
    inside = rows - first_rows[segment]
    return segment * (1 << 20) + inside // ROW_GROUP, inside


def cells_of(tile: Tile, *, margin: int = MARGIN_CELLS) -> tuple[int, Rows, Rows, Rows]:
    """Return the level of a tile's cells, their Morton numbers there, ascending, and their columns and rows."""
    level = level_of(tile.z)
    side = 1 << (level - tile.z)
    limit = 1 << level
    xs = np.arange(max(tile.x * side - margin, 0), min((tile.x + 1) * side + margin, limit), dtype=np.int64)
    ys = np.arange(max(tile.y * side - margin, 0), min((tile.y + 1) * side + margin, limit), dtype=np.int64)
    cx, cy = (part.ravel() for part in np.meshgrid(xs, ys))
    codes = morton(cx, cy)
    order = np.argsort(codes)
    return level, codes[order], cx[order], cy[order]


def range_of(address: tuple[int, int, int]) -> tuple[int, int]:
    """Return the Morton numbers of the grid that a cell holds, the end excluded; address is level, column and row.

    >>> range_of((0, 0, 0)) == (0, 1 << 44), range_of((22, 1, 1))
    (True, (3, 4))
    """
    level, x, y = address
    code, span = int(morton(np.array([x]), np.array([y]))[0]), 2 * (GRID_ZOOM - level)
    return code << span, (code + 1) << span


def draw(tile: Tile, cells: Cells, q: Rows, ids: Sequence[str], names: Sequence[str]) -> bytes:
    """Return cells as MVT; `q` holds the Morton number of the row that stands for each, ids and names of each or ""."""
    x, y = unmorton(q)
    span = tile.span
    # Half a grid step in, as the middle of the place; whole places at the deepest zooms.
    px = np.floor((x + 0.5 - tile.x * span) * EXTENT / span).astype(np.int64)
    py = np.floor((y + 0.5 - tile.y * span) * EXTENT / span).astype(np.int64)
    single = cells.n == 1
    return encode(
        LAYER,
        px,
        py,
        {
            "n": cells.n,
            "model": np.array(CODES["model"], object)[cells.model],
            "row": [int(row) if one else None for row, one in zip(cells.row, single, strict=True)],
            "id": ids,
            "name": names,
        },
    )


class TileCutter:
    """Cuts the tiles of one version of a dataset; safe for several threads."""

    def __init__(self, columns: Columns) -> None:
        """Take the opened columns."""
        self._columns = columns
        self._shift = MORTON_BITS - 2 * columns.manifest.level
        self._first_rows = first_rows_of(columns.manifest.segments)
        self._files: dict[int, pq.ParquetFile] = {}
        self._groups: LRUCache[tuple[int, int], tuple[Any, Any]] = LRUCache(_GROUPS_KEPT)

    @property
    def columns(self) -> Columns:
        """The columns it cuts."""
        return self._columns

    def first_rows(self, q: Rows) -> Rows:
        """Return the number of rows whose Morton number is below each of `q`, which ascend."""
        columns = self._columns
        top = q >> self._shift
        found: Rows = columns.starts[top].astype(np.int64)
        rest = q & ((1 << self._shift) - 1)
        inner = np.flatnonzero(rest)
        if not len(inner):
            return found
        ends = columns.starts[np.minimum(top + 1, len(columns.starts) - 1)].astype(np.int64)
        # Borders in one coarse cell are searched together: they lie in one stretch of the column.
        for cell in np.unique(top[inner]).tolist():
            mine = inner[top[inner] == cell]
            low, high = int(columns.starts[cell]), int(ends[mine[0]])
            if high > low:
                found[mine] = low + np.searchsorted(columns.low[low:high], rest[mine].astype(np.uint32))
        return found

    def morton_of(self, rows: Rows) -> Rows:
        """Return the Morton numbers of rows."""
        top = np.searchsorted(self._columns.starts, rows.astype(np.uint64), side="right") - 1
        found: Rows = (top.astype(np.int64) << self._shift) | self._columns.low[rows].astype(np.int64)
        return found

    def cells(self, tile: Tile, selection: Selection, *, margin: int = MARGIN_CELLS) -> Cells:
        """Return the cells of a tile, and `margin` cells around it so that symbols at its edge are whole."""
        level, codes, cx, cy = cells_of(tile, margin=margin)
        span = 2 * (GRID_ZOOM - level)
        borders, place = np.unique(np.concatenate([codes, codes + 1]), return_inverse=True)
        rows = self.first_rows(borders << span)
        chosen = selection.rows
        ranks = rows if chosen is None else chosen.rank(rows)
        low, high = ranks[place[: len(codes)]], ranks[place[len(codes) :]]
        full = np.flatnonzero(high > low)
        cx, cy, low, n = cx[full], cy[full], low[full], (high - low)[full]
        middle = low + n // 2
        row = middle if chosen is None else chosen.select(middle)
        model = np.zeros(len(full), np.int64)
        best = np.full(len(full), -1, np.int64)
        begin, end = place[: len(codes)][full], place[len(codes) :][full]
        for code, own in sorted(selection.models.items()):
            before = own.rank(rows)
            count = before[end] - before[begin]
            model[count > best] = code
            best = np.maximum(best, count)
        return Cells(cx, cy, n, model, row)

    def encode(self, tile: Tile, filters: DatasetFilters, deadline: Deadline) -> bytes:
        """Return the tile as MVT: `n`, `model`, `row`, and `id` and `name` of cells of one firm."""
        selection = self._columns.selection(filters, deadline)
        deadline.check()
        cells = self.cells(tile, selection)
        if not len(cells.n):
            return b""
        ids, names = self._labels(cells.row, cells.n == 1)
        return draw(tile, cells, self.morton_of(cells.row), ids, names)

    def _labels(self, rows: Rows, single: NDArray[np.bool_]) -> tuple[list[str], list[str]]:
        ids, names = [""] * len(rows), [""] * len(rows)
        wanted = np.flatnonzero(single)
        groups, inside = row_groups(rows[wanted], self._first_rows)
        different = np.unique(groups)
        if len(different) > LABEL_GROUPS:
            return ids, names
        for group in different.tolist():
            mine = np.flatnonzero(groups == group)
            texts = self._group(group >> 20, group & ((1 << 20) - 1))
            for place, position in zip(wanted[mine].tolist(), (inside[mine] % ROW_GROUP).tolist(), strict=True):
                ids[place], names[place] = (text[position].as_py() for text in texts)
        return ids, names

    def labels(self, rows: Rows, deadline: Deadline) -> list[tuple[str, str]]:
        """Return id and name of each of some rows, however far apart they lie."""
        told = []
        for row in rows.tolist():
            deadline.check()
            segment = int(np.searchsorted(self._first_rows, row, side="right")) - 1
            inside = row - int(self._first_rows[segment])
            ids, names = self._group(segment, inside // ROW_GROUP)
            told.append((ids[inside % ROW_GROUP].as_py() or "", names[inside % ROW_GROUP].as_py() or ""))
        return told

    def _group(self, segment: int, group: int) -> tuple[Any, Any]:
        key = (segment, group)
        found = self._groups.get(key)
        if found is None:
            table = self._file(segment).read_row_group(group, columns=["id", "name"], use_threads=False)
            found = (table.column("id").combine_chunks(), table.column("name").combine_chunks())
            self._groups[key] = found
        return found

    def _file(self, segment: int) -> pq.ParquetFile:
        if segment not in self._files:
            self._files[segment] = self._columns.files.rows(segment)
        return self._files[segment]

    def cell_firms(
        self, address: tuple[int, int, int], filters: DatasetFilters, deadline: Deadline, *, most: int
    ) -> CellFirms:
        """Return the firms of a cell that pass, `most` of them by name; `address` is level, column and row."""
        chosen = self._columns.selection(filters, deadline).rows
        rows = self.first_rows(np.array(range_of(address), np.int64))
        low, high = (rows if chosen is None else chosen.rank(rows)).tolist()
        order = np.arange(low, min(high, low + most), dtype=np.int64)
        found = order if chosen is None or not len(order) else chosen.select(order)
        labels = self.labels(found, deadline)
        return CellFirms(
            high - low, tuple((row, key, name) for row, (key, name) in zip(found.tolist(), labels, strict=True))
        )

    def firm(self, row: int) -> Firm:
        """Return everything that is kept of one row, codes as keys."""
        segment = int(np.searchsorted(self._first_rows, row, side="right")) - 1
        inside = row - int(self._first_rows[segment])
        table = self._file(segment).read_row_group(inside // ROW_GROUP, use_threads=False)
        kept = {name: table.column(name)[inside % ROW_GROUP].as_py() for name in table.column_names}
        return firm_of(kept, self._columns.keys)
