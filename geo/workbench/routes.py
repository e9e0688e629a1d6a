"""HTTP adapter of the workbench's layers: `/workbench/{layer}/{z}/{x}/{y}.mvt` and `/workbench/{layer}/at.json`.

The id in the address is the permission. Answers may be kept by the browser that has it, never by anything between.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.settings import limits
from geo.tiles.features import MEDIA_TYPE, asked_number, attributes, place_route, pointed, tile_route
from geo.tiles.grid import Tile
from geo.workbench import room

_PRIVATE: Final = {"Cache-Control": "private, max-age=600", "Referrer-Policy": "no-referrer"}


def tile(request: Request, address: Tile) -> Response:
    """Answer one tile of a layer."""
    layer = room.find(request.path_params["layer"], minutes=limits().layer_minutes)
    body = layer.drawn.tile(address, int(asked_number(request, "v", 0, 2**31)))
    return Response(body, media_type=MEDIA_TYPE, headers=_PRIVATE)


def at(request: Request) -> Response:
    """Answer with the attributes of the feature under a place, `null` if there is none."""
    layer = room.find(request.path_params["layer"], minutes=limits().layer_minutes)
    row = layer.drawn.at(*pointed(request))
    return JSONResponse(None if row is None else attributes(layer.frame, row), headers={"Cache-Control": "no-store"})


def routes(prefix: str = "") -> list[Route]:
    """Return the workbench's routes below `prefix` (the server's base path)."""
    below = f"{prefix}/workbench/{{layer}}"
    return [place_route(below, at), tile_route(below, tile)]
