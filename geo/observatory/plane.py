"""Areas on a plane: each set of regions in a projection of its own, simplified, with the frame that is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog, boundaries
from geo.observatory.areas import polygons
from geo.settings import Settings

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

_CHINA: Final = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=WGS84"
_UNITED_STATES: Final = "+proj=aea +lat_1=29.5 +lat_2=45.5 +lat_0=37.5 +lon_0=-96 +ellps=WGS84"
Frame = tuple[float, float, float, float]
"""West, south, east and north in metres of the plane."""
# Equal areas where there are many; the frame is what is drawn, where not everything lies together.
PLANES: Final[dict[str, tuple[str, Frame | None]]] = {
    "cn_city": (_CHINA, None),
    "cn_province": (_CHINA, None),
    "us_cbsa": (_UNITED_STATES, (-2.4e6, -1.5e6, 2.4e6, 1.6e6)),
    "uk_nuts2": ("EPSG:27700", None),
    "de_land": ("EPSG:25832", None),
}


def areas_on_plane(catalog: Catalog, config: Settings, area_set: str, *, tolerance_m: float) -> gpd.GeoDataFrame:
    """Return the areas of a set in metres, simplified so that neighbours keep their common edges."""
    drawn = polygons(catalog, config, area_set).to_crs(PLANES[area_set][0])
    drawn["geometry"] = drawn.geometry.simplify_coverage(tolerance_m)
    return drawn


def lines_on_plane(config: Settings, area_set: str) -> list[BaseGeometry]:
    """Return the lines that must be drawn with a set: China's areas never stand without its whole set of lines."""
    if not area_set.startswith("cn_"):
        return []
    return list(boundaries.cn_lines(config).to_crs(PLANES[area_set][0]).geometry)


def frame_of(drawn: gpd.GeoDataFrame, area_set: str) -> Frame:
    """Return the frame of a set: its own, or what is drawn with a margin in which coasts and lines at sea are whole."""
    if (frame := PLANES[area_set][1]) is not None:
        return frame
    west, south, east, north = (float(value) for value in drawn.total_bounds)
    margin = 0.04 * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin
