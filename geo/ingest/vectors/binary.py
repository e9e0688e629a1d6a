"""FlatGeobuf and GeoParquet: formats with one reader call each, and the checks before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer, unique_names
from geo.ingest.task import Task
from geo.ingest.texts import encoding
from geo.ingest.vectors import gdal

_NATIVE: Final = ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon")


def read_flatgeobuf(path: Path, name: str, task: Task) -> list[Layer]:
    """Read one FlatGeobuf file; raises Refusal if it is cut short or damaged."""
    target = task.fresh_folder() / "layer.fgb"
    target.symlink_to(path)
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="flatgeobuf")
    gdal.read_layer(target, None, format_name="FlatGeobuf", layer=layer)
    if (claimed := gdal.claimed_features(target)) > layer.features:  # bytes that end early give fewer, and no error
        layer.found("features_uncounted", values={"expected": claimed, "count": layer.features})
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
        about.get("encoding")
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
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
    layer.table = _parquet_table(table.remove_column(position).drop_columns(others), layer, task)
    _parquet_reference(about, layer)
    return [layer]


def _parquet_detail(fault: Exception) -> str:
    return gdal.plain_detail(fault)


def _parquet_table(table: Any, layer: Layer, task: Task) -> pd.DataFrame:
    """Return the attributes; texts that are not UTF-8, as the format demands, are read as what they are."""
    import pyarrow as pa

    texts: dict[int, list[str | None]] = {}
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            texts[position] = _parquet_texts(table.column(position), str(field.name), layer, task)
    rest = table.replace_schema_metadata(None)
    for position in texts:
        rest = rest.set_column(position, f"{position}", pa.nulls(rest.num_rows))
    names, changed = unique_names([str(name) for name in table.column_names])
    if changed:
        layer.found(
            "field_duplicate",
            values={"names": ", ".join(old or "-" for old, _ in changed)},
            after=", ".join(new for _, new in changed),
        )
    try:
        rest = rest.rename_columns([f"{position}" for position in range(rest.num_columns)])
        rest.validate(full=True)
        frame: pd.DataFrame = rest.to_pandas(
            use_threads=False, ignore_metadata=True, date_as_object=True, integer_object_nulls=True
        )
    except (pa.ArrowException, ValueError, OverflowError) as fault:
        raise Refusal("format_damaged", format="Parquet", detail=gdal.plain_detail(fault)) from fault
    for position, field in enumerate(rest.schema):
        if pa.types.is_nested(field.type):  # pandas would make arrays of lists, which compare with nothing
            frame[f"{position}"] = pd.Series(rest.column(position).to_pylist(), dtype="object", index=frame.index)
            layer.found("field_nested", field=names[position])
    for position, values in texts.items():
        frame[f"{position}"] = pd.Series(values, dtype="object", index=frame.index)
    frame.columns = pd.Index(names)
    return frame


def _parquet_texts(column: Any, name: str, layer: Layer, task: Task) -> list[str | None]:
    import pyarrow as pa

    if not task.encoding:
        try:
            column.validate(full=True)
            valid: list[str | None] = column.to_pylist()
        except (pa.ArrowException, UnicodeDecodeError):
            pass
        else:
            return valid
    cells: list[bytes | None] = column.cast(pa.large_binary()).to_pylist()
    verdict = encoding.detect([cell for cell in cells if cell], declared="UTF-8")
    layer.note_encoding(verdict, forced=task.encoding)
    used = task.encoding or verdict.name
    texts = [None if cell is None else cell.decode(used, "replace") for cell in cells]
    bad = [row for row, text in enumerate(texts) if text and "\ufffd" in text]
    if bad:
        layer.found(
            "text_undecodable",
            values={"count": len(bad), "encoding": used.upper()},
            field=name,
            rows=first_rows(bad),
            before=(cells[bad[0]] or b"").hex(" ")[:60],
            after=texts[bad[0]] or "",
        )
    return texts


def _parquet_geometry(column: Any, kind: str, layer: Layer) -> np.ndarray[Any, Any]:
    if kind.upper() == "WKB":
        blobs = column.to_numpy(zero_copy_only=False)
        return gdal.parse_wkb(blobs, layer)
    if kind.lower() not in _NATIVE:
        raise Refusal("format_damaged", format="GeoParquet", detail=f"encoding {kind[:30]}")
    from geopandas.io._geoarrow import construct_shapely_array

    try:
        native: np.ndarray[Any, Any] = construct_shapely_array(column.combine_chunks(), f"geoarrow.{kind.lower()}")
    except (ValueError, TypeError, NotImplementedError, AttributeError, IndexError, KeyError) as fault:
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
