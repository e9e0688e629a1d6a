"""FlatGeobuf, GeoParquet and MapInfo: formats with one reader call each, and the checks before it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.ingest import encoding, gdal
from geo.ingest.archive import Member
from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.task import Task

_NATIVE: Final = ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon")
_MAPINFO_PARTS: Final = {".tab": (".dat", ".map", ".id", ".ind"), ".mif": (".mid",)}
_MAPINFO_NEEDED: Final = {".tab": (".dat",), ".mif": ()}


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


def read_mapinfo(member: Member, siblings: dict[str, Path], task: Task) -> list[Layer]:
    """Read one MapInfo table (.tab with its parts, or .mif with .mid); raises Refusal where a needed part is missing.

    The declared character set is often `Neutral`: it is replaced in our copy by what the texts are.
    """
    missing = [suffix for suffix in _MAPINFO_NEEDED[member.suffix] if suffix not in siblings]
    if missing:
        raise Refusal("format_damaged", format="MapInfo TAB", detail=f"{', '.join(missing)} missing")
    folder = task.fresh_folder()
    name = member.stem.rsplit("/", 1)[-1]
    target = folder / f"layer{member.suffix}"
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="mapinfo")
    texts = member.path.read_bytes()
    table_part = siblings.get(".mid") if member.suffix == ".mif" else siblings.get(".dat")
    found = re.search(rb"(?im)^\s*!?charset\s+\"?([\w-]+)\"?", texts)
    declared = found[1].decode("ascii", "replace") if found else ""
    sample = texts + (table_part.read_bytes()[: encoding.SAMPLE_BYTES] if table_part else b"")
    verdict = encoding.detect_document(
        sample.replace(b"\0", b" "), declared="" if declared.lower() == "neutral" else declared
    )
    if table_part is None:
        layer.found("dbf_missing", values={"part": ".mid"})
    layer.note_encoding(verdict, forced=task.encoding)
    used = task.encoding or verdict.name
    if member.suffix == ".mif":
        text = re.sub(r"(?im)^\s*charset\s+\"?[\w-]+\"?", 'Charset "UTF-8"', texts.decode(used, "replace"), count=1)
        target.write_text(text, "utf-8", newline="")
        if table_part:
            (folder / "layer.mid").write_text(table_part.read_bytes().decode(used, "replace"), "utf-8", newline="")
    else:
        target.write_bytes(re.sub(rb"(?i)\"?[^\"\s]+\.dat\"?", b'"layer.DAT"', texts))
        for suffix in _MAPINFO_PARTS[".tab"]:
            if suffix in siblings:
                (folder / f"layer{suffix}").symlink_to(siblings[suffix])
    gdal.read_layer(
        target, None, format_name="MapInfo", layer=layer, **({"encoding": used} if member.suffix == ".tab" else {})
    )
    task.count_features(layer.features)
    return [layer]
