"""The register of datasets: which there are, whether their files are those that were written, and their removal."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from geo.datasets import layout, sorting
from geo.datasets.errors import DatasetError, DatasetNameError, UnknownDatasetError
from geo.datasets.ingest import BUILT_IN, content_of
from geo.datasets.layout import Manifest
from geo.settings import Settings


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset of the register: its manifest, or None with the reason where it cannot be read; size on disk."""

    name: str
    manifest: Manifest | None
    fault: str
    bytes: int


def entries(config: Settings) -> tuple[Entry, ...]:
    """Return every dataset, sorted by name."""
    found = []
    for name in layout.names(config.datasets_dir):
        folder = layout.version_folder(config.datasets_dir, name)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        try:
            found.append(Entry(name, layout.read_manifest(folder), "", size))
        except DatasetError as fault:
            found.append(Entry(name, None, fault.message, size))
    return tuple(found)


def verify(name: str, *, config: Settings) -> list[str]:
    """Read every file of a dataset again; returns what is not as it was written, nothing if all is."""
    folder = layout.version_folder(config.datasets_dir, name)
    manifest = layout.read_manifest(folder)
    faults = []
    digests = []
    for number, (rows, expected) in enumerate(zip(manifest.segments, manifest.segment_digests, strict=True)):
        path = folder / "rows" / f"{number:05}.parquet"
        try:
            found = sorting.digest_of_rows(pq.ParquetFile(path).read())
        except (OSError, pa.ArrowException) as fault:
            faults.append(f"{path}: cannot be read ({str(fault)[:120]})")
            continue
        digests.append(found)
        if found != expected:
            faults.append(f"{path}: content {found}, expected {expected} ({rows:,} rows)")
    if not faults and content_of(digests, manifest.segments) != manifest.content:
        faults.append(f"{folder / layout.MANIFEST}: content is not that of its rows")
    for relative, expected in manifest.files.items():
        path = folder / relative
        if not path.is_file():
            faults.append(f"{path}: is missing")
        elif (found := layout.digest_of(path)) != expected:
            faults.append(f"{path}: sha256 {found}, expected {expected}")
    return faults


def remove(name: str, *, config: Settings) -> None:
    """Delete a dataset and what an interrupted ingest of it left; raises UnknownDatasetError."""
    root = config.datasets_dir
    if name in BUILT_IN:
        raise DatasetNameError(f"{name!r} is built in and cannot be removed; it comes from the data package.")
    home = root / layout.checked_name(name)
    if not (home / layout.CURRENT).exists() and not (home / "ingest").exists():
        known = ", ".join(layout.names(root)) or "none"
        raise UnknownDatasetError(f"There is no dataset {name!r}. Datasets: {known}.")
    with layout.only_writer(root, name):
        (home / layout.CURRENT).unlink(missing_ok=True)  # out of sight at once, then away
        shutil.rmtree(home)


def folder_of(name: str, *, config: Settings) -> Path:
    """Return the folder of a dataset's version that is in place."""
    return layout.version_folder(config.datasets_dir, name)
