"""Drawings (DXF): entities with the layer they are on, closed polylines as areas; a drawing never says where it lies.

Source: Autodesk DXF Reference: $DWGCODEPAGE names the character set of versions before 2007 (AC1021), later ones are
in UTF-8.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely

from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.task import Task
from geo.ingest.texts import encoding, lines
from geo.ingest.vectors import gdal

_CODE_PAGE: Final = re.compile(rb"\$DWGCODEPAGE\s+3\s+(\S+)", re.IGNORECASE)
_VERSION: Final = re.compile(rb"\$ACADVER\s+1\s+AC(\d{4})", re.IGNORECASE)
_UNICODE_VERSION: Final = 1021


def looks_like_dxf(head: bytes) -> bool:
    """Tell whether a text begins as a drawing does: with a section, comments before it aside."""
    lines = [line.strip() for line in head[:20000].splitlines()]
    pairs = [(code, value) for code, value in zip(lines[::2], lines[1::2], strict=False) if code != b"999"]
    return bool(pairs) and pairs[0] == (b"0", b"SECTION")


def read(path: Path, name: str, task: Task) -> list[Layer]:
    """Read one drawing; raises Refusal if GDAL cannot."""
    lines.refuse_one_line(path, name)
    data = path.read_bytes()
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="dxf")
    version = int(found[1]) if (found := _VERSION.search(data[:20000])) else 0
    page = found[1].decode("ascii", "replace") if (found := _CODE_PAGE.search(data[:20000])) else ""
    verdict = encoding.detect_document(data, declared="utf-8" if version >= _UNICODE_VERSION else page.replace("_", ""))
    layer.note_encoding(verdict, forced=task.encoding)
    target = task.fresh_folder() / "drawing.dxf"
    target.write_text(data.decode(task.encoding or verdict.name, "replace"), "utf-8", newline="")
    gdal.read_layer(target, "entities", format_name="DXF", layer=layer)
    if layer.features == 0 and b"ENTITIES" not in data:
        raise Refusal("format_damaged", format="DXF", detail="ENTITIES")
    layer.crs, layer.crs_text = None, ""
    layer.table = layer.table.drop(columns=[column for column in ("EntityHandle",) if column in layer.table])
    _close(layer)
    task.count_features(layer.features)
    return [layer]


def _close(layer: Layer) -> None:
    """Make areas of polylines that end where they began."""
    if "SubClasses" in layer.table:
        kinds = layer.table["SubClasses"].astype("str").str.contains("Polyline", regex=False).to_numpy()
    else:
        kinds = np.ones(layer.features, bool)
    closed = shapely.is_closed(layer.geometry) & (shapely.get_type_id(layer.geometry) == 1)
    rows = np.flatnonzero(kinds & closed & (shapely.get_num_coordinates(layer.geometry) >= 4))
    layer.geometry = layer.geometry.copy()
    for row in rows:
        layer.geometry[row] = shapely.Polygon(shapely.get_coordinates(layer.geometry[row]))
    if len(rows):
        layer.found("drawing_areas", values={"count": len(rows)})
