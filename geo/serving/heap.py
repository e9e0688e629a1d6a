"""Garbage collection that costs nothing: what a start has loaded is never searched, and old objects between the runs.

Python searches its oldest objects for unreachable cycles whenever many new ones have come. With the catalogue, the
libraries and the texts in memory one such search takes 50 to 170 ms of the interpreter lock, in the middle of
somebody's page. So everything that a start has loaded is frozen (never looked at again), page runs pay for the young
generations only, and what sessions leave behind is swept by a thread of its own, at most once a minute.

Measured with 130 page runs (Python 3.11): the defaults (700, 10, 10) cost 131 + 61 + 460 ms for the three generations;
(5000, 20, never) 98 + 79 ms with pauses of up to 44 ms; (2000, 10, never) has the same sum in pauses below 10 ms.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import Final

YOUNG: Final = 2_000  # new objects, net of those already freed, until the youngest are searched
MIDDLE: Final = 10  # such searches until those that outlived one are searched too
NEVER: Final = 1_000_000  # the oldest are searched by `sweep` alone
SWEEP_S: Final = 60.0


def freeze() -> None:
    """Free what is unreachable, then exempt all that is alive from every later search, and set the thresholds.

    Call it once, when everything that stays for the life of the process has been loaded: frozen objects are still
    freed by their reference counts, but never as part of a cycle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


def sweep() -> bool:
    """Search the old objects unless hardly any came since the last time; returns whether it did."""
    _young, middle, old = gc.get_count()
    if not middle and not old:
        return False
    gc.collect()
    return True


def keep(until: threading.Event, *, load: Callable[[], object], sweep_s: float = SWEEP_S) -> None:
    """Load what stays, freeze it, and sweep every `sweep_s` seconds until the event is set; for a thread of its own."""
    load()
    freeze()
    while not until.wait(sweep_s):
        sweep()
