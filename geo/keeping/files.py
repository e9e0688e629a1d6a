"""Files named by their content: written whole or not at all, read back only as they were written, swept when unused.

Bytes go under a temporary name, are synchronised, and get their digest as name; the database refers to them only then.
A kill at any moment leaves at most a file that nobody refers to.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.catalog.errors import FileFault

PART: Final = ".part"
_CHUNK: Final = 1 << 20
STALE_S: Final = 3600.0  # a part so old is of no process that still writes it


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is written and has not its name yet."""

    part: Path
    digest: str
    size: int


class Files:
    """A folder of files of one kind.

    Parameters
    ----------
    folder : private to this server, made if it is not there.
    suffix : of the names: ".parquet".
    """

    def __init__(self, folder: Path, *, suffix: str) -> None:
        self.folder = folder
        self._suffix = suffix
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, digest: str) -> Path:
        """Return where the file of a digest is."""
        return self.folder / f"{digest}{self._suffix}"

    def put(self, body: bytes | Path) -> tuple[str, int]:
        """Write a file and return its SHA-256 digest and size in bytes; raises OSError and leaves nothing then.

        Call it under the database's write lock, or a sweep may come before the file is entered there.

        Parameters
        ----------
        body : the bytes, or where they are; that file stays as it is.
        """
        staged = self.stage(body)
        self.enter(staged)
        return staged.digest, staged.size

    def stage(self, body: bytes | Path) -> Staged:
        """Write a file under a temporary name: the slow part, which needs no lock; raises OSError."""
        part = self.folder / f"{secrets.token_hex(16)}{PART}"
        whole = hashlib.sha256()
        size = 0
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for block in blocks(body):
                    whole.update(block)
                    size += len(block)
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return Staged(part, whole.hexdigest(), size)

    def enter(self, staged: Staged) -> None:
        """Give a staged file its digest as name, under the database's write lock; raises OSError."""
        try:
            staged.part.replace(self.path(staged.digest))
            sync_folder(self.folder)
        except BaseException:
            staged.part.unlink(missing_ok=True)
            raise

    def fault(self, digest: str) -> FileFault | None:
        """Return what is wrong with a file: it is missing, or is not what was written; None if all is well."""
        try:
            actual = digest_of(self.path(digest))
        except OSError:
            actual = None
        return None if actual == digest else FileFault(self.path(digest).name, digest, actual)

    def read(self, digest: str) -> bytes | FileFault:
        """Return a file's bytes, or what is wrong with it."""
        try:
            body = self.path(digest).read_bytes()
        except OSError:
            return FileFault(self.path(digest).name, digest, None)
        actual = hashlib.sha256(body).hexdigest()
        return body if actual == digest else FileFault(self.path(digest).name, digest, actual)

    def hand_out(self, digest: str, target: Path) -> None:
        """Put a file under another name: a link where that is possible, else a copy."""
        try:
            os.link(self.path(digest), target)
        except OSError:
            shutil.copyfile(self.path(digest), target)

    def sweep(self, kept: Collection[str], *, stale_s: float = STALE_S) -> int:
        """Delete every file whose digest is not among `kept`, and parts nobody writes any more; returns how many.

        Call it while nobody can enter a new file into the database: under its write lock.
        """
        names = {self.path(digest).name for digest in kept}
        swept = 0
        for path in self.folder.iterdir():
            if path.name in names or (path.name.endswith(PART) and _age_s(path) < stale_s):
                continue
            path.unlink(missing_ok=True)
            swept += 1
        return swept


def digest_of(path: Path) -> str:
    """Return the SHA-256 digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make the names of a folder last; systems without this keep them by themselves."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def blocks(body: bytes | Path) -> Iterator[bytes]:
    """Yield bytes, or those of a file, megabyte by megabyte."""
    if isinstance(body, bytes):
        for start in range(0, len(body), _CHUNK):
            yield body[start : start + _CHUNK]
        return
    with body.open("rb") as file:
        while block := file.read(_CHUNK):
            yield block


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
