"""Ingest on Apache Spark, for registers beyond one machine: the same parts, segments and digests as in one process.

Spark hands out the pieces of the files, finds repeated ids, and sorts rows into segments. What is done to a piece and
to a segment is the code the embedded engine runs, so the layout is the same to the byte. All machines see the files,
the prepared store and the folder of datasets under the same paths (a shared file system).
"""

from __future__ import annotations

import itertools
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.datasets import sorting, staging
from geo.datasets.assignment import Assigner
from geo.datasets.columns_store import BIT_COLUMNS, RUN_COLUMNS
from geo.datasets.errors import EngineError
from geo.datasets.record import STAGE_SCHEMA
from geo.datasets.sorting import Segment, Territory
from geo.datasets.staging import Part
from geo.settings import ROOT

if TYPE_CHECKING:
    from geo.datasets.reading import Plan

PIECES_A_JOB: Final = 64
DRIVER_MEMORY: Final = "2g"
_DONE: Final = "number long"
_PART: Final = "segment_number"  # `segment` is the one of the digital economy
_BATCH_ROWS: Final = 1 << 16
_LOCAL: Final = "127.0.0.1"


@contextmanager
def session(master: str) -> Iterator[Any]:
    """Start Spark and stop it afterwards.

    Parameters
    ----------
    master : address of the cluster as Spark takes it: ``local[2]``, ``spark://host:7077``, ``yarn``, ``k8s://...``.

    Raises
    ------
    EngineError
        if pyspark or Java is not there, or the master does not answer.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise EngineError(
            "Spark is not installed. Run `make test-spark` once, or install requirements-spark.txt and Java 17."
        ) from fault
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", _LOCAL)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    known = os.environ.get("PYTHONPATH", "")
    if str(ROOT) not in known.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), known)))
    builder = SparkSession.builder.master(master).appName("observatory-ingest")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.memory": DRIVER_MEMORY,
        "spark.executorEnv.PYTHONPATH": str(ROOT),
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.showConsoleProgress": "false",
    }.items():
        builder = builder.config(key, value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = builder.getOrCreate()
    except Exception as fault:  # Java is missing, or Spark says in its own way that the master cannot be reached
        raise EngineError(f"Spark cannot start with the master {master[:80]!r}: {str(fault)[:200]}") from fault
    found.sparkContext.setLogLevel("ERROR")
    try:
        yield found
    finally:
        found.stop()


class SparkEngine:
    """Reads, finds repeated ids and sorts on Spark."""

    def __init__(self, spark: Any) -> None:
        """Take a session."""
        self._spark = spark

    def stage(self, plan: Plan, folder: Path, progress: Callable[[int, Any], None]) -> list[Part]:
        """Read a file into parts, after those that are there already; returns all of them in order."""
        folder.mkdir(parents=True, exist_ok=True)
        parts = staging.finished(folder)
        for part in parts:
            progress(part.read, part.after)
        source, rules, columns = plan.source, plan.rules, plan.used

        def write(piece: tuple[int, dict[str, int]]) -> None:
            number, start = piece
            job = next(source.jobs(columns, start))
            staging.write(folder / f"{number:06}", job.read, job.after, rules)

        starts = source.starts(columns, parts[-1].after if parts else {})
        pieces = ((number, dict(start)) for number, start in enumerate(starts, len(parts)))
        while some := list(itertools.islice(pieces, PIECES_A_JOB)):
            self._spark.sparkContext.parallelize(some, len(some)).foreach(write)
            for part in staging.finished(folder)[len(parts) :]:
                parts.append(part)
                progress(part.read, part.after)
        return parts

    def find_duplicates(self, parts: Sequence[Part], work: Path) -> int:
        """Write the order numbers of all but the first row of every id to `duplicates.parquet`; returns how many."""
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        order = Window.partitionBy("id").orderBy("seq")
        found = (
            self._parts(parts)
            .where("id <> ''")
            .select("seq", "id", f.row_number().over(order).alias("place"))
            .where("place > 1")
            .select("seq", "id")
            .orderBy("seq")
        )
        schema = pa.schema([("seq", pa.int64()), ("id", pa.string())])
        rows = 0
        with pq.ParquetWriter(work / "duplicates.parquet", schema, compression="zstd") as file:
            for some in _batched(found.toLocalIterator(), _BATCH_ROWS):
                table = pa.table({"seq": [row.seq for row in some], "id": [row.id for row in some]}, schema)
                file.write_table(table)
                rows += len(some)
        return rows

    def sort(
        self,
        parts: Sequence[Part],
        work: Path,
        territory: Callable[[], Territory],
        *,
        progress: Callable[[int], None],
        segment_rows: int,
    ) -> list[Segment]:
        """Write the segments, those apart that are there already; returns all of them in Morton order."""
        edges = sorting.edges(staging.coarse_counts(parts), segment_rows)
        lows = np.array([low for low, _high in edges], np.int64)

        def number(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                segment = np.searchsorted(lows, batch.column("q").to_numpy(), side="right") - 1
                yield batch.append_column(_PART, pa.array(segment.astype(np.int64)))

        def finish(key: tuple[pa.Scalar], table: pa.Table) -> pa.Table:
            place = key[0].as_py()
            sorting.finish(_staged(table), work / "segments" / f"{place:05}", *_tools(territory))
            return pa.table({"number": pa.array([place], pa.int64())})

        missing = [place for place in range(len(edges)) if not sorting.is_finished(work, place)]
        if missing:
            rows = self._parts(parts).drop("id_hash")
            repeated = self._spark.read.parquet(str(work / "duplicates.parquet")).select("seq")
            rows = rows.join(repeated, "seq", "left_anti").select(*_COLUMNS)
            schema = ", ".join(f"{name} {kind}" for name, kind in rows.dtypes) + f", {_PART} long"
            self._spark.conf.set("spark.sql.shuffle.partitions", str(max(len(missing), 2)))
            numbered = rows.mapInArrow(number, schema).where(_any_of(missing))
            numbered.groupBy(_PART).applyInArrow(finish, _DONE).collect()
        found = []
        for place in range(len(edges)):
            if sorting.is_finished(work, place):  # all rows of a segment may be repeated ones
                segment = sorting.finished(work, place)
                progress(segment.rows)
                found.append(segment)
        return [segment for segment in found if segment.rows]

    def _parts(self, parts: Sequence[Part]) -> Any:
        return self._spark.read.parquet(*(str(part.parquet) for part in parts))


_COLUMNS: Final = tuple(name for name in STAGE_SCHEMA.names if name != "id_hash")


def _any_of(places: Sequence[int]) -> str:
    return f"{_PART} IN ({', '.join(f'{place:d}' for place in places)})"


def _batched(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while some := list(itertools.islice(rows, size)):
        yield some


def _staged(table: pa.Table) -> pa.Table:
    """Return rows as the stage keeps them and in their order; Spark has no whole numbers without a sign."""
    fields = [STAGE_SCHEMA.field(name) for name in _COLUMNS]
    rows = table.select(list(_COLUMNS)).cast(pa.schema(fields)).combine_chunks()
    return rows.sort_by([("q", "ascending"), ("seq", "ascending")]).combine_chunks()


def _tools(territory: Callable[[], Territory]) -> tuple[Territory, tuple[Assigner, Assigner]]:
    """Return the polygons rows are assigned to."""
    found = territory()
    return found, (Assigner(found.prefectures), Assigner(found.clusters))


def statistics(spark: Any, folder: Path, *, levels: Sequence[int] = ()) -> dict[str, dict[str, int]]:
    """Count a version's rows on Spark, from the layout alone.

    Returns
    -------
    column -> code (or year, or Morton number of a cell of a level, column ``cells-LEVEL``) -> rows.
    """
    from pyspark.sql import functions as f

    rows = spark.read.parquet(str(folder / "rows"))
    columns = {name: f.col(name) for name in (*BIT_COLUMNS, *RUN_COLUMNS, "year")}
    columns |= {f"cells-{level}": f.shiftright(f.col("q"), 2 * (22 - level)) for level in levels}
    told: dict[str, dict[str, int]] = {}
    for name, column in columns.items():
        counted = rows.groupBy(column.alias("code")).count().collect()
        told[name] = {str(row["code"]): int(row["count"]) for row in counted}
    return told
