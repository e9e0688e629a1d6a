"""Prepares the embedded store: boundaries, tile store and browser assets, built once per version of the data.

The store is built in a folder beside its place and renamed into it, so a kill at any moment leaves either the old
store or the new one; where it falls between the two renames, the next preparation puts the old one back. Its stamp
names the data digest and the code version it was built from.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo import stamp
from geo.catalog import boundaries, load_catalog, search
from geo.errors import NotPreparedError
from geo.maps import assets, payloads
from geo.partners import kept_index
from geo.settings import ROOT, Settings, settings
from geo.tiles import store

Report = Callable[[str], None]
STEPS = ("boundaries", "search", "partners", "tiles", "map", "assets")
_BUILDERS: dict[str, Callable[[Settings, Report], None]] = {
    "boundaries": boundaries.prepare,
    "search": search.prepare,
    "partners": kept_index.prepare,
    "tiles": store.prepare,
    "map": payloads.prepare,
    "assets": assets.prepare,
}
# The files that decide what is in the store and in the tiles cut from it.
_CODE = (
    "catalog/boundaries.py",
    "catalog/china.py",
    "catalog/coast.py",
    "catalog/coast_cells.py",
    "catalog/credits.py",
    "catalog/divisions.py",
    "catalog/ground.py",
    "catalog/kept.py",
    "catalog/package.py",
    "catalog/search.py",
    "catalog/spelling.py",
    "catalog/things.py",
    "tiles/coast.py",
    "tiles/encoding.py",
    "tiles/filters.py",
    "tiles/grid.py",
    "tiles/store.py",
    "tiles/mvt.py",
    "tiles/organisations.py",
    "tiles/points.py",
    "maps/bundles.py",
    "maps/payloads.py",
    "maps/sites.py",
    "maps/assets.py",
    "partners/classes.py",
    "partners/kept_index.py",
    "partners/parties.py",
    "searching",
    "language.py",
    "links.py",
    "model",
    "signs.py",
    "locale",
)
# A build takes seconds: what lies beside the store for this long was left by one that was killed.
_LEFTOVER_S = 3600


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Digest of the code that decides what the store contains."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for name in _CODE:
        place = root / name
        for path in (
            sorted(place.rglob("*.[mp][oy]")) if place.is_dir() else [place]
        ):  # texts and code, nothing compiled
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def store_key(settings: Settings) -> str:
    """Name the store that fits the present data and code; raises DataFileError when a data file is not as sealed."""
    return f"{load_catalog(settings).digest}-{_code_digest()}"


def is_prepared(settings: Settings) -> bool:
    """Tell whether the store exists and was built from the present data and code."""
    try:
        return stamp.version(settings) == store_key(settings)
    except NotPreparedError:
        return False


def prepare(settings: Settings, *, report: Report = lambda _step: None, force: bool = False) -> bool:
    """Build the store unless it is current; returns whether anything was built.

    `report` is called with the name of each of STEPS as it starts.
    """
    key = store_key(settings)
    place = settings.store_dir
    place.parent.mkdir(parents=True, exist_ok=True)
    _tidy(place)
    if not force and is_prepared(settings):
        return False
    building = place.with_name(f"{place.name}.building-{os.getpid()}")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        for step in STEPS:
            report(step)
            _BUILDERS[step](dataclasses.replace(settings, store_dir=building), lambda _detail: None)
        stamp.write(dataclasses.replace(settings, store_dir=building), key)
        _put_in_place(building, place)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return True


def _put_in_place(building: Path, place: Path) -> None:
    """Make `building` the store; the old one goes only when the new one is there."""
    old = place.with_name(f"{place.name}.old-{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        place.rename(old)
    building.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _tidy(place: Path) -> None:
    """Bring back the store of a preparation that was killed while it swapped, and remove what killed ones left."""
    if not place.exists():
        for old in place.parent.glob(f"{place.name}.old-*"):
            old.rename(place)
            break
    for left in (*place.parent.glob(f"{place.name}.old-*"), *place.parent.glob(f"{place.name}.building-*")):
        if time.time() - left.stat().st_mtime > _LEFTOVER_S:
            shutil.rmtree(left, ignore_errors=True)


def require_prepared(settings: Settings) -> None:
    """Raise NotPreparedError unless the store is current."""
    if not is_prepared(settings):
        raise NotPreparedError(
            f"The store in {settings.store_dir} is missing or was built from other data. Run `python -m geo prepare`.",
            path=str(settings.store_dir),
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a preparation in the background is: step `number` of `of`; `error` holds its last words if it failed."""

    step: str
    number: int
    of: int
    running: bool
    error: str = ""


_OUTDATED = "The program was changed after this server started. Restart the server."
_progress = Progress("", 0, len(STEPS), running=False)
_progress_lock = threading.Lock()


def progress() -> Progress:
    """Return how far the preparation started in this process is."""
    return _progress


def prepare_in_background() -> None:
    """Start `python -m geo prepare` as a process of its own, unless this process already runs one.

    A process, because building needs libraries (cartopy) that the server should not carry in its memory.
    """
    global _progress  # noqa: PLW0603 - one preparation per process is the point
    with _progress_lock:
        if _progress.running:
            return
        _progress = Progress(STEPS[0], 0, len(STEPS), running=True)
    threading.Thread(target=_follow_preparation, daemon=True).start()


def _follow_preparation() -> None:
    global _progress  # noqa: PLW0603
    command = [sys.executable, "-m", "geo", "prepare", "--json"]
    places = {"OBSERVATORY_DATA": str(settings().data_dir), "OBSERVATORY_STORE": str(settings().store_dir)}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **places},  # they may be relative to this process's folder
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        last_words = ""
        for line in process.stdout or ():
            try:
                event = json.loads(line)
            except ValueError:
                last_words = line.strip() or last_words
                continue
            if "step" in event:
                _progress = Progress(event["step"], event["number"], event["of"], running=True)
            last_words = event.get("message", last_words)
        status = process.wait()
    if status:
        error = last_words or f"`python -m geo prepare` ended with status {status}."
    else:
        error = "" if is_prepared(settings()) else _OUTDATED
    _progress = Progress(_progress.step, _progress.number, _progress.of, running=False, error=error)
