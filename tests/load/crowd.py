"""A crowd without browsers: each person opens pages over a WebSocket of their own and fetches the tiles of maps.

It is bounded in people and time, and speaks to this machine only: it cannot be turned against somebody's server.

Tiles are fetched by threads with plain connections, which take a tenth of what a client of the loop's takes: twelve
tiles cost httpx 70 ms of processor on the machine that serves them, and their server 30.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import ipaddress
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.visitor import SUBPROTOCOL, Conversation

MOST_PEOPLE = 200
MOST_SECONDS = 600.0
PATIENCE_S = 60.0  # a page that takes longer is an error
FAULTS = (OSError, TimeoutError, WebSocketException, httpx.HTTPError, http.client.HTTPException)
THREADS = 24  # that fetch tiles, of all people together

TILES = tuple(f"/tiles/organisations/5/{x}/{y}.mvt" for x in range(24, 28) for y in range(11, 14))
MAP_QUERIES = ("", "?model=technology_innovation", "?model=platform_aggregation")


@dataclass(frozen=True, slots=True)
class Stop:
    """One page on a person's way: its name, its query and the tiles its map asks for."""

    page: str
    query: str = ""
    tiles: tuple[str, ...] = ()


OBSERVATORY = (
    Stop(""),
    Stop("cluster_map", "lat=34&lng=110&z=5", TILES),
    Stop("compare", "v=2&cases=tsukuba,ruhr"),
    Stop("computing_network"),
    Stop("catalog"),
    Stop("workbench"),
)
MINIMAL = (Stop(""),)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the crowd does: `people` persons each open a page every `every_s` seconds, for `seconds` in all.

    With `pause_s` instead, each waits so long after a page has come; `pages` is how many each opens at most.
    """

    people: int
    seconds: float
    every_s: float = 0.0
    pause_s: float = 0.0
    pages: int = 1_000_000

    def __post_init__(self) -> None:
        """Refuse more than a test needs."""
        if not 1 <= self.people <= MOST_PEOPLE or not 0 < self.seconds <= MOST_SECONDS:
            raise ValueError(f"{self.people} people, {self.seconds} s: at most {MOST_PEOPLE} for {MOST_SECONDS:.0f} s.")
        if not self.every_s and not self.pause_s:
            raise ValueError("Say every how many seconds a page is opened, or how long people pause.")


@dataclass(slots=True)
class Found:
    """What the crowd met: seconds of each page run and each tile, and the errors by what they were."""

    page_s: list[float] = field(default_factory=list)
    tile_s: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    size: int = 0


def check_loopback(address: str) -> None:
    """Raise ValueError unless the address is this machine's own."""
    host = urlsplit(address).hostname or ""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    raise ValueError(f"{address} is not of this machine; the crowd speaks to 127.0.0.1 only.")


def visit(address: str, way: tuple[Stop, ...], plan: Plan) -> Found:
    """Let the crowd go and return what it met."""
    check_loopback(address)
    return asyncio.run(_visit(address, way, plan))


class Tiles:
    """What fetches tiles: threads that keep a connection each."""

    def __init__(self, address: str) -> None:
        self._where = urlsplit(address)
        self._pool = ThreadPoolExecutor(THREADS, "tiles")
        self._own = threading.local()

    def __enter__(self) -> Tiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    async def fetch(self, path: str) -> tuple[int, float]:
        """Return the status of the answer to a path, and the seconds from the request to its last byte."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._fetched, path)

    def _fetched(self, path: str) -> tuple[int, float]:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            host, port = self._where.hostname or "", self._where.port
            connection = self._own.connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
        started = time.monotonic()
        try:
            connection.request("GET", f"{self._where.path.rstrip('/')}{path}", headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
        except FAULTS:
            connection.close()
            raise
        return answer.status, time.monotonic() - started


async def _visit(address: str, way: tuple[Stop, ...], plan: Plan) -> Found:
    found = Found()
    end = time.monotonic() + plan.seconds
    rhythm = plan.every_s or plan.pause_s
    with Tiles(address) as tiles:
        async with asyncio.TaskGroup() as group:
            for number in range(plan.people):
                stops = islice(cycle(way), number % len(way), None)
                late_s = rhythm * number / plan.people
                group.create_task(_person(address, stops, plan, found, tiles, end=end, late_s=late_s))
    return found


async def _person(
    address: str, stops: islice[Stop], plan: Plan, found: Found, tiles: Tiles, *, end: float, late_s: float
) -> None:
    await asyncio.sleep(late_s)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S, trust_env=False) as client:
        for _ in range(5):  # whoever is thrown out comes again
            try:
                await client.get("/_stcore/host-config")  # a proxy gives its cookie here, as for a browser's first page
                async with _session(address, client) as (socket, said):
                    await _walk(socket, said, tiles, stops, plan, found, end=end)
                    return
            except FAULTS as fault:
                found.errors[f"{type(fault).__name__}: {str(fault)[:60]}"] += 1
                if time.monotonic() > end:
                    return
                await asyncio.sleep(1)


@contextlib.asynccontextmanager
async def _session(address: str, client: httpx.AsyncClient):  # type: ignore[no-untyped-def]
    said = Conversation(address)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
    async with connect(
        said.stream,
        subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
        max_size=None,
        origin=said.origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookies} if cookies else {},
        open_timeout=PATIENCE_S,
        proxy=None,
    ) as socket:
        yield socket, said


async def _walk(
    socket: ClientConnection,
    said: Conversation,
    tiles: Tiles,
    stops: islice[Stop],
    plan: Plan,
    found: Found,
    *,
    end: float,
) -> None:
    for number, stop in enumerate(stops):
        started = time.monotonic()
        if started > end or number >= plan.pages:
            return
        await socket.send(said.ask(stop.page, stop.query))
        async with asyncio.timeout(PATIENCE_S):
            while not said.take(await socket.recv()):
                pass
        found.page_s.append(time.monotonic() - started)
        found.size += said.run.size
        found.errors["a page failed"] += said.run.failed
        query = MAP_QUERIES[number % len(MAP_QUERIES)]
        await asyncio.gather(*(_tile(tiles, f"{tile}{query}", found) for tile in stop.tiles))
        spent = time.monotonic() - started
        await asyncio.sleep(plan.pause_s or max(0.0, plan.every_s - spent))


async def _tile(tiles: Tiles, path: str, found: Found) -> None:
    status, seconds = await tiles.fetch(path)
    found.tile_s.append(seconds)
    if status != 200:
        found.errors[f"a tile answered {status}"] += 1
