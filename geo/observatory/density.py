"""Density clusters: places where listed firms stand close together, whatever border runs between them (after WIPO)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from geo.analysis.rating.density import density_clusters
from geo.catalog import Catalog
from geo.model.text import Text
from geo.observatory.areas import areas
from geo.settings import Settings

RESOURCE: Final = "listed_firms_2026"
USUAL: Final = (15, 50)
"""Radius of WIPO since 2018, and the firms a place needs: WIPO counts inventors and authors, of whom there are more."""
COUNTRIES: Final = {"CN": ("CN", "HK", "MO", "TW"), "GB": ("GB",), "DE": ("DE",)}
"""Tab of the page -> countries of the register. Of the United States most firms are missing in it."""
AREA_SETS: Final = {"CN": "cn_city", "GB": "uk_nuts2", "DE": "de_land"}
SHOWN: Final = 15


@dataclass(frozen=True, slots=True)
class DensityCluster:
    """One cluster.

    Attributes
    ----------
    city : the city with most firms, as the register spells it.
    region : the region of the observatory that city lies in; the city's own name where it lies in none.
    lon, lat : of that city, degrees.
    firms, cities : in the cluster.
    abroad : share of the firms that are of other countries, 0 to 1.
    """

    city: str
    region: Text
    lon: float
    lat: float
    firms: int
    cities: int
    abroad: float


@dataclass(frozen=True, slots=True)
class Density:
    """The clusters of a country, the largest first, and how many of its firms are in one."""

    clusters: tuple[DensityCluster, ...]
    firms: int
    inside: int


@dataclass(frozen=True, slots=True, eq=False)
class _Cities:
    country: list[str]
    name: list[str]
    lon: np.ndarray[tuple[int], np.dtype[np.float64]]
    lat: np.ndarray[tuple[int], np.dtype[np.float64]]
    firms: np.ndarray[tuple[int], np.dtype[np.float64]]


@lru_cache(maxsize=16)
def density(catalog: Catalog, config: Settings, country: str, *, radius_km: int, least: int) -> Density:
    """Group the firms of the world and return the groups of a country: those with most of their firms in it.

    Parameters
    ----------
    country : key of COUNTRIES.
    radius_km, least : see geo.analysis.rating.density.
    """
    found = _cities(catalog)
    labels = density_clusters(found.lon, found.lat, found.firms, radius_km=radius_km, least=least)
    codes = COUNTRIES[country]
    at_home = np.isin(np.array(found.country), codes)
    clusters = []
    for label in np.unique(labels[labels >= 0]):
        members = np.flatnonzero(labels == label)
        firms, own = found.firms[members].sum(), found.firms[members[at_home[members]]].sum()
        if own * 2 <= firms:
            continue
        first = members[int(np.argmax(np.where(at_home[members], found.firms[members], -1)))]
        lon, lat = float(found.lon[first]), float(found.lat[first])
        clusters.append(
            DensityCluster(
                found.name[first],
                _region(catalog, config, country, lon, lat, found.name[first]),
                lon,
                lat,
                int(firms),
                len(members),
                float(1 - own / firms),
            )
        )
    clusters.sort(key=lambda one: (-one.firms, one.city))
    inside = found.firms[at_home & (labels >= 0)].sum()
    return Density(tuple(clusters), int(found.firms[at_home].sum()), int(inside))


def _region(catalog: Catalog, config: Settings, country: str, lon: float, lat: float, city: str) -> Text:
    known = areas(catalog, config, AREA_SETS[country])
    row = known.drawn.at(lon, lat, 0.05)
    if row is None:
        return Text(city, city)
    zh, en = known.names[row]
    return Text(zh, city if en == zh else en)  # a unit without an English name goes by its city


@lru_cache(maxsize=2)
def _cities(catalog: Catalog) -> _Cities:
    """Return the cities of the register with their firms, once per version of the file."""
    import pandas as pd

    resource = catalog.resource(RESOURCE)
    firms = pd.read_parquet(catalog.data_dir / resource.path, columns=["country", "city", "lon", "lat"])
    counted = firms.groupby(["lon", "lat"], sort=True, as_index=False).agg(
        country=("country", "first"), city=("city", "first"), firms=("city", "size")
    )
    return _Cities(
        counted["country"].tolist(),
        counted["city"].tolist(),
        counted["lon"].to_numpy(np.float64),
        counted["lat"].to_numpy(np.float64),
        counted["firms"].to_numpy(np.float64),
    )
