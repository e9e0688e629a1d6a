"""Throttle: so many of something a minute for each address, evenly or at once."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

_ADDRESSES: Final = 10_000  # remembered at once; more and the oldest is forgotten
_MINUTE_S: Final = 60.0


class Throttle:
    """What is left to each address.

    Parameters
    ----------
    limit : a minute; 0 for no limit.
    clock : seconds that only grow.

    Examples
    --------
    >>> throttle = Throttle(2, clock=lambda: 0.0)
    >>> [throttle.take("a"), throttle.take("a"), throttle.take("a"), throttle.take("b")]
    [0.0, 0.0, 30.0, 0.0]
    """

    def __init__(self, limit: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address -> (how many left, when)

    def take(self, address: str) -> float:
        """Take one; returns how long to wait for the next where none is left, seconds."""
        if not self.limit:
            return 0.0
        now = self._clock()
        left = self._now(address, now)
        allowed = left >= 1.0
        self._left[address] = (left - 1.0 if allowed else left, now)
        if len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)
        return 0.0 if allowed else (1.0 - left) * _MINUTE_S / self.limit

    def wait_s(self, address: str) -> float:
        """Return how long to wait for the next, seconds, without taking one."""
        if not self.limit or address not in self._left:
            return 0.0
        now = self._clock()
        left = self._now(address, now)
        self._left[address] = (left, now)
        return 0.0 if left >= 1.0 else (1.0 - left) * _MINUTE_S / self.limit

    def _now(self, address: str, now: float) -> float:
        left, at = self._left.pop(address, (float(self.limit), now))
        return min(float(self.limit), left + (now - at) * self.limit / _MINUTE_S)
