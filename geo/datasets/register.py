"""The register of datasets: which there are, whether their files are those that were written, and their removal."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from geo.datasets import layout
from geo.datasets.errors import DatasetError, DatasetNameError, UnknownDatasetError
from geo.datasets.ingest import BUILT_IN
from geo.datasets.layout import Manifest
from geo.datasets.store import store_of
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
    store = store_of(config)
    found = []
    for name in store.names():
        size = store.size(name)
        try:
            found.append(Entry(name, store.manifest(name), "", size))
        except DatasetError as fault:
            found.append(Entry(name, None, fault.message, size))
    return tuple(found)


def verify(name: str, *, config: Settings) -> list[str]:
    """Read a dataset again; returns what is not as it was written, nothing if all is."""
    return store_of(config).verify(name)


def remove(name: str, *, config: Settings) -> None:
    """Delete a dataset and what an interrupted ingest of it left; raises UnknownDatasetError."""
    root = config.datasets_dir
    if name in BUILT_IN:
        raise DatasetNameError(f"{name!r} is built in and cannot be removed; it comes from the data package.")
    home = root / layout.checked_name(name)
    store = store_of(config)
    if name not in store.names() and not (home / "ingest").exists():
        known = ", ".join(store.names()) or "none"
        raise UnknownDatasetError(f"There is no dataset {name!r}. Datasets: {known}.")
    with layout.only_writer(root, name):
        store.remove(name)
        shutil.rmtree(home, ignore_errors=True)
