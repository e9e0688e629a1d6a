"""What the clusters on the map come to, as figures a sentence is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.maps.screen import Shown
from geo.model import Cluster

_HOME: Final = "CN"


@dataclass(frozen=True, slots=True)
class Meaning:
    """How the clusters that pass divide.

    Attributes
    ----------
    clusters : how many there are.
    home : of them in mainland China; the others are elsewhere.
    model : key of the most frequent model, the first in the order of the table where several are.
    most : clusters of that model.
    """

    clusters: int
    home: int
    model: str
    most: int


def meaning(catalog: Catalog, now: Shown) -> Meaning | None:
    """Return how the clusters that are shown divide; None where fewer than two are."""
    if len(now.clusters) < 2:
        return None
    every = catalog.every(Cluster)
    clusters = [every[cluster] for cluster in now.clusters]
    model, most = Counter(cluster.model_key for cluster in clusters).most_common(1)[0]
    return Meaning(len(clusters), sum(cluster.country == _HOME for cluster in clusters), model, most)
