"""Status: what an administrator wants to know of the server at one glance, each fact by its name.

Facts are of this process where several share the work; registers, quotas and disks are those of all.
"""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from geo import __version__, stamp
from geo.access.ledger import shared_ledger
from geo.access.provider import sign_in
from geo.catalog import load_catalog
from geo.errors import NotPreparedError
from geo.ingest import pool
from geo.ingest.confinement import sandbox
from geo.intake.shelf import shared as intake
from geo.operations.measures import measures
from geo.operations.readiness import readiness
from geo.publication.shelf import shelf_of
from geo.settings import MEGABYTE, Settings, limits

_LIBRARIES: Final = ("streamlit", "duckdb", "geopandas", "pyogrio")
_BEGUN: Final = time.monotonic()


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    Attributes
    ----------
    name : key of its label.
    text : said as it is; "" where `amount` or `key` says it.
    key : of a word that is said in the reader's language.
    amount, most : a number and its bound, in `unit`; None where there is none.
    is_fault : whether somebody must do something.
    """

    name: str
    text: str = ""
    key: str = ""
    amount: float | None = None
    most: float | None = None
    unit: str = ""
    is_fault: bool = False


def status(config: Settings) -> Mapping[str, tuple[Fact, ...]]:
    """Return the facts by section, in the order they are shown."""
    return {
        "versions": _versions(config),
        "parts": tuple(
            Fact(name, key="ok" if said == "ok" else "fault", is_fault=said != "ok")
            for name, said in readiness().parts.items()
        ),
        "access": _access(),
        "work": _work(),
        "room": _room(config),
        "safety": _safety(config),
    }


def _versions(config: Settings) -> tuple[Fact, ...]:
    try:
        store = stamp.version(config)
    except NotPreparedError:
        store = ""
    catalog = load_catalog(config)
    return (
        Fact("program", __version__),
        Fact("python", platform.python_version()),
        *(Fact(name, _version(name)) for name in _LIBRARIES),
        Fact("data", f"{catalog.as_of} · {catalog.digest}"),
        Fact("store", store) if store else Fact("store", key="missing", is_fault=True),
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


def _access() -> tuple[Fact, ...]:
    config = sign_in()
    found = [Fact("sign_in", key="on" if config.is_on else "off"), Fact("visitors", key=config.visitors)]
    if config.is_on:
        found.append(Fact("session", amount=config.session_minutes, unit="minutes"))
    ledger = shared_ledger()
    found.append(Fact("people", amount=len(ledger.members())))
    found.append(Fact("keys", amount=sum(not one.revoked_at for one in ledger.issued())))
    return tuple(found)


def _work() -> tuple[Fact, ...]:
    bounds = limits()
    return (
        Fact("process", str(os.getpid())),
        Fact("uptime", amount=(time.monotonic() - _BEGUN) / 60, unit="minutes"),
        Fact("sessions", amount=measures().sessions()),
        Fact("readers", amount=pool.shared().queued, most=bounds.workers + bounds.queue),
        Fact("uploads", key=bounds.uploads),
    )


def _room(config: Settings) -> tuple[Fact, ...]:
    found = [
        Fact("published", amount=shelf_of(config).size() / MEGABYTE, most=config.published_mb, unit="mb"),
        Fact("kept", amount=_bytes(config.kept_dir) / MEGABYTE, most=config.kept_mb, unit="mb"),
        Fact("arrivals", amount=intake().size / MEGABYTE, most=limits().server_mb, unit="mb"),
    ]
    for name, folder in (("disk_kept", config.kept_dir), ("disk_store", config.store_dir)):
        place = next((one for one in (folder, *folder.parents) if one.exists()), folder)
        usage = shutil.disk_usage(place)
        full = usage.free < 0.05 * usage.total
        found.append(Fact(name, amount=usage.free / MEGABYTE, most=usage.total / MEGABYTE, unit="mb", is_fault=full))
    registers = [one for folder in _registers(config) for one in sorted(folder.glob("*.sqlite"))]
    found.append(Fact("registers", amount=sum(one.stat().st_size for one in registers) / MEGABYTE, unit="mb"))
    return tuple(found)


def _registers(config: Settings) -> tuple[Path, ...]:
    return tuple(dict.fromkeys((config.kept_dir, config.published_dir, config.governance_dir)))


def _bytes(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) if folder.is_dir() else 0


def _safety(config: Settings) -> tuple[Fact, ...]:
    kernel = sandbox.landlock_version()
    required = limits().sandbox == "require"
    held = Fact("confinement", f"Landlock {kernel}, seccomp")
    if not kernel:
        held = Fact("confinement", key="refused" if required else "unconfined", is_fault=True)
    last = shared_ledger(config).last("backup")
    return (
        held,
        Fact("backup", f"{last.at} · {last.thing.partition('/')[2]}")
        if last
        else Fact("backup", key="never", is_fault=True),
    )
