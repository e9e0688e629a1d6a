"""Listing: the datasets that can be shown, with what a chooser says of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.datasets import layout
from geo.datasets.errors import DatasetError
from geo.datasets.ingest import BUILT_IN
from geo.settings import Settings


@dataclass(frozen=True, slots=True)
class Listed:
    """A dataset in place.

    Attributes
    ----------
    title : by language.
    synthetic : made up for tests and benchmarks; said wherever it is shown.
    years : first and last founding year, (0, 0) where none is known.
    bbox : west, south, east, north, degrees.
    version : of the rows; part of what tiles are kept by.
    """

    name: str
    title: Mapping[str, str]
    rows: int
    synthetic: bool
    years: tuple[int, int]
    bbox: tuple[float, float, float, float]
    version: str


def listed(config: Settings) -> tuple[Listed, ...]:
    """Return the datasets that can be read, the built-in ones first, then by name."""
    names = sorted(layout.names(config.datasets_dir), key=lambda name: (name not in BUILT_IN, name))
    return tuple(found for name in names if (found := find(config, name)))


def find(config: Settings, name: str) -> Listed | None:
    """Return the dataset of a name, None where there is none that can be read."""
    try:
        return _read(layout.version_folder(config.datasets_dir, name))
    except DatasetError:
        return None


@lru_cache(maxsize=256)
def _read(folder: Path) -> Listed:
    manifest = layout.read_manifest(folder)
    first, last = manifest.years
    west, south, east, north = manifest.bbox
    return Listed(
        name=manifest.name,
        title=manifest.title,
        rows=manifest.rows,
        synthetic=manifest.synthetic,
        years=(first, last),
        bbox=(west, south, east, north),
        version=manifest.content[:16],
    )
