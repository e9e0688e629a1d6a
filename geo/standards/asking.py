"""What a request for items asks: how many, from where, within which box, in which reference system, with which values.

Parameters are those of OGC API - Features, parts 1 and 2; whatever is none of them or of the collection's columns is
refused, as is one given twice.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from geo.standards.errors import RequestParameterError

DEFAULT_LIMIT: Final = 100
MOST: Final = 10_000
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
SYSTEMS: Final[Mapping[str, int]] = {
    CRS84: 4326,
    "http://www.opengis.net/def/crs/EPSG/0/4326": 4326,
    "http://www.opengis.net/def/crs/EPSG/0/4490": 4490,
    "http://www.opengis.net/def/crs/EPSG/0/3857": 3857,
}
"""Address of a reference system -> EPSG code."""
NORTH_FIRST: Final = frozenset(
    {"http://www.opengis.net/def/crs/EPSG/0/4326", "http://www.opengis.net/def/crs/EPSG/0/4490"}
)
"""Systems whose first coordinate is the latitude."""
_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_MORE: Final = re.compile(r"[0-9]{10,}")  # more than there is of anything
NUMBER: Final = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d:\d\d)(?:\.\d+)?([Zz]|[+ -]\d\d:\d\d))?", re.ASCII)
_OPEN: Final = ("", "..")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a collection.

    Attributes
    ----------
    box : west, south, east, north (or the same in a plane), first coordinate first; None for everywhere.
    box_crs, crs : addresses of reference systems.
    values : column -> the text its value must have.
    """

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    box: Box | None = None
    box_crs: str = CRS84
    crs: str = CRS84
    values: Mapping[str, str] = field(default_factory=dict)


def single(pairs: Iterable[tuple[str, str]], known: Sequence[str]) -> dict[str, str]:
    """Return parameters by name; raises RequestParameterError on one that is unknown, given twice, or no JSON."""
    found: dict[str, str] = {}
    for key, value in pairs:
        if key in found:
            raise RequestParameterError(key, value, "given once")
        if key not in known and key != "f":
            shown = ", ".join(sorted((*known, "f"))[:40])
            raise RequestParameterError("A parameter", key, f"one of {shown}")
        found[key] = value
    if found.pop("f", "json") not in ("json", "geojson"):
        raise RequestParameterError("f", dict(pairs).get("f", ""), "json")
    return found


def parse_items(pairs: Sequence[tuple[str, str]], columns: Sequence[str]) -> Asked:
    """Return what the query of items asks; raises RequestParameterError.

    Examples
    --------
    >>> parse_items([("limit", "5"), ("kind", "firm")], ["kind"]).values
    {'kind': 'firm'}
    >>> parse_items([("bbox", "100,20,110,30")], []).box
    (100.0, 20.0, 110.0, 30.0)
    """
    reserved = ("limit", "offset", "bbox", "bbox-crs", "crs", "datetime")
    found = single(pairs, (*reserved, *columns))
    limit, offset = (_whole(found, key, low) for key, low in (("limit", 1), ("offset", 0)))
    when = found.get("datetime")
    # The things of the catalogue hold no time of their own, so each of them meets any time that there is.
    if when is not None and not _is_time(when):
        raise RequestParameterError(
            "datetime", when, "an RFC 3339 date, time or interval from the earlier to the later"
        )
    return Asked(
        limit=DEFAULT_LIMIT if limit is None else min(limit, MOST),
        offset=offset or 0,
        box=_box(found["bbox"], found.get("bbox-crs", CRS84)) if "bbox" in found else None,
        box_crs=_system(found, "bbox-crs"),
        crs=_system(found, "crs"),
        values={key: value for key, value in found.items() if key not in reserved},
    )


def parse_crs(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the reference system that the query of one feature asks for; raises RequestParameterError."""
    return _system(single(pairs, ("crs",)), "crs")


def _whole(found: Mapping[str, str], key: str, low: int) -> int | None:
    text = found.get(key)
    if text is None:
        return None
    if key == "limit" and _MORE.fullmatch(text):  # more than the most is the most, by the standard
        return MOST
    if not text.isascii() or not _WHOLE.fullmatch(text) or int(text) < low:
        raise RequestParameterError(key, text, f"a whole number from {low}")
    return int(text)


def _is_time(text: str) -> bool:
    """Tell whether a text is a date, a time or an interval; either side of one may be open, not both unsaid.

    Examples
    --------
    >>> [_is_time(text) for text in ("2024-02-29", "../2024-01-09T08:00:00+08:00", "2024-02-30")]
    [True, True, False]
    >>> _is_time("2025-01-01/2024-01-01")
    False
    """
    ends = text.split("/")
    if len(ends) == 1:
        return _moment(text) is not None
    if len(ends) != 2 or not any(ends):
        return False
    known = [_moment(end) for end in ends if end not in _OPEN]
    if None in known:
        return False
    return len(known) < 2 or known == sorted(moment for moment in known if moment)


def _moment(text: str) -> dt.datetime | None:
    """Return a date or a time; a date is its first moment. None where it is neither."""
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        return None
    day, clock, zone = parts.groups()
    offset = "+00:00" if zone is None or zone in "Zz" else zone.replace(" ", "+")  # forms write + as a space
    try:
        return dt.datetime.fromisoformat(f"{day}T{clock or '00:00:00'}{offset}")
    except ValueError:
        return None


def _system(found: Mapping[str, str], key: str) -> str:
    system = found.get(key, CRS84)
    if system not in SYSTEMS:
        raise RequestParameterError(key, system, f"one of {', '.join(SYSTEMS)}")
    return system


def _box(text: str, system: str) -> Box:
    parts = text.split(",")
    numbers = [float(part) for part in parts] if all(map(NUMBER.fullmatch, parts)) else []
    if len(numbers) == 6:  # heights do not matter
        numbers = [numbers[place] for place in (0, 1, 3, 4)]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise RequestParameterError("bbox", text, "four or six numbers between commas")
    if system in NORTH_FIRST:
        numbers = [numbers[place] for place in (1, 0, 3, 2)]
    west, south, east, north = numbers
    if south > north or (west > east and SYSTEMS.get(system) == 3857):
        raise RequestParameterError("bbox", text, "a box whose first corner is the lower one")
    return west, south, east, north
