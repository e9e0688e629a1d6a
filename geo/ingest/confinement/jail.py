"""Jail: what stands in for Landlock on kernels that have none (before Linux 5.13): namespaces, by `bubblewrap`.

A job gets a file system of its own that holds the libraries and the upload, read-only, and its two folders; no network,
no other processes, no capabilities. Seccomp and the limits of memory and time hold inside as they do with Landlock. A
job starts a second slower, since it cannot share what the reading process has loaded. It needs the program `bwrap`
(Debian, openEuler and Kylin have a package) and user namespaces that the kernel lets this user have.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.ingest.confinement import sandbox

LANDLOCK, BUBBLEWRAP, NONE = "landlock", "bubblewrap", "none"
FLAG: Final = "--jailed"
_PROGRAM: Final = "bwrap"
_PROBE_S: Final = 20
_CLOSED: Final = ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL")


def interpreter() -> str:
    """Return the path of this Python that is there inside, too."""
    here = Path(sys.executable)
    return str(here.parent.resolve() / here.name)


def _python_folders() -> set[Path]:
    """Return what the interpreter needs beside its libraries: its own folders, but never all of /usr."""
    folders = {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()}
    found = {folder for folder in folders if folder not in (Path("/usr"), Path("/usr/local"), Path("/"))}
    return found | {Path(os.path.realpath(sys.executable)), Path(interpreter())}


def order(
    command: Sequence[str], *, readable: Iterable[Path] = (), writable: Iterable[Path] = (), home: Path | None = None
) -> list[str]:
    """Return the command that runs `command` in a jail.

    Parameters
    ----------
    readable, writable : folders or files it has, read-only or not, under their own names; it has nothing else.
    home : folder it begins in.
    """
    seen: list[Path] = []
    for path in sorted({*sandbox.library_folders(), *_python_folders()}):
        if not any(path.is_relative_to(one) for one in seen):  # it is there with the folder that holds it
            seen.append(path)
    made = [shutil.which(_PROGRAM) or _PROGRAM, *_CLOSED, "--dev", "/dev", "--proc", "/proc"]
    for path in (*seen, *readable):
        if not path.is_relative_to("/dev"):
            made += ["--ro-bind-try", str(path), str(path)]
    for path in writable:
        made += ["--bind", str(path), str(path)]
    if home is not None:
        made += ["--chdir", str(home)]
    return [*made, "--remount-ro", "/", "--", *command]


@lru_cache(maxsize=1)
def is_available() -> bool:
    """Tell whether a jail can be made here, by making one."""
    if shutil.which(_PROGRAM) is None:
        return False
    try:
        done = subprocess.run(
            order([interpreter(), "-I", "-S", "-c", "open('/proc/self/statm').read()"]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PROBE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def in_force() -> str:
    """Return what uploads are confined by here: LANDLOCK, BUBBLEWRAP, or NONE, and then they are refused."""
    if sandbox.landlock_version() > 0:
        return LANDLOCK
    return BUBBLEWRAP if is_available() else NONE


def is_needed() -> bool:
    """Tell whether jobs are to be run in jails."""
    return in_force() == BUBBLEWRAP


def without_links(folder: Path) -> int:
    """Remove what is neither a file nor a folder from what a job has left, as Landlock would not have let it be made.

    Returns how many were removed.
    """
    removed = 0
    for here, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(here) / name
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                path.unlink(missing_ok=True)
                removed += 1
    return removed
