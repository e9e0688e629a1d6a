"""Tables: CSV and Excel, placed by coordinates, by a geometry text, or by administrative codes and names."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.ingest import archive, coordinates, encoding, geojson, headings, places, wkb
from geo.ingest.coordinates import PlaceColumns
from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer, unique_names
from geo.ingest.task import Task

_DELIMITERS: Final = (",", "\t", ";", "|", "，")
_NAMES: Final = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", "，": "fullwidth_comma"}
_INTEGER: Final = re.compile(r"^-?(0|[1-9]\d{0,17})$")
_REAL: Final = re.compile(r"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?$")
_LONG: Final = re.compile(r"^-?\d{16,}$")
_FORMULA_STARTS: Final = frozenset(" =+-@\t\r")


def read_csv(path: Path, name: str, task: Task) -> list[Layer]:
    """Read a delimited text; raises Refusal if it is empty or nothing in it says where the rows are."""
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="csv")
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
    delimiter = hint[1] if hint else _delimiter(text)
    if hint:
        text = text[hint.end() :]
    title = headings.title(text, delimiter)
    if title:
        layer.found("table_title_rows", values={"count": title.count("\n")}, before=title.strip()[:60])
        text = text[len(title) :]
    csv.field_size_limit(1 << 26)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
    if text.count('"') % 2:
        # An open quote would swallow the rest of the file into one cell.
        quoting = csv.QUOTE_NONE
        layer.found("table_unterminated_quote")
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting):
            if row and any(cell.strip() for cell in row):
                rows.append(row)
                if len(rows) > task.limits["features"] + 1:
                    task.count_features(len(rows))
    except csv.Error as fault:
        raise Refusal("format_damaged", format="CSV", detail=str(fault)) from fault
    if delimiter != ",":
        layer.found("table_delimiter", values={"delimiter": _NAMES.get(delimiter, delimiter)})
    return [_build(rows, layer, task)]


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into the same number (> 1) of cells."""
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
    return choice


def read_xlsx(path: Path, name: str, task: Task) -> list[Layer]:
    """Read the sheets of an Excel workbook that say where their rows are.

    Raises
    ------
    Refusal
        if the workbook is damaged, or no sheet has places.
    """
    import python_calamine

    with path.open("rb") as stream:
        packed = archive.is_zip(stream.read(4))
    if packed:
        limits = task.limits
        archive.check_contents(
            path, unpacked_mb=limits["unpacked_mb"], entries=limits["entries"], ratio=limits["ratio"]
        )
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [(sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)) for sheet in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise Refusal("format_damaged", format="Excel", detail=str(fault)[:120]) from fault
    layers, skipped = [], []
    refusal: Refusal | None = None
    for sheet, cells in sheets:
        rows = [[_excel_cell(cell) for cell in row] for row in cells]
        rows = [row for row in rows if any(cell not in ("", None) for cell in row)]
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
        try:
            layers.append(_build(rows[top:], layer, task))
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


def _excel_cell(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if hasattr(cell, "isoformat"):
        return cell.isoformat()
    if hasattr(cell, "total_seconds"):
        return str(cell)
    return cell


def _build(rows: list[list[Any]], layer: Layer, task: Task) -> Layer:
    if not rows:
        raise Refusal("table_empty", name=layer.name)
    headers, body = headings.split(rows, layer)
    if headings.is_data(rows[0]) and coordinates.find_columns(headers, body[: headings.SAMPLE_ROWS]) is None:
        headers, body = [f"column_{n}" for n in range(1, len(rows[0]) + 1)], rows
        layer.found("table_no_header", values={"names": ", ".join(headers[:6])}, certain=False)
    if not body:
        raise Refusal("table_empty", name=layer.name)
    task.count_features(len(body))
    headers, body = _level(headers, body, layer)
    task.count_fields(len(headers))
    names, changed = unique_names(headers)
    if changed:
        layer.found(
            "field_duplicate",
            values={"names": ", ".join(old or "-" for old, _ in changed[:10])},
            after=", ".join(new for _, new in changed[:10]),
        )
    columns = [[row[position] for row in body] for position in range(len(names))]
    layer.table = pd.DataFrame(
        {name: _typed(cells) for name, cells in zip(names, columns, strict=True)}, index=pd.RangeIndex(len(body))
    )
    _place(names, columns, body, layer, task)
    tell_of_formulas(names, columns, layer)
    return layer


def _level(headers: list[str], body: list[list[Any]], layer: Layer) -> tuple[list[str], list[list[Any]]]:
    """Give every row as many cells as there are headers, adding headers for cells beyond them; nothing is dropped."""
    short = [position for position, row in enumerate(body) if len(row) < len(headers)]
    long = [position for position, row in enumerate(body) if len(row) > len(headers)]
    width = max(len(headers), *(len(row) for row in body))
    extra = [position for position in long if any(cell not in ("", None) for cell in body[position][len(headers) :])]
    if not extra:
        width = len(headers)
    if short or extra:
        rows = sorted({*short, *extra})
        layer.found(
            "table_ragged",
            values={"count": len(rows), "columns": len(headers)},
            rows=first_rows(rows),
            before=" | ".join(map(str, body[rows[0]]))[:80],
        )
    headers = headers + [f"extra_{n}" for n in range(1, width - len(headers) + 1)]
    return headers, [(row + [""] * (width - len(row)))[:width] for row in body]


def _typed(cells: list[Any]) -> pd.Series[Any]:
    """Turn a text column into numbers where every cell is one that reads back the same; codes keep their zeros."""
    if any(not isinstance(cell, str) for cell in cells):
        return geojson.column(
            [None if cell == "" and not all(isinstance(c, str) for c in cells) else cell for cell in cells]
        )
    filled = [cell for cell in cells if cell != ""]
    if filled and all(map(_INTEGER.match, filled)):
        return geojson.column([int(cell) if cell else None for cell in cells])
    # A longer number than a float holds is an identity number or a code, not a measure.
    if filled and all(map(_REAL.match, filled)) and not any(map(_LONG.match, filled)):
        numbers = [float(cell) if cell else None for cell in cells]
        if all(number is None or np.isfinite(number) for number in numbers):
            return pd.Series(numbers, dtype="float64")
    return pd.Series(cells, dtype="object")


def _place(names: list[str], columns: list[list[Any]], body: list[list[Any]], layer: Layer, task: Task) -> None:
    samples = body[: headings.SAMPLE_ROWS]
    if task.columns:
        positions = tuple(names.index(name) for name in task.columns if name in names)
        kind = (
            "xy"
            if len(positions) == 2
            else next(
                (
                    k
                    for k, test in coordinates._CONTENT.items()
                    if any(test(str(c)) for c in columns[positions[0]][: headings.SAMPLE_ROWS])
                ),
                "pair",
            )
            if positions
            else ""
        )
        found = PlaceColumns(kind, positions) if positions else None
    else:
        found = coordinates.find_columns(names, samples)
    if found is None and names[0].startswith("column_"):
        found = coordinates.find_by_content(samples, len(names))
    if found is None:
        _join(names, columns, layer, task)
        return
    layer.declared_datum = found.datum or coordinates.datum_in(layer.name)
    used = [names[position] for position in found.columns]
    layer.found("table_place_columns", values={"names": ", ".join(used)})
    layer.geometry, bad = _READ[found.kind](columns, found.columns, layer)
    if len(bad) == len(body):
        raise Refusal("table_no_place", columns=", ".join(names[:12]))
    if bad:
        cell = " | ".join(str(columns[position][bad[0]]) for position in found.columns)
        layer.found(
            "table_rows_unplaced",
            values={"count": len(bad), "total": len(body)},
            rows=first_rows(bad),
            before=cell[:60],
        )


def _xy(columns: list[list[Any]], positions: tuple[int, ...], layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    xs, ys = ([coordinates.parse(cell) for cell in columns[position]] for position in positions)
    degrees = [row for row, cell in enumerate(columns[positions[0]]) if coordinates.is_written_in_degrees(cell)]
    if degrees:
        row = degrees[0]
        layer.found(
            "table_dms", values={"count": len(degrees)}, before=str(columns[positions[0]][row]), after=f"{xs[row]:.6f}"
        )
    return _points(xs, ys)


def _points(xs: list[float | None], ys: list[float | None]) -> tuple[np.ndarray[Any, Any], list[int]]:
    x, y = np.array(xs, "float64"), np.array(ys, "float64")
    good = np.isfinite(x) & np.isfinite(y)
    geometry = np.full(len(x), None, object)
    geometry[good] = shapely.points(x[good], y[good])
    return geometry, np.flatnonzero(~good).tolist()


def _pair(columns: list[list[Any]], positions: tuple[int, ...], layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    pairs = [coordinates.split_pair(cell) or (None, None) for cell in columns[positions[0]]]
    return _points([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def _wkt(columns: list[list[Any]], positions: tuple[int, ...], layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    cells = [str(cell).strip() for cell in columns[positions[0]]]
    codes = {found[1] for cell in cells if (found := re.match(r"(?i)SRID=(\d+);", cell))}
    if len(codes) == 1:
        layer.crs_text = f"EPSG:{codes.pop()}"
    texts = np.array([re.sub(r"(?i)^SRID=\d+;", "", cell) or None for cell in cells], object)
    geometry, _ = wkb.parse(shapely.from_wkt, texts)
    return geometry, np.flatnonzero(shapely.is_missing(geometry)).tolist()


def _wkb(columns: list[list[Any]], positions: tuple[int, ...], layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    cells = [str(cell).strip() or None for cell in columns[positions[0]]]
    geometry, _ = wkb.parse(shapely.from_wkb, np.array(cells, object))
    codes = {int(code) for code in np.unique(shapely.get_srid(geometry)) if code > 0}
    if len(codes) == 1:
        layer.crs_text = f"EPSG:{codes.pop()}"
    return geometry, np.flatnonzero(shapely.is_missing(geometry)).tolist()


def _geojson(
    columns: list[list[Any]], positions: tuple[int, ...], layer: Layer
) -> tuple[np.ndarray[Any, Any], list[int]]:
    members: list[Any] = []
    for cell in columns[positions[0]]:
        try:
            members.append(json.loads(str(cell)))
        except (ValueError, RecursionError):
            members.append(None)
    geometry = geojson.geometries(members, layer)
    return geometry, np.flatnonzero(shapely.is_missing(geometry)).tolist()


_READ: Final = {"xy": _xy, "pair": _pair, "wkt": _wkt, "wkb": _wkb, "geojson": _geojson}


def _join(names: list[str], columns: list[list[Any]], layer: Layer, task: Task) -> None:
    """Place rows by administrative code or name; raises Refusal if the table has neither."""
    match = places.join(names, columns, task.boundaries)
    if match is None:
        raise Refusal("table_no_place", columns=", ".join(names[:12]))
    layer.geometry = match.geometry
    layer.crs = CRS.from_epsg(4326)
    layer.joined = True
    joined = int(np.sum(~shapely.is_missing(match.geometry)))
    layer.found(
        "table_joined", values={"names": ", ".join(match.columns), "count": joined, "total": len(match.geometry)}
    )
    if match.missing:
        row = match.missing[0]
        layer.found(
            "table_join_missing",
            values={"count": len(match.missing)},
            rows=first_rows(match.missing),
            before=match.texts[row][:40],
        )
    if match.ambiguous:
        row = match.ambiguous[0]
        layer.found(
            "table_join_ambiguous",
            values={"count": len(match.ambiguous)},
            rows=first_rows(match.ambiguous),
            before=match.texts[row][:40],
            certain=False,
        )


def tell_of_formulas(names: list[str], columns: list[list[Any]], layer: Layer) -> None:
    """Note cells that a spreadsheet would run; they stay data here and are neutralised when written to CSV or Excel."""
    rows: set[int] = set()
    sample, column_name = "", ""
    for name, cells in zip(names, columns, strict=True):
        for row, cell in enumerate(cells):
            if (
                isinstance(cell, str)
                and cell[:1] in _FORMULA_STARTS
                and coordinates.is_formula(cell)
                and coordinates.parse(cell) is None
            ):
                if not rows:
                    sample, column_name = str(cell), name
                rows.add(row)
    if rows:
        layer.found(
            "formula_cells" if layer.format in ("csv", "xlsx") else "formula_texts",
            values={"count": len(rows)},
            field=column_name,
            rows=first_rows(sorted(rows)),
            before=sample[:60],
            after="'" + sample[:60],
        )
