"""Credit lines of the geometry that is drawn, as its owners ask for them, and the terms of sources in words."""

from __future__ import annotations

from typing import Final

from geo.catalog.things import split_values
from geo.language import Translator
from geo.model import LICENCE_TERMS, READ_IN_PART, Source, Text

CREDITS: Final[dict[str, Text]] = {
    "tianditu": Text(
        "国家地理信息公共服务平台 天地图，审图号：GS（2024）0650号",
        "Tianditu (National Platform for Geospatial Information Services), map approval no. GS（2024）0650号",
    ),
    "natural_earth": Text(
        "陆地：Natural Earth（公有领域）",
        "Land: Natural Earth (public domain)",
    ),
    "gshhg": Text(
        "海岸与湖泊：GSHHG（LGPL）",
        "Coast and lakes: GSHHG (LGPL)",
    ),
    "ruhr_rvr": Text(
        "© GeoBasis-DE / BKG（VG250，2017 年以前版本，经简化）",
        "© GeoBasis-DE / BKG (VG250, before 2017), modified",
    ),
    "tsukuba": Text(
        "国土数値情報（行政区域データ）（国土交通省）を加工して作成",
        "Made by processing National Land Numerical Information (administrative areas), MLIT, Japan",
    ),
    "us_census": Text(
        "美国人口普查局制图边界文件（2016 年，经简化）",
        "U.S. Census Bureau cartographic boundary files 2016, simplified",
    ),
}
"""Key -> credit line. The Tianditu line, with its map approval number, goes with every Chinese unit."""

BASE_CREDITS: Final = ("natural_earth", "gshhg")
"""Keys of the credit lines of the base map, which is drawn everywhere."""

GEOMETRY_CREDITS: Final[dict[str, str]] = {
    "tianditu": "tianditu",
    "ruhr_rvr": "ruhr_rvr",
    "tsukuba": "tsukuba",
    "silicon_valley_counties": "us_census",
    "king_county": "us_census",
}
"""Value of `admin_units.geometry` -> key of its credit line; a unit of any other origin is a fault of the data."""


def licence_words(source: Source, t: Translator) -> str:
    """Return what a source may be used under, and whether it was read as an excerpt or in a copy elsewhere.

    Licences stand by their names, our own terms in the reader's language.

    Examples
    --------
    >>> from geo.language import translator
    >>> licence_words(Source("s", Text(), Text(), "", "", "ODbL 1.0;facts_only"), translator("en"))
    'ODbL 1.0; facts only'
    """
    words = [t(f"term.licence.{key}") if key in LICENCE_TERMS else key for key in split_values(source.licence)]
    if source.seen in READ_IN_PART:
        words.append(t(f"term.seen.{source.seen}"))
    return t("card.list.separator").join(words)
