"""Opening what a room keeps: in a file and a folder of this machine, or on a server of databases all replicas share."""

from __future__ import annotations

from pathlib import Path

from geo.keeping.files import Files
from geo.keeping.repository import Repository, Schema, SqliteRepository


def repository_at(path: Path, schema: Schema, *, database: str = "") -> Repository:
    """Return what a room keeps; raises the schema's fault, and DatabaseDownError where a server does not answer.

    Parameters
    ----------
    path : of the file of SQLite.
    database : address of a PostgreSQL database that is used instead, "" for none.
    """
    if not database:
        return SqliteRepository(path, schema)
    from geo.keeping.postgres import PostgresRepository

    return PostgresRepository(database, schema)


def files_at(folder: Path, *, suffix: str, space: str, database: str = "") -> Files:
    """Return the files of a room; raises OSError, and DatabaseDownError where a server does not answer.

    Parameters
    ----------
    folder : of the files, or of copies of them where a database has them.
    space : name of the room in the database.
    """
    if not database:
        return Files(folder, suffix=suffix)
    from geo.keeping.stored_files import StoredFiles

    return StoredFiles(folder, suffix=suffix, address=database, space=space)
