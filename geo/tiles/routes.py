"""HTTP adapter of the tiles: `/tiles/{layer}/{z}/{x}/{y}.mvt`. It parses, answers and caches; it knows no SQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo import stamp
from geo.settings import settings
from geo.tiles import mvt, store
from geo.tiles.features import MEDIA_TYPE, tile_route
from geo.tiles.filters import parse_filters
from geo.tiles.grid import Tile
from geo.web import versioned


class TileCache:
    """Encoded tiles in memory, least recently used first out, bounded in bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._tiles: LRUCache[str, bytes] = LRUCache(maxsize=max(limit_bytes, 1), getsizeof=len)
        self._lock = threading.Lock()
        self.hits = self.misses = 0

    @property
    def size_bytes(self) -> int:
        """Return the bytes of all tiles."""
        return int(self._tiles.currsize)

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the tile of this name, making it when absent; a tile above the limit is made each time."""
        with self._lock:
            found = self._tiles.get(name)
            self.hits += found is not None
            self.misses += found is None
        if found is not None:
            return found
        made = make()
        with self._lock:
            if len(made) <= self._tiles.maxsize:
                self._tiles[name] = made
        return made


@lru_cache(maxsize=1)
def cache() -> TileCache:
    """Return the tiles this process keeps."""
    return TileCache(settings().tile_cache_mb * 1_000_000)


def tile(request: Request, address: Tile) -> Response:
    """Answer one tile."""
    encode = mvt.layer(request.path_params["layer"])
    filters = parse_filters(request.query_params.multi_items())
    version = stamp.version(settings())
    name = f"{request.path_params['layer']}/{address.z}/{address.x}/{address.y}?{filters.query()}"

    def body() -> bytes:
        return cache().get(f"{version}/{name}", lambda: encode(store.cursor(settings()), address, filters))

    return versioned(request, body, name=name, version=version, media_type=MEDIA_TYPE)


def routes(prefix: str = "") -> list[Route]:
    """Return the tile routes below `prefix` (the server's base path)."""
    return [tile_route(f"{prefix}/tiles/{{layer}}", tile)]
