"""Exchange of folders: new ones take the places of old ones, all or none, whenever the process is killed.

What is to be moved is written down first. A start of the server, a backup or a restore finishes what stands written;
what is not yet written down has changed nothing and is swept.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from geo.backup.errors import BackupError
from geo.keeping.files import sync_folder
from geo.settings import Settings


@dataclass(frozen=True, slots=True)
class Move:
    """One folder: `staged` goes to `place`, and what is there to `before`."""

    staged: str
    place: str
    before: str


def staging(place: Path) -> Path:
    """Return where a folder's successor is put together: beside it, on the same disk."""
    return place.with_name(f"{place.name}.restoring")


def _plan(config: Settings) -> Path:
    return config.kept_dir.with_name(f"{config.kept_dir.name}.restore.json")


def _before(place: Path, stamp: str, number: int) -> Path:
    return place.with_name(f"{place.name}.before-{stamp}" + (f"-{number}" if number else ""))


def _free(before: Path) -> Path:
    """Return a name for a former folder that nothing has yet."""
    number, name = 0, before
    while name.exists():
        number += 1
        name = before.with_name(f"{before.name}-{number}")
    return name


def exchange(config: Settings, places: Mapping[str, Path], *, stamp: str) -> tuple[Path, ...]:
    """Put the staged folders in their places; returns where the former ones are.

    Parameters
    ----------
    stamp : of the time, part of the names of the former ones.
    """
    number = 0
    while any(_before(place, stamp, number).exists() for place in places.values()):
        number += 1  # two within a second
    moves = [Move(str(staging(place)), str(place), str(_before(place, stamp, number))) for place in places.values()]
    plan = _plan(config)
    beside = plan.with_name(f".{plan.name}")
    with beside.open("w", encoding="utf-8") as file:
        json.dump([asdict(move) for move in moves], file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(plan)
    sync_folder(plan.parent)
    finish(config)
    return tuple(Path(move.before) for move in moves if Path(move.before).exists())


def finish(config: Settings) -> bool:
    """Finish an exchange that was begun; returns whether there was one.

    Raises BackupError where a folder cannot be moved.
    """
    plan = _plan(config)
    try:
        moves = [Move(**move) for move in json.loads(plan.read_text("utf-8"))]
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as fault:
        raise BackupError(f"{plan} cannot be read ({fault.strerror}).", path=str(plan)) from fault
    try:
        for move in moves:
            staged, place, before = Path(move.staged), Path(move.place), Path(move.before)
            if not staged.exists():
                continue  # it has been moved already
            if place.exists():  # made anew by whoever came between, if the former one has gone already
                place.rename(_free(before))
            staged.rename(place)
            sync_folder(place.parent)
        plan.unlink()
        sync_folder(plan.parent)
    except OSError as fault:
        raise BackupError(
            f"A restore was begun and cannot be finished: {fault.filename} cannot be moved ({fault.strerror}). Mend "
            "that; the next start finishes it.",
            path=str(fault.filename),
        ) from fault
    return True


def give_up(config: Settings, places: Mapping[str, Path]) -> None:
    """Undo an exchange that could not be written down: first what is written, so that no half folder is ever moved."""
    _plan(config).unlink(missing_ok=True)
    sweep(places)


def sweep(places: Mapping[str, Path]) -> None:
    """Remove what restores that were killed before their exchange have left."""
    for place in places.values():
        shutil.rmtree(staging(place), ignore_errors=True)
