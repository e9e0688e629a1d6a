"""Coordinates as people write them: which columns hold them, and what a cell says in decimals, degrees or words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

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
)
_X_ALSO: Final = ("经", "經度")
_GEOMETRY: Final = ("wkt", "geom", "geometry", "thegeom", "wkbgeometry", "shape", "几何", "空间信息", "wkb")
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
)
DATUM_WORDS: Final = {
    "gcj02": ("gcj02", "gcj", "火星", "高德", "amap", "腾讯", "tencent", "国测局"),
    "bd09": ("bd09", "baidu", "百度", "bd"),
    "wgs84": ("wgs84", "wgs", "gps", "cgcs2000", "2000"),
}
_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:[.]\d*)?|[.]\d+)(?:[eE][-+]?\d+)?")
_PLAIN_NUMBER: Final = re.compile(r"^[-+]?(?:\d+(?:[.]\d*)?|[.]\d+)(?:[eE][-+]?\d+)?$")
_NEGATIVE: Final = ("s", "w", "南", "西")
_HEMISPHERES: Final = "nsewNSEW东西南北東"
_DEGREE_MARKS: Final = re.compile(r"[°º˚度]|(?<=\d)\s*[dD](?=[\s\d]|$)|(?<=\d)-(?=\d)|[′'’分]|(?<=\d)\s*:\s*(?=\d)")
_WKT: Final = re.compile(
    r"^\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|^\s*(?:SRID=\d+;)?\s*GEOMETRYCOLLECTION",
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
    datum : gcj02 or bd09 where a header names it, else "".
    """

    kind: str
    columns: tuple[int, ...]
    datum: str = ""


def _plain(header: str) -> str:
    return re.sub(r"[\s_\-./()（）\[\]°:：]+", "", unicodedata.normalize("NFKC", header)).lower()


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
    xs = [(rank, p) for p, header in enumerate(headers) if (rank := _rank(header, (*_X, *_X_ALSO))) is not None]
    ys = [(rank, p) for p, header in enumerate(headers) if (rank := _rank(header, _Y)) is not None]

    def readable(ranked: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [entry for entry in ranked if share(entry[1], lambda cell: parse(cell) is not None) >= 0.5]

    if (good_x := readable(xs)) and (good_y := readable(ys)):
        x, y = min(good_x)[1], min(good_y)[1]
        return PlaceColumns("xy", (x, y), datum_in(headers[x]) or datum_in(headers[y]))
    for position, header in enumerate(headers):
        named = _plain(header) in _PAIR or _stripped(header) in _PAIR
        if named and share(position, lambda cell: split_pair(cell) is not None) >= 0.5:
            return PlaceColumns("pair", (position,), datum_in(header))
    return None


def find_by_content(samples: Sequence[Sequence[Any]], width: int) -> PlaceColumns | None:
    """Find two neighbouring number columns of a table without headers that can be degrees with decimals."""

    def values(column: int) -> list[float]:
        found = [parse(str(row[column])) for row in samples if column < len(row) and row[column] not in (None, "")]
        return [value for value in found if value is not None] if None not in found else []

    for column in range(width - 1):
        first, second = values(column), values(column + 1)
        if not first or len(first) != len(second):
            continue
        decimals = any(value % 1 for value in first) and any(value % 1 for value in second)
        if (
            decimals
            and all(abs(value) <= 180 for value in (*first, *second))
            and min(map(max, zip(map(abs, first), map(abs, second), strict=True))) > 1
        ):
            return PlaceColumns("xy", (column, column + 1))
    return None


_CONTENT: Final[dict[str, Callable[[str], bool]]] = {
    "wkt": lambda cell: bool(_WKT.match(cell)),
    "wkb": lambda cell: bool(_HEX_WKB.match(cell)),
    "geojson": lambda cell: cell.startswith("{") and '"coordinates"' in cell,
}


def is_written_in_degrees(cell: Any) -> bool:
    """Tell whether a cell has degree marks or a hemisphere, so that it is not a plain number."""
    return isinstance(cell, str) and not re.fullmatch(r"[-+.,\deE]+", cell.strip()) and parse(cell) is not None


def parse(cell: Any) -> float | None:  # noqa: PLR0911 - one return per way of writing
    """Read one coordinate: a number, degrees-minutes-seconds in any common spelling, or None if it is none.

    Examples
    --------
    >>> parse("117°30'E"), parse("东经117度30分"), parse("36.6"), parse("W 71.5"), parse("济南")
    (117.5, 117.5, 36.6, -71.5, None)
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, (int, float)):
        return float(cell)
    text = unicodedata.normalize("NFKC", str(cell)).strip().replace("−", "-")
    if _PLAIN_NUMBER.match(text):
        return float(text)
    if re.fullmatch(r"[-+]?\d{1,3},\d+", text):
        return float(text.replace(",", "."))  # decimal comma
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        return float(text.replace(",", ""))
    hemisphere = [char for char in text if char in _HEMISPHERES]
    if not hemisphere and not _DEGREE_MARKS.search(text):
        return None
    rest = re.sub(r"[\s°º˚度′'’‘分″\"”“秒:dDmMsS经經纬緯NSEWnsew东西南北東,-]|[\d.+]", "", text.replace("′′", '"'))
    if rest:
        return None
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
    if not 1 <= len(numbers) <= 3 or any(number >= 60 for number in numbers[1:]):
        return None
    value: float = sum(number / 60**power for power, number in enumerate(numbers))
    negative = text.startswith("-") or any(
        char.lower() in _NEGATIVE for char in hemisphere[-1:] if not text.lower().endswith('"s"')
    )
    return -value if negative else value


def split_pair(cell: Any) -> tuple[float, float] | None:
    """Read two coordinates in one cell, in the order they stand in.

    Examples
    --------
    >>> split_pair("117.0, 36.6"), split_pair("POINT"), split_pair("[117,36]")
    ((117.0, 36.6), None, (117.0, 36.0))
    """
    text = unicodedata.normalize("NFKC", str(cell)).strip().strip("[](){}")
    for separator in (r"\s*[,;|/、]\s*", r"\s+"):
        parts = re.split(separator, text)
        if len(parts) in (2, 3):
            x, y = parse(parts[0]), parse(parts[1])
            if x is not None and y is not None:
                return x, y
    return None


def is_formula(cell: Any) -> bool:
    """Tell whether a spreadsheet would run a text instead of showing it.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("-2+3"), is_formula("-2.5"), is_formula("+86 10 1234")
    (True, True, False, True)
    """
    if not isinstance(cell, str) or not cell:
        return False
    text = cell.lstrip(" ")
    return (
        text[:1] in ("=", "+", "-", "@", "\t", "\r")
        and not _PLAIN_NUMBER.match(text.strip())
        and len(text) > 1
        and text not in ("--", "---")
    )
