"""Counts and lists the organisations of the curated sample that pass a filter, on screen or everywhere.

The sample is no census: the numbers say what the catalogue holds, not what a place has.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from geo.tiles.filters import CHOICES, LINKED, Filters
from geo.tiles.grid import MAX_LATITUDE, to_grid

LIST_LIMIT = 500  # rows of the list of what is on screen; the page says when it is hit
COLUMNS = (
    "id", "name_zh", "name_en", "cluster_id", "model", "kind", "segment", "country", "founded_year", "confidence",
    "precision", "uncertainty_m", "lon", "lat",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """A view in WGS84 degrees; west may exceed east when the view crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many organisations pass a filter, of how many there are, and how many only their low rating hides."""

    shown: int
    total: int
    low_hidden: int


def count(connection: duckdb.DuckDBPyConnection, filters: Filters) -> Count:
    """Count the organisations that pass `filters`."""
    where, bound = filters.where()
    hidden = dataclasses.replace(filters, conf=() if "low" in filters.conf else ("low",))
    low_where, low_bound = hidden.where()
    row = connection.execute(
        f"SELECT count(*) FILTER ({where}), count(*), count(*) FILTER ({low_where}) FROM organisations",
        [*bound, *low_bound],
    ).fetchone()
    assert row is not None  # noqa: S101 - an aggregate without GROUP BY always returns one row
    return Count(*row)


def facets(connection: duckdb.DuckDBPyConnection, filters: Filters) -> dict[str, dict[str, int]]:
    """Count for every list filter how many organisations each of its values lets through, all others in force.

    What a filter itself holds does not count, so its own numbers stay while its values are chosen.
    """
    found: dict[str, dict[str, int]] = {}
    for key in LINKED:
        where, bound = filters.where(without=key)
        column = CHOICES[key].column
        rows = connection.execute(
            f"SELECT {column}, count(*) FROM organisations WHERE {where} GROUP BY {column}", bound
        ).fetchall()
        found[key] = {str(value): int(n) for value, n in rows if value}
    return found


def extent(connection: duckdb.DuckDBPyConnection, filters: Filters) -> Bounds | None:
    """Return the box round the organisations that pass `filters`, None where none does."""
    where, bound = filters.where()
    row = connection.execute(
        f"SELECT min(lon), min(lat), max(lon), max(lat) FROM organisations WHERE {where}", bound
    ).fetchone()
    return Bounds(*row) if row and row[0] is not None else None


def listing(connection: duckdb.DuckDBPyConnection, filters: Filters, bounds: Bounds | None) -> tuple[pd.DataFrame, int]:
    """Return up to LIST_LIMIT organisations in view (COLUMNS, by name) and how many there are in view."""
    where, bound = filters.where()
    if bounds:
        inside, edges = _inside(bounds)
        where, bound = f"{where} AND {inside}", [*bound, *edges]
    rows = connection.execute(
        f"SELECT {', '.join(COLUMNS)}, count(*) OVER () AS in_view FROM organisations WHERE {where} "
        f"ORDER BY cluster_id, name_en LIMIT {LIST_LIMIT}",
        bound,
    ).df()
    in_view = int(rows["in_view"].iloc[0]) if len(rows) else 0
    return rows.drop(columns="in_view"), in_view


def stack(connection: duckdb.DuckDBPyConnection, filters: Filters, stack_id: str) -> list[str]:
    """Return the ids of the organisations that share one grid point, given as `x-y`; empty when there are none."""
    x, _, y = stack_id.partition("-")
    if not (x.isdecimal() and y.isdecimal() and len(stack_id) <= 20):
        return []
    where, bound = filters.where()
    rows = connection.execute(
        f"SELECT id FROM organisations WHERE x = ? AND y = ? AND {where} ORDER BY name_en",
        [int(x), int(y), *bound],
    ).fetchall()
    return [row[0] for row in rows]


def _inside(bounds: Bounds) -> tuple[str, list[object]]:
    """Condition on grid columns and rows; a view wider than the world has no condition on columns."""
    latitudes = np.clip([bounds.north, bounds.south], -MAX_LATITUDE, MAX_LATITUDE)
    width = bounds.east - bounds.west
    west = (bounds.west + 180.0) % 360.0 - 180.0
    east = (bounds.east + 180.0) % 360.0 - 180.0
    columns, rows = to_grid(np.array([west, east]), latitudes)
    clause, edges = "y BETWEEN ? AND ?", [int(rows[0]), int(rows[1])]
    if width >= 360.0:
        return clause, list(edges)
    joined = "x BETWEEN ? AND ?" if west <= east else "(x >= ? OR x <= ?)"
    return f"{clause} AND {joined}", [*edges, int(columns[0]), int(columns[1])]
