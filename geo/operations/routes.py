"""HTTP of operations: `/healthz` (the process answers), `/readyz` (its parts can be used) and `/metrics`."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from geo import __version__
from geo.ingest.confinement import jail
from geo.operations.errors import MetricsHiddenError, UnknownAddressError
from geo.operations.kinds import DATA
from geo.operations.measures import MEDIA_TYPE, measures
from geo.operations.readiness import readiness
from geo.settings import operations
from geo.web import answer_faults

_FRESH: Final = {"Cache-Control": "no-store"}
_LOOPBACK: Final = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip")


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok", headers=_FRESH)


def _readiness(_request: Request) -> Response:
    found = readiness()
    told = {"status": "ready" if found.is_ready else "not ready", "version": __version__, "parts": dict(found.parts)}
    told |= {"confinement": jail.in_force()}  # no part: without one uploads are refused and all else works
    return JSONResponse(told, status_code=200 if found.is_ready else 503, headers=_FRESH)


def _metrics(request: Request) -> Response:
    shown = operations().metrics
    if shown == "off" or (shown == "local" and not _is_local(request)):
        raise MetricsHiddenError
    return Response(measures().text(), media_type=MEDIA_TYPE, headers=_FRESH)


def _is_local(request: Request) -> bool:
    """Tell whether the machine itself asks; what a proxy on it passes on is asked by others."""
    direct = request.client is not None and request.client.host in _LOOPBACK
    return direct and not any(name in request.headers for name in _FORWARDED)


def _nowhere(request: Request) -> Response:
    """Lead an address with a slash too many to the one without; anything else is not there."""
    path = request.url.path
    if path.endswith("/") and request.path_params["rest"].strip("/"):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(quote(path.rstrip("/"), safe="/") + query, status_code=308)
    raise UnknownAddressError(path)


def nowhere(prefix: str = "") -> list[Route]:
    """Return the routes of what lies below the addresses of data and leads nowhere; they come after all others.

    Streamlit would answer with a page, which a program that asks for data takes for the data.
    """
    kinds = sorted(kind for kind in DATA if "." not in kind)
    return [Route(f"{prefix}/{kind}/{{rest:path}}", answer_faults(_nowhere), methods=["GET"]) for kind in kinds]


def routes(prefix: str = "") -> list[Route]:
    """Return the routes below `prefix` (the server's base path)."""
    return [
        Route(f"{prefix}/healthz", _health, methods=["GET"]),
        Route(f"{prefix}/readyz", answer_faults(_readiness), methods=["GET"]),
        Route(f"{prefix}/metrics", answer_faults(_metrics), methods=["GET"]),
    ]
