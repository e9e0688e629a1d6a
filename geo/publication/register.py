"""Register of published layers in SQLite: publications, their versions, and who withdrew or restored them when.

One write at a time: every change runs in a transaction that takes the register's only write lock first, and with it
the right to write and sweep the folder of files. The lock ends with the process that holds it, however that ends.
Readers go on reading meanwhile, all but the moment of the commit. No write-ahead log: two processes that open a new
register at once cannot both switch it on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.publication.about import About, Owner
from geo.publication.errors import PublicationError, UnknownPublicationError

FILE: Final = "register.sqlite"
OWNER: Final = "owner"
OPERATOR: Final = "operator"
_SCHEMA_VERSION: Final = 1
_WAIT_S: Final = 60  # for another process that writes a large file
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS serial (number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS publications (
    id TEXT PRIMARY KEY, owner_kind TEXT NOT NULL, owner_name TEXT NOT NULL, owner_subject TEXT NOT NULL,
    code_hash TEXT NOT NULL, withdrawn_at TEXT NOT NULL DEFAULT '', withdrawn_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS versions (
    publication TEXT NOT NULL REFERENCES publications (id), number INTEGER NOT NULL,
    title TEXT NOT NULL, licence TEXT NOT NULL, licence_text TEXT NOT NULL, source TEXT NOT NULL, as_of TEXT NOT NULL,
    confidence TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL, features INTEGER NOT NULL,
    kinds TEXT NOT NULL, west REAL, south REAL, east REAL, north REAL, published_at TEXT NOT NULL,
    PRIMARY KEY (publication, number)
) STRICT;
CREATE TABLE IF NOT EXISTS events (
    publication TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL
) STRICT;
INSERT INTO serial SELECT 0 WHERE NOT EXISTS (SELECT * FROM serial);
"""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a published layer; it never changes.

    Attributes
    ----------
    digest : SHA-256 of the file, which is named by it.
    kinds : dimensions of its geometry that occur: points, lines, areas.
    bounds : west, south, east, north in degrees; None where nothing is drawn.
    published_at : ISO time in UTC.
    """

    number: int
    about: About
    digest: str
    bytes: int
    features: int
    kinds: tuple[str, ...]
    bounds: Bounds | None
    published_at: str


@dataclass(frozen=True, slots=True)
class Publication:
    """One published layer.

    Attributes
    ----------
    publication_id : public, part of links; no secret.
    versions : from first to last.
    withdrawn_at : ISO time in UTC, "" while it is to be seen.
    withdrawn_by : OWNER or OPERATOR, "" while it is to be seen.
    """

    publication_id: str
    owner: Owner
    versions: tuple[Version, ...]
    withdrawn_at: str
    withdrawn_by: str

    @property
    def newest(self) -> Version:
        """Return the version that is shown unless a link names another."""
        return self.versions[-1]

    def version(self, number: int | None) -> Version:
        """Return a version, the newest for None; raises UnknownPublicationError for one that does not exist."""
        if number is None:
            return self.newest
        for version in self.versions:
            if version.number == number:
                return version
        raise UnknownPublicationError(f"{self.publication_id}.{number}")


class Register:
    """The register's file; every call opens a connection of its own, so threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        with self._connected() as connection:
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if found > _SCHEMA_VERSION:
                raise PublicationError(
                    f"The register {self._path} has version {found}; this program knows {_SCHEMA_VERSION}. "
                    "Start the newer program again.",
                    path=str(self._path),
                )
            connection.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
            connection.execute("COMMIT")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=_WAIT_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
                yield connection
        except sqlite3.Error as fault:
            raise PublicationError(
                f"The register of published layers {self._path} cannot be used ({fault}). Check the disk and the "
                "folder's permissions, or restore the folder from a backup.",
                path=str(self._path),
            ) from fault

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock; what is changed stands at the end, all of it or, after a fault, nothing."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("UPDATE serial SET number = number + 1")
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """See the register as it stands at one moment."""
        with self._connected() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")

    def serial(self) -> int:
        """Return a number that is another one after every change, whichever process made it."""
        with self._connected() as connection:
            return int(connection.execute("SELECT number FROM serial").fetchone()[0])

    def publications(self, *, only: str | None = None) -> tuple[Publication, ...]:
        """Return all publications, the newest first, withdrawn ones included, as they stood at one moment."""
        with self.reading() as connection:
            return read(connection, only=only)

    def digests(self) -> dict[str, int]:
        """Return the digest and bytes of every file that is kept."""
        with self._connected() as connection:
            return dict(connection.execute("SELECT DISTINCT digest, bytes FROM versions"))


def read(connection: sqlite3.Connection, *, only: str | None = None) -> tuple[Publication, ...]:
    """Return publications with all their versions."""
    where, given = ("WHERE id = ?", [only]) if only is not None else ("", [])
    owners = connection.execute(
        f"SELECT id, owner_kind, owner_name, owner_subject, withdrawn_at, withdrawn_by FROM publications {where}", given
    ).fetchall()
    versions: dict[str, list[Version]] = {}
    where = where.replace("id", "publication")
    for row in connection.execute(
        "SELECT publication, number, title, licence, licence_text, source, as_of, confidence, digest, bytes, features, "
        f"kinds, west, south, east, north, published_at FROM versions {where} ORDER BY number",
        given,
    ):
        versions.setdefault(row[0], []).append(_version(row))
    made = [
        Publication(key, Owner(kind, name, subject), tuple(versions[key]), at, by)
        for key, kind, name, subject, at, by in owners
        if key in versions
    ]
    made.sort(key=lambda one: (one.newest.published_at, one.publication_id), reverse=True)
    return tuple(made)


def _version(row: tuple[Any, ...]) -> Version:
    bounds = None if row[12] is None else (row[12], row[13], row[14], row[15])
    kinds = tuple(filter(None, row[11].split(",")))
    return Version(row[1], About(*row[2:8]), row[8], row[9], row[10], kinds, bounds, row[16])


def insert_version(connection: sqlite3.Connection, publication_id: str, version: Version) -> None:
    """Add a version to a publication."""
    about = version.about
    connection.execute(
        f"INSERT INTO versions VALUES ({', '.join('?' * 17)})",
        [
            *(publication_id, version.number, about.title, about.licence, about.licence_text, about.source),
            *(about.as_of, about.confidence, version.digest, version.bytes, version.features, ",".join(version.kinds)),
            *(version.bounds or (None, None, None, None)),
            version.published_at,
        ],
    )


def note(connection: sqlite3.Connection, publication_id: str, kind: str, *, at: str, by: str, version: int = 0) -> None:
    """Write an event (publish, withdraw, restore or remove) into the log."""
    connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", [publication_id, version, kind, at, by])
