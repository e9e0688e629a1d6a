"""Esri file geodatabases: the parts of one, found in an archive with or without their folder, read by GDAL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np
import pandas as pd

from geo.ingest.archives.archive import Member
from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.task import Task
from geo.ingest.vectors import gdal

# Names the format gives its parts: tables and indexes by number, and two files without a number.
_PART: Final = re.compile(
    r"^(a[0-9a-f]{8}(\.[\w-]{1,64})?\.(gdbtable|gdbtablx|gdbindexes|atx|spx|freelist|horizon)|gdb|timestamps)$",
    re.IGNORECASE,
)
_FIRST: Final = "a00000001.gdbtable"  # the catalogue of tables: without it there is no geodatabase


def group(members: Iterable[Member]) -> dict[str, dict[str, Path]]:
    """Return the geodatabases among the members of an archive: folder -> name of a part -> its file."""
    folders: dict[str, dict[str, Path]] = {}
    for member in members:
        path = PurePosixPath(member.name)
        if _PART.match(path.name):
            folders.setdefault(str(path.parent), {})[path.name.lower()] = member.path
    return {folder: parts for folder, parts in folders.items() if _FIRST in parts}


def is_part(name: str) -> bool:
    """Tell whether a name is one that parts of geodatabases have."""
    return bool(_PART.match(PurePosixPath(name).name))


def read(folder: str, parts: dict[str, Path], task: Task) -> list[Layer]:
    """Read the feature classes of one geodatabase; tables without geometry are told of.

    Raises
    ------
    Refusal
        gdb_unreadable, if GDAL cannot read it; gpkg_no_geometry, if no table of it has geometry.
    """
    target = task.fresh_folder() / "database.gdb"
    target.mkdir()
    for name, path in parts.items():
        (target / name).symlink_to(path)
    title = "File Geodatabase (.gdb)"
    try:
        found = gdal.layers(target, format_name=title)
    except Refusal as fault:
        raise Refusal("gdb_unreadable", advice="gdb") from fault
    plain = [name for name, kind in found if kind is None]
    names = [name for name, kind in found if kind is not None]
    if not names:
        raise Refusal("gpkg_no_geometry", tables=", ".join(plain[:5]) or "-")
    if plain:
        task.found("gpkg_tables_skipped", values={"names": ", ".join(plain[:10])})
    task.count_layers(len(names))
    layers = []
    for name in names:
        layer = Layer(name, pd.DataFrame(), np.array([], object), format="filegdb")
        gdal.read_layer(target, name, format_name=title, layer=layer)
        if (claimed := gdal.claimed_features(target, name)) > layer.features:
            layer.found("features_uncounted", values={"expected": claimed, "count": layer.features})
        task.count_features(layer.features)
        layers.append(layer)
    return layers
