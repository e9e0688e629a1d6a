"""Cluster: a digital-industry cluster, a platform or the clusters of data centres as an infrastructure of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.model.sourced import Placed
from geo.model.text import NO_TEXT, Text
from geo.model.vocabulary import NO_MODEL

COMPUTING: Final = "computing"  # kind of clusters that are infrastructure
UNITS: Final = "units"  # boundary of clusters that are drawn from administrative units
NETWORK: Final = "network"  # boundary of platforms: places without a territory


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster(Placed):
    """One cluster.

    Attributes
    ----------
    kind : key of CLUSTER_KINDS, or "published" for a layer somebody shared.
    model, model_secondary : keys of CLUSTER_MODELS, "" without one.
    model_confidence : of that rating.
    country : code as in COUNTRIES; "" where it is not known.
    boundary : units, point, network, or "published".
    scope : what is drawn and counted.
    published_area_km2 : of the source's own territory, whose difference from the drawn one `area_scope` tells.
    start_year_basis : where the year comes from: a source id, or "memory".
    listing, year_listed : the national list it stands in.
    """

    cluster_id: str
    name: Text
    short: Text
    kind: str
    boundary: str
    country: str = ""
    model: str = ""
    model_secondary: str = ""
    model_confidence: str = ""
    model_reason: Text = NO_TEXT
    place: Text = NO_TEXT
    scope: Text = NO_TEXT
    summary: Text = NO_TEXT
    published_area_km2: float | None = None
    area_scope: str = ""
    area_note: Text = NO_TEXT
    start_year: int | None = None
    start_year_basis: str = ""
    listing: Text = NO_TEXT
    year_listed: int | None = None

    @property
    def model_key(self) -> str:
        """Return its model, NO_MODEL where it has none."""
        return self.model or NO_MODEL

    @property
    def is_drawn(self) -> bool:
        """Tell whether it has a boundary of administrative units."""
        return self.boundary == UNITS

    @property
    def is_network(self) -> bool:
        """Tell whether it is a platform: places without a territory."""
        return self.boundary == NETWORK

    @property
    def is_computing(self) -> bool:
        """Tell whether it is infrastructure, which has neither a model nor figures to compare."""
        return self.kind == COMPUTING
