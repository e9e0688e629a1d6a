"""A measured figure: the median of its runs, its unit, and what we mean to reach."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any


def figure(runs: Sequence[float], unit: str, *, target: float | None = None, note: str = "") -> dict[str, Any]:
    """Return the figure as JSON: median, least, greatest, every run, and whether the median reaches the target."""
    made: dict[str, Any] = {
        "median": _short(statistics.median(runs)),
        "min": _short(min(runs)),
        "max": _short(max(runs)),
        "unit": unit,
        "runs": [_short(run) for run in runs],
        "target": target,
    }
    if target is not None:
        made["reached"] = statistics.median(runs) <= target
    if note:
        made["note"] = note
    return made


def _short(value: float) -> float:
    return round(float(value), 1 if abs(value) >= 10 else 3)
