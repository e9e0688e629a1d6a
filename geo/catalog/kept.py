"""What preparing keeps from one store to the next: folders under a digest of what they are made from.

A store takes them over by a hard link where the file system has them and nothing is added to them, by a copy elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from geo.settings import Settings


def put(
    config: Settings, folder: Path, *, name: str, key: str, build: Callable[[Path], None], linked: bool = True
) -> None:
    """Put kept files into a folder of a store, building and keeping them where they are not kept yet.

    Parameters
    ----------
    name, key : what they are, and a digest of what they are made from; those of other keys are forgotten.
    build : writes them into a folder.
    linked : the store only reads them; what it adds to is copied.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = config.cache_dir / f"{name}-{key}"
    if not kept.is_dir():
        try:
            config.cache_dir.mkdir(parents=True, exist_ok=True)
            building = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=config.cache_dir))
        except OSError:  # nowhere to keep it: what cannot be kept is built each time
            build(folder)
            return
        try:
            build(building)
            with contextlib.suppress(OSError):  # another preparation was faster
                building.rename(kept)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        _forget_others(kept, name)
    for file in kept.iterdir():
        target = folder / file.name
        target.unlink(missing_ok=True)  # of an earlier preparation into the same folder
        if not (linked and _link(file, target)):
            shutil.copyfile(file, target)


def _link(file: Path, target: Path) -> bool:
    try:
        os.link(file, target)
    except OSError:  # another file system, or one without links
        return False
    return True


def _forget_others(kept: Path, name: str) -> None:
    """Remove what older versions kept; stores that took it over hold it on."""
    for other in kept.parent.glob(f"{name}-*"):
        if other != kept:
            shutil.rmtree(other, ignore_errors=True)
