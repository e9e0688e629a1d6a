"""Attribute tables of shapefiles (dBASE): read column by column straight from the bytes.

GDAL decodes with whatever the side files say and drops what it cannot decode; here the encoding is chosen after
looking at all texts, and every row that the header promises but the file lacks is accounted for.
Source of the layout: dBASE Table File Format (Level 5); Esri stores texts of at most 254 bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer, unique_names
from geo.ingest.texts import encoding
from geo.ingest.texts.encoding import Verdict

_HEADER: Final = 32
_TEXT: Final = b"C"
_NUMBERS: Final = (b"N", b"F")
_MEMO: Final = (b"M", b"B", b"G", b"P")
_SAMPLE_ROWS: Final = 4000
_NOT_ASCII: Final = 0x80
_NULL_NUMBER: Final = b"*"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the header: name as bytes, type letter, start within a row, width and decimals."""

    raw_name: bytes
    kind: bytes
    start: int
    width: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Dbf:
    """An opened table: columns, rows as bytes, and what the header says."""

    columns: tuple[Column, ...]
    rows: np.ndarray[Any, Any]
    claimed: int
    language: int

    @property
    def present(self) -> int:
        """Return the number of whole rows that are read: those claimed or expected, as far as the file has them."""
        return len(self.rows)


def open_dbf(path: Path, *, expected: int = 0) -> Dbf:
    """Read the header and map the rows.

    Parameters
    ----------
    path : the table.
    expected : rows there ought to be, such as the shapes beside it; a header that claims fewer is not believed where
        the file holds them.

    Raises
    ------
    Refusal
        dbf_damaged, where the header makes no sense.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(_HEADER)
        if len(head) < _HEADER:
            raise Refusal("dbf_damaged", bytes=size)
        claimed = int.from_bytes(head[4:8], "little")
        header_length = int.from_bytes(head[8:10], "little")
        row_length = int.from_bytes(head[10:12], "little")
        descriptors = stream.read(max(0, min(header_length, size) - _HEADER))
    columns = _columns(descriptors, row_length)
    if header_length < _HEADER or row_length < 2 or not columns:
        raise Refusal("dbf_damaged", bytes=size)
    held = max(0, size - header_length) // row_length
    present = min(held, expected or held) if claimed < max(expected, 1) else min(claimed, held)
    rows = np.zeros((0, row_length), "u1")
    if present:
        rows = np.memmap(path, "u1", "r", header_length, (present, row_length))
    return Dbf(columns, rows, claimed, head[29])


def is_table(path: Path) -> bool:
    """Tell whether a file is a dBASE table: its header makes sense and its rows fill it."""
    try:
        return open_dbf(path).present > 0
    except (Refusal, ValueError, OSError):
        return False


def _columns(descriptors: bytes, row_length: int) -> tuple[Column, ...]:
    columns: list[Column] = []
    start = 1
    for position in range(0, len(descriptors) - 31, 32):
        entry = descriptors[position : position + 32]
        if entry[0] in (0x0D, 0x00):
            break
        kind, width, decimals = entry[11:12], entry[16], entry[17]
        if kind == _TEXT:
            width += decimals << 8  # Clipper and FoxPro keep the high byte of a wide text here
            decimals = 0
        if start + width > row_length:
            break
        columns.append(Column(entry[:11].split(b"\0")[0], kind, start, width, decimals))
        start += width
    return tuple(columns)


def _cells(dbf: Dbf, column: Column, rows: slice | np.ndarray[Any, Any] = slice(None)) -> list[bytes]:
    """Return one column's cells without padding; what follows a NUL is not text."""
    block = np.ascontiguousarray(dbf.rows[rows, column.start : column.start + column.width])
    if column.width == 0:
        return [b""] * len(block)
    cells: list[bytes] = block.view(f"S{column.width}").ravel().tolist()
    if (block == 0).any():
        cells = [cell.split(b"\0", 1)[0] for cell in cells]
    return [cell.rstrip(b" ") for cell in cells]


def judge_encoding(dbf: Dbf, *, cpg: str, forced: str = "") -> Verdict:
    """Choose the encoding from the field names and a spread sample of all texts."""
    declared = cpg or encoding.DBF_LANGUAGE.get(dbf.language, "")
    if forced:
        declared = forced
    parts = [column.raw_name for column in dbf.columns]
    parts += sample_texts(dbf, [column for column in dbf.columns if column.kind == _TEXT])
    return encoding.detect(parts, declared=declared)


def sample_texts(dbf: Dbf, columns: Sequence[Column]) -> list[bytes]:
    """Return the different texts of some columns that are not plain ASCII, in the order of the rows.

    Of many, a spread sample: so a table of a million codes and one name is still judged by the name.
    """
    parts: list[bytes] = []
    for column in columns:
        block = dbf.rows[:, column.start : column.start + column.width]
        rows = np.flatnonzero((block >= _NOT_ASCII).any(axis=1))
        parts += dict.fromkeys(_cells(dbf, column, rows[:: max(1, len(rows) // _SAMPLE_ROWS)]))
    return parts


def read(dbf: Dbf, layer: Layer, *, text_encoding: str) -> pd.DataFrame:
    """Return the rows as a table, deleted ones included; notes on `layer` what did not come through whole."""
    names = [_decode_name(column.raw_name, text_encoding, layer) for column in dbf.columns]
    unique, changed = unique_names(names)
    if changed:
        layer.found(
            "field_duplicate",
            values={"names": ", ".join(old or "-" for old, _ in changed[:10])},
            after=", ".join(new for _, new in changed[:10]),
        )
    data: dict[str, object] = {}
    memo: list[str] = []
    for name, column in zip(unique, dbf.columns, strict=True):
        if column.kind in _MEMO:
            memo.append(name)
        elif column.kind in _NUMBERS:
            data[name] = _numbers(dbf, column, name, layer)
        elif column.kind == b"L":
            data[name] = pd.Series(
                [
                    {"T": True, "Y": True, "F": False, "N": False}.get(c.decode("latin-1").upper())
                    for c in _cells(dbf, column)
                ],
                dtype="object",
            )
        elif column.kind == b"D":
            data[name] = _dates(dbf, column, name, layer)
        elif column.kind in (b"I", b"+") and column.width == 4:
            data[name] = _binary(dbf, column, "<i4")
        elif column.kind in (b"O", b"d") and column.width == 8:
            data[name] = _binary(dbf, column, "<f8")
        else:
            data[name] = _texts(dbf, column, name, layer, text_encoding)
    if memo:
        layer.found("memo_skipped", values={"names": ", ".join(memo)})
    return pd.DataFrame(data, index=pd.RangeIndex(dbf.present))


def deleted(dbf: Dbf) -> np.ndarray[Any, Any]:
    """Return which rows are marked as deleted."""
    marks: np.ndarray[Any, Any] = dbf.rows[:, 0] == ord("*")
    return marks


def _decode_name(raw: bytes, text_encoding: str, layer: Layer) -> str:
    try:
        text, cut = encoding.decode_cut(raw, text_encoding)
    except UnicodeDecodeError:
        text, cut = raw.decode(text_encoding, "replace"), True
    if cut:
        layer.found("field_cut", values={"name": text}, field=text)
    return text.strip()


def _texts(dbf: Dbf, column: Column, name: str, layer: Layer, text_encoding: str) -> pd.Series[Any]:
    cells = _cells(dbf, column)
    try:
        # One call for the whole column: decoding cell by cell is ten times slower.
        joined = b"\n".join(cells).decode(text_encoding)
        texts = joined.split("\n")
        if len(texts) == len(cells):
            return pd.Series(texts, dtype="object")
    except UnicodeDecodeError:
        pass
    texts, cut, bad, other = [], [], [], []
    second = "gb18030" if encoding.normalise(text_encoding) == "utf-8" else "utf-8"
    for position, cell in enumerate(cells):
        try:
            text, was_cut = encoding.decode_cut(cell, text_encoding)
        except UnicodeDecodeError:
            text, was_cut = cell.decode(text_encoding, "replace"), False
            bad.append(position)
        fills_field = len(cell) > column.width - 4
        if (was_cut and not fills_field) or (bad and bad[-1] == position):
            # Nothing cut this cell short. Tables pasted together hold two encodings: one that reads it wholly is its.
            try:
                text, was_cut = cell.decode(second), False
                other.append(position)
                bad = [row for row in bad if row != position]
            except UnicodeDecodeError:
                pass
        texts.append(text)
        if was_cut:
            cut.append(position)
    if other:
        layer.found(
            "text_mixed",
            values={"count": len(other), "encoding": second.upper()},
            field=name,
            rows=first_rows(other),
            before=cells[other[0]].decode(text_encoding, "replace"),
            after=texts[other[0]],
        )
    if cut:
        layer.found("text_cut", values={"count": len(cut)}, field=name, rows=first_rows(cut), after=texts[cut[0]])
    if bad:
        sample = cells[bad[0]]
        layer.found(
            "text_undecodable",
            values={"count": len(bad), "encoding": text_encoding.upper()},
            field=name,
            rows=first_rows(bad),
            before=sample.hex(" ")[:60],
            after=texts[bad[0]],
        )
    return pd.Series(texts, dtype="object")


def _plain_numbers(dbf: Dbf, column: Column) -> pd.Series[Any] | None:
    """Return a column in which every cell is a number, read at once; None if any is not, or could lose digits."""
    if column.width == 0 or (column.width > 18 and column.decimals == 0):
        return None
    block = np.ascontiguousarray(dbf.rows[:, column.start : column.start + column.width])
    try:
        # A point after the digits is no whole number, whatever the header says of decimals: then floats.
        whole = column.decimals == 0 and not (block == ord(".")).any()
        return pd.Series(block.view(f"S{column.width}").ravel().astype("i8" if whole else "f8"))
    except (ValueError, OverflowError):
        return None


def _numbers(dbf: Dbf, column: Column, name: str, layer: Layer) -> pd.Series[Any]:
    plain = _plain_numbers(dbf, column)
    if plain is not None and np.isfinite(plain).all():
        return plain
    cells = [cell.strip() for cell in _cells(dbf, column)]
    values = pd.Series(cells, dtype="object").map(
        lambda cell: cell.decode("latin-1") if cell and not cell.startswith(_NULL_NUMBER) else None
    )
    numbers = pd.to_numeric(values, errors="coerce")
    bad = np.flatnonzero(numbers.isna() & values.notna())
    if len(bad):
        layer.found(
            "field_bad_values",
            values={"count": len(bad)},
            field=name,
            rows=first_rows(bad),
            before=str(values.iloc[bad[0]]),
        )
        return values
    if column.decimals == 0 and column.width <= 18 and len(numbers) and not (numbers.dropna() % 1).any():
        return numbers.astype("Int64") if numbers.isna().any() else numbers.astype("int64")
    if column.decimals == 0 and column.width > 18 and numbers.abs().max() > 2**53:
        return values  # a longer code than a float can hold stays as written
    return numbers.astype("float64")


def _dates(dbf: Dbf, column: Column, name: str, layer: Layer) -> pd.Series[Any]:
    values: list[object] = []
    bad: list[int] = []
    for position, cell in enumerate(_cells(dbf, column)):
        text = cell.decode("latin-1").strip()
        if not text.strip("0"):
            values.append(None)
            continue
        try:
            values.append(dt.date(int(text[:4]), int(text[4:6]), int(text[6:8])))
        except ValueError:
            values.append(text)
            bad.append(position)
    if bad:
        values = [value.isoformat() if isinstance(value, dt.date) else value for value in values]
        layer.found(
            "field_bad_values", values={"count": len(bad)}, field=name, rows=first_rows(bad), before=str(values[bad[0]])
        )
    return pd.Series(values, dtype="object")


def _binary(dbf: Dbf, column: Column, kind: str) -> pd.Series[Any]:
    block = np.ascontiguousarray(dbf.rows[:, column.start : column.start + column.width])
    return pd.Series(block.view(kind).ravel().astype("i8" if kind == "<i4" else "f8"))
