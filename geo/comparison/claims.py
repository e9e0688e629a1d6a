"""Claims of the source article on one cluster, each with the verdict of later reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.language import Translator
from geo.model import Text

MOST_TOLD: Final = 12
"""Claims that one page of a story has room for."""
VERDICTS: Final = (
    "supported",
    "partly",
    "outdated",
    "unverified",
    "disputed",
    "likely_wrong",
    "normative",
    "conceptual",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim in words, with its verdict and what was found."""

    claim_id: str
    text: str
    verdict: str
    note: str


def claims(catalog: Catalog, cluster_ids: tuple[str, ...], t: Translator) -> tuple[Claim, ...]:
    """Return the article's claims on clusters, in the article's order."""
    return tuple(
        Claim(
            claim_id=str(row["claim_id"]),
            text=Text.of(row, "claim").localised(t.language),
            verdict=t(f"story.verdict.{row['verdict']}"),
            note=Text.of(row, "note").localised(t.language),
        )
        for row in catalog.table("claims").to_dict("records")
        if set(split_values(str(row["applies_to"] or ""))) & set(cluster_ids)
    )


def told_claims(catalog: Catalog, cluster_ids: tuple[str, ...], t: Translator) -> tuple[Claim, ...]:
    """Return the claims a page of a story tells: on all its clusters if they have room, else on the first with any."""
    every = claims(catalog, cluster_ids, t)
    if len(every) <= MOST_TOLD:
        return every
    return next(filter(None, (claims(catalog, (one,), t) for one in cluster_ids)), ())[:MOST_TOLD]
