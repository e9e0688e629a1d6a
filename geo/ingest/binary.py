"""FlatGeobuf and GeoParquet: formats with one reader call each, and the checks before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.ingest import gdal
from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.task import Task

_NATIVE: Final = ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon")


def read_flatgeobuf(path: Path, name: str, task: Task) -> list[Layer]:
    """Read one FlatGeobuf file; raises Refusal if it is cut short or damaged."""
    target = task.fresh_folder() / "layer.fgb"
    target.symlink_to(path)
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="flatgeobuf")
    gdal.read_layer(target, None, format_name="FlatGeobuf", layer=layer)
    task.count_features(layer.features)
    return [layer]


def read_parquet(path: Path, name: str, task: Task) -> list[Layer]:
    """Read one GeoParquet file; raises Refusal if it is damaged or has no `geo` metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path, memory_map=True)
        metadata = file.schema_arrow.metadata or {}
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise Refusal("format_damaged", format="Parquet", detail=_parquet_detail(fault)) from fault
    try:
        geo = json.loads(metadata[b"geo"])
        primary = geo["primary_column"]
        about = geo["columns"][primary]
        position = file.schema_arrow.names.index(primary)
    except (KeyError, ValueError, TypeError) as fault:
        raise Refusal("parquet_no_geo", columns=", ".join(file.schema_arrow.names[:8])) from fault
    task.count_features(file.metadata.num_rows)
    task.count_fields(len(file.schema_arrow.names))
    try:
        table = file.read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise Refusal("format_damaged", format="Parquet", detail=_parquet_detail(fault)) from fault
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="geoparquet")
    layer.geometry = _parquet_geometry(table.column(position), str(about.get("encoding", "WKB")), layer)
    others = [column for column in geo["columns"] if column != primary and column in table.column_names]
    if others:
        layer.found("parquet_geometry_columns", values={"names": ", ".join(others), "primary": primary})
    plain = table.remove_column(position).drop_columns(others)
    layer.table = plain.replace_schema_metadata(None).to_pandas(
        use_threads=False, ignore_metadata=True, date_as_object=True, integer_object_nulls=True
    )
    _parquet_reference(about, layer)
    return [layer]


def _parquet_detail(fault: Exception) -> str:
    return gdal.plain_detail(fault)


def _parquet_geometry(column: Any, kind: str, layer: Layer) -> np.ndarray[Any, Any]:
    if kind.upper() == "WKB":
        blobs = column.to_numpy(zero_copy_only=False)
        return gdal.parse_wkb(blobs, layer)
    if kind.lower() not in _NATIVE:
        raise Refusal("format_damaged", format="GeoParquet", detail=f"encoding {kind[:30]}")
    from geopandas.io._geoarrow import construct_shapely_array

    try:
        native: np.ndarray[Any, Any] = construct_shapely_array(column.combine_chunks(), f"geoarrow.{kind.lower()}")
    except (ValueError, TypeError, NotImplementedError) as fault:
        raise Refusal("format_damaged", format="GeoParquet", detail=gdal.plain_detail(fault)) from fault
    return native


def _parquet_reference(about: dict[str, Any], layer: Layer) -> None:
    """A missing `crs` means longitude and latitude; an explicit null means that nobody knows (GeoParquet 1.1)."""
    if "crs" not in about:
        layer.crs = CRS.from_epsg(4326)
        return
    if about["crs"] is None:
        layer.found("crs_null", certain=False)
        return
    layer.crs_text = json.dumps(about["crs"])[:4000] if isinstance(about["crs"], dict) else str(about["crs"])[:4000]
    try:
        layer.crs = (
            CRS.from_json_dict(about["crs"]) if isinstance(about["crs"], dict) else CRS.from_wkt(str(about["crs"]))
        )
    except (CRSError, KeyError, TypeError):
        layer.crs = None
