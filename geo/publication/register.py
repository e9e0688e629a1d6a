"""Register of published layers: publications, their versions, their owners' codes, and who changed what when.

All that is asked of the database stands here; `geo.keeping.repository` says how it is locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.keeping import audit
from geo.keeping.audit import OPERATOR, OWNER
from geo.keeping.opening import repository_at
from geo.keeping.person import Person
from geo.keeping.repository import Schema, Transaction
from geo.publication.about import About, Owner
from geo.publication.errors import PublicationError, UnknownPublicationError

FILE: Final = "register.sqlite"
_FIRST: Final = (
    "CREATE TABLE IF NOT EXISTS serial (number INTEGER NOT NULL)",
    """CREATE TABLE IF NOT EXISTS publications (
        id TEXT PRIMARY KEY, owner_kind TEXT NOT NULL, owner_name TEXT NOT NULL, owner_subject TEXT NOT NULL,
        code_hash TEXT NOT NULL, withdrawn_at TEXT NOT NULL DEFAULT '', withdrawn_by TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE TABLE IF NOT EXISTS versions (
        publication TEXT NOT NULL REFERENCES publications (id), number INTEGER NOT NULL,
        title TEXT NOT NULL, licence TEXT NOT NULL, licence_text TEXT NOT NULL, source TEXT NOT NULL,
        as_of TEXT NOT NULL, confidence TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
        features INTEGER NOT NULL, kinds TEXT NOT NULL, west REAL, south REAL, east REAL, north REAL,
        published_at TEXT NOT NULL, PRIMARY KEY (publication, number)
    ) STRICT""",
    """CREATE TABLE IF NOT EXISTS events (
        publication TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL
    ) STRICT""",
    "INSERT INTO serial SELECT 0 WHERE NOT EXISTS (SELECT * FROM serial)",
)
_AUDITED: Final = (
    *audit.TABLE,
    """INSERT INTO audit (at, role, person, act, thing, detail)
       SELECT at, by, '', kind, 'publication/' || publication,
              CASE WHEN version > 0 THEN CAST(version AS TEXT) ELSE '' END
       FROM events ORDER BY rowid""",
    "DROP TABLE events",
)
"""The events of a register written before there was one audit record are its first lines."""
SCHEMA: Final = Schema((_FIRST, _AUDITED, audit.PLACE), "register of published layers", PublicationError, "publication")

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
    """The register's file, or its place in a database (see `geo.keeping.opening`)."""

    def __init__(self, folder: Path, *, database: str = "") -> None:
        self._kept = repository_at(folder / FILE, SCHEMA, database=database)
        self.reading = self._kept.reading
        self.holding = self._kept.change  # for what changes files only

    @contextmanager
    def change(self) -> Iterator[Transaction]:
        """Hold the write lock; what is changed stands at the end, and the serial with it."""
        with self._kept.change() as transaction:
            yield transaction
            transaction.run("UPDATE serial SET number = number + 1")

    def serial(self) -> int:
        """Return a number that is another one after every change, whichever process made it."""
        with self.reading() as transaction:
            return int(transaction.rows("SELECT number FROM serial")[0][0])

    def publications(self, *, only: str | None = None) -> tuple[Publication, ...]:
        """Return all publications, the newest first, withdrawn ones included, as they stood at one moment."""
        with self.reading() as transaction:
            return read(transaction, only=only)

    def digests(self) -> dict[str, int]:
        """Return the digest and bytes of every file that is kept."""
        with self.reading() as transaction:
            return digests(transaction)


def read(transaction: Transaction, *, only: str | None = None) -> tuple[Publication, ...]:
    """Return publications with all their versions."""
    of_one, given = ("WHERE id = ?", (only,)) if only is not None else ("", ())
    owners = transaction.rows(
        f"SELECT id, owner_kind, owner_name, owner_subject, withdrawn_at, withdrawn_by FROM publications {of_one}",
        *given,
    )
    versions: dict[str, list[Version]] = {}
    of_one = of_one.replace("id", "publication")
    for row in transaction.rows(
        "SELECT publication, number, title, licence, licence_text, source, as_of, confidence, digest, bytes, features, "
        f"kinds, west, south, east, north, published_at FROM versions {of_one} ORDER BY number",
        *given,
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


def digests(transaction: Transaction) -> dict[str, int]:
    """Return the digest and bytes of every file a version refers to."""
    return dict(transaction.rows("SELECT DISTINCT digest, bytes FROM versions"))


def insert_publication(transaction: Transaction, publication_id: str, owner: Owner, code_hash: str) -> None:
    """Add a publication that has no version yet."""
    transaction.run(
        "INSERT INTO publications (id, owner_kind, owner_name, owner_subject, code_hash) VALUES (?, ?, ?, ?, ?)",
        *(publication_id, owner.kind, owner.name, owner.subject, code_hash),
    )


def insert_version(transaction: Transaction, publication_id: str, version: Version) -> None:
    """Add a version to a publication."""
    about = version.about
    transaction.run(
        f"INSERT INTO versions VALUES ({', '.join('?' * 17)})",
        *(publication_id, version.number, about.title, about.licence, about.licence_text, about.source),
        *(about.as_of, about.confidence, version.digest, version.bytes, version.features, ",".join(version.kinds)),
        *(version.bounds or (None, None, None, None)),
        version.published_at,
    )


def code_hash(transaction: Transaction, publication_id: str) -> str:
    """Return the hash of a publication's withdrawal code, "" where it has none."""
    return str(transaction.rows("SELECT code_hash FROM publications WHERE id = ?", publication_id)[0][0])


def turn(transaction: Transaction, publication_id: str, *, withdrawn_at: str, withdrawn_by: str) -> None:
    """Take a publication out of sight, or return it with two empty texts."""
    transaction.run(
        "UPDATE publications SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ?",
        *(withdrawn_at, withdrawn_by, publication_id),
    )


def delete(transaction: Transaction, publication_id: str) -> None:
    """Delete a publication with its versions; what was done to it stays in the audit record."""
    transaction.run("DELETE FROM versions WHERE publication = ?", publication_id)
    transaction.run("DELETE FROM publications WHERE id = ?", publication_id)


def note(
    transaction: Transaction, publication_id: str, act: str, *, by: Person | None, at: str = "", version: int = 0
) -> None:
    """Write into the audit record what was done (publish, withdraw, restore, remove); by None: the operator."""
    audit.write(transaction, audit.line(act, f"publication/{publication_id}", by=by, at=at, detail=version or ""))


__all__ = ("FILE", "OPERATOR", "OWNER", "Publication", "Register", "Version")
