"""Leading zeros of codes that a workbook holds as numbers and shows by a format such as 000000.

The parts of the package are looked through for what is needed, as texts: no XML parser meets their entities.
Source: ECMA-376-1, 18.8.30 (number formats) and 18.3.1.4 (cells).
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_MOST_STYLES: Final = 8 << 20
_BLOCK: Final = 1 << 20
_FORMAT: Final = re.compile(r"<numFmt\b[^>]*>")
_ZEROS: Final = re.compile(r"^(0{2,18})(?:;.*)?$")
_CELL: Final = re.compile(rb"<c\b([^>]{1,200})>")
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE: Final = re.compile(rb'\bs="(\d{1,5})"')


def restore(path: Path, sheets: dict[str, list[list[Any]]]) -> int:
    """Make texts with their zeros of the numbers that are shown so; changes the rows, and returns how many cells.

    Parameters
    ----------
    path : a workbook (.xlsx) whose contents have been checked for their size.
    sheets : name -> rows from the first row and column on.
    """
    try:
        with zipfile.ZipFile(path) as book:
            widths = _widths(_text(book, "xl/styles.xml"))
            if not widths:
                return 0
            return sum(
                _padded(rows, cells)
                for name, member in _members(book).items()
                if (rows := sheets.get(name)) is not None and (cells := _shown(book, member, widths))
            )
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError):
        return 0  # read by calamine all the same; without its styles nothing is known of zeros


def _text(book: zipfile.ZipFile, member: str) -> str:
    with book.open(member) as stream:
        return stream.read(_MOST_STYLES).decode("utf-8", "replace")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def _widths(styles: str) -> dict[int, int]:
    """Return style of a cell -> digits it shows, of the styles that are zeros only."""
    formats: dict[str, int] = {}
    for tag in _FORMAT.findall(styles):
        if zeros := _ZEROS.match(_attribute(tag, "formatCode")):
            formats[_attribute(tag, "numFmtId")] = len(zeros[1])
    if not formats:
        return {}
    used = re.search(r"<cellXfs\b.*?</cellXfs>", styles, re.DOTALL)
    tags = re.findall(r"<xf\b[^>]*>", used[0]) if used else []
    shown = {position: formats.get(_attribute(tag, "numFmtId"), 0) for position, tag in enumerate(tags)}
    return {position: width for position, width in shown.items() if width}


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


def _shown(book: zipfile.ZipFile, member: str, widths: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return row, column and digits of the cells that have one of these styles."""
    found = []
    for cell in _cells(book, member):
        place, style = _PLACE.search(cell), _STYLE.search(cell)
        if place and style and (width := widths.get(int(style[1]))):
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            found.append((int(place[2]) - 1, column - 1, width))
    return found


def _cells(book: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    rest = b""
    with book.open(member) as stream:
        while block := stream.read(_BLOCK):
            text = rest + block
            yield from _CELL.findall(text)
            start = text.rfind(b"<")
            rest = text[start:] if start >= 0 and b">" not in text[start:] else b""


def _padded(rows: list[list[Any]], cells: list[tuple[int, int, int]]) -> int:
    count = 0
    for row, column, width in cells:
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if type(value) is int and value >= 0:
                rows[row][column] = str(value).zfill(width)
                count += 1
    return count
