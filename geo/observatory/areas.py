"""Areas of the regions: polygons by set, drawn as vector tiles that keep shared edges, once a set and process."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog, boundaries
from geo.settings import Settings
from geo.statistics.regions import regions
from geo.tiles.drawn import DrawnLayer
from geo.tiles.errors import UnknownLayerError

if TYPE_CHECKING:
    import geopandas as gpd

# Set of areas -> boundary file of the catalogue; "" = China's prefectures or provinces, which the store holds.
AREA_SETS: Final[Mapping[str, str]] = {
    "cn_city": "",
    "cn_province": "",
    "us_cbsa": "boundaries_us_cbsa",
    "uk_nuts2": "boundaries_uk_nuts2",
    "de_land": "boundaries_de_laender",
}
CREDITS: Final[Mapping[str, str]] = {
    "us_cbsa": "U.S. Census Bureau (us-atlas 3.0.1)",
    "uk_nuts2": "Contains Ordnance Survey, Office of National Statistics, National Records Scotland and LPS "
    "Intellectual Property data © Crown copyright and database right 2016",
    "de_land": "© GeoBasis-DE / BKG (VG250)",
}
"""Credit lines as their owners ask for them; China's stands on the map itself, with its approval number."""
_LOCK: Final = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """A set of areas.

    Attributes
    ----------
    region_ids : region of each row of the tiles.
    names : Chinese and English name of each row.
    anchors : longitude and latitude of a place inside each row's largest part, where its sign stands.
    drawn : the tiles; property `row`.
    """

    region_ids: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    anchors: tuple[tuple[float, float], ...]
    drawn: DrawnLayer


def areas(catalog: Catalog, config: Settings, area_set: str) -> Areas:
    """Return a set of areas; raises UnknownLayerError for one that is not in AREA_SETS."""
    if area_set not in AREA_SETS:
        raise UnknownLayerError(area_set[:40], known=tuple(AREA_SETS))
    with _LOCK:  # two requests at once would simplify the same areas twice
        return _areas(catalog, config, area_set)


@lru_cache(maxsize=8)
def _areas(catalog: Catalog, config: Settings, area_set: str) -> Areas:
    frame = polygons(catalog, config, area_set)
    known = regions(catalog)
    names = []
    for region_id, name in zip(frame["region_id"], frame["name_zh"], strict=True):
        one = known.get(region_id)
        names.append((name, name) if one is None else (one.name.localised("zh"), one.name.localised("en")))
    drawn = DrawnLayer(frame[["geometry"]], shared_edges=True)
    return Areas(tuple(frame["region_id"]), tuple(names), anchors(frame), drawn)


def anchors(frame: gpd.GeoDataFrame) -> tuple[tuple[float, float], ...]:
    """Return a place inside the largest part of each area, longitude and latitude to three decimals (100 m)."""
    import numpy as np
    import shapely

    parts, rows = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    order = np.lexsort((shapely.area(parts), rows))  # degrees do here: the parts of one area lie together
    last = np.searchsorted(rows[order], np.arange(len(frame)), side="right") - 1
    places = shapely.get_coordinates(shapely.point_on_surface(parts[order][last]))
    return tuple((round(float(lng), 3), round(float(lat), 3)) for lng, lat in places)


def polygons(catalog: Catalog, config: Settings, area_set: str) -> gpd.GeoDataFrame:
    """Return the polygons of a set: region_id, name_zh ("" where the table of regions has it), geometry, EPSG:4326.

    China's sets are complete: units without figures are in it too, and drawn as such. Do not change what is returned.
    """
    import geopandas as gpd

    if not AREA_SETS[area_set]:
        found = boundaries.cn_prefectures(config) if area_set == "cn_city" else boundaries.cn_provinces(config)
        columns = {"region_id": found["unit_id"].to_numpy(), "name_zh": found["name_zh"].to_numpy()}
        return gpd.GeoDataFrame(columns, geometry=found.geometry.to_numpy(), crs=found.crs)
    path = catalog.data_dir / catalog.resource(AREA_SETS[area_set]).path
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.read_parquet(path).assign(name_zh="")
