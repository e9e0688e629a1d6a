"""Questions to a dataset in PostGIS: counts and tiles of one table, every value bound, each with its time limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql

from geo.datasets.cells import LABEL_GROUPS, Cells, cells_of, draw, first_rows_of, range_of, row_groups
from geo.datasets.errors import UnknownDatasetError
from geo.datasets.filters import CODED, PLACED, DatasetFilters
from geo.datasets.layout import Manifest
from geo.datasets.names import grams_of
from geo.datasets.postgis_rows import signed
from geo.datasets.record import CODES, ROW_SCHEMA
from geo.datasets.selection import Deadline, codes_within
from geo.datasets.store import CellFirms, Firm, firm_of
from geo.tiles.grid import GRID_ZOOM, Tile

Rows = NDArray[np.int64]
Bound = dict[str, int | list[int]]  # values of an order, by their placeholders
Connect = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
_ALL: Final = sql.SQL("true")
# The cells of the tile itself are one range of the index; those around it are ranges of their own. The planner sees
# the bounds of the first and scans where it holds most rows.
_INSIDE: Final = (
    "(SELECT row, q, model FROM {table} WHERE q >= %(low)s AND q < %(high)s AND {where} UNION ALL "
    "SELECT near.* FROM unnest(%(lows)s::bigint[], %(highs)s::bigint[]) AS r(low, high) CROSS JOIN LATERAL "
    "(SELECT row, q, model FROM {table} WHERE q >= r.low AND q < r.high AND {where}) AS near) AS inside"
)
# All rows of a cell follow one another, so its middle row is known without a look at the rows.
_ALL_CELLS: Final = f"SELECT q >> %(shift)s AS cell, model, count(*), min(row) FROM {_INSIDE} GROUP BY 1, 2"
# Under a filter the rows that pass are numbered first; the middle one of a cell is found by that number.
_CHOSEN_CELLS: Final = (
    "WITH chosen AS MATERIALIZED (SELECT row, q >> %(shift)s AS cell, model, row_number() OVER (ORDER BY row) AS place "
    f"FROM {_INSIDE}), counted AS (SELECT cell, model, count(*) AS n, min(place) AS first FROM chosen GROUP BY 1, 2), "
    "whole AS (SELECT cell, sum(n)::bigint AS n, min(first) AS first, (array_agg(model ORDER BY n DESC, model))[1] AS "
    "model FROM counted GROUP BY 1) SELECT whole.cell, whole.model, whole.n, chosen.row FROM whole "
    "JOIN chosen ON chosen.place = whole.first + whole.n / 2"
)


class PostgisVersion:
    """One version's table; counts and tiles are those of the embedded store, byte for byte."""

    def __init__(self, connect: Connect, table: sql.Identifier, manifest: Manifest) -> None:
        """Take how to connect, the table and what it says of itself."""
        self._connect, self._table, self._manifest = connect, table, manifest
        self._first_rows = first_rows_of(manifest.segments)

    @property
    def manifest(self) -> Manifest:
        """What the version says of itself."""
        return self._manifest

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self._manifest.rows

    def keys(self, column: str) -> tuple[str, ...]:
        """Return the keys of a column by code."""
        manifest = self._manifest
        lists = {"region": manifest.regions, "place": manifest.places, "cluster": manifest.clusters}
        return CODES[column] if column in CODES else lists[column]

    def has_selection(self, filters: DatasetFilters) -> bool:
        """Tell whether an answer needs no scan: the database keeps no selections."""
        return filters.is_empty

    @contextmanager
    def _asking(self, deadline: Deadline) -> Iterator[psycopg.Connection[Any]]:
        """Yield a connection whose statements end at the deadline; raises SlowQueryError."""
        deadline.check()
        try:
            with self._connect() as connection, deadline.stopping(connection.cancel):
                # Compiling a statement of a few milliseconds takes the database a second.
                connection.execute(
                    "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true)",
                    [f"{deadline.left_ms}"],
                )
                yield connection
        except psycopg.errors.QueryCanceled as fault:
            raise deadline.late() from fault

    def _where(self, filters: DatasetFilters) -> tuple[sql.Composable, Bound]:
        """Return the condition of a filter and its values."""
        parts: list[sql.Composable] = []
        values: Bound = {}
        for key, column in CODED.items():
            if wanted := getattr(filters, key):
                values[key] = [CODES[column].index(value) for value in wanted]
                parts.append(sql.SQL("{} = ANY({})").format(sql.Identifier(column), sql.Placeholder(key)))
        for key in PLACED:
            if wanted := getattr(filters, key):
                values[key] = sorted(codes_within(key, self.keys(key), wanted))
                parts.append(sql.SQL("{} = ANY({})").format(sql.Identifier(key), sql.Placeholder(key)))
        if filters.year_from is not None or filters.year_to is not None:
            values |= {"year_from": filters.year_from or 1, "year_to": filters.year_to or 9999}
            parts.append(sql.SQL("year BETWEEN %(year_from)s AND %(year_to)s"))
        if filters.text:
            values["grams"] = signed(grams_of(filters.text)).tolist()
            parts.append(sql.SQL("grams @> %(grams)s::integer[]"))
        return (sql.SQL(" AND ").join(parts) if parts else _ALL), values

    def _answer(self, order: str, filters: DatasetFilters, deadline: Deadline, **values: Any) -> list[Any]:
        """Ask with the filter in the place of {where}, the table in that of {table}."""
        where, bound = self._where(filters)
        composed = sql.SQL(order).format(table=self._table, where=where)
        with self._asking(deadline) as connection:
            return connection.execute(composed, bound | values).fetchall()

    def count(self, filters: DatasetFilters, deadline: Deadline) -> int:
        """Return how many rows pass."""
        if filters.is_empty:
            return self.rows
        return int(self._answer("SELECT count(*) FROM {table} WHERE {where}", filters, deadline)[0][0])

    def counts(self, column: str, filters: DatasetFilters, deadline: Deadline) -> dict[str, int]:
        """Return how many of the rows that pass have each key of a column; keys without rows are left out."""
        keys = self.keys(column)
        if filters.is_empty:
            return {keys[int(code)]: count for code, count in self._manifest.counts[column].items()}
        found = self._grouped(column, filters, deadline)
        return {keys[code]: count for code, count in found}

    def years(self, filters: DatasetFilters, deadline: Deadline) -> dict[int, int]:
        """Return how many of the rows that pass were founded in each year; key 0 = not known."""
        return dict(self._grouped("year", filters, deadline))

    def _grouped(self, column: str, filters: DatasetFilters, deadline: Deadline) -> list[tuple[int, int]]:
        where, values = self._where(filters)
        order = sql.SQL("SELECT {0}, count(*) FROM {1} WHERE {2} GROUP BY 1 ORDER BY 1").format(
            sql.Identifier(column), self._table, where
        )
        with self._asking(deadline) as connection:
            return connection.execute(order, values).fetchall()

    def cells(self, tile: Tile, filters: DatasetFilters, deadline: Deadline) -> Cells:
        """Return the cells of a tile and one around it."""
        level, codes, cx, cy = cells_of(tile)
        shift = 2 * (GRID_ZOOM - level)
        values = _ranges(tile, codes, level) | {"shift": shift}
        order = _ALL_CELLS if filters.is_empty else _CHOSEN_CELLS
        found = self._answer(order, filters, deadline, **values)
        if not found:
            nothing = np.zeros(0, np.int64)
            return Cells(nothing, nothing, nothing, nothing, nothing)
        cell, model, n, row = np.array(found, np.int64).T
        if filters.is_empty:
            cell, model, n, row = _gathered(cell, model, n, row)
        else:
            along = np.argsort(cell)
            cell, model, n, row = cell[along], model[along], n[along], row[along]
        place = np.searchsorted(codes, cell)
        return Cells(cx[place], cy[place], n, model, row)

    def encode(self, tile: Tile, filters: DatasetFilters, deadline: Deadline) -> bytes:
        """Return the tile as MVT: `n`, `model`, `row`, and `id` and `name` of cells of one firm."""
        cells = self.cells(tile, filters, deadline)
        if not len(cells.n):
            return b""
        single = cells.n == 1
        groups, _inside = row_groups(cells.row[single], self._first_rows)
        labelled = len(np.unique(groups)) <= LABEL_GROUPS
        order = "SELECT row, q, id, name FROM {table} WHERE row = ANY(%(rows)s)"
        found = {row: rest for row, *rest in self._answer(order, DatasetFilters(), deadline, rows=cells.row.tolist())}
        told = [found[row] for row in cells.row.tolist()]
        shown = single if labelled else np.zeros(len(single), bool)
        ids, names = ([rest[part] if one else "" for rest, one in zip(told, shown, strict=True)] for part in (1, 2))
        return draw(tile, cells, np.array([rest[0] for rest in told], np.int64), ids, names)

    def cell_firms(
        self, address: tuple[int, int, int], filters: DatasetFilters, deadline: Deadline, *, most: int
    ) -> CellFirms:
        """Return the firms of a cell that pass, `most` of them by name; `address` is level, column and row."""
        low, high = range_of(address)
        inside = "FROM {table} WHERE q >= %(low)s AND q < %(high)s AND {where}"
        total = self._answer(f"SELECT count(*) {inside}", filters, deadline, low=low, high=high)
        firms = self._answer(
            f"SELECT row, id, name {inside} ORDER BY row LIMIT %(most)s",
            filters,
            deadline,
            low=low,
            high=high,
            most=most,
        )
        return CellFirms(int(total[0][0]), tuple((int(row), key, name) for row, key, name in firms))

    def firm(self, row: int) -> Firm:
        """Return everything that is kept of one row, codes as keys."""
        columns = sql.SQL(", ").join(map(sql.Identifier, ROW_SCHEMA.names))
        order = sql.SQL("SELECT {} FROM {} WHERE row = %s").format(columns, self._table)
        with self._connect() as connection:
            found = connection.execute(order, [row]).fetchone()
        if found is None:
            raise UnknownDatasetError(f"The dataset {self._manifest.name!r} has no row {row}.")
        return firm_of(dict(zip(ROW_SCHEMA.names, found, strict=True)), self.keys)


def _ranges(tile: Tile, codes: Rows, level: int) -> Bound:
    """Return the Morton ranges of a tile: its own, and those of the cells around it, neighbours as one."""
    inner, shift = level - tile.z, 2 * (GRID_ZOOM - level)
    own = range_of((tile.z, tile.x, tile.y))
    around = codes[(codes >> (2 * inner)) != own[0] >> (2 * (GRID_ZOOM - tile.z))]
    breaks = np.flatnonzero(np.diff(around) > 1) + 1
    runs: Sequence[Rows] = [run for run in np.split(around, breaks) if len(run)]
    return {
        "low": own[0],
        "high": own[1],
        "lows": [int(run[0]) << shift for run in runs],
        "highs": [(int(run[-1]) + 1) << shift for run in runs],
    }


def _gathered(cell: Rows, model: Rows, n: Rows, first: Rows) -> tuple[Rows, Rows, Rows, Rows]:
    """Gather counts by cell and model to cells: commonest model (the lower code at a tie), rows, middle row."""
    order = np.lexsort((model, -n, cell))
    cell, model, n, first = cell[order], model[order], n[order], first[order]
    begins = np.flatnonzero(np.concatenate([[True], cell[1:] != cell[:-1]]))
    total = np.add.reduceat(n, begins)
    return cell[begins], model[begins], total, np.minimum.reduceat(first, begins) + total // 2
