"""Files named by their content in PostgreSQL, so that every replica has them; the folder holds copies of what was used.

The database has the last word: a copy that is missing or is not what its name says is fetched anew.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.catalog.errors import FileFault
from geo.keeping.audit import now
from geo.keeping.errors import KeepingError
from geo.keeping.files import PART, STALE_S, Files, Staged, blocks
from geo.keeping.postgres import HOME, PostgresRepository, joined
from geo.keeping.repository import Schema

if TYPE_CHECKING:
    from geo.keeping.postgres import Connection

_TABLES: Final = (
    "CREATE TABLE files (name TEXT PRIMARY KEY, made_at TEXT NOT NULL)",
    """CREATE TABLE blocks (
        name TEXT NOT NULL REFERENCES files (name) ON UPDATE CASCADE ON DELETE CASCADE, number INTEGER NOT NULL,
        body BYTEA NOT NULL, PRIMARY KEY (name, number)
    )""",
    "ALTER TABLE blocks ALTER COLUMN body SET STORAGE EXTERNAL",  # they are compressed already
)


def schema_of(space: str) -> Schema:
    """Return the schema of a room's files."""
    return Schema((_TABLES,), f"files of {space}", KeepingError, f"{space}_files")


class StoredFiles(Files):
    """Files of one kind in a database.

    Parameters
    ----------
    folder : for copies, private to this server, made if it is not there.
    suffix : of the names: ".parquet".
    address : of the database.
    space : name of the room.
    """

    def __init__(self, folder: Path, *, suffix: str, address: str, space: str) -> None:
        super().__init__(folder, suffix=suffix)
        self._address = address
        home = f'"{HOME}_{space}_files"'
        self._files, self._blocks = f"{home}.files", f"{home}.blocks"
        PostgresRepository(address, schema_of(space))

    def digests(self) -> tuple[str, ...]:
        """Return the digests of all files, without those that wait for their names."""
        with joined(self._address) as connection:
            asked = f"SELECT name FROM {self._files} WHERE name NOT LIKE %s ORDER BY name"
            return tuple(row[0] for row in connection.execute(asked, (f"%{PART}",)).fetchall())

    def path(self, digest: str) -> Path:
        """Return where a copy of the file of a digest is; nowhere, if the database has no such file."""
        place = super().path(digest)
        if not place.exists():
            self._fetch(digest, place)
        return place

    def stage(self, body: bytes | Path) -> Staged:
        """Write a file under a temporary name, into the database too; raises OSError and DatabaseDownError."""
        staged = super().stage(body)
        name = staged.part.name
        try:
            with joined(self._address) as connection:
                connection.execute(f"INSERT INTO {self._files} VALUES (%s, %s)", (name, now()))
                for number, block in enumerate(blocks(staged.part)):
                    connection.execute(f"INSERT INTO {self._blocks} VALUES (%s, %s, %b)", (name, number, block))
        except BaseException:
            staged.part.unlink(missing_ok=True)
            raise
        return staged

    def enter(self, staged: Staged) -> None:
        """Give a staged file its digest as name, in the change that is on; raises OSError and DatabaseDownError."""
        with joined(self._address) as connection:
            if self._has(connection, staged.digest):
                connection.execute(f"DELETE FROM {self._files} WHERE name = %s", (staged.part.name,))
            else:
                given = (staged.digest, staged.part.name)
                connection.execute(f"UPDATE {self._files} SET name = %s WHERE name = %s", given)
        super().enter(staged)

    def fault(self, digest: str) -> FileFault | None:
        """Return what is wrong with a file; a copy that is not what was written is fetched anew before."""
        found = super().fault(digest)
        if found is None:
            return None
        super().path(digest).unlink(missing_ok=True)
        return super().fault(digest)

    def read(self, digest: str) -> bytes | FileFault:
        """Return a file's bytes, or what is wrong with it; a copy that is not what was written is fetched anew."""
        found = super().read(digest)
        if not isinstance(found, FileFault):
            return found
        super().path(digest).unlink(missing_ok=True)
        return super().read(digest)

    def sweep(self, kept: Collection[str], *, stale_s: float = STALE_S) -> int:
        """Delete every file whose digest is not among `kept`, here and in the database; returns how many there."""
        with joined(self._address) as connection:
            swept = connection.execute(
                f"DELETE FROM {self._files} WHERE name <> ALL(%s) AND (name NOT LIKE %s OR made_at::timestamptz < "
                "now() - make_interval(secs => %s))",
                (list(kept), f"%{PART}", stale_s),
            ).rowcount
        super().sweep(kept)  # others may be fetching into this folder, whatever `stale_s` is
        return swept

    def _has(self, connection: Connection, digest: str) -> bool:
        return bool(connection.execute(f"SELECT 1 FROM {self._files} WHERE name = %s", (digest,)).fetchall())

    def _fetch(self, digest: str, place: Path) -> None:
        with joined(self._address) as connection:
            if not self._has(connection, digest):
                return
            part = self.folder / f"{secrets.token_hex(16)}{PART}"
            try:
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    number = 0
                    while block := self._block(connection, digest, number):
                        file.write(block)
                        number += 1
                part.replace(place)
            finally:
                part.unlink(missing_ok=True)

    def _block(self, connection: Connection, digest: str, number: int) -> bytes | None:
        asked = f"SELECT body FROM {self._blocks} WHERE name = %s AND number = %s"
        found = connection.execute(asked, (digest, number), binary=True).fetchall()
        return bytes(found[0][0]) if found else None
