"""Collections: what OGC API - Features gives out, from the catalogue and from what people have published."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cachetools import LRUCache

from geo.catalog import load_catalog
from geo.catalog.credits import CREDITS
from geo.json_values import plain
from geo.model import CONFIDENCES, NO_MODEL, NO_SEGMENT
from geo.publication.layers import layer
from geo.publication.shelf import shared_shelf
from geo.settings import Settings
from geo.standards import frames
from geo.standards.asking import CRS84, NORTH_FIRST, NUMBER, SYSTEMS, Asked, Box
from geo.standards.errors import RequestParameterError, UnknownCollectionError
from geo.tiles.filters import CHOICES, YEARS, parse_filters
from geo.tiles.store import cursor

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

PUBLISHED: Final = "published-"
_ON_MAP: Final = "organisations"
_OF_MAP: Final = (*CHOICES, *YEARS)
_KEPT: Final = 24  # collections held in memory at once
_DIGITS: Final = {4326: 7, 4490: 7, 3857: 2}  # about a centimetre
_RADIUS_M: Final = 6_378_137.0  # of the sphere of EPSG:3857
_NEARLY_POLE: Final = 89.99  # EPSG:3857 has no pole; this latitude is 60,000 km from the equator in it


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """A collection's features.

    Attributes
    ----------
    title, description : in both languages, Chinese first.
    version : another one whenever the features are.
    licence : address or name of the terms; "" where each row's sources say so.
    frame : in EPSG:4326; its index names the features.
    """

    name: str
    title: str
    description: str
    version: str
    licence: str
    frame: gpd.GeoDataFrame

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns one may filter by."""
        return tuple(str(name) for name in self.frame.columns if name != self.frame.geometry.name)

    @property
    def bounds(self) -> Box | None:
        """Return west, south, east and north, None where nothing is drawn."""
        west, south, east, north = (float(edge) for edge in self.frame.total_bounds)
        return None if math.isnan(west) else (west, south, east, north)

    @property
    def filters(self) -> tuple[str, ...]:
        """Return the filters of the map that one may use besides the columns."""
        return tuple(key for key in _OF_MAP if key not in self.columns) if self.name == _ON_MAP else ()

    def find(self, asked: Asked, settings: Settings) -> np.ndarray[Any, Any]:
        """Return the numbers of the rows that are asked for, all pages of them.

        Raises
        ------
        RequestParameterError
            if a column of numbers is compared with what is none.
        FilterError
            if a filter of the map is asked for as it cannot be.
        """
        import numpy as np
        import shapely

        fits = np.ones(len(self.frame), dtype=bool)
        of_map = {key: text for key, text in asked.values.items() if key in self.filters}
        for column in asked.values.keys() - of_map.keys():
            text = asked.values[column]
            listed = [text]
            if self.name == _ON_MAP and column in CHOICES:  # as on the map: several, and a word for what has none
                listed = ["" if one in (NO_MODEL, NO_SEGMENT) else one for one in text.split(",")]
            fits &= self._equals(column, listed)
        if of_map:
            fits &= self.frame.index.isin(_on_map(of_map, settings))
        if asked.box is not None:
            shapes = self.frame.geometry.to_numpy()
            fits &= shapely.intersects(shapes, _area(asked.box, asked.box_crs))
        return np.flatnonzero(fits)

    def _equals(self, column: str, texts: list[str]) -> np.ndarray[Any, Any]:
        """Tell which rows hold one of these texts in a column; a missing value is the empty text."""
        import numpy as np
        import pandas as pd

        values = self.frame[column]
        if pd.api.types.is_bool_dtype(values.dtype) or not pd.api.types.is_numeric_dtype(values.dtype):
            held = values.astype("string").fillna("")
            if pd.api.types.is_bool_dtype(values.dtype):
                held, texts = held.str.lower(), [text.lower() for text in texts]
            fits: np.ndarray[Any, Any] = held.isin(texts).to_numpy(bool)
            return fits
        fits = np.zeros(len(values), dtype=bool)
        for text in texts:  # 65, 65.0 and 6.5e1 are one number
            if text and not NUMBER.fullmatch(text):
                raise RequestParameterError(column, text, "a number, or nothing for what is missing")
            fits |= ((values == float(text)) if text else values.isna()).fillna(False).to_numpy(bool)
        return fits

    def features(self, rows: np.ndarray[Any, Any], crs: str) -> list[dict[str, Any]]:
        """Return rows as GeoJSON features in a reference system."""
        import numpy as np
        import shapely

        part = self.frame.iloc[rows]
        if SYSTEMS[crs] == 3857 and np.nanmax(np.abs(part.total_bounds[[1, 3]]), initial=0.0) > _NEARLY_POLE:
            part = part.set_geometry(shapely.transform(part.geometry.to_numpy(), _off_pole), crs=part.crs)
        shapes = shapely.set_precision(part.to_crs(SYSTEMS[crs]).geometry.to_numpy(), 0.0)
        if crs in NORTH_FIRST:
            shapes = shapely.transform(shapes, lambda places: places[:, ::-1])
        digits = _DIGITS[SYSTEMS[crs]]
        table = part.drop(columns=part.geometry.name)
        names = [str(name) for name in table.columns]
        return [
            {
                "type": "Feature",
                "id": str(key),
                "geometry": None if shape is None or shape.is_empty else _geometry(shape, digits),
                "properties": dict(zip(names, (plain(value) for value in values), strict=True)),
            }
            for key, shape, values in zip(part.index, shapes, table.itertuples(index=False, name=None), strict=True)
        ]


def _off_pole(places: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return places of which none lies at a pole."""
    return places.clip([-math.inf, -_NEARLY_POLE], [math.inf, _NEARLY_POLE])


def _geometry(shape: Any, digits: int) -> dict[str, Any]:
    import shapely

    def rounded(value: Any) -> Any:
        return [rounded(one) for one in value] if isinstance(value, (list, tuple)) else round(value, digits)

    made = shapely.geometry.mapping(shape)
    if "geometries" in made:
        return {"type": made["type"], "geometries": [_geometry(one, digits) for one in shape.geoms]}
    return {"type": made["type"], "coordinates": rounded(made["coordinates"])}


def _area(box: Box, system: str) -> Any:
    """Return a box as an area in longitude and latitude; one over the antimeridian has two parts.

    A map that is drawn beyond the edge of the world, or that begins to repeat it, asks for longitudes beyond 180.
    """
    import shapely

    west, south, east, north = box
    if SYSTEMS[system] == 3857:
        west, east = (math.degrees(x_m / _RADIUS_M) for x_m in (west, east))
        south, north = (_latitude(y_m) for y_m in (south, north))
    elif west > east:
        east += 360.0
    if east - west >= 360.0:
        return shapely.box(-180.0, south, 180.0, north)
    if not -180.0 <= west <= 180.0:
        turn = 360.0 * math.floor((west + 180.0) / 360.0)
        west, east = west - turn, east - turn
    first = shapely.box(west, south, min(east, 180.0), north)
    return first if east <= 180.0 else shapely.union(first, shapely.box(-180.0, south, east - 360.0, north))


def _latitude(y_m: float) -> float:
    """Return the latitude of a northing of EPSG:3857, of one far beyond the poles as well.

    Examples
    --------
    >>> round(_latitude(20037508.3427892), 6), _latitude(-1e300)
    (85.051129, -90.0)
    """
    return math.degrees(math.atan(math.sinh(max(-700.0, min(700.0, y_m / _RADIUS_M)))))


def _on_map(asked: Mapping[str, str], settings: Settings) -> list[str]:
    """Return the organisations that pass the map's filters, but for its default, which leaves low ratings out."""
    filters = parse_filters(asked.items())
    if "conf" not in asked:
        filters = replace(filters, conf=tuple(CONFIDENCES))
    where, bound = filters.where()
    found = cursor(settings).execute(f"SELECT id FROM organisations WHERE {where}", bound).fetchall()
    return [str(row[0]) for row in found]


_lock = threading.Lock()
_made: LRUCache[tuple[str, str], Collection] = LRUCache(maxsize=_KEPT)


def names() -> tuple[str, ...]:
    """Return the names of all collections there are now."""
    shelf = shared_shelf()
    published = () if shelf is None else tuple(f"{PUBLISHED}{one.publication_id}" for one in shelf.listing())
    return (*frames.KINDS, *published)


def collection(name: str, settings: Settings) -> Collection:
    """Return a collection, made once as long as its content is the same.

    Raises
    ------
    UnknownCollectionError
        if there is none of that name.
    UnknownPublicationError, WithdrawnError
        if it was published and is not to be seen.
    """
    if name.startswith(PUBLISHED):
        return _published(name)
    if name not in frames.KINDS:
        raise UnknownCollectionError("collection", name)
    return _kept(name, load_catalog(settings).digest, lambda version: _of_catalog(name, version, settings))


def _kept(name: str, version: str, make: Any) -> Collection:
    with _lock:
        found = _made.get((name, version))
    if found is None:
        found = make(version)
        with _lock:
            _made[(name, version)] = found
    return found


def _of_catalog(name: str, version: str, settings: Settings) -> Collection:
    resource = load_catalog(settings).resource(frames.KINDS[name].table)
    words = [resource.description.zh, resource.description.en]
    if name == "clusters":
        words += [CREDITS[key].en for key in ("tianditu", "ruhr_rvr", "tsukuba", "us_census")]
    licence = resource.licences[0].url or resource.licences[0].name if resource.licences else ""
    title = f"{resource.title.zh} · {resource.title.en}"
    return Collection(name, title, " · ".join(filter(None, words)), version, licence, frames.frame(name, settings))


def _published(name: str) -> Collection:
    shelf = shared_shelf()
    if shelf is None:
        raise UnknownCollectionError("collection", name)
    found = shelf.find(name.removeprefix(PUBLISHED))
    about = found.version.about

    def make(version: str) -> Collection:
        words = f"{about.source}, {about.as_of}. 由用户发布，未经核验 · Published by a person, not checked"
        shown = layer(shelf, found).frame.reset_index(drop=True)
        return Collection(name, about.title, words, version, about.licence_name, shown)

    return _kept(name, found.version.digest, make)


def properties(found: Collection) -> Mapping[str, str]:
    """Return what one may filter by, with the JSON types."""
    kinds = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}
    columns = {name: kinds.get(getattr(found.frame[name].dtype, "kind", "O"), "string") for name in found.columns}
    return columns | {name: "integer" if name in YEARS else "string" for name in found.filters}


__all__ = ("CRS84", "PUBLISHED", "Collection", "collection", "names", "properties")
