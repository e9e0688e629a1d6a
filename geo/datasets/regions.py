"""Regions and places: the list of countries and Chinese provinces, of prefectures, and what declared words mean.

A region is a country (`JP`) or a Chinese province (`CN-440000`; Taiwan, Hong Kong and Macao are among them); a place is
a Chinese prefecture-level unit. Both lists are fixed by the prepared boundaries, so that two datasets agree on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from babel import Locale

from geo.catalog import boundaries
from geo.ingest.placing.places import code_of as admin_code
from geo.ingest.placing.places import short
from geo.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SAR: Final = {"TW": "CN-710000", "HK": "CN-810000", "MO": "CN-820000"}
_ALSO: Final = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "uk": "GB",
    "great britain": "GB",
    "p.r. china": "CN",
    "prc": "CN",
    "mainland china": "CN",
    "中华人民共和国": "CN",
    "中国大陆": "CN",
    "korea": "KR",
    "south korea": "KR",
    "republic of korea": "KR",
    "russia": "RU",
    "czech republic": "CZ",
    "turkey": "TR",
    "hong kong": "HK",
    "香港": "HK",
    "macau": "MO",
    "macao": "MO",
    "澳门": "MO",
    "taiwan": "TW",
    "台湾": "TW",
    "中国台湾": "TW",
    "cote d'ivoire": "CI",
    "ivory coast": "CI",
    "burma": "MM",
    "myanmar": "MM",
    "netherlands antilles": "CW",
    "cn-tw": "TW",
    "cn-hk": "HK",
    "cn-mo": "MO",
}
# About half the extent of a unit of each level: what a centre says of where its firms are, metres.
UNCERTAINTY_M: Final = {"district": 15_000.0, "city": 60_000.0, "derived": 200_000.0}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place a row without coordinates is put at: degrees, precision key of the model, declared region's position."""

    lon: float
    lat: float
    precision: str
    region: int


@dataclass(frozen=True, slots=True)
class Regions:
    """The lists and the ways to find in them.

    Attributes
    ----------
    regions, places : keys by code; position 0 is "".
    by_code : six-digit administrative code -> its centre.
    by_name : plain name of a Chinese unit -> the codes that bear it, prefectures before districts.
    """

    regions: tuple[str, ...]
    places: tuple[str, ...]
    by_code: dict[str, Spot]
    by_name: dict[str, tuple[str, ...]]
    region_position: dict[str, int]

    def region_of(self, text: str) -> int:
        """Return the position of a country or region by code or name in Chinese or English, 0 if unknown."""
        code = _countries().get(text.strip().casefold(), "")
        return self.region_position.get(_SAR.get(code, code), self.region_position.get(text.strip(), 0))

    def spot_of_code(self, text: str) -> Spot | None:
        """Return the centre of a Chinese unit by its code, of the next larger one where the code is not in the set."""
        code = admin_code(text)
        for candidate in (code, code[:4] + "00", code[:2] + "0000") if code else ():
            if candidate in self.by_code:
                return self.by_code[candidate]
        return None

    def spot_of_name(self, name: str, *, parent: str = "") -> Spot | None:
        """Return the centre of a Chinese unit by its name; `parent`, a province or city, tells namesakes apart."""
        codes = self.by_name.get(name.strip(), ()) or self.by_name.get(short(name.strip()), ())
        if parent and len(codes) > 1:
            within = {code[:2] for code in self.by_name.get(parent, ()) or self.by_name.get(short(parent), ())}
            codes = tuple(code for code in codes if code[:2] in within) or codes
        if not codes or (len({code[:4] for code in codes}) > 1 and not codes[0].endswith("00")):
            return None  # a district's name that several cities have
        return self.by_code[codes[0]]


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "zh"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(str(name).casefold(), code)
                found[code.casefold()] = code
    return found | _ALSO


def country_codes() -> tuple[str, ...]:
    """Return the ISO codes of countries, those apart that are Chinese provinces here."""
    codes = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    return tuple(sorted(codes - set(_SAR) - {"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"}))


@lru_cache(maxsize=2)
def regions(config: Settings) -> Regions:
    """Build the lists from the prepared boundaries; raises NotPreparedError without them."""
    provinces = boundaries.cn_provinces(config)
    prefectures = boundaries.cn_prefectures(config)
    districts = boundaries.cn_districts(config)
    keys = ("", *sorted(provinces["unit_id"]), *country_codes())
    position = {key: place for place, key in enumerate(keys)}
    by_code: dict[str, Spot] = {}
    by_name: dict[str, list[str]] = {}
    for frame, precision in ((provinces, "derived"), (prefectures, "city"), (districts, "district")):
        for unit, name, lon, lat in zip(frame["unit_id"], frame["name_zh"], frame["lon"], frame["lat"], strict=True):
            code = unit.removeprefix("CN-")
            # Beijing is a province and a prefecture at once: the finer of the two counts.
            by_code[code] = Spot(float(lon), float(lat), precision, position[f"CN-{code[:2]}0000"])
            for known in {name, short(name)}:
                if code not in by_name.setdefault(known, []):
                    by_name[known].append(code)
    return Regions(
        keys,
        ("", *sorted(prefectures["unit_id"])),
        by_code,
        {name: tuple(sorted(codes, key=lambda code: not code.endswith("00"))) for name, codes in by_name.items()},
        position,
    )


def province_positions(config: Settings) -> tuple[NDArray[Any], NDArray[np.uint16], NDArray[np.uint16]]:
    """Return the polygons of all prefecture-level units with the positions of their region and place."""
    import numpy as np

    known = regions(config)
    frame = boundaries.cn_prefectures(config)
    places = {key: place for place, key in enumerate(known.places)}
    codes = list(frame["unit_id"])
    return (
        frame.geometry.to_numpy(),
        np.array([known.region_position[f"{code[:5]}0000"] for code in codes], np.uint16),
        np.array([places[code] for code in codes], np.uint16),
    )
