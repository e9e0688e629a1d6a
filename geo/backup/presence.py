"""Presence: a lock that every serving process holds, so that a restore never takes the folders from under it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from typing import Final

from geo.backup.errors import BackupError, ServerRunningError
from geo.settings import Settings

_FILE: Final = ".serving"


@contextlib.contextmanager
def present(config: Settings, *, alone: bool = False) -> Iterator[None]:
    """Hold the lock: with other servers, or alone for a restore.

    Raises
    ------
    ServerRunningError
        if one wants to be alone and is not.
    BackupError
        if the folder of kept work cannot be written.
    """
    try:
        config.kept_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (config.kept_dir / _FILE).open("a")
    except OSError as fault:
        raise BackupError(
            f"{config.kept_dir} cannot be written ({fault.strerror}).", path=str(config.kept_dir)
        ) from None
    with file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            if alone:
                raise ServerRunningError from None
            fcntl.flock(file, fcntl.LOCK_SH)  # a restore is at work; it takes seconds
        yield
