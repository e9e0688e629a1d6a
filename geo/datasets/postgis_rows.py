"""Rows in PostGIS: copies sorted segments into a table, indexes it, and reads it back to see whether it is whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray
from psycopg import sql

from geo.datasets.layout import Manifest
from geo.datasets.names import grams_by_row
from geo.datasets.record import ROW_SCHEMA
from geo.datasets.sorting import digest_of_rows
from geo.tiles.grid import EARTH_RADIUS_M

BATCH_ROWS: Final = 1 << 16
SRID: Final = 3857
_KINDS: Final = {pa.int64(): "bigint", pa.int32(): "integer", pa.string(): "text"}
_EWKB_HEAD: Final = b"\x01" + (0x20000001).to_bytes(4, "little") + SRID.to_bytes(4, "little")  # a point with its SRID


def fill(connection: psycopg.Connection[Any], table: sql.Identifier, folder: Path, manifest: Manifest) -> None:
    """Create a table of a version's rows with its indexes.

    `row` is the row's number in Morton order, `grams` what names are found by (`geo.datasets.names`).
    """
    columns = [sql.SQL("row bigint NOT NULL"), sql.SQL("geom geometry(Point, {})").format(sql.Literal(SRID))]
    columns += [
        sql.SQL("{} {} NOT NULL").format(sql.Identifier(field.name), sql.SQL(_KINDS.get(field.type, "integer")))
        for field in ROW_SCHEMA
    ]
    columns.append(sql.SQL("grams integer[] NOT NULL"))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(columns)))
    order = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)
    with connection.cursor() as cursor, cursor.copy(order) as copy:
        first = 0
        for number in range(len(manifest.segments)):
            with pq.ParquetFile(folder / "rows" / f"{number:05}.parquet") as file:
                for batch in file.iter_batches(batch_size=BATCH_ROWS):
                    copy.write(_as_csv(batch, first))
                    first += batch.num_rows
    for index in ("({})", "({}) INCLUDE (row, model)", "USING gist ({})", "USING gin ({})"):
        column = {"({})": "row", "USING gist ({})": "geom", "USING gin ({})": "grams"}.get(index, "q")
        unique = "UNIQUE " if column == "row" else ""
        connection.execute(sql.SQL(f"CREATE {unique}INDEX ON {{}} {index}").format(table, sql.Identifier(column)))
    connection.execute(sql.SQL("ANALYZE {}").format(table))


def _as_csv(batch: pa.RecordBatch, first: int) -> bytes:
    """Return rows as CSV: their number, the point, all columns and the grams of the name."""
    rows = {"row": pa.array(np.arange(first, first + batch.num_rows, dtype=np.int64)), "geom": _points(batch)}
    for name in batch.schema.names:
        column = batch.column(name)
        # A text of PostgreSQL holds no zero character; a name has none to lose.
        rows[name] = pc.replace_substring(column, "\0", "") if pa.types.is_string(column.type) else column
    rows["grams"] = _gram_lists(batch.column("name"))
    out = io.BytesIO()
    pa_csv.write_csv(pa.table(rows), out, pa_csv.WriteOptions(include_header=False))
    return out.getvalue()


def _points(batch: pa.RecordBatch) -> pa.Array:
    """Return the points as extended well-known binary in hexadecimal, Web Mercator."""
    lon = np.radians(batch.column("lon_e7").to_numpy() / 1e7)
    lat = np.radians(batch.column("lat_e7").to_numpy() / 1e7)
    place = np.stack([lon * EARTH_RADIUS_M, np.log(np.tan(np.pi / 4 + lat / 2)) * EARTH_RADIUS_M], axis=1)
    whole = np.empty((batch.num_rows, len(_EWKB_HEAD) + 16), np.uint8)
    whole[:, : len(_EWKB_HEAD)] = np.frombuffer(_EWKB_HEAD, np.uint8)
    whole[:, len(_EWKB_HEAD) :] = np.ascontiguousarray(place, "<f8").view(np.uint8).reshape(batch.num_rows, 16)
    text = whole.tobytes().hex().encode("ascii")
    offsets = np.arange(batch.num_rows + 1, dtype=np.int32) * (2 * whole.shape[1])
    return pa.StringArray.from_buffers(batch.num_rows, pa.py_buffer(offsets), pa.py_buffer(text))


def signed(grams: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Return grams as the database keeps them: its whole numbers of four bytes have a sign."""
    return grams.view(np.int32)


def _gram_lists(names: pa.Array) -> pa.Array:
    """Return the grams of each name as an array in PostgreSQL's writing."""
    grams, rows = grams_by_row(names)
    ends = np.searchsorted(rows, np.arange(len(names) + 1)).astype(np.int32)
    texts = pa.ListArray.from_arrays(pa.array(ends), pc.cast(pa.array(signed(grams)), pa.string()))
    return pc.binary_join_element_wise("{", pc.binary_join(texts, ","), "}", "")


def faults(connection: psycopg.Connection[Any], table: sql.Identifier, manifest: Manifest) -> list[str]:
    """Return the segments whose rows are not those that were written."""
    found = []
    first = 0
    for number, (rows, expected) in enumerate(zip(manifest.segments, manifest.segment_digests, strict=True)):
        digest = digest_of_rows(_read(connection, table, first, first + rows))
        if digest != expected:
            found.append(f"segment {number}: content {digest}, expected {expected} ({rows:,} rows)")
        first += rows
    total = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
    if total is None or total[0] != manifest.rows:
        found.append(f"rows: {total[0] if total else 0:,}, expected {manifest.rows:,}")
    return found


def _read(connection: psycopg.Connection[Any], table: sql.Identifier, low: int, high: int) -> pa.Table:
    columns = sql.SQL(", ").join(map(sql.Identifier, ROW_SCHEMA.names))
    order = sql.SQL("SELECT {} FROM {} WHERE row >= %s AND row < %s ORDER BY row").format(columns, table)
    return pa.Table.from_batches(_batches(connection, order, low, high), ROW_SCHEMA).combine_chunks()


def _batches(connection: psycopg.Connection[Any], order: sql.Composed, low: int, high: int) -> Iterator[pa.RecordBatch]:
    with connection.cursor(name="rows") as cursor:
        cursor.itersize = BATCH_ROWS
        cursor.execute(order, [low, high])
        while rows := cursor.fetchmany(BATCH_ROWS):
            arrays = [
                pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), ROW_SCHEMA, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=ROW_SCHEMA)
