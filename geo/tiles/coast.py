"""The coast's cells on disk: one file of geometries one after the other, and where each begins.

A tile needs one cell of thousands; read by its place in a file it costs a disk access, where a table would be gone
through. geo.catalog.ground writes the file.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from geo.catalog.boundaries import FOLDER
from geo.catalog.coast_cells import cells_of
from geo.catalog.ground import CELLS, CELLS_INDEX
from geo.errors import NotPreparedError


def land(store: Path, zoom: int, x: int, y: int) -> bytes:
    """Return the land round a tile of zoom 8 or more as WKB in EPSG:3857; nothing where there is none."""
    folder = store / FOLDER
    index = _index(folder / CELLS_INDEX, _built(folder))
    for cell in cells_of(zoom, x, y):
        found = index.get("/".join(map(str, cell)))
        if found:
            with (folder / CELLS).open("rb") as cells:
                cells.seek(found[0])
                return cells.read(found[1])
    return b""


def _built(folder: Path) -> int:
    try:
        return (folder / CELLS_INDEX).stat().st_mtime_ns
    except FileNotFoundError as missing:
        raise NotPreparedError(
            f"There is no coast in {folder}. Run `python -m geo prepare`.", path=str(folder)
        ) from missing


@lru_cache(maxsize=2)
def _index(path: Path, _built_ns: int) -> dict[str, tuple[int, int]]:
    return {key: (int(place), int(length)) for key, (place, length) in json.loads(path.read_text("ascii")).items()}
