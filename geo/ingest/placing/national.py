"""National grids outside mainland China: which of them coordinates of a given size can be in.

Metres without a declared system fit many places on earth, and Web Mercator nearly always: so these are proposed and
never chosen. `national_grids.csv` holds the EPSG code and the window of the coordinates of each (x0, y0, x1, y1,
thousands of its unit), the smallest window first. Source: EPSG Geodetic Parameter Dataset (area of use of each system,
as pyproj 3.7 gives it, projected and rounded outwards to kilometres or thousands of feet); countries of which files are
often met.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from geo.ingest.placing.crs import Box

_MOST: Final = 12


def _read_windows() -> tuple[tuple[int, int, int, int, int], ...]:
    with Path(__file__).with_name("national_grids.csv").open(encoding="ascii", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    return tuple((int(code), int(x0), int(y0), int(x1), int(y1)) for code, x0, y0, x1, y1 in rows)


_WINDOWS: Final = _read_windows()  # when the worker starts: a reader of uploads may open no file of ours later


def grids(box: Box) -> list[int]:
    """Return the EPSG codes of the national grids whose area of use holds the core of coordinates, likeliest first.

    The smaller the area that holds them all, the more the numbers speak for it.

    Examples
    --------
    >>> amsterdam = (119_000.0, 485_000.0, 123_000.0, 489_000.0)
    >>> 28992 in grids(Box(amsterdam, amsterdam))
    True
    """
    x0, y0, x1, y1 = (value / 1000.0 for value in box.core)
    found = [
        code
        for code, left, low, right, high in _WINDOWS
        if left - 1 <= x0 and x1 <= right + 1 and low - 1 <= y0 and y1 <= high + 1
    ]
    return found[:_MOST]
