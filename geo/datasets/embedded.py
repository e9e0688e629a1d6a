"""The embedded store: datasets as files in a folder, read by this process; the default."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from geo.datasets import layout
from geo.datasets.cells import TileCutter
from geo.datasets.files import LocalFiles
from geo.datasets.layout import Manifest, content_of
from geo.datasets.selection import open_columns
from geo.datasets.sorting import digest_of_rows
from geo.datasets.store import Opened
from geo.settings import Settings


class EmbeddedStore:
    """Datasets in a folder."""

    def __init__(self, config: Settings) -> None:
        """Take the folder."""
        self._config = config
        self._root = config.datasets_dir

    def names(self) -> tuple[str, ...]:
        """Return the names of the datasets, sorted."""
        return layout.names(self._root)

    def version(self, name: str) -> str:
        """Return the version that is in place; raises UnknownDatasetError."""
        return layout.version_folder(self._root, name).name

    def manifest(self, name: str) -> Manifest:
        """Return what the version in place says of itself."""
        return layout.read_manifest(layout.version_folder(self._root, name))

    def open(self, name: str) -> Opened:
        """Open the version in place."""
        columns = open_columns(self._config, name)
        return Opened(columns, TileCutter(columns), columns.manifest.content[:16])

    def put(self, folder: Path, manifest: Manifest) -> Path:
        """Make a finished folder the dataset's version."""
        return layout.put_in_place(self._root, manifest.name, folder, manifest.content[:16])

    def size(self, name: str) -> int:
        """Return the bytes a dataset takes."""
        folder = layout.version_folder(self._root, name)
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    def verify(self, name: str) -> list[str]:
        """Read every file of a dataset again; returns what is not as it was written."""
        return faults_in(layout.version_folder(self._root, name))

    def remove(self, name: str) -> None:
        """Delete a dataset."""
        home = self._root / name
        (home / layout.CURRENT).unlink(missing_ok=True)  # out of sight at once, then away
        shutil.rmtree(home)


def faults_in(folder: Path) -> list[str]:
    """Return what is not as it was written in a version's folder."""
    files = LocalFiles(folder)

    def digest(relative: str) -> str | None:
        path = files.path(relative)
        return layout.digest_of(path) if path.is_file() else None

    return faults_of(layout.read_manifest(folder), str(folder), files.rows, digest)


def faults_of(
    manifest: Manifest,
    place: str,
    rows_of: Callable[[int], pq.ParquetFile],
    digest: Callable[[str], str | None],
) -> list[str]:
    """Return what is not as it was written.

    Parameters
    ----------
    place : named before each file.
    rows_of : opens the rows of a segment.
    digest : the sha256 of a file by its relative name, None where there is none.
    """
    faults = []
    digests = []
    for number, (rows, expected) in enumerate(zip(manifest.segments, manifest.segment_digests, strict=True)):
        path = f"{place}/rows/{number:05}.parquet"
        try:
            found = digest_of_rows(rows_of(number).read())
        except (OSError, pa.ArrowException) as fault:
            faults.append(f"{path}: cannot be read ({str(fault)[:120]})")
            continue
        digests.append(found)
        if found != expected:
            faults.append(f"{path}: content {found}, expected {expected} ({rows:,} rows)")
    if not faults and content_of(digests, manifest.segments) != manifest.content:
        faults.append(f"{place}/{layout.MANIFEST}: content is not that of its rows")
    for relative, expected in manifest.files.items():
        sha256 = digest(relative)
        if sha256 is None:
            faults.append(f"{place}/{relative}: is missing")
        elif sha256 != expected:
            faults.append(f"{place}/{relative}: sha256 {sha256}, expected {expected}")
    return faults
