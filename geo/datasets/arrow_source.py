"""Parquet, GeoParquet and GeoPackage as sources: streamed in batches of bounded size, rows counted from 1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.datasets.errors import SourceFileError
from geo.datasets.source import SAMPLE_ROWS, Batch, Job, Position, ReadOptions

BATCH_ROWS: Final = 1 << 19
MOST_LAYERS: Final = 20


class ParquetSource:
    """A Parquet or GeoParquet file."""

    def __init__(self, path: Path) -> None:
        """Read the footer; raises SourceFileError when the file is cut off or damaged."""
        self.path = path
        self.notes: Sequence[str] = ()
        try:
            with pq.ParquetFile(path) as file:
                schema, rows = file.schema_arrow, file.metadata.num_rows
        except (pa.ArrowInvalid, OSError) as fault:
            raise SourceFileError(
                f"{path} begins like Parquet but cannot be read: {str(fault)[:160]}. It may be cut off; copy it again.",
                path=str(path),
            ) from fault
        if not rows:
            raise SourceFileError(f"{path} has no rows. Export it again.", path=str(path))
        self.headers: Sequence[str] = list(schema.names)
        self.crs = _geoparquet_crs(schema.metadata or {})

    def sample(self) -> Mapping[str, Sequence[Any]]:
        """Return the first rows."""
        with pq.ParquetFile(self.path) as file:
            first = next(file.iter_batches(batch_size=SAMPLE_ROWS))
        return {name: first.column(name).to_pylist() for name in self.headers}

    def jobs(self, columns: Sequence[str], start: Position) -> Iterator[Job]:
        """Cut row groups into batches; `start` holds the row group, the batch in it and the row."""
        group, done, row = start.get("group", 0), start.get("batch", 0), start.get("row", 0)
        with pq.ParquetFile(self.path) as file:
            for number in range(group, file.metadata.num_row_groups):
                batches = file.iter_batches(batch_size=BATCH_ROWS, row_groups=[number], columns=list(columns))
                try:
                    for position, batch in enumerate(batches):
                        if position < done:
                            continue
                        after = {"group": number, "batch": position + 1, "row": row + batch.num_rows}
                        yield Job(_Rows(batch, row, tuple(columns)).read, after)
                        row += batch.num_rows
                except (pa.ArrowInvalid, OSError) as fault:
                    raise SourceFileError(
                        f"{self.path} cannot be read beyond row {row}: {str(fault)[:160]}. Copy it again.",
                        path=str(self.path),
                    ) from fault
                done = 0

    def starts(self, columns: Sequence[str], start: Position) -> Iterator[Position]:
        """Return where each batch begins, from the footer alone."""
        del columns
        row = 0
        with pq.ParquetFile(self.path) as file:
            for group in range(file.metadata.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                for batch in range(-(-rows // BATCH_ROWS)):
                    begins = row + batch * BATCH_ROWS
                    if begins >= start.get("row", 0):
                        yield {"group": group, "batch": batch, "row": begins}
                row += rows


class GeoPackageSource:
    """A layer of a GeoPackage."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Choose the layer; raises SourceFileError when there are several and none is named."""
        import pyogrio

        self.path = path
        self.notes: Sequence[str] = ()
        try:
            layers = [str(name) for name, _kind in pyogrio.list_layers(path)]
        except pyogrio.errors.DataSourceError as fault:
            raise SourceFileError(
                f"{path} cannot be read as a GeoPackage: {str(fault)[:160]}.", path=str(path)
            ) from fault
        if options.layer and options.layer not in layers:
            raise SourceFileError(
                f"{path} has no layer {options.layer!r}. Layers: {', '.join(layers[:MOST_LAYERS])}.", path=str(path)
            )
        if not options.layer and len(layers) != 1:
            raise SourceFileError(
                f"{path} has {len(layers)} layers: {', '.join(layers[:MOST_LAYERS])}. Name one with --layer.",
                path=str(path),
            )
        self._layer = options.layer or layers[0]
        info = pyogrio.read_info(path, layer=self._layer)
        self.crs = "" if _is_wgs84(str(info["crs"] or "")) else str(info["crs"])
        # The stream names the geometry as the table does, or wkb_geometry where the table gives it no name.
        self._geometry = str(info.get("geometry_name") or "wkb_geometry") if info["geometry_type"] else ""
        self.headers: Sequence[str] = [*map(str, info["fields"]), *([self._geometry] if self._geometry else [])]
        self._rows = int(info["features"])
        if not self._rows:
            raise SourceFileError(f"{path}, layer {self._layer}, has no rows.", path=str(path))

    def sample(self) -> Mapping[str, Sequence[Any]]:
        """Return the first rows."""
        with self._open(self.headers, 0) as (_meta, reader):
            first = next(iter(pa.RecordBatchReader.from_stream(reader))).slice(0, SAMPLE_ROWS)
        return {name: first.column(name).to_pylist() for name in self.headers}

    def jobs(self, columns: Sequence[str], start: Position) -> Iterator[Job]:
        """Stream batches; `start` holds the row."""
        row = start.get("row", 0)
        with self._open(columns, row) as (_meta, reader):
            for batch in pa.RecordBatchReader.from_stream(reader):
                if batch.num_rows:
                    yield Job(_Rows(batch, row, tuple(columns)).read, {"row": row + batch.num_rows})
                    row += batch.num_rows

    def starts(self, columns: Sequence[str], start: Position) -> Iterator[Position]:
        """Return where each batch begins, from the number of rows alone."""
        del columns
        for row in range(start.get("row", 0), self._rows, BATCH_ROWS):
            yield {"row": row}

    def _open(self, columns: Sequence[str], skip: int) -> Any:
        from pyogrio.raw import open_arrow

        return open_arrow(
            self.path,
            layer=self._layer,
            columns=[name for name in columns if name != self._geometry],
            read_geometry=self._geometry in columns,
            skip_features=skip,
            batch_size=BATCH_ROWS,
            use_pyarrow=False,
        )


class _Rows:
    """A batch in memory, to be taken in a thread."""

    def __init__(self, batch: pa.RecordBatch, row: int, columns: tuple[str, ...]) -> None:
        self._batch, self._row, self._columns = batch, row, columns

    def read(self) -> Batch:
        lines = np.arange(self._row + 1, self._row + 1 + self._batch.num_rows, dtype=np.int64)
        return Batch({name: self._batch.column(name) for name in self._columns}, lines)


def _geoparquet_crs(metadata: Mapping[bytes, bytes]) -> str:
    """Return the reference system of a GeoParquet file as WKT or code, "" for WGS 84 or a plain Parquet file."""
    if b"geo" not in metadata:
        return ""
    try:
        told = json.loads(metadata[b"geo"])
        column = told["columns"][told["primary_column"]]
    except (ValueError, KeyError, TypeError):
        return ""
    crs = column.get("crs", "")
    if not crs:
        return ""
    from pyproj import CRS

    found = CRS.from_user_input(crs)
    return "" if _is_wgs84(found.to_wkt()) else str(found.to_wkt())


def _is_wgs84(crs: str) -> bool:
    from pyproj import CRS

    if not crs:
        return True
    found = CRS.from_user_input(crs)
    return bool(found.is_geographic) and found.to_epsg() in (4326, 4490, 4979, None) and "GCJ" not in crs
