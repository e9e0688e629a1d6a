"""GeoJSON, alone or one feature a line: read by us, so that no text is cut, no number rounded and no link followed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.ingest.findings import Refusal, first_rows
from geo.ingest.jsonmaps.rebuilding import NOTES, Rebuilt
from geo.ingest.layer import Layer, unique_names
from geo.ingest.placing import crs
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
_SCALED: Final = 'LOCAL_CS["Highcharts"]'
_GRID_UNITS: Final = 20_000.0
_KNOWN_MEMBERS: Final = {"type", "geometry", "properties", "id", "bbox"}
_KNOWN_OF_COLLECTION: Final = {"type", "features", "bbox", "crs", "name", "xy_coordinate_resolution"}


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
    if isinstance(document, dict) and "hc-transform" in document and _is_scaled(layer):
        layer.crs, layer.crs_text = None, _SCALED
    return layer


def _is_scaled(layer: Layer) -> bool:
    """Tell whether a map of Highcharts, which names a system, is drawn on its own grid of some thousand units."""
    reach = np.abs(shapely.total_bounds(layer.geometry)).max(initial=0.0) if layer.features else 0.0
    return layer.crs is not None and layer.crs.is_projected and 0 < float(reach) < _GRID_UNITS


def _reference(member: Any, layer: Layer) -> None:
    """Read the old `crs` member; names that need a look-up elsewhere are not followed."""
    layer.crs_fixed = member is None
    layer.crs = CRS.from_epsg(4326)
    if member is None:
        return
    layer.crs_text = _name_in(member)[:200]
    try:
        named = crs.named(layer.crs_text)
    except CRSError:  # a number that no register has
        layer.found("crs_unreadable", values={"text": layer.crs_text}, certain=False)
        return
    if named is None:
        layer.found("crs_link", values={"text": layer.crs_text or "-"}, certain=False)
    else:
        layer.crs = named


def _name_in(member: Any) -> str:
    """Return the name a `crs` member gives: as GeoJSON of 2008 writes it, as drafts before did, or as a text alone."""
    if not isinstance(member, dict):
        return member if isinstance(member, str) else ""
    about = member.get("properties")
    if not isinstance(about, dict):
        return ""
    if (code := about.get("code")) and str(member.get("type")).upper() in ("EPSG", "ESRI"):
        return f"{member['type']}:{code}"
    return str(about.get("name") or about.get("href") or "")


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
    columns: dict[str, pd.Series[Any]] = {}
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
        flat = np.array([members[p]["coordinates"][:2] for p in points]) if points else None
        # Of texts numpy would make numbers in silence.
        built = (
            shapely.points(flat.astype("float64"))
            if flat is not None and flat.dtype.kind in "if" and flat.ndim == 2
            else None
        )
    except (ValueError, TypeError, KeyError):
        built = None
    if built is not None and not any(len(members[p]["coordinates"]) > 2 for p in points):
        result[points] = built
        rest = sorted(set(rest) - set(points))
    texts = [_as_text(members[position]) for position in rest]
    parsed = shapely.from_geojson(np.array(texts, object), on_invalid="ignore") if rest else []
    bad: list[int] = []
    told: dict[str, list[int]] = {code: [] for code in NOTES}
    for position, geometry in zip(rest, parsed, strict=True):
        result[position] = geometry
        if geometry is None:
            rebuilt = Rebuilt(members[position])
            result[position] = rebuilt.geometry
            if rebuilt.geometry is None:
                bad.append(position)
                continue
            for code in rebuilt.notes:
                told[code].append(position)
    if bad:
        layer.found(
            "geometry_unreadable", values={"count": len(bad)}, rows=first_rows(bad), before=str(members[bad[0]])[:80]
        )
    for code, rows in told.items():
        if rows:
            layer.found(code, values={"count": len(rows)}, rows=first_rows(rows))
    return result


def _as_text(member: Any) -> str | None:
    try:
        return json.dumps(member, allow_nan=False)
    except (ValueError, RecursionError):
        return None
