"""Headings of a table: the titles above it, the row that names its columns, and a second such row beneath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from geo.ingest.layer import Layer
from geo.ingest.tables import angles, coordinates

SAMPLE_ROWS: Final = 200
_UNITS: Final = frozenset(
    ("°", "度", "deg", "degree", "degrees", "dd", "decimal degrees", "m", "米", "metre", "metres", "meters")
)


def title(text: str, delimiter: str) -> str:
    """Return the lines above the header: a title has one cell, and lines that are as wide as the table follow it."""
    lines = text[: 1 << 14].splitlines(keepends=True)[:12]
    if any('"' in line for line in lines):
        return ""  # a cell may go on over several lines
    cells = [sum(bool(cell.strip()) for cell in line.split(delimiter)) for line in lines]
    top = next((position for position, count in enumerate(cells) if count > 1), 0)
    names = lines[top].rstrip("\r\n").split(delimiter) if lines else []
    rows = [line.split(delimiter) for line in lines[top + 1 :]]
    # Names stand above figures; a table without any figure gives no hint where its rows begin.
    named = coordinates.find_columns(names, rows) is not None or (not is_data(names) and any(map(is_data, rows)))
    return "".join(lines[:top]) if top > 0 and named else ""


def row_of(rows: Sequence[Sequence[Any]]) -> int:
    """Return which row holds the headers: the first as filled as the table is wide; titles above have one cell."""
    width = max(sum(cell not in ("", None) for cell in row) for row in rows[:50])
    for position, row in enumerate(rows[:10]):
        if sum(cell not in ("", None) for cell in row) >= max(2, 0.6 * width):
            return position
    return 0


def split(rows: list[list[Any]], layer: Layer) -> tuple[list[str], list[list[Any]]]:
    """Return the headers and the rows beneath; a second row of headers, under merged cells, names its columns."""
    upper = [str(cell).strip() for cell in rows[0]]
    if len(rows) < 3 or is_data(rows[1]):
        return upper, rows[1:]
    if coordinates.find_columns(upper, rows[1 : SAMPLE_ROWS + 1]) and not _is_units(rows[1]):
        return upper, rows[1:]
    if _is_units(rows[1]):
        layer.found(
            "table_header_rows", values={"names": ", ".join(upper[:8])}, before=" | ".join(map(str, rows[1]))[:60]
        )
        return upper, rows[2:]
    width = max(len(upper), len(rows[1]))
    over, under = ([*map(str, row), *[""] * (width - len(row))] for row in (upper, rows[1]))
    if any(_is_place(cell) for cell in under):
        return upper, rows[1:]
    merged = [low.strip() or high for high, low in zip(over, under, strict=True)]
    if coordinates.find_columns(merged, rows[2 : SAMPLE_ROWS + 2]) is None:
        return upper, rows[1:]
    layer.found("table_header_rows", values={"names": ", ".join(merged[:8])}, before=" | ".join(upper)[:60])
    return merged, rows[2:]


def _is_units(row: Sequence[Any]) -> bool:
    """Tell whether a row beneath the headings says what they are counted in: ° and ° at least, whatever else stands."""
    cells = [str(cell).strip(" ()（）[]") for cell in row]
    return sum(cell.casefold() in _UNITS for cell in cells) >= 2 and not is_data(row)


def _is_place(cell: Any) -> bool:
    """Tell whether a cell holds a place, as a row of data does and a heading does not."""
    text = str(cell).strip()
    return angles.split_pair(text) is not None or coordinates.is_shape(text)


def is_data(row: Sequence[Any]) -> bool:
    """Tell whether a row holds numbers, as no row of headers does."""
    return any(coordinates.parse(angles.unmarked(cell)) is not None for cell in row if cell not in ("", None))
