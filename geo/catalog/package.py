"""The data package: reads its descriptor, checks the hash of every file and gives its tables by type.

Only the standard library is needed to open the package; pandas is imported when the first table is read.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from geo.catalog.errors import DataFileError, FileFault, UnknownObjectError
from geo.catalog.things import TABLES, Thing, events, figures, read, split_values
from geo.errors import CatalogError
from geo.model import Case, Event, Figure, Source, Text
from geo.settings import Settings, settings

if TYPE_CHECKING:
    import pandas as pd

DESCRIPTOR: Final = "datapackage.json"
PARQUET: Final = "parquet"
FIRST_ROW: Final = 2  # rows are numbered as a spreadsheet numbers them: the header is row 1
_DTYPES: Final[Mapping[str, Any]] = {"integer": "Int64", "year": "Int64", "number": "float64"}  # all others: str


@dataclass(frozen=True, slots=True)
class Field:
    """One column: name, Frictionless type, unit (empty where it has none) and closed vocabulary (empty where open)."""

    name: str
    type: str
    title: Text
    unit: str
    enum: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms one file may be used under."""

    name: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of the package.

    Attributes
    ----------
    path : relative to the package, as in the descriptor.
    sha256 : expected hash, 64 hex digits.
    rows : records of a table, features of a GeoJSON file, rows of a Parquet file as sealed.
    source_ids, as_of, confidence : of a Parquet file as a whole; a table says them row by row.
    fields, primary_key : empty unless the file is a table.
    foreign_keys : (columns, table they refer to, columns there).
    """

    name: str
    path: str
    format: str
    sha256: str
    bytes: int
    rows: int
    title: Text
    description: Text
    licences: tuple[Licence, ...]
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]
    source_ids: str = ""
    as_of: str = ""
    confidence: str = ""

    @property
    def is_table(self) -> bool:
        """Tell whether the file is a table whose rows name their sources (the others: boundaries, statistics)."""
        return self.format == "csv"

    @property
    def is_columnar(self) -> bool:
        """Tell whether the file is Parquet: statistics, or boundaries as GeoParquet."""
        return self.format == PARQUET


class Catalog:
    """The data package in memory. Frames it gives are shared: copy one before changing it.

    Attributes
    ----------
    digest : 12 hex digits over the hashes of the descriptor and all files.
    as_of : newest `as_of` of any row, ISO date.
    """

    def __init__(self, data_dir: Path, resources: tuple[Resource, ...], digest: str, as_of: str) -> None:
        self.data_dir: Final = data_dir
        self.resources: Final = resources
        self.digest: Final = digest
        self.as_of: Final = as_of
        self._by_name = {resource.name: resource for resource in resources}
        self._tables: dict[str, pd.DataFrame] = {}
        self._things: dict[type, Mapping[str, Any]] = {}
        self._figures: tuple[Figure, ...] | None = None
        self._events: tuple[Event, ...] | None = None
        self._lock = threading.RLock()

    def resource(self, name: str) -> Resource:
        """Return one file's description; raises UnknownObjectError for an unknown name."""
        if name not in self._by_name:
            raise UnknownObjectError("table", name)
        return self._by_name[name]

    def table(self, name: str) -> pd.DataFrame:
        """Return a table typed by its schema: text as str ("" = missing), integers Int64, numbers float64.

        Raises UnknownObjectError for an unknown name and CatalogError where a cell is not of its column's type.
        """
        resource = self.resource(name)
        if not resource.is_table:
            raise UnknownObjectError("table", name)
        with self._lock:
            if name not in self._tables:
                self._tables[name] = typed(read_text_table(self.data_dir / resource.path), resource, strict=True)
            return self._tables[name]

    def every(self, kind: type[Thing]) -> Mapping[str, Thing]:
        """Return all things of a type of geo.model by id, in the order of their table; read once.

        Examples
        --------
        >>> load_catalog().every(Source)["observatory"].source_id
        'observatory'
        """
        with self._lock:
            if kind not in self._things:
                table, key = TABLES[kind]
                found = read(self.table(table), kind)
                self._things[kind] = MappingProxyType({getattr(thing, key): thing for thing in found})
            return self._things[kind]

    def one(self, kind: type[Thing], thing_id: str) -> Thing:
        """Return one thing of a type by its id; raises UnknownObjectError for an unknown one."""
        found = self.every(kind).get(thing_id)
        if found is None:
            raise UnknownObjectError(kind.__name__.lower(), thing_id)
        return found

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return every figure and claim of the table `indicators`; read once."""
        with self._lock:
            if self._figures is None:
                self._figures = figures(self.table("indicators"))
            return self._figures

    @property
    def events(self) -> tuple[Event, ...]:
        """Return every event of the timelines, by year; read once."""
        with self._lock:
            if self._events is None:
                self._events = events(self.table("timeline"), self.every(Case).values())
            return self._events

    def source(self, source_id: str) -> Source:
        """Return one source; raises UnknownObjectError for an unknown id."""
        return self.one(Source, source_id)

    def sources(self, source_ids: str) -> tuple[Source, ...]:
        """Return the sources of a `source_ids` cell, in its order.

        Examples
        --------
        >>> [source.source_id for source in load_catalog().sources("")]
        []
        """
        return tuple(self.source(source_id) for source_id in split_values(source_ids))


def read_text_table(path: Path) -> pd.DataFrame:
    """Read a CSV file with every cell as text, "" where it is empty."""
    import pandas as pd

    return pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")


def typed(table: pd.DataFrame, resource: Resource, *, strict: bool) -> pd.DataFrame:
    """Return `table` with the columns of numeric fields as numbers.

    With `strict` a cell that is no number raises CatalogError; without, it becomes a missing value.
    """
    import pandas as pd

    columns = {}
    for field in resource.fields:
        dtype = _DTYPES.get(field.type)
        if dtype is None or field.name not in table.columns:
            continue
        text = table[field.name]
        numbers = pd.to_numeric(text.where(text != ""), errors="coerce").replace([math.inf, -math.inf], math.nan)
        if dtype == "Int64":
            numbers = numbers.where(numbers == numbers.round())
        wrong = numbers.isna() & (text != "")
        if strict and wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise CatalogError(
                f"Table {resource.name}, row {row + FIRST_ROW}, {field.name}: {text.iloc[row]!r} is no {field.type}. "
                "Correct the cell; `python -m geo verify` lists every fault.",
                table=resource.name,
                row=row + FIRST_ROW,
                column=field.name,
                value=text.iloc[row],
            )
        columns[field.name] = numbers.astype(dtype)
    return table.assign(**columns)


def load_catalog(config: Settings | None = None) -> Catalog:
    """Open the data package, once per process, data folder and version: a package sealed anew is read anew.

    Raises DataFileError naming every file that is missing or altered, and CatalogError for a broken descriptor.
    """
    data_dir = (config or settings()).data_dir
    try:
        sealed_ns = (data_dir / DESCRIPTOR).stat().st_mtime_ns
    except OSError:
        sealed_ns = 0  # opening it says what is missing
    return _load(data_dir, sealed_ns)


@lru_cache(maxsize=8)
def _load(data_dir: Path, _sealed_ns: int) -> Catalog:
    catalog, faults = open_package(data_dir)
    if faults:
        raise DataFileError(*faults)
    return catalog


def open_package(data_dir: Path) -> tuple[Catalog, tuple[FileFault, ...]]:
    """Open the package in `data_dir` and return it with every file that is missing or altered.

    Raises DataFileError if there is no descriptor and CatalogError if it cannot be used.
    """
    path = data_dir / DESCRIPTOR
    try:
        content = path.read_bytes()
    except OSError as fault:
        name = DESCRIPTOR if data_dir.is_dir() else str(path)  # a folder that is not there is the variable's fault
        raise DataFileError(FileFault(name, "(none recorded)", None)) from fault
    digest = hashlib.sha256(content)
    faults: list[FileFault] = []
    resources: list[Resource] = []
    newest = ""
    for described in _described_resources(content):
        expected = str(described.get("hash", "")).removeprefix("sha256:")
        relative = str(described.get("path", ""))
        found, rows, as_of = _scan(_inside(data_dir, relative), described)
        if found != expected:
            faults.append(FileFault(relative, expected or "(none recorded)", found))
        digest.update(expected.encode())
        newest = max(newest, as_of)
        resources.append(_resource(described, sha256=expected, rows=rows))
    return Catalog(data_dir, tuple(resources), digest.hexdigest()[:12], newest), tuple(faults)


Described = dict[str, Any]
"""A resource, or a field of one, as the descriptor (JSON, Data Package v1) has it."""


def _described_resources(content: bytes) -> list[Described]:
    try:
        resources = json.loads(content)["resources"]
        names = [resource["name"] for resource in resources]
    except (ValueError, KeyError, TypeError) as fault:
        raise CatalogError(
            f"{DESCRIPTOR} is no data package descriptor ({type(fault).__name__}: {fault}). "
            "It must be JSON with a list `resources`, each with a name.",
            path=DESCRIPTOR,
        ) from fault
    if len(set(names)) != len(names):
        raise CatalogError(f"{DESCRIPTOR} names a resource twice. Names must be unique.", path=DESCRIPTOR)
    return list(resources)


def _inside(data_dir: Path, relative: str) -> Path:
    """Return the file of a relative path; a path that leaves the package is a fault of the descriptor."""
    parts = PurePosixPath(relative)
    if not relative or parts.is_absolute() or ".." in parts.parts:
        raise CatalogError(
            f"{DESCRIPTOR}: path {relative!r} leaves the package. Use a path below the descriptor.", path=relative
        )
    return data_dir / parts


def _scan(path: Path, described: Described) -> tuple[str | None, int, str]:
    """Return a file's sha256 (None if it is missing), its number of records and its newest `as_of`."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            if described.get("format") == PARQUET:  # counted when sealed: opening it here would import pyarrow
                return found, int(described.get("rows", 0)), ""
            if described.get("format") != "csv":
                return found, _features(file.read()), ""
            reader = csv.reader(TextIOWrapper(file, encoding="utf-8", errors="replace", newline=""))
            header = next(reader, [])
            column = header.index("as_of") if "as_of" in header else len(header)
            dates = [row[column] if column < len(row) else "" for row in reader if row]
            return found, len(dates), max(dates, default="")
    except OSError:
        return None, 0, ""


def _features(content: bytes) -> int:
    try:
        return len(json.loads(content)["features"])
    except (ValueError, KeyError, TypeError):
        return 0  # the hash tells that the file is damaged


def _resource(described: Described, *, sha256: str, rows: int) -> Resource:
    schema = described.get("schema") or {}
    return Resource(
        name=described["name"],
        path=described["path"],
        format=str(described.get("format", "")),
        sha256=sha256,
        bytes=int(described.get("bytes", 0)),
        rows=rows,
        title=Text(str(described.get("title_zh", "")), str(described.get("title", ""))),
        description=Text(str(described.get("description_zh", "")), str(described.get("description", ""))),
        licences=tuple(
            Licence(str(item.get("name", "")), str(item.get("title", "")), str(item.get("path", "")))
            for item in described.get("licenses", ())
        ),
        fields=tuple(_field(item) for item in schema.get("fields", ())),
        primary_key=_names(schema.get("primaryKey", ())),
        foreign_keys=tuple(
            (
                _names(key["fields"]),
                key["reference"]["resource"] or described["name"],
                _names(key["reference"]["fields"]),
            )
            for key in schema.get("foreignKeys", ())
        ),
        source_ids=str(described.get("source_ids", "")),
        as_of=str(described.get("as_of", "")),
        confidence=str(described.get("confidence", "")),
    )


def _field(item: Described) -> Field:
    return Field(
        name=item["name"],
        type=str(item.get("type", "string")),
        title=Text(str(item.get("title_zh", "")), str(item.get("title_en") or item.get("title", "")))
        or Text(item["name"], item["name"]),
        unit=str(item.get("unit", "")),
        enum=tuple(str(value) for value in item.get("constraints", {}).get("enum", ())),
    )


def _names(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
