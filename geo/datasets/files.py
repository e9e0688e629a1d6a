"""The files of one version, wherever they are: small ones as local files, rows as Parquet read by row group."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq
from pyarrow.fs import FileSystem

from geo.datasets.errors import DatasetDamagedError
from geo.datasets.layout import Manifest, digest_of


class Files(Protocol):
    """Where a version's files are found."""

    def path(self, relative: str) -> Path:
        """Return a local file; it may not exist where the version has no such file."""

    def rows(self, number: int) -> pq.ParquetFile:
        """Open the rows of a segment."""


class LocalFiles:
    """A version in a folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self._folder = folder

    def path(self, relative: str) -> Path:
        """Return the file in the folder."""
        return self._folder / relative

    def rows(self, number: int) -> pq.ParquetFile:
        """Open the rows of a segment."""
        return pq.ParquetFile(self._folder / "rows" / f"{number:05}.parquet")


class FetchedFiles:
    """A version in a bucket: what questions touch is fetched once and kept, rows are read where they are."""

    def __init__(self, filesystem: FileSystem, base: str, cache: Path, manifest: Manifest) -> None:
        """Take the version's place in the bucket and the folder that keeps what was fetched."""
        self._filesystem, self._base, self._cache, self._manifest = filesystem, base, cache, manifest
        self._lock = threading.Lock()

    def path(self, relative: str) -> Path:
        """Fetch a file unless it is here; raises DatasetDamagedError where it is not the one that was written."""
        place = self._cache / relative
        expected = self._manifest.files.get(relative)
        if expected is None or place.exists():
            return place
        with self._lock:
            if place.exists():
                return place
            place.parent.mkdir(parents=True, exist_ok=True)
            beside = place.with_name(f".{place.name}.{os.getpid()}")
            try:
                with self._filesystem.open_input_stream(f"{self._base}/{relative}") as source, beside.open("wb") as out:
                    while piece := source.read(1 << 22):
                        out.write(piece)
                if digest_of(beside) != expected:
                    raise DatasetDamagedError(
                        f"{self._base}/{relative} is not the file that was written. Ingest the dataset again."
                    )
                beside.replace(place)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    beside.unlink()
        return place

    def rows(self, number: int) -> pq.ParquetFile:
        """Open the rows of a segment; only the row groups that are asked for are read."""
        return pq.ParquetFile(self._filesystem.open_input_file(f"{self._base}/rows/{number:05}.parquet"))
