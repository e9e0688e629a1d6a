"""The process that answers what maps fetch, where several processes share the work: tiles, payloads, published layers.

It runs no pages, so a tile never waits for one; uvicorn serves it as `geo.serving.shared:app`.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.maps.routes import routes as map_routes
from geo.operations.routes import routes as operation_routes
from geo.operations.stack import stack
from geo.publication.routes import routes as publication_routes
from geo.serving import heap
from geo.serving.caddy import SHARED_HEALTH
from geo.settings import settings
from geo.tiles import store
from geo.tiles.routes import routes as tile_routes
from geo.web import answering_at_once


def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    store.cursor(settings()).execute("SELECT count(*) FROM organisations").fetchall()
    heap.freeze()
    async with answering_at_once(app):
        yield


app = Starlette(
    routes=[
        Route(SHARED_HEALTH, _health),
        *tile_routes(),
        *map_routes(),
        *publication_routes(),
        *operation_routes(),
    ],
    middleware=stack(),
    lifespan=_lifespan,
)
