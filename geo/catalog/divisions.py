"""China's provinces and cities, as far as something of the catalogue lies in them, and what lies in which.

A city is a unit of prefecture level; in the four municipalities, which have none, it is a district. Codes are those of
GB/T 2260.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.catalog.china import PROVINCES_EN
from geo.catalog.package import Catalog
from geo.model import Text, Unit

MUNICIPALITIES: Final = ("11", "12", "31", "50")
# Regions with a country code of their own in the data -> the code of the province-level unit.
REGIONS: Final = {"CN-TW": "710000", "CN-HK": "810000", "CN-MO": "820000"}
_NAMES_ZH: Final = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏",
    "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西",
    "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏",
    "新疆", "台湾", "香港", "澳门",
)  # fmt: skip
_SHORT_ZH: Final = dict(zip(PROVINCES_EN, _NAMES_ZH, strict=True))


@dataclass(frozen=True, slots=True)
class Places:
    """The provinces and cities that things lie in, each by the id of the thing; what lies abroad is not in it."""

    provinces: dict[str, frozenset[str]]
    cities: dict[str, frozenset[str]]

    def passes(self, thing: str, *, provinces: Iterable[str], cities: Iterable[str]) -> bool:
        """Tell whether a thing lies in one of the provinces and one of the cities; none given is no restriction."""
        asked = ((self.provinces, frozenset(provinces)), (self.cities, frozenset(cities)))
        return all(not wanted or not wanted.isdisjoint(held.get(thing, ())) for held, wanted in asked)


def province_of(country: str, code: str) -> str:
    """Return the province of a unit's code; "" abroad and where the code is not known.

    Examples
    --------
    >>> province_of("CN", "440305"), province_of("CN-HK", ""), province_of("US", "06085")
    ('440000', '810000', '')
    """
    if country in REGIONS:
        return REGIONS[country]
    return f"{code[:2]}0000" if country == "CN" and len(code) == 6 else ""


def city_of(country: str, code: str) -> str:
    """Return the city of a unit's code; "" where it is a province's, abroad and not known.

    Examples
    --------
    >>> city_of("CN", "440305"), city_of("CN", "310115"), city_of("CN", "440000")
    ('440300', '310115', '')
    """
    if country != "CN" or len(code) != 6 or code.endswith("0000"):
        return ""
    return code if code[:2] in MUNICIPALITIES else f"{code[:4]}00"


def name_of(catalog: Catalog, code: str) -> Text:
    """Return the name of a province or city; one that nothing lies in is its code."""
    if code in PROVINCES_EN:
        return Text(_SHORT_ZH[code], PROVINCES_EN[code])
    return _cities(catalog).get(code) or Text(code, code)


def cities(catalog: Catalog) -> tuple[str, ...]:
    """Return the codes of the cities that units of the catalogue lie in, in order."""
    return tuple(sorted(_cities(catalog)))


@lru_cache(maxsize=2)
def _cities(catalog: Catalog) -> dict[str, Text]:
    """Return code -> name, from the cities themselves or from what their districts say of what they belong to."""
    found: dict[str, Text] = {}
    for unit in sorted(catalog.every(Unit).values(), key=lambda unit: unit.code):
        code = city_of(unit.country, unit.code)
        if code == unit.code:
            found[code] = unit.name
        elif code:
            province = unit.parent.en.rpartition(", ")[2]
            above = unit.parent.zh.rpartition("自治区" if "自治区" in unit.parent.zh else "省")[2]
            found.setdefault(code, Text(above, unit.parent.en.removesuffix(f", {province}")))
    return found


@lru_cache(maxsize=2)
def places(catalog: Catalog) -> Places:
    """Return where clusters, computing clusters, hubs and demand regions lie, by kind and id: "hub:gba"."""
    units: dict[str, set[str]] = {}

    def add(kind: str, ids: Iterable[str], unit_ids: Iterable[str]) -> None:
        for thing, unit_id in zip(ids, unit_ids, strict=True):
            units.setdefault(f"{kind}:{thing}", set()).update(unit_id.removeprefix("CN-").split(";CN-"))

    listed, started = catalog.table("cluster_units"), catalog.table("start_areas")
    hubs, regions = catalog.table("hubs"), catalog.table("demand_regions")
    add("cluster", listed["cluster_id"], listed["unit_id"])
    add("computing", started["computing_id"], started["unit_id"])
    add("hub", hubs["hub_id"], hubs["provinces"])
    add("region", regions["region_id"], regions["units"])
    clusters = catalog.table("clusters")
    for cluster_id, country in zip(clusters["cluster_id"], clusters["country"], strict=True):
        if country in REGIONS:
            units.setdefault(f"cluster:{cluster_id}", set()).add(REGIONS[country])
    computing = catalog.table("computing_clusters")
    for computing_id, hub_id in zip(computing["computing_id"], computing["hub_id"], strict=True):
        units.setdefault(f"hub:{hub_id}", set()).update(units.get(f"computing:{computing_id}", ()))
    held = {thing: {code for code in codes if len(code) == 6 and code.isdigit()} for thing, codes in units.items()}
    return Places(
        {thing: frozenset(province_of("CN", code) for code in codes) for thing, codes in held.items()},
        {thing: frozenset(filter(None, (city_of("CN", code) for code in codes))) for thing, codes in held.items()},
    )
