"""Frames: the catalogue's things with a place as GeoDataFrames, the same for the standards' routes and for notebooks.

Names and figures in both languages stay columns of their own; every row keeps its sources, date and confidence. Points
have `precision` and `uncertainty_m`: many are anchors of a district or park, and some things are drawn by none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog, boundaries, load_catalog
from geo.model import Text
from geo.settings import Settings
from geo.standards.errors import UnknownCollectionError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CRS: Final = "EPSG:4326"
_UNNEEDED: Final = ("lon", "lat")  # they are the geometry


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing.

    Attributes
    ----------
    table : of the data package; its title and licence are those of the collection.
    key : column that names a row.
    make : gives the frame; longitude and latitude, the key as index.
    """

    table: str
    key: str
    make: Callable[[Catalog, Settings], gpd.GeoDataFrame]


def _points(table: str, key: str) -> Kind:
    return Kind(table, key, lambda catalog, _settings: _placed(catalog, table, key))


def _placed(catalog: Catalog, table: str, key: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import shapely

    frame = catalog.table(table).set_index(key, drop=False)
    places = shapely.points(frame["lon"].to_numpy(float), frame["lat"].to_numpy(float))
    places[frame["lon"].isna().to_numpy() | frame["lat"].isna().to_numpy()] = None
    return gpd.GeoDataFrame(frame.drop(columns=list(_UNNEEDED)), geometry=places, crs=CRS)


def _clusters(catalog: Catalog, settings: Settings) -> gpd.GeoDataFrame:
    """Clusters by their areas where these are drawn, else by their anchors."""
    frame = _placed(catalog, "clusters", "cluster_id")
    areas = boundaries.clusters(settings).set_index("cluster_id")
    frame["area_km2"] = areas["area_km2"].reindex(frame.index)
    frame.geometry = areas.geometry.reindex(frame.index).fillna(frame.geometry)
    return frame


def _organisations(catalog: Catalog, _settings: Settings) -> gpd.GeoDataFrame:
    """Organisations with the model of their cluster, by which the map filters them."""
    frame = _placed(catalog, "organisations", "organisation_id")
    models = catalog.table("clusters").set_index("cluster_id")["model"]
    frame["model"] = frame["cluster_id"].map(models).fillna("")
    return frame


def _links(catalog: Catalog, _settings: Settings) -> gpd.GeoDataFrame:
    """Links as straight lines from a demand region's anchor to a computing cluster's; no cable runs there."""
    import geopandas as gpd
    import shapely

    frame = catalog.table("links").set_index("link_id", drop=False)
    regions = _placed(catalog, "demand_regions", "region_id").geometry
    computing = _placed(catalog, "computing_clusters", "computing_id").geometry
    lines = [
        None if start is None or end is None else shapely.LineString([start, end])
        for start, end in zip(
            regions.reindex(frame["region_id"]), computing.reindex(frame["computing_id"]), strict=True
        )
    ]
    return gpd.GeoDataFrame(frame, geometry=lines, crs=CRS)


KINDS: Final[Mapping[str, Kind]] = {
    "clusters": Kind("clusters", "cluster_id", _clusters),
    "organisations": Kind("organisations", "organisation_id", _organisations),
    "hubs": _points("hubs", "hub_id"),
    "computing_clusters": _points("computing_clusters", "computing_id"),
    "start_areas": _points("start_areas", "start_area_id"),
    "parks": _points("parks", "park_id"),
    "demand_regions": _points("demand_regions", "region_id"),
    "links": Kind("links", "link_id", _links),
    "policies": _points("policies", "policy_id"),
    "places": _points("places", "place_id"),
}
"""Name -> kind; the name is that of the collection and of the layer in a notebook."""


def frame(name: str, settings: Settings) -> gpd.GeoDataFrame:
    """Return the things of a kind in EPSG:4326, named by their index; raises UnknownCollectionError."""
    if name not in KINDS:
        raise UnknownCollectionError("collection", name)
    # The index has no name: that of the column it is made of would keep `to_file` and `reset_index` from working.
    return KINDS[name].make(load_catalog(settings), settings).rename_axis(index=None)


def title(name: str, settings: Settings) -> Text:
    """Return the title of a kind in both languages."""
    return load_catalog(settings).resource(KINDS[name].table).title


class OpenCatalog:
    """The catalogue in a notebook or a script; see `geo.open_catalog`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.as_of: Final = load_catalog(settings).as_of
        self.digest: Final = load_catalog(settings).digest

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the names of what has a place."""
        return tuple(KINDS)

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the names of all tables, those without a place included."""
        return tuple(one.name for one in load_catalog(self._settings).resources if one.is_table)

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a layer as a GeoDataFrame of one's own; raises UnknownCollectionError."""
        return frame(name, self._settings).copy()

    def table(self, name: str) -> pd.DataFrame:
        """Return a table as a DataFrame of one's own; raises UnknownObjectError."""
        return load_catalog(self._settings).table(name).copy()
