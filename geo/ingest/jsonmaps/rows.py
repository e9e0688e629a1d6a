"""Rows of plain JSON: records that an interface answers with, a list alone or under a name, as rows of a table."""

from __future__ import annotations

import json
from typing import Any, Final

_DEPTH: Final = 3
_MOST_COLUMNS: Final = 2000


def of(document: Any) -> list[list[Any]]:
    """Return headings and rows of the longest list of records in a document; none if it is a map or has no records.

    Members of an object within a record become columns of their own, named after both.

    Examples
    --------
    >>> of({"status": "1", "pois": [{"name": "a", "at": {"lng": 117.1, "lat": 36.6}}]})
    [['name', 'at.lng', 'at.lat'], ['a', 117.1, 36.6]]
    >>> of({"type": "FeatureCollection", "features": []}), of([1, 2])
    ([], [])
    """
    found = max(_lists(document, _DEPTH), key=len, default=[])
    flat = [_flat(record) for record in found]
    names = list(dict.fromkeys(name for record in flat for name in record))
    if not names or len(names) > _MOST_COLUMNS:
        return []
    return [names, *([record.get(name, "") for name in names] for record in flat)]


def _lists(value: Any, depth: int) -> list[list[dict[str, Any]]]:
    """Return the lists of records in a value; a map, or a part of one, has none."""
    if isinstance(value, dict):
        if _is_map(value):
            return []
        return [found for member in value.values() for found in _lists(member, depth - 1)] if depth else []
    if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
        return []
    return [] if any(map(_is_map, value)) else [value]


def _is_map(value: dict[str, Any]) -> bool:
    """Tell whether an object is GeoJSON or TopoJSON, or a feature or geometry of it."""
    parts = any(isinstance(value.get(name), (dict, list)) for name in ("geometry", "geometries", "coordinates"))
    return parts or value.get("type") in ("FeatureCollection", "Feature", "Topology")


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and value and "coordinates" not in value:
            cells |= {f"{name}.{inner}": _cell(part) for inner, part in value.items()}
        else:
            cells[name] = _cell(value)
    return cells


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
