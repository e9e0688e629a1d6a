"""Delimited texts: CSV in any of its dialects, and lines of words and numbers between spaces, as surveys write them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final, Literal

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
    rows = _rows(text, delimiter, layer, task)
    if delimiter != ",":
        layer.found("table_delimiter", values={"delimiter": _NAMES.get(delimiter, delimiter)})
    return [tabular.build(rows, layer, task)]


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
        return _parsed(text, delimiter, csv.QUOTE_NONE, task, empty=empty)
    rows = _parsed(text, delimiter, csv.QUOTE_MINIMAL, task, empty=empty)
    if swallowed := _swallowed(rows, delimiter):
        # Two stray quotes open and close one cell over all the rows between them.
        plain = _parsed(text, delimiter, csv.QUOTE_NONE, task, empty=empty)
        layer.found("table_quotes_stray", values={"count": len(plain) - len(rows)}, before=swallowed[:60])
        return plain
    return rows


def _parsed(text: str, delimiter: str, quoting: Literal[0, 3], task: Task, *, empty: bool) -> list[list[Any]]:
    csv.field_size_limit(1 << 26)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting):
            if empty or (row and any(cell.strip() for cell in row)):
                rows.append(row)
                if len(rows) > task.limits.features + 1:
                    task.count_features(len(rows))
    except csv.Error as fault:
        raise Refusal("format_damaged", format="CSV", detail=str(fault)) from fault
    return rows


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
        for cell in row:
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
                )
            ):
                return str(cell)
    return ""


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into the same number (> 1) of cells; "" for spaces."""
    head = text[: 1 << 16]
    best, choice = (0.0, 0), ","
    for delimiter in _DELIMITERS:
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
