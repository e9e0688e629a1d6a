"""Curves of Esri JSON as lines: circular and elliptic arcs and Bezier curves, in short straight pieces.

Source: ArcGIS REST API, Geometry objects, "Curve objects". A segment starts where the one before it ended.
"""

from __future__ import annotations

import math
from typing import Any, Final

Position = tuple[float, float]
_STEP: Final = math.radians(3.0)
_BEZIER_PIECES: Final = 32


def points(start: Position, segment: dict[str, Any], *, turned: bool = False) -> list[Position]:
    """Return the positions of one curve after its start, its end included.

    Parameters
    ----------
    start : where the curve begins.
    segment : ``{"a": ...}``, ``{"c": ...}`` or ``{"b": ...}``; another kind is drawn as a straight line to its end.
    turned : take elliptic arcs the other way round than they say.

    Examples
    --------
    >>> half = points((1.0, 0.0), {"c": [[-1.0, 0.0], [0.0, 1.0]]})
    >>> round(max(y for _, y in half), 6), half[-1]
    (1.0, (-1.0, 0.0))
    """
    kind, parts = next(iter(segment.items()))
    end = _position(parts[0])
    if kind == "c":
        return _through(start, _position(parts[1]), end)
    if kind == "b":
        return _bezier(start, _position(parts[1]), _position(parts[2]), end)
    if kind == "a" and len(parts) >= 4:
        return _elliptic(start, end, parts, turned=turned)
    return [end]


def _position(pair: Any) -> Position:
    return float(pair[0]), float(pair[1])


def _through(start: Position, middle: Position, end: Position) -> list[Position]:
    """Return an arc through three positions; a straight line where they are on one, a circle where the ends meet."""
    if start == end:
        centre = ((start[0] + middle[0]) / 2, (start[1] + middle[1]) / 2)
        return _sweep(centre, start, end, 2 * math.pi, ratio=1.0, rotation=0.0)
    (ax, ay), (bx, by), (cx, cy) = start, middle, end
    twice = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if abs(twice) < 1e-18:
        return [middle, end]
    a2, b2, c2 = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
    centre = (
        (a2 * (by - cy) + b2 * (cy - ay) + c2 * (ay - by)) / twice,
        (a2 * (cx - bx) + b2 * (ax - cx) + c2 * (bx - ax)) / twice,
    )
    first, second, last = (math.atan2(y - centre[1], x - centre[0]) for x, y in (start, middle, end))
    onward = (last - first) % (2 * math.pi)
    if (second - first) % (2 * math.pi) > onward:
        onward -= 2 * math.pi
    return _sweep(centre, start, end, onward, ratio=1.0, rotation=0.0)


def _elliptic(start: Position, end: Position, parts: list[Any], *, turned: bool) -> list[Position]:
    """Return an arc of an ellipse: [end, centre, minor, clockwise, rotation, semi-major axis, ratio of the axes]."""
    centre = _position(parts[1])
    clockwise = bool(parts[3]) != turned
    rotation = float(parts[4]) if len(parts) > 4 else 0.0
    ratio = float(parts[6]) if len(parts) > 6 else 1.0
    if not 0 < ratio <= 1e6:
        return [end]
    first, last = (_angle(position, centre, ratio, rotation) for position in (start, end))
    onward = (last - first) % (2 * math.pi)
    if start == end:
        onward = 2 * math.pi
    if clockwise:
        onward -= 2 * math.pi
        onward = onward or -2 * math.pi
    return _sweep(centre, start, end, onward, ratio=ratio, rotation=rotation)


def _angle(position: Position, centre: Position, ratio: float, rotation: float) -> float:
    x, y = position[0] - centre[0], position[1] - centre[1]
    along = x * math.cos(rotation) + y * math.sin(rotation)
    across = -x * math.sin(rotation) + y * math.cos(rotation)
    return math.atan2(across / ratio, along)


def _sweep(
    centre: Position, start: Position, end: Position, onward: float, *, ratio: float, rotation: float
) -> list[Position]:
    first = _angle(start, centre, ratio, rotation)
    x, y = start[0] - centre[0], start[1] - centre[1]
    along = x * math.cos(rotation) + y * math.sin(rotation)
    across = (-x * math.sin(rotation) + y * math.cos(rotation)) / ratio
    axis = math.hypot(along, across)
    pieces = max(2, 2 * math.ceil(abs(onward) / _STEP / 2))
    result = []
    for number in range(1, pieces):
        angle = first + onward * number / pieces
        u, v = axis * math.cos(angle), axis * ratio * math.sin(angle)
        result.append(
            (
                centre[0] + u * math.cos(rotation) - v * math.sin(rotation),
                centre[1] + u * math.sin(rotation) + v * math.cos(rotation),
            )
        )
    return [*result, end]


def _bezier(start: Position, first: Position, second: Position, end: Position) -> list[Position]:
    result = []
    for number in range(1, _BEZIER_PIECES):
        t = number / _BEZIER_PIECES
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
        places = (start, first, second, end)
        result.append(
            (
                sum(weight * place[0] for weight, place in zip(weights, places, strict=True)),
                sum(weight * place[1] for weight, place in zip(weights, places, strict=True)),
            )
        )
    return [*result, end]
