"""Finds every class of fault that the code declares."""

from __future__ import annotations

import importlib

from geo.errors import ObservatoryError
from geo.settings import ROOT


def every_fault() -> list[type[ObservatoryError]]:
    """Return the base of the faults and all that derive from it, in every `errors` module of geo, by their codes."""
    for path in sorted((ROOT / "geo").rglob("errors.py")):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found, waiting = [], [ObservatoryError]
    while waiting:
        fault = waiting.pop()
        waiting += fault.__subclasses__()
        if fault.__module__.startswith("geo."):
            found.append(fault)
    return sorted(set(found), key=lambda fault: fault.code)
