"""HTTP of a layer of features: its tiles, and the attributes of what lies under a place.

A layer's room says who may ask and which layer is meant; how an address is read and what is shown of a row is here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.json_values import plain
from geo.tiles.errors import FilterError
from geo.tiles.grid import MAX_LATITUDE, Tile, parse_tile
from geo.web import answer_faults

if TYPE_CHECKING:
    import geopandas as gpd

MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"
SHOWN_FIELDS: Final = 12
SHOWN_CHARACTERS: Final = 200
MAX_REACH_DEG: Final = 2.0


def tile_route(below: str, answer: Callable[[Request, Tile], Response]) -> Route:
    """Return the route of a layer's tiles, ``{below}/{z}/{x}/{y}.mvt``; `answer` gets the tile that is asked for."""

    def tile(request: Request) -> Response:
        return answer(request, parse_tile(*(request.path_params[part] for part in ("z", "x", "y"))))

    return Route(f"{below}/{{z}}/{{x}}/{{y}}.mvt", answer_faults(tile), methods=["GET"])


def place_route(below: str, answer: Callable[[Request], Response]) -> Route:
    """Return the route of what lies under a place, ``{below}/at.json``; `answer` reads the place with `pointed`."""
    return Route(f"{below}/at.json", answer_faults(answer), methods=["GET"])


def pointed(request: Request) -> tuple[float, float, float]:
    """Return the longitude and latitude a person points at, and how far round it to look, degrees."""
    return (
        asked_number(request, "lng", -180, 180),
        asked_number(request, "lat", -MAX_LATITUDE, MAX_LATITUDE),
        asked_number(request, "reach", 0, MAX_REACH_DEG),
    )


def asked_number(request: Request, key: str, low: float, high: float) -> float:
    """Return the number `key` of a query; raises FilterError where it is none from `low` to `high`."""
    text = request.query_params.get(key, "")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise FilterError(
            f"{key} is {text[:40]!r}; it must be a number from {low:g} to {high:g}.", key=key, value=text[:40]
        )
    return value


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
