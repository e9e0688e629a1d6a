"""Library: the policy instruments of the catalogue, and the index their texts are searched by.

The library and its index are made once per version of the data and held in memory: 153 instruments take 0.3 seconds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.language import LANGUAGES, country_name, translator
from geo.model import Cluster, Text
from geo.searching.index import Document, Index

INSTRUMENTS: Final = (
    "plan",
    "law",
    "fund",
    "grant",
    "tax",
    "procurement",
    "infrastructure",
    "zone",
    "platform",
    "service",
    "label",
    "governance",
)
HEADS: Final = ("multi_path", "open_innovation", "digital_management", "gov_market", "resource_sharing")
"""The heads under which the source article gathers its strategies."""
WEIGHTS: Final = {"name": 5.0, "alias": 2.6, "class": 1.5, "summary": 1.2, "end": 0.6}
_PRIOR: Final = {"high": 1.0, "medium": 0.6, "low": 0.2}
_MONEY: Final = re.compile(
    r"\d\s*(?:余)?(?:亿|万)+(?:美元|欧元|日元|韩元|英镑|卢比|元|新台币)|百亿元|"
    r"\d\s*(?:m|bn|billion|million|trillion|crore)\s+(?:[A-Z]{3}\b|won|rupees|euros?|dollars?|yen|pounds?)",
)
# An amount that an industry is to reach, or has, is no money of the instrument.
_OUTCOME: Final = re.compile(
    r"增加值|营收|收入|产值|规模|产业20|产业超|相关产业|revenue|value added|aim |industry (?:over|above)|industry:"
)
_CLAUSE: Final = re.compile(r"[；;。]|(?<=[^\d])\.\s")


@dataclass(frozen=True, slots=True)
class Policy:
    """One instrument.

    Attributes
    ----------
    policy_id, country : its id and the code of its country or union.
    year_start, year_end : None where not stated, or where it has no end.
    instrument, head : keys of INSTRUMENTS and HEADS.
    is_of_article : whether the source article names it.
    clusters : ids of the clusters it applied to.
    place, lon, lat : the issuer's seat, for orientation; None where the table has none.
    as_of, confidence : of the row as a whole.
    """

    policy_id: str
    country: str
    name: Text
    issuer: Text
    summary: Text
    year_start: int | None
    year_end: int | None
    instrument: str
    head: str
    is_of_article: bool
    clusters: tuple[str, ...]
    place: Text
    lon: float | None
    lat: float | None
    source_ids: tuple[str, ...]
    as_of: str
    confidence: str

    def budget(self, language: str) -> str:
        """Return the clauses of the summary that name money of the instrument; "" where the sources give none.

        What an industry is to earn is no budget and is left out; so is an amount that only one language names.
        """
        found = {one: self._money(one) for one in LANGUAGES}
        return found[language] if all(found.values()) else ""

    def _money(self, language: str) -> str:
        clauses = _CLAUSE.split(self.summary.localised(language))
        return "; ".join(clause.strip() for clause in clauses if _MONEY.search(clause) and not _OUTCOME.search(clause))

    @property
    def years(self) -> str:
        """Return its period in figures, "" where neither end is known.

        An open end is a dash with nothing after it: the table does not tell whether it is still in force.
        """
        if self.year_start is None and self.year_end is None:
            return ""
        start = "" if self.year_start is None else str(self.year_start)
        end = "" if self.year_end is None else str(self.year_end)
        return start if start == end else f"{start}–{end}"


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """All instruments in the order of the table, and their index."""

    policies: Mapping[str, Policy]
    index: Index


def library(catalog: Catalog) -> Library:
    """Return the library of a version of the data."""
    return _library(catalog)


def policies_of(catalog: Catalog) -> tuple[Policy, ...]:
    """Return the instruments of the catalogue in the order of the table."""
    return tuple(_policy(row) for row in catalog.table("policies").to_dict("records"))


def index_of(policies: Iterator[Policy] | tuple[Policy, ...], clusters: Mapping[str, Cluster]) -> Index:
    """Return the index of instruments."""
    return Index((_document(one, clusters) for one in policies), weights=WEIGHTS, name="name")


@lru_cache(maxsize=2)
def _library(catalog: Catalog) -> Library:
    found = policies_of(catalog)
    return Library({one.policy_id: one for one in found}, index_of(found, catalog.every(Cluster)))


def _policy(row: Mapping[Any, Any]) -> Policy:
    return Policy(
        policy_id=str(row["policy_id"]),
        country=str(row["country"]),
        name=Text.of(row, "name"),
        issuer=Text.of(row, "issuer"),
        summary=Text.of(row, "summary"),
        year_start=_whole(row["year_start"]),
        year_end=_whole(row["year_end"]),
        instrument=str(row["instrument"]),
        head=str(row["strategy_head"]),
        is_of_article=_whole(row["in_article"]) == 1,
        clusters=_ids(row["applies_to"]),
        place=Text.of(row, "place"),
        lon=_number(row["lon"]),
        lat=_number(row["lat"]),
        source_ids=_ids(row["source_ids"]),
        as_of=str(row["as_of"]),
        confidence=str(row["confidence"]),
    )


def _document(policy: Policy, clusters: Mapping[str, Cluster]) -> Document:
    places = [clusters[key] for key in policy.clusters if key in clusters]
    countries = {policy.country: None}
    kinds: list[str] = []
    for language in LANGUAGES:
        t = translator(language)
        kinds += [t(f"policy.instrument.{policy.instrument}"), t(f"policy.head.{policy.head}")]
        kinds += [country_name(code, language) for code in countries]
    return Document(
        policy.policy_id,
        {
            "name": (policy.name.zh, policy.name.en),
            "alias": (
                policy.issuer.zh,
                policy.issuer.en,
                policy.place.zh,
                policy.place.en,
                *(word for one in places for word in (one.name.zh, one.name.en, one.place.zh, one.place.en)),
                *([str(policy.year_start)] if policy.year_start else []),
            ),
            "class": tuple(kinds),
            "summary": (policy.summary.zh, policy.summary.en),
            "end": (str(policy.year_end),) if policy.year_end else (),
        },
        prior=_PRIOR.get(policy.confidence, 0.0) + policy.is_of_article,
    )


def _ids(cell: Any) -> tuple[str, ...]:
    return tuple(cell) if isinstance(cell, tuple | list) else split_values(str(cell or ""))


def _whole(cell: Any) -> int | None:
    found = _number(cell)
    return None if found is None else int(found)


def _number(cell: Any) -> float | None:
    text = str(cell)
    try:
        found = float(text)
    except ValueError:
        return None
    return None if math.isnan(found) else found
