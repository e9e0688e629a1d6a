"""The service of datasets: opened versions, tiles and counts, each made once however many ask, with a time limit.

Tiles of filters that are at hand run in a pool of their own, so that scans for new filters never starve them. A
question whose askers have all gone away is stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any, Final

from cachetools import LRUCache

from geo.datasets import cards
from geo.datasets.errors import UnknownDatasetError
from geo.datasets.filters import DatasetFilters
from geo.datasets.selection import Deadline, facets
from geo.datasets.store import Firm, Opened, store_of
from geo.settings import Settings, settings
from geo.tiles.grid import Tile

QUICK_THREADS: Final = 2
SCAN_THREADS: Final = 1
OPEN_MOST: Final = 8
_POLL_S: Final = 0.1


class Service:
    """Answers questions to the datasets below a folder."""

    def __init__(self, config: Settings) -> None:
        """Start the pools; datasets are opened when first asked for."""
        self._config = config
        self._store = store_of(config)
        self._limit_ms = config.query_limit_ms
        self._quick = ThreadPoolExecutor(QUICK_THREADS, "dataset-tile")
        self._scan = ThreadPoolExecutor(SCAN_THREADS, "dataset-scan")
        self._opened: LRUCache[str, Opened] = LRUCache(OPEN_MOST)
        self._lock = threading.Lock()
        self._answers: LRUCache[str, bytes] = LRUCache(max(config.tile_cache_mb, 1) * 1_000_000, getsizeof=len)
        self._running: dict[str, _Running] = {}
        self.made = 0  # answers that were computed, for tests

    def open(self, name: str) -> Opened:
        """Return the version of a dataset that is in place; raises UnknownDatasetError."""
        version = self._store.version(name)
        with self._lock:
            found = self._opened.get(name)
            if found is None or found.version != version:
                found = self._store.open(name)
                self._opened[name] = found
        return found

    async def tile(self, name: str, tile: Tile, filters: DatasetFilters, gone: Callable[[], Awaitable[bool]]) -> bytes:
        """Return a tile; raises SlowQueryError at the limit."""
        opened = await self._open(name)
        key = f"{name}/{opened.version}/{tile.z}/{tile.x}/{tile.y}?{filters.query()}"
        return await self._answer(key, opened, filters, partial(opened.cutter.encode, tile, filters), gone)

    async def facets(self, name: str, filters: DatasetFilters, gone: Callable[[], Awaitable[bool]]) -> bytes:
        """Return the counts beside a filter as JSON."""
        opened = await self._open(name)
        key = f"{name}/{opened.version}/facets?{filters.query()}"

        def make(deadline: Deadline) -> bytes:
            return json.dumps(facets(opened.columns, filters, deadline).as_json()).encode()

        return await self._answer(key, opened, filters, make, gone, scan=True)

    async def firm(self, name: str, row: int) -> Firm:
        """Return one firm by its row; raises UnknownDatasetError where there is none."""
        opened = await self._with_row(name, row)
        return await asyncio.get_running_loop().run_in_executor(self._quick, opened.cutter.firm, row)

    async def card(self, name: str, row: int, language: str) -> dict[str, Any]:
        """Return what the map says of one firm; raises UnknownDatasetError where there is none."""
        opened = await self._with_row(name, row)
        make = partial(cards.firm_card, opened, row, language, config=self._config)
        return await asyncio.get_running_loop().run_in_executor(self._quick, make)

    async def cell(
        self, name: str, address: tuple[int, int, int], filters: DatasetFilters, gone: Callable[[], Awaitable[bool]]
    ) -> bytes:
        """Return the firms of a cell as JSON; `address` is level, column and row."""
        opened = await self._open(name)
        key = f"{name}/{opened.version}/cell/{address}?{filters.query()}"

        def make(deadline: Deadline) -> bytes:
            return json.dumps(cards.firms_in(opened.cutter, address, filters, deadline), ensure_ascii=False).encode()

        return await self._answer(key, opened, filters, make, gone)

    async def opened(self, name: str) -> Opened:
        """Return the version of a dataset that is in place; raises UnknownDatasetError."""
        return await self._open(name)

    async def _with_row(self, name: str, row: int) -> Opened:
        opened = await self._open(name)
        if not 0 <= row < opened.columns.rows:
            raise UnknownDatasetError(f"The dataset {name!r} has {opened.columns.rows:,} rows; there is no row {row}.")
        return opened

    async def _open(self, name: str) -> Opened:
        return await asyncio.get_running_loop().run_in_executor(self._quick, self.open, name)

    async def _answer(
        self,
        key: str,
        opened: Opened,
        filters: DatasetFilters,
        make: Callable[[Deadline], bytes],
        gone: Callable[[], Awaitable[bool]],
        *,
        scan: bool = False,
    ) -> bytes:
        with self._lock:
            kept = self._answers.get(key)
        if kept is not None:
            return kept
        running = self._running.get(key)
        if running is None or running.deadline.is_cancelled:
            pool = self._scan if scan or not opened.columns.has_selection(filters) else self._quick
            if filters.is_empty and not scan:
                pool = self._quick
            running = _Running(Deadline(self._limit_ms), pool, make)
            self._running[key] = running
        running.waiting += 1
        try:
            while not running.future.done():
                await asyncio.wait([running.future], timeout=_POLL_S)
                if not running.future.done() and await gone():
                    return b""
            made = running.future.result()
        finally:
            running.waiting -= 1
            if not running.waiting:
                running.deadline.cancel()
                if self._running.get(key) is running:
                    del self._running[key]
        with self._lock:
            if key not in self._answers:
                self.made += 1
                if len(made) <= self._answers.maxsize:
                    self._answers[key] = made
        return made


class _Running:
    """A question at work, and how many wait for it."""

    def __init__(self, deadline: Deadline, pool: ThreadPoolExecutor, make: Callable[[Deadline], bytes]) -> None:
        self.deadline = deadline
        self.waiting = 0
        self.future = asyncio.get_running_loop().run_in_executor(pool, self._run, make)

    def _run(self, make: Callable[[Deadline], bytes]) -> bytes:
        self.deadline.check()  # it may have waited in the pool's queue until nobody wanted it
        return make(self.deadline)


@lru_cache(maxsize=1)
def shared_service() -> Service:
    """Return the process's service."""
    return Service(settings())


def known_versions(config: Settings) -> dict[str, str]:
    """Return the version in place of every dataset."""
    found = {}
    store = store_of(config)
    for name in store.names():
        with contextlib.suppress(UnknownDatasetError):
            found[name] = store.version(name)
    return found
