"""Rehearsal: does once what nearly every job does, so that the jobs find done what the libraries keep of it.

Jobs are forks of the reading process. What PROJ has looked up in its register, the models of chardet and GDAL's ways to
write each took a job up to a fifth of a second, and every job anew. Only what is ours is read and written here.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.ingest import repair
from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.placing import crs
from geo.ingest.report import Report
from geo.ingest.texts import encoding

# What uploads are in, or are tried in: degrees, Web Mercator, China's zones without a number and one with.
CODES: Final = (4326, 4490, 3857, 4534, 4527)
_EASTING_M, _NORTHING_M = 500_000.0, 4_000_000.0
_NAMES: Final = ("济南市历下区", "章丘区", "北京市海淀区")
# Reading GeoParquet leaves a thread behind, and a fork copies none: that copy is not rehearsed.
_COPIES: Final = (".gpkg", ".geojson", ".shp")


def rehearse() -> None:
    """Do it; without a folder for temporary files, nothing is written."""
    for code in CODES:
        system = CRS.from_epsg(code)
        crs.label(system)
        crs.to_lonlat(system, [_EASTING_M], [_NORTHING_M])
    declared = crs.read_text(crs.LONLAT.to_wkt("WKT1_ESRI"))  # as most programs write it beside a shapefile
    if declared is not None:
        crs.label(declared)
        crs.is_placeable(declared)
    encoding.detect([name.encode("gb18030") for name in _NAMES])
    with contextlib.suppress(OSError, Refusal), tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        _write(Path(folder))


def _write(folder: Path) -> None:
    layer = Layer(
        "rehearsal",
        pd.DataFrame({"name": list(_NAMES), "value": [1.5, 2.0, 3.0]}),
        np.array([shapely.Point(117.0, 36.6)] * len(_NAMES), object),
        crs.LONLAT,
    )
    repair.write_parquet(layer, folder / "layer.parquet", wgs84=True)
    for suffix in _COPIES:
        repair.write_copy([layer], folder / f"copy{suffix}", log_of=Report("rehearsal"))
