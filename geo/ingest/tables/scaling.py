"""Degrees written as other numbers: times ten million, or as the digits of degrees, minutes and seconds."""

from __future__ import annotations

import re
from typing import Final

from geo.ingest.layer import Layer
from geo.ingest.tables import angles

_TIMES: Final = re.compile(r"(?<=[a-z度])[ _]?e([67])$", re.IGNORECASE)  # latitudeE7
_DIGITS: Final = re.compile(r"d{1,3}\.?mm\.?ss|(?<![a-z])dms(?![a-z])|度分秒|度\.分秒", re.IGNORECASE)
_MOST: Final = (180, 90)
_MARKS: Final = frozenset((-9999.0, 9999.0, -999.0, 999.0, -99999.0, 99999.0, -999999.0, 999999.0))

Axis = list[float | None]


def degrees(values: Axis, axis: int, heading: str, layer: Layer) -> Axis:
    """Return an axis in degrees, where its heading says that its numbers are something else.

    Parameters
    ----------
    axis : 0 for x, 1 for y.
    """
    known = [value for value in values if value is not None]
    if not known:
        return values
    if (times := _TIMES.search(heading)) and max(map(abs, known)) > _MOST[axis]:
        factor = 10 ** int(times[1])
        layer.found("table_scaled", values={"names": heading, "factor": factor})
        return [None if value is None else value / factor for value in values]
    if _DIGITS.search(heading) and layer.table[heading].map(angles.is_written_in_degrees).sum() == 0:
        read = [None if value is None else angles.from_packed_digits(value, _MOST[axis]) for value in values]
        first = next((row for row, value in enumerate(read) if value is not None), None)
        if first is not None:
            values_told = {"names": heading}
            layer.found(
                "table_digits_angles", values=values_told, before=f"{values[first]:.10g}", after=f"{read[first]:.6f}"
            )
            return read
    return values


def without_marks(xs: Axis, ys: Axis) -> tuple[Axis, Axis]:
    """Return both axes with nothing where both hold a number that programs write where there is none, as -9999.

    Examples
    --------
    >>> without_marks([117.1, -9999.0], [36.6, -9999.0])
    ([117.1, None], [36.6, None])
    """
    plain = [value for value in xs if value is not None and value not in _MARKS]
    if not plain or max(map(abs, plain)) > _MOST[0]:
        return xs, ys
    bad = [x in _MARKS and y in _MARKS for x, y in zip(xs, ys, strict=True)]
    return (
        [None if gone else x for x, gone in zip(xs, bad, strict=True)],
        [None if gone else y for y, gone in zip(ys, bad, strict=True)],
    )
