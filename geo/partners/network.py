"""Network: partners chosen in several places, seen as one: what ties them, what could, and which steps they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from geo.analysis.latency import geodesic_km
from geo.partners.classes import STEP_OF, STEPS
from geo.partners.matching import pair
from geo.partners.parties import Party
from geo.partners.relations import Relations


@dataclass(frozen=True, slots=True)
class Bond:
    """What joins two members: an existing tie, or one class that feeds another.

    Attributes
    ----------
    is_tie : whether it exists; else it is only possible.
    reason, codes : as in a part of a score.
    score : of the pair, 0 to 100.
    """

    first: Party
    second: Party
    is_tie: bool
    reason: str
    codes: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Network:
    """A virtual cluster.

    Attributes
    ----------
    bonds : existing ties first, then possible ones by the score of the pair.
    steps : of the chain that at least one member stands on.
    missing : the other steps.
    widest_km : between the two members that are furthest apart; None where fewer than two have a place.
    """

    members: tuple[Party, ...]
    bonds: tuple[Bond, ...]
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    countries: int
    widest_km: float | None


def network(members: Sequence[Party], known: Relations) -> Network:
    """Return the network of some members."""
    bonds = []
    far_km = []
    for first, second in combinations(members, 2):
        parts = {part.key: part for part in pair(first, second, known)}
        score = round(sum(part.points for part in parts.values()), 1)
        if None not in (first.lon, first.lat, second.lon, second.lat):
            far_km.append(float(geodesic_km(first.lon, first.lat, second.lon, second.lat)))  # type: ignore[arg-type]
        if parts["tie"].points:
            bonds.append(Bond(first, second, True, parts["tie"].reason, (), score))
        elif parts["chain"].reason in ("supplies", "supports"):
            bonds.append(Bond(first, second, False, parts["chain"].reason, parts["chain"].codes, score))
    bonds.sort(key=lambda bond: (not bond.is_tie, -bond.score, bond.first.party_id, bond.second.party_id))
    held = {STEP_OF[code] for one in members for code in one.offers}
    return Network(
        tuple(members),
        tuple(bonds),
        tuple(step for step in STEPS if step in held),
        tuple(step for step in STEPS if step not in held),
        len({one.country for one in members if one.country}),
        max(far_km) if far_km else None,
    )
