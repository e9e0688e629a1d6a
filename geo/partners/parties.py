"""Parties: every organisation a partner can be looked for among: the catalogue's, and the listed firms of the world."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.catalog import Catalog
from geo.catalog.errors import UnknownObjectError
from geo.catalog.things import split_values
from geo.language import LANGUAGES, country_name, translator
from geo.model import NO_TEXT, Cluster, Organisation, Text
from geo.partners.classes import class_of_gics, offers_of
from geo.searching.index import Document, Index
from geo.searching.makers import known_for
from geo.searching.words import folded

CATALOGUE, LISTED, OWN = "catalogue", "listed", "own"
REGISTERS: Final = (CATALOGUE, LISTED, OWN)
WEIGHTS: Final = {"name": 5.0, "alias": 2.4, "known": 2.4, "class": 1.3, "summary": 0.8}
_TABLE: Final = "listed_firms_2026"


@dataclass(frozen=True, slots=True)
class Party:
    """One organisation.

    Attributes
    ----------
    party_id : neutral id, as it stands in links.
    register : CATALOGUE, LISTED or OWN: where it comes from.
    cluster_id : the cluster of the catalogue it is a member of, "" for none.
    kind, role : as in geo.model; a listed firm is a "firm" without a role.
    group : its class of the digital economy, "" for none.
    industry : as its register names it, where that is no class of ours.
    city : of a listed firm; of the others `address` tells.
    offers : by classification (see geo.partners.classes), or as an own register says.
    needs : as stated; nobody's needs are guessed, so those of both built-in registers are empty.
    field : the class of the industry it serves, "" where not known.
    lon, lat, precision : where it is, WGS84 degrees, and how exactly; a listed firm is at the centre of its city.
    """

    party_id: str
    register: str
    name: Text
    kind: str = "firm"
    role: str = ""
    cluster_id: str = ""
    country: str = ""
    city: str = ""
    address: str = ""
    group: str = ""
    industry: str = ""
    field: str = ""
    offers: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    lon: float | None = None
    lat: float | None = None
    precision: str = ""
    note: Text = NO_TEXT
    local: str = ""
    tickers: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    as_of: str = ""
    confidence: str = ""

    @property
    def is_lead(self) -> bool:
        """Tell whether it leads its chain, as the catalogue says."""
        return self.role == "lead"


@dataclass(frozen=True, slots=True, eq=False)
class Parties:
    """All organisations by id, those of the catalogue first."""

    every: Mapping[str, Party]


def parties(catalog: Catalog) -> Parties:
    """Return the organisations of a version of the data: present ones, those that left their cluster are out."""
    return _parties(catalog)


def index(catalog: Catalog) -> Index:
    """Return the index of their names, places, clusters and industries; made once per version of the data."""
    return _index(catalog)


@lru_cache(maxsize=2)
def _parties(catalog: Catalog) -> Parties:
    found = [*_of_catalogue(catalog), *_listed(catalog)]
    return Parties({one.party_id: one for one in found})


@lru_cache(maxsize=2)
def _index(catalog: Catalog) -> Index:
    clusters = catalog.every(Cluster)
    return index_of(list(parties(catalog).every.values()), clusters)


def index_of(found: list[Party], clusters: Mapping[str, Cluster]) -> Index:
    """Return the index of some organisations."""
    return Index((_document(one, clusters) for one in found), weights=WEIGHTS, name="name")


def _of_catalogue(catalog: Catalog) -> list[Party]:
    served = dict(zip(catalog.table("organisations")["organisation_id"], _fields(catalog), strict=True))
    return [
        Party(
            party_id=one.organisation_id,
            register=CATALOGUE,
            name=one.name,
            kind=one.kind,
            role=one.role,
            cluster_id=one.cluster_id,
            country=one.country,
            address=one.address,
            group=one.segment_sub,
            field=served.get(one.organisation_id, ""),
            offers=offers_of(one.kind, one.segment_sub),
            lon=one.lon if one.is_placed else None,
            lat=one.lat if one.is_placed else None,
            precision=one.precision,
            note=one.note,
            local=one.name_local,
            tickers=tuple(one.ticker),
            source_ids=_ids(one.source_ids),
            as_of=one.as_of,
            confidence=one.confidence,
        )
        for one in catalog.every(Organisation).values()
        if one.left_year is None
    ]


def _fields(catalog: Catalog) -> list[str]:
    table = catalog.table("organisations")
    return [str(cell) for cell in table["field_served"]] if "field_served" in table.columns else [""] * len(table)


def _listed(catalog: Catalog) -> list[Party]:
    from pyarrow import parquet

    try:
        resource = catalog.resource(_TABLE)
    except UnknownObjectError:
        return []
    rows = parquet.read_table(catalog.data_dir / resource.path).to_pydict()
    ids = split_values(resource.source_ids)
    columns = [rows[name] for name in ("symbol", "name", "country", "city", "lon", "lat", "industry")]
    found = []
    for symbol, name, country, city, lon, lat, industry in zip(*columns, strict=True):
        group = class_of_gics(industry or "")
        found.append(
            Party(
                party_id=f"listed-{re.sub(r'[^a-z0-9]+', '-', symbol.lower()).strip('-')}",
                register=LISTED,
                name=Text("", name),
                country=_COUNTRIES.get(country, country),
                city=city or "",
                group=group,
                industry=industry or "",
                offers=offers_of("firm", group),
                lon=lon,
                lat=lat,
                precision="city",
                tickers=(symbol,),
                source_ids=ids,
                as_of=resource.as_of,
                confidence=resource.confidence,
            )
        )
    return found


_COUNTRIES: Final = {"TW": "CN-TW", "HK": "CN-HK", "MO": "CN-MO"}


def _document(one: Party, clusters: Mapping[str, Cluster]) -> Document:
    cluster = clusters.get(one.cluster_id)
    places = () if cluster is None else (cluster.name.zh, cluster.name.en, cluster.place.zh, cluster.place.en)
    tickers = [part for ticker in one.tickers for part in {ticker, ticker.split(":")[-1].split(".")[0]}]
    names = tuple(text for text in (one.name.zh, one.name.en, one.local) if text)
    return Document(
        one.party_id,
        {
            "name": names,
            "alias": (*places, one.city, one.address, *tickers),
            "known": known_for(map(folded, names)),
            "class": _class_words(one.kind, one.role, one.group, one.industry, one.country),
            "summary": tuple(text for text in (one.note.zh, one.note.en) if text),
        },
        prior=1.0 if one.register != LISTED else 0.0,
    )


@lru_cache(maxsize=8192)
def _class_words(kind: str, role: str, group: str, industry: str, country: str) -> tuple[str, ...]:
    found = []
    for language in LANGUAGES:
        t = translator(language)
        found.append(t(f"term.kind.{kind}"))
        found += [t(f"term.role.{role}")] if role else []
        found += [t(f"partner.class.{group}")] if group else []
        found += [country_name(country, language)] if country else []
        found += [industry_name(industry, t.language)] if industry else []
    return tuple(found)


def industry_name(industry: str, language: str) -> str:
    """Return the name of an industry of GICS in a language."""
    return translator(language)(f"partner.gics.{slug(industry)}")


def slug(industry: str) -> str:
    """Return what stands for an industry of GICS in the key of its name.

    Examples
    --------
    >>> slug("Oil, Gas & Consumable Fuels")
    'oil_gas_consumable_fuels'
    """
    return re.sub(r"[^a-z0-9]+", "_", industry.lower()).strip("_")


def industries(catalog: Catalog) -> tuple[str, ...]:
    """Return every industry the register of listed firms names."""
    return tuple(sorted({one.industry for one in parties(catalog).every.values() if one.industry}))


def _ids(cell: object) -> tuple[str, ...]:
    return tuple(cell) if isinstance(cell, tuple | list) else split_values(str(cell or ""))
