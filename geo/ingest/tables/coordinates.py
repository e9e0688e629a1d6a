"""Coordinates in tables: which columns hold them, by their headings and by what stands in their cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.ingest.tables import heading_words
from geo.ingest.tables.angles import datum_mark, is_formula, is_written_in_degrees, parse, split_pair, unmarked

__all__ = ["PlaceColumns", "find_by_content", "find_columns", "is_formula", "is_written_in_degrees", "parse"]

_METRES: Final = 10_000.0
_SHIFTED: Final = 5_000
_LONG: Final = 2_000
_NUMBER: Final = r"[-+]?\d{1,3}(?:\.\d+)?"
# Positions one after another, as map services give boundaries and routes: 117.1,36.6;117.2,36.7|118.1,...
_PATH: Final = re.compile(rf"^\s*{_NUMBER}\s*,\s*{_NUMBER}(?:\s*[;|]\s*{_NUMBER}\s*,\s*{_NUMBER})+\s*[;|]?\s*$")
_PATH_JSON: Final = re.compile(rf"^\s*\[\s*(?:\[\s*)+{_NUMBER}\s*,\s*{_NUMBER}\s*\]\s*,\s*\[")
# A word alone is a name, such as "Point 7" or "Polygon Street"; a geometry goes on with a bracket or is empty.
_WKT: Final = re.compile(
    r"^\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|CURVE|SURFACE|CIRCULARSTRING|"
    r"COMPOUNDCURVE|CURVEPOLYGON|POLYHEDRALSURFACE|TIN|TRIANGLE)\s*(?:ZM|Z|M)?\s*(?:\([\s(]*(?:[-+.\d]|nan|EMPTY|[A-Z]+\s*(?:ZM|Z|M)?\s*\()|EMPTY\b)",
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
    fractions : positions of the columns with the minutes, or the minutes and seconds, of x and of y, where whole
        degrees stand in a column of their own.
    """

    kind: str
    columns: tuple[int, ...]
    datum: str = ""
    order: str = ""
    hemispheres: tuple[int | None, int | None] = (None, None)
    fractions: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())


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
        for word in heading_words.DATUM_WORDS[datum]:
            if word in plain and (word != "bd" or re.match(r"bd(lon|lng|lat|x|y|经|纬)|.*(lon|lng|lat)bd$", plain)):
                return datum
    return ""


def _stripped(header: str) -> str:
    """Return a header without words of datum and units."""
    plain = _plain(header)
    for words in heading_words.DATUM_WORDS.values():
        for word in sorted(words, key=len, reverse=True):
            if len(word) > 2 or plain.startswith(word):
                plain = plain.replace(word, "")
    return re.sub(r"(坐标系|deg|degrees|dd|dms|wgs|m|米|度)$", "", plain) if plain not in ("经度", "纬度") else plain


def _rank(header: str, words: Sequence[str]) -> int | None:
    # "location.lat": the last member of a record says what it is.
    leaf = header.rpartition(".")[2] if "." in header else header
    for form in (_plain(header), _stripped(header), _plain(leaf)):
        if form in words:
            return words.index(form)
    stripped = _stripped(header)
    for position, word in enumerate(words):
        if len(word) >= 2 and (stripped.endswith(word) or stripped.startswith(word)) and len(stripped) - len(word) <= 8:
            return len(words) + position
    return None


def _rank_within(header: str, axis: int) -> int | None:
    plain = _plain(header).removeprefix("经纬度")
    own, other = heading_words.WITHIN[axis], heading_words.WITHIN[1 - axis]
    return 1000 if any(word in plain for word in own) and not any(word in plain for word in other) else None


def _ranked(headers: Sequence[str], words: Sequence[str], axis: int) -> list[tuple[int, int]]:
    found = []
    for position, header in enumerate(headers):
        rank = _rank(header, words)
        if rank is None:
            rank = _rank_within(header, axis)
        if rank is not None:
            # Of two pairs of columns, the one of a shifted datum is the other's copy.
            found.append((rank + _SHIFTED * bool(datum_in(header)), position))
    return found


def _bare(headers: Sequence[str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the columns that are called by the letters of the compass, if both axes are."""
    plain = [_plain(header) for header in headers]
    east, north = ([(0, p) for p, header in enumerate(plain) if header in words] for words in heading_words.BARE)
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
        if form in heading_words.YX_BY_CUSTOM or (form in heading_words.PAIR and heading_words.YX_FIRST.match(form)):
            return "yx"
        if form in heading_words.PAIR and heading_words.XY_FIRST.match(form):
            return "xy"
    x, y = heading_words.PART_X.search(header), heading_words.PART_Y.search(header)
    if x and y:
        return "yx" if y.start() < x.start() else "xy"
    return ""


def _hemispheres(
    headers: Sequence[str], samples: Sequence[Sequence[Any]], columns: tuple[int, int]
) -> tuple[int | None, int | None]:
    """Return the columns beside x and y that hold nothing but the letter of their hemisphere."""
    found: list[int | None] = []
    for axis, own in enumerate(columns):
        letters = heading_words.LETTERS[axis]
        beside = sorted(range(len(headers)), key=lambda position: (abs(position - own), position < own))
        found.append(next((p for p in beside if p not in columns and _holds_only(samples, p, letters)), None))
    return found[0], found[1]


def _whole_degrees(headers: Sequence[str]) -> tuple[int, int] | None:
    """Return the columns of x and y whose headings say that they hold degrees, such as LonDeg and LatDeg."""
    found = []
    for stems in heading_words.STEMS:
        fit = (
            position
            for position, header in enumerate(headers)
            if heading_words.DEGREES_WORD.sub("", plain := _plain(header)) in stems and plain not in stems
        )
        found.append(next(fit, None))
    return None if found[0] is None or found[1] is None else (found[0], found[1])


def _fractions(
    headers: Sequence[str], samples: Sequence[Sequence[Any]], columns: tuple[int, int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the columns of minutes and seconds that go with whole degrees of x and y, if both axes have minutes."""
    found = []
    for own in columns:
        stem = heading_words.DEGREES_WORD.sub("", _plain(headers[own])) or _plain(headers[own])
        if any(_plain(header) in (f"{stem}max", f"max{stem}") for header in headers):
            return (), ()  # the least and the most of a box, not minutes
        named: list[int] = []
        for words in heading_words.FRACTION_WORDS:
            wanted = {f"{stem}{word}" for word in words} | {f"{word}{stem}" for word in words}
            fit = [p for p, header in enumerate(headers) if p not in columns and _plain(header) in wanted]
            if not fit or not _holds_sixtieths(samples, fit[0]):
                break
            named.append(fit[0])
        whole = all(value is None or value % 1 == 0 for value in (parse(row[own]) for row in samples if own < len(row)))
        found.append(tuple(named) if whole else ())
    return (found[0], found[1]) if found[0] and found[1] else ((), ())


def _holds_sixtieths(samples: Sequence[Sequence[Any]], position: int) -> bool:
    cells = [row[position] for row in samples if position < len(row) and row[position] not in (None, "")]
    values = [parse(cell) for cell in cells]
    return bool(values) and all(value is not None and 0 <= value < 60 for value in values)


def _holds_only(samples: Sequence[Sequence[Any]], position: int, letters: dict[str, int]) -> bool:
    cells = {str(row[position]).strip().lower() for row in samples if position < len(row)} - {"", "none"}
    return bool(cells) and cells <= set(letters)


def sign_of(cell: Any, axis: int) -> int:
    """Return -1 for a letter of the south (axis 1) or west (axis 0), else 1."""
    return heading_words.LETTERS[axis].get(str(cell).strip().lower(), 1)


def _beginning(cell: str) -> str:
    """Return a cell, or of a long one the positions it begins with: a number that is cut off would be none."""
    return cell if len(cell) <= _LONG else cell[: max(cell.rfind(sign, 0, _LONG) for sign in ";|") + 1]


def is_shape(text: str) -> bool:
    """Tell whether a text is a geometry: WKT, WKB in hexadecimal digits, GeoJSON or a row of positions."""
    return any(test(text) for test in _CONTENT.values())


def named_axes(headers: Sequence[str]) -> tuple[str, ...]:
    """Return the headings that name an axis each, of whatever their cells hold; none if one axis has none."""
    words = (heading_words.X, heading_words.Y)
    found = [next((header for header in headers if _plain(header) in known), "") for known in words]
    return tuple(found) if all(found) else ()


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
            enough = 0.5 if _plain(header) in heading_words.GEOMETRY else 0.9
            if share(position, test) >= enough:
                return PlaceColumns(kind, (position,), datum_in(header))
    words = ((*heading_words.X, *heading_words.X_ALSO), (*heading_words.Y, *heading_words.Y_ALSO))
    named = (_ranked(headers, words[0], 0), _ranked(headers, words[1], 1))

    def apart(least: float) -> PlaceColumns | None:
        def readable(ranked: list[tuple[int, int]]) -> list[tuple[int, int]]:
            return [entry for entry in ranked if share(entry[1], _is_number) >= least]

        both = _whole_degrees(headers)
        if both and readable([(0, both[0]), (0, both[1])]) and any(_fractions(headers, samples, both)):
            return _apart(headers, samples, both)
        for across, up in (named, _bare(headers)):
            if (good_x := readable(across)) and (good_y := readable(up)):
                both = min(good_x)[1], min(good_y)[1]
                if both[0] != both[1]:
                    return _apart(headers, samples, both)
        return None

    if found := apart(0.5):
        return found
    for position, header in enumerate(headers):
        if _names_pair(header) and share(position, lambda cell: split_pair(cell) is not None) >= 0.5:
            datum = datum_in(header) or _marked(samples, (position,))
            return PlaceColumns("pair", (position,), datum, order_in(header))
    return apart(1e-9)  # headings that say what few rows have


def _is_number(cell: str) -> bool:
    return parse(unmarked(cell)) is not None


def _apart(headers: Sequence[str], samples: Sequence[Sequence[Any]], columns: tuple[int, int]) -> PlaceColumns:
    datum = datum_in(headers[columns[0]]) or datum_in(headers[columns[1]]) or _marked(samples, columns)
    letters = _hemispheres(headers, samples, columns)
    fractions = _fractions(headers, samples, columns)
    return PlaceColumns("xy", columns, datum, hemispheres=letters, fractions=fractions)


def _names_pair(header: str) -> bool:
    plain, stripped = _plain(header), _stripped(header)
    known = plain in heading_words.PAIR or stripped in heading_words.PAIR
    return known or _is_chinese_pair(header) or bool(order_in(header))


def _is_chinese_pair(header: str) -> bool:
    """Tell whether a longer Chinese heading ends in a word for a pair, such as 企业所在地坐标."""
    plain = _plain(header)
    return any(plain.endswith(word) for word in ("坐标", "经纬度", "坐标点", "地理坐标")) and len(plain) <= 14


def _marked(samples: Sequence[Sequence[Any]], columns: tuple[int, ...]) -> str:
    """Return the datum that Ovital's letter names in most cells of some columns."""
    marks = [datum_mark(row[p]) for row in samples for p in columns if p < len(row)]
    named = [mark for mark in marks if mark]
    return max(set(named), key=named.count) if named and 2 * len(named) >= len(marks) / len(columns) else ""


def find_pairs(samples: Sequence[Sequence[Any]], width: int) -> PlaceColumns | None:
    """Find the one column whose cells are pairs of degrees with decimals, whatever its heading; None if there is none.

    Examples
    --------
    >>> find_pairs([["a", "36.61,117.12"], ["b", "36.72,117.23"]], 2).columns
    (1,)
    """
    found = []
    for column in range(width):
        cells = [row[column] for row in samples if column < len(row) and row[column] not in (None, "")]
        pairs = [split_pair(cell) for cell in cells if isinstance(cell, str)]
        known = [(pair.first, pair.second) for pair in pairs if pair is not None]
        if len(known) < max(1.0, 0.9 * len(cells)):
            continue
        lettered = all(pair is not None and pair.order for pair in pairs)
        if lettered or _are_degrees([first for first, _ in known], [second for _, second in known]):
            found.append(column)
    return PlaceColumns("pair", (found[0],), _marked(samples, (found[0],))) if len(found) == 1 else None


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
    "path": lambda cell: bool(_PATH.match(_beginning(cell)) or _PATH_JSON.match(cell[:200])),
}
