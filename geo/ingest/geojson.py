"""GeoJSON, alone or one feature a line: read by us, so that no text is cut, no number rounded and no link followed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.ingest import crs, encoding
from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer, unique_names
from geo.ingest.task import Task

GEOMETRIES: Final = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
)
_KNOWN_MEMBERS: Final = {"type", "geometry", "properties", "id", "bbox"}
_KNOWN_OF_COLLECTION: Final = {"type", "features", "bbox", "crs", "name", "xy_coordinate_resolution"}
_CRS84: Final = re.compile(
    r"^(?:urn:(?:x-)?ogc:def:crs:OGC:[\w.]*:|OGC:|https?://www\.opengis\.net/def/crs/OGC/[\w.]+/)CRS84$", re.IGNORECASE
)
_MAX_DEPTH: Final = 40
_RECORD_MARK: Final = "\x1e"


def load_text(path: Path, task: Task, layer_findings: Layer | None = None) -> str:
    """Decode a text file in the encoding it has, and note a surprising one on `layer_findings`."""
    data = path.read_bytes()
    verdict = encoding.detect_document(data)
    text = data.decode(task.encoding or verdict.name, "replace")
    if layer_findings is not None and (task.encoding or verdict.name not in ("utf-8", "utf-8-sig")):
        layer_findings.note_encoding(verdict, forced=task.encoding)
    return text.removeprefix("\ufeff")


def parse(text: str, layer: Layer) -> Any:
    """Parse JSON, or JSON texts one after another (lines, RFC 8142), which become one FeatureCollection.

    Raises
    ------
    Refusal
        if it is not JSON, ends too soon, or is nested too deeply.
    """
    stripped = text.strip().lstrip(_RECORD_MARK).strip()
    if not stripped:
        raise Refusal("file_empty")
    try:
        return json.loads(stripped)
    except RecursionError as fault:
        raise Refusal("json_deep", limit=_MAX_DEPTH) from fault
    except json.JSONDecodeError as fault:
        if fault.msg == "Extra data":
            return {"type": "FeatureCollection", "features": list(_sequence(stripped, layer))}
        raise _syntax_fault(stripped, fault) from fault
    except ValueError as fault:
        raise Refusal("json_syntax", line=0, column=0, detail=str(fault)[:80]) from fault


def _syntax_fault(text: str, fault: json.JSONDecodeError) -> Refusal:
    at_end = fault.pos >= len(text) or not text[fault.pos :].strip() or fault.msg.startswith("Unterminated string")
    code = "json_truncated" if at_end else "json_syntax"
    return Refusal(code, line=fault.lineno, column=fault.colno, detail=fault.msg)


def _sequence(text: str, layer: Layer) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    position, count = 0, 0
    skip = re.compile(rf"[\s,{_RECORD_MARK}]*")
    while (start := skip.match(text, position)) and (position := start.end()) < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except json.JSONDecodeError as fault:
            raise _syntax_fault(text, fault) from fault
        except RecursionError as fault:
            raise Refusal("json_deep", limit=_MAX_DEPTH) from fault
        count += 1
        if isinstance(value, dict) and value.get("type") == "FeatureCollection":
            yield from value.get("features") or ()
        else:
            yield value
    layer.found("json_lines", values={"count": count})


def tell_of_rest(document: dict[str, Any], count: int, layer: Layer) -> None:
    """Tell of an answer that a map server cut at its limit, and says so: what came is not all there is."""
    about = document.get("properties")
    cut = document.get("exceededTransferLimit") or (isinstance(about, dict) and about.get("exceededTransferLimit"))
    totals = [document.get(key) for key in ("numberMatched", "totalFeatures")]
    known = max((total for total in totals if type(total) is int), default=0)
    if cut is True or known > count:
        layer.found("features_partial", values={"count": count, "total": known if known > count else "?"})


def features_of(document: Any, layer: Layer) -> list[Any]:
    """Return the features of a GeoJSON document of any top-level type; raises Refusal if it is not GeoJSON."""
    if (
        isinstance(document, list)
        and document
        and all(isinstance(entry, dict) and entry.get("type") == "Feature" for entry in document)
    ):
        return document
    if not isinstance(document, dict):
        raise Refusal("json_not_geojson", keys=type(document).__name__)
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        foreign = sorted(set(document) - _KNOWN_OF_COLLECTION)
        if foreign:
            layer.found("members_foreign", values={"names": ", ".join(foreign[:10])})
        features: list[Any] = document["features"]
        tell_of_rest(document, len(features), layer)
        return features
    if kind == "Feature":
        return [document]
    if kind in GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise Refusal("json_not_geojson", keys=", ".join(map(str, list(document)[:6])) or "-")


def read(document: Any, name: str, task: Task, layer: Layer) -> Layer:
    """Fill `layer` from a parsed GeoJSON document."""
    layer.name = name
    features = features_of(document, layer)
    good = [
        entry
        for entry in features
        if isinstance(entry, dict) and (entry.get("type") == "Feature" or "geometry" in entry)
    ]
    if len(good) < len(features):
        lost = (
            [position for position, entry in enumerate(features) if not any(entry is item for item in good)]
            if len(features) < 10000
            else []
        )
        layer.found("features_skipped", values={"count": len(features) - len(good)}, rows=first_rows(lost))
        if not good:
            raise Refusal("json_not_geojson", keys="features")
    task.count_features(len(good))
    layer.table = _table(good, layer, task)
    layer.geometry = geometries([entry.get("geometry") for entry in good], layer)
    _reference(document.get("crs") if isinstance(document, dict) else None, layer)
    return layer


def _reference(member: Any, layer: Layer) -> None:
    """Read the old `crs` member; names that need a look-up elsewhere are not followed."""
    layer.crs_fixed = member is None
    layer.crs = CRS.from_epsg(4326)
    if member is None:
        return
    properties = member.get("properties") if isinstance(member, dict) else None
    text = ""
    if isinstance(properties, dict):
        text = str(properties.get("name") or properties.get("href") or "")
    layer.crs_text = text[:200]
    if _CRS84.match(text):
        return
    if code := crs.code_in(text):
        try:
            layer.crs = CRS.from_epsg(code)
        except CRSError:  # a number that no register has
            layer.found("crs_unreadable", values={"text": layer.crs_text}, certain=False)
        return
    layer.found("crs_link", values={"text": layer.crs_text or "-"}, certain=False)


def _table(features: Sequence[dict[str, Any]], layer: Layer, task: Task) -> pd.DataFrame:
    found = [entry.get("properties") for entry in features]
    rows: list[dict[str, Any]] = [
        row if isinstance(row, dict) else ({} if row is None else {"properties": row}) for row in found
    ]
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    task.count_fields(len(names))
    data: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in names}
    if any("id" in entry for entry in features):
        ids = [entry.get("id") for entry in features]
        if ids != data.get("id"):
            data[unique_names([*data, "id"])[0][-1]] = ids
    foreign = sorted({key for entry in features[:10000] for key in entry} - _KNOWN_MEMBERS)
    if foreign:
        layer.found("members_foreign", values={"names": ", ".join(foreign[:10])})
    return frame(data, layer, len(features))


def frame(data: dict[str, list[Any]], layer: Layer, rows: int) -> pd.DataFrame:
    """Return columns as a table that keeps every value as it was: a column of mixed types stays one of objects."""
    columns: dict[str, Any] = {}
    unique, changed = unique_names(list(data))
    if changed:
        layer.found(
            "field_duplicate",
            values={"names": ", ".join(old or "-" for old, _ in changed)},
            after=", ".join(new for _, new in changed),
        )
    for name, values in zip(unique, data.values(), strict=True):
        columns[name] = column(values)
        kinds = {type(value) for value in values if value is not None}
        if columns[name].dtype.kind == "f" and (endless := np.flatnonzero(np.isinf(columns[name]))).size:
            layer.found(
                "field_bad_values",
                values={"count": len(endless)},
                field=name,
                rows=first_rows(endless),
                before="> 1.8e308",
            )
        if kinds & {dict, list}:
            layer.found("field_nested", field=name)
        elif len(kinds - {int, float}) > (1 if not kinds & {int, float} else 0) and len(kinds) > 1:
            layer.found("field_mixed", field=name, values={"kinds": ", ".join(sorted(kind.__name__ for kind in kinds))})
    return pd.DataFrame(columns, index=pd.RangeIndex(rows))


def column(values: list[Any]) -> pd.Series[Any]:
    """Return one column: whole numbers, numbers and truth values as such where all are, else objects unchanged."""
    kinds = {type(value) for value in values}
    if kinds == {int} and all(-(2**63) <= value < 2**63 for value in values):
        return pd.Series(values, dtype="int64")
    if (
        kinds
        and kinds <= {int, float}
        and float in kinds
        and all(abs(value) < 2**53 for value in values if type(value) is int)
    ):
        return pd.Series(values, dtype="float64")
    if kinds == {int, type(None)} and all(value is None or -(2**63) <= value < 2**63 for value in values):
        return pd.Series(values, dtype="Int64")
    if kinds == {bool}:
        return pd.Series(values, dtype="bool")
    return pd.Series(values, dtype="object")


def geometries(members: Sequence[Any], layer: Layer) -> np.ndarray[Any, Any]:
    """Build geometries from GeoJSON geometry objects; what cannot be built is None and noted."""
    result = np.full(len(members), None, object)
    rest = [position for position, member in enumerate(members) if member is not None]
    points = [p for p in rest if isinstance(members[p], dict) and members[p].get("type") == "Point"]
    try:
        built = shapely.points(np.array([members[p]["coordinates"][:2] for p in points], "float64")) if points else None
    except (ValueError, TypeError, KeyError):
        built = None
    if built is not None and not any(len(members[p]["coordinates"]) > 2 for p in points):
        result[points] = built
        rest = sorted(set(rest) - set(points))
    texts = [_as_text(members[position]) for position in rest]
    parsed = shapely.from_geojson(np.array(texts, object), on_invalid="ignore") if rest else []
    bad: list[int] = []
    closed: list[int] = []
    for position, geometry in zip(rest, parsed, strict=True):
        result[position] = geometry
        if geometry is None:
            result[position], repaired = _rebuild(members[position])
            if result[position] is None:
                bad.append(position)
            elif repaired:
                closed.append(position)
    if bad:
        layer.found(
            "geometry_unreadable", values={"count": len(bad)}, rows=first_rows(bad), before=str(members[bad[0]])[:80]
        )
    if closed:
        layer.found("geometry_unclosed", values={"count": len(closed)}, rows=first_rows(closed))
    return result


def _as_text(member: Any) -> str | None:
    try:
        return json.dumps(member, allow_nan=False)
    except (ValueError, RecursionError):
        return None


def _rebuild(member: Any) -> tuple[Any, bool]:
    """Build what the strict parser refused: rings are closed, numbers in quotes read; (None, False) if hopeless."""
    try:
        kind, coordinates = member["type"], member.get("coordinates")
        if kind == "GeometryCollection":
            parts = [_rebuild(part)[0] for part in member["geometries"]]
            return shapely.GeometryCollection([part for part in parts if part is not None]), False
        return _BUILDERS[kind](coordinates), True
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, shapely.errors.GEOSException):
        return None, False


def _pairs(coordinates: Any) -> list[tuple[float, float]]:
    return [(float(pair[0]), float(pair[1])) for pair in coordinates]


def _ring(coordinates: Any) -> list[tuple[float, float]]:
    ring = _pairs(coordinates)
    if ring and ring[0] != ring[-1] and not math.isnan(ring[0][0]):
        ring.append(ring[0])
    return ring


def _polygon(coordinates: Any) -> Any:
    if not coordinates:
        return shapely.Polygon()
    return shapely.Polygon(_ring(coordinates[0]), [_ring(hole) for hole in coordinates[1:]])


_BUILDERS: Final[dict[str, Any]] = {
    "Point": lambda c: shapely.Point(*_pairs([c])[0]) if c else shapely.Point(),
    "MultiPoint": lambda c: shapely.MultiPoint(_pairs(c)),
    "LineString": lambda c: shapely.LineString(_pairs(c)),
    "MultiLineString": lambda c: shapely.MultiLineString([_pairs(line) for line in c]),
    "Polygon": _polygon,
    "MultiPolygon": lambda c: shapely.MultiPolygon([_polygon(part) for part in c]),
}
