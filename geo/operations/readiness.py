"""Readiness: whether the store, the databases of what people save, and the folder of datasets can be used."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from geo import stamp
from geo.datasets.store import store_of
from geo.errors import ObservatoryError
from geo.governance.book import shared_book
from geo.keeping.person import of_browser
from geo.publication.shelf import shelf_of
from geo.settings import settings
from geo.tiles import store
from geo.workspace.shelf import shared_shelf as kept_work

OK: Final = "ok"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What each part said: OK, or the code of its fault; paths and reasons stand in the log alone."""

    parts: Mapping[str, str]

    @property
    def is_ready(self) -> bool:
        """Tell whether every part can be used."""
        return all(said == OK for said in self.parts.values())


def _store() -> None:
    stamp.version(settings())
    store.cursor(settings()).execute("SELECT 1").fetchall()


def _kept() -> None:
    if (shelf := kept_work()) is not None:
        shelf.projects(of_browser("readiness"))


CHECKS: Final[Mapping[str, Callable[[], object]]] = {
    "store": _store,
    "kept": _kept,
    "published": lambda: shelf_of().serial(),
    "governance": lambda: shared_book().serial(),
    "datasets": lambda: store_of(settings()).names(),
}


def readiness(checks: Mapping[str, Callable[[], object]] = CHECKS) -> Readiness:
    """Ask every part; a fault is logged and its code told.

    Examples
    --------
    >>> readiness({"store": lambda: None}).is_ready
    True
    """
    said: dict[str, str] = {}
    for name, check in checks.items():
        try:
            check()
            said[name] = OK
        except ObservatoryError as fault:
            logging.getLogger(__name__).warning("%s is not ready: %s", name, fault.message)
            said[name] = fault.code
        except Exception:  # a library's own: a probe is answered whatever it is, and the log has the rest
            logging.getLogger(__name__).exception("%s is not ready", name)
            said[name] = "fault"
    return Readiness(said)
