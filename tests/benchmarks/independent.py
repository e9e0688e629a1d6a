"""Independent readers: number of features and box of a file, by code that shares nothing with the upload doctor.

GeoJSON and TopoJSON by the JSON module, KML and GPX by ElementTree, tables by pandas, shapefiles by pyshp, GeoPackages
by SQLite, and what is left by GDAL. Reference systems are followed by pyproj; None stands for what a reader cannot say.
"""

from __future__ import annotations

import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

Box = tuple[float, float, float, float]
_LON: Final = re.compile(r"(?i)^(lon|lng|long|longitude)$")
_LAT: Final = re.compile(r"(?i)^(lat|latitude)$")
_COORDINATES: Final = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found.

    Attributes
    ----------
    count : features of all layers.
    box : west, south, east, north in WGS 84 degrees; None where the reader cannot tell.
    """

    count: int
    box: Box | None = None


def read(path: Path) -> Reading | None:
    """Return what an independent reader finds in a file, None where it holds no geodata.

    Raises
    ------
    Exception
        whatever the reader raises for a file that it cannot read.
    """
    return _READERS[path.suffix.lower()](path)


def _box(points: Any) -> Box | None:
    array = np.array([point[:2] for point in points], float).reshape(-1, 2)
    array = array[np.isfinite(array).all(axis=1)]
    if not len(array):
        return None
    (x0, y0), (x1, y1) = array.min(axis=0), array.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _in_degrees(box: Box | None) -> Box | None:
    """Return a box of degrees, None for one of other units."""
    return box if box and max(map(abs, box[::2])) <= 180.0001 and max(map(abs, box[1::2])) <= 90.0001 else None


def _positions(value: Any) -> Iterator[list[float]]:
    if isinstance(value, list) and value and isinstance(value[0], int | float):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _positions(part)


def _shape_positions(geometry: Any) -> Iterator[list[float]]:
    if isinstance(geometry, dict):
        for part in geometry.get("geometries") or ():
            yield from _shape_positions(part)
        yield from _positions(geometry.get("coordinates"))


def _json(path: Path) -> Reading | None:
    document = json.loads(path.read_bytes().decode("utf-8-sig"))
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Topology":
        return _topology(document)
    if kind == "FeatureCollection":
        features = document.get("features") or []
        if document.get("UTF8Encoding"):
            return Reading(len(features))
        shapes = [feature.get("geometry") for feature in features]
    elif kind == "Feature":
        shapes = [document.get("geometry")]
    elif kind in _COORDINATES or kind == "GeometryCollection":
        shapes = [document]
    else:
        return None
    stated = "crs" in document  # another system than that of RFC 7946, perhaps
    box = None if stated else _in_degrees(_box(list(_positions_of(shapes))))
    return Reading(len(shapes), box) if shapes else None


def _positions_of(shapes: list[Any]) -> Iterator[list[float]]:
    for shape in shapes:
        yield from _shape_positions(shape)


def _topology(document: dict[str, Any]) -> Reading:
    transform = document.get("transform") or {"scale": [1, 1], "translate": [0, 0]}
    scale, origin = transform["scale"], transform["translate"]
    steps = "transform" in document
    members = [
        member
        for top in document["objects"].values()
        for member in (top["geometries"] if top.get("type") == "GeometryCollection" else [top])
    ]
    used: set[int] = set()
    points: list[list[float]] = []
    for member in members:
        for index in np.ravel(_flat(member.get("arcs", []))):
            used.add(int(index) if index >= 0 else ~int(index))
        points += _positions(member.get("coordinates"))
    for index in used:
        arc = np.array([point[:2] for point in document["arcs"][index]], float)
        points += (np.cumsum(arc, axis=0) if steps else arc).tolist()
    placed = [[x * scale[0] + origin[0], y * scale[1] + origin[1]] for x, y, *_ in points]
    return Reading(len(members), _in_degrees(_box(placed)))


def _flat(value: Any) -> list[int]:
    return [one for part in value for one in _flat(part)] if isinstance(value, list) else [value]


def _elements(path: Path) -> list[ET.Element]:
    return list(ET.parse(path).iter())  # noqa: S314 - files of packages that are named by version


def _tag(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _kml(path: Path) -> Reading:
    placemarks = [element for element in _elements(path) if _tag(element) == "Placemark"]
    points = [
        [float(number) for number in triple.split(",")[:2]]
        for placemark in placemarks
        for element in placemark.iter()
        if _tag(element) == "coordinates"
        for triple in (element.text or "").split()
    ]
    return Reading(len(placemarks), _in_degrees(_box(points)))


def _gpx(path: Path) -> Reading | None:
    elements = _elements(path)
    counts = sum(_tag(element) in ("wpt", "rte", "trk", "rtept", "trkpt") for element in elements)  # five layers
    points = [
        [float(element.attrib["lon"]), float(element.attrib["lat"])]
        for element in elements
        if _tag(element) in ("wpt", "rtept", "trkpt")
    ]
    return Reading(counts, _in_degrees(_box(points))) if counts else None


def _csv(path: Path) -> Reading | None:
    table = pd.read_csv(path, encoding_errors="replace", dtype=str, keep_default_na=False)
    lon = [name for name in table if _LON.match(str(name))]
    lat = [name for name in table if _LAT.match(str(name))]
    if len(lon) != 1 or len(lat) != 1:
        return None
    numbers = table[[lon[0], lat[0]]].apply(pd.to_numeric, errors="coerce").dropna()
    return Reading(len(table), _in_degrees(_box(numbers.to_numpy())))


def _shp(path: Path) -> Reading:
    import shapefile
    from pyproj import CRS, Transformer

    with shapefile.Reader(str(path), encodingErrors="replace") as reader:
        shapes = reader.shapes()
    points = [point[:2] for shape in shapes for point in getattr(shape, "points", ())]
    prj = next((part for part in path.parent.glob(f"{path.stem}.*") if part.suffix.lower() == ".prj"), None)
    if prj is None:
        return Reading(len(shapes))
    if points:
        way = Transformer.from_crs(CRS.from_wkt(prj.read_text("utf-8", "replace")), 4326, always_xy=True)
        points = np.column_stack(way.transform(*np.array(points, float).T)).tolist()
    return Reading(len(shapes), _box(points))


def _gpkg(path: Path) -> Reading | None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
        names = [row[0] for row in base.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
        if not names:
            return None
        quoted = ['"' + name.replace('"', '""') + '"' for name in names]
        return Reading(sum(base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in quoted))


def _gdal(path: Path) -> Reading | None:
    import pyogrio

    frames = [pyogrio.read_dataframe(path, layer=str(name)) for name, _ in pyogrio.list_layers(path)]
    placed = [frame for frame in frames if hasattr(frame, "crs")]
    if not placed:
        return None
    boxes = [frame.to_crs(4326).total_bounds for frame in placed if frame.crs is not None and not frame.empty]
    together = np.array(boxes).reshape(-1, 4)
    box = _box([*together[:, :2].tolist(), *together[:, 2:].tolist()]) if len(boxes) == len(frames) else None
    return Reading(sum(map(len, placed)), box)


def _parquet(path: Path) -> Reading:
    import geopandas as gpd

    frame = gpd.read_parquet(path)
    bounds = frame.to_crs(4326).total_bounds if frame.crs is not None else None
    return Reading(len(frame), None if bounds is None else _box([bounds[:2], bounds[2:]]))


_READERS: Final[dict[str, Callable[[Path], Reading | None]]] = {
    ".json": _json,
    ".geojson": _json,
    ".topojson": _json,
    ".kml": _kml,
    ".gpx": _gpx,
    ".csv": _csv,
    ".shp": _shp,
    ".gpkg": _gpkg,
    ".parquet": _parquet,
    ".fgb": _gdal,
    ".gml": _gdal,
    ".dxf": _gdal,
    ".mif": _gdal,
    ".tab": _gdal,
}
SUFFIXES: Final = frozenset(_READERS)
