"""Rows of plain JSON: records that an interface answers with, a list alone or under a name, as rows of a table."""

from __future__ import annotations

import json
from typing import Any, Final

_DEPTH: Final = 3
_MOST_COLUMNS: Final = 2000
_AXES: Final = frozenset(("lon", "lng", "long", "lat", "x", "y", "longitude", "latitude", "经度", "纬度"))
_MARKS: Final = frozenset(("type", "coordinates", "geometries", "rings", "paths", "points", "x", "encodeOffsets"))


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
    if columns := _of_names(document) or _of_columns(document) or _of_lists(document):
        return columns
    found = max(_lists(document, _DEPTH), key=len, default=[])
    flat = [_flat(record) for record in found]
    names = list(dict.fromkeys(name for record in flat for name in record))
    if not names or len(names) > _MOST_COLUMNS:
        return []
    return [names, *([record.get(name, "") for name in names] for record in flat)]


def _of_columns(document: Any) -> list[list[Any]]:
    """Return the rows of an object of columns of one length, or of headings and data apart, as pandas writes them."""
    if not isinstance(document, dict) or _is_map(document):
        return []
    if isinstance(names := document.get("columns"), list) and isinstance(document.get("data"), list):
        return _of_lists([names, *document["data"]])
    columns = list(document.values())
    if len(columns) < 2 or not all(isinstance(column, list) and len(column) == len(columns[0]) for column in columns):
        return []
    if not columns[0] or any(isinstance(cell, (dict, list)) for column in columns for cell in column):
        return []
    return [list(document), *([_cell(cell) for cell in row] for row in zip(*columns, strict=True))]


def _of_lists(document: Any) -> list[list[Any]]:
    """Return a list of lists of one length whose first has texts only, the headings."""
    if not isinstance(document, list) or len(document) < 2 or not all(isinstance(row, list) for row in document):
        return []
    names, *body = document
    if not names or not all(isinstance(name, str) for name in names) or any(len(row) != len(names) for row in body):
        return []
    if len(set(names)) < len(names) or len(names) > _MOST_COLUMNS:
        return []
    return [names, *([_cell(cell) for cell in row] for row in body)]


def _of_names(document: Any) -> list[list[Any]]:
    """Return name and pair of an object of positions by name, as charts have their places."""
    if not isinstance(document, dict) or len(document) < 2 or any(name.casefold() in _AXES for name in document):
        return []
    if not all(isinstance(pair, list) and len(pair) in (2, 3) and _is_place(pair) for pair in document.values()):
        return []
    return [["name", "location"], *([name, f"{pair[0]},{pair[1]}"] for name, pair in document.items())]


def _is_place(pair: list[Any]) -> bool:
    """Tell whether numbers can be degrees with decimals, as no list of counts is."""
    first, second = pair[:2]
    numbers = all(type(value) in (int, float) for value in pair)
    return numbers and float in (type(first), type(second)) and abs(first) <= 180 and abs(second) <= 180


_Record = dict[str, Any]
"""An object of the document: a row of a table, or part of one."""


def _lists(value: Any, depth: int) -> list[list[_Record]]:
    """Return the lists of records in a value; a map, or a part of one, has none."""
    if isinstance(value, dict):
        if _is_map(value):
            return []
        return [found for member in value.values() for found in _lists(member, depth - 1)] if depth else []
    if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
        return []
    return [] if any(map(_is_map, value)) else [value]


def _is_map(value: _Record) -> bool:
    """Tell whether an object is GeoJSON or TopoJSON, or a feature or geometry of it."""
    shape = value.get("geometry")
    is_shape = isinstance(shape, dict) and not _MARKS.isdisjoint(shape)
    parts = any(isinstance(value.get(name), (dict, list)) for name in ("geometries", "coordinates"))
    return is_shape or parts or value.get("type") in ("FeatureCollection", "Feature", "Topology")


def _flat(record: _Record, depth: int = 2) -> _Record:
    cells: _Record = {}
    for name, value in record.items():
        if isinstance(value, dict) and value and "coordinates" not in value and depth:
            cells |= {f"{name}.{inner}": part for inner, part in _flat(value, depth - 1).items()}
        else:
            cells[name] = _cell(value)
    return cells


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
