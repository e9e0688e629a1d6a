"""HTTP adapter of the map's other files: assets and modules, JSON payloads, and outlines in true size."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import stamp
from geo.errors import NotPreparedError
from geo.maps.assets import MODULES, PAGES, asset, modules_digest
from geo.maps.basemap import base_map_file, base_map_tile
from geo.maps.comparison_map import true_size_geometry
from geo.maps.payloads import PAYLOADS
from geo.maps.scale import MAX_SCALE_LATITUDE
from geo.settings import settings
from geo.tiles.errors import UnknownLayerError
from geo.tiles.features import asked_number
from geo.tiles.grid import parse_tile
from geo.web import answer_faults, versioned


def _asset(request: Request) -> Response:
    found = asset(settings(), request.path_params["name"])
    return versioned(
        request, lambda: found.body, name=found.name, version=found.digest, media_type=found.media_type, packed=True
    )


def _module(request: Request) -> Response:
    name, digest = request.path_params["name"], modules_digest()
    if name not in MODULES:
        raise UnknownLayerError(name[:40], known=tuple(f"{page}.js" for page in PAGES))
    found = asset(settings(), name)
    return versioned(
        request,
        lambda: found.body,
        name=name,
        version=digest,
        media_type=found.media_type,
        kept=request.path_params["digest"] == digest,
        packed=True,
    )


def _payload(request: Request) -> Response:
    name = request.path_params["payload"]
    if name not in PAYLOADS:
        raise UnknownLayerError(name[:40], known=PAYLOADS)
    path = settings().store_dir / "map" / f"{name}.json"
    if not path.is_file():
        raise NotPreparedError(f"{path} is missing. Run `python -m geo prepare`.", path=str(path))
    return versioned(
        request,
        path.read_bytes,
        name=name,
        version=stamp.version(settings()),
        media_type="application/json",
        packed=True,
    )


def _true_size(request: Request) -> Response:
    """Answer with a cluster's outline, its area and shape kept, over the place `lat`, `lng` of the query."""
    lat, lng = (
        asked_number(request, key, -limit, limit) for key, limit in (("lat", MAX_SCALE_LATITUDE), ("lng", 540.0))
    )
    cluster_id = request.path_params["cluster"]
    body = true_size_geometry(settings(), cluster_id, lat=lat, lng=lng)
    name = f"{cluster_id}/{lat}/{lng}"
    return versioned(request, lambda: body, name=name, version=stamp.version(settings()), media_type="application/json")


def _basemap(_request: Request) -> Response:
    config = settings()
    if not config.basemap_file:
        return JSONResponse({"url": config.basemap_url, "credit": config.basemap_credit})
    about = base_map_file(Path(config.basemap_file))
    return JSONResponse(
        {
            "url": f"/map/basemap/{{z}}/{{x}}/{{y}}?v={about.version}",
            "credit": config.basemap_credit or about.credit,
            "kind": about.kind,
            "zooms": about.zooms,
            "bounds": about.bounds,
        }
    )


def _basemap_tile(request: Request) -> Response:
    """Answer with a tile of the operator's file; where it has none, with an empty one or, of pictures, with nothing."""
    path = settings().basemap_file
    if not path:
        raise UnknownLayerError("basemap", known=("OBSERVATORY_BASEMAP_PMTILES",))
    address = parse_tile(*(request.path_params[part] for part in ("z", "x", "y")))
    about = base_map_file(Path(path))
    body = base_map_tile(Path(path), address)
    if not body and about.kind == "raster":
        return Response(status_code=204)
    name = f"{address.z}/{address.x}/{address.y}"
    return versioned(request, lambda: body, name=name, version=about.version, media_type=about.media_type)


def routes(prefix: str = "") -> list[Route]:
    """Return the map's routes below `prefix` (the server's base path)."""
    return [
        Route(f"{prefix}/map/assets/{{name}}", answer_faults(_asset), methods=["GET"]),
        Route(f"{prefix}/map/modules/{{digest}}/{{name}}", answer_faults(_module), methods=["GET"]),
        Route(f"{prefix}/map/basemap.json", answer_faults(_basemap), methods=["GET"]),
        Route(f"{prefix}/map/basemap/{{z}}/{{x}}/{{y}}", answer_faults(_basemap_tile), methods=["GET"]),
        Route(f"{prefix}/map/true_size/{{cluster}}.json", answer_faults(_true_size), methods=["GET"]),
        Route(f"{prefix}/map/{{payload}}.json", answer_faults(_payload), methods=["GET"]),
    ]
