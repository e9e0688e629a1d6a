"""The rule of confidence: how high a source and a row may be rated, and the check that no rating is above it.

1. A source is high only where it is a primary one (`PRIMARY_KINDS`: an official text, a company about itself, a data
   set, a journal, a package or documentation) and was read at its publisher, not in a copy elsewhere. Press, reports,
   web pages and encyclopaedias are at most medium; memory and the source article are low. An encyclopaedia, a wiki
   above all, is cited under its own name (`ENCYCLOPAEDIAS`): what somebody else's site quotes from one is low, for
   nobody can tell which article it was and what became of it.
2. A row is rated at most as high as its best source. So nothing is high from a press piece, however many repeat it.
3. Memory beside other sources keeps a row at medium; memory alone makes it low.
4. Gazetteers say where an organisation is, not what it is: they do not carry its rating.
5. What the source article claims is shown as a claim, at most medium: rated is that the article says so.
6. A figure of `indicators` whose sources name no publisher is low.
7. A requirement in force (`REQUIREMENTS`) that an official text states is at least medium, though read in a copy.

A rating below its ceiling stands: it is the compilers' doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.catalog.faults import Findings, Subject
from geo.catalog.things import split_values
from geo.model import CONFIDENCES

PRIMARY_KINDS: Final = ("official", "company", "dataset", "documentation", "package", "journal", "derived")
LOW_KINDS: Final = ("article", "memory")
ENCYCLOPAEDIAS: Final = ("Wikipedia", "Britannica", "Kotobank", "Baike.com", "Digital Grand Culture of Korea")
"""Encyclopaedias by the names under which `sources.publisher_en` cites them."""
GAZETTEERS: Final = ("geonames", "cldr", "tianditu", "mlit-n03", "vg250", "census-cb-2016")
REQUIREMENTS: Final = ("network_facts", "hubs", "computing_clusters")
MEMORY: Final = "memory"
_ARTICLE: Final = "article"
_ENCYCLOPAEDIA: Final = "encyclopaedia"
_COPY: Final = "copy"
_HIGH, _MEDIUM, _LOW = range(len(CONFIDENCES))


@dataclass(frozen=True, slots=True)
class Rated:
    """What the rule needs to know of a source.

    Attributes
    ----------
    kind : key of `sources.kind`.
    confidence : its own rating.
    is_named : whether its publisher is known.
    """

    source_id: str
    kind: str
    confidence: str
    is_named: bool


def source_ceiling(kind: str, seen: str, publisher: str = "") -> str:
    """Return the highest rating of a source of a kind that was read in a way (`sources.seen`).

    Parameters
    ----------
    publisher : who is cited for it, in English.

    Examples
    --------
    >>> source_ceiling("official", "excerpt"), source_ceiling("official", "copy"), source_ceiling("press", "text")
    ('high', 'medium', 'medium')
    >>> source_ceiling("encyclopaedia", "copy", "Wikipedia"), source_ceiling("encyclopaedia", "copy", "somebody's blog")
    ('medium', 'low')
    """
    is_quoted = kind == _ENCYCLOPAEDIA and seen == _COPY and not any(name in publisher for name in ENCYCLOPAEDIAS)
    if kind in LOW_KINDS or is_quoted:
        return CONFIDENCES[_LOW]
    return CONFIDENCES[_HIGH if kind in PRIMARY_KINDS and seen != _COPY else _MEDIUM]


def row_ceiling(table: str, sources: Sequence[Rated], *, is_claim: bool = False) -> str:
    """Return the highest rating of a row of `table` that rests on `sources`.

    Parameters
    ----------
    is_claim : whether the row only says what the source article claims.

    Examples
    --------
    >>> press = Rated("p", "press", "medium", True)
    >>> row_ceiling("timeline", [press, press]), row_ceiling("timeline", [])
    ('medium', 'low')
    """
    counted = list(sources)
    if table == "organisations":
        counted = [one for one in sources if one.source_id not in GAZETTEERS] or counted
    best = min((_rank(one, is_claim=is_claim) for one in counted), default=_LOW)
    written = [one for one in counted if one.kind != MEMORY]
    if table == "indicators" and not is_claim and not any(one.is_named for one in written):
        best = _LOW
    if len(written) < len(counted):
        best = max(best, _MEDIUM)
    return CONFIDENCES[best]


def _rank(source: Rated, *, is_claim: bool) -> int:
    return _MEDIUM if is_claim and source.kind == _ARTICLE else CONFIDENCES.index(source.confidence)


def check_ratings(subject: Subject, findings: Findings) -> None:
    """Check every source and every row against the rule."""
    rated: dict[str, Rated] = {}
    for number, row in subject.rows("sources", "source_id", "kind", "confidence", "seen", "publisher_en"):
        findings.count("ratings", 1)
        if row["confidence"] not in CONFIDENCES:
            continue  # check_confidence says so
        rated[row["source_id"]] = Rated(row["source_id"], row["kind"], row["confidence"], bool(row["publisher_en"]))
        limit = source_ceiling(row["kind"], row["seen"], row["publisher_en"])
        if _above(row["confidence"], limit):
            findings.fault("ratings", "sources", number, _too_high(row["confidence"], limit, row["kind"]))
    for resource in subject.tables():
        if resource.name == "sources":
            continue
        has_claims = "is_claim" in {item.name for item in resource.fields}
        for number, row in subject.rows(resource.name, "source_ids", "confidence"):
            sources = [rated[key] for key in split_values(row["source_ids"]) if key in rated]
            if not sources or row["confidence"] not in CONFIDENCES:
                continue
            findings.count("ratings", 1)
            is_claim = resource.name == "claims" or (has_claims and _is_set(row, "is_claim"))
            limit = row_ceiling(resource.name, sources, is_claim=is_claim)
            official = any(one.kind == "official" for one in sources)
            if resource.name in REQUIREMENTS and official and row["confidence"] == CONFIDENCES[_LOW]:
                findings.fault("ratings", resource.name, number, "an official requirement in force is rated low")
            elif _above(row["confidence"], limit):
                kinds = ", ".join(dict.fromkeys(one.kind for one in sources))
                findings.fault("ratings", resource.name, number, _too_high(row["confidence"], limit, kinds))


def _is_set(row: Mapping[str, object], column: str) -> bool:
    return str(row[column]).split(".")[0] == "1"


def _above(rating: str, limit: str) -> bool:
    return CONFIDENCES.index(rating) < CONFIDENCES.index(limit)


def _too_high(rating: str, limit: str, kinds: str) -> str:
    remedy = "Lower it, or cite a better source"
    return f"confidence {rating} is above {limit}, the most that sources of kind {kinds} carry. {remedy}"
