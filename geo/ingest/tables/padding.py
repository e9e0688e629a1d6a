"""What only the number formats of a workbook say: zeros of codes (000000), percent (0%), units (0.0"万人").

The parts of the package are looked through for what is needed, as texts: no XML parser meets their entities.
Source: ECMA-376-1, 18.8.30 (number formats) and 18.3.1.4 (cells).
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

Sheets = dict[str, list[list[Any]]]
Kind = TypeVar("Kind")
_MOST_STYLES: Final = 8 << 20
_MOST: Final = 1e12  # more is no figure in percent, or in a unit
_BLOCK: Final = 1 << 20
_FORMAT: Final = re.compile(r"<numFmt\b[^>]*>")
_ZEROS: Final = re.compile(r"^(0{2,18})(?:;.*)?$")
_BUILT_IN_PERCENT: Final = ("9", "10")  # 0% and 0.00%, which no list of formats repeats
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# A number that is not scaled, and words behind it; those that multiply are a matter of orders of magnitude.
_WORDED: Final = re.compile(r'[#0?,._ ]*[0#?](?:_.)?((?:\s*(?:"[^"]{1,12}"|\\.)){1,12})\s*(?:;|$)')
_SCALING: Final = re.compile(r"\s*(?:[十百千万萬亿億]|thousand|million|billion|mn\b|bn\b|k\b|'000)", re.IGNORECASE)
_CELL: Final = re.compile(rb"<c\b([^>]{1,200})>")
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE: Final = re.compile(rb'\bs="(\d{1,5})"')


def restore(path: Path, sheets: Sheets) -> int:
    """Make texts with their zeros of the numbers that are shown so; changes the rows, and returns how many cells.

    Parameters
    ----------
    path : a workbook (.xlsx) whose contents have been checked for their size.
    sheets : name -> rows from the first row and column on.
    """
    return _rewrite(path, sheets, _widths, _padded)


def restore_shown(path: Path, sheets: Sheets) -> int:
    """Make texts of the numbers whose format says what they are; parameters as of `restore`.

    0.05 that is shown as 5% is ``5%``, and 13.05 that is shown as 13.1万人 is ``13.05万人``. Formats that scale what
    they show (``0.0,"k"``) leave the number whole, and it stays.
    """
    return _rewrite(path, sheets, _endings, _shown_as)


def _rewrite(
    path: Path, sheets: Sheets, wanted: Callable[[str], dict[int, Kind]], write: Callable[[Any, Kind], str | None]
) -> int:
    """Replace the cells of some styles; `wanted` reads from the styles which, and `write` gives a cell's text."""
    count = 0
    try:
        with zipfile.ZipFile(path) as book:
            styles = wanted(_text(book, "xl/styles.xml"))
            for name, member in _members(book).items() if styles else ():
                rows = sheets.get(name, [])
                for row, column, kind in _shown(book, member, styles) if rows else ():
                    if row < len(rows) and column < len(rows[row]):
                        text = write(rows[row][column], kind)
                        if text is not None:
                            rows[row][column] = text
                            count += 1
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError):
        pass  # read by calamine all the same; without its styles nothing is known of them
    return count


def _text(book: zipfile.ZipFile, member: str) -> str:
    with book.open(member) as stream:
        return stream.read(_MOST_STYLES).decode("utf-8", "replace")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def _formats(styles: str) -> list[tuple[str, str]]:
    """Return id and code of the number format of every style of cells; the code is "" for those built in."""
    codes = {_attribute(tag, "numFmtId"): _attribute(tag, "formatCode") for tag in _FORMAT.findall(styles)}
    used = re.search(r"<cellXfs\b.*?</cellXfs>", styles, re.DOTALL)
    ids = [_attribute(tag, "numFmtId") for tag in re.findall(r"<xf\b[^>]*>", used[0])] if used else []
    return [(one, codes.get(one, "")) for one in ids]


def _widths(styles: str) -> dict[int, int]:
    """Return style of a cell -> digits it shows, of the styles that are zeros only."""
    shown = {at: _ZEROS.match(code) for at, (_, code) in enumerate(_formats(styles))}
    return {at: len(zeros[1]) for at, zeros in shown.items() if zeros}


def _endings(styles: str) -> dict[int, str]:
    """Return the styles that show figures in percent, with "%", or in units of thousands and more, with the unit."""
    found: dict[int, str] = {}
    for at, (one, code) in enumerate(_formats(styles)):
        if (one in _BUILT_IN_PERCENT and not code) or "%" in _LITERAL.sub("", code):
            found[at] = "%"
        elif worded := _WORDED.match(code):
            unit = re.sub(r'[\\"]', "", worded[1])
            if _SCALING.match(unit):
                found[at] = unit
    return found


def _members(book: zipfile.ZipFile) -> dict[str, str]:
    """Return name of a sheet -> its part of the package."""
    relations = {
        _attribute(tag, "Id"): _attribute(tag, "Target")
        for tag in re.findall(r"<Relationship\b[^>]*>", _text(book, "xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for tag in re.findall(r"<sheet\b[^>]*>", _text(book, "xl/workbook.xml")):
        if target := relations.get(_attribute(tag, "r:id")):
            found[_attribute(tag, "name")] = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
    return found


def _shown(book: zipfile.ZipFile, member: str, kinds: dict[int, Kind]) -> list[tuple[int, int, Kind]]:
    """Return row, column and what is wanted of the cells that have one of these styles."""
    found = []
    for cell in _cells(book, member):
        place, style = _PLACE.search(cell), _STYLE.search(cell)
        if place and style and (kind := kinds.get(int(style[1]))):
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            found.append((int(place[2]) - 1, column - 1, kind))
    return found


def _cells(book: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    rest = b""
    with book.open(member) as stream:
        while block := stream.read(_BLOCK):
            text = rest + block
            yield from _CELL.findall(text)
            start = text.rfind(b"<")
            rest = text[start:] if start >= 0 and b">" not in text[start:] else b""


def _padded(value: Any, width: int) -> str | None:
    return str(value).zfill(width) if type(value) is int and value >= 0 else None


def _shown_as(value: Any, ending: str) -> str | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _MOST
    return f"{value * 100 if ending == '%' else value:.12g}{ending}" if is_number else None
