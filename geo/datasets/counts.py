"""Counts: how many firms of a dataset pass a filter, beside each choice, by place and by year; each made once.

For pages, whose runs are threads of their own and not the event loop. Equal questions at the same moment are answered
once, and answers are kept.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cachetools import LRUCache

from geo.datasets.filters import PLACED, DatasetFilters
from geo.datasets.selection import Deadline, facets
from geo.datasets.service import Service, shared_service
from geo.datasets.store import Counted
from geo.settings import settings

_KEPT: Final = 256


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Exact counts under a filter.

    Attributes
    ----------
    rows, matching : firms of the dataset, and those that pass.
    beside : key of a list filter -> value -> firms that would pass if it alone were chosen there.
    within : region, place or cluster -> key -> firms that pass; "" = those that lie in none.
    years : founding year -> firms that would pass without the bounds of the year; 0 = not known.
    """

    rows: int
    matching: int
    beside: Mapping[str, Mapping[str, int]]
    within: Mapping[str, Mapping[str, int]]
    years: Mapping[int, int]


class Tally:
    """Counts the datasets of a service, each question once."""

    def __init__(self, service: Service, *, limit_ms: float) -> None:
        """Take the service and how long a question may take."""
        self._service = service
        self._limit_ms = limit_ms
        self._lock = threading.Lock()
        self._kept: LRUCache[str, Counts] = LRUCache(_KEPT)
        self._running: dict[str, Future[Counts]] = {}
        self.made = 0  # for tests

    def counts(self, name: str, filters: DatasetFilters) -> Counts:
        """Return the counts under a filter.

        Raises
        ------
        UnknownDatasetError
            if there is no dataset of this name.
        SlowQueryError
            at the limit.
        """
        opened = self._service.open(name)
        key = f"{name}/{opened.version}?{filters.query()}"
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                return kept
            running = self._running.get(key)
            mine = running is None
            if running is None:
                running = self._running[key] = Future()
        if not mine:
            return running.result()
        try:
            made = _counted(opened.columns, filters, Deadline(self._limit_ms))
        except BaseException as fault:
            with self._lock:
                del self._running[key]
            running.set_exception(fault)
            raise
        with self._lock:
            self.made += 1
            self._kept[key] = made
            del self._running[key]
        running.set_result(made)
        return made


def _counted(columns: Counted, filters: DatasetFilters, deadline: Deadline) -> Counts:
    told = facets(columns, filters, deadline)
    return Counts(
        rows=told.total,
        matching=told.matching,
        beside=told.beside,
        within={column: columns.counts(column, filters, deadline) for column in PLACED},
        years=told.years,
    )


@lru_cache(maxsize=1)
def shared_tally() -> Tally:
    """Return the process's counts, of its service's datasets."""
    return Tally(shared_service(), limit_ms=settings().query_limit_ms)
