"""Documents of the service: landing page, conformance, collections, OpenAPI, and metadata as DCAT and schema.org."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from geo import __version__
from geo.catalog import Catalog
from geo.standards.asking import CRS84, DEFAULT_LIMIT, MOST, SYSTEMS
from geo.standards.collections import Collection, properties

TITLE: Final = "数字产业集群观察站 · Digital Cluster Observatory"
CONFORMS: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
)
RELATION: Final = "http://www.opengis.net/def/rel/ogc/1.0/"
TILESETS: Final = f"{RELATION}tilesets-vector"
GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
LD_JSON: Final = "application/ld+json"
MVT: Final = "application/vnd.mapbox-vector-tile"
TILE_MATRIX_SET: Final = "WebMercatorQuad"
Json = dict[str, Any]
"""A document of the service, or an object of one: what the OGC, DCAT and schema.org have in JSON."""


def link(href: str, rel: str, *, media_type: str = "application/json", title: str = "") -> dict[str, str]:
    """Return a link as the standards have it."""
    return {"href": href, "rel": rel, "type": media_type} | ({"title": title} if title else {})


def landing(here: str) -> Json:
    """Return the landing page; `here` is the address of the service, ``http://host/base/ogc``."""
    return {
        "title": TITLE,
        "description": "已核验的数字产业集群目录 · A checked catalogue of digital-industry clusters",
        "links": [
            link(f"{here}/", "self", title="This document"),
            link(f"{here}/api", "service-desc", media_type=OPENAPI, title="The API definition"),
            link(f"{here}/conformance", "conformance", title="Conformance classes"),
            link(f"{here}/collections", "data", title="The collections"),
            link(f"{here}/tiles", TILESETS, title="Vector tiles of all collections, map layers and ratings"),
            link(f"{here}/tileMatrixSets", f"{RELATION}tiling-schemes", title="Tile matrix sets"),
            link(f"{here}/dcat.jsonld", "describedby", media_type=LD_JSON, title="Metadata (DCAT)"),
            link(f"{here}/schema.jsonld", "describedby", media_type=LD_JSON, title="Metadata (schema.org)"),
        ],
    }


def conformance() -> Json:
    """Return the classes the service conforms to."""
    return {"conformsTo": list(CONFORMS)}


def described(found: Collection, here: str) -> Json:
    """Return the description of a collection."""
    place = f"{here}/collections/{found.name}"
    links = [
        link(place, "self"),
        link(f"{place}/items", "items", media_type=GEOJSON),
        link(f"{place}/tiles", TILESETS, title="Vector tiles"),
    ]
    if "://" in found.licence:
        links.append(link(found.licence, "license", media_type="text/html"))
    extent = {"spatial": {"bbox": [list(found.bounds)], "crs": CRS84}} if found.bounds else {}
    return {
        "id": found.name,
        "title": found.title,
        "description": found.description,
        "itemType": "feature",
        "extent": extent,
        "crs": list(SYSTEMS),
        "storageCrs": CRS84,
        "links": links,
    }


def listing(all_of_them: Sequence[Collection], here: str) -> Json:
    """Return the descriptions of all collections."""
    told = [described(one, here) for one in all_of_them]
    return {"links": [link(f"{here}/collections", "self")], "crs": list(SYSTEMS), "collections": told}


def openapi(all_of_them: Sequence[Collection], here: str) -> Json:
    """Return the OpenAPI 3.0 document."""
    paths: Json = {
        "/": _get("getLandingPage", "The landing page"),
        "/conformance": _get("getConformance", "Conformance classes"),
        "/collections": _get("getCollections", "The collections"),
    }
    for one in all_of_them:
        place = f"/collections/{one.name}"
        filters = [_query(name, {"type": kind}, "") for name, kind in properties(one).items()]
        shared = [{"$ref": f"#/components/parameters/{name}"} for name in _PARAMETERS]
        paths[place] = _get(f"describe_{one.name}", one.title)
        paths[f"{place}/items"] = _get(f"items_{one.name}", one.title, parameters=[*shared, *filters], media=GEOJSON)
        feature = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
        crs = {"$ref": "#/components/parameters/crs"}
        paths[f"{place}/items/{{featureId}}"] = _get(
            f"item_{one.name}", one.title, parameters=[feature, crs], media=GEOJSON
        )
    paths |= _of_tiles([one.name for one in all_of_them])
    return {
        "openapi": "3.0.3",
        "info": {"title": TITLE, "version": __version__, "license": {"name": "See the collections"}},
        "servers": [{"url": here}],
        "paths": paths,
        "components": {"parameters": dict(_PARAMETERS), "responses": dict(_REFUSALS)},
    }


def _query(name: str, schema: Json, words: str) -> Json:
    told = {"name": name, "in": "query", "required": False, "schema": schema, "style": "form", "explode": False}
    return told | ({"description": words} if words else {})


_NUMBERS: Final = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
_CRS: Final = {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84}
_PARAMETERS: Final[Json] = {
    "limit": _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}, "How many"),
    "offset": _query("offset", {"type": "integer", "minimum": 0, "default": 0}, "After how many"),
    "bbox": _query("bbox", _NUMBERS, "Only what touches this box"),
    "bbox-crs": _query("bbox-crs", _CRS, "Reference system of bbox"),
    "crs": _query("crs", _CRS, "Reference system of the answer"),
    "datetime": _query("datetime", {"type": "string"}, "Things hold no time of their own and meet any"),
}
_REFUSALS: Final[Json] = {
    name: {"description": words, "content": {"application/json": {"schema": {"type": "object"}}}}
    for name, words in (("BadRequest", "A parameter is unknown or wrong"), ("NotFound", "There is no such thing"))
}


def _get(name: str, words: str, *, parameters: Sequence[Json] = (), media: str = "application/json") -> Json:
    answers = {
        "200": {"description": words, "content": {media: {"schema": {"type": "object"}}}},
        "400": {"$ref": "#/components/responses/BadRequest"},
        "404": {"$ref": "#/components/responses/NotFound"},
    }
    return {"get": {"operationId": name, "summary": words, "parameters": list(parameters), "responses": answers}}


def _of_tiles(collections: Sequence[str]) -> Json:
    """Return the paths of OGC API - Tiles."""

    def named(name: str, **schema: Any) -> Json:
        return {"name": name, "in": "path", "required": True, "schema": {"type": "string"} | schema}

    scheme = named("tileMatrixSetId", enum=[TILE_MATRIX_SET])
    numbers = [named(name, type="integer", minimum=0) for name in ("tileMatrix", "tileRow", "tileCol")]
    paths: Json = {
        "/tileMatrixSets": _get("getTileMatrixSets", "Tile matrix sets"),
        "/tileMatrixSets/{tileMatrixSetId}": _get("getTileMatrixSet", "A tile matrix set", parameters=[scheme]),
        "/tiles": _get("getTilesets", "Vector tiles of all collections, map layers and ratings"),
    }
    for place, key, words in (
        ("/collections", named("collectionId", enum=list(collections)), "a collection"),
        ("/layers", named("layerId"), "a map layer or a rating"),
    ):
        one = f"{place}/{{{key['name']}}}/tiles"
        kind = place.strip("/")
        paths[one] = _get(f"{kind}.getTileSetsList", f"Tilesets of {words}", parameters=[key])
        paths[f"{one}/{{tileMatrixSetId}}"] = _get(
            f"{kind}.getTileSet", f"The tileset of {words}", parameters=[key, scheme]
        )
        paths[f"{one}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"] = _get(
            f"{kind}.getTile", f"A vector tile of {words}", parameters=[key, scheme, *numbers], media=MVT
        )
    return paths


def dcat(catalog: Catalog, all_of_them: Sequence[Collection], here: str) -> Json:
    """Return the catalogue as DCAT: every file of the data package, and every collection as its distribution."""
    served = {one.name: one for one in all_of_them}
    datasets = []
    for resource in catalog.resources:
        dataset: Json = {
            "@type": "dcat:Dataset",
            "@id": f"{here}/dcat.jsonld#{resource.name}",
            "dct:identifier": resource.name,
            "dct:title": _both(resource.title.zh, resource.title.en),
            "dct:description": _both(resource.description.zh, resource.description.en),
            "dct:license": [one.url or one.name for one in resource.licences],
            "dct:modified": catalog.as_of,
        }
        if resource.name in served:
            items = f"{here}/collections/{resource.name}/items"
            dataset["dcat:distribution"] = [
                {"@type": "dcat:Distribution", "dcat:accessURL": items, "dcat:mediaType": GEOJSON}
            ]
        datasets.append(dataset)
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Catalog",
        "@id": f"{here}/dcat.jsonld",
        "dct:title": TITLE,
        "dcat:endpointURL": f"{here}/",
        "dcat:dataset": datasets,
    }


def schema_org(catalog: Catalog, all_of_them: Sequence[Collection], here: str) -> Json:
    """Return the catalogue in the words of schema.org, as dataset searches read it."""
    datasets = [
        {
            "@type": "Dataset",
            "name": one.title,
            "description": one.description or one.title,
            "identifier": one.name,
            "dateModified": catalog.as_of,
            "url": f"{here}/collections/{one.name}",
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": GEOJSON,
                    "contentUrl": f"{here}/collections/{one.name}/items?limit={MOST}",
                }
            ],
        }
        | ({"license": one.licence} if one.licence else {})
        for one in all_of_them
    ]
    return {"@context": "https://schema.org/", "@type": "DataCatalog", "name": TITLE, "dataset": datasets}


def _both(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@language": code, "@value": text} for code, text in (("zh", zh), ("en", en)) if text]
