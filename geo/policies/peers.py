"""Peers: which clusters are comparable with one, what they used, and how its mix of instruments differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.analysis.errors import NothingInCommonError
from geo.analysis.similarity import neighbours
from geo.catalog import Catalog
from geo.comparison.gather import all_figures, comparable
from geo.policies.library import INSTRUMENTS, Policy
from geo.settings import Settings

INDICATORS: Final = ("population", "gdp", "gdp_per_capita", "wipo_rank", "drawn_area_km2", "drawn_units")
"""What clusters are compared by, as on the comparison page."""
MOST: Final = 5
FIGURES, MODEL = "figures", "model"


@dataclass(frozen=True, slots=True)
class Peers:
    """Comparable clusters.

    Attributes
    ----------
    cluster_id : whose peers they are.
    ids : the most alike first.
    by : FIGURES, or MODEL where the figures of no other cluster can be compared.
    shared : by FIGURES, how many indicators the nearest and it both have.
    """

    cluster_id: str
    ids: tuple[str, ...]
    by: str
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """One kind of instrument in the mix of a cluster and of its peers.

    Attributes
    ----------
    own, own_all : instruments of the kind, and of any kind, that applied to the cluster.
    peers, peers_all : the same for all peers together.
    users : ids of the peers it applied to.
    """

    instrument: str
    own: int
    own_all: int
    peers: int
    peers_all: int
    users: tuple[str, ...]

    @property
    def own_pct(self) -> float:
        """Return its share of the cluster's instruments, per cent; 0 where it has none of any kind."""
        return 100 * self.own / self.own_all if self.own_all else 0.0

    @property
    def peers_pct(self) -> float:
        """Return its share of the peers' instruments, per cent."""
        return 100 * self.peers / self.peers_all if self.peers_all else 0.0


def peers(catalog: Catalog, config: Settings, cluster_id: str) -> Peers:
    """Return the clusters most like one by its figures; of one without, those of its model.

    A neighbour shares at least half of the indicators, the rule of the comparison page.
    """
    known = comparable(catalog)
    try:
        near = neighbours(
            cluster_id,
            all_figures(catalog, config),
            indicators=INDICATORS,
            least_shared=(len(INDICATORS) + 1) // 2,
            limit=MOST,
        )
    except NothingInCommonError:
        own = known.get(cluster_id)
        model = own.model if own else ""
        same = tuple(key for key, one in known.items() if model and one.model == model and key != cluster_id)
        return Peers(cluster_id, same[:MOST], MODEL)
    return Peers(cluster_id, tuple(one.subject_id for one in near), FIGURES, min(len(one.shared) for one in near))


def mix(policies: Iterable[Policy], found: Peers) -> tuple[Share, ...]:
    """Return the mix of a cluster beside that of its peers, one entry for every kind either has."""
    every = tuple(policies)
    own = Counter(one.instrument for one in every if found.cluster_id in one.clusters)
    theirs = Counter(one.instrument for one in every if set(found.ids) & set(one.clusters))
    users = {
        kind: tuple(key for key in found.ids if any(one.instrument == kind and key in one.clusters for one in every))
        for kind in INSTRUMENTS
    }
    return tuple(
        Share(kind, own[kind], own.total(), theirs[kind], theirs.total(), users[kind])
        for kind in INSTRUMENTS
        if own[kind] or theirs[kind]
    )


def used_by(policies: Iterable[Policy], found: Peers) -> tuple[Policy, ...]:
    """Return what applied to peers and not to the cluster, what most peers share first, then the newest."""
    ids = set(found.ids)
    used = [one for one in policies if ids & set(one.clusters) and found.cluster_id not in one.clusters]
    return tuple(sorted(used, key=lambda one: (-len(ids & set(one.clusters)), -(one.year_start or 0), one.policy_id)))
