"""Sorting: merges staged parts into segments in Morton order, drops repeated ids, and finds each row's places."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geo.datasets import names
from geo.datasets.assignment import NONE, Assigner
from geo.datasets.layout import write_whole
from geo.datasets.record import CODES, ROW_SCHEMA
from geo.datasets.staging import COARSE_SHIFT, Part, coarse_counts

SEGMENT_ROWS: Final = 1 << 21
ROW_GROUP: Final = 1 << 14
MEMORY: Final = "1000MB"
_WORKERS: Final = 2
_DONE: Final = "segment.json"
_ALONG: Final = ("q", "lon_e7", "lat_e7")  # columns whose neighbours along the curve differ little


@dataclass(frozen=True, slots=True)
class Territory:
    """The polygons rows are assigned to.

    Attributes
    ----------
    prefectures : polygons, with the region and place code of each.
    clusters : polygons, smallest first, with the model code of each; cluster code = position + 1.
    """

    prefectures: NDArray[Any]
    prefecture_region: NDArray[np.uint16]
    prefecture_place: NDArray[np.uint16]
    prefecture_code: NDArray[np.uint32]
    clusters: NDArray[Any]
    cluster_model: NDArray[np.uint8]
    china: int  # code of the region "China, province not known"
    provinces: frozenset[int]  # codes of its provinces


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished segment: rows, digest of its content, and how many points lie outside what their rows declare."""

    folder: Path
    rows: int
    digest: str
    outside_country: int
    outside_unit: int


def find_duplicates(parts: Sequence[Part], work: Path) -> int:
    """Write the order numbers of all but the first row of every id to `duplicates.parquet`; returns how many."""
    place = work / "duplicates.parquet"
    files = [str(part.parquet) for part in parts]
    with connect(work) as connection:
        connection.execute(
            "CREATE TEMP TABLE twice AS SELECT id_hash FROM read_parquet(?) WHERE id_hash <> 0 "
            "GROUP BY id_hash HAVING count(*) > 1",
            [files],
        )
        connection.execute(
            f"""COPY (
                SELECT seq, id FROM (
                    SELECT seq, id, row_number() OVER (PARTITION BY id ORDER BY seq) AS place
                    FROM read_parquet(?) SEMI JOIN twice USING (id_hash)
                ) WHERE place > 1 ORDER BY seq
            ) TO '{_quoted(place)}' (FORMAT parquet, COMPRESSION zstd)""",
            [files],
        )
    return int(pq.read_metadata(place).num_rows)


def connect(work: Path) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that spills into the work folder and never fetches anything."""
    spill = work / "spill"
    spill.mkdir(exist_ok=True)
    return duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": 2,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "preserve_insertion_order": True,
        }
    )


def sort(
    parts: Sequence[Part],
    work: Path,
    territory: Territory,
    *,
    progress: Callable[[int], None],
    segment_rows: int = SEGMENT_ROWS,
) -> list[Segment]:
    """Write the segments, those apart that are there already; returns all of them in Morton order."""
    spans = edges(coarse_counts(parts), segment_rows)
    local = threading.local()
    with connect(work) as connection, ThreadPoolExecutor(_WORKERS, "sort") as pool:

        def one(number: int) -> Segment:
            if not hasattr(local, "tools"):
                local.tools = (Assigner(territory.prefectures), Assigner(territory.clusters))
            made = _segment(parts, work, number, spans[number], connection, territory, local.tools)
            pa.default_memory_pool().release_unused()  # what the next segment needs may be another size
            progress(made.rows)
            return made

        return [segment for segment in pool.map(one, range(len(spans))) if segment.rows]


def edges(counts: NDArray[np.int64], segment_rows: int) -> list[tuple[int, int]]:
    """Cut the Morton numbers into ranges of about `segment_rows` rows; a cell that has more stays whole."""
    total = np.concatenate([[0], np.cumsum(counts)])
    ranges: list[tuple[int, int]] = []
    low = 0
    while low < len(counts):
        high = int(np.searchsorted(total, total[low] + segment_rows, side="right")) - 1
        high = min(max(high, low + 1), len(counts))
        ranges.append((low << COARSE_SHIFT, high << COARSE_SHIFT))
        low = high
    return ranges


def _segment(
    parts: Sequence[Part],
    work: Path,
    number: int,
    span: tuple[int, int],
    connection: duckdb.DuckDBPyConnection,
    territory: Territory,
    tools: tuple[Assigner, Assigner],
) -> Segment:
    if is_finished(work, number):
        return finished(work, number)
    table = (
        connection.cursor()
        .execute(
            f"SELECT * EXCLUDE (id_hash) FROM read_parquet(?) WHERE q >= ? AND q < ? AND seq NOT IN "
            f"(SELECT seq FROM read_parquet('{_quoted(work / 'duplicates.parquet')}')) ORDER BY q, seq",
            [[str(part.parquet) for part in parts], *span],
        )
        .to_arrow_table()
    )
    return finish(table, _folder(work, number), territory, tools)


def _folder(work: Path, number: int) -> Path:
    return work / "segments" / f"{number:05}"


def is_finished(work: Path, number: int) -> bool:
    """Tell whether a segment is there as a whole."""
    return (_folder(work, number) / _DONE).exists()


def finished(work: Path, number: int) -> Segment:
    """Return a segment that is there."""
    folder = _folder(work, number)
    told = json.loads((folder / _DONE).read_text("utf-8"))
    return Segment(folder, told["rows"], told["digest"], told["outside_country"], told["outside_unit"])


def finish(table: pa.Table, folder: Path, territory: Territory, tools: tuple[Assigner, Assigner]) -> Segment:
    """Find the places of sorted rows, and write them with the index of their names into a segment's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, outside_country, outside_unit = _placed(table, territory, tools)
    pq.write_table(
        rows,
        folder / "rows.parquet",
        compression="zstd",
        compression_level=1,
        row_group_size=ROW_GROUP,
        store_schema=False,
        use_dictionary=[name for name in ROW_SCHEMA.names if name not in ("id", "name", *_ALONG)],
        column_encoding=dict.fromkeys(_ALONG, "DELTA_BINARY_PACKED"),
    )
    if rows.num_rows:
        names.write(rows.column("name").combine_chunks(), folder / "names")
    digest = digest_of_rows(rows)
    told = {
        "rows": rows.num_rows,
        "digest": digest,
        "outside_country": outside_country,
        "outside_unit": outside_unit,
    }
    write_whole(folder / _DONE, json.dumps(told).encode())
    return Segment(folder, rows.num_rows, digest, outside_country, outside_unit)


def _placed(table: pa.Table, territory: Territory, tools: tuple[Assigner, Assigner]) -> tuple[pa.Table, int, int]:
    """Find region, place, cluster and model of sorted rows; count points outside their country and their unit."""
    q = table["q"].to_numpy()
    lon, lat = table["lon_e7"].to_numpy() / 1e7, table["lat_e7"].to_numpy() / 1e7
    declared, admin = table["region"].to_numpy(), table["admin"].to_numpy()
    unit = tools[0].positions(q, lon, lat)
    found = unit != NONE
    region = np.where(found, territory.prefecture_region[unit], declared).astype(np.uint16)
    place = np.where(found, territory.prefecture_place[unit], 0).astype(np.uint16)
    code = np.where(found, territory.prefecture_code[unit], 0)
    cluster = tools[1].positions(q, lon, lat) + 1
    model = table["model"].to_numpy()
    model = np.where(model > 0, model, np.concatenate([[0], territory.cluster_model])[cluster]).astype(np.uint8)
    chinese = (declared == territory.china) | np.isin(declared, list(territory.provinces))
    outside_country = int(((declared > 0) & (chinese != found)).sum())
    # A code of a prefecture or district names the prefecture in its first four digits, one of a province in two.
    wrong = np.where(admin % 10000 == 0, admin // 10000 != code // 10000, admin // 100 != code // 100)
    municipal = np.isin(admin // 10000, [11, 12, 31, 50]) & (admin // 10000 == code // 10000)
    outside_unit = int(((admin > 0) & wrong & ~municipal).sum())
    columns = {name: table[name] for name in ROW_SCHEMA.names if name in table.column_names}
    columns |= {
        "region": pa.array(region),
        "place": pa.array(place),
        "cluster": pa.array(cluster.astype(np.uint16)),
        "model": pa.array(model, pa.uint8()),
    }
    return (
        pa.table({name: columns[name] for name in ROW_SCHEMA.names}, schema=ROW_SCHEMA),
        outside_country,
        outside_unit,
    )


def digest_of_rows(rows: pa.Table) -> str:
    """Return the sha256 over the values of every column in order, however they are stored."""
    digest = hashlib.sha256()
    for name in ROW_SCHEMA.names:
        column = rows.column(name)
        digest.update(f"{name}:{len(column)}:".encode())
        for chunk in column.chunks:
            if pa.types.is_string(chunk.type):
                offsets = np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
                data = chunk.buffers()[2]
                digest.update(np.diff(offsets).astype("<u4").tobytes())
                if data is not None and len(offsets):
                    digest.update(memoryview(data)[offsets[0] : offsets[-1]])
            else:
                digest.update(np.ascontiguousarray(chunk.to_numpy(zero_copy_only=False)).data)
    return digest.hexdigest()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def codes(column: str) -> tuple[str, ...]:
    """Return the keys of a coded column."""
    return CODES[column]
