"""Where a map of a cluster looks: at its organisations and the land they stand on, not at islands nobody works on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

SHARE_OF_UNIT: Final = 0.1  # a part this large of its unit belongs into the frame, inhabited or not
_STRAYS: Final = 0.02  # of marks at either end that a frame may leave out where no territory is drawn
_LEAST_REACH_M: Final = 2_000.0


def look_at(
    units: Sequence[Any], marks: Sequence[tuple[float, float]], fallback: Any
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the centre and the reach to either side, metres, of a frame.

    Of every unit its largest part counts, any part an organisation stands on and any that makes up a good share of it;
    outlying islands without one do not. Where no territory is drawn the frame is round the organisations.

    Parameters
    ----------
    units : territories on a plane in metres, each a polygon of one or more parts.
    marks : x, y of the organisations.
    fallback : polygon to look at where there is neither.
    """
    import numpy as np
    import shapely

    held = shapely.points(list(marks)) if marks else np.empty(0, dtype=object)
    kept = [part for unit in units for part in _inhabited(unit, held)]
    if kept:
        west, south, east, north = shapely.total_bounds(kept)
    elif len(marks) > 1:
        xs, ys = np.asarray(marks).T
        west, east = np.quantile(xs, [_STRAYS, 1 - _STRAYS])
        south, north = np.quantile(ys, [_STRAYS, 1 - _STRAYS])
    else:
        west, south, east, north = shapely.total_bounds([fallback])
    reach = (max(float(east - west) / 2, _LEAST_REACH_M), max(float(north - south) / 2, _LEAST_REACH_M))
    return (float(west + east) / 2, float(south + north) / 2), reach


def _inhabited(unit: Any, held: Any) -> Iterator[Any]:
    import shapely

    parts = polygons(unit)
    shapely.prepare(parts)
    largest = max((part.area for part in parts), default=0.0)
    for part in parts:
        if part.area == largest or part.area >= SHARE_OF_UNIT * unit.area or shapely.intersects(part, held).any():
            yield part


def polygons(shape: Any) -> list[Any]:
    """Return the polygons of any geometry."""
    import shapely

    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
