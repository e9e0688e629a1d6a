"""Records of a shapefile that hold one point, line or ring: built from their bytes at once, without GDAL.

Most records are such, and GDAL's way (record to object to WKB to geometry) takes three times as long. What needs more
thought (several parts, heights, measures, open rings) is left to it.
Source of the layout: ESRI Shapefile Technical Description (1998).
"""

from __future__ import annotations

import itertools
import mmap
from typing import Any, Final

import numpy as np
import shapely

Array = np.ndarray[Any, Any]
_POINT, _LINE, _RING = 1, 3, 5
# Bytes from the start of a record to its first coordinate: header 8, kind 4, box 32, counts 8, first part 4.
_POINT_AT: Final = 12
_PATH_AT: Final = 56
_LEAST_POINTS: Final = {_LINE: 2, _RING: 4}
_BLOCK_VERTICES: Final = 1 << 17
_KIND_OF: Final = {_LINE: shapely.GeometryType.LINESTRING, _RING: shapely.GeometryType.POLYGON}


def build(data: Array, offsets: Array, kinds: Array) -> tuple[Array, Array]:
    """Build the geometries of the simple records.

    Parameters
    ----------
    data : bytes of the whole ``.shp``.
    offsets : where each record starts; what it says it holds must have been held against its length.
    kinds : shape type of each record.

    Returns
    -------
    one geometry or None for each record, and which records were built.
    """
    geometry = np.full(len(offsets), None, object)
    built = np.zeros(len(offsets), bool)
    points = np.flatnonzero(kinds == _POINT)
    if len(points):
        places = doubles(data, offsets[points] + _POINT_AT, np.ones(len(points), "i8"))
        good = np.isfinite(places).all(axis=1)
        geometry[points[good]] = shapely.points(places[good])
        built[points[good]] = True
    for kind, least in _LEAST_POINTS.items():
        chosen = np.flatnonzero(kinds == kind)
        if len(chosen) == 0:
            continue
        chosen = chosen[np.argsort(offsets[chosen], kind="stable")]  # so that blocks span no more than they hold
        # One part that starts at the first point, and enough points.
        heads = np.stack([integers(data, offsets[chosen] + 44 + 4 * n) for n in range(3)])
        good = (heads[0] == 1) & (heads[1] >= least) & (heads[2] == 0)
        chosen, counts = chosen[good], heads[1][good]
        starts = offsets[chosen] + _PATH_AT
        if kind == _RING and len(chosen):
            ends = starts + 16 * (counts - 1)
            one = np.ones(len(chosen), "i8")
            closed = (doubles(data, starts, one) == doubles(data, ends, one)).all(axis=1)
            chosen, counts, starts = chosen[closed], counts[closed], starts[closed]
        for block in _blocks(counts):
            vertices = doubles(data, starts[block], counts[block])
            ends_at = np.concatenate([[0], np.cumsum(counts[block])])
            levels = (ends_at,) if kind == _LINE else (ends_at, np.arange(len(ends_at)))
            geometry[chosen[block]] = shapely.from_ragged_array(_KIND_OF[kind], vertices, levels)
            _let_go(data)
        built[chosen] = True
    return geometry, built


def _let_go(data: Array) -> None:
    """Give back the memory of pages of the file that have been read: mapped, they would all count until the end."""
    if isinstance(data.base, mmap.mmap):
        data.base.madvise(mmap.MADV_DONTNEED)


def integers(data: Array, positions: Array) -> Array:
    """Return the little-endian 4-byte integers at byte positions, as int64."""
    index = positions[:, None] + np.arange(4)
    return np.ascontiguousarray(data[index]).view("<i4").ravel().astype("i8")


def doubles(data: Array, starts: Array, counts: Array) -> Array:
    """Return runs of (x, y), one run of `counts` pairs at each byte position, one after another."""
    result: Array = np.empty((int(counts.sum()), 2), "<f8")
    flat = result.reshape(-1)
    units = 2 * counts
    before = np.cumsum(units) - units
    phases = starts % 8
    for phase in np.unique(phases):
        rows = np.flatnonzero(phases == phase)
        # numpy copies what is not aligned before it takes from it: so no more of the file than these runs span.
        first = int(starts[rows].min())
        last = int((starts[rows] + 8 * units[rows]).max())
        span = np.ascontiguousarray(data[first:last]).view("<f8")
        total = np.cumsum(units[rows])
        ramp = np.arange(int(total[-1]))
        values = span[ramp + np.repeat((starts[rows] - first) // 8 - (total - units[rows]), units[rows])]
        if len(rows) == len(starts):
            result = values.reshape(-1, 2)
            break
        flat[ramp + np.repeat(before[rows] - (total - units[rows]), units[rows])] = values
    return result


def _blocks(counts: Array) -> list[slice]:
    """Cut rows into runs of about so many vertices, which stay in the processor's cache."""
    if len(counts) == 0:
        return []
    cuts = [0, *(np.flatnonzero(np.diff(np.cumsum(counts) // _BLOCK_VERTICES)) + 1).tolist(), len(counts)]
    return [slice(start, end) for start, end in itertools.pairwise(cuts) if end > start]
