"""Columns as the server asks them: first rows of cells, bits of values, runs of places, years, beside the sorted rows.

Files of a version
------------------
rows/NNNNN.parquet : the rows in Morton order, the dataset itself; all other files are made of them.
names/NNNNN/ : the index of a segment's names.
starts.npy : row number of the first row of each Morton cell of the manifest's level, and the number of rows.
low.npy : the rest of each row's Morton number, 4 bytes.
bits/COLUMN-CODE.npy : a bit for each row that has the code.
runs/COLUMN-rows.npy, -codes.npy : where a column changes along the rows, and to what.
year.npy : founding year, 0 = not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq
from numpy.lib import format as npy
from numpy.typing import NDArray

from geo.datasets.bits import pack_words
from geo.datasets.record import CODES

BIT_COLUMNS: Final = ("model", "segment", "kind", "confidence", "precision")
RUN_COLUMNS: Final = ("region", "place", "cluster")
TOP_LEVEL: Final = 10
MORTON_BITS: Final = 44


def level_for(rows: int) -> int:
    """Return the Morton level of the table of first rows: some rows a cell, and a rest of at most 32 bits."""
    return int(np.clip(np.ceil(np.log(max(rows, 1) / 4) / np.log(4)), 6, TOP_LEVEL))


class _Writer:
    """A .npy file of one dimension whose length is known before its values."""

    def __init__(self, path: Path, kind: Any, length: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")
        descr = npy.dtype_to_descr(np.dtype(kind))
        npy.write_array_header_1_0(self._file, {"descr": descr, "fortran_order": False, "shape": (length,)})
        self._kind = np.dtype(kind)

    def add(self, values: NDArray[Any]) -> None:
        self._file.write(np.ascontiguousarray(values, self._kind).data)

    def close(self) -> None:
        self._file.close()


class _BitWriter:
    """The bits of one code: whole words are written, the rest waits for the next segment."""

    def __init__(self, path: Path, before: int, rows: int) -> None:
        self._writer = _Writer(path, np.uint64, -(-rows // 64))
        for _ in range(before // (1 << 26)):
            self._writer.add(np.zeros(1 << 20, np.uint64))
        self._writer.add(np.zeros(before % (1 << 26) // 64, np.uint64))
        self._rest = np.zeros(before % 64, bool)

    def add(self, mask: NDArray[np.bool_]) -> None:
        mask = np.concatenate([self._rest, mask])
        whole = len(mask) // 64 * 64
        self._writer.add(pack_words(mask[:whole]))
        self._rest = mask[whole:]

    def close(self) -> None:
        if len(self._rest):
            self._writer.add(pack_words(self._rest))
        self._writer.close()


@dataclass(frozen=True, slots=True)
class Written:
    """What is known of a version once its columns are written.

    Attributes
    ----------
    level : of the cells its rows are sorted by.
    counts : column -> code -> rows.
    years : first and last that is known; (0, 0) where none is.
    bbox : west, south, east, north, degrees.
    """

    level: int
    counts: dict[str, dict[str, int]]
    years: tuple[int, int]
    bbox: tuple[float, float, float, float]


def write(folder: Path, segments: Sequence[Path], rows: int) -> Written:
    """Write all columns of a version from its rows; returns what was counted on the way."""
    level = level_for(rows)
    shift = MORTON_BITS - 2 * level
    starts = np.zeros((1 << 2 * level) + 1, np.uint64)
    low = _Writer(folder / "low.npy", np.uint32, rows)
    year = _Writer(folder / "year.npy", np.uint16, rows)
    bits: dict[tuple[str, int], _BitWriter] = {}
    runs: dict[str, tuple[list[Any], list[Any]]] = {column: ([], []) for column in RUN_COLUMNS}
    counts: dict[str, NDArray[np.int64]] = {
        column: np.zeros(1 << 16, np.int64) for column in (*BIT_COLUMNS, *RUN_COLUMNS)
    }
    first_year, last_year = 9999, 0
    box = np.array([np.inf, np.inf, -np.inf, -np.inf])
    done = 0
    for table in _pieces(segments):
        size = len(table["q"])
        q = table["q"]
        _count(starts, q >> shift)
        low.add((q & ((1 << shift) - 1)).astype(np.uint32))
        year.add(table["year"])
        known = table["year"][table["year"] > 0]
        if len(known):
            first_year, last_year = min(first_year, int(known.min())), max(last_year, int(known.max()))
        box[:2] = np.minimum(box[:2], [table["lon_e7"].min(), table["lat_e7"].min()])
        box[2:] = np.maximum(box[2:], [table["lon_e7"].max(), table["lat_e7"].max()])
        for column in BIT_COLUMNS:
            found = np.bincount(table[column], minlength=len(CODES[column]))
            counts[column][: len(found)] += found
            for code in np.flatnonzero(found).tolist():
                if (column, code) not in bits:
                    bits[column, code] = _BitWriter(folder / "bits" / f"{column}-{code}.npy", done, rows)
            for (name, code), writer in bits.items():
                if name == column:
                    writer.add(table[column] == code)
        for column in RUN_COLUMNS:
            values = table[column]
            found = np.bincount(values)
            counts[column][: len(found)] += found
            change = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
            runs[column][0].append(change + done)
            runs[column][1].append(values[change])
        done += size
    for column_writer in (low, year):
        column_writer.close()
    for bit_writer in bits.values():
        bit_writer.close()
    np.save(folder / "starts.npy", np.cumsum(starts))
    (folder / "runs").mkdir(exist_ok=True)
    for column, (places, codes) in runs.items():
        np.save(folder / "runs" / f"{column}-rows.npy", np.concatenate(places).astype(np.int64))
        np.save(folder / "runs" / f"{column}-codes.npy", np.concatenate(codes))
    west, south, east, north = (box / 1e7).tolist()
    return Written(
        level=level,
        counts={
            column: {str(code): int(counts[column][code]) for code in np.flatnonzero(counts[column])}
            for column in counts
        },
        years=(first_year, last_year) if last_year else (0, 0),
        bbox=(west, south, east, north),
    )


def _count(starts: NDArray[np.uint64], cells: NDArray[np.int64]) -> None:
    """Add the number of rows of each cell one place further on; cells are ascending."""
    found, times = np.unique(cells, return_counts=True)
    starts[found + 1] += times.astype(np.uint64)


def _pieces(segments: Sequence[Path]) -> Iterator[dict[str, NDArray[Any]]]:
    columns = ["q", "lon_e7", "lat_e7", "year", *BIT_COLUMNS, *RUN_COLUMNS]
    for path in segments:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=1 << 20, columns=columns):
                if batch.num_rows:
                    yield {name: batch.column(name).to_numpy(zero_copy_only=False) for name in columns}
