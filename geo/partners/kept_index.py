"""Kept index: the index of organisations as set-up writes it into the store, so that no first search waits for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from geo.catalog import Catalog, load_catalog
from geo.partners import parties
from geo.searching.index import Index
from geo.searching.words import FORM
from geo.settings import Settings, settings


def index(catalog: Catalog) -> Index:
    """Return the index of the organisations of a catalogue: from the store where it is there, else made now."""
    return _index(catalog, _file(settings(), catalog))


@lru_cache(maxsize=2)
def _index(catalog: Catalog, path: Path) -> Index:
    if path.is_file():
        return Index.read(path)
    return parties.index(catalog)


def prepare(config: Settings, report: Callable[[str], None]) -> None:
    """Write the index of the present data into the store."""
    catalog = load_catalog(config)
    report("partners")
    path = _file(config, catalog)
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        parties.index(catalog).write(building)
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)


def _file(config: Settings, catalog: Catalog) -> Path:
    return config.store_dir / f"organisations-{catalog.digest}-{FORM}.npz"
