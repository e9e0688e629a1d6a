"""Finding: the organisations a state asks for: the best partners of whoever looks, or the answers to a search."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.catalog import Catalog
from geo.model import Cluster, Text
from geo.partners.kept_index import index
from geo.partners.matching import Match, rank
from geo.partners.parties import OWN, Party, index_of, parties
from geo.partners.relations import relations
from geo.partners.state import PartnerState
from geo.searching.index import Answer
from geo.searching.question import Question

FIRST: Final = 12
OWN_ID: Final = "own-side"


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown.

    Attributes
    ----------
    seed : who looks for partners; None where only names are searched.
    matches : best first; without a seed without parts.
    asked : what is searched, for marking it.
    among : how many organisations passed the filters.
    """

    seed: Party | None
    matches: tuple[Match, ...]
    asked: Question | None
    among: int


def seed_of(catalog: Catalog, state: PartnerState, every: Mapping[str, Party]) -> Party | None:
    """Return who looks: an organisation with the stated needs, or somebody in a cluster who states only needs."""
    if state.who in every:
        one = every[state.who]
        return dataclasses.replace(one, needs=frozenset(state.needs))
    cluster = catalog.every(Cluster).get(state.at)
    if not state.needs and cluster is None:
        return None
    placed = cluster is not None and cluster.is_placed
    return Party(
        OWN_ID,
        OWN,
        cluster.name if cluster else Text(),
        cluster_id=cluster.cluster_id if cluster else "",
        country=cluster.country if cluster else "",
        needs=frozenset(state.needs),
        lon=cluster.lon if cluster and placed else None,
        lat=cluster.lat if cluster and placed else None,
        precision=cluster.precision if cluster else "",
    )


def find(catalog: Catalog, state: PartnerState, *, own: Mapping[str, Party] | None = None, limit: int = FIRST) -> Found:
    """Return what a state asks for; nothing where it asks for nothing.

    Parameters
    ----------
    own : organisations of a person's own register by id; their names are found before those of the others.
    """
    own = own or {}
    every = {**parties(catalog).every, **own} if own else parties(catalog).every
    looking = seed_of(catalog, state, every)
    # Somebody of a cluster who states no need has nothing to be matched by: names are searched as for anybody.
    seed = None if looking is not None and looking.party_id == OWN_ID and not looking.needs else looking
    kept = {key: one for key, one in every.items() if _fits(one, state, looking)}
    asked = None
    if state.query.strip():
        names = index(catalog)
        asked = names.question(state.query)
        mask = np.fromiter((key in kept for key in names.keys), dtype=np.bool_, count=len(names.keys))
        most = limit if seed is None else 400
        answers = [
            *_among_own(own, kept, catalog, state.query, most),
            *names.search(state.query, among=mask, limit=most),
        ]
        kept = {one.key: every[one.key] for one in answers[:most]}
    if seed is not None:
        return Found(seed, rank(seed, kept.values(), relations(catalog), limit=limit), asked, len(kept))
    if asked is None:
        return Found(None, (), None, len(kept))
    return Found(None, tuple(Match(one, ()) for one in kept.values()), asked, len(kept))


def _among_own(
    own: Mapping[str, Party], kept: Mapping[str, Party], catalog: Catalog, query: str, most: int
) -> list[Answer]:
    shown = [one for key, one in own.items() if key in kept]
    return index_of(shown, catalog.every(Cluster)).search(query, limit=most) if shown else []


def members(catalog: Catalog, scope: str, own: Mapping[str, Party] | None = None) -> tuple[Party, ...]:
    """Return the organisations of the catalogue, and of one's own register, in a cluster (id) or a country (code)."""
    return tuple(
        one
        for one in (*parties(catalog).every.values(), *(own or {}).values())
        if one.register != "listed" and scope and scope in (one.cluster_id, one.country)
    )


def picked(every: Mapping[str, Party], picks: tuple[str, ...]) -> tuple[Party, ...]:
    """Return the members of a virtual cluster that exist, in the order they were chosen."""
    return tuple(every[key] for key in picks if key in every)


def _fits(one: Party, state: PartnerState, seed: Party | None) -> bool:
    if state.registers and one.register not in state.registers:
        return False
    if state.country and one.country != state.country:
        return False
    if state.cluster and one.cluster_id != state.cluster:
        return False
    return not (state.elsewhere and seed is not None and seed.cluster_id and one.cluster_id == seed.cluster_id)
