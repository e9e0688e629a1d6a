"""Staging: reads the files piece by piece into sorted parts on disk, so that a kill loses at most the piece at hand.

A part is `NNNNNN.parquet` with its `NNNNNN.json` (where the next piece begins, counts) and `NNNNNN.csv` (what was
rejected or changed). The JSON is written last: a part without it is made anew.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.datasets.csv_source import write_csv_row
from geo.datasets.layout import write_whole
from geo.datasets.normalising import Normalised, Rules, normalise
from geo.datasets.source import Batch, Position, Source

WORKERS: Final = 2
COARSE_BITS: Final = 20  # of the Morton number's 44: how finely rows are counted to cut them into equal segments
COARSE_SHIFT: Final = 44 - COARSE_BITS
# Changes of which there may be one a row: they are counted, not listed.
ONLY_COUNTED: Final = ("placed",)
_ROW_GROUP: Final = 1 << 15
_FEW_VALUES: Final = ["model", "segment", "kind", "confidence", "precision", "year", "admin", "region"]


@dataclass(frozen=True, slots=True)
class Part:
    """One staged part: its files' common beginning and what it holds."""

    path: Path
    after: Position
    read: int
    rejected: Counter[str]
    changed: Counter[str]

    @property
    def parquet(self) -> Path:
        """The rows."""
        return self.path.with_suffix(".parquet")

    @property
    def listing(self) -> Path:
        """What was rejected or changed."""
        return self.path.with_suffix(".csv")


def stage(
    source: Source, rules: Rules, folder: Path, *, columns: Sequence[str], progress: Callable[[int, Position], None]
) -> list[Part]:
    """Read a file into parts, after those that are there already; returns all of them in order.

    `progress` is called after each part with the rows read and where the next piece begins.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = finished(folder)
    for part in parts:
        progress(part.read, part.after)
    start = parts[-1].after if parts else {}
    waiting: deque[tuple[Path, Future[Part]]] = deque()
    with ThreadPoolExecutor(WORKERS, "stage") as pool:
        try:
            for number, job in enumerate(source.jobs(columns, start), len(parts)):
                path = folder / f"{number:06}"
                waiting.append((path, pool.submit(write, path, job.read, job.after, rules)))
                if len(waiting) > WORKERS:
                    parts.append(_settled(waiting.popleft(), progress))
            while waiting:
                parts.append(_settled(waiting.popleft(), progress))
        finally:
            for _path, future in waiting:
                future.cancel()
    return parts


def _settled(job: tuple[Path, Future[Part]], progress: Callable[[int, Position], None]) -> Part:
    part = job[1].result()
    progress(part.read, part.after)
    return part


def finished(folder: Path) -> list[Part]:
    """Return the whole parts from the first on, up to the first that is missing."""
    parts: list[Part] = []
    while (path := folder / f"{len(parts):06}").with_suffix(".json").exists():
        told = json.loads(path.with_suffix(".json").read_text("utf-8"))
        parts.append(Part(path, told["after"], told["read"], Counter(told["rejected"]), Counter(told["changed"])))
    return parts


def write(path: Path, read: Callable[[], Batch], after: Position, rules: Rules) -> Part:
    """Write one part; `path` is the beginning its files have in common, `after` where the next piece begins."""
    batch = read()
    made = normalise(batch, rules)
    table = _with_hashes(made.table).take(pa.array(np.lexsort((made.table["seq"], made.table["q"]))))
    # Read once and deleted: packed lightly.
    pq.write_table(
        table, path.with_suffix(".parquet"), compression="lz4", use_dictionary=_FEW_VALUES, row_group_size=_ROW_GROUP
    )
    coarse = np.unique(table["q"].to_numpy() >> COARSE_SHIFT, return_counts=True)
    np.save(path.with_suffix(".npy"), np.stack(coarse))
    write_whole(path.with_suffix(".csv"), _listing(made).encode())
    part = Part(
        path,
        after,
        len(batch.lines) + len(batch.bad),
        Counter(bad.reason for bad in made.rejected),
        Counter(bad.reason for bad in made.changed),
    )
    told = {"after": dict(after), "read": part.read, "rejected": part.rejected, "changed": part.changed}
    write_whole(path.with_suffix(".json"), json.dumps(told).encode())
    return part


def _listing(made: Normalised) -> str:
    rows = [(bad.line, "rejected", bad.reason, bad.value) for bad in made.rejected]
    rows += [(bad.line, "changed", bad.reason, bad.value) for bad in made.changed if bad.reason not in ONLY_COUNTED]
    return "".join(write_csv_row(row) for row in sorted(rows))


def _with_hashes(table: pa.Table) -> pa.Table:
    """Fill in the hash of each id; a row without an id keeps 0 and is nobody's duplicate."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("staged", table.select(["id"]))
        hashed = connection.execute(
            "SELECT CASE WHEN id = '' THEN 0 ELSE hash(id) END AS h FROM staged"
        ).to_arrow_table()
    column = hashed.column("h").combine_chunks().cast(pa.uint64())
    return table.set_column(table.schema.get_field_index("id_hash"), "id_hash", column)


def coarse_counts(parts: Sequence[Part]) -> Any:
    """Return how many rows lie in each coarse cell, over all parts."""
    counts = np.zeros(1 << COARSE_BITS, np.int64)
    for part in parts:
        cells, found = np.load(part.path.with_suffix(".npy"))
        counts[cells] += found
    return counts
