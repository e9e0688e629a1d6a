"""HTTP adapter of datasets, below `/tiles/dataset/NAME`: tiles, counts beside a filter, one firm.

/tiles/dataset/NAME/Z/X/Y.mvt : a tile; the filter is the query (`geo.datasets.filters`).
/tiles/dataset/NAME/facets.json : exact counts in all, by each key of each column and by year.
/tiles/dataset/NAME/firm/ROW.json : what is kept of one firm; tiles name its row.
/tiles/dataset/NAME/card/ROW.json?lang=zh : the same in words, for people.
/tiles/dataset/NAME/cell/LEVEL/X/Y.json : how many firms of a cell pass the filter, and the first of them.
/tiles/dataset/NAME/words.json?lang=zh : title, legend words and colours of its map, and whether it is synthetic.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.datasets.cards import map_words, parse_cell, parse_language
from geo.datasets.errors import UnknownDatasetError
from geo.datasets.filters import parse_dataset_filters
from geo.datasets.service import shared_service
from geo.errors import ObservatoryError
from geo.tiles.grid import parse_tile
from geo.web import fault_answer, versioned

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"

AsyncHandler = Callable[[Request], Awaitable[Response]]


def _faults(handler: AsyncHandler) -> AsyncHandler:
    @wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except ObservatoryError as fault:
            return fault_answer(fault)

    return answer


@_faults
async def tile(request: Request) -> Response:
    """Answer one tile."""
    service, name = shared_service(), request.path_params["name"]
    address = parse_tile(*(request.path_params[part] for part in ("z", "x", "y")))
    filters = parse_dataset_filters(request.query_params.multi_items())
    body = await service.tile(name, address, filters, request.is_disconnected)
    version = service.open(name).version
    label = f"dataset/{name}/{address.z}/{address.x}/{address.y}?{filters.query()}"
    return versioned(request, lambda: body, name=label, version=version, media_type=MEDIA_TYPE)


@_faults
async def facets(request: Request) -> Response:
    """Answer the counts beside a filter."""
    service, name = shared_service(), request.path_params["name"]
    filters = parse_dataset_filters(request.query_params.multi_items())
    body = await service.facets(name, filters, request.is_disconnected)
    version = service.open(name).version
    label = f"dataset/{name}/facets?{filters.query()}"
    return versioned(request, lambda: body, name=label, version=version, media_type="application/json")


@_faults
async def firm(request: Request) -> Response:
    """Answer one firm."""
    told = await shared_service().firm(request.path_params["name"], _row(request))
    return JSONResponse(told, headers={"Cache-Control": "no-cache"})


@_faults
async def card(request: Request) -> Response:
    """Answer one firm in words."""
    language = parse_language(request.query_params.get("lang", ""))
    told = await shared_service().card(request.path_params["name"], _row(request), language)
    return JSONResponse(told, headers={"Cache-Control": "no-cache"})


@_faults
async def cell(request: Request) -> Response:
    """Answer the firms of a cell."""
    address = parse_cell(*(request.path_params[part] for part in ("level", "x", "y")))
    filters = parse_dataset_filters(request.query_params.multi_items())
    body = await shared_service().cell(request.path_params["name"], address, filters, request.is_disconnected)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-cache"})


@_faults
async def words(request: Request) -> Response:
    """Answer what the map's legend says of a dataset."""
    opened = await shared_service().opened(request.path_params["name"])
    language = parse_language(request.query_params.get("lang", ""))
    return JSONResponse(map_words(opened, language), headers={"Cache-Control": "no-cache"})


def _row(request: Request) -> int:
    text = str(request.path_params["row"])
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise UnknownDatasetError(f"{text[:20]!r} is no row; it must be a whole number.")
    return int(text)


def routes(prefix: str = "") -> list[Route]:
    """Return the routes below `prefix` (the server's base path)."""
    base = f"{prefix}/tiles/dataset/{{name}}"
    return [
        Route(f"{base}/facets.json", facets, methods=["GET"]),
        Route(f"{base}/words.json", words, methods=["GET"]),
        Route(f"{base}/firm/{{row}}.json", firm, methods=["GET"]),
        Route(f"{base}/card/{{row}}.json", card, methods=["GET"]),
        Route(f"{base}/cell/{{level}}/{{x}}/{{y}}.json", cell, methods=["GET"]),
        Route(f"{base}/{{z}}/{{x}}/{{y}}.mvt", tile, methods=["GET"]),
    ]
