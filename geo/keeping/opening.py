"""Opening what a room keeps: in a file and a folder of this machine, or on a server of databases all replicas share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import ObservatoryError
from geo.keeping.files import Files
from geo.keeping.repository import Repository, Schema, SqliteRepository


@contextmanager
def made(folder: Path, fault: type[ObservatoryError], *, of: str = "kept work", set_by: str) -> Iterator[Path]:
    """Make a room's folder, for nobody else to read; what is laid out in it is made inside.

    Parameters
    ----------
    fault : the room's own, raised where the folder, or what is made inside, cannot be made.
    of : what the folder is of, and `set_by` the variable that names it: words of the fault.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield folder
    except OSError as found:
        raise fault(
            f"The folder of {of} {folder} cannot be made ({found.strerror}). Set {set_by} to a folder this process may "
            "write to.",
            path=str(folder),
        ) from found


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
