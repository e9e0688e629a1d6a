"""HTTP adapter of the regions' areas: `/areas/{set}/{z}/{x}/{y}.mvt`, the region under a place, where signs stand."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import stamp
from geo.catalog import load_catalog
from geo.observatory.areas import Areas, areas
from geo.settings import settings
from geo.tiles.features import MEDIA_TYPE, place_route, pointed, tile_route
from geo.tiles.grid import Tile
from geo.tiles.routes import TileCache
from geo.web import answer_faults, versioned

_BASE: Final = "/areas/{areas}"
_CACHE_BYTES: Final = 16_000_000  # the areas of four countries at the zooms people look at them


@lru_cache(maxsize=1)
def _cache() -> TileCache:
    return TileCache(_CACHE_BYTES)


def _asked(request: Request) -> Areas:
    return areas(load_catalog(settings()), settings(), request.path_params["areas"])


def tile(request: Request, address: Tile) -> Response:
    """Answer one tile of a set of areas."""
    found = _asked(request)
    name = f"areas/{request.path_params['areas']}/{address.z}/{address.x}/{address.y}"
    version = stamp.version(settings())

    def body() -> bytes:
        return _cache().get(f"{version}/{name}", lambda: found.drawn.tile(address, 0))

    return versioned(request, body, name=name, version=version, media_type=MEDIA_TYPE)


def at(request: Request) -> Response:
    """Answer with the row, id and names of the region under a place, `null` where there is none."""
    found = _asked(request)
    row = found.drawn.at(*pointed(request))
    if row is None:
        return JSONResponse(None)
    zh, en = found.names[row]
    return JSONResponse({"row": row, "id": found.region_ids[row], "zh": zh, "en": en})


def anchors(request: Request) -> Response:
    """Answer with the place of each row's sign, longitude and latitude."""
    found = _asked(request)
    name = f"areas/{request.path_params['areas']}/anchors"
    version = stamp.version(settings())

    def body() -> bytes:
        return json.dumps(found.anchors, separators=(",", ":")).encode()

    return versioned(request, body, name=name, version=version, media_type="application/json")


def routes(prefix: str = "") -> list[Route]:
    """Return the routes below `prefix` (the server's base path)."""
    return [
        place_route(prefix + _BASE, at),
        Route(f"{prefix}{_BASE}/anchors.json", answer_faults(anchors), methods=["GET"]),
        tile_route(prefix + _BASE, tile),
    ]
