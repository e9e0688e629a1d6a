"""Geometry blobs and texts, parsed one block at a time; one that cannot be parsed never spoils the others."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import shapely

Array = np.ndarray[Any, Any]
# Surfaces made of flat pieces, as multi-polygons: PolyhedralSurface and TIN, and their pieces Polygon and Triangle.
_SURFACES: Final = {15: 6, 16: 6}
_PIECES: Final = {3: 3, 17: 3}
_POLYGON: Final = 3


def parse(parser: Callable[..., Array], values: Array, *, on_invalid: str = "ignore") -> tuple[Array, Array]:
    """Parse with one of shapely's parsers.

    Parameters
    ----------
    parser : `shapely.from_wkb`, `shapely.from_wkt`.
    values : blobs or texts, None where there is none.
    on_invalid : what the parser does with what it cannot read: ``ignore`` gives None, ``fix`` closes rings.

    Returns
    -------
    the geometries, and which values are curves: well formed, but of a kind that GEOS' callers cannot hold (None).
    Surfaces made of flat pieces become multi-polygons.
    """
    curved = np.zeros(len(values), bool)
    try:
        result = parser(values, on_invalid=on_invalid)
    except NotImplementedError:  # for the whole block, if one of it is a curve
        result = np.full(len(values), None, object)
        for position, value in enumerate(values):
            try:
                result[position] = parser(value, on_invalid=on_invalid)
            except NotImplementedError:
                curved[position] = True
    for position in np.flatnonzero(shapely.is_missing(result) & ~curved).tolist():
        if isinstance(values[position], bytes) and (flat := flattened(values[position])) is not None:
            result[position] = parser(flat, on_invalid=on_invalid)
    return result, curved


def flattened(blob: bytes) -> bytes | None:
    """Return the WKB of a polyhedral surface or TIN as that of a multi-polygon; None for any other kind.

    ISO WKB: 1 byte of byte order, 4 of type (kind + 1000 for Z, 2000 for M, 3000 for both), 4 of count.
    """
    out = bytearray(blob)
    try:
        order = "<" if blob[0] else ">"
        kind, count = struct.unpack_from(f"{order}II", blob, 1)
        if kind % 1000 not in _SURFACES:
            return None
        dimensions = 2 + (kind // 1000 in (1, 3)) + (kind // 1000 in (2, 3))
        struct.pack_into(f"{order}I", out, 1, kind - kind % 1000 + _SURFACES[kind % 1000])
        position = 9
        for _ in range(count):
            piece, rings = struct.unpack_from(f"{order}II", blob, position + 1)
            if piece % 1000 not in _PIECES:
                return None
            struct.pack_into(f"{order}I", out, position + 1, piece - piece % 1000 + _POLYGON)
            position += 9
            for _ in range(rings):
                position += 4 + 8 * dimensions * struct.unpack_from(f"{order}I", blob, position)[0]
    except (struct.error, IndexError):
        return None
    return bytes(out)
