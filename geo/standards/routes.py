"""HTTP of the standards: OGC API - Features below `/ogc/`, and `/tilejson/{layer}.json`; tiles: `tile_routes`.

Answers carry an ETag of what they depend on: the catalogue or publication, the question, and the address it came by.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.catalog import load_catalog
from geo.errors import ObservatoryError
from geo.publication.shelf import shared_shelf
from geo.settings import settings
from geo.standards import documents, tilejson
from geo.standards.answering import Answering
from geo.standards.asking import Asked, parse_crs, parse_items, single
from geo.standards.collections import Collection, collection, names
from geo.standards.documents import GEOJSON, LD_JSON, OPENAPI, Json, link
from geo.standards.errors import UnknownCollectionError
from geo.standards.tile_routes import TileService
from geo.web import answer_faults


class Service(Answering):
    """The routes of one server; `prefix` is its base path."""

    def routes(self) -> list[Route]:
        """Return the routes."""
        base = f"{self._prefix}/ogc"
        one = f"{base}/collections/{{collection}}"
        answers: dict[str, Callable[[Request], Response]] = {
            base: self._document(documents.landing),
            f"{base}/": self._document(documents.landing),
            f"{base}/conformance": self._document(lambda _here: documents.conformance()),
            f"{base}/api": self._listing(documents.openapi, OPENAPI),
            f"{base}/collections": self._listing(documents.listing, "application/json"),
            f"{base}/dcat.jsonld": self._metadata(documents.dcat),
            f"{base}/schema.jsonld": self._metadata(documents.schema_org),
            one: self._collection,
            f"{one}/items": self._items,
            f"{one}/items/{{feature}}": self._item,
            f"{self._prefix}/tilejson/{{layer}}.json": self._tilejson,
        }
        return [Route(path, answer_faults(answer), methods=["GET"]) for path, answer in answers.items()]

    def _document(self, make: Callable[[str], Any]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            single(request.query_params.multi_items(), ())
            return self._answer(request, lambda: make(self._here(request)), version=_version())

        return answer

    def _listing(
        self, make: Callable[[Sequence[Collection], str], Any], media_type: str
    ) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            single(request.query_params.multi_items(), ())
            here = self._here(request)
            return self._answer(request, lambda: make(_all(), here), version=_version(), media_type=media_type)

        return answer

    def _metadata(self, make: Callable[..., Any]) -> Callable[[Request], Response]:
        return self._listing(lambda all_of_them, here: make(load_catalog(settings()), all_of_them, here), LD_JSON)

    def _collection(self, request: Request) -> Response:
        single(request.query_params.multi_items(), ())
        found = _asked(request)
        here = self._here(request)
        return self._answer(request, lambda: documents.described(found, here), version=found.version)

    def _items(self, request: Request) -> Response:
        found = _asked(request)
        asked = parse_items(request.query_params.multi_items(), (*found.columns, *found.filters))
        made = self._answer(
            request, lambda: self._page(request, found, asked), version=found.version, media_type=GEOJSON
        )
        made.headers["Content-Crs"] = f"<{asked.crs}>"
        return made

    def _page(self, request: Request, found: Collection, asked: Asked) -> Json:
        place = f"{self._here(request)}/collections/{found.name}"
        rows = found.find(asked, settings())
        shown = rows[asked.offset : asked.offset + asked.limit]
        links = [
            link(self._at(request, asked.offset), "self", media_type=GEOJSON),
            link(place, "collection"),
        ]
        if asked.offset + asked.limit < len(rows):
            links.append(link(self._at(request, asked.offset + asked.limit), "next", media_type=GEOJSON))
        if asked.offset:
            links.append(link(self._at(request, max(0, asked.offset - asked.limit)), "prev", media_type=GEOJSON))
        return {
            "type": "FeatureCollection",
            "timeStamp": _moment(),
            "numberMatched": len(rows),
            "numberReturned": len(shown),
            "links": links,
            "features": found.features(shown, asked.crs),
        }

    def _at(self, request: Request, offset: int) -> str:
        """Return the address of another page of the same question."""
        pairs = [(key, value) for key, value in request.query_params.multi_items() if key != "offset"]
        query = urlencode([*pairs, ("offset", str(offset))] if offset else pairs)
        place = quote(request.url.path.removeprefix(self._prefix), safe="/")
        return f"{self._root(request)}{place}" + (f"?{query}" if query else "")

    def _item(self, request: Request) -> Response:
        found = _asked(request)
        crs = parse_crs(request.query_params.multi_items())
        feature = request.path_params["feature"]
        rows = [number for number, key in enumerate(found.frame.index) if str(key) == feature]
        if not rows:
            raise UnknownCollectionError("feature", feature)
        place = f"{self._here(request)}/collections/{found.name}"

        def made() -> Json:
            import numpy as np

            links = [
                link(f"{place}/items/{quote(feature, safe='')}", "self", media_type=GEOJSON),
                link(place, "collection"),
            ]
            return found.features(np.array(rows[:1]), crs)[0] | {"links": links}

        answer = self._answer(request, made, version=found.version, media_type=GEOJSON)
        answer.headers["Content-Crs"] = f"<{crs}>"
        return answer

    def _tilejson(self, request: Request) -> Response:
        single(request.query_params.multi_items(), ())
        told = tilejson.tilejson(request.path_params["layer"], settings(), self._root(request))
        return self._answer(request, lambda: told, version=json.dumps(told, sort_keys=True))


def _asked(request: Request) -> Collection:
    return collection(request.path_params["collection"], settings())


def _all() -> list[Collection]:
    """Return every collection that can be read; a published file that was altered on disk is left out."""
    found = []
    for name in names():
        try:
            found.append(collection(name, settings()))
        except ObservatoryError:
            if not name.startswith(tilejson.PUBLISHED):
                raise
    return found


def _version() -> str:
    shelf = shared_shelf()
    return f"{load_catalog(settings()).digest}-{shelf.serial() if shelf else 0}"


def _moment() -> str:
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def routes(prefix: str = "") -> list[Route]:
    """Return the routes below `prefix` (the server's base path)."""
    return [*Service(prefix).routes(), *TileService(prefix).routes()]
