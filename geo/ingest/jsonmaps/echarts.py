"""ECharts' compressed maps: GeoJSON whose rings are strings of steps on a grid, one character a number.

Source: Apache ECharts, src/coord/geo/parseGeoJson.ts. Each UTF-16 unit less 64 is a step in zigzag (0, -1, 1, -2, ...),
x and y in turn, from the ring's offset; positions are divided by UTF8Scale, 1024 unless given.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from geo.ingest.findings import first_rows
from geo.ingest.layer import Layer

_SCALE: Final = 1024.0
_ZERO: Final = 64


def is_compressed(document: Any) -> bool:
    """Tell whether a document says that it is compressed, or has rings that are strings with offsets beside them."""
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        return False
    if document.get("UTF8Encoding") is True:
        return True
    geometries = (entry.get("geometry") for entry in document["features"][:20] if isinstance(entry, dict))
    return any(isinstance(geometry, dict) and _is_encoded(geometry) for geometry in geometries)


_Geometry = dict[str, Any]
"""A geometry as the document has it, its coordinates encoded or plain."""


def _is_encoded(geometry: _Geometry) -> bool:
    """Tell whether a geometry's rings are strings; a map that was decoded once keeps the offsets beside numbers."""
    if isinstance(parts := geometry.get("geometries"), list):
        return any(isinstance(part, dict) and _is_encoded(part) for part in parts)
    part = geometry.get("coordinates")
    while isinstance(part, list) and part:
        part = next((one for one in part if one), None)
    return "encodeOffsets" in geometry and isinstance(part, str)


def decode(document: dict[str, Any], layer: Layer) -> dict[str, Any]:
    """Return the document with plain coordinates; what cannot be decoded stays as it is, for the reader to tell of."""
    scale = document.get("UTF8Scale")
    divisor = float(scale) if isinstance(scale, (int, float)) and scale else _SCALE
    features: list[Any] = []
    count, bad = 0, []
    for position, entry in enumerate(document["features"]):
        geometry = entry.get("geometry") if isinstance(entry, dict) else None
        if not isinstance(geometry, dict) or not _is_encoded(geometry):
            features.append(entry)
            continue
        try:
            plain = _plain(geometry, divisor)
        except (TypeError, ValueError, IndexError, KeyError, OverflowError):
            bad.append(position)
            features.append({**entry, "geometry": None})
            continue
        count += 1
        features.append({**entry, "geometry": plain})
    layer.found("json_echarts", values={"count": count})
    if bad:
        layer.found("geometry_unreadable", values={"count": len(bad)}, rows=first_rows(bad))
    kept = {key: value for key, value in document.items() if key not in ("UTF8Encoding", "UTF8Scale", "features")}
    return {**kept, "features": features}


def _plain(geometry: _Geometry, divisor: float) -> _Geometry:
    """Return a geometry, or a collection of them, with plain coordinates."""
    if isinstance(parts := geometry.get("geometries"), list):
        decoded = [_plain(part, divisor) if isinstance(part, dict) and _is_encoded(part) else part for part in parts]
        return {"type": geometry.get("type"), "geometries": decoded}
    line = "Line" in str(geometry.get("type"))
    return {
        "type": geometry.get("type"),
        "coordinates": _decoded(geometry["coordinates"], geometry["encodeOffsets"], divisor, line=line),
    }


def _decoded(coordinates: Any, offsets: Any, divisor: float, *, line: bool) -> Any:
    """Decode a string with its offset (x, y), or a list of such with theirs at any depth."""
    if isinstance(coordinates, str):
        start = offsets[0] if isinstance(offsets[0], list) else offsets
        return _path(coordinates, start, divisor, line=line)
    return [_decoded(part, offset, divisor, line=line) for part, offset in zip(coordinates, offsets, strict=True)]


def _path(text: str, start: Any, divisor: float, *, line: bool) -> list[list[float]]:
    """Decode one string.

    Examples
    --------
    >>> _path("@@BA", [1024, 2048], 1024.0, line=True)
    [[1.0, 2.0], [1.0009765625, 1.9990234375]]
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").astype("i8") - _ZERO
    steps = (units >> 1) ^ -(units & 1)
    if len(steps) % 2:
        raise ValueError("a coordinate is missing")
    points = (np.cumsum(steps.reshape(-1, 2), axis=0) + np.array([int(start[0]), int(start[1])])) / divisor
    result: list[list[float]] = points.tolist()
    if not line and result and result[0] != result[-1]:
        result.append(result[0])
    return result
