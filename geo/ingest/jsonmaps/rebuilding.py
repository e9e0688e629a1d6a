"""Rebuilding of GeoJSON geometries that a strict parser refuses: what can be read of them is, and the rest is told."""

from __future__ import annotations

import math
import re
from typing import Any, Final

import shapely

_SEPARATOR: Final = re.compile(r"\s*[,;\s]\s*")
NOTES: Final = ("geometry_unclosed", "geometry_text_numbers", "geometry_parts_dropped", "geometry_form")
_FAULTS: Final = (
    KeyError,
    TypeError,
    ValueError,
    IndexError,
    AttributeError,
    RecursionError,
    shapely.errors.GEOSException,
)


class Rebuilt:
    """A geometry that the strict parser refused, built leniently; None if it is hopeless.

    Rings are closed, numbers in quotes read; of several parts those without enough positions are left out. `notes`
    holds the codes of what was done.
    """

    def __init__(self, member: Any) -> None:
        self.notes: set[str] = set()
        self.geometry: Any = None
        try:
            self.geometry = self._build(member)
        except _FAULTS:
            self.geometry = None

    def _build(self, member: Any) -> Any:
        if isinstance(member, str):  # WKT, as tables have it
            self.notes.add("geometry_form")
            return shapely.from_wkt(member)
        kind = _KINDS[str(member["type"]).casefold()]
        if kind == "GeometryCollection":
            parts = [Rebuilt(part) for part in member["geometries"]]
            for part in parts:
                self.notes |= part.notes
            if any(part.geometry is None for part in parts):
                self.notes.add("geometry_parts_dropped")
            return shapely.GeometryCollection([part.geometry for part in parts if part.geometry is not None])
        method, depth = _BUILDERS[kind]
        coordinates = self._nested(member.get("coordinates"), depth)
        if coordinates and _depth(coordinates) == depth + 1:  # a polygon whose coordinates are those of several
            method, _ = _BUILDERS[kind if kind.startswith("Multi") else f"Multi{kind}"]
            self.notes.add("geometry_form")
        return getattr(self, method)(coordinates)

    def _nested(self, coordinates: Any, depth: int) -> Any:
        """Return coordinates with the brackets that their kind has and they lack."""
        found = _depth(coordinates)
        while coordinates and 0 < found < depth:
            coordinates, found = [coordinates], found + 1
            self.notes.add("geometry_form")
        return coordinates

    def _pairs(self, coordinates: Any) -> list[tuple[float, float]]:
        if isinstance(coordinates, str):  # positions between spaces, as KML has them
            coordinates = coordinates.split()
        texts = [pair for pair in coordinates if not isinstance(pair, dict)]
        if any(isinstance(value, str) for pair in texts for value in pair[:2]):
            self.notes.add("geometry_text_numbers")
        coordinates = [_SEPARATOR.split(pair.strip()) if isinstance(pair, str) else pair for pair in coordinates]
        if any(isinstance(pair, dict) for pair in coordinates):
            self.notes.add("geometry_form")
            coordinates = [_named(pair) if isinstance(pair, dict) else pair for pair in coordinates]
        return [(float(pair[0]), float(pair[1])) for pair in coordinates]

    def _ring(self, coordinates: Any) -> list[tuple[float, float]] | None:
        """Return a closed ring, None where there are fewer than three different positions."""
        ring = self._pairs(coordinates)
        if len(set(ring)) < 3:
            self.notes.add("geometry_parts_dropped")
            return None
        if ring[0] != ring[-1] and not math.isnan(ring[0][0]):
            ring.append(ring[0])
            self.notes.add("geometry_unclosed")
        return ring

    def _polygon_or_none(self, coordinates: Any) -> Any:
        if not coordinates or (shell := self._ring(coordinates[0])) is None:
            return None
        holes = [self._ring(hole) for hole in coordinates[1:]]
        return shapely.Polygon(shell, [hole for hole in holes if hole is not None])

    def point(self, coordinates: Any) -> Any:
        return shapely.Point(*self._pairs([coordinates])[0]) if coordinates else shapely.Point()

    def points(self, coordinates: Any) -> Any:
        return shapely.MultiPoint(self._pairs(coordinates))

    def line(self, coordinates: Any) -> Any:
        return shapely.LineString(self._pairs(coordinates))

    def lines(self, coordinates: Any) -> Any:
        parts = [self._pairs(part) for part in coordinates]
        whole = [part for part in parts if len(part) > 1]
        if len(whole) < len(parts):
            self.notes.add("geometry_parts_dropped")
        return shapely.MultiLineString(whole) if whole else None

    def polygon(self, coordinates: Any) -> Any:
        return self._polygon_or_none(coordinates) if coordinates else shapely.Polygon()

    def polygons(self, coordinates: Any) -> Any:
        parts = [part for part in map(self._polygon_or_none, coordinates) if part is not None]
        return shapely.MultiPolygon(parts) if parts or not coordinates else None


# Type -> name of the method that builds it, and how deep its positions lie in lists.
_BUILDERS: Final = {
    "Point": ("point", 1),
    "MultiPoint": ("points", 2),
    "LineString": ("line", 2),
    "MultiLineString": ("lines", 3),
    "Polygon": ("polygon", 3),
    "MultiPolygon": ("polygons", 4),
}
_KINDS: Final = {kind.casefold(): kind for kind in (*_BUILDERS, "GeometryCollection")}
_X: Final = ("lng", "lon", "longitude", "x")
_Y: Final = ("lat", "latitude", "y")


def _depth(coordinates: Any) -> int:
    """Return how deep the first position lies in lists: 1 for a position, 0 for what is none."""
    depth = 0
    while isinstance(coordinates, list) and coordinates:
        depth, coordinates = depth + 1, coordinates[0]
    if isinstance(coordinates, dict) or (isinstance(coordinates, str) and _SEPARATOR.search(coordinates.strip())):
        depth += 1  # a position of its own
    return depth


def _named(position: dict[str, Any]) -> tuple[Any, Any]:
    """Return x and y of a position that names them; raises KeyError if it does not."""
    plain = {str(name).casefold(): value for name, value in position.items()}
    found = [next((plain[name] for name in names if name in plain), None) for names in (_X, _Y)]
    if None in found:
        raise KeyError(str(position)[:40])
    return found[0], found[1]
