"""Delimited texts: CSV in any of its dialects, and lines of words and numbers between spaces, as surveys write them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.tables import angles, headings, tabular
from geo.ingest.task import Task
from geo.ingest.texts import encoding, lines

_DELIMITERS: Final = (",", "\t", ";", "|", "，")
_NAMES: Final = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", "，": "fullwidth_comma"}
_SPACES: Final = re.compile(r"[ \t\u3000]+")
_SHARE: Final = 0.8
_RARE: Final = ("^", "~", "¦", "、", "*")  # where none of the usual ones splits a line
_SHOWN: Final = re.compile(r'^="([^"]*)"$')
_RULE: Final = re.compile(r"^\s*:?-*:?\s*$")
_MOST_LINES: Final = 20  # of one cell, in a table whose quotes are not all in order


def read(path: Path, name: str, task: Task) -> list[Layer]:
    """Read a delimited text; raises Refusal if it is empty or nothing in it says where the rows are."""
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="csv")
    text, delimiter = _text(path, name, layer, task)
    if not delimiter:
        layer.found("table_spaces")
        return [tabular.build(_spaced(text, task), layer, task)]
    title = headings.title(text, delimiter)
    if title:
        layer.found("table_title_rows", values={"count": title.count("\n")}, before=title.strip()[:60])
        text = text[len(title) :]
    rows = _plain(_rows(text, delimiter, layer, task))
    if delimiter != ",":
        layer.found("table_delimiter", values={"delimiter": _NAMES.get(delimiter, "other")})
    return [tabular.build(rows, layer, task)]


def _plain(rows: list[list[Any]]) -> list[list[Any]]:
    """Return rows without what only says how they are shown: ="0012" for Excel, rules and edges of Markdown."""
    rows = [[found[1] if (found := _SHOWN.match(cell)) else cell for cell in row] for row in rows]
    ruled = [row for row in rows if not (all(map(_RULE.match, row)) and any("---" in cell for cell in row))]
    if len(ruled) == len(rows) or not ruled:
        return rows
    edges = all(len(row) > 2 and not row[0].strip() and not row[-1].strip() for row in ruled)
    return [[cell.strip() for cell in (row[1:-1] if edges else row)] for row in ruled]


def grid(path: Path, name: str, task: Task) -> list[list[Any]]:
    """Return every row of a delimited text as it stands, titles and headings too; raises Refusal if it is empty."""
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="csv")
    text, delimiter = _text(path, name, layer, task)
    # Empty lines stay: what is told of a line is told by its number in the file.
    rows = _rows(text, delimiter, layer, task, empty=True) if delimiter else _spaced(text, task)
    task.findings += layer.findings
    return rows


def _text(path: Path, name: str, layer: Layer, task: Task) -> tuple[str, str]:
    """Return the decoded text and its delimiter, "" where words stand between spaces."""
    lines.refuse_one_line(path, name)
    data = path.read_bytes()
    verdict = encoding.detect_document(data)
    used = task.encoding or verdict.name
    layer.note_encoding(verdict, forced=task.encoding)
    text = data.decode(used, "replace").removeprefix("\ufeff")
    if "\ufffd" in text and not task.encoding:
        layer.found("text_undecodable", values={"count": text.count("\ufffd"), "encoding": used.upper()}, certain=False)
    if not text.strip():
        raise Refusal("table_empty", name=name)
    hint = re.match(r"sep=(.)\r?\n", text)
    if hint:
        return text[hint.end() :], hint[1]
    return text, _delimiter(text)


def _rows(text: str, delimiter: str, layer: Layer, task: Task, *, empty: bool = False) -> list[list[Any]]:
    if text.count('"') % 2:
        # An open quote would swallow the rest of the file into one cell.
        layer.found("table_unterminated_quote")
        return _mended(text, delimiter, task, empty=empty)
    rows = _parsed(text, delimiter, task, empty=empty)
    filled = [row for row in rows if row]
    swallowed = _swallowed(filled, delimiter)
    broken = next((cell for row in filled for cell in row if "\n" in cell or "\r" in cell), "")
    if swallowed or (broken and _goes_on_after_quotes(text, delimiter)):
        # Two stray quotes open and close one cell over all the rows between them.
        mended = _mended(text, delimiter, task, empty=empty)
        if len(mended) > len(rows):
            layer.found(
                "table_quotes_stray", values={"count": len(mended) - len(rows)}, before=(swallowed or broken)[:60]
            )
            return mended
    return rows


def _parsed(text: str, delimiter: str, task: Task, *, empty: bool) -> list[list[Any]]:
    csv.field_size_limit(1 << 26)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if empty or (row and any(cell.strip() for cell in row)):
                rows.append(row)
                if len(rows) > task.limits.features + 1:
                    task.count_features(len(rows))
    except csv.Error as fault:
        raise Refusal("format_damaged", format="CSV", detail=str(fault)) from fault
    return rows


def _goes_on_after_quotes(text: str, delimiter: str) -> bool:
    """Tell whether a cell goes on after the quote that closes it, as one does that a stray quote began."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return True
    return False


def _mended(text: str, delimiter: str, task: Task, *, empty: bool) -> list[list[Any]]:
    """Return the rows of a text with stray quotes: each line by its quotes where they close, else without any.

    A cell that goes on over a few lines stays whole where the row it makes is as wide as the table.
    """
    csv.field_size_limit(1 << 26)
    lines = io.StringIO(text, newline=None).read().removesuffix("\n").split("\n")
    plain = [line.split(delimiter) for line in lines]
    width = Counter(len(cells) for line, cells in zip(lines, plain, strict=True) if line.strip()).most_common(1)[0][0]
    rows: list[list[Any]] = []
    at = 0
    while at < len(lines):
        cells, taken = plain[at], 1
        if '"' in lines[at]:
            for more in range(1, _MOST_LINES):
                piece = "\n".join(lines[at : at + more])
                quoted = None if piece.count('"') % 2 else _quoted(piece, delimiter)
                if quoted is not None and (more == 1 or (len(quoted) == width and not _swallowed([quoted], delimiter))):
                    cells, taken = quoted, more
                    break
                if at + more >= len(lines):
                    break
        if empty or any(cell.strip() for cell in cells):
            rows.append(cells if lines[at] or taken > 1 else [])
            if len(rows) > task.limits.features + 1:
                task.count_features(len(rows))
        at += taken
    return rows


def _quoted(piece: str, delimiter: str) -> list[str] | None:
    """Return the cells of one row whose quotes are all in order, else None."""
    try:
        rows = list(csv.reader(io.StringIO(piece, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _swallowed(rows: list[list[Any]], delimiter: str) -> str:
    """Return a cell that holds whole rows of its table, "" if there is none.

    A text may go on over several lines; that these have the table's delimiters, as many as its rows, is no text.
    """
    if not rows:
        return ""
    widths = Counter(map(len, rows))
    width = max(widths, key=lambda count: (widths[count], count))
    least = max(1, width - 1)
    for row in rows:
        for position, cell in enumerate(row):
            if "\n" not in cell and "\r" not in cell:
                continue
            lines = [line for line in cell.splitlines() if line.strip()]
            inner = [line.count(delimiter) for line in lines[1:]]
            # The last line ends where the stray quote stands; those between are whole.
            whole = inner[:-1] if len(inner) > 1 else inner
            if (
                inner
                and least >= 1
                and (
                    (len(inner) > 1 and whole and all(count == width - 1 for count in whole))
                    or (len(inner) == 1 and lines[0].count(delimiter) + inner[0] >= width - 1 and len(row) < width)
                    or (len(inner) == 1 and _are_two_rows(row, position, lines, delimiter))
                )
            ):
                return str(cell)
    return ""


def _are_two_rows(row: list[Any], position: int, lines: list[str], delimiter: str) -> bool:
    """Tell whether a row whose cell at `position` holds two lines is as wide as the table twice, with its numbers."""
    first = [*row[:position], *lines[0].split(delimiter)]
    last = [*lines[1].split(delimiter), *row[position + 1 :]]
    if not len(first) == len(last) == len(row) or position == len(row) - 1:
        return False
    numbers = [angles.parse(cell) is not None for cell in row]
    if not any(numbers[position + 1 :]):
        return False
    return all(angles.parse(above) is not None for above, number in zip(first, numbers, strict=True) if number)


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into the same number (> 1) of cells; "" for spaces."""
    head = text[: 1 << 16]
    best, choice = (0.0, 0), ","
    for delimiter in (*_DELIMITERS, *_RARE):
        if delimiter in _RARE and (best[1] or _is_spaced(head)):
            break
        rows = [row for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row][:50]
        widths = Counter(map(len, rows))
        if not widths:
            continue
        width, often = widths.most_common(1)[0]
        if width > 1 and (often / len(rows), width) > best:
            best, choice = (often / len(rows), width), delimiter
    return "" if best[0] < _SHARE and _is_spaced(head) else choice


def _is_spaced(head: str) -> bool:
    """Tell whether most lines are words and numbers between spaces, two numbers at least in each."""
    lines = [_SPACES.split(line.strip()) for line in head.splitlines()[:51] if line.strip()]
    body = lines[1:] if len(lines) > 1 else lines
    numbers = [sum(angles.parse(angles.unmarked(word)) is not None for word in line) for line in body]
    return bool(body) and sum(count >= 2 for count in numbers) >= _SHARE * len(body)


def _spaced(text: str, task: Task) -> list[list[Any]]:
    """Split lines at spaces; where a name holds spaces itself, its words are those before the usual numbers."""
    lines = [_SPACES.split(line.strip()) for line in text.splitlines() if line.strip()]
    task.count_features(0)
    if len(lines) > task.limits.features + 1:
        task.count_features(len(lines))
    widths = Counter(map(len, lines))
    width = min(count for count in widths if widths[count] == max(widths.values()))
    result: list[list[Any]] = []
    for line in lines:
        extra = len(line) - width
        if extra > 0 and angles.parse(line[0]) is None:
            result.append([" ".join(line[: extra + 1]), *line[extra + 1 :]])
        else:
            result.append(list(line))
    return result
