"""HTTP of OGC API - Tiles below `/ogc/`: tilesets of collections, of the map's layers, of registers and of ratings.

/ogc/collections/NAME/tiles/WebMercatorQuad/Z/ROW/COLUMN : features of a collection, each with all its columns.
/ogc/layers/NAME/tiles/WebMercatorQuad/Z/ROW/COLUMN : land, admin, dataset-NAME (the map's own tiles) and rating-….
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from geo import stamp
from geo.catalog import load_catalog
from geo.datasets import layout
from geo.datasets.store import store_of
from geo.publication.layers import layer
from geo.publication.shelf import shared_shelf
from geo.settings import settings
from geo.standards import ratings, tilejson
from geo.standards.answering import Answering
from geo.standards.asking import single
from geo.standards.collections import PUBLISHED, Collection, collection
from geo.standards.collections import names as collections
from geo.standards.documents import MVT, RELATION, TILE_MATRIX_SET, Json, link
from geo.standards.errors import UnknownCollectionError
from geo.standards.tiling import LAYER, FrameTiles
from geo.tiles import mvt, store
from geo.tiles.filters import parse_filters
from geo.tiles.grid import MAX_LATITUDE, MAX_ZOOM, Tile, parse_tile
from geo.web import answer_faults, versioned

MAP: Final = ("land", "admin")
SCHEME: Final = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
MERCATOR: Final = "http://www.opengis.net/def/crs/EPSG/0/3857"
_HALF_M: Final = 20037508.3427892
_CELL_M: Final = 156543.033928041  # of zoom 0; OGC 17-083r4, annex D.1
_DENOMINATOR: Final = 559082264.028717
_KEPT: Final = 12
_WORLD: Final = (-180.0, -MAX_LATITUDE, 180.0, MAX_LATITUDE)

_lock = threading.Lock()
_made: LRUCache[tuple[str, ...], FrameTiles] = LRUCache(maxsize=_KEPT)


class TileService(Answering):
    """The routes of one server; `prefix` is its base path."""

    def routes(self) -> list[Route]:
        """Return the routes."""
        base = f"{self._prefix}/ogc"
        answers: dict[str, Callable[[Request], Response]] = {
            f"{base}/tileMatrixSets": self._schemes,
            f"{base}/tileMatrixSets/{{scheme}}": self._scheme,
            f"{base}/tiles": self._everything,
        }
        for kind in ("collections", "layers"):
            one = f"{base}/{kind}/{{name}}/tiles"
            answers[one] = self._tilesets
            answers[f"{one}/{{scheme}}"] = self._tileset
            answers[f"{one}/{{scheme}}/{{z}}/{{row}}/{{column}}"] = self._tile
        return [Route(path, answer_faults(answer), methods=["GET"]) for path, answer in answers.items()]

    def _schemes(self, request: Request) -> Response:
        single(request.query_params.multi_items(), ())
        place = f"{self._here(request)}/tileMatrixSets"
        one = {"id": TILE_MATRIX_SET, "uri": SCHEME, "links": [link(f"{place}/{TILE_MATRIX_SET}", "self")]}
        return self._answer(request, lambda: {"tileMatrixSets": [one]}, version=TILE_MATRIX_SET)

    def _scheme(self, request: Request) -> Response:
        single(request.query_params.multi_items(), ())
        _known_scheme(request)
        return self._answer(request, tile_matrix_set, version=TILE_MATRIX_SET)

    def _everything(self, request: Request) -> Response:
        single(request.query_params.multi_items(), ())
        catalog = load_catalog(settings())
        places = [f"collections/{name}" for name in collections()]
        registers = [f"{tilejson.DATASET}{name}" for name in store_of(settings()).names()]
        places += [f"layers/{name}" for name in (*MAP, *registers, *ratings.names(catalog))]
        told = {"tilesets": [self._brief(request, place) for place in places]}
        told["links"] = [link(f"{self._here(request)}/tiles", "self")]
        return self._answer(request, lambda: told, version="-".join((catalog.digest, *places)))

    def _brief(self, request: Request, place: str) -> Json:
        """Return what a list says of a tileset; `place` is its collection or layer below the service."""
        here = f"{self._here(request)}/{place}/tiles/{TILE_MATRIX_SET}"
        return {
            "title": place.split("/", 1)[1],
            "dataType": "vector",
            "crs": MERCATOR,
            "tileMatrixSetURI": SCHEME,
            "links": [
                link(here, "self"),
                link(f"{self._here(request)}/tileMatrixSets/{TILE_MATRIX_SET}", f"{RELATION}tiling-scheme"),
                link(f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", "item", media_type=MVT) | {"templated": True},
            ],
        }

    def _tilesets(self, request: Request) -> Response:
        single(request.query_params.multi_items(), ())
        asked = _asked(request)
        told = {"tilesets": [self._brief(request, asked.place)]}
        return self._answer(request, lambda: told, version=asked.version)

    def _tileset(self, request: Request) -> Response:
        _known_scheme(request)
        query = single(request.query_params.multi_items(), ratings.PARAMETERS)
        asked = _asked(request)

        def made() -> Json:
            west, south, east, north = asked.bounds
            told = self._brief(request, asked.place) | {
                "boundingBox": {"crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
                | {"lowerLeft": [west, south], "upperRight": [east, north]},
                "layers": asked.layers(query),
            }
            return told | ({"description": asked.words} if asked.words else {})

        return self._answer(request, made, version=asked.version)

    def _tile(self, request: Request) -> Response:
        _known_scheme(request)
        asked = _asked(request)
        address = parse_tile(*(request.path_params[part] for part in ("z", "column", "row")))
        if asked.elsewhere and asked.name.startswith(tilejson.DATASET):  # a register answers by itself, in its own time
            place = f"{self._prefix}/tiles/{asked.elsewhere}/{address.z}/{address.x}/{address.y}.mvt"
            return RedirectResponse(place + (f"?{request.url.query}" if request.url.query else ""), status_code=307)
        pairs = request.query_params.multi_items()
        query = single(pairs, ratings.PARAMETERS) if asked.name.startswith(ratings.RATING) else {}
        if not query and asked.name not in MAP:
            single(pairs, ())
        name = f"{asked.place}/{address.z}/{address.x}/{address.y}?{request.url.query}"
        body = asked.drawn(address, query, pairs)
        return versioned(request, lambda: body, name=name, version=asked.version, media_type=MVT)


class _Asked:
    """What a tileset is of."""

    def __init__(self, kind: str, name: str) -> None:
        self.name, self.place = name, f"{kind}/{name}"
        self.words, self.elsewhere, self.bounds = "", "", _WORLD
        self._collection: Collection | None = None
        if kind == "collections":
            self._collection = collection(name, settings())
            self.version, self.bounds = self._collection.version, self._collection.bounds or _WORLD
            self.words = self._collection.description
        elif name in MAP:
            self.version = stamp.version(settings())
        elif name.startswith(ratings.RATING):
            if name not in ratings.names(load_catalog(settings())):
                raise UnknownCollectionError("rating", name)
            self.version = load_catalog(settings()).digest
        elif name.startswith(tilejson.DATASET):
            short = layout.checked_name(name.removeprefix(tilejson.DATASET))
            told = tilejson.tilejson(name, settings(), "")
            west, south, east, north = told["bounds"]
            self.bounds = (west, south, east, north)
            self.version = store_of(settings()).version(short)
            self.elsewhere = f"dataset/{short}"
        else:
            raise UnknownCollectionError("layer", name)

    def layers(self, query: dict[str, str]) -> list[Json]:
        """Return the layers inside a tile and their fields."""
        if self.name in MAP or self.elsewhere:
            inside = tilejson.tilejson(self.name, settings(), "")["vector_layers"]
            return [{"id": one["id"], "dataType": "vector"} for one in inside]
        if self.name.startswith(PUBLISHED):
            return [{"id": one, "dataType": "vector"} for one in ("areas", "lines", "points")]
        fields = {key: {"type": kind} for key, kind in self._tiles(query).fields.items()}
        return [{"id": LAYER, "dataType": "vector", "propertiesSchema": {"type": "object", "properties": fields}}]

    def drawn(self, address: Tile, query: dict[str, str], pairs: list[tuple[str, str]]) -> bytes:
        """Encode one tile."""
        if self.name in MAP:
            return mvt.layer(self.name)(store.cursor(settings()), address, parse_filters(pairs))
        if self.name.startswith(PUBLISHED) and (shelf := shared_shelf()) is not None:
            return layer(shelf, shelf.find(self.name.removeprefix(PUBLISHED))).drawn.tile(address, 0)
        return self._tiles(query).tile(address)

    def _tiles(self, query: dict[str, str]) -> FrameTiles:
        key = (self.place, self.version, *(f"{name}={query[name]}" for name in sorted(query)))
        with _lock:
            found = _made.get(key)
        if found is None:
            if self._collection is not None:
                found = FrameTiles(self._collection.frame)
            else:
                found = FrameTiles(ratings.frame(self.name, query, load_catalog(settings()), settings()))
            with _lock:
                _made[key] = found
        return found


def _asked(request: Request) -> _Asked:
    kind = "layers" if "/ogc/layers/" in request.url.path else "collections"
    return _Asked(kind, request.path_params["name"])


def _known_scheme(request: Request) -> None:
    if request.path_params["scheme"] != TILE_MATRIX_SET:
        raise UnknownCollectionError("tile matrix set", request.path_params["scheme"])


def tile_matrix_set() -> Json:
    """Return the definition of WebMercatorQuad (OGC 17-083r4, annex D.1), to the zoom the tiles go to.

    Examples
    --------
    >>> tile_matrix_set()["tileMatrices"][1]["matrixWidth"]
    2
    """
    matrices = [
        {
            "id": str(zoom),
            "scaleDenominator": _DENOMINATOR / (1 << zoom),
            "cellSize": _CELL_M / (1 << zoom),
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": [-_HALF_M, _HALF_M],
            "tileWidth": 256,
            "tileHeight": 256,
            "matrixWidth": 1 << zoom,
            "matrixHeight": 1 << zoom,
        }
        for zoom in range(MAX_ZOOM + 1)
    ]
    return {
        "id": TILE_MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": SCHEME,
        "crs": MERCATOR,
        "orderedAxes": ["E", "N"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": matrices,
    }


__all__ = ("MAP", "TileService", "tile_matrix_set")
