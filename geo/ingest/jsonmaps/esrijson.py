"""Esri JSON, as ArcGIS servers answer: geometries from rings, paths and points; curves as short straight pieces.

Source: ArcGIS REST API, Geometry objects.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.ingest.findings import first_rows
from geo.ingest.jsonmaps import curves, geojson
from geo.ingest.layer import Layer
from geo.ingest.task import Task

# Esri's own codes of systems that have an EPSG code of another number.
_ESRI_CODES: Final = {102100: 3857, 102113: 3785, 104111: 4490, 4610: 4610}


def read(document: dict[str, Any], name: str, task: Task, layer: Layer) -> Layer:
    """Fill `layer` from a parsed feature set."""
    layer.name, layer.format = name, "esrijson"
    features = [entry for entry in document["features"] if isinstance(entry, dict)]
    task.count_features(len(features))
    told = [entry.get("attributes") for entry in features]
    rows: list[dict[str, Any]] = [row if isinstance(row, dict) else {"attributes": row} if row else {} for row in told]
    names = list(dict.fromkeys(key for row in rows for key in row))
    task.count_fields(len(names))
    layer.table = geojson.frame({key: [row.get(key) for row in rows] for key in names}, layer, len(rows))
    _dates(document.get("fields"), layer)
    layer.geometry = np.full(len(features), None, object)
    bad, curved = [], []
    for position, entry in enumerate(features):
        member = entry.get("geometry")
        if member is None:
            continue
        try:
            layer.geometry[position] = _geometry(member)
        except (KeyError, TypeError, ValueError, IndexError, shapely.errors.GEOSException):
            bad.append(position)
        if isinstance(member, dict) and ("curveRings" in member or "curvePaths" in member):
            curved.append(position)
    if bad:
        layer.found(
            "geometry_unreadable",
            values={"count": len(bad)},
            rows=first_rows(bad),
            before=str(features[bad[0]].get("geometry"))[:80],
        )
    if curved:
        layer.found("geometry_curves", values={"count": len(curved)}, rows=first_rows(curved))
    geojson.tell_of_rest(document, len(features), layer)
    _reference(document.get("spatialReference"), layer)
    return layer


def _dates(fields: Any, layer: Layer) -> None:
    """Turn milliseconds since 1970 into ISO dates where the field list says that they are dates."""
    for entry in fields if isinstance(fields, list) else ():
        if (
            not isinstance(entry, dict)
            or entry.get("type") != "esriFieldTypeDate"
            or entry.get("name") not in layer.table
        ):
            continue
        cells: list[Any] = list(layer.table[entry["name"]])
        dates = [
            _iso_date(value) if isinstance(value, (int, float)) and not math.isnan(value) else value for value in cells
        ]
        layer.table[entry["name"]] = pd.Series(dates, dtype="object")
        layer.found("field_dates", field=entry["name"])


def _iso_date(milliseconds: float) -> str | float:
    try:
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=milliseconds)
    except OverflowError:  # beyond the year 9999: no date, so it stays the number it is
        return milliseconds
    return f"{moment.isoformat()}Z"


def _reference(member: Any, layer: Layer) -> None:
    if not isinstance(member, dict):
        return
    code = member.get("latestWkid") or member.get("wkid")
    layer.crs_text = str(member.get("wkt") or (f"EPSG:{code}" if code else ""))
    if isinstance(code, int):
        try:
            layer.crs = CRS.from_epsg(_ESRI_CODES.get(code, code))
        except CRSError:
            try:
                layer.crs = CRS.from_authority("ESRI", code)
            except CRSError:
                layer.crs = None


def _geometry(member: dict[str, Any]) -> Any:
    if "x" in member:
        return None if member["x"] in (None, "NaN") else shapely.Point(float(member["x"]), float(member["y"]))
    if "points" in member:
        return shapely.MultiPoint([tuple(map(float, point[:2])) for point in member["points"]])
    if "paths" in member or "curvePaths" in member:
        lines = [shapely.LineString(_positions(path)) for path in member.get("paths") or member["curvePaths"]]
        return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
    rings = member.get("rings") or member["curveRings"]
    shape = _polygon([_closed(_positions(ring)) for ring in rings if ring])
    if "curveRings" in member and not shapely.is_valid(shape):
        # Writers differ on which way an arc turns: of a ring that crosses itself, the other way may be the right one.
        other = _polygon([_closed(_positions(ring, turned=True)) for ring in rings if ring])
        return other if shapely.is_valid(other) else shape
    return shape


def _closed(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _positions(path: list[Any], *, turned: bool = False) -> list[tuple[float, float]]:
    """Return a path's positions, its curves in short straight pieces."""
    result: list[tuple[float, float]] = []
    for point in path:
        if isinstance(point, dict):
            result += curves.points(result[-1], point, turned=turned)
        else:
            result.append((float(point[0]), float(point[1])))
    return result


def _polygon(rings: list[list[tuple[float, float]]]) -> Any:
    """Group rings: clockwise ones are shells, the others holes of the smallest shell around them."""
    shells: list[list[tuple[float, float]]] = []
    holes: list[list[tuple[float, float]]] = []
    for ring in rings:
        (holes if shapely.is_ccw(shapely.LinearRing(ring)) else shells).append(ring)
    if not shells:
        shells, holes = holes, []
    outlines = [shapely.Polygon(shell) for shell in shells]
    inside: list[list[list[tuple[float, float]]]] = [[] for _ in shells]
    for hole in holes:
        around = [n for n, outline in enumerate(outlines) if outline.covers(shapely.Point(hole[0]))]
        if around:
            inside[min(around, key=lambda n: outlines[n].area)].append(hole)
        else:
            outlines.append(shapely.Polygon(hole))
            shells.append(hole)
            inside.append([])
    parts = [shapely.Polygon(shell, inner) for shell, inner in zip(shells, inside, strict=True)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
