"""Topic: PostGIS on the rows of a dataset: our aggregating query, and the usual one that sends every point as MVT."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from geo.datasets import layout
from geo.datasets.errors import DatasetError
from geo.datasets.filters import DatasetFilters
from geo.datasets.postgis import SCHEMA, PostgisStore
from geo.datasets.selection import Deadline
from geo.settings import Settings
from geo.tiles.grid import GRID_ZOOM, Tile, to_grid
from tests.postgres import server

ZOOMS = (3, 5, 7, 9, 11, 13, 15)
SHANGHAI = (121.47, 31.23)
LIMIT_MS = 120_000.0
# What tutorials and tile servers for PostGIS do: every point of the tile is cut, encoded and sent.
_EVERY_POINT = (
    "WITH box AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS shape), points AS (SELECT ST_AsMVTGeom(geom, shape) "
    "AS geom, id, name, model FROM {table}, box WHERE geom && shape) SELECT ST_AsMVT(points, 'firms') FROM points"
)


def tiles() -> list[Tile]:
    """Return the tiles that hold Shanghai at each zoom: the fullest or nearly so."""
    x, y = to_grid(np.array([SHANGHAI[0]]), np.array([SHANGHAI[1]]))
    return [Tile(zoom, int(x[0]) >> (GRID_ZOOM - zoom), int(y[0]) >> (GRID_ZOOM - zoom)) for zoom in ZOOMS]


def _timed(ask: Callable[[], bytes], runs: int) -> dict[str, Any]:
    """Return the median wall time of a few runs and the size of the answer; what takes too long or ends is said so."""
    took, body = [], b""
    for _ in range(runs):
        start = time.perf_counter()
        try:
            body = ask()
        except (DatasetError, psycopg.errors.QueryCanceled):
            return {"ms": None, "over_ms": LIMIT_MS}
        except psycopg.errors.InternalError as fault:  # a tile of every point beyond what PostgreSQL allocates at once
            return {"ms": None, "failed": str(fault).strip(), "after_ms": round((time.perf_counter() - start) * 1000)}
        took.append((time.perf_counter() - start) * 1000)
        if took[-1] > 5000:
            break
    return {"ms": round(float(np.median(took)), 1), "bytes": len(body)}


def measure(config: Settings, name: str, filters: dict[str, DatasetFilters], *, runs: int = 3) -> dict[str, Any]:
    """Copy a dataset of the embedded store into a PostGIS of our own and ask it for the tiles over Shanghai.

    Parameters
    ----------
    config : settings whose folder holds the dataset.
    filters : by the name they are told with.
    """
    folder = layout.version_folder(config.datasets_dir, name)
    manifest = layout.read_manifest(folder)
    # What PostgreSQL's own documentation advises for a machine of its own with two cores and some gigabytes.
    options = ("shared_buffers=2GB", "work_mem=256MB", "maintenance_work_mem=512MB", "max_wal_size=8GB")
    with server(*options) as url, tempfile.TemporaryDirectory() as reports:
        store = PostgisStore(dataclasses.replace(config, store_url=url, datasets_dir=Path(reports)))
        try:
            return _measured(store, folder, manifest, filters, runs)
        finally:
            store.close()


def _measured(
    store: PostgisStore, folder: Path, manifest: layout.Manifest, filters: dict[str, DatasetFilters], runs: int
) -> dict[str, Any]:
    start = time.perf_counter()
    store.put(folder, manifest)
    name = manifest.name
    told: dict[str, Any] = {"load_s": round(time.perf_counter() - start, 1), "store_bytes": store.size(name)}
    opened = store.open(name)
    told["our_query"] = {
        words: {
            f"z{tile.z}": _timed(lambda t=tile, f=chosen: opened.cutter.encode(t, f, Deadline(LIMIT_MS)), runs)  # type: ignore[misc]
            for tile in tiles()
        }
        for words, chosen in filters.items()
    }
    with store.connection() as connection:
        found = connection.execute(f"SELECT version FROM {SCHEMA}.dataset WHERE name = %s", [name]).fetchone()
        assert found is not None
        order = _EVERY_POINT.replace("{table}", f"{SCHEMA}.firms_{found[0]:d}")

        def every_point(tile: Tile) -> bytes:
            connection.execute("SELECT set_config('statement_timeout', %s, true)", [f"{LIMIT_MS:.0f}"])
            try:
                row = connection.execute(order, {"z": tile.z, "x": tile.x, "y": tile.y}).fetchone()
            finally:
                connection.rollback()
            return bytes(row[0]) if row else b""

        told["every_point"] = {f"z{tile.z}": _timed(lambda t=tile: every_point(t), runs) for tile in tiles()}  # type: ignore[misc]
    return told


def embedded(service: Any, name: str, filters: dict[str, DatasetFilters], *, runs: int = 3) -> dict[str, Any]:
    """Ask the embedded store for the same tiles, each time without what was kept of the tile."""
    opened = service.open(name)
    return {
        words: {
            f"z{tile.z}": _timed(lambda t=tile, f=chosen: opened.cutter.encode(t, f, Deadline(LIMIT_MS)), runs)  # type: ignore[misc]
            for tile in tiles()
        }
        for words, chosen in filters.items()
    }
