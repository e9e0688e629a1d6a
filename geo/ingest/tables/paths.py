"""Rows of positions in one cell, as map services write routes and boundaries: their parts, and the shape they make."""

from __future__ import annotations

import json
import re
from typing import Any

import shapely

Positions = list[tuple[float, float]]


def parts_of(cell: str) -> list[Positions]:
    """Return the parts of a cell, positions between semicolons and parts between bars, or lists; none if it is none.

    Examples
    --------
    >>> parts_of("117.1,36.6;117.2,36.7|118.1,36.6;118.2,36.7")
    [[(117.1, 36.6), (117.2, 36.7)], [(118.1, 36.6), (118.2, 36.7)]]
    >>> parts_of("[[117.1, 36.6], [117.2, 36.7]]"), parts_of("Jinan")
    ([[(117.1, 36.6), (117.2, 36.7)]], [])
    """
    try:
        if cell.lstrip().startswith("["):
            found = [_positions(part) for part in _lists(json.loads(cell))]
        elif ";" in cell:
            found = [_positions(part.strip(" ;").split(";")) for part in cell.strip(" |").split("|")]
        else:
            found = [_positions(cell.strip(" |").split("|"))]
    except (ValueError, TypeError, IndexError, RecursionError):
        return []
    return found if all(len(part) > 1 for part in found) else []


def _lists(value: Any) -> list[Any]:
    """Return the lists of positions in lists of any depth."""
    if isinstance(value[0][0], (int, float)):
        return [value]
    return [part for inner in value for part in _lists(inner)]


def _positions(entries: list[Any]) -> Positions:
    pairs = (re.split(r"\s*,\s*", entry.strip()) if isinstance(entry, str) else entry for entry in entries)
    return [(float(pair[0]), float(pair[1])) for pair in pairs]


def shape_of(parts: list[Positions]) -> Any:
    """Return areas where every part ends where it begins, lines otherwise."""
    if all(len(part) > 3 and part[0] == part[-1] for part in parts):
        return shapely.Polygon(parts[0]) if len(parts) == 1 else shapely.MultiPolygon([(part, []) for part in parts])
    return shapely.LineString(parts[0]) if len(parts) == 1 else shapely.MultiLineString(parts)
