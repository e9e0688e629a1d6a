"""The coast's cells on disk: one file of geometries one after the other, and where each begins.

A tile needs one cell of eight thousand; read by its place in a file it costs a disk access, where a table would be
gone through. The file is written when the store is built.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.catalog import boundaries
from geo.catalog.coast_cells import cells_of
from geo.errors import NotPreparedError
from geo.settings import Settings

FILE: Final = "coast.wkb"
INDEX: Final = "coast.json"


def prepare(settings: Settings) -> None:
    """Write the cells of the coast into the store; expects the boundaries there."""
    cells = boundaries.coast_cells(settings)
    index: dict[str, tuple[int, int]] = {}
    with (settings.store_dir / FILE).open("wb") as out:
        for z, x, y, wkb in zip(cells["z"], cells["x"], cells["y"], cells.geometry.to_wkb(), strict=True):
            index[f"{z}/{x}/{y}"] = (out.tell(), len(wkb))
            out.write(wkb)
    (settings.store_dir / INDEX).write_text(json.dumps(index), "ascii")


def land(folder: Path, zoom: int, x: int, y: int) -> bytes:
    """Return the land round a tile of zoom 8 or more as WKB in EPSG:3857; nothing where there is none."""
    index = _index(folder / INDEX, _built(folder))
    for cell in cells_of(zoom, x, y):
        found = index.get("/".join(map(str, cell)))
        if found:
            with (folder / FILE).open("rb") as cells:
                cells.seek(found[0])
                return cells.read(found[1])
    return b""


def _built(folder: Path) -> int:
    try:
        return (folder / INDEX).stat().st_mtime_ns
    except FileNotFoundError as missing:
        raise NotPreparedError(
            f"There is no coast in {folder}. Run `python -m geo prepare`.", path=str(folder)
        ) from missing


@lru_cache(maxsize=2)
def _index(path: Path, _built_ns: int) -> dict[str, tuple[int, int]]:
    return {key: (int(place), int(length)) for key, (place, length) in json.loads(path.read_text("ascii")).items()}
