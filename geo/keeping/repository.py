"""Repository: where everything people save is written, and the one place that knows which database that is.

SQLite in one file, so that nothing needs to be installed. A room says what it keeps by a `Schema` and asks with
statements of portable SQL whose values are bound; they stand in that room's `register`. PostgreSQL is another class
with the same two methods (`geo.keeping.postgres`); `geo.keeping.opening` chooses.

One write at a time: a change takes the database's only write lock first, and with it the right to write and sweep the
folder of files. The lock ends with the process that holds it, however that ends. Readers go on reading meanwhile, all
but the moment of the commit. No write-ahead log: two processes that open a new file at once cannot both switch it on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from geo.errors import ObservatoryError

Value = str | int | float | None
Row = tuple[Any, ...]
_WAIT_S: Final = 60  # for another process that writes a large file


class Transaction(Protocol):
    """What is asked and changed at one moment."""

    def rows(self, statement: str, *values: Value) -> list[Row]:
        """Return what a statement finds; `?` stands for each value."""

    def run(self, statement: str, *values: Value) -> int:
        """Change rows, and return how many."""


class Repository(Protocol):
    """Where a room keeps what people save."""

    def change(self) -> AbstractContextManager[Transaction]:
        """Hold the write lock; what is changed stands at the end, all of it or, after a fault, nothing."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """See what is kept as it stands at one moment."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What a room keeps.

    Attributes
    ----------
    steps : statements that lead from one version to the next, the first from nothing; a step never changes again.
    name : of what is kept, for messages: "register of published layers".
    fault : makes the room's own error of a message and its values.
    space : short name of the room, which its tables have in a database that several rooms share; never changed.
    """

    steps: tuple[tuple[str, ...], ...]
    name: str
    fault: Callable[..., ObservatoryError]
    space: str = "things"


class _SqliteTransaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, *values: Value) -> list[Row]:
        return self._connection.execute(statement, values).fetchall()

    def run(self, statement: str, *values: Value) -> int:
        return self._connection.execute(statement, values).rowcount


class SqliteRepository:
    """One file; every call opens a connection of its own, so threads and processes may share it.

    Parameters
    ----------
    path : of the file, made if it is not there; its folder exists.

    Raises
    ------
    ObservatoryError
        the schema's fault, if the file is no database, is damaged, or was written by a newer program.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        self._path = path
        self._schema = schema
        newest = len(schema.steps)
        with self._connected() as connection:
            found = _version(connection)
            if found > newest:
                raise schema.fault(
                    f"The {schema.name} {path} has version {found}; this program knows {newest}. "
                    "Start the newer program again.",
                    path=str(path),
                )
            if found == newest:
                return
            connection.execute("BEGIN IMMEDIATE")
            for step in schema.steps[_version(connection) :]:  # another process may have been first
                for statement in step:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {newest}")
            connection.execute("COMMIT")

    @contextmanager
    def change(self) -> Iterator[Transaction]:
        """Hold the write lock; what is changed stands at the end, all of it or, after a fault, nothing."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield _SqliteTransaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """See what is kept as it stands at one moment."""
        with self._connected() as connection:
            connection.execute("BEGIN")
            yield _SqliteTransaction(connection)
            connection.execute("ROLLBACK")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=_WAIT_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
                yield connection
        except sqlite3.Error as fault:
            raise self._schema.fault(
                f"The {self._schema.name} {self._path} cannot be used ({fault}). Check the disk and the "
                "folder's permissions, or restore the folder from a backup.",
                path=str(self._path),
            ) from fault


@contextmanager
def held(path: Path) -> Iterator[Callable[[Path], None]]:
    """Hold the write lock of a database of any room; yields what copies it, as it then stands, into a new file.

    Raises OSError where it cannot be opened, locked or copied.
    """
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")

            def copy(target: Path) -> None:
                with (
                    closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as reader,
                    closing(sqlite3.connect(target)) as copied,
                ):
                    reader.backup(copied)

            yield copy
            connection.execute("ROLLBACK")
    except sqlite3.Error as fault:
        raise OSError(0, str(fault), str(path)) from fault


def sound_version(path: Path) -> int | None:
    """Return how many steps of its schema a database of any room has taken; None where it is not whole."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return _version(connection) if whole else None
    except sqlite3.Error:
        return None


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def listed(values: Sequence[object]) -> str:
    """Return as many `?` as there are values, for `IN (...)`.

    Examples
    --------
    >>> listed(["a", "b"])
    '?, ?'
    """
    return ", ".join("?" * len(values))
