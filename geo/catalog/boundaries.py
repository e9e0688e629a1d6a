"""Boundaries: builds the polygons of units and clusters into the store, and reads them back.

All frames are in longitude and latitude, EPSG:4326. The Chinese geometry (Tianditu) is published in CGCS2000,
EPSG:4490: its frame agrees with that of WGS84 to some centimetres, its ellipsoid to a tenth of a millimetre, far
below the precision of the polygons, so its coordinates are used as WGS84 without a transformation.

The ground they lie on (land, lakes, coast, China's units) comes from geo.catalog.ground.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.catalog import ground
from geo.catalog.china import (
    LONLAT,
    TIANDITU,
    tianditu_polygons,
)
from geo.catalog.package import Catalog, load_catalog
from geo.errors import CatalogError, NotPreparedError
from geo.settings import Settings

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

FOLDER: Final = "boundaries"
# Corners smaller than the square of this length are dropped from drawn outlines: about a pixel at zoom 12.
SIMPLIFY_M: Final = 50.0


def prepare(config: Settings, report: Callable[[str], None]) -> None:
    """Build all boundary files into the store.

    Parameters
    ----------
    config : where the data package and the store are.
    report : called with the name of each file before it is built.

    Raises
    ------
    CatalogError
        if a unit of the catalogue has no polygon in the set it names.
    """
    catalog = load_catalog(config)
    all_units = build_units(catalog)
    parts = build_cluster_units(catalog, all_units)
    builders: dict[str, Callable[[], gpd.GeoDataFrame]] = {
        "units": lambda: all_units,
        "cluster_units": lambda: parts,
        "clusters": lambda: build_clusters(parts, all_units),
    }
    for name, build in builders.items():
        report(name)
        _write(build(), _file(config, name))
    report("ground")
    ground.put(config, config.store_dir / FOLDER)


def base_land(config: Settings) -> gpd.GeoDataFrame:
    """Return the land to be drawn as far as zoom 7, that of China from its units, as single polygons."""
    return _read(config, "base_land")


def lakes(config: Settings) -> gpd.GeoDataFrame:
    """Return the larger lakes with their islands cut out."""
    return _read(config, "lakes")


def units(config: Settings) -> gpd.GeoDataFrame:
    """Return every administrative unit of the catalogue: unit_id, area_km2 (geodesic), geometry as published."""
    return _read(config, "units")


def clusters(config: Settings) -> gpd.GeoDataFrame:
    """Return the drawn boundary of every cluster that has one.

    Columns: cluster_id, area_km2 (geodesic, WGS84 ellipsoid, from the polygons as published), geometry (simplified).
    """
    return _read(config, "clusters")


def cluster_units(config: Settings) -> gpd.GeoDataFrame:
    """Return the units of every drawn cluster, simplified together so that shared edges stay shared.

    Columns: cluster_id, unit_id, geometry.
    """
    return _read(config, "cluster_units")


def land(config: Settings) -> gpd.GeoDataFrame:
    """Return the land of the earth, Natural Earth 1:50 million, as single polygons within Web Mercator's limits."""
    return _read(config, "land")


def cn_provinces(config: Settings) -> gpd.GeoDataFrame:
    """Return China's 34 province-level units: unit_id, name_zh, short_zh, name_en, lon, lat (label), geometry."""
    return _read(config, "cn_provinces")


def cn_prefectures(config: Settings) -> gpd.GeoDataFrame:
    """Return China's prefecture-level units: unit_id, name_zh, short_zh, lon, lat (label), geometry."""
    return _read(config, "cn_prefectures")


def cn_districts(config: Settings) -> gpd.GeoDataFrame:
    """Return China's county-level units.

    Columns: unit_id, name_zh, short_zh, prefecture_zh, province_zh, lon, lat (label), geometry.
    """
    return _read(config, "cn_districts")


def cn_lines(config: Settings) -> gpd.GeoDataFrame:
    """Return China's boundary lines as in the Tianditu set.

    Columns: line (national, undetermined, provincial, sar, dashed), geometry (MultiLineString). `national` is the
    outline of the national polygon without the stretches that the set marks as undetermined; `dashed` are the dashes
    in the South China Sea; `provincial` and `sar` are the stretches across the sea.
    """
    return _read(config, "cn_lines")


def cluster_areas_km2(config: Settings) -> dict[str, float]:
    """Return the geodesic area of every cluster that has a boundary, by cluster_id, km2."""
    return _areas(_existing(config, "clusters"), stamp(config, "clusters"), "cluster_id")


def unit_areas_km2(config: Settings) -> dict[str, float]:
    """Return the geodesic area of every administrative unit, by unit_id, km2."""
    return _areas(_existing(config, "units"), stamp(config, "units"), "unit_id")


def geodesic_area_km2(geometry: Any) -> float:
    """Return the area of a polygon in longitude and latitude on the WGS84 ellipsoid, in km2 (Karney 2013, by PROJ).

    Examples
    --------
    >>> from shapely import box
    >>> round(geodesic_area_km2(box(0, 0, 1, 1)))
    12309
    """
    from pyproj import Geod
    from shapely import orient_polygons

    area, _perimeter = Geod(ellps="WGS84").geometry_area_perimeter(orient_polygons(geometry))
    return abs(float(area)) / 1e6


def build_units(catalog: Catalog) -> gpd.GeoDataFrame:
    """Return the polygon of every row of `admin_units`, as published; raises CatalogError naming those without one."""
    frame, missing = find_units(catalog, catalog.table("admin_units"))
    if missing:
        names = ", ".join(unit for _, unit in missing)
        raise CatalogError(
            f"There is no polygon for {names}. Correct geometry and geometry_code in admin_units.", units=names
        )
    return frame


def find_units(catalog: Catalog, table: pd.DataFrame) -> tuple[gpd.GeoDataFrame, list[tuple[int, str]]]:
    """Return the polygons of a table of units, and (position, description) of every unit that has none."""
    import geopandas as gpd

    polygons: dict[str, BaseGeometry] = {}
    missing: list[tuple[int, str]] = []
    sets: dict[str, dict[str, BaseGeometry]] = {}
    for position, row in enumerate(table[["unit_id", "geometry", "geometry_code"]].to_numpy().tolist()):
        unit_id, origin, code = row
        if origin not in sets:
            sets[origin] = tianditu_polygons() if origin == TIANDITU else _published_polygons(catalog, origin)
        if code in sets[origin]:
            polygons[unit_id] = sets[origin][code]
        else:
            missing.append((position, f"{unit_id} ({origin} {code})"))
    columns = {"unit_id": list(polygons), "area_km2": [geodesic_area_km2(polygon) for polygon in polygons.values()]}
    return gpd.GeoDataFrame(columns, geometry=list(polygons.values()), crs=LONLAT), missing


def _published_polygons(catalog: Catalog, name: str) -> dict[str, BaseGeometry]:
    """Return the polygons of one of the package's own boundary files by their property `code`; {} without a file."""
    from shapely.geometry import shape

    path = catalog.data_dir / "boundaries" / f"{name}.geojson"
    if not path.is_file():
        return {}
    features = json.loads(path.read_text("utf-8"))["features"]
    return {str(feature["properties"]["code"]): shape(feature["geometry"]) for feature in features}


def unit_pairs(listed: pd.DataFrame, computing: pd.DataFrame, start_areas: pd.DataFrame) -> pd.DataFrame:
    """Return which units make up which cluster: those listed, and for computing clusters their start areas.

    Parameters
    ----------
    listed : table cluster_units.
    computing : table computing_clusters, which ties computing_id to cluster_id.
    start_areas : table start_areas, computing_id and unit_id; rows without a unit do not count.

    Returns
    -------
    cluster_id, unit_id; each pair once.
    """
    import pandas as pd

    tied = computing[["computing_id", "cluster_id"]]
    started = start_areas[["computing_id", "unit_id"]].merge(tied, on="computing_id")
    columns = ["cluster_id", "unit_id"]
    pairs = pd.concat([listed[columns], started[columns]], ignore_index=True)
    return pairs[pairs["unit_id"] != ""].drop_duplicates(ignore_index=True)


def build_cluster_units(catalog: Catalog, all_units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the units of every cluster, simplified; each set of polygons of one level is simplified as a whole."""
    import geopandas as gpd
    import pandas as pd

    pairs = unit_pairs(*(catalog.table(name) for name in ("cluster_units", "computing_clusters", "start_areas")))
    described = catalog.table("admin_units")[["unit_id", "geometry", "level"]].rename(columns={"geometry": "origin"})
    used = all_units.merge(described, on="unit_id").loc[lambda frame: frame["unit_id"].isin(set(pairs["unit_id"]))]
    # Units of one level never overlap, which coverage simplification requires.
    simplified = pd.concat([simplify_coverage(group) for _, group in used.groupby(["origin", "level"])])
    merged = pairs.merge(simplified[["unit_id", "geometry"]], on="unit_id")
    return gpd.GeoDataFrame(merged, geometry="geometry", crs=LONLAT)


def simplify_coverage(frame: gpd.GeoDataFrame, *, tolerance_m: float = SIMPLIFY_M) -> gpd.GeoDataFrame:
    """Return polygons with fewer vertices and the same neighbours.

    Parameters
    ----------
    frame : polygons without overlaps, in longitude and latitude.
    tolerance_m : square root of the area in m2 below which a corner is dropped (Visvalingam-Whyatt).
    """
    import shapely

    west, south, east, north = frame.total_bounds
    # An equal-area plane about the middle, so that the tolerance is the same area everywhere.
    plane = f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +ellps=WGS84"
    projected = frame.to_crs(plane)
    projected = projected.set_geometry(shapely.coverage_simplify(projected.geometry.to_numpy(), tolerance_m))
    return projected.to_crs(LONLAT)


def build_clusters(parts: gpd.GeoDataFrame, all_units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the union of each cluster's simplified units, with the area of the union of the published ones."""
    dissolved = parts[["cluster_id", "geometry"]].dissolve("cluster_id")
    published = all_units.set_index("unit_id").geometry
    areas = {
        cluster_id: geodesic_area_km2(published.loc[list(group["unit_id"])].union_all())
        for cluster_id, group in parts.groupby("cluster_id")
    }
    dissolved["area_km2"] = [areas[cluster_id] for cluster_id in dissolved.index]
    return dissolved.reset_index()[["cluster_id", "area_km2", "geometry"]]


def _file(config: Settings, name: str) -> Path:
    return config.store_dir / FOLDER / f"{name}.parquet"


def _write(frame: gpd.GeoDataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        frame.to_parquet(building, index=False)
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)


def _existing(config: Settings, name: str) -> Path:
    path = _file(config, name)
    if not path.is_file():
        raise NotPreparedError(f"The boundary file {path} is missing. Run `python -m geo prepare`.", path=str(path))
    return path


def stamp(config: Settings, name: str) -> int:
    """Return what changes when the file is built anew, so that a new store is read again."""
    return _existing(config, name).stat().st_mtime_ns


def _read(config: Settings, name: str) -> gpd.GeoDataFrame:
    return _read_file(_existing(config, name), stamp(config, name))


@lru_cache(maxsize=16)
def _read_file(path: Path, _built: int) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.read_parquet(path)


@lru_cache(maxsize=4)
def _areas(path: Path, _built: int, key: str) -> dict[str, float]:
    import pandas as pd

    table = pd.read_parquet(path, columns=[key, "area_km2"])
    return dict(zip(table[key], table["area_km2"].astype(float), strict=True))
