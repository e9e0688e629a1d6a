"""Copying: what a room keeps in PostgreSQL into a file of SQLite with its folder of files, and back.

So a backup has one form, whichever database was used, and what one machine has kept can be taken over by a database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.keeping.files import PART, blocks
from geo.keeping.postgres import HOME, PostgresRepository, connected, locked, made
from geo.keeping.repository import Schema, SqliteRepository, Transaction, listed
from geo.keeping.stored_files import StoredFiles, schema_of

if TYPE_CHECKING:
    from geo.keeping.postgres import Connection

_MAKES: Final = re.compile(r"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)")
_DROPS: Final = re.compile(r"\s*DROP\s+TABLE\s+(\w+)")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A room as it lies in a folder.

    Attributes
    ----------
    part : folder it is in, by the name of its setting.
    file : name of its database there.
    files : name of the folder of its files, "" where it has none.
    suffix : of their names.
    """

    part: str
    file: str
    schema: Schema
    files: str = ""
    suffix: str = ""


def tables(schema: Schema) -> tuple[str, ...]:
    """Return the tables of a schema in the order they are made, so that each refers to earlier ones only."""
    found: list[str] = []
    for statement in (statement for step in schema.steps for statement in step):
        if match := _MAKES.match(statement):
            found.append(match[1])
        if match := _DROPS.match(statement):
            found.remove(match[1])
    return tuple(dict.fromkeys(found))


def save(address: str, room: Shelved, folder: Path) -> None:
    """Write what a database keeps of a room, as it stands at one moment, into a folder that has nothing of it.

    Raises DatabaseDownError, and OSError where the folder cannot be written.
    """
    target = SqliteRepository(folder / room.file, room.schema)
    source = PostgresRepository(address, room.schema)
    files = None
    if room.files:
        files = StoredFiles(folder / room.files, suffix=room.suffix, address=address, space=room.schema.space)
    with source.reading() as ask, target.change() as change:
        for table in tables(room.schema):
            names = _columns(change, table)
            _empty(change, table)
            for row in ask.rows(f"SELECT {names} FROM {table}"):
                change.run(f"INSERT INTO {table} ({names}) VALUES ({listed(row)})", *row)
        for digest in () if files is None else files.digests():
            files.path(digest)  # type: ignore[union-attr] # fetches it


def load(address: str, rooms: Iterable[tuple[Shelved, Path]], *, stamp: str) -> tuple[str, ...]:
    """Put rooms back as folders have them, all or none; returns the PostgreSQL schemas that hold what was there before.

    Parameters
    ----------
    stamp : part of the names of those.

    Raises
    ------
    DatabaseDownError
        where the server does not answer; nothing was changed.
    """
    before: list[str] = []
    chosen = sorted(rooms, key=lambda one: one[0].schema.space)
    with connected(address) as connection:
        connection.execute("BEGIN")
        for room, _folder in chosen:
            locked(connection, f"{HOME}_{room.schema.space}")
        for room, folder in chosen:
            for schema in (room.schema, *((schema_of(room.schema.space),) if room.files else ())):
                before += _put_aside(connection, schema, stamp)
                made(connection, schema)
            _rows(connection, room, folder)
            if room.files:
                _files(connection, room, folder / room.files)
        connection.execute("COMMIT")
    return tuple(before)


def _put_aside(connection: Connection, schema: Schema, stamp: str) -> list[str]:
    home = f"{HOME}_{schema.space}"
    if not connection.execute("SELECT to_regnamespace(%s) IS NOT NULL", (home,)).fetchall()[0][0]:
        return []
    former = f"{home}_before_{stamp}".lower()
    connection.execute(f'ALTER SCHEMA "{home}" RENAME TO "{former}"')
    connection.execute("DELETE FROM observatory.versions WHERE space = %s", (schema.space,))
    return [former]


def _rows(connection: Connection, room: Shelved, folder: Path) -> None:
    connection.execute(f'SET LOCAL search_path TO "{HOME}_{room.schema.space}"')
    with SqliteRepository(folder / room.file, room.schema).reading() as ask:
        for table in tables(room.schema):
            names = _columns(ask, table)
            found = ask.rows(f"SELECT {names} FROM {table}")
            if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall():
                connection.execute(f"DELETE FROM {table}")  # what a step put there
            for row in found:
                signs = ", ".join(["%s"] * len(row))
                connection.execute(f"INSERT INTO {table} ({names}) VALUES ({signs})", row)
            numbered = connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
                "AND table_name = %s AND is_identity = 'YES'",
                (table,),
            ).fetchall()
            if numbered and found:  # the next row goes on after the last one
                (name,) = numbered[0]
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'), max({name})) FROM {table}"
                )


def _files(connection: Connection, room: Shelved, folder: Path) -> None:
    connection.execute(f'SET LOCAL search_path TO "{HOME}_{room.schema.space}_files"')
    for path in sorted(folder.glob(f"*{room.suffix}")) if folder.is_dir() else ():
        if path.name.endswith(PART):
            continue
        digest = path.name.removesuffix(room.suffix)
        connection.execute("INSERT INTO files VALUES (%s, '')", (digest,))
        for number, block in enumerate(blocks(path)):
            connection.execute("INSERT INTO blocks VALUES (%s, %s, %b)", (digest, number, block))


def _columns(ask: Transaction, table: str) -> str:
    """Return the names of a table's columns, as SQLite tells them, for a statement."""
    return ", ".join(f'"{name}"' for (name,) in ask.rows("SELECT name FROM pragma_table_info(?)", table))


def _empty(change: Transaction, table: str) -> None:
    """Take out what a step put into a table of a new database; lines that must stay are never among that."""
    if change.rows(f"SELECT count(*) FROM {table}")[0][0]:
        change.run(f"DELETE FROM {table}")
