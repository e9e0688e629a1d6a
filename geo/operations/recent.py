"""Recent faults of this process, for the administrator: when, how serious, who said it, and its number if it has one.

No message is kept: it may hold what a person typed. The log has it, under the same time and number.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_MOST: Final = 50
_INCIDENT: Final = re.compile(r"incident ([0-9a-f]{8})")
_CODE: Final = re.compile(r"([a-z_]{3,40})(?:: |$)")
_OURS: Final = ("geo", "observatory")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes
    ----------
    at : ISO time in UTC.
    level : warning, error or critical.
    source : name of the logger.
    code : of an expected fault, or the number of an incident; "" for neither.
    """

    at: str
    level: str
    source: str
    code: str


class Recent(logging.Handler):
    """Keeps the last faults of our own loggers.

    Examples
    --------
    >>> recent = Recent()
    >>> recent.handle(logging.LogRecord("geo.web", logging.ERROR, "", 0, "incident 0a1b2c3d", None, None)) is not None
    True
    >>> recent.faults()[0].code
    '0a1b2c3d'
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._faults: deque[Fault] = deque(maxlen=_MOST)

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of a record."""
        at = dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        text = record.getMessage()
        found = _INCIDENT.search(text) or _CODE.match(text)
        self._faults.append(Fault(at, record.levelname.lower(), record.name, found[1] if found else ""))

    def faults(self) -> tuple[Fault, ...]:
        """Return the last faults, the newest first."""
        return tuple(reversed(self._faults))


@lru_cache(maxsize=1)
def recent() -> Recent:
    """Return what this process keeps, and begin to keep it."""
    handler = Recent()
    for name in _OURS:
        logging.getLogger(name).addHandler(handler)
    return handler
