"""Rebuilding of GeoJSON geometries that a strict parser refuses: what can be read of them is, and the rest is told."""

from __future__ import annotations

import math
import re
from typing import Any, Final

import shapely

_SEPARATOR: Final = re.compile(r"\s*[,;\s]\s*")
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
        kind = member["type"]
        if kind == "GeometryCollection":
            parts = [Rebuilt(part) for part in member["geometries"]]
            for part in parts:
                self.notes |= part.notes
            if any(part.geometry is None for part in parts):
                self.notes.add("geometry_parts_dropped")
            return shapely.GeometryCollection([part.geometry for part in parts if part.geometry is not None])
        return getattr(self, _BUILDERS[kind])(member.get("coordinates"))

    def _pairs(self, coordinates: Any) -> list[tuple[float, float]]:
        if isinstance(coordinates, str):  # positions between spaces, as KML has them
            coordinates = coordinates.split()
        if any(isinstance(value, str) for pair in coordinates for value in pair[:2]):
            self.notes.add("geometry_text_numbers")
        coordinates = [_SEPARATOR.split(pair.strip()) if isinstance(pair, str) else pair for pair in coordinates]
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


# Type -> name of the method that builds it.
_BUILDERS: Final = {
    "Point": "point",
    "MultiPoint": "points",
    "LineString": "line",
    "MultiLineString": "lines",
    "Polygon": "polygon",
    "MultiPolygon": "polygons",
}
