"""Coordinates in tables: which columns hold them, by their headings and by what stands in their cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.ingest.tables.angles import datum_mark, is_formula, is_written_in_degrees, parse, split_pair, unmarked

__all__ = ["PlaceColumns", "find_by_content", "find_columns", "is_formula", "is_written_in_degrees", "parse"]

# Header words after `_plain`: lower case, no spaces or punctuation.
_X: Final = (
    "lon",
    "lng",
    "long",
    "longitude",
    "经度",
    "東經",
    "东经",
    "经度e",
    "x",
    "xcoord",
    "xcoordinate",
    "coordx",
    "pointx",
    "x坐标",
    "横坐标",
    "坐标x",
    "east",
    "easting",
    "länge",
    "längengrad",
    "xcentroid",
    "centroidx",
    "xcenter",
    "xcentre",
    "centerx",
    "centrex",
    "centrox",
    "中心x",
    "mapx",
    "geox",
    "posx",
    "gpsx",
    "东坐标",
    "e坐标",
    "坐标e",
    "东向坐标",
)
_Y: Final = (
    "lat",
    "latitude",
    "纬度",
    "緯度",
    "北纬",
    "北緯",
    "纬度n",
    "y",
    "ycoord",
    "ycoordinate",
    "coordy",
    "pointy",
    "y坐标",
    "纵坐标",
    "坐标y",
    "north",
    "northing",
    "breite",
    "breitengrad",
    "ycentroid",
    "centroidy",
    "ycenter",
    "ycentre",
    "centery",
    "centrey",
    "centroy",
    "中心y",
    "mapy",
    "geoy",
    "posy",
    "gpsy",
    "北坐标",
    "n坐标",
    "坐标n",
    "北向坐标",
)
_X_ALSO: Final = ("经", "經度")
_GEOMETRY: Final = ("wkt", "geom", "geometry", "thegeom", "wkbgeometry", "shape", "几何", "空间信息", "wkb")
# A longer heading that holds one of these and not the other says the same, such as 企业所在地经度坐标.
_WITHIN: Final = (("经度", "經度", "longitude"), ("纬度", "緯度", "latitude"))
_BARE: Final = (("e", "东"), ("n", "北"))  # only where both are there: one alone is a count or a word
_PAIR: Final = (
    "坐标",
    "经纬度",
    "lonlat",
    "lnglat",
    "latlon",
    "latlng",
    "location",
    "coordinates",
    "coordinate",
    "coords",
    "coord",
    "位置",
    "gps",
    "gps坐标",
    "点位",
    "latlong",
    "longlat",
    "latitudelongitude",
    "longitudelatitude",
    "经度纬度",
    "纬度经度",
    "纬经度",
    "geopoint",
    "geopoint2d",
    "geolocation",
    "geocode",
    "position",
    "坐标点",
    "地理坐标",
    "gps位置",
)
_YX_FIRST: Final = re.compile(r"^(lat|纬|緯|y)|^(n|北)[,，]?(e|东)")
_XY_FIRST: Final = re.compile(r"^(lon|lng|经|經|x)")
# What a heading of a pair says of its parts, such as 坐标(纬度,经度) or "Position (lat, lon)".
_PART_X: Final = re.compile(r"经度?|經度?|longitude|(?<![a-z])(?:long|lon|lng)(?![a-z])", re.IGNORECASE)
_PART_Y: Final = re.compile(r"纬度?|緯度?|latitude|(?<![a-z])lat(?![a-z])", re.IGNORECASE)
_YX_BY_CUSTOM: Final = ("geopoint", "geopoint2d")  # Opendatasoft's export writes latitude first
_LETTERS: Final = (
    {"e": 1, "w": -1, "东": 1, "東": 1, "西": -1, "east": 1, "west": -1, "东经": 1, "西经": -1},
    {"n": 1, "s": -1, "北": 1, "南": -1, "north": 1, "south": -1, "北纬": 1, "南纬": -1},
)
_METRES: Final = 10_000.0
DATUM_WORDS: Final = {
    "gcj02": ("gcj02", "gcj", "火星", "高德", "amap", "腾讯", "tencent", "国测局"),
    "bd09": ("bd09", "baidu", "百度", "bd"),
    "wgs84": ("wgs84", "wgs", "gps", "cgcs2000", "2000"),
}
# A word alone is a name, such as "Point 7" or "Polygon Street"; a geometry goes on with a bracket or is empty.
_WKT: Final = re.compile(
    r"^\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|CURVE|SURFACE|CIRCULARSTRING|"
    r"COMPOUNDCURVE|CURVEPOLYGON|POLYHEDRALSURFACE|TIN|TRIANGLE)\s*(?:ZM|Z|M)?\s*(?:\(|EMPTY\b)",
    re.IGNORECASE,
)
_HEX_WKB: Final = re.compile(r"^(?:00|01)[0-9A-Fa-f]{16,}$")


@dataclass(frozen=True, slots=True)
class PlaceColumns:
    """Which columns say where a row is.

    Attributes
    ----------
    kind : xy, pair, wkt, wkb or geojson.
    columns : positions of the columns: (x, y), or the one that holds it all.
    datum : gcj02 or bd09 where a header or a mark before the numbers names it, else "".
    order : of a pair: ``xy``, ``yx``, or "" where neither heading nor cells say it.
    hemispheres : positions of the columns that hold the letter of x and of y, None where there is none.
    """

    kind: str
    columns: tuple[int, ...]
    datum: str = ""
    order: str = ""
    hemispheres: tuple[int | None, int | None] = (None, None)


def _plain(header: str) -> str:
    return re.sub(r"[\s_\-./()（）\[\]°:：,，、;；|&]+", "", unicodedata.normalize("NFKC", header)).lower()


def datum_in(text: str) -> str:
    """Return gcj02 or bd09 if a header or file name says so, else "".

    Examples
    --------
    >>> datum_in("gcj02_lng"), datum_in("百度经度"), datum_in("lon")
    ('gcj02', 'bd09', '')
    """
    plain = _plain(text)
    for datum in ("gcj02", "bd09"):
        for word in DATUM_WORDS[datum]:
            if word in plain and (word != "bd" or re.match(r"bd(lon|lng|lat|x|y|经|纬)|.*(lon|lng|lat)bd$", plain)):
                return datum
    return ""


def _stripped(header: str) -> str:
    """Return a header without words of datum and units."""
    plain = _plain(header)
    for words in DATUM_WORDS.values():
        for word in sorted(words, key=len, reverse=True):
            if len(word) > 2 or plain.startswith(word):
                plain = plain.replace(word, "")
    return re.sub(r"(坐标系|deg|degrees|dd|dms|wgs|m|米|度)$", "", plain) if plain not in ("经度", "纬度") else plain


def _rank(header: str, words: Sequence[str]) -> int | None:
    for form in (_plain(header), _stripped(header)):
        if form in words:
            return words.index(form)
    stripped = _stripped(header)
    for position, word in enumerate(words):
        if len(word) >= 2 and (stripped.endswith(word) or stripped.startswith(word)) and len(stripped) - len(word) <= 8:
            return len(words) + position
    return None


def _rank_within(header: str, axis: int) -> int | None:
    plain = _plain(header)
    own, other = _WITHIN[axis], _WITHIN[1 - axis]
    return 1000 if any(word in plain for word in own) and not any(word in plain for word in other) else None


def _ranked(headers: Sequence[str], words: Sequence[str], axis: int) -> list[tuple[int, int]]:
    found = []
    for position, header in enumerate(headers):
        rank = _rank(header, words)
        if rank is None:
            rank = _rank_within(header, axis)
        if rank is not None:
            found.append((rank, position))
    return found


def _bare(headers: Sequence[str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the columns that are called by the letters of the compass, if both axes are."""
    plain = [_plain(header) for header in headers]
    east, north = ([(0, p) for p, header in enumerate(plain) if header in words] for words in _BARE)
    return (east, north) if east and north else ([], [])


def order_in(header: str) -> str:
    """Return ``yx`` or ``xy`` as the heading of a column of pairs says which comes first, "" if it does not.

    Examples
    --------
    >>> order_in("latlng"), order_in("经纬度"), order_in("Lat, Long"), order_in("坐标")
    ('yx', 'xy', 'yx', '')
    >>> order_in("坐标(纬度,经度)"), order_in("position (lng/lat)")
    ('yx', 'xy')
    """
    for form in (_plain(header), _stripped(header)):
        if form in _YX_BY_CUSTOM or (form in _PAIR and _YX_FIRST.match(form)):
            return "yx"
        if form in _PAIR and _XY_FIRST.match(form):
            return "xy"
    x, y = _PART_X.search(header), _PART_Y.search(header)
    if x and y:
        return "yx" if y.start() < x.start() else "xy"
    return ""


def _hemispheres(
    headers: Sequence[str], samples: Sequence[Sequence[Any]], columns: tuple[int, int]
) -> tuple[int | None, int | None]:
    """Return the columns beside x and y that hold nothing but the letter of their hemisphere."""
    found: list[int | None] = []
    for axis, own in enumerate(columns):
        letters = _LETTERS[axis]
        beside = sorted(range(len(headers)), key=lambda position: (abs(position - own), position < own))
        found.append(next((p for p in beside if p not in columns and _holds_only(samples, p, letters)), None))
    return found[0], found[1]


def _holds_only(samples: Sequence[Sequence[Any]], position: int, letters: dict[str, int]) -> bool:
    cells = {str(row[position]).strip().lower() for row in samples if position < len(row)} - {"", "none"}
    return bool(cells) and cells <= set(letters)


def sign_of(cell: Any, axis: int) -> int:
    """Return -1 for a letter of the south (axis 1) or west (axis 0), else 1."""
    return _LETTERS[axis].get(str(cell).strip().lower(), 1)


def find_columns(headers: Sequence[str], samples: Sequence[Sequence[Any]]) -> PlaceColumns | None:
    """Find the place columns by header and content.

    Parameters
    ----------
    headers : column names.
    samples : some rows, as long as the headers.

    Returns
    -------
    None if there are none.
    """

    def share(column: int, test: Callable[[str], bool]) -> float:
        cells = [str(row[column]).strip() for row in samples if column < len(row) and row[column] not in (None, "")]
        return sum(map(test, cells)) / len(cells) if cells else 0.0

    for position, header in enumerate(headers):
        for kind, test in _CONTENT.items():
            enough = 0.5 if _plain(header) in _GEOMETRY else 0.9
            if share(position, test) >= enough:
                return PlaceColumns(kind, (position,), datum_in(header))
    xs, ys = _ranked(headers, (*_X, *_X_ALSO), 0), _ranked(headers, _Y, 1)

    def readable(ranked: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [entry for entry in ranked if share(entry[1], lambda cell: parse(unmarked(cell)) is not None) >= 0.5]

    for across, up in ((xs, ys), _bare(headers)):
        if (good_x := readable(across)) and (good_y := readable(up)):
            x, y = min(good_x)[1], min(good_y)[1]
            if x == y:
                continue
            datum = datum_in(headers[x]) or datum_in(headers[y]) or _marked(samples, (x, y))
            return PlaceColumns("xy", (x, y), datum, hemispheres=_hemispheres(headers, samples, (x, y)))
    for position, header in enumerate(headers):
        named = _plain(header) in _PAIR or _stripped(header) in _PAIR or _is_chinese_pair(header) or order_in(header)
        if named and share(position, lambda cell: split_pair(cell) is not None) >= 0.5:
            datum = datum_in(header) or _marked(samples, (position,))
            return PlaceColumns("pair", (position,), datum, order_in(header))
    return None


def _is_chinese_pair(header: str) -> bool:
    """Tell whether a longer Chinese heading ends in a word for a pair, such as 企业所在地坐标."""
    plain = _plain(header)
    return any(plain.endswith(word) for word in ("坐标", "经纬度", "坐标点", "地理坐标")) and len(plain) <= 14


def _marked(samples: Sequence[Sequence[Any]], columns: tuple[int, ...]) -> str:
    """Return the datum that Ovital's letter names in most cells of some columns."""
    marks = [datum_mark(row[p]) for row in samples for p in columns if p < len(row)]
    named = [mark for mark in marks if mark]
    return max(set(named), key=named.count) if named and 2 * len(named) >= len(marks) / len(columns) else ""


def find_by_content(samples: Sequence[Sequence[Any]], width: int) -> PlaceColumns | None:
    """Find two neighbouring number columns of a table without headers that can be degrees with decimals, or metres."""

    def values(column: int) -> list[float]:
        cells = [row[column] for row in samples if column < len(row) and row[column] not in (None, "")]
        found = [parse(unmarked(str(cell))) for cell in cells]
        return [value for value in found if value is not None] if None not in found else []

    columns = [values(column) for column in range(width)]
    for test in (_are_degrees, _are_metres):
        for column in range(width - 1):
            first, second = columns[column], columns[column + 1]
            if first and len(first) == len(second) and test(first, second):
                return PlaceColumns("xy", (column, column + 1), _marked(samples, (column, column + 1)))
    return None


def _are_degrees(first: list[float], second: list[float]) -> bool:
    decimals = any(value % 1 for value in first) and any(value % 1 for value in second)
    return (
        decimals
        and all(abs(value) <= 180 for value in (*first, *second))
        and min(map(max, zip(map(abs, first), map(abs, second), strict=True))) > 1
    )


def _are_metres(first: list[float], second: list[float]) -> bool:
    """Tell whether two columns can be coordinates of a survey: large, and written to parts of a metre."""
    decimals = any(value % 1 for value in (*first, *second))
    return decimals and all(_METRES <= abs(value) < 1e8 for value in (*first, *second))


_CONTENT: Final[dict[str, Callable[[str], bool]]] = {
    "wkt": lambda cell: bool(_WKT.match(cell)),
    "wkb": lambda cell: bool(_HEX_WKB.match(cell)),
    "geojson": lambda cell: cell.startswith("{") and '"coordinates"' in cell,
}
