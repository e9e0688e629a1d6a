"""Layout: where the files of a dataset are, its manifest, and how a finished version takes the place of the old one.

`NAME/current` is a file that holds the name of a folder in `NAME/versions`. It is written beside itself and renamed,
so that a reader finds the old version or the new one, never a half. A version is removed only after that.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, TypedDict

from geo.datasets.errors import (
    DatasetBusyError,
    DatasetDamagedError,
    DatasetNameError,
    DiskFullError,
    UnknownDatasetError,
)

FORMAT: Final = 1
CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FileReport(TypedDict):
    """How one file was read.

    Attributes
    ----------
    columns : role -> column; those in `guessed` were found by their header.
    unused : columns that no role was found for.
    datum : of the coordinates, and what it was concluded from.
    datum_suspected : what the names speak of without saying that the coordinates are in it.
    industry : system of the industry codes.
    """

    file: str
    columns: dict[str, str]
    guessed: list[str]
    unused: list[str]
    encoding: str | None
    datum: str
    datum_basis: str
    datum_suspected: str | None
    axes_swapped: bool
    industry: str | None
    synthetic: bool


class IngestReport(TypedDict, total=False):
    """What became of the rows of all files; empty until they are all read.

    Attributes
    ----------
    rejected, changed : rows by reason.
    listing : file that names each of them.
    """

    read: int
    kept: int
    duplicates: int
    rejected: dict[str, int]
    changed: dict[str, int]
    outside_country: int
    outside_unit: int
    files: list[FileReport]
    listing: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version says of itself.

    Attributes
    ----------
    content : digest of the rows in their order, whatever the files: the same input gives the same.
    segments : rows of each sorted part.
    level : Morton level of the table of first rows.
    regions, places, clusters : keys by code.
    synthetic : made up for tests and benchmarks; said wherever it is shown.
    files : path -> sha256 of everything that is derived from the rows.
    """

    name: str
    title: Mapping[str, str]
    rows: int
    content: str
    segments: tuple[int, ...]
    segment_digests: tuple[str, ...]
    level: int
    regions: tuple[str, ...]
    places: tuple[str, ...]
    clusters: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]
    years: tuple[int, int]
    synthetic: bool
    bbox: tuple[float, float, float, float]
    notes: Mapping[str, str] = field(default_factory=dict)
    report: IngestReport = field(default_factory=IngestReport)
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def text(self) -> str:
        """Return the manifest as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    def write(self, folder: Path) -> None:
        """Write the manifest into a version's folder."""
        write_whole(folder / MANIFEST, self.text().encode())


def read_manifest(folder: Path) -> Manifest:
    """Read a version's manifest; raises DatasetDamagedError when it is not whole or of another format."""
    try:
        text = (folder / MANIFEST).read_text("utf-8")
    except (OSError, ValueError) as fault:
        raise DatasetDamagedError(f"The dataset in {folder} has no whole manifest. Ingest it again.") from fault
    return parse_manifest(text, str(folder))


def parse_manifest(text: str, place: str) -> Manifest:
    """Read a manifest's text; `place` is named where it is not whole or of another format (DatasetDamagedError)."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise DatasetDamagedError(
                f"The dataset in {place} has format {told['format']}; this program reads {FORMAT}. Ingest it again."
            )
        lists = ("segments", "segment_digests", "regions", "places", "clusters", "years", "bbox")
        values: dict[str, Any] = {key: tuple(value) if key in lists else value for key, value in told.items()}
        return Manifest(**values)
    except (ValueError, KeyError, TypeError) as fault:
        raise DatasetDamagedError(f"The dataset in {place} has no whole manifest. Ingest it again.") from fault


def content_of(digests: Sequence[str], rows: Sequence[int]) -> str:
    """Return the digest of a dataset from those of its segments and their sizes."""
    told = json.dumps([FORMAT, list(digests), list(rows)])
    return hashlib.sha256(told.encode()).hexdigest()


def checked_name(name: str) -> str:
    """Return a dataset's name; raises DatasetNameError when it is none."""
    if not _NAME.fullmatch(name):
        raise DatasetNameError(
            f"{name[:80]!r} cannot be a dataset's name; use 1 to 60 of the small letters a-z, digits, - and _, "
            "beginning with a letter or digit."
        )
    return name


def name_from(path: Path) -> str:
    """Make a dataset's name of a file's: what is no letter a-z or digit becomes a dash.

    >>> name_from(Path("Firms 2026.csv")), name_from(Path("企业.csv"))[:8]
    ('firms-2026', 'dataset-')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-")[:60]
    return plain or f"dataset-{hashlib.sha256(path.name.encode()).hexdigest()[:8]}"


def version_folder(root: Path, name: str) -> Path:
    """Return the folder of the version that is in place; raises UnknownDatasetError."""
    try:
        version = (root / checked_name(name) / CURRENT).read_text("ascii").strip()
    except OSError as missing:
        known = ", ".join(names(root)) or "none"
        raise UnknownDatasetError(f"There is no dataset {name!r}. Datasets: {known}.") from missing
    return root / name / "versions" / version


def names(root: Path) -> tuple[str, ...]:
    """Return the names of the datasets below a folder."""
    return tuple(sorted(path.parent.name for path in root.glob(f"*/{CURRENT}")))


def put_in_place(root: Path, name: str, folder: Path, version: str) -> Path:
    """Make a finished folder the dataset's version, and remove the older ones."""
    home = root / name
    place = home / "versions" / version
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():  # the same content again: what is there is what would be put there, or a damaged copy of it
        old = place.with_name(f"{version}.old")
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
    folder.rename(place)
    _sync(place.parent)
    write_whole(home / CURRENT, version.encode())
    for other in place.parent.iterdir():
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
    return place


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def only_writer(root: Path, name: str) -> Iterator[None]:
    """Hold the dataset for writing; raises DatasetBusyError while another process does."""
    home = root / checked_name(name)
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatasetBusyError(
                f"Another process is writing the dataset {name!r}. Wait until it has ended."
            ) from None
        yield


@contextlib.contextmanager
def told_when_full(place: Path) -> Iterator[None]:
    """Turn a full disk into DiskFullError, whichever library meets it."""
    import duckdb
    import pyarrow as pa

    try:
        yield
    except (OSError, pa.ArrowException, duckdb.Error) as fault:
        words = str(fault).lower()
        number = getattr(fault, "errno", None)
        if (
            number not in _NO_ROOM
            and "no space left" not in words
            and "disk quota" not in words
            and "max_temp" not in words
        ):
            raise
        free = shutil.disk_usage(place if place.exists() else place.parent).free
        raise DiskFullError(
            f"The disk of {place} is full ({free / 1e6:,.0f} MB free). The dataset that was there is still in place. "
            "Make room, or set OBSERVATORY_DATASETS to a larger disk, and run the same command again: it goes on where "
            "it stopped."
        ) from fault
