"""Search: finds what the map can fly to by Chinese name, English name, pinyin, initials or ticker.

The index is built by `python -m geo prepare` and read from the store, because the dictionary of readings takes half a
second and 60 MB that a server need not carry; where the store has none for this version of the data it is built in
the process.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.catalog.package import Catalog, load_catalog
from geo.catalog.spelling import SUBSTRING, fit_pinyin, fit_text, has_han, normalised, pinyin_lattice
from geo.catalog.things import split_values
from geo.language import localised, translator
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
    detail_zh, detail_en : what tells it from others of its name: its cluster, hub or place.
    weight : smaller comes first among equal hits of a kind.
    names : normalised names, joined by line ends; tickers are among them.
    context : normalised words it may be found by as well, less well than by its names.
    pinyin : lattices of its Chinese names, joined by line ends; see geo.catalog.spelling.
    """

    kind: str
    id: str
    label: str
    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str
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
            title = entry.title_zh if lang == "zh" else entry.title_en
            found.append((fit[0], ranks[entry.kind], fit[1], entry.weight, len(title), entry.id, entry))
    found.sort(key=lambda item: item[:-1])
    return [_hit(item[-1], lang) for item in found[:limit]]


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
        pd.DataFrame([asdict(entry) for entry in build_index(cat)]).to_parquet(building, index=False)
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)


def build_index(cat: Catalog) -> Iterator[Entry]:
    """Build the index from the tables, each name with its pinyin."""
    clusters = {row["cluster_id"]: row for row in _rows(cat, "clusters")}
    computing = {row["computing_id"]: row for row in _rows(cat, "computing_clusters")}
    hubs = {row["hub_id"]: row for row in _rows(cat, "hubs")}
    units = _units(cat)
    for row in clusters.values():
        # Computing clusters are an infrastructure layer of their own and come from their own table.
        if row["kind"] != "computing":
            yield _entry(
                "cluster",
                row["cluster_id"],
                row,
                detail=_pair(row, "place"),
                context=(row["place_zh"], row["place_en"], *units.get(row["cluster_id"], ())),
                zoom=_CLUSTER_ZOOM.get(row["boundary"]),
            )
    for row in computing.values():
        yield _entry("computing", row["computing_id"], row, detail=_pair(hubs.get(row["hub_id"], {}), "name"))
    for row in hubs.values():
        yield _entry("hub", row["hub_id"], row)
    for row in _rows(cat, "demand_regions"):
        yield _entry("region", row["region_id"], row)
    for row in _rows(cat, "organisations"):
        yield _entry(
            "org",
            row["organisation_id"],
            row,
            label=f"term.kind.{row['kind']}",
            detail=_pair(clusters.get(row["cluster_id"], {}), "name"),
            zoom=_ORGANISATION_ZOOM.get(row["precision"]),
        )
    for row in _rows(cat, "parks"):
        detail = _pair(computing.get(row["computing_id"], {}), "name")
        yield _entry("park", row["park_id"], row, detail=detail, context=(row["operators_zh"], row["operators_en"]))
    for row in _rows(cat, "start_areas"):
        detail = _pair(computing.get(row["computing_id"], {}), "name")
        yield _entry("area", row["start_area_id"], row, detail=detail)
    for row in _rows(cat, "places"):
        yield _entry("place", row["place_id"], row, zoom=_PLACE_ZOOM.get(row["kind"]), weight=int(row["rank"]))


def _units(cat: Catalog) -> dict[str, list[str]]:
    """Return the names and codes of the administrative units a cluster is drawn from, and those above them."""
    named = {row["unit_id"]: row for row in _rows(cat, "admin_units")}
    found: dict[str, list[str]] = {}
    for row in _rows(cat, "cluster_units"):
        unit = named.get(row["unit_id"])
        if unit:
            words = (unit["name_zh"], unit["name_en"], unit["code"], unit["parent_zh"], unit["parent_en"])
            found.setdefault(row["cluster_id"], []).extend(str(word) for word in words if word)
    return found


def locate(cat: Catalog, kind: str, object_id: str, *, lang: str) -> Hit | None:
    """Return an object of the index with its place and the zoom it is seen at; None where it is not in the index."""
    return next((_hit(entry, lang) for entry in index(cat) if (entry.kind, entry.id) == (kind, object_id)), None)


def _entry(
    kind: str,
    object_id: str,
    row: dict[str, Any],
    *,
    label: str = "",
    detail: tuple[str, str] = ("", ""),
    context: tuple[str, ...] = (),
    zoom: int | None = None,
    weight: int = 0,
) -> Entry:
    chinese = [row["name_zh"], row.get("short_zh", "")]
    others = [row["name_en"], row.get("short_en", ""), row.get("name_local", ""), *_tickers(row.get("ticker", ""))]
    lon, lat = _number(row.get("lon")), _number(row.get("lat"))
    return Entry(
        kind=kind,
        id=object_id,
        label=label or KINDS[kind],
        title_zh=localised(row, "name", "zh"),
        title_en=localised(row, "name", "en"),
        detail_zh=detail[0],
        detail_en=detail[1],
        lon=lon,
        lat=lat,
        zoom=_WIDE_ZOOM if lon is None else zoom or _ZOOM.get(kind, _WIDE_ZOOM),
        weight=weight,
        names=_joined(normalised(name) for name in [*chinese, *others]),
        context=" ".join(normalised(text) for text in context),
        pinyin=_joined(pinyin_lattice(name) for name in chinese if has_han(name)),
    )


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
    detail = entry.detail_zh if lang == "zh" else entry.detail_en
    return Hit(
        kind=entry.kind,
        id=entry.id,
        title=entry.title_zh if lang == "zh" else entry.title_en,
        subtitle=" · ".join(part for part in (translator(lang)(entry.label), detail) if part),
        lon=entry.lon,
        lat=entry.lat,
        zoom=entry.zoom,
    )


def _read(path: Path) -> tuple[Entry, ...]:
    import pandas as pd

    rows = pd.read_parquet(path).to_dict("records")
    return tuple(
        Entry(
            **{
                **{str(key): value for key, value in row.items()},
                "lon": _number(row["lon"]),
                "lat": _number(row["lat"]),
            }
        )
        for row in rows
    )


def _file(config: Settings, cat: Catalog) -> Path:
    return config.store_dir / f"search-{cat.digest}.parquet"


def _rows(cat: Catalog, name: str) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in cat.table(name).to_dict("records")]


def _pair(row: dict[str, Any], field: str) -> tuple[str, str]:
    return localised(row, field, "zh"), localised(row, field, "en")


def _tickers(cell: str) -> list[str]:
    """Return tickers with and without their exchange: both "0992.HK" and "0992", "NASDAQ:BIDU" and "BIDU".

    Hong Kong's are written with four or five digits, so those are found either way.
    """
    tickers = split_values(cell)
    bare = [ticker.rsplit(":", 1)[-1].split(".")[0].strip() for ticker in tickers]
    padded = [
        code.zfill(5)
        for ticker, code in zip(tickers, bare, strict=True)
        if ticker.upper().endswith(".HK") and code.isdecimal()
    ]
    return list(dict.fromkeys([*tickers, *bare, *padded, *(f"{code}.HK" for code in padded)]))


def _joined(names: Iterator[str]) -> str:
    return _SEPARATOR.join(dict.fromkeys(name for name in names if name))


def _number(value: Any) -> float | None:
    """Return a coordinate as a plain number; None where it is missing."""
    return None if value is None or math.isnan(value) else float(value)
