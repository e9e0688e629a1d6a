"""Gazetteer of the network: finds hubs, clusters, cities and demand regions by Chinese or English name, or lon,lat.

A name may be written with its kind before it (``hub:jjj``, ``region:bj``); without one, a city comes before a
data-centre cluster of the same name, that before a hub, a demand region and an industrial cluster.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from geo.analysis.errors import AmbiguousPlaceError, Candidate, UnknownPlaceError
from geo.model import Text

if TYPE_CHECKING:
    import pandas as pd

PLACE_KINDS: Final = ("city", "computing", "hub", "region", "cluster")
"""Kinds in the order in which a name is looked for."""
POINT: Final = "point"  # kind of a place given by its coordinates
MAINLAND: Final = "CN"
MAX_NAME: Final = 80  # characters; what follows is not looked at
SUGGESTIONS: Final = 5
_LEAST_LIKENESS: Final = 0.5
_CITY_KINDS: Final = ("capital", "city", "town", "province")
_LONLAT: Final = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,，]\s*([+-]?\d{1,2}(?:\.\d+)?)\s*", re.ASCII)
# What people add to or leave off a name; the longest first.
_SUFFIXES: Final = (
    "全国一体化算力网络国家枢纽节点",
    "国家枢纽节点",
    "枢纽节点",
    "数据中心集群",
    "枢纽",
    "集群",
    "地区",
    "市",
    "datacentrecluster",
    "datacentercluster",
    "cluster",
    "hub",
    "city",
)
_KIND_WORDS: Final = {"枢纽": "hub", "枢纽节点": "hub", "hub": "hub", "集群": "computing", "cluster": "computing"}
_SEPARATORS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """One place in WGS84 degrees.

    Attributes
    ----------
    kind : one of PLACE_KINDS, or POINT.
    uncertainty_m : radius within which the place lies, or which a region stands for; 0 for a point given by hand.
    territory : CN for the mainland, CN-HK, CN-MO, CN-TW, another ISO 3166 code, or "" for what is in none of them.
    """

    kind: str
    id: str
    name: Text
    lon: float
    lat: float
    uncertainty_m: float
    territory: str
    short_names: tuple[str, ...] = ()


def gazetteer(
    places: pd.DataFrame, computing: pd.DataFrame, hubs: pd.DataFrame, regions: pd.DataFrame, clusters: pd.DataFrame
) -> tuple[Place, ...]:
    """Return every place that can be named, from the catalogue's tables of these names, in the order of PLACE_KINDS.

    Of `places` only settlements are taken; of `clusters` those that are not computing clusters and have a point.
    """
    settlements = places[places["kind"].isin(_CITY_KINDS)]
    industrial = clusters[(clusters["kind"] != "computing") & clusters["lon"].notna()]
    return (
        *_places(settlements, "city", "place_id"),
        *_places(computing, "computing", "computing_id"),
        *_places(hubs, "hub", "hub_id"),
        *_places(regions, "region", "region_id"),
        *_places(industrial, "cluster", "cluster_id"),
    )


def _places(table: pd.DataFrame, kind: str, key: str) -> list[Place]:
    return [
        Place(
            kind=kind,
            id=row[key],
            name=Text.of(row, "name"),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            uncertainty_m=float(row["uncertainty_m"]),
            territory=row.get("country", MAINLAND),
            short_names=tuple(filter(None, (row.get("short_zh", ""), row.get("short_en", "")))),
        )
        for row in table.to_dict("records")
    ]


def find(known: tuple[Place, ...], kind: str, place_id: str) -> Place | None:
    """Return the place of a kind and id; None if there is none."""
    return next((place for place in known if place.kind == kind and place.id == place_id), None)


def resolve(known: tuple[Place, ...], text: str, *, territory_at: Callable[[float, float], str]) -> Place:
    """Return the place a person means by `text`.

    Parameters
    ----------
    known : as `gazetteer` returns.
    text : a name in either language, ``kind:id``, an id, or ``lon,lat`` in degrees.
    territory_at : tells the territory at lon, lat; only asked for coordinates.

    Raises
    ------
    UnknownPlaceError
        for a name nothing bears, with the nearest matches.
    AmbiguousPlaceError
        for a name that several places of one kind bear.

    Examples
    --------
    >>> here = Place("city", "cn_1", Text("北京", "Beijing"), 116.4, 39.9, 5000.0, "CN")
    >>> resolve((here,), "北京市", territory_at=lambda lon, lat: "CN").id
    'cn_1'
    >>> resolve((here,), "106.5,26.4", territory_at=lambda lon, lat: "CN").kind
    'point'
    """
    asked = text.strip()[:MAX_NAME]
    if point := _point(asked, territory_at):
        return point
    kind, _, name = asked.partition(":")
    wanted_kinds: tuple[str, ...] = (kind,) if name and kind in PLACE_KINDS else PLACE_KINDS
    wanted = name.strip() if name and kind in PLACE_KINDS else asked
    for matches in (_by_id, _by_name, _by_bare_name):
        for each in sorted(wanted_kinds, key=lambda kind: kind != _meant_kind(wanted)):
            found = [place for place in known if place.kind == each and matches(place, wanted)]
            if len(found) == 1:
                return found[0]
            if found:
                raise AmbiguousPlaceError(asked, candidates=_candidates(found))
    raise UnknownPlaceError(asked, nearest=_candidates(nearest(known, wanted)))


def _point(text: str, territory_at: Callable[[float, float], str]) -> Place | None:
    found = _LONLAT.fullmatch(text)
    if not found:
        return None
    lon, lat = float(found.group(1)), float(found.group(2))
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        raise UnknownPlaceError(text, nearest=())
    written = f"{lon:.8g},{lat:.8g}"
    return Place(POINT, written, Text(written, written), lon, lat, 0.0, territory_at(lon, lat))


def nearest(known: tuple[Place, ...], text: str, *, limit: int = SUGGESTIONS) -> list[Place]:
    """Return the places whose names are most like `text`, best first; none where nothing is like it."""
    wanted = _plain(text)
    if not wanted:
        return []
    scored = [(max(_likeness(wanted, _plain(name)) for name in _names(place)), place) for place in known]
    likely = [(score, place) for score, place in scored if score >= _LEAST_LIKENESS]
    likely.sort(key=lambda item: (-item[0], PLACE_KINDS.index(item[1].kind), item[1].id))
    return [place for _score, place in likely[:limit]]


def _likeness(wanted: str, name: str) -> float:
    if not name:
        return 0.0
    if wanted in name or name in wanted:
        return 0.6 + 0.4 * min(len(wanted), len(name)) / max(len(wanted), len(name))
    return SequenceMatcher(None, wanted, name, autojunk=False).ratio()


def _by_id(place: Place, wanted: str) -> bool:
    return place.id == wanted


def _by_name(place: Place, wanted: str) -> bool:
    plain = _plain(wanted)
    return bool(plain) and plain in (_plain(name) for name in _names(place))


def _by_bare_name(place: Place, wanted: str) -> bool:
    bare = _bare(wanted)
    return bool(bare) and bare in (_bare(name) for name in _names(place))


def _meant_kind(name: str) -> str:
    """Return the kind a name's last word says; "" if it says none."""
    plain = _plain(name)
    return next((kind for word, kind in _KIND_WORDS.items() if plain.endswith(word)), "")


def _names(place: Place) -> tuple[str, ...]:
    return (place.name.zh, place.name.en, *place.short_names)


def _candidates(places: Iterable[Place]) -> tuple[Candidate, ...]:
    return tuple(Candidate(place.name.zh, place.name.en, f"{place.kind}:{place.id}") for place in places)


def _plain(name: str) -> str:
    """Return a name without case, accents, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SEPARATORS.sub("", unicodedata.normalize("NFC", kept))


def _bare(name: str) -> str:
    """Return a plain name without the words that say what kind of place it is."""
    plain = _plain(name)
    for suffix in _SUFFIXES:
        if plain.endswith(suffix) and len(plain) > len(suffix) + 1:
            return plain.removesuffix(suffix)
    return plain


def territory_of(lon: float, lat: float, provinces: Any) -> str:
    """Return the territory at a point: CN, CN-HK, CN-MO, CN-TW, or "" outside all of them.

    Parameters
    ----------
    provinces : GeoDataFrame, EPSG:4326, of China's province-level units with `unit_id` (CN-110000 ...).
    """
    from shapely import Point

    inside = provinces.loc[provinces.geometry.contains(Point(lon, lat)), "unit_id"]
    if inside.empty:
        return ""
    return _TERRITORIES.get(str(inside.iloc[0]), MAINLAND)


_TERRITORIES: Final = {"CN-710000": "CN-TW", "CN-810000": "CN-HK", "CN-820000": "CN-MO"}
