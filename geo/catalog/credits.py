"""Credit lines of the geometry that is drawn, as its owners ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Credit:
    """The line a map shows while it draws something of this origin."""

    key: str
    zh: str
    en: str

    def line(self, lang: str) -> str:
        """Return the credit line in `lang`."""
        return self.zh if lang == "zh" else self.en


CREDITS: Final[dict[str, Credit]] = {
    credit.key: credit
    for credit in (
        Credit(
            "tianditu",
            "国家地理信息公共服务平台 天地图，审图号：GS（2024）0650号",
            "National Platform for Common Geospatial Information Services, Tianditu, map approval no. GS（2024）0650号",
        ),
        Credit("natural_earth", "陆地：Natural Earth（公有领域）", "Land: Natural Earth (public domain)"),
        Credit(
            "ruhr_rvr",
            "© GeoBasis-DE / BKG（VG250，2017 年以前版本，经简化）",
            "© GeoBasis-DE / BKG (VG250, before 2017), modified",
        ),
        Credit(
            "tsukuba",
            "国土数値情報（行政区域データ）（国土交通省）を加工して作成",
            "Made by processing National Land Numerical Information (administrative areas), MLIT, Japan",
        ),
        Credit(
            "us_census",
            "美国人口普查局制图边界文件（2016 年，经简化）",
            "U.S. Census Bureau cartographic boundary files 2016, simplified",
        ),
    )
}
"""Credit by key; see `GEOMETRY_CREDITS` for the key of a unit's geometry."""

GEOMETRY_CREDITS: Final[dict[str, str]] = {
    "tianditu": "tianditu",
    "ruhr_rvr": "ruhr_rvr",
    "tsukuba": "tsukuba",
    "silicon_valley_counties": "us_census",
    "king_county": "us_census",
}
"""Value of `admin_units.geometry` -> key of its credit line."""


def geometry_credits(geometries: set[str]) -> tuple[Credit, ...]:
    """Return the credits of the given values of `admin_units.geometry`, each once, in the order of `CREDITS`.

    Examples
    --------
    >>> [credit.key for credit in geometry_credits({"king_county", "silicon_valley_counties", "tianditu"})]
    ['tianditu', 'us_census']
    """
    keys = {GEOMETRY_CREDITS[geometry] for geometry in geometries}
    return tuple(credit for key, credit in CREDITS.items() if key in keys)
