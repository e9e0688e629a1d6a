"""Geometry blobs and texts, parsed one block at a time; one that cannot be parsed never spoils the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


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
    """
    curved = np.zeros(len(values), bool)
    try:
        return parser(values, on_invalid=on_invalid), curved
    except NotImplementedError:
        pass  # shapely raises for the whole block if one of it is a curve
    result = np.full(len(values), None, object)
    for position, value in enumerate(values):
        try:
            result[position] = parser(value, on_invalid=on_invalid)
        except NotImplementedError:
            curved[position] = True
    return result, curved
