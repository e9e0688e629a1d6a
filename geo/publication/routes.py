"""HTTP adapter of published layers: `/published/{id}/{version}/{z}/{x}/{y}.mvt` and `.../at.json`.

A version never changes, but it may be withdrawn: browsers keep its tiles and ask each time whether they may still show
them. The answer costs one read of the register.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.publication.errors import UnknownPublicationError
from geo.publication.layers import layer
from geo.publication.shelf import Found, Shelf, shared_shelf
from geo.tiles.features import MEDIA_TYPE, attributes, place_route, pointed, tile_route
from geo.tiles.grid import Tile
from geo.web import versioned


def tile(request: Request, address: Tile) -> Response:
    """Answer one tile of a version."""
    shelf, found = _asked(request)
    name = f"{found.key}/{address.z}/{address.x}/{address.y}"

    def body() -> bytes:
        return layer(shelf, found).drawn.tile(address, 0)

    return versioned(request, body, name=name, version=found.version.digest, media_type=MEDIA_TYPE)


def at(request: Request) -> Response:
    """Answer with the attributes of the feature under a place and the layer's title, `null` if there is none."""
    shelf, found = _asked(request)
    where = pointed(request)
    shown = layer(shelf, found)
    row = shown.drawn.at(*where)
    answer = None if row is None else attributes(shown.frame, row) | {"title": found.version.about.title}
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


def _asked(request: Request) -> tuple[Shelf, Found]:
    reference = f"{request.path_params['publication']}.{request.path_params['version']}"
    shelf = shared_shelf()
    if shelf is None:
        raise UnknownPublicationError(reference)
    return shelf, shelf.find(reference)


def routes(prefix: str = "") -> list[Route]:
    """Return the routes of published layers below `prefix` (the server's base path)."""
    below = f"{prefix}/published/{{publication}}/{{version}}"
    return [place_route(below, at), tile_route(below, tile)]
