"""Matching: how well two organisations would complete each other, in points each of which has its reason.

The score is a sum of five parts, 100 points at most. It is the same from either side, and it never rises when one of
the two offers less: what is offered only ever adds a possibility to what is looked for. It is an aid to looking, no
rating: the weights are ours and stand here.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.analysis.latency import geodesic_km
from geo.partners.classes import CAPITAL, DOWN, MID, RESEARCH, SERVICES, STEP_OF, UP, supplies
from geo.partners.parties import LISTED, Party
from geo.partners.relations import Relations

MOST: Final[Mapping[str, float]] = {"need": 35.0, "chain": 20.0, "related": 20.0, "distance": 15.0, "tie": 10.0}
"""Part -> its most points."""
TIES: Final = ("operates", "region_of", "partner_tier", "co_creates", "distributor")
"""Relations of a platform's network."""
REASONS: Final = (
    *("need_unstated", "need_unmet", "need_met", "supplies", "supports", "adjacent", "chain_none", "same_class"),
    *("related_strong", "related_near", "related_none", "distance", "distance_unknown", "tie_cluster", "tie_none"),
    *(f"tie_{relation}" for relation in TIES),
)
"""Every reason a part of a score may have."""
HALF_KM: Final = 300.0  # at which the points of distance are half
_SUPPLIES, _ADJACENT, _SUPPORTS = 20.0, 10.0, 12.0
_GRADES: Final = {"strong": 20.0, "near": 12.0}
_SAME_CLASS: Final = 8.0  # who makes the same may share work, or compete
_TIED, _SAME_CLUSTER = 10.0, 5.0
_NEXT: Final = frozenset((frozenset((UP, MID)), frozenset((MID, DOWN))))
_GENERAL: Final = frozenset((RESEARCH, CAPITAL, SERVICES))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score.

    Attributes
    ----------
    key : of MOST.
    points : from 0 to MOST[key].
    reason : key of its sentence, `partner.reason.<reason>`.
    codes : classes and abilities the sentence names, in its order.
    amount : the number the sentence names: kilometres, or needs met; 0 for none.
    """

    key: str
    points: float
    reason: str
    codes: tuple[str, ...] = ()
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """A possible partner and the parts of its score."""

    party: Party
    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """Return the sum of the parts, 0 to 100."""
        return round(sum(part.points for part in self.parts), 1)


def pair(first: Party, second: Party, known: Relations) -> tuple[Part, ...]:
    """Return the parts of the score of two organisations, in the order of MOST."""
    chain, related = of_classes(first.offers, second.offers, known)
    return (_need(first, second), chain, related, _distance(first, second), _tie(first, second, known))


def rank(seed: Party, candidates: Iterable[Party], known: Relations, *, limit: int = 20) -> tuple[Match, ...]:
    """Return the best partners of a seed, best first; of equals those of the catalogue first, then by id."""
    classes: dict[frozenset[str], float] = {}
    scored = []
    for one in candidates:
        if one.party_id == seed.party_id:
            continue
        if one.offers not in classes:
            classes[one.offers] = sum(part.points for part in of_classes(seed.offers, one.offers, known))
        if not classes[one.offers] and not (seed.needs & one.offers):
            continue  # near by, but nothing to do with each other
        points = classes[one.offers] + _need(seed, one).points + _tie(seed, one, known).points
        scored.append((points, one))
    # Distance is the one dear part: only those that could still come in by it are measured.
    best = heapq.nlargest(limit, (points for points, _ in scored))
    edge = best[-1] - MOST["distance"] if len(best) == limit else 0.0
    matches = _with_distance(seed, [entry for entry in scored if entry[0] >= edge])
    top = heapq.nsmallest(limit, matches, key=lambda entry: (-entry[0], entry[1].register == LISTED, entry[1].party_id))
    return tuple(Match(one, pair(seed, one, known)) for _, one in top)


def of_classes(first: frozenset[str], second: frozenset[str], known: Relations) -> tuple[Part, Part]:
    """Return the parts that rest on what both offer: the step of the chain, and relatedness."""
    chain, related = Part("chain", 0.0, "chain_none"), Part("related", 0.0, "related_none")
    for a in sorted(first):
        for b in sorted(second):
            chain = _better(chain, _chain(a, b))
            related = _better(related, _related(a, b, known))
    return chain, related


def _better(best: Part, other: Part) -> Part:
    return other if other.points > best.points else best


def _chain(a: str, b: str) -> Part:
    if supplies(a, b):
        return Part("chain", _SUPPLIES, "supplies", (a, b))
    if supplies(b, a):
        return Part("chain", _SUPPLIES, "supplies", (b, a))
    if (a in _GENERAL) != (b in _GENERAL):
        general, special = (a, b) if a in _GENERAL else (b, a)
        return Part("chain", _SUPPORTS, "supports", (general, special))
    if frozenset((STEP_OF.get(a, ""), STEP_OF.get(b, ""))) in _NEXT:
        upper, lower = (a, b) if _height(a) < _height(b) else (b, a)
        return Part("chain", _ADJACENT, "adjacent", (upper, lower))
    return Part("chain", 0.0, "chain_none")


def _height(code: str) -> int:
    return (UP, MID, DOWN).index(STEP_OF[code])


def _related(a: str, b: str, known: Relations) -> Part:
    if a == b:
        return Part("related", _SAME_CLASS, "same_class", (a,))
    grade = known.grade(a, b)
    return Part("related", _GRADES.get(grade, 0.0), f"related_{grade or 'none'}", tuple(sorted((a, b))))


def _need(first: Party, second: Party) -> Part:
    stated = len(first.needs) + len(second.needs)
    if not stated:
        return Part("need", 0.0, "need_unstated")
    met = [*sorted(first.needs & second.offers), *sorted(second.needs & first.offers)]
    if not met:
        return Part("need", 0.0, "need_unmet", (), float(stated))
    return Part("need", MOST["need"] * len(met) / stated, "need_met", tuple(met), float(stated))


def _distance(first: Party, second: Party) -> Part:
    far_km = _far(first, second)
    if far_km is None:
        return Part("distance", 0.0, "distance_unknown")
    return Part("distance", MOST["distance"] / (1 + far_km / HALF_KM), "distance", (), far_km)


def _with_distance(seed: Party, scored: Sequence[tuple[float, Party]]) -> list[tuple[float, Party]]:
    """Add the points of distance, measured at once."""
    if seed.lon is None or seed.lat is None:
        return list(scored)
    lon = np.array([np.nan if one.lon is None else one.lon for _, one in scored])
    lat = np.array([np.nan if one.lat is None else one.lat for _, one in scored])
    far_km = geodesic_km(np.full(len(lon), seed.lon), np.full(len(lat), seed.lat), lon, lat)
    added = np.nan_to_num(MOST["distance"] / (1 + far_km / HALF_KM), nan=0.0)
    return [(points + float(more), one) for (points, one), more in zip(scored, added, strict=True)]


def _far(first: Party, second: Party) -> float | None:
    if first.lon is None or first.lat is None or second.lon is None or second.lat is None:
        return None
    return float(geodesic_km(first.lon, first.lat, second.lon, second.lat))


def _tie(first: Party, second: Party, known: Relations) -> Part:
    if relation := known.tie(first.party_id, second.party_id):
        return Part("tie", _TIED, f"tie_{relation}")
    if first.cluster_id and first.cluster_id == second.cluster_id:
        return Part("tie", _SAME_CLUSTER, "tie_cluster")
    return Part("tie", 0.0, "tie_none")
