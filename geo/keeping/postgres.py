"""PostgreSQL as a repository: what people save on one server of databases, shared by all replicas of the observatory.

Each room has a PostgreSQL schema of its own, `observatory_<space>`, as it has a file of its own with SQLite; the table
`observatory.versions` says which step of each room's `Schema` has been made. A change holds the room's advisory lock to
its end, so that one write at a time is the rule here too; the server gives it back when the process or its machine is
gone. The password may stand in libpq's own file (`PGPASSFILE`) instead of the address; no message ever shows it.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo.keeping import dialect
from geo.keeping.audit import now
from geo.keeping.errors import DatabaseDownError
from geo.keeping.repository import Row, Schema, Transaction, Value

if TYPE_CHECKING:
    import psycopg
    from psycopg_pool import ConnectionPool

    Connection = psycopg.Connection[Row]

HOME: Final = "observatory"
_MOST_CONNECTIONS: Final = 12  # of one process; a page holds one for milliseconds
_WAIT_S: Final = 6.0  # for a connection
_LOCK_S: Final = 60  # for another process that writes a large file
_OURS: Final = f"{HOME} {os.getpid()}@{socket.gethostname()}"[:63]  # whoever looks at the server sees who it is
_CONNECT: Final[dict[str, str | int | None]] = {
    "application_name": _OURS,
    "connect_timeout": 5,
    # A replica whose machine lost its power holds a lock no longer than this.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "autocommit": True,  # BEGIN is ours, with what belongs to it in one message
    "prepare_threshold": None,  # a prepared statement knows its tables, and each room has others of the same name
}


@lru_cache(maxsize=4)
def pool(address: str) -> ConnectionPool[Any]:
    """Return the connections of this process to a server, opened when they are needed and mended by themselves."""
    from psycopg_pool import ConnectionPool

    made: ConnectionPool[Any] = ConnectionPool(
        address,
        kwargs=_CONNECT,
        min_size=0,
        max_size=_MOST_CONNECTIONS,
        timeout=_WAIT_S,
        reconnect_timeout=_WAIT_S,
        max_idle=120.0,
        check=ConnectionPool.check_connection,  # a server that was started again is met with a new connection
        open=True,
        name=HOME,
    )
    atexit.register(made.close)
    return made


def shown(address: str) -> str:
    """Return where a server is, without user and password.

    Examples
    --------
    >>> shown("postgresql://ann:secret@db.example:5433/observatory")
    'db.example:5433/observatory'
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        told = conninfo_to_dict(address)
    except ProgrammingError:
        return "OBSERVATORY_DATABASE_URL"
    host = told.get("host") or "localhost"
    return f"{host}:{told.get('port') or 5432}/{told.get('dbname') or told.get('user') or ''}"


_changing: Final = threading.local()  # .connections: address -> the connection on which this thread changes a room


@contextmanager
def _lent(address: str, connection: Connection) -> Iterator[None]:
    held: dict[str, Connection] = _changing.__dict__.setdefault("connections", {})
    before = held.get(address)
    held[address] = connection
    try:
        yield
    finally:
        if before is None:
            del held[address]
        else:
            held[address] = before


@contextmanager
def joined(address: str) -> Iterator[Connection]:
    """Lend the connection of the change this thread is in, so that files stand or fall with it; else a fresh one.

    Raises DatabaseDownError like `connected`.
    """
    held: Connection | None = _changing.__dict__.get("connections", {}).get(address)
    if held is not None:
        yield held
        return
    with connected(address) as connection:
        connection.execute("BEGIN")
        yield connection


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    """Lend a connection; what is begun on it is kept at the end, or undone after a fault.

    Raises
    ------
    DatabaseDownError
        if the server cannot be reached, or goes away meanwhile.
    """
    import psycopg
    from psycopg_pool import PoolClosed, PoolTimeout

    try:
        with pool(address).connection() as connection:
            yield connection
    except (PoolTimeout, PoolClosed):
        raise DatabaseDownError(shown(address), "it does not answer or refuses the connection") from None
    except psycopg.errors.LockNotAvailable as fault:
        raise DatabaseDownError(shown(address), f"another process writes for more than {_LOCK_S} s") from fault
    except (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction) as fault:
        raise DatabaseDownError(shown(address), " ".join(str(fault).split())[:200]) from fault


def others(address: str) -> int:
    """Return how many connections other processes of the observatory have to a database, on whatever machine.

    Raises DatabaseDownError like `connected`.
    """
    with connected(address) as connection:
        asked = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name LIKE %s AND application_name <> %s"
        )
        return int(connection.execute(asked, (f"{HOME} %", _OURS)).fetchall()[0][0])


class _PostgresTransaction:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, *values: Value) -> list[Row]:
        return self._connection.execute(dialect.asking(statement), values).fetchall()

    def run(self, statement: str, *values: Value) -> int:
        return self._connection.execute(dialect.asking(statement), values).rowcount


class PostgresRepository:
    """What one room keeps on a server of databases; threads, processes and machines may share it.

    Parameters
    ----------
    address : of the server and its database: ``postgresql://user@host:5432/name``. Its user may make schemas there, or
        somebody has made them (`observatory` and one a room).

    Raises
    ------
    ObservatoryError
        the schema's fault, if the database was written by a newer program or its user lacks a right.
    DatabaseDownError
        if the server does not answer.
    """

    def __init__(self, address: str, schema: Schema) -> None:
        self._address = address
        self._schema = schema
        self._home = f"{HOME}_{schema.space}"
        with self._used() as connection:
            if self._version(connection) < len(schema.steps):
                self._migrate(connection)

    @contextmanager
    def change(self) -> Iterator[Transaction]:
        """Hold the write lock; what is changed stands at the end, all of it or, after a fault, nothing."""
        with self._used() as connection:
            self._begin(connection, "BEGIN")
            locked(connection, self._home)
            with _lent(self._address, connection):
                yield _PostgresTransaction(connection)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """See what is kept as it stands at one moment."""
        with self._used() as connection:
            self._begin(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            with _lent(self._address, connection):  # files that are fetched are those of this moment
                yield _PostgresTransaction(connection)

    def _begin(self, connection: Connection, begin: str) -> None:
        connection.execute(f'{begin}; SET LOCAL search_path TO "{self._home}"')

    def _version(self, connection: Connection) -> int:
        """Return how many steps have been made; raises the schema's fault for more than this program knows."""
        there = connection.execute("SELECT to_regclass('observatory.versions') IS NOT NULL").fetchall()[0][0]
        asked = "SELECT version FROM observatory.versions WHERE space = %s"
        found = connection.execute(asked, (self._schema.space,)).fetchall() if there else []
        version, newest = int(found[0][0]) if found else 0, len(self._schema.steps)
        if version > newest:
            raise self._schema.fault(
                f"The {self._schema.name} in {shown(self._address)} has version {version}; "
                f"this program knows {newest}. Start the newer program again.",
                path=shown(self._address),
            )
        return version

    def _migrate(self, connection: Connection) -> None:
        connection.execute("BEGIN")
        locked(connection, HOME)
        made(connection, self._schema, version=lambda: self._version(connection))
        connection.execute("COMMIT")

    @contextmanager
    def _used(self) -> Iterator[Connection]:
        import psycopg

        try:
            with connected(self._address) as connection:
                yield connection
        except psycopg.Error as fault:
            raise self._schema.fault(
                f"The {self._schema.name} in {shown(self._address)} cannot be used ({' '.join(str(fault).split())}). "
                "Check the rights of the database's user, or restore a backup.",
                path=shown(self._address),
            ) from fault


def locked(connection: Connection, name: str) -> None:
    """Hold the lock of a name until the end of what was begun."""
    connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_S}s'; SELECT pg_advisory_xact_lock({_number(name)})")


def made(connection: Connection, schema: Schema, *, version: Callable[[], int] = lambda: 0) -> None:
    """Make the steps of a schema, in what was begun.

    Parameters
    ----------
    version : tells how many of them have been made; it is asked once the table that says so is there.
    """
    home = f"{HOME}_{schema.space}"
    connection.execute("CREATE SCHEMA IF NOT EXISTS observatory")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS observatory.versions "
        "(space TEXT PRIMARY KEY, version BIGINT NOT NULL, changed_at TEXT NOT NULL)"
    )
    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{home}"; SET LOCAL search_path TO "{home}"')
    for step in schema.steps[version() :]:  # another process may have been first
        for statement in step:
            connection.execute(dialect.making(statement))
    connection.execute(
        "INSERT INTO observatory.versions (space, version, changed_at) VALUES (%s, %s, %s) "
        "ON CONFLICT (space) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at",
        (schema.space, len(schema.steps), now()),
    )


def _number(name: str) -> int:
    """Return the number of a lock: 63 bits of a digest of its name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1
