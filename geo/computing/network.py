"""The network as the page knows it: places, clusters with their sourced values, targets and models, read once.

Everything a scenario starts from carries where it comes from. A value is `sourced`, `assumed` (the person's own) or
`missing`; nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.analysis.gazetteer import Place, gazetteer
from geo.analysis.latency import LatencyModels, latency_models
from geo.analysis.network import Target, targets
from geo.analysis.progress import Figure, figures
from geo.catalog import Catalog
from geo.model import ComputingCluster, StartArea, Text

if TYPE_CHECKING:
    import pandas as pd

ORIGINS: Final = ("sourced", "assumed", "missing")
QUANTITIES: Final = ("capacity", "pue", "grid")
MEAN_PUE: Final = "sf022"  # national mean, to compare targets with


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its origin, one of ORIGINS; `low` and `high` differ where sources give a range.

    Attributes
    ----------
    as_of, confidence, source_ids : of a sourced value; empty otherwise.
    """

    low: float | None
    high: float | None
    origin: str
    source_ids: str = ""
    as_of: str = ""
    confidence: str = ""

    @property
    def middle(self) -> float | None:
        """Return the value, or the middle of its range; None if it is missing."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2.0


MISSING: Final = Value(None, None, "missing")


def assumed(value: float) -> Value:
    """Return a value a person entered."""
    return Value(value, value, "assumed")


@dataclass(frozen=True, slots=True)
class Site:
    """One data-centre cluster: installed racks, PUE limit and grid factor (kg CO2 per kWh) as sources give them."""

    id: str
    hub_id: str
    name: Text
    side: str
    lon: float
    lat: float
    uncertainty_m: float
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Network:
    """The catalogue's side of the page; `known` are all places a latency can be asked for."""

    models: LatencyModels
    known: tuple[Place, ...]
    sites: tuple[Site, ...]
    regions: tuple[Place, ...]
    targets: tuple[Target, ...]
    figures: tuple[Figure, ...]

    def site(self, site_id: str) -> Site:
        """Return a cluster by its id; raises KeyError for an unknown one."""
        return {site.id: site for site in self.sites}[site_id]

    def region(self, region_id: str) -> Place:
        """Return a demand region by its id; raises KeyError for an unknown one."""
        return {region.id: region for region in self.regions}[region_id]


def network(catalog: Catalog) -> Network:
    """Read the network from the catalogue."""
    computing = catalog.table("computing_clusters")
    known = gazetteer(
        catalog.table("places"),
        computing,
        catalog.table("hubs"),
        catalog.table("demand_regions"),
        catalog.table("clusters"),
    )
    measured = figures(catalog.table("status_figures"))
    provinces = provinces_of(catalog.every(StartArea).values())
    return Network(
        models=latency_models(
            catalog.table("latency_constants"),
            catalog.table("network_facts"),
            catalog.table("rtt_measurements"),
            computing,
        ),
        known=known,
        sites=tuple(
            Site(
                id=site.computing_id,
                hub_id=site.hub_id,
                name=site.short,
                side=site.side,
                lon=site.lon,
                lat=site.lat,
                uncertainty_m=site.uncertainty_m or 0.0,
                values={
                    "capacity": _installed(site.computing_id, measured),
                    "pue": _limit(site),
                    "grid": _grid(provinces.get(site.computing_id, ()), catalog.table("grid_factors")),
                },
            )
            for site in catalog.every(ComputingCluster).values()
        ),
        regions=tuple(place for place in known if place.kind == "region"),
        targets=targets(catalog.table("network_facts")),
        figures=measured,
    )


def provinces_of(start_areas: Iterable[StartArea]) -> dict[str, tuple[str, ...]]:
    """Return the provinces, as unit ids, in which the start areas of each cluster lie."""
    found: dict[str, tuple[str, ...]] = {}
    for area in start_areas:
        province = f"{area.unit_id[:5]}0000"
        found[area.computing_id] = tuple(dict.fromkeys((*found.get(area.computing_id, ()), province)))
    return found


def _installed(computing_id: str, measured: tuple[Figure, ...]) -> Value:
    """Return the newest published count of racks of a cluster: what stands there, of which the free part is unknown."""
    counts = [
        figure
        for figure in measured
        if figure.computing_id == computing_id and figure.measure == "racks" and not figure.is_target and figure.low
    ]
    if not counts:
        return MISSING
    newest = max(counts, key=lambda figure: figure.as_of)
    return Value(newest.low, newest.low, "sourced", newest.source_ids, newest.as_of, newest.confidence)


def _limit(site: ComputingCluster) -> Value:
    """Return the PUE the hub's letter sets as a limit: what a new centre must reach, not what was measured."""
    if site.pue_max is None:
        return MISSING
    return Value(site.pue_max, site.pue_max, "sourced", site.source_ids, site.as_of, site.pue_confidence)


def _grid(units: tuple[str, ...], factors: pd.DataFrame) -> Value:
    """Return the factor of the provinces a cluster lies in, as a range where it lies in several."""
    rows = factors[factors["unit_id"].isin(units)]
    if rows.empty:
        return MISSING
    first = rows.iloc[0]
    low, high = float(rows["factor_kg_per_kwh"].min()), float(rows["factor_kg_per_kwh"].max())
    sources = ";".join(dict.fromkeys(part for cell in rows["source_ids"] for part in cell.split(";")))
    return Value(low, high, "sourced", sources, str(first["as_of"]), str(first["confidence"]))
