"""Repaired copy: writes layers as GeoPackage, GeoJSON, GeoParquet or Shapefile, with a log of every repair."""

from __future__ import annotations

import errno
import json
import shutil
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.ingest import geometry as shapes
from geo.ingest import readback
from geo.ingest.findings import Finding, Refusal, first_rows
from geo.ingest.layer import Layer, unique_names
from geo.ingest.placing import crs, reprojection
from geo.ingest.report import Report
from geo.ingest.vectors import gdal
from geo.json_values import plain

# Extension -> format of the copy.
COPY_FORMATS: Final = {
    ".gpkg": "gpkg",
    ".geojson": "geojson",
    ".json": "geojson",
    ".parquet": "parquet",
    ".shp": "shapefile",
    ".zip": "shapefile",
}
_GEOMETRY: Final = "geometry"
_DBF_NAME_BYTES: Final = 10
_DBF_TEXT_BYTES: Final = 254
_SIGNS: Final = frozenset("`~!@#$%^&*()+-={}|[]\\:\";'<>?,./ ")  # as GDAL's driver of GeoPackages lists them
_PRJ_DIALECT: Final = "WKT1_ESRI"


def write_copy(layers: list[Layer], target: Path, *, log_of: Report) -> list[Finding]:
    """Write the layers to `target`, whose extension names the format, and ``<target>.repair.json`` beside it.

    Formats of one layer a file get further files ``<stem>-2<suffix>``. Invalid polygons are rebuilt, rings ordered;
    attributes without geometry are kept. Returns what the writing itself changed.

    Raises
    ------
    Refusal
        copy_failed, if the copy cannot be written or does not hold what the layers hold when it is read back.
    """
    findings: list[Finding] = []
    layers = [layer for layer in layers if layer.features or len(layers) == 1]
    mended = [_mended(layer, findings) for layer in layers]
    try:
        _WRITERS[COPY_FORMATS[target.suffix.lower()]](mended, target, findings)
    except Exception as fault:
        # What was written so far is no copy, and nobody may take it for one. What runs out is told elsewhere.
        for path in target.parent.glob(f"{target.stem}*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if isinstance(fault, (Refusal, MemoryError)) or (isinstance(fault, OSError) and fault.errno == errno.ENOSPC):
            raise
        detail = f"{type(fault).__name__}: {gdal.plain_detail(fault)}"
        raise Refusal("copy_failed", reason="copy_unwritten", detail=detail) from fault
    log = {
        "upload": log_of.name,
        "layers": [
            {
                "name": layer.name,
                "features": layer.features,
                "crs": crs.label(layer.crs),
                "findings": [finding.as_json() | {"severity": finding.severity} for finding in layer.findings],
            }
            for layer in layers
        ],
        "copy": [finding.as_json() | {"severity": finding.severity} for finding in findings],
    }
    text = json.dumps(log, ensure_ascii=False, indent=1, default=plain)
    target.with_name(f"{target.name}.repair.json").write_text(text, "utf-8", errors="replace")
    return findings


def _mended(layer: Layer, findings: list[Finding]) -> Layer:
    geometry, changed = shapes.repair(layer.geometry)
    if len(changed):
        findings.append(Finding("copy_validated", {"count": len(changed)}, layer=layer.name, rows=first_rows(changed)))
    return Layer(layer.name, layer.table, geometry, crs.with_code(layer.crs), format=layer.format)


def _numbered(target: Path, number: int) -> Path:
    return target if number == 0 else target.with_name(f"{target.stem}-{number + 1}{target.suffix}")


def tidy_table(table: pd.DataFrame, *, nested_as_text: bool = True) -> pd.DataFrame:
    """Return a table whose columns have one type each: mixed values become text, nested ones JSON."""
    columns = {}
    for name in table.columns:
        values = table[name]
        if values.dtype == object:
            cells = values.tolist()
            kinds = {type(cell) for cell in cells if cell is not None and cell is not pd.NA}
            if len(kinds) > 1 or (kinds & {dict, list, set, tuple, int} and nested_as_text):
                cells = [None if cell is None else cell if isinstance(cell, str) else _text(cell) for cell in cells]
            values = pd.Series(cells, dtype="object", index=table.index)
        elif values.dtype.kind == "m":  # lengths of time, which few formats know
            values = values.astype(str).where(values.notna(), None)
        columns[str(name)] = values
    return pd.DataFrame(columns, index=table.index)


def _text(cell: Any) -> str:
    value = plain(cell)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def arrow_table(table: pd.DataFrame, field: Any, blobs: np.ndarray[Any, Any]) -> Any:
    """Return columns and geometry as one Arrow table, whose columns all have a type that files know.

    A table without columns has no rows for Arrow, and a column without values has no type: the geometry therefore
    makes the rows, and what is empty throughout is a column of texts.
    """
    import pyarrow as pa

    shapes = pa.array(blobs, field.type)
    if table.shape[1] == 0:
        return pa.Table.from_arrays([shapes], schema=pa.schema([field]))
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    for position, column in enumerate(arrow.schema):
        if pa.types.is_null(column.type):
            arrow = arrow.set_column(position, column.name, arrow.column(position).cast(pa.string()))
    return arrow.append_column(field, shapes)


def write_parquet(layer: Layer, target: Path, *, wgs84: bool) -> None:
    """Write one layer as GeoParquet 1.1 (WKB); an attribute called `geometry` gets a number."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    system = crs.LONLAT if wgs84 and layer.crs is not None else layer.crs
    drawn = reprojection.to_wgs84(layer) if wgs84 else layer.geometry
    names = unique_names([_GEOMETRY, *map(str, layer.table.columns)])[0][1:]
    table = tidy_table(layer.table)
    table.columns = pd.Index(names)
    blobs = shapely.to_wkb(drawn, flavor="iso", include_srid=False) if layer.features else np.array([], object)
    arrow = arrow_table(table, pa.field(_GEOMETRY, pa.binary()), blobs)
    kinds = sorted(
        {shapely.GeometryType(int(kind)).name for kind in set(shapely.get_type_id(drawn).tolist()) if kind >= 0}
    )
    about = {
        "encoding": "WKB",
        "geometry_types": [_PARQUET_KINDS[kind] for kind in kinds if kind in _PARQUET_KINDS],
        "crs": None if system is None else system.to_json_dict(),
    }
    geo = {"version": "1.1.0", "primary_column": _GEOMETRY, "columns": {_GEOMETRY: about}}
    pq.write_table(arrow.replace_schema_metadata({"geo": json.dumps(geo)}), target, compression="zstd")


_PARQUET_KINDS: Final = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
    "GEOMETRYCOLLECTION": "GeometryCollection",
}


def _parquet(layers: list[Layer], target: Path, findings: list[Finding]) -> None:
    paths = [_numbered(target, number) for number in range(len(layers))]
    for layer, path in zip(layers, paths, strict=True):
        write_parquet(layer, path, wgs84=False)
    readback.check(paths, layers, degrees=False)


def _geojson(layers: list[Layer], target: Path, findings: list[Finding]) -> None:
    """Write RFC 7946: UTF-8, WGS 84, one feature a line so that a large file can be looked at."""
    for number, layer in enumerate(layers):
        texts = shapely.to_geojson(reprojection.to_wgs84(layer)) if layer.features else []
        names = [str(name) for name in layer.table.columns]
        columns = [layer.table.iloc[:, position].tolist() for position in range(len(names))]
        with _numbered(target, number).open("w", encoding="utf-8", errors="replace") as out:
            out.write('{"type": "FeatureCollection", "features": [\n')
            for row, text in enumerate(texts):
                properties = {name: plain(column[row]) for name, column in zip(names, columns, strict=True)}
                body = json.dumps(properties, ensure_ascii=False, allow_nan=False)
                out.write(
                    ("" if row == 0 else ",\n")
                    + f'{{"type": "Feature", "properties": {body}, "geometry": {text or "null"}}}'
                )
            out.write("\n]}\n")
    readback.check([_numbered(target, number) for number in range(len(layers))], layers, degrees=True)


def _gpkg(layers: list[Layer], target: Path, findings: list[Finding]) -> None:
    # SQLite compares names without case.
    names = _case_unique([_gpkg_name(layer.name) for layer in layers], ())
    for number, (layer, name) in enumerate(zip(layers, names, strict=True)):
        table = _without_nul(tidy_table(layer.table), layer, findings)
        table.columns = pd.Index(_case_unique([str(column) for column in table.columns], ("fid", "geom")))
        _write(table, layer.geometry, layer.crs, target, driver="GPKG", layer=name, append=number > 0)
    readback.check([target], layers, degrees=False)


def _gpkg_name(name: str) -> str:
    """Return a name GDAL takes: GeoPackage keeps some beginnings for itself, and a name begins with no sign."""
    kept = name.lower().startswith(("gpkg", "rtree", "sqlite")) or name[:1] in _SIGNS
    return f"layer_{name[:200]}" if kept else name[:200] or "layer"


def _case_unique(names: list[str], taken: tuple[str, ...]) -> list[str]:
    """Return names that differ in more than case, as SQLite wants them."""
    seen, result = {name.lower() for name in taken}, []
    for name in names:
        new, number = name, 2
        while new.lower() in seen:
            new, number = f"{name}_{number}", number + 1
        seen.add(new.lower())
        result.append(new)
    return result


def _without_nul(table: pd.DataFrame, layer: Layer, findings: list[Finding]) -> pd.DataFrame:
    """Replace NUL characters, at which GDAL's texts end, by their visible sign."""
    result = table.copy()
    count = 0
    for name in result.columns:
        if result[name].dtype != object:
            continue
        cells = result[name].tolist()
        hits = [isinstance(cell, str) and "\0" in cell for cell in cells]
        if any(hits):
            count += sum(hits)
            result[name] = [cell.replace("\0", "␀") if hit else cell for cell, hit in zip(cells, hits, strict=True)]
    if count:
        findings.append(Finding("copy_nulls", {"count": count}, layer=layer.name))
    return result


def _write(
    table: pd.DataFrame, geometry: np.ndarray[Any, Any], system: CRS | None, target: Path, **options: Any
) -> None:
    """Hand one layer to GDAL as Arrow, promoting to multi-geometries where both occur."""
    import pyarrow as pa

    pyogrio = gdal.load()
    kinds = {int(kind) for kind in set(shapely.get_type_id(geometry).tolist()) if kind >= 0}
    name, promoted = _ogr_kind(kinds)
    if promoted:
        geometry = _promote(geometry)
    column = unique_names([*map(str, table.columns), "wkb_geometry"])[0][-1]
    blobs = shapely.to_wkb(geometry, flavor="iso") if len(geometry) else np.array([], object)
    field = pa.field(column, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    arrow = arrow_table(table, field, blobs)
    wkt = None if system is None else system.to_wkt()
    pyogrio.raw.write_arrow(arrow, target, geometry_type=name, geometry_name=column, crs=wkt, **options)


def _ogr_kind(kinds: set[int]) -> tuple[str, bool]:
    pairs = {(0, 4): "MultiPoint", (1, 5): "MultiLineString", (3, 6): "MultiPolygon"}
    singles = {0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}
    if len(kinds) == 1 and (kind := next(iter(kinds))) in singles:
        return singles[kind], False
    return (pairs[tuple(sorted(kinds))], True) if tuple(sorted(kinds)) in pairs else ("Unknown", False)  # type: ignore[index]


def _promote(geometry: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    makers: dict[int, Callable[[Any], Any]] = {
        0: shapely.multipoints,
        1: shapely.multilinestrings,
        3: shapely.multipolygons,
    }
    result = geometry.copy()
    for row, kind in enumerate(shapely.get_type_id(geometry)):
        if int(kind) in makers:
            result[row] = makers[int(kind)]([geometry[row]])
    return result


def _shapefile(layers: list[Layer], target: Path, findings: list[Finding]) -> None:
    """Write shapefiles in UTF-8 with .cpg and .prj, one per kind of geometry; into one ZIP if asked for."""
    folder = target.parent / f"{target.stem}.parts"
    folder.mkdir()
    written: list[Path] = []
    layers = [_of_single_kinds(layer, findings) for layer in layers]
    for number, layer in enumerate(layers):
        dimensions = shapely.get_dimensions(layer.geometry)
        kinds = sorted({int(d) for d in dimensions if d >= 0}) or [-1]
        if len(kinds) > 1:
            findings.append(Finding("copy_split", {"count": len(kinds)}, layer=layer.name))
        for kind in kinds:
            # Rows without geometry go with the first kind, so that none is lost.
            rows = np.flatnonzero((dimensions == kind) | ((dimensions < 0) & (kind == kinds[0])))
            stem = _numbered(target, number).stem + (f"-{('point', 'line', 'polygon')[kind]}" if len(kinds) > 1 else "")
            written += _one_shapefile(layer, rows, folder / f"{stem}.shp", findings)
    readback.check([path for path in written if path.suffix == ".shp"], layers, degrees=False)
    if target.suffix.lower() == ".zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
            for path in written:
                bundle.write(path, path.name)
                path.unlink()
    else:
        for path in written:
            path.rename(target.parent / path.name)
    folder.rmdir()


def _of_single_kinds(layer: Layer, findings: list[Finding]) -> Layer:
    """Return a layer without collections, which a shapefile has not: one of several kinds becomes a row of each."""
    rows, geometry = shapes.single_kinds(layer.geometry)
    if geometry is layer.geometry:
        return layer
    if repeated := len(rows) - layer.features:
        findings.append(Finding("copy_collections", {"count": repeated}, layer=layer.name))
    table = layer.table.iloc[rows].reset_index(drop=True)
    return Layer(layer.name, table, geometry, layer.crs, format=layer.format)


def _one_shapefile(layer: Layer, rows: np.ndarray[Any, Any], path: Path, findings: list[Finding]) -> list[Path]:
    table = _without_nul(tidy_table(layer.table.iloc[rows].reset_index(drop=True)), layer, findings)
    short = short_names([str(name) for name in table.columns])
    changed = {old: new for old, new in zip(table.columns, short, strict=True) if old != new}
    if changed:
        pairs = ", ".join(f"{old} -> {new}" for old, new in list(changed.items())[:10])
        findings.append(Finding("copy_names_shortened", {"count": len(changed), "names": pairs}, layer=layer.name))
    table.columns = pd.Index(short)
    cut = 0
    for name in table.columns:
        if table[name].dtype == object:
            cells = [_cut(cell) for cell in table[name].tolist()]
            cut += sum(old != new for old, new in zip(table[name].tolist(), cells, strict=True) if isinstance(old, str))
            table[name] = pd.Series(cells, dtype="object")
        elif table[name].dtype == bool:
            table[name] = table[name].astype("int32")
    if cut:
        findings.append(Finding("copy_text_cut", {"count": cut, "limit": _DBF_TEXT_BYTES}, layer=layer.name))
    if table.shape[1] == 0:
        table["ID"] = np.arange(1, len(table) + 1, dtype="int32")
    _write(table, layer.geometry[rows], layer.crs, path, driver="ESRI Shapefile", encoding="UTF-8")
    path.with_suffix(".cpg").write_text("UTF-8", "ascii")
    if layer.crs is not None:
        path.with_suffix(".prj").write_text(_prj(layer.crs), "utf-8")
    return [found for found in sorted(path.parent.iterdir()) if found.stem == path.stem]


@lru_cache(maxsize=16)
def _prj(system: CRS) -> str:
    return str(system.to_wkt(_PRJ_DIALECT))


def _cut(cell: Any) -> Any:
    if not isinstance(cell, str) or len(cell.encode("utf-8", "replace")) <= _DBF_TEXT_BYTES:
        return cell
    return cell.encode("utf-8", "replace")[:_DBF_TEXT_BYTES].decode("utf-8", "ignore")


def short_names(names: list[str]) -> list[str]:
    """Return field names of at most ten bytes in UTF-8, unique without regard to case.

    Examples
    --------
    >>> short_names(["行政区名称", "行政区名录", "name"])
    ['行政区', '行政_2', 'name']
    """
    seen: set[str] = set()
    result = []
    for name in names:
        base = name.encode("utf-8", "replace")[:_DBF_NAME_BYTES].decode("utf-8", "ignore") or "field"
        new, number = base, 2
        while new.lower() in seen:
            ending = f"_{number}"
            stem = name.encode("utf-8", "replace")[: _DBF_NAME_BYTES - len(ending)].decode("utf-8", "ignore")
            new, number = stem + ending, number + 1
        seen.add(new.lower())
        result.append(new)
    return result


_WRITERS: Final[dict[str, Callable[[list[Layer], Path, list[Finding]], None]]] = {
    "gpkg": _gpkg,
    "geojson": _geojson,
    "parquet": _parquet,
    "shapefile": _shapefile,
}
