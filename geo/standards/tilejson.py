"""TileJSON 3.0 of every layer of tiles: the map's, the registers that were read in, and what people have published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NotRequired, TypedDict

from geo.catalog import load_catalog
from geo.datasets import layout
from geo.datasets.store import store_of
from geo.publication.shelf import shared_shelf
from geo.settings import Settings
from geo.standards import frames, ratings
from geo.standards.collections import collection, properties
from geo.standards.errors import UnknownCollectionError
from geo.standards.ratings import RATING
from geo.tiles.grid import MAX_LATITUDE
from geo.tiles.mvt import LAYERS

DATASET: Final = "dataset-"
PUBLISHED: Final = "published-"
_DEEPEST: Final = 18
_WORLD: Final = [-180.0, -MAX_LATITUDE, 180.0, MAX_LATITUDE]
_TEXT, _NUMBER, _FLAG = "String", "Number", "Boolean"
_FIELDS: Final[dict[str, dict[str, dict[str, str]]]] = {
    "organisations": {
        "organisations": {"id": _TEXT, "n": _NUMBER, "model": _TEXT, "family": _TEXT, "tentative": _FLAG}
        | {"name_zh": _TEXT, "name_en": _TEXT}
    },
    "land": {"sea": {}, "land": {}, "lakes": {}},
    "admin": {"provinces": {}, "prefectures": {}, "districts": {}, "lines": {}},
}
"""Layer of the map -> its layers inside a tile -> their fields."""


def names(settings: Settings) -> tuple[str, ...]:
    """Return the layers there are now."""
    shelf = shared_shelf()
    published = () if shelf is None else tuple(f"{PUBLISHED}{one.publication_id}" for one in shelf.listing())
    registers = (f"{DATASET}{name}" for name in store_of(settings).names())
    collected = (name for name in frames.KINDS if name not in LAYERS)
    return (*LAYERS, *collected, *registers, *ratings.names(load_catalog(settings)), *published)


class VectorLayer(TypedDict):
    """A layer inside the tiles, and the kinds of its fields."""

    id: str
    fields: dict[str, str]


class TileJson(TypedDict):
    """The document, as far as we write it."""

    tilejson: str
    name: str
    scheme: str
    tiles: list[str]
    minzoom: int
    maxzoom: int
    bounds: list[float]
    vector_layers: list[VectorLayer]
    description: NotRequired[str]
    attribution: NotRequired[str]


def tilejson(name: str, settings: Settings, base: str) -> TileJson:
    """Return the TileJSON of a layer.

    Parameters
    ----------
    base : address below which the tiles lie: ``http://host/base``.

    Raises
    ------
    UnknownCollectionError
        if there is no such layer.
    UnknownDatasetError, UnknownPublicationError, WithdrawnError
        if it is a register or a publication that is not to be seen.
    """
    if name in LAYERS:
        inside: list[VectorLayer] = [{"id": one, "fields": fields} for one, fields in _FIELDS[name].items()]
        return _told(name, f"{base}/tiles/{name}", inside, _WORLD)
    if name.startswith(DATASET):
        short = name.removeprefix(DATASET)
        manifest = store_of(settings).manifest(layout.checked_name(short))
        told = _told(name, f"{base}/tiles/dataset/{short}", [{"id": "organisations", "fields": {}}], manifest.bbox)
        return told | {"name": manifest.title.get("en", short)}
    if name.startswith(RATING):
        if name not in ratings.names(load_catalog(settings)):
            raise UnknownCollectionError("layer of tiles", name)
        told = _told(name, "", [{"id": "features", "fields": {"value": _NUMBER, "rank": _NUMBER}}], _WORLD)
        return told | {"tiles": [f"{base}/ogc/layers/{name}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"]}
    if name in frames.KINDS:
        found_one = collection(name, settings)
        kinds = {"integer": _NUMBER, "number": _NUMBER, "boolean": _FLAG}
        fields = {key: kinds.get(kind, _TEXT) for key, kind in properties(found_one).items()}
        told = _told(name, "", [{"id": "features", "fields": fields}], found_one.bounds or _WORLD)
        told |= {"tiles": [f"{base}/ogc/collections/{name}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"]}
        return told | {"name": found_one.title, "description": found_one.description}
    shelf = shared_shelf()
    if shelf is None or not name.startswith(PUBLISHED):
        raise UnknownCollectionError("layer of tiles", name)
    found = shelf.find(name.removeprefix(PUBLISHED))
    place = f"{base}/published/{found.publication.publication_id}/{found.version.number}"
    told = _told(name, place, [{"id": "layer", "fields": {}}], found.version.bounds or _WORLD)
    about = found.version.about
    return told | {"name": about.title, "attribution": f"{about.source} ({about.licence_name})"}


def _told(name: str, place: str, inside: list[VectorLayer], bounds: Iterable[float]) -> TileJson:
    return {
        "tilejson": "3.0.0",
        "name": name,
        "scheme": "xyz",
        "tiles": [f"{place}/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": 0,
        "maxzoom": _DEEPEST,
        "bounds": [float(edge) for edge in bounds],
        "vector_layers": inside,
    }
