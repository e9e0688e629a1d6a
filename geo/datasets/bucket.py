"""The bucket store: the embedded store's files in an S3-compatible bucket, served from there by any number of servers.

`s3://bucket/folder?endpoint=http://host:port&region=name`; credentials as the AWS tools take them (AWS_ACCESS_KEY_ID
and so on). Objects are written once and never changed; `current`, the last one, names the version in place.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
from pyarrow import fs

from geo.datasets import layout
from geo.datasets.cells import TileCutter
from geo.datasets.embedded import faults_of
from geo.datasets.errors import StoreUnreachableError, UnknownDatasetError
from geo.datasets.files import FetchedFiles
from geo.datasets.layout import Manifest
from geo.datasets.selection import Columns
from geo.datasets.store import Opened
from geo.errors import SettingError
from geo.settings import Settings

FETCHED: Final = ".fetched"
LISTING: Final = ("report.json", "rows.csv")
_CONNECT_S, _REQUEST_S, _ATTEMPTS = 5.0, 30.0, 3
_OPTIONS: Final = ("endpoint", "region")


def filesystem_of(url: str) -> tuple[fs.FileSystem, str]:
    """Return the file system and the folder an address names; raises SettingError on an option that is none."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if unknown := sorted(set(options) - set(_OPTIONS)):
        raise SettingError(
            f"OBSERVATORY_STORE_URL has the option {unknown[0]!r}; it takes {' and '.join(_OPTIONS)}.",
            name="OBSERVATORY_STORE_URL",
            value=unknown[0],
        )
    endpoint = urlsplit(options.get("endpoint", ""))
    found = fs.S3FileSystem(
        region=options.get("region", "us-east-1"),
        scheme=endpoint.scheme or "https",
        endpoint_override=endpoint.netloc or None,
        connect_timeout=_CONNECT_S,
        request_timeout=_REQUEST_S,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_ATTEMPTS),
    )
    return found, f"{parts.netloc}{parts.path}".rstrip("/")


class BucketStore:
    """Datasets in a bucket."""

    def __init__(self, config: Settings) -> None:
        """Take the address; nothing is asked before the first question."""
        self._local = config.datasets_dir
        self._filesystem, self._base = filesystem_of(config.store_url)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the bucket raises into StoreUnreachableError."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as fault:
            said = (str(fault).strip().splitlines() or [type(fault).__name__])[0][:200]
            raise StoreUnreachableError(
                f"The bucket s3://{self._base} of OBSERVATORY_STORE_URL cannot be used: {said}. Check its address, "
                "that it exists, and the credentials."
            ) from fault

    def _read(self, place: str) -> bytes:
        with self._told(), self._filesystem.open_input_stream(f"{self._base}/{place}") as file:
            data: bytes = file.read()
        return data

    def _write(self, place: str, data: bytes) -> None:
        with self._told(), self._filesystem.open_output_stream(f"{self._base}/{place}") as file:
            file.write(data)

    def names(self) -> tuple[str, ...]:
        """Return the names of the datasets, sorted."""
        with self._told():
            listed = self._filesystem.get_file_info(fs.FileSelector(self._base, allow_not_found=True))
            homes = [one.base_name for one in listed if one.type == fs.FileType.Directory]
            marks = self._filesystem.get_file_info([f"{self._base}/{name}/{layout.CURRENT}" for name in homes])
        return tuple(sorted(n for n, mark in zip(homes, marks, strict=True) if mark.type == fs.FileType.File))

    def version(self, name: str) -> str:
        """Return the version that is in place; raises UnknownDatasetError."""
        layout.checked_name(name)
        try:
            return self._read(f"{name}/{layout.CURRENT}").decode("ascii").strip()
        except FileNotFoundError as missing:
            known = ", ".join(self.names()) or "none"
            raise UnknownDatasetError(f"There is no dataset {name!r}. Datasets: {known}.") from missing

    def manifest(self, name: str) -> Manifest:
        """Return what the version in place says of itself."""
        place = f"{name}/versions/{self.version(name)}"
        return layout.parse_manifest(self._read(f"{place}/{layout.MANIFEST}").decode(), f"s3://{self._base}/{place}")

    def open(self, name: str) -> Opened:
        """Open the version in place; what was fetched of others goes away."""
        version, manifest = self.version(name), self.manifest(name)
        cache = self._local / FETCHED / name / version
        if cache.parent.is_dir():
            for other in cache.parent.iterdir():
                if other != cache:
                    shutil.rmtree(other, ignore_errors=True)
        files = FetchedFiles(self._filesystem, f"{self._base}/{name}/versions/{version}", cache, manifest)
        with self._told():
            columns = Columns(cache, manifest, files)
        return Opened(columns, TileCutter(columns), version)

    def put(self, folder: Path, manifest: Manifest) -> Path:
        """Copy a finished folder into the bucket, make it the dataset's version, and delete the others."""
        name, version = manifest.name, manifest.content[:16]
        place = f"{name}/versions/{version}"
        with self._told():
            fs.copy_files(str(folder), f"{self._base}/{place}", fs.LocalFileSystem(), self._filesystem)
        self._write(f"{name}/{layout.CURRENT}", version.encode())
        with self._told():
            listed = self._filesystem.get_file_info(fs.FileSelector(f"{self._base}/{name}/versions"))
            for other in listed:
                if other.base_name != version:
                    self._filesystem.delete_dir(other.path)
        beside = self._local / name / "report"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        for file in LISTING:
            shutil.copy2(folder / file, beside / file)
        return beside

    def size(self, name: str) -> int:
        """Return the bytes a dataset takes in the bucket."""
        place = f"{self._base}/{name}/versions/{self.version(name)}"
        with self._told():
            listed = self._filesystem.get_file_info(fs.FileSelector(place, recursive=True))
        return sum(one.size for one in listed if one.type == fs.FileType.File)

    def verify(self, name: str) -> list[str]:
        """Read every object of a dataset; returns what is not as it was written."""
        manifest = self.manifest(name)
        base = f"{self._base}/{name}/versions/{self.version(name)}"
        files = FetchedFiles(self._filesystem, base, self._local / FETCHED, manifest)
        with self._told():
            return faults_of(manifest, f"s3://{base}", files.rows, partial(_digest, self._filesystem, base))

    def remove(self, name: str) -> None:
        """Delete a dataset."""
        with self._told():
            with contextlib.suppress(FileNotFoundError):
                self._filesystem.delete_file(f"{self._base}/{name}/{layout.CURRENT}")  # out of sight at once, then away
            with contextlib.suppress(FileNotFoundError):
                self._filesystem.delete_dir(f"{self._base}/{name}")
        shutil.rmtree(self._local / FETCHED / name, ignore_errors=True)


def _digest(filesystem: fs.FileSystem, base: str, relative: str) -> str | None:
    digest = hashlib.sha256()
    try:
        with filesystem.open_input_stream(f"{base}/{relative}") as file:
            while piece := file.read(1 << 22):
                digest.update(piece)
    except FileNotFoundError:
        return None
    return digest.hexdigest()
