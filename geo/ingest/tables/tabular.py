"""Tables: rows placed by coordinates, by a geometry text, or by administrative codes and names."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.ingest.findings import Refusal, first_rows
from geo.ingest.jsonmaps import geojson
from geo.ingest.layer import Layer, unique_names
from geo.ingest.placing import places
from geo.ingest.tables import angles, coordinates, dbf, headings, paths, scaling
from geo.ingest.tables.coordinates import PlaceColumns
from geo.ingest.task import Task
from geo.ingest.vectors import wkb
from geo.json_values import plain

_INTEGER: Final = re.compile(r"^-?(0|[1-9]\d{0,17})$")
_REAL: Final = re.compile(r"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?$")
_LONG: Final = re.compile(r"^-?\d{16,}$")
# An identity number as a spreadsheet writes it into a text: 3.70102E+17.
_SHORTENED: Final = re.compile(r"^\d(?:\.\d{1,14})?[eE]\+(?:1[4-9]|2\d)$")
_FORMULA_STARTS: Final = frozenset(" =+-@\t\r")


def read_dbf(path: Path, name: str, task: Task) -> list[Layer]:
    """Read an attribute table that came without its shapes, by the places its own columns name."""
    aside = Layer(name, pd.DataFrame(), np.array([], object), format="csv")
    table = dbf.open_dbf(path)
    verdict = dbf.judge_encoding(table, cpg="", forced=task.encoding)
    aside.note_encoding(verdict, forced=task.encoding)
    frame = dbf.read(table, aside, text_encoding=task.encoding or verdict.name)
    frame = frame[~dbf.deleted(table)]
    cells = [[plain(cell) for cell in frame[column].tolist()] for column in frame.columns]
    rows: list[list[Any]] = [list(map(str, frame.columns))]
    rows += [["" if cell is None else cell for cell in row] for row in zip(*cells, strict=True)]
    aside.found("table_without_shapes", values={"name": name})
    return [build(rows, aside, task)]


def build(rows: list[list[Any]], layer: Layer, task: Task, *, headed: bool = False) -> Layer:
    """Fill `layer` from the rows of a table, headings first; raises Refusal if nothing says where the rows are.

    Parameters
    ----------
    headed : the first row is known to be the headings, and the only one.
    """
    if not rows:
        raise Refusal("table_empty", name=layer.name)
    headers, body = (list(map(str, rows[0])), rows[1:]) if headed else headings.split(rows, layer)
    if (
        not headed
        and headings.is_data(rows[0])
        and coordinates.find_columns(headers, body[: headings.SAMPLE_ROWS]) is None
    ):
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
    _tell_of_shortened(names, columns, layer)
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
    # A longer number than a float holds is an identity number or a code, not a measure.
    if any(_LONG.match(cell) or _SHORTENED.match(cell) for cell in filled):
        return pd.Series(cells, dtype="object")
    if filled and all(map(_INTEGER.match, filled)):
        return geojson.column([int(cell) if cell else None for cell in cells])
    if filled and all(map(_REAL.match, filled)):
        numbers = [float(cell) if cell else None for cell in cells]
        if all(number is None or np.isfinite(number) for number in numbers):
            return pd.Series(numbers, dtype="float64")
    return pd.Series(cells, dtype="object")


def _tell_of_shortened(names: list[str], columns: list[list[Any]], layer: Layer) -> None:
    for name, cells in zip(names, columns, strict=True):
        hits = [row for row, cell in enumerate(cells) if isinstance(cell, str) and _SHORTENED.match(cell)]
        if hits and len(hits) >= sum(cell not in ("", None) for cell in cells) / 2:
            values = {"count": len(hits), "digits": len(cells[hits[0]].split("E")[0].split("e")[0]) - 1}
            layer.found("table_digits_lost", values=values, field=name, rows=first_rows(hits), before=cells[hits[0]])
            return


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
    found = found or coordinates.find_pairs(samples, len(names))  # what is written in cells goes before what names say
    if found is None and _join(names, columns, layer, task):
        if axes := coordinates.named_axes(names):
            layer.found("table_axes_unread", values={"names": ", ".join(axes)}, certain=False)
        return
    if found is None:
        raise Refusal("table_no_place", columns=", ".join(names[:12]))
    layer.declared_datum = found.datum or coordinates.datum_in(layer.name)
    used = [names[position] for position in found.columns]
    layer.found("table_place_columns", values={"names": ", ".join(used)})
    layer.geometry, bad = _READ[found.kind](columns, found, layer)
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


def _xy(columns: list[list[Any]], found: PlaceColumns, layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    axes = [[angles.parse(angles.unmarked(cell)) for cell in columns[position]] for position in found.columns]
    for axis, (position, letters) in enumerate(zip(found.columns, found.hemispheres, strict=True)):
        cells = columns[position]
        degrees = [row for row, cell in enumerate(cells) if angles.is_written_in_degrees(cell)]
        if degrees and not any(finding.code == "table_dms" for finding in layer.findings):
            row = degrees[0]
            layer.found(
                "table_dms", values={"count": len(degrees)}, before=str(cells[row]), after=f"{axes[axis][row]:.6f}"
            )
        axes[axis] = scaling.degrees(axes[axis], axis, str(layer.table.columns[position]), layer)
        if parts := found.fractions[axis]:
            axes[axis] = _with_fractions(axes[axis], [columns[part] for part in parts])
            layer.found("table_degrees_apart", values={"names": ", ".join(str(layer.table.columns[p]) for p in parts)})
        if letters is not None:
            axes[axis] = _signed(axes[axis], columns[letters], axis)
            layer.found("table_hemisphere", values={"names": str(layer.table.columns[letters])})
    return _points(*scaling.without_marks(*axes))


def _with_fractions(degrees: list[float | None], parts: list[list[Any]]) -> list[float | None]:
    """Return degrees with the minutes and seconds beside them; an empty cell is none of these."""
    result: list[float | None] = []
    for row, value in enumerate(degrees):
        sixtieths = [angles.parse(cells[row]) if cells[row] not in ("", None) else 0.0 for cells in parts]
        if value is None or any(part is None or not 0 <= part < 60 for part in sixtieths):
            result.append(None)
            continue
        rest = sum((part or 0.0) / 60**power for power, part in enumerate(sixtieths, start=1))
        result.append(math.copysign(abs(value) + rest, value))
    return result


def _signed(values: list[float | None], letters: list[Any], axis: int) -> list[float | None]:
    """Return coordinates with the sign their letters give; numbers too large for degrees are degrees and minutes."""
    most = 180 if axis == 0 else 90
    if all(value is None or abs(value) > most for value in values):
        values = [None if value is None else angles.from_packed_minutes(value) for value in values]
    return [
        None if value is None else abs(value) * coordinates.sign_of(letter, axis) if letter else value
        for value, letter in zip(values, letters, strict=True)
    ]


def _points(xs: list[float | None], ys: list[float | None]) -> tuple[np.ndarray[Any, Any], list[int]]:
    x, y = np.array(xs, "float64"), np.array(ys, "float64")
    good = np.isfinite(x) & np.isfinite(y)
    geometry = np.full(len(x), None, object)
    geometry[good] = shapely.points(x[good], y[good])
    return geometry, np.flatnonzero(~good).tolist()


def _pair(columns: list[list[Any]], found: PlaceColumns, layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    """Read pairs in the order that their letters say, else their heading, else in which they stand."""
    pairs = [angles.split_pair(cell) for cell in columns[found.columns[0]]]
    known = [pair for pair in pairs if pair is not None]
    turned = [pair is not None and (pair.order or found.order) == "yx" for pair in pairs]
    if any(turned):
        row = turned.index(True)
        layer.found("table_pair_order", values={"count": sum(turned)}, before=str(columns[found.columns[0]][row])[:60])
    elif not found.order and not any(pair.order for pair in known) and _either_way(known):
        layer.found("table_pair_unordered", values={"count": len(known)}, certain=False, choices=_PAIR_CHOICES)
    xs = [
        None if pair is None else pair.second if flip else pair.first for pair, flip in zip(pairs, turned, strict=True)
    ]
    ys = [
        None if pair is None else pair.first if flip else pair.second for pair, flip in zip(pairs, turned, strict=True)
    ]
    return _points(xs, ys)


_PAIR_CHOICES: Final = tuple({"key": "EPSG:4326", "swap_axes": flip, "evidence": "order"} for flip in (False, True))


def _either_way(pairs: list[angles.Pair]) -> bool:
    """Tell whether pairs can be latitude and longitude in either order, and neither order lies in China."""
    return bool(pairs) and all(
        abs(pair.first) <= 90 and abs(pair.second) <= 90 and max(pair.first, pair.second) < 70 for pair in pairs
    )


def _wkt(columns: list[list[Any]], found: PlaceColumns, layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    cells = [str(cell).strip() for cell in columns[found.columns[0]]]
    codes = {named[1] for cell in cells if (named := re.match(r"(?i)SRID=(\d+);", cell))}
    if len(codes) == 1:
        layer.crs_text = f"EPSG:{codes.pop()}"
    texts = np.array([re.sub(r"(?i)^SRID=\d+;", "", cell) or None for cell in cells], object)
    geometry, _ = wkb.parse(shapely.from_wkt, texts)
    return geometry, np.flatnonzero(shapely.is_missing(geometry)).tolist()


def _wkb(columns: list[list[Any]], found: PlaceColumns, layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    cells = [str(cell).strip() or None for cell in columns[found.columns[0]]]
    geometry, _ = wkb.parse(shapely.from_wkb, np.array(cells, object))
    codes = {int(code) for code in np.unique(shapely.get_srid(geometry)) if code > 0}
    if len(codes) == 1:
        layer.crs_text = f"EPSG:{codes.pop()}"
    return geometry, np.flatnonzero(shapely.is_missing(geometry)).tolist()


def _geojson(columns: list[list[Any]], found: PlaceColumns, layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    members: list[Any] = []
    for cell in columns[found.columns[0]]:
        try:
            members.append(json.loads(str(cell)))
        except (ValueError, RecursionError):
            members.append(None)
    geometry = geojson.geometries(members, layer)
    return geometry, np.flatnonzero(shapely.is_missing(geometry)).tolist()


def _path(columns: list[list[Any]], found: PlaceColumns, layer: Layer) -> tuple[np.ndarray[Any, Any], list[int]]:
    """Read rows of positions in one cell: lines, and areas where they end where they begin."""
    cells = columns[found.columns[0]]
    geometry = np.full(len(cells), None, object)
    for row, cell in enumerate(cells):
        parts = paths.parts_of(str(cell))
        if parts:
            geometry[row] = paths.shape_of(parts)
    read = np.flatnonzero(~shapely.is_missing(geometry))
    if len(read):
        layer.found("table_paths", values={"count": len(read)}, before=str(cells[read[0]])[:30])
    return geometry, np.flatnonzero(shapely.is_missing(geometry)).tolist()


_READ: Final = {"xy": _xy, "pair": _pair, "wkt": _wkt, "wkb": _wkb, "geojson": _geojson, "path": _path}


def _join(names: list[str], columns: list[list[Any]], layer: Layer, task: Task) -> bool:
    """Place rows by administrative code or name; returns whether the table has either."""
    match = places.join(names, columns, task.boundaries)
    if match is None:
        return False
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
    return True


def tell_of_formulas(names: list[str], columns: list[list[Any]], layer: Layer) -> None:
    """Note cells that a spreadsheet would run; they stay data here and are neutralised when written to CSV or Excel."""
    rows: set[int] = set()
    sample, column_name = "", ""
    for name, cells in zip(names, columns, strict=True):
        for row, cell in enumerate(cells):
            if (
                isinstance(cell, str)
                and cell[:1] in _FORMULA_STARTS
                and angles.is_formula(cell)
                and angles.parse(cell) is None
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
