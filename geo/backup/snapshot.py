"""Snapshot: a part's folder as it stood at one moment, while others go on writing to it.

Files are named by their content and never change, so a second name for each (a hard link) is a copy. They are linked
while the write lock of the part's databases is held, and the databases copied by SQLite's own means: whatever a
database names is there, and writers wait for milliseconds. A dataset's version is a folder that never changes either.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geo.backup.errors import BackupError
from geo.datasets import layout
from geo.keeping.files import PART
from geo.keeping.repository import held

DATABASE: Final = ".sqlite"
_PASSING: Final = (PART, "-journal", "-wal", "-shm")  # ends of names that are nobody's yet, or no longer
_ATTEMPTS: Final = 5


def take(folder: Path, target: Path) -> None:
    """Make `target` the folder as it stands now.

    Parameters
    ----------
    target : is made; on the same disk the files take no room.

    Raises
    ------
    BackupError
        if a file cannot be read or written.
    """
    target.mkdir(mode=0o700, parents=True)
    if not folder.is_dir():
        return
    try:
        if any(folder.glob(f"*/{layout.CURRENT}")):
            for name in layout.names(folder):
                _dataset(folder, name, target)
        else:
            _databases(folder, target)
    except OSError as fault:
        raise BackupError(
            f"{fault.filename or folder} cannot be copied ({fault.strerror}).", path=str(folder)
        ) from None


def _databases(folder: Path, target: Path) -> None:
    with contextlib.ExitStack() as locks:
        copies = {path: locks.enter_context(held(path)) for path in sorted(folder.glob(f"*{DATABASE}"))}
        for path in _files(folder):
            if path not in copies:
                _link(path, target / path.relative_to(folder))
        for path, copy in copies.items():
            copy(target / path.name)


def _dataset(root: Path, name: str, target: Path) -> None:
    """Link the version that is in place; one that is replaced meanwhile is begun anew."""
    for _ in range(_ATTEMPTS):
        version = layout.version_folder(root, name)
        home = target / name
        shutil.rmtree(home, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            for path in _files(version):
                _link(path, home / "versions" / version.name / path.relative_to(version))
            if layout.version_folder(root, name) == version and version.is_dir():
                (home / layout.CURRENT).write_text(version.name, "ascii")
                return
    raise BackupError(f"The dataset {name!r} is replaced again and again. Try when nothing is read in.", name=name)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)  # locks, halves
        if hidden or path.name.endswith(_PASSING):
            continue
        if path.is_symlink():  # what lies behind it would be missing, and nobody would be told
            raise BackupError(
                f"{path} is a link, and a backup holds no links. Move what it leads to here, or set the folder's "
                "variable to where all of it lies.",
                path=str(path),
            )
        if path.is_file():
            yield path


def _link(path: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without links
        shutil.copyfile(path, target)
