"""Taking a backup of these settings' folders, and restoring one into them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo import __version__
from geo.backup import archive, exchange, snapshot
from geo.backup.archive import Contents
from geo.backup.errors import BackupError, DamagedBackupError, NewerBackupError, ServerRunningError
from geo.backup.parts import parts
from geo.backup.presence import present
from geo.backup.rooms import ROOMS
from geo.backup.snapshot import DATABASE
from geo.keeping import copying
from geo.keeping.audit import now
from geo.keeping.postgres import others
from geo.keeping.repository import sound_version
from geo.settings import Settings

_PASSING: Final = ".observatory-passing-"
_LEFT_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes
    ----------
    before : where the folders are that it replaced.
    """

    contents: Contents
    before: tuple[Path, ...]


def backup(out: Path, config: Settings) -> tuple[Path, Contents]:
    """Write an archive of everything people save, consistent while the server runs; returns where it is.

    Parameters
    ----------
    out : file to write, or a folder in which it gets a name of its own.

    Raises
    ------
    BackupError
        if it cannot be written, or would lie in one of the folders it holds.
    """
    exchange.finish(config)
    at = now()
    places = parts(config)
    file = (out / f"observatory-{_plain(at)}.tar" if out.is_dir() else out).resolve()
    for place in places.values():
        if file.is_relative_to(place):
            raise BackupError(f"The backup {file} would lie inside {place}. Name another place.", path=str(file))
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}. Make it, or name another place.", path=str(file))
    with _beside(places["kept"]) as folder:
        for name, place in places.items():
            snapshot.take(place, folder / name)
        if config.database_url:
            _from_database(config.database_url, folder)
        contents = archive.write(file, {name: folder / name for name in places}, version=__version__, at=at)
    return file, contents


def restore(file: Path, config: Settings) -> Restored:
    """Put the folders back as an archive has them; what it replaces is kept beside.

    Everything is unpacked and checked first. After that the folders are exchanged, all or none.

    Raises
    ------
    DamagedBackupError
        if the archive is not whole; nothing was changed.
    NewerBackupError
        if it holds what this program cannot read; nothing was changed.
    ServerRunningError
        if a server uses the folders.
    BackupError
        if a folder cannot be written or moved.
    """
    places = parts(config)
    with present(config, alone=True):
        if config.database_url and others(config.database_url):  # one that nobody asks for minutes is not seen
            raise ServerRunningError
        exchange.finish(config)
        exchange.sweep(places)
        for place in places.values():
            if os.path.ismount(place):
                raise BackupError(
                    f"{place} is a mount point and cannot be replaced. Set its variable to a folder inside it.",
                    path=str(place),
                )
        checked = archive.unpack(file, None, known=frozenset(places))
        with _beside(places["kept"]) as folder:
            contents = archive.unpack(file, folder / "new", known=frozenset(places))
            if contents != checked:
                raise DamagedBackupError(file.name, "it was changed while it was read")
            _check_databases(file, folder / "new", version=contents.version)
            if config.database_url:
                _into_database(config.database_url, folder / "new")
            chosen = {name: place for name, place in places.items() if name in contents.parts}
            try:
                for name, place in chosen.items():
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(folder / "new" / name, exchange.staging(place))
                before = exchange.exchange(config, chosen, stamp=_plain(now()))
            except OSError as fault:
                exchange.give_up(config, places)
                kept = "The folders were not changed; the database was: restore again." if config.database_url else ""
                raise BackupError(
                    f"{fault.filename or file} cannot be written ({fault.strerror}). {kept or 'Nothing was changed.'}",
                    path=str(fault.filename or file),
                ) from fault
    return Restored(contents, before)


def _from_database(address: str, folder: Path) -> None:
    """Write what the database holds where its rooms' files would be; what lies there is former or a copy."""
    for room in ROOMS:
        home = folder / room.part
        (home / room.file).unlink(missing_ok=True)
        if room.files:
            shutil.rmtree(home / room.files, ignore_errors=True)
        copying.save(address, room, home)


def _into_database(address: str, folder: Path) -> None:
    """Put what an archive holds of the rooms into the database, all of it or nothing, before folders are exchanged."""
    rooms = [(room, folder / room.part) for room in ROOMS if (folder / room.part / room.file).is_file()]
    copying.load(address, rooms, stamp=_plain(now()))
    for room, home in rooms:
        (home / room.file).unlink()


def _check_databases(file: Path, folder: Path, *, version: str) -> None:
    """Refuse databases that are damaged, or that the next start could not read."""
    known = {folder / room.part / room.file: len(room.schema.steps) for room in ROOMS}
    for path in sorted(folder.rglob(f"*{DATABASE}")):
        steps = sound_version(path)
        if steps is None:
            raise DamagedBackupError(file.name, f"the database {path.name} is damaged")
        if steps > known.get(path, steps):
            raise NewerBackupError(file.name, version=version, database=path.name)


@contextlib.contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """Give a passing folder on the disk of `place`, so that files in it are links and take no room."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        for left in place.parent.glob(f"{_PASSING}*"):
            if time.time() - left.stat().st_mtime > _LEFT_S:  # of one that was killed
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_PASSING, dir=place.parent))
    except OSError as fault:
        raise BackupError(f"{place.parent} cannot be written ({fault.strerror}).", path=str(place.parent)) from fault
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain(at: str) -> str:
    return at.replace("-", "").replace(":", "")
