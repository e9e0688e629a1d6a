"""Search: finds what the map can fly to by Chinese name, English name, pinyin, initials or ticker.

The index is built by `python -m geo prepare` and read from the store, because the dictionary of readings takes half a
second and 60 MB that a server need not carry; where the store has none for this version of the data it is built in
the process.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.catalog.divisions import city_of, province_of
from geo.catalog.package import Catalog, load_catalog
from geo.catalog.spelling import SUBSTRING, fit_pinyin, fit_text, has_han, normalised, pinyin_lattice
from geo.language import translator
from geo.model import (
    NO_TEXT,
    Cluster,
    ComputingCluster,
    DemandRegion,
    Hub,
    Locality,
    Organisation,
    Park,
    Site,
    StartArea,
    Text,
    Unit,
)
from geo.settings import Settings, settings

MAX_QUERY: Final = 80  # characters; what follows is not looked at
LIMIT: Final = 12
# Kind -> key of its title; the order is the order of equally good hits.
KINDS: Final[dict[str, str]] = {
    "cluster": "card.kind.cluster",
    "computing": "card.kind.computing",
    "hub": "card.kind.hub",
    "region": "card.kind.region",
    "org": "card.kind.org",
    "park": "card.kind.park",
    "area": "card.kind.area",
    "place": "card.kind.place",
}
_ZOOM: Final = {"computing": 8, "hub": 6, "region": 6, "park": 12, "area": 9}
_CLUSTER_ZOOM: Final = {"units": 9, "point": 10, "network": 3}
# By precision: no closer than the point deserves.
_ORGANISATION_ZOOM: Final = {
    "building": 16,
    "campus": 15,
    "park": 13,
    "postcode": 13,
    "district": 11,
    "city": 10,
    "derived": 9,
    "nominal": 8,
}
_PLACE_ZOOM: Final = {"country": 4, "capital": 9, "city": 9, "town": 11, "water": 5}
_WIDE_ZOOM: Final = 3  # what has no place
_SEPARATOR: Final = "\n"
# How alike two spellings must be, 0 to 1: "shenzen" and "shenzhen" are 0.93, "中管村" and "中关村" 0.67.
_ALIKE, _ALIKE_HAN = 0.8, 0.66


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, in the language of the search; lon and lat are None where it has no place."""

    kind: str
    id: str
    title: str
    subtitle: str
    lon: float | None
    lat: float | None
    zoom: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index.

    Attributes
    ----------
    label : message key of what it is.
    detail : what tells it from others of its name: its cluster, hub or place.
    weight : smaller comes first among equal hits of a kind.
    names : normalised names, joined by line ends; tickers are among them.
    context : normalised words it may be found by as well, less well than by its names.
    pinyin : lattices of its Chinese names, joined by line ends; see geo.catalog.spelling.
    """

    kind: str
    id: str
    label: str
    title: Text
    detail: Text
    lon: float | None
    lat: float | None
    zoom: int
    weight: int
    names: str
    context: str
    pinyin: str


def search(cat: Catalog, query: str, *, lang: str, limit: int = LIMIT) -> list[Hit]:
    """Find clusters, organisations, hubs, regions, parks, start areas and places.

    Parameters
    ----------
    query : in either language, whatever `lang` is; a query without letters or digits finds nothing.
    lang : of titles and subtitles.
    limit : most hits returned.

    Returns
    -------
    Hits, best first: a whole name before its beginning, that before a word inside, that before letters inside; among
    equals clusters before organisations before places, names before their pinyin, shorter names before longer ones.
    """
    wanted = normalised(query[:MAX_QUERY])
    if not wanted:
        return []
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    found = []
    for entry in index(cat):
        fit = _fit(wanted, entry)
        if fit is not None:
            title = entry.title.localised(lang)
            found.append((fit[0], ranks[entry.kind], fit[1], entry.weight, len(title), entry.id, entry))
    found.sort(key=lambda item: item[:-1])
    return [_hit(item[-1], lang) for item in found[:limit]]


def closest(cat: Catalog, query: str, *, lang: str, limit: int = LIMIT) -> list[Hit]:
    """Find what a query that fits nothing was meant to be: a letter wrong, missing, twice or in another's place.

    Names, their words and their pinyin written together are compared by Ratcliff and Obershelp's measure (difflib). Of
    two Chinese characters one is half the name, so there the other decides: names that begin with it come first.
    """
    wanted = normalised(query[:MAX_QUERY]).replace(" ", "")
    known = _spellings(cat)
    if len(wanted) == 2 and all(map(has_han, wanted)):
        alike = _one_of_two(wanted, known)
    elif len(wanted) < 3:
        return []
    else:
        longer = (word for word in known if len(word) > 2)
        alike = get_close_matches(wanted, longer, n=limit, cutoff=_ALIKE_HAN if has_han(wanted) else _ALIKE)
    entries = dict.fromkeys(entry for word in alike for entry in known[word])
    return [_hit(entry, lang) for entry in list(entries)[:limit]]


def _one_of_two(wanted: str, known: Iterable[str]) -> list[str]:
    """Return the names of two characters that share one with what was typed, in its place."""
    names = [word for word in known if len(word) == 2]
    return [name for place in (0, 1) for name in names if name[place] == wanted[place]]


@lru_cache(maxsize=2)
def _spellings(cat: Catalog) -> dict[str, list[Entry]]:
    """Return every word that something may be called by, without spaces, and what is."""
    found: dict[str, list[Entry]] = {}
    for entry in index(cat):
        names = entry.names.split(_SEPARATOR)
        read = ["".join(part.split("/")[0] for part in name.split(" ")) for name in entry.pinyin.split(_SEPARATOR)]
        words = {word for name in names for word in (name.replace(" ", ""), *name.split(" "))} | set(read)
        for word in words:
            if len(word) >= 3 or (len(word) == 2 and all(map(has_han, word))):
                found.setdefault(word, []).append(entry)
    return found


@lru_cache(maxsize=2)
def index(cat: Catalog) -> tuple[Entry, ...]:
    """Return the index of a version of the data, from the store if it is there."""
    path = _file(settings(), cat)
    return _read(path) if path.is_file() else tuple(build_index(cat))


def prepare(config: Settings, report: Callable[[str], None]) -> None:
    """Write the index of the present data into the store."""
    import pandas as pd

    cat = load_catalog(config)
    report("search")
    path = _file(config, cat)
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        pd.DataFrame([_record(entry) for entry in build_index(cat)]).to_parquet(building, index=False)
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)


def build_index(cat: Catalog) -> Iterator[Entry]:
    """Build the index from the things of the catalogue, each name with its pinyin."""
    clusters, computing, hubs = cat.every(Cluster), cat.every(ComputingCluster), cat.every(Hub)
    units = _units(cat)
    for cluster in clusters.values():
        # Computing clusters are an infrastructure layer of their own and come from their own table.
        if not cluster.is_computing:
            yield _entry(
                "cluster",
                cluster.cluster_id,
                cluster,
                short=cluster.short,
                detail=cluster.place,
                context=(cluster.place.zh, cluster.place.en, *units.get(cluster.cluster_id, ())),
                zoom=_CLUSTER_ZOOM.get(cluster.boundary),
            )
    for site in computing.values():
        detail = hubs[site.hub_id].name if site.hub_id in hubs else NO_TEXT
        yield _entry("computing", site.computing_id, site, short=site.short, detail=detail)
    for hub in hubs.values():
        yield _entry("hub", hub.hub_id, hub, short=hub.short)
    for region in cat.every(DemandRegion).values():
        yield _entry("region", region.region_id, region)
    for one in cat.every(Organisation).values():
        yield _entry(
            "org",
            one.organisation_id,
            one,
            label=f"term.kind.{one.kind}",
            detail=clusters[one.cluster_id].name if one.cluster_id in clusters else NO_TEXT,
            others=(one.name_local, *_tickers(one.ticker)),
            zoom=_ORGANISATION_ZOOM.get(one.precision),
        )
    for park in cat.every(Park).values():
        detail = computing[park.computing_id].name if park.computing_id in computing else NO_TEXT
        yield _entry("park", park.park_id, park, detail=detail, context=(park.operators.zh, park.operators.en))
    for area in cat.every(StartArea).values():
        detail = computing[area.computing_id].name if area.computing_id in computing else NO_TEXT
        yield _entry("area", area.start_area_id, area, detail=detail)
    for place in cat.every(Locality).values():
        zoom = _PLACE_ZOOM.get(place.kind)
        yield replace(_entry("place", place.place_id, place, zoom=zoom), weight=place.rank)


def _units(cat: Catalog) -> dict[str, list[str]]:
    """Return the names and codes of the administrative units a cluster is drawn from, and of those above them."""
    named = cat.every(Unit)
    pairs = cat.table("cluster_units")
    found: dict[str, list[str]] = {}
    for cluster_id, unit_id in zip(pairs["cluster_id"], pairs["unit_id"], strict=True):
        if unit := named.get(unit_id):
            codes = (unit.code, city_of(unit.country, unit.code), province_of(unit.country, unit.code))
            words = (unit.name.zh, unit.name.en, *codes, unit.parent.zh, unit.parent.en)
            found.setdefault(cluster_id, []).extend(word for word in words if word)
    return found


def locate(cat: Catalog, kind: str, object_id: str, *, lang: str) -> Hit | None:
    """Return an object of the index with its place and the zoom it is seen at; None where it is not in the index."""
    return next((_hit(entry, lang) for entry in index(cat) if (entry.kind, entry.id) == (kind, object_id)), None)


def _entry(
    kind: str,
    object_id: str,
    thing: Cluster | Site | Organisation | Locality,
    *,
    short: Text = NO_TEXT,
    others: Iterable[str] = (),
    label: str = "",
    detail: Text = NO_TEXT,
    context: Iterable[str] = (),
    zoom: int | None = None,
) -> Entry:
    name = thing.name
    chinese = [name.zh, short.zh]
    return Entry(
        kind=kind,
        id=object_id,
        label=label or KINDS[kind],
        title=_whole(name),
        detail=_whole(detail),
        lon=thing.lon if thing.is_placed else None,
        lat=thing.lat if thing.is_placed else None,
        zoom=(zoom or _ZOOM.get(kind, _WIDE_ZOOM)) if thing.is_placed else _WIDE_ZOOM,
        weight=0,
        names=_joined(normalised(word) for word in [*chinese, name.en, short.en, *others]),
        context=" ".join(normalised(text) for text in context),
        pinyin=_joined(pinyin_lattice(word) for word in chinese if has_han(word)),
    )


def _whole(text: Text) -> Text:
    """Return a text that says in each language what it says at all."""
    return Text(text.localised("zh"), text.localised("en"))


def _fit(query: str, entry: Entry) -> tuple[int, int] | None:
    """Return how well a query fits (see geo.catalog.spelling) and 0 for a name, 1 for its pinyin, 2 for the rest."""
    named = [fit for name in entry.names.split(_SEPARATOR) if (fit := fit_text(query, name)) is not None]
    best = [(min(named), 0)] if named else []
    if not has_han(query):
        read = [fit for name in entry.pinyin.split(_SEPARATOR) if (fit := fit_pinyin(query, name)) is not None]
        best += [(min(read), 1)] if read else []
    if best:
        return min(best)
    # Several words may stand anywhere in what is known of it: "beijing ai", "海淀 人工智能".
    everything = f"{entry.names} {entry.context}"
    words = query.split(" ")
    telling = all(len(word) > 1 for word in words)  # single letters stand everywhere
    return (SUBSTRING, 2) if telling and all(word in everything for word in words) else None


def _hit(entry: Entry, lang: str) -> Hit:
    detail = entry.detail.localised(lang)
    return Hit(
        kind=entry.kind,
        id=entry.id,
        title=entry.title.localised(lang),
        subtitle=" · ".join(part for part in (translator(lang)(entry.label), detail) if part),
        lon=entry.lon,
        lat=entry.lat,
        zoom=entry.zoom,
    )


def _record(entry: Entry) -> dict[str, object]:
    """Return an entry as a row of the stored index."""
    texts = {
        "title_zh": entry.title.zh,
        "title_en": entry.title.en,
        "detail_zh": entry.detail.zh,
        "detail_en": entry.detail.en,
    }
    return {name: getattr(entry, name) for name in Entry.__slots__ if name not in ("title", "detail")} | texts


def _read(path: Path) -> tuple[Entry, ...]:
    import pandas as pd

    table = pd.read_parquet(path)
    titles, details = (map(Text, table[f"{name}_zh"], table[f"{name}_en"]) for name in ("title", "detail"))
    plain = [name for name in Entry.__slots__ if name not in ("title", "detail")]
    rows = zip(*(table[name].tolist() for name in plain), strict=True)
    return tuple(
        Entry(title=title, detail=detail, **{name: _present(cell) for name, cell in zip(plain, row, strict=True)})
        for title, detail, row in zip(titles, details, rows, strict=True)
    )


def _present(cell: Any) -> Any:
    """Return a stored cell; a coordinate that is missing is None, not NaN."""
    return None if isinstance(cell, float) and math.isnan(cell) else cell


def _file(config: Settings, cat: Catalog) -> Path:
    return config.store_dir / f"search-{cat.digest}.parquet"


def _tickers(tickers: Sequence[str]) -> list[str]:
    """Return tickers with and without their exchange: both "0992.HK" and "0992", "NASDAQ:BIDU" and "BIDU".

    Hong Kong's are written with four or five digits, so those are found either way.
    """
    bare = [ticker.rsplit(":", 1)[-1].split(".")[0].strip() for ticker in tickers]
    padded = [
        code.zfill(5)
        for ticker, code in zip(tickers, bare, strict=True)
        if ticker.upper().endswith(".HK") and code.isdecimal()
    ]
    return list(dict.fromkeys([*tickers, *bare, *padded, *(f"{code}.HK" for code in padded)]))


def _joined(names: Iterator[str]) -> str:
    return _SEPARATOR.join(dict.fromkeys(name for name in names if name))
