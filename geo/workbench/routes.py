"""HTTP adapter of the workbench's layers: `/workbench/{layer}/{z}/{x}/{y}.mvt` and `/workbench/{layer}/at.json`.

The id in the address is the permission. Answers may be kept by the browser that has it, never by anything between.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.ingest.report import plain
from geo.settings import limits
from geo.tiles.errors import FilterError
from geo.tiles.grid import MAX_LATITUDE, parse_tile
from geo.tiles.routes import MEDIA_TYPE
from geo.web import answer_faults
from geo.workbench import room

if TYPE_CHECKING:
    import geopandas as gpd

_PRIVATE: Final = {"Cache-Control": "private, max-age=600", "Referrer-Policy": "no-referrer"}
SHOWN_FIELDS: Final = 12
SHOWN_CHARACTERS: Final = 200
MAX_REACH_DEG: Final = 2.0


def tile(request: Request) -> Response:
    """Answer one tile of a layer."""
    layer = room.find(request.path_params["layer"], minutes=limits().layer_minutes)
    address = parse_tile(*(request.path_params[part] for part in ("z", "x", "y")))
    body = layer.drawn.tile(address, int(_number(request, "v", 0, 2**31)))
    return Response(body, media_type=MEDIA_TYPE, headers=_PRIVATE)


def at(request: Request) -> Response:
    """Answer with the attributes of the feature under a place, `null` if there is none."""
    layer = room.find(request.path_params["layer"], minutes=limits().layer_minutes)
    row = layer.drawn.at(*pointed(request))
    return JSONResponse(None if row is None else attributes(layer.frame, row), headers={"Cache-Control": "no-store"})


def pointed(request: Request) -> tuple[float, float, float]:
    """Return the longitude and latitude a person points at, and how far round it to look, degrees."""
    return (
        _number(request, "lng", -180, 180),
        _number(request, "lat", -MAX_LATITUDE, MAX_LATITUDE),
        _number(request, "reach", 0, MAX_REACH_DEG),
    )


def attributes(frame: gpd.GeoDataFrame, row: int) -> dict[str, Any]:
    """Return a row's first fields as texts, and how many more there are."""
    record = frame.drop(columns=frame.geometry.name).iloc[row]
    fields = [
        {"name": str(name)[:SHOWN_CHARACTERS], "value": _text(value)}
        for name, value in list(record.items())[:SHOWN_FIELDS]
    ]
    return {"row": row, "fields": fields, "more": max(len(record) - SHOWN_FIELDS, 0)}


def _text(value: Any) -> str:
    shown = plain(value)
    return "" if shown is None else str(shown)[:SHOWN_CHARACTERS]


def _number(request: Request, name: str, low: float, high: float) -> float:
    text = request.query_params.get(name, "")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise FilterError(f"{name} is {text[:20]!r}; it must be a number from {low} to {high}.", name=name)
    return value


def routes(prefix: str = "") -> list[Route]:
    """Return the workbench's routes below `prefix` (the server's base path)."""
    return [
        Route(f"{prefix}/workbench/{{layer}}/at.json", answer_faults(at), methods=["GET"]),
        Route(f"{prefix}/workbench/{{layer}}/{{z}}/{{x}}/{{y}}.mvt", answer_faults(tile), methods=["GET"]),
    ]
