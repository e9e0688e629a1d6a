"""Spreadsheets: Excel and WPS workbooks, and what other programs save under their names: HTML tables and XML."""

from __future__ import annotations

import email
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from geo.ingest.archives import archive
from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer
from geo.ingest.tables import headings, padding, tabular
from geo.ingest.task import Task
from geo.ingest.texts import encoding, lines
from geo.ingest.xmlmaps import xmlscan

# Names of streams in a compound file, in UTF-16: an encrypted workbook has the first two and no sheets.
_ENCRYPTED: Final = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_EXACT_DIGITS: Final = 15
_MOST_SPAN: Final = 10_000
_LEADING: Final = 3  # columns in which regions, industries and years of statistics stand
_SHEET_NAMESPACE: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"

Rows = list[list[Any]]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def read(path: Path, name: str, task: Task) -> list[Layer]:
    """Read the sheets of a workbook that say where their rows are.

    Raises
    ------
    Refusal
        if the workbook is damaged or has a password, or no sheet has places.
    """
    found: list[tuple[str, Rows, int]] = []
    for sheet, rows, merged in _cells(path, name, task):
        found.append((sheet, rows, _fill_down(rows, merged)))
    return _layers(found, name, task)


def grids(path: Path, name: str, task: Task) -> list[tuple[str, Rows]]:
    """Return the rows of every sheet as they stand, cells merged downwards filled; raises Refusal as `read` does.

    Numbers shown in percent or in a unit are texts such as ``5%`` and ``1.2万人``: statistics need to know what their
    figures are.
    """
    found: list[tuple[str, Rows]] = []
    filled = 0
    for sheet, rows, merged in _cells(path, name, task, as_shown=True):
        filled += _fill_down(rows, [one for one in merged if not _is_amount(rows, one)])
        found.append((sheet, rows))
    if filled:
        task.found("table_cells_merged", values={"count": filled})
    return found


def _is_amount(rows: Rows, merged: tuple[tuple[int, int], tuple[int, int]]) -> bool:
    """Tell a figure that stands for several rows together, and would count in each, from a name, a code or a year."""
    top, left = merged[0]
    value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
    if isinstance(value, str):
        return value.endswith("%") and value[:-1].replace(".", "", 1).lstrip("-").isdigit()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    is_name = isinstance(value, int) and (1950 <= value < 2100 or value >= 10_000) and left < _LEADING
    return not is_name


def _cells(path: Path, name: str, task: Task, *, as_shown: bool = False) -> list[tuple[str, Rows, Merged]]:
    import python_calamine

    with path.open("rb") as stream:
        packed = archive.is_zip(stream.read(4))
    if packed:
        limits = task.limits
        archive.check_contents(path, unpacked_mb=limits.unpacked_mb, entries=limits.entries, ratio=limits.ratio)
    elif _is_encrypted(path):
        raise Refusal("file_password", name=name)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [(sheet, book.get_sheet_by_name(sheet)) for sheet in book.sheet_names]
        found = [
            (sheet, [[_cell(cell) for cell in row] for row in page.to_python(skip_empty_area=False)], _merged(page))
            for sheet, page in sheets
        ]
    except python_calamine.PasswordError as fault:
        raise Refusal("file_password", name=name) from fault
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise Refusal("format_damaged", format="Excel", detail=str(fault)[:120]) from fault
    if packed:
        by_name = {sheet: rows for sheet, rows, _ in found}
        padding.restore(path, by_name)
        if as_shown:
            padding.restore_shown(path, by_name)
    return found


def _is_encrypted(path: Path) -> bool:
    """Tell whether the directory of a compound file names the streams of an encrypted package."""
    with path.open("rb") as stream:
        data = stream.read(1 << 22)
    return any(mark in data for mark in _ENCRYPTED)


def _merged(sheet: Any) -> Merged:
    return list(sheet.merged_cell_ranges or ())


def _fill_down(rows: Rows, merged: Merged) -> int:
    """Give every cell of a merged range the value of its first; returns how many got one.

    What spans columns only is a title or a heading over several, and stays as it is.
    """
    filled = 0
    for (top, left), (bottom, right) in merged:
        if bottom == top or bottom - top > _MOST_SPAN or top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        if value in ("", None):
            continue
        for row in rows[top + 1 : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                if row[column] in ("", None):
                    row[column] = value
                    filled += 1
    return filled


def read_html(path: Path, name: str, task: Task) -> list[Layer]:
    """Read the tables of an HTML page that was saved as a workbook; raises Refusal if it has none."""
    lines.refuse_one_line(path, name)
    data = _page(path.read_bytes())
    verdict = encoding.detect_document(data, declared=_charset(data))
    reader = _Tables()
    reader.feed(data.decode(task.encoding or verdict.name, "replace").removeprefix("\ufeff"))
    reader.close()
    if not any(len(rows) > 1 for rows in reader.tables):
        raise Refusal("format_html", name=name)
    task.found("table_html", values={"name": name, "kind": "HTML"})
    return _layers([(f"{name} {n}", rows, 0) for n, rows in enumerate(reader.tables, start=1)], name, task)


def _page(data: bytes) -> bytes:
    """Return the pages with tables of a file that holds a page with its parts (MHTML), anything else as it is."""
    if data[:13].lower() != b"mime-version:":
        return data
    parts = email.message_from_bytes(data).walk()
    bodies = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html"]
    return b"\n".join(body for body in bodies if isinstance(body, bytes) and b"<table" in body.lower())


def _charset(data: bytes) -> str:
    _, _, rest = data[:2000].lower().partition(b"charset=")
    return rest.lstrip(b"\"' ").split(b'"')[0].split(b"'")[0].split(b">")[0].decode("ascii", "ignore").strip()


class _Tables(HTMLParser):
    """Collects the cells of all tables; a cell that spans rows stands in each of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Rows] = []
        self._cell: list[str] | None = None
        self._spans: dict[tuple[int, int], str] = {}
        self._extent = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
            self._spans = {}
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._end_cell()
            wanted = dict(attrs)
            self._extent = (_span(wanted.get("rowspan")), _span(wanted.get("colspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text, self._cell = "".join(self._cell).strip(), None
        rows = self.tables[-1]
        row, number = rows[-1], len(rows) - 1
        while (number, len(row)) in self._spans:
            row.append(self._spans.pop((number, len(row))))
        down, across = self._extent
        for offset in range(across):
            for below in range(1, down):
                self._spans[number + below, len(row)] = text
            row.append(text if offset == 0 else "")


def _span(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdecimal() and int(text) > 0 else 1


def read_xml(path: Path, name: str, task: Task) -> list[Layer]:
    """Read a workbook saved as "XML Spreadsheet 2003"; raises Refusal if it is not well formed."""
    lines.refuse_one_line(path, name)
    copy = task.fresh_folder() / "workbook.xml"
    xmlscan.normalise(path, copy, forced=task.encoding)
    xmlscan.scan(copy)  # refuses entities and depth before any other parser sees them
    root = ElementTree.parse(copy).getroot()  # noqa: S314 - entities are refused above
    found: list[tuple[str, Rows, int]] = []
    for sheet in root.iter(f"{_SHEET_NAMESPACE}Worksheet"):
        rows: Rows = []
        for row in sheet.iter(f"{_SHEET_NAMESPACE}Row"):
            skipped = int(row.get(f"{_SHEET_NAMESPACE}Index", len(rows) + 1)) - len(rows) - 1
            rows += [[] for _ in range(min(max(skipped, 0), _MOST_SPAN))]
            cells: list[Any] = []
            for cell in row.iter(f"{_SHEET_NAMESPACE}Cell"):
                gap = int(cell.get(f"{_SHEET_NAMESPACE}Index", len(cells) + 1)) - len(cells) - 1
                cells += [""] * min(max(gap, 0), task.limits.fields)
                data = cell.find(f"{_SHEET_NAMESPACE}Data")
                cells.append("" if data is None else "".join(data.itertext()))
            rows.append(cells)
        found.append((sheet.get(f"{_SHEET_NAMESPACE}Name") or name, rows, 0))
    if not found:
        raise Refusal("table_empty", name=name)
    task.found("table_html", values={"name": name, "kind": "XML"})
    return _layers(found, name, task)


def _layers(sheets: Sequence[tuple[str, Rows, int]], name: str, task: Task) -> list[Layer]:
    """Return a layer for every sheet with places; sheets without are told of, all without refuse the workbook."""
    layers, skipped = [], []
    refusal: Refusal | None = None
    for sheet, cells, filled in sheets:
        rows = [row for row in cells if any(cell not in ("", None) for cell in row)]
        if not rows:
            continue
        title = sheet if len(sheets) > 1 else name
        layer = Layer(title, pd.DataFrame(), np.array([], object), format="xlsx")
        top = headings.row_of(rows)
        if top:
            layer.found(
                "table_title_rows",
                values={"count": top},
                before=" ".join(str(c) for c in rows[0] if c not in ("", None))[:60],
            )
        if filled:
            layer.found("table_cells_merged", values={"count": filled})
        _tell_of_lost_digits(rows[top:], layer)
        try:
            layers.append(tabular.build(rows[top:], layer, task))
        except Refusal as fault:
            if fault.finding.code not in ("table_no_place", "table_empty"):
                raise
            refusal = refusal or fault
            skipped.append(sheet)
    if not layers:
        raise refusal or Refusal("table_empty", name=name)
    if skipped:
        task.found("table_sheet_skipped", values={"names": ", ".join(skipped)})
    return layers


def _tell_of_lost_digits(rows: Rows, layer: Layer) -> None:
    """Tell of whole numbers longer than a spreadsheet keeps: of an 18-digit code it has turned the end to zeros."""
    hits: dict[int, Any] = {}
    column = 0
    for number, row in enumerate(rows[1:]):
        for position, cell in enumerate(row):
            if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 10**_EXACT_DIGITS:
                column = column if hits else position
                hits.setdefault(number, cell)
    if hits:
        first = next(iter(hits.values()))
        name = str(rows[0][column]) if column < len(rows[0]) else ""
        layer.found(
            "table_digits_lost",
            values={"count": len(hits), "digits": _EXACT_DIGITS},
            field=name,
            rows=first_rows(list(hits)),
            before=f"{first:.0f}",
        )


def _hours(seconds: float) -> str:
    """Return a length of time as workbooks show it, which is what they make of degrees, minutes and seconds.

    Examples
    --------
    >>> _hours(421_590.0), _hours(-4_500.5)
    ('117:06:30', '-1:15:00.5')
    """
    whole, part = divmod(round(abs(seconds) * 1000), 1000)
    rest = f".{part:03}".rstrip("0") if part else ""
    return f"{'-' if seconds < 0 else ''}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}{rest}"


def _cell(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**63:
        return int(cell)
    if hasattr(cell, "isoformat"):
        return cell.isoformat()
    if hasattr(cell, "total_seconds"):
        return _hours(cell.total_seconds())
    return cell
