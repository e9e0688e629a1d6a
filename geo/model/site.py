"""Site: what the computing network is made of: hubs, clusters of data centres, their start areas and parks, demand."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.sourced import Placed
from geo.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Placed):
    """One place of the network; the kinds of it are below."""

    name: Text
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub(Site):
    """A national hub.

    Attributes
    ----------
    side : east or west.
    policy_group : key of POLICY_GROUPS.
    provinces : unit ids.
    pue_max : limit of power use the letter sets; rack_utilisation_min_pct : least use of racks, percent.
    document, published_date : the letter.
    """

    hub_id: str
    short: Text
    side: str
    policy_group: str
    provinces: tuple[str, ...] = ()
    role: Text = NO_TEXT
    pue_max: float | None = None
    pue_confidence: str = ""
    rack_utilisation_min_pct: float | None = None
    rack_confidence: str = ""
    document: Text = NO_TEXT
    published_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputingCluster(Site):
    """A cluster of data centres of a hub; `cluster_id` is what the map draws it as. For the rest see `Hub`."""

    computing_id: str
    cluster_id: str
    hub_id: str
    short: Text
    side: str
    policy_group: str
    role: Text = NO_TEXT
    pue_max: float | None = None
    pue_confidence: str = ""
    rack_utilisation_min_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartArea(Site):
    """The district a cluster of data centres starts in."""

    start_area_id: str
    computing_id: str
    unit_id: str
    coord_basis: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Park(Site):
    """A park of data centres; `coord_confidence` rates its point."""

    park_id: str
    computing_id: str
    unit_id: str
    operators: Text = NO_TEXT
    coord_basis: Text = NO_TEXT
    coord_confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRegion(Site):
    """A region whose demand the network serves: its units, and the rule that placed its point."""

    region_id: str
    units: tuple[str, ...] = ()
    rule: Text = NO_TEXT
