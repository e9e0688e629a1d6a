"""Topic: how long a tile takes to encode, by zoom, and how many bytes it has; no cache is involved."""

from __future__ import annotations

import time
from typing import Any

from geo.settings import settings
from geo.tiles import mvt, store
from geo.tiles.filters import Filters
from geo.tiles.grid import GRID_ZOOM, Tile
from tests.benchmarks.figure import figure

ZOOMS = (0, 2, 4, 6, 8, 10, 12, 14)
TILES = 12  # the fullest of a zoom
REPEATS = 5
FILTERED = Filters(model=("technology_innovation",), kind=("firm",), year_from=1990)


def measure() -> dict[str, Any]:
    """Measure the fullest tiles of each zoom, without and with a filter, and those of the land."""
    connection = store.cursor(settings())
    figures: dict[str, Any] = {}
    for zoom in ZOOMS:
        shift = GRID_ZOOM - zoom
        rows = connection.execute(
            "SELECT x >> ?, y >> ? FROM organisations GROUP BY ALL ORDER BY count(*) DESC, 1, 2 LIMIT ?",
            [shift, shift, TILES],
        ).fetchall()
        tiles = [Tile(zoom, x, y) for x, y in rows]
        for name, filters in (("organisations", Filters()), ("organisations, filtered", FILTERED), ("land", Filters())):
            encode = mvt.layer(name.split(",")[0])
            times, sizes = [], []
            for tile in tiles * REPEATS:
                started = time.perf_counter()
                sizes.append(len(encode(connection, tile, filters)))
                times.append((time.perf_counter() - started) * 1000)
            made = figure(times, "ms", note=f"{len(tiles)} tiles, largest {max(sizes)} bytes")
            made.pop("runs")
            figures[f"{name}, zoom {zoom}"] = made
    return figures
