"""The PostGIS store: datasets as tables of a PostgreSQL with PostGIS, for those who keep their data in one anyway.

Every version is a table of its own in the schema `observatory`; the table `dataset` says which one is in place, and
changes in one transaction, so that readers see the old rows or the new ones. Any GIS reads the tables: `geom` is Web
Mercator. Files are read and sorted as for the embedded store; only the place of the finished rows differs.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool, PoolTimeout

from geo.datasets import layout, postgis_rows
from geo.datasets.errors import DatasetReplacedError, DiskFullError, StoreUnreachableError, UnknownDatasetError
from geo.datasets.layout import Manifest
from geo.datasets.postgis_questions import PostgisVersion
from geo.datasets.store import Opened
from geo.settings import Settings

SCHEMA: Final = "observatory"
CONNECTIONS: Final = 4
WAIT_S: Final = 10.0
LISTING: Final = ("report.json", "rows.csv")
_LOCK: Final = 0x0B5E47A7  # one number of ours for what changes the schema
_SET_UP: Final = (
    "CREATE EXTENSION IF NOT EXISTS postgis",
    f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
    f"CREATE SEQUENCE IF NOT EXISTS {SCHEMA}.version",
    f"CREATE TABLE IF NOT EXISTS {SCHEMA}.dataset "
    "(name text PRIMARY KEY, version bigint NOT NULL, content text NOT NULL, manifest text NOT NULL, "
    "put_at timestamptz NOT NULL DEFAULT now())",
)


def table_of(version: int) -> sql.Identifier:
    """Return the table of a version."""
    return sql.Identifier(SCHEMA, f"firms_{version:d}")


class PostgisStore:
    """Datasets in a database."""

    def __init__(self, config: Settings) -> None:
        """Take the address; nothing is asked before the first question."""
        self._root = config.datasets_dir
        parts = psycopg.conninfo.conninfo_to_dict(config.store_url)
        self._place = f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"
        self._pool = ConnectionPool(
            config.store_url,
            min_size=0,
            max_size=CONNECTIONS,
            open=False,
            timeout=WAIT_S,
            kwargs={"connect_timeout": int(WAIT_S), "application_name": "observatory", "prepare_threshold": None},
            reconnect_timeout=WAIT_S,
            check=ConnectionPool.check_connection,
        )
        self._ready = False
        self._lock = threading.Lock()

    def close(self) -> None:
        """End all connections."""
        self._pool.close()

    @contextlib.contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """Yield a connection in a transaction.

        Raises
        ------
        StoreUnreachableError
            if the database does not answer or refuses.
        DatasetReplacedError
            if the table asked has just given way to a newer version.
        DiskFullError
            if its disk is full.
        """
        try:
            with self._lock:
                if not self._ready:
                    self._pool.open()
                    with self._pool.connection() as connection:
                        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                        for order in _SET_UP:
                            connection.execute(order)
                    self._ready = True
            with self._pool.connection() as connection:
                yield connection
        except psycopg.errors.UndefinedTable as fault:
            raise DatasetReplacedError("The dataset has just been replaced or removed. Ask again.") from fault
        except psycopg.errors.DiskFull as fault:
            raise DiskFullError(
                f"The disk of the database {self._place} is full. The dataset that was there is still in place. Make "
                "room there and run the same command again: it goes on where it stopped."
            ) from fault
        except (psycopg.OperationalError, PoolTimeout) as fault:
            if isinstance(fault, psycopg.errors.QueryCanceled):
                raise
            raise StoreUnreachableError(
                f"The database {self._place} of OBSERVATORY_STORE_URL does not answer: {_said(fault)}. Check that it "
                "runs, its address and its password."
            ) from fault
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFile) as fault:
            raise StoreUnreachableError(
                f"The database {self._place} of OBSERVATORY_STORE_URL cannot be used: {_said(fault)}. PostGIS must be "
                f"installed there, and the user may create the schema {SCHEMA}."
            ) from fault

    def names(self) -> tuple[str, ...]:
        """Return the names of the datasets, sorted."""
        with self.connection() as connection:
            found = connection.execute(f'SELECT name FROM {SCHEMA}.dataset ORDER BY name COLLATE "C"').fetchall()
        return tuple(name for (name,) in found)

    def _in_place(self, name: str) -> tuple[int, str]:
        """Return number and content of the version in place."""
        layout.checked_name(name)
        with self.connection() as connection:
            found = connection.execute(
                f"SELECT version, content FROM {SCHEMA}.dataset WHERE name = %s", [name]
            ).fetchone()
        if found is None:
            known = ", ".join(self.names()) or "none"
            raise UnknownDatasetError(f"There is no dataset {name!r}. Datasets: {known}.")
        return int(found[0]), str(found[1])

    def version(self, name: str) -> str:
        """Return the version that is in place; raises UnknownDatasetError."""
        return _token(*self._in_place(name))

    def manifest(self, name: str) -> Manifest:
        """Return what the version in place says of itself."""
        self._in_place(name)
        with self.connection() as connection:
            found = connection.execute(f"SELECT manifest FROM {SCHEMA}.dataset WHERE name = %s", [name]).fetchone()
        if found is None:
            raise DatasetReplacedError("The dataset has just been removed. Ask again.")
        return layout.parse_manifest(found[0], f"{self._place}, {name}")

    def open(self, name: str) -> Opened:
        """Open the version in place."""
        number, content = self._in_place(name)
        version = PostgisVersion(self.connection, table_of(number), self.manifest(name))
        return Opened(version, version, _token(number, content))

    def put(self, folder: Path, manifest: Manifest) -> Path:
        """Copy a finished folder's rows into a table, then make it the dataset's version and drop the old one."""
        with self.connection() as connection:
            found = connection.execute(f"SELECT nextval('{SCHEMA}.version')").fetchone()
            assert found is not None  # noqa: S101 - a sequence always answers
            number = int(found[0])
            # All in one transaction: a kill leaves nothing behind, and nobody sees a half.
            postgis_rows.fill(connection, table_of(number), folder, manifest)
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            old = connection.execute(
                f"SELECT version FROM {SCHEMA}.dataset WHERE name = %s", [manifest.name]
            ).fetchone()
            connection.execute(
                f"INSERT INTO {SCHEMA}.dataset (name, version, content, manifest) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (name) DO UPDATE SET version = excluded.version, content = excluded.content, "
                "manifest = excluded.manifest, put_at = now()",
                [manifest.name, number, manifest.content, manifest.text()],
            )
        if old is not None:
            self._drop(int(old[0]))
        place = self._root / manifest.name / "report"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name in LISTING:
            shutil.copy2(folder / name, place / name)
        return place

    def _drop(self, number: int) -> None:
        with self.connection() as connection:
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table_of(number)))

    def size(self, name: str) -> int:
        """Return the bytes a dataset takes, indexes included."""
        number, _content = self._in_place(name)
        with self.connection() as connection:
            found = connection.execute(
                "SELECT pg_total_relation_size(%s::regclass)", [f"{SCHEMA}.firms_{number}"]
            ).fetchone()
        return int(found[0]) if found else 0

    def verify(self, name: str) -> list[str]:
        """Read all rows of a dataset again; returns the segments that are not as they were written."""
        number, _content = self._in_place(name)
        manifest = self.manifest(name)
        with self.connection() as connection:
            return postgis_rows.faults(connection, table_of(number), manifest)

    def remove(self, name: str) -> None:
        """Delete a dataset."""
        with self.connection() as connection:
            gone = connection.execute(
                f"DELETE FROM {SCHEMA}.dataset WHERE name = %s RETURNING version", [name]
            ).fetchone()
        if gone is not None:
            self._drop(int(gone[0]))


def _token(number: int, content: str) -> str:
    return f"{content[:16]}-{number}"


def _said(fault: Exception) -> str:
    """Return the first line of what the database said; it never repeats the password."""
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0][:160]
