"""GDAL with an allow-list of drivers, set before it is loaded; used in the worker only, on files under our names."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer, unique_names
from geo.ingest.vectors import wkb

ALLOWED: Final = frozenset(
    {
        "ESRI Shapefile",
        "MapInfo File",
        "GPKG",
        "LIBKML",
        "GML",
        "GPX",
        "FlatGeobuf",
        "ESRIJSON",
        "GeoJSON",
        "OpenFileGDB",
        "DXF",
        "MEM",
        "Memory",
    }
)
# Every vector and raster driver of pyogrio's wheels that is not allowed. A driver that a later GDAL adds is not
# here: `load` then refuses to go on, so that it is looked at before it can open an upload.
_SKIPPED: Final = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,EDIGEO,EEDA,Elasticsearch,GDALG,GPSBabel,GTFS,"
    "GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,LVBAG,MBTiles,MVT,MapML,MiraMonVector,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,"
    "OGR_PDS,OGR_VRT,OSM,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,PMTiles,S57,SQLite,SXF,Selafin,TopoJSON,VDV,VFK,"
    "VICAR,WAsP,WFS,XLSX,XODR,CAD,PostgreSQL,MySQL,MSSQLSpatial,OCI,ODBC,PGeo,MongoDBv3,NAS,GMLAS,SOSI,netCDF,HDF5,"
    "VRT,GTiff,COG,WMS,WMTS,WCS,ZARR,DERIVED,STACIT,STACTA,GTI,SNAP_TIFF,NULL"
)
_BATCH: Final = 16384
_OPTIONS: Final = {
    "GDAL_SKIP": _SKIPPED,
    "CPL_LOG": os.devnull,  # else it warns of every driver on the list that this build lacks
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_NUM_THREADS": "1",
    "GDAL_PAM_ENABLED": "NO",
    "CPL_CURL_ENABLE_VSIMEM": "NO",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_SKIP_CORRUPTED_FEATURES": "YES",  # one bad geometry must not take the others; the count tells of it
    "GML_GFS_TEMPLATE": "",
    "LIBKML_RESOLVE_STYLE": "NO",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "0",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "SQLITE_USE_OGR_VFS": "NO",
    "DXF_ENCODING": "UTF-8",  # ours are
    "DXF_INLINE_BLOCKS": "TRUE",
    "PROJ_NETWORK": "OFF",
}


def load() -> Any:
    """Import pyogrio with the allow-list in force and return it.

    Raises
    ------
    RuntimeError
        if GDAL offers a driver that is not allowed, because it was loaded before or is a later version.
    """
    os.environ.update(_OPTIONS)
    import pyogrio

    extra = set(pyogrio.list_drivers()) - ALLOWED
    if extra:
        raise RuntimeError(f"GDAL offers drivers that uploads must not reach: {sorted(extra)}. Add them to _SKIPPED.")
    return pyogrio


def read_geometry(path: Path, *, rows: np.ndarray[Any, Any], layer: Layer) -> np.ndarray[Any, Any]:
    """Return the geometries of a checked shapefile, which holds the layer's `rows`, without its attributes.

    Raises
    ------
    Refusal
        if GDAL cannot read it or returns another number of them.
    """
    import pyogrio

    parts: list[np.ndarray[Any, Any]] = []
    try:
        with (
            pyogrio.raw.open_arrow(path, columns=[], batch_size=_BATCH, use_pyarrow=True) as (_, reader),
            ThreadPoolExecutor(max_workers=1) as ahead,
        ):
            # While one batch becomes geometries, GDAL reads the next: the two take about as long.
            coming = ahead.submit(_next_batch, reader)
            while (batch := coming.result()) is not None:
                coming = ahead.submit(_next_batch, reader)
                blobs = batch.column(batch.num_columns - 1).to_numpy(zero_copy_only=False)
                done = sum(map(len, parts))
                parts.append(parse_wkb(blobs, layer, rows=rows[done : done + len(blobs)]))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as fault:
        raise Refusal("format_damaged", format="Shapefile", detail=plain_detail(fault)) from fault
    geometry = np.concatenate(parts) if parts else np.array([], object)
    if len(geometry) != len(rows):
        raise Refusal("format_damaged", format="Shapefile", detail=f"{len(geometry)} / {len(rows)}")
    return geometry


def _next_batch(reader: Any) -> Any:
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None


def parse_wkb(
    blobs: np.ndarray[Any, Any], layer: Layer, *, rows: np.ndarray[Any, Any] | None = None
) -> np.ndarray[Any, Any]:
    """Return the geometries of WKB blobs; open rings are closed, what still cannot be built is None, and both noted.

    `rows` are the numbers of the blobs' rows; by default they count from 0.
    """
    import shapely

    geometry, _ = wkb.parse(shapely.from_wkb, blobs)
    open_rings = np.flatnonzero(shapely.is_missing(geometry) & ~shapely.is_missing(blobs))
    if len(open_rings) == 0:
        return geometry
    numbers = np.arange(len(blobs)) if rows is None or len(rows) < len(blobs) else rows
    geometry[open_rings], _ = wkb.parse(shapely.from_wkb, blobs[open_rings], on_invalid="fix")
    closed = open_rings[~shapely.is_missing(geometry[open_rings])]
    if len(closed):
        layer.found("geometry_unclosed", values={"count": len(closed)}, rows=first_rows(numbers[closed]))
    lost = np.setdiff1d(open_rings, closed)
    if len(lost):
        layer.found("geometry_lost", values={"count": len(lost)}, rows=first_rows(numbers[lost]))
    return geometry


def plain_detail(fault: Exception) -> str:
    """Return a library's message without the paths of the job folder."""
    words = str(fault).replace("\n", " ").split(" ")
    return " ".join(word if "/" not in word.strip("'\"`,.:") else "…" for word in words)[:200]


def layers(path: str | Path, *, format_name: str) -> list[tuple[str, str | None]]:
    """Return the layers' names and geometry types (None = no geometry); Refusal if GDAL does not know the file."""
    pyogrio = load()
    try:
        found = pyogrio.list_layers(path)
    except pyogrio.errors.DataSourceError as fault:
        raise Refusal("format_damaged", format=format_name, detail=plain_detail(fault)) from fault
    return [(str(name), None if kind is None else str(kind)) for name, kind in found]


def read_layer(path: str | Path, name: str | None, *, format_name: str, layer: Layer, **options: Any) -> Layer:
    """Fill `layer` from one layer of a file: attributes, geometry (curves as lines) and reference system.

    Parameters
    ----------
    path : a file under a name of ours.
    name : the layer's name, None for the only one.
    format_name : for the message when it cannot be read.
    options : open options of the driver.

    Raises
    ------
    Refusal
        if GDAL cannot read it.
    """
    pyogrio = load()
    faults = (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        UnicodeDecodeError,
        IndexError,  # pyogrio asks for the first layer of a file that has none
        ValueError,
        RuntimeError,
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they tell of is found by our own checks
            meta, fids, blobs, columns = pyogrio.raw.read(path, layer=name, return_fids=True, **options)
    except faults as fault:
        raise Refusal("format_damaged", format=format_name, detail=plain_detail(fault)) from fault
    count = len(fids)
    names, changed = unique_names([str(field) for field in meta["fields"]])
    if changed:
        layer.found(
            "field_duplicate",
            values={"names": ", ".join(old for old, _ in changed)},
            after=", ".join(new for _, new in changed),
        )
    layer.table = pd.DataFrame(dict(zip(names, map(_column, columns), strict=True)), index=pd.RangeIndex(count))
    layer.geometry = np.full(count, None, object)
    if blobs is not None:
        layer.geometry = parse_wkb(blobs, layer)
    if meta["crs"]:
        layer.crs_text = str(meta["crs"])
        try:
            layer.crs = CRS.from_user_input(meta["crs"])
        except CRSError:
            layer.crs = None
        if layer.crs is not None and "undefined" in layer.crs.name.lower():
            layer.crs, layer.crs_text = None, ""  # GeoPackage's own way to say that nobody knows
            layer.found("crs_null", certain=False)
    return layer


def claimed_features(path: str | Path, name: str | None = None) -> int:
    """Return how many features a file's header claims, -1 where it claims nothing."""
    pyogrio = load()
    try:
        return int(pyogrio.read_info(path, layer=name)["features"])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, KeyError):
        return -1


def _column(values: np.ndarray[Any, Any]) -> Any:
    if values.dtype.kind == "M":
        return pd.Series(values)
    if values.dtype == object and any(isinstance(cell, np.ndarray) for cell in values):
        return pd.Series([cell.tolist() if isinstance(cell, np.ndarray) else cell for cell in values], dtype="object")
    return values
