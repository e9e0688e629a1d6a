"""Stores: what keeps datasets and answers questions to them, behind one interface whichever engine it is.

`OBSERVATORY_STORE_URL` chooses. Empty: files in a folder, read by this process (`geo.datasets.embedded`).
`s3://bucket/folder`: the same files in a bucket (`geo.datasets.bucket`). `postgresql://...`: PostGIS
(`geo.datasets.postgis`). Whatever the engine, the same rows and filter give the same counts and the same tiles byte for
byte; tests/datasets/test_stores.py holds all of them to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from geo.datasets.layout import Manifest
from geo.settings import Settings
from geo.tiles.grid import Tile

if TYPE_CHECKING:
    from geo.datasets.filters import DatasetFilters
    from geo.datasets.selection import Deadline


class Firm(TypedDict):
    """Everything that is kept of one row: keys for codes, place in degrees; `year` 0 = not known."""

    id: str
    name: str
    model: str
    segment: str
    kind: str
    confidence: str
    precision: str
    year: int
    region: str
    place: str
    cluster: str
    lon: float
    lat: float


def firm_of(row: Mapping[str, Any], keys: Callable[[str], tuple[str, ...]]) -> Firm:
    """Return the firm of a row as it is kept (`geo.datasets.record.ROW_SCHEMA`); `keys` gives a column's by code."""
    return {
        "id": row["id"],
        "name": row["name"],
        "model": keys("model")[row["model"]],
        "segment": keys("segment")[row["segment"]],
        "kind": keys("kind")[row["kind"]],
        "confidence": keys("confidence")[row["confidence"]],
        "precision": keys("precision")[row["precision"]],
        "year": row["year"],
        "region": keys("region")[row["region"]],
        "place": keys("place")[row["place"]],
        "cluster": keys("cluster")[row["cluster"]],
        "lon": row["lon_e7"] / 1e7,
        "lat": row["lat_e7"] / 1e7,
    }


@dataclass(frozen=True, slots=True)
class CellFirms:
    """How many firms of a cell pass a filter, and the first of them in Morton order: row, id and name of each."""

    n: int
    firms: tuple[tuple[int, str, str], ...]


class Counted(Protocol):
    """One version of a dataset, asked for counts; safe for several threads."""

    @property
    def manifest(self) -> Manifest:
        """What the version says of itself."""

    @property
    def rows(self) -> int:
        """How many rows it has."""

    def keys(self, column: str) -> tuple[str, ...]:
        """Return the keys of a column by code."""

    def has_selection(self, filters: DatasetFilters) -> bool:
        """Tell whether an answer needs no scan."""

    def count(self, filters: DatasetFilters, deadline: Deadline) -> int:
        """Return how many rows pass."""

    def counts(self, column: str, filters: DatasetFilters, deadline: Deadline) -> Mapping[str, int]:
        """Return how many of the rows that pass have each key of a column; keys without rows are left out."""

    def years(self, filters: DatasetFilters, deadline: Deadline) -> Mapping[int, int]:
        """Return how many of the rows that pass were founded in each year; key 0 = not known."""


class Cut(Protocol):
    """One version of a dataset, cut into tiles; safe for several threads."""

    def encode(self, tile: Tile, filters: DatasetFilters, deadline: Deadline) -> bytes:
        """Return a tile as MVT: `n`, `model`, `row`, and `id` and `name` of cells of one firm."""

    def firm(self, row: int) -> Firm:
        """Return everything that is kept of one row, codes as keys."""

    def cell_firms(
        self, address: tuple[int, int, int], filters: DatasetFilters, deadline: Deadline, *, most: int
    ) -> CellFirms:
        """Return the firms of a cell that pass, `most` of them by name; `address` is level, column and row."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One opened version; `version` names its content."""

    columns: Counted
    cutter: Cut
    version: str


class Store(Protocol):
    """What keeps datasets."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the datasets, sorted."""

    def version(self, name: str) -> str:
        """Return the version that is in place; raises UnknownDatasetError."""

    def stamp(self, name: str) -> str:
        """Return a mark that is another whenever rows or title of a dataset are; raises UnknownDatasetError."""

    def manifest(self, name: str) -> Manifest:
        """Return what the version in place says of itself."""

    def open(self, name: str) -> Opened:
        """Open the version in place."""

    def put(self, folder: Path, manifest: Manifest) -> Path:
        """Make a finished folder the dataset's version, in one step; returns where its report lies."""

    def size(self, name: str) -> int:
        """Return the bytes a dataset takes."""

    def verify(self, name: str) -> list[str]:
        """Read a dataset again; returns what is not as it was written, nothing if all is."""

    def remove(self, name: str) -> None:
        """Delete a dataset, out of sight at once."""


@lru_cache(maxsize=4)
def store_of(config: Settings) -> Store:
    """Return the store the settings name; raises StoreUnreachableError where it cannot be used."""
    if config.store_url.startswith("s3://"):
        from geo.datasets.bucket import BucketStore

        return BucketStore(config)
    if config.store_url:
        from geo.datasets.postgis import PostgisStore

        return PostgisStore(config)
    from geo.datasets.embedded import EmbeddedStore

    return EmbeddedStore(config)
