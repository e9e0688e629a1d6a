"""A scenario worked out: the person's own allocation and the optimal one, with what each means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis import placement
from geo.analysis.allocation import Infeasible, Optimum, allocate
from geo.analysis.energy import Load, Totals, outcomes, totals
from geo.analysis.network import matrix
from geo.analysis.placement import WORKLOADS
from geo.computing.network import MISSING, Network, Value, assumed
from geo.computing.state import Scenario
from geo.model import Link

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Allocation:
    """Racks by workload and cluster, the outcome of each part (see geo.analysis.energy) and the sums."""

    racks: NDArray[np.float64]
    parts: pd.DataFrame
    totals: Totals


@dataclass(frozen=True, slots=True)
class Result:
    """A scenario worked out.

    Attributes
    ----------
    values : quantity -> cluster -> the value in force, with its origin.
    racks : demand of each workload.
    sites : clusters with one-way latency from the region, `id`, `distance_km`, `low_ms`, `estimate_ms`, `high_ms`,
        `floor_ms`, `position_ms`, `pue`, `carbon_low`, `carbon_high`.
    own : the allocation in force: the person's, or that of the policy's pairings.
    optimal : None where the scenario cannot be met; `answer` then says why and what would help.
    left_out : clusters that nothing can be put into, since a value the optimum needs is missing.
    """

    scenario: Scenario
    values: Mapping[str, Mapping[str, Value]]
    racks: tuple[float, ...]
    sites: pd.DataFrame
    own: Allocation
    optimal: Allocation | None
    answer: Optimum | Infeasible
    left_out: tuple[str, ...]


def work_out(network: Network, links: Collection[Link], scenario: Scenario) -> Result:
    """Work a scenario out.

    Parameters
    ----------
    links : those of the catalogue, for the policy's own pairings.

    Raises
    ------
    ScenarioError
        for values that cannot be computed with.
    """
    values = values_in_force(network, scenario)
    sites = _sites(network, scenario, values)
    shares = np.array(scenario.mix) / sum(scenario.mix)
    racks = tuple(float(share) * scenario.racks for share in shares)
    problem = _problem(scenario, racks, sites, values)
    answer = allocate(problem)
    loads = tuple(
        Load(workload, limit_ms, mbps)
        for workload, limit_ms, mbps in zip(WORKLOADS, scenario.limits_ms, scenario.mbps, strict=True)
    )

    def allocation(placed: NDArray[np.float64]) -> Allocation:
        parts = outcomes(placed, loads, sites, kw_per_rack=scenario.kw_per_rack)
        known = {quantity: {key: value.middle for key, value in values[quantity].items()} for quantity in values}
        return Allocation(placed, parts, totals(parts, known["capacity"], known["pue"]))

    own = scenario.allocation or policy_allocation(links, scenario.region, sites)
    return Result(
        scenario=scenario,
        values=values,
        racks=racks,
        sites=sites,
        own=allocation(_placed(own, racks, list(sites["id"]))),
        optimal=allocation(answer.racks) if isinstance(answer, Optimum) else None,
        answer=answer,
        left_out=tuple(
            site.id for site in problem.sites if site.capacity_racks is None or not placement.usable(site, problem)
        ),
    )


def values_in_force(network: Network, scenario: Scenario) -> dict[str, dict[str, Value]]:
    """Return for each quantity and cluster the person's assumption, else the sourced value, else that it is missing."""
    return {
        quantity: {
            site.id: assumed(entered[site.id]) if site.id in entered else site.values.get(quantity, MISSING)
            for site in network.sites
        }
        for quantity, entered in scenario.assumptions.items()
    }


def policy_allocation(links: Collection[Link], region: str, sites: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return the clusters the published pairings name for a region, by workload, in equal parts.

    Real-time load goes where the pairing is for real-time load, all other load where it is not; where one of the two
    is not named the other stands in, and where neither is, the nearest cluster.
    """
    usable = set(sites["id"])
    own = [link for link in links if link.region_id == region and link.computing_id in usable]
    real_time = dict.fromkeys((link.computing_id for link in own if link.load_class == "real_time"), 1.0)
    other = dict.fromkeys((link.computing_id for link in own if link.load_class != "real_time"), 1.0)
    nearest = {str(sites["id"].iloc[int(sites["distance_km"].argmin())]): 1.0}
    return {
        workload: (real_time or other or nearest) if workload == "real_time" else (other or real_time or nearest)
        for workload in WORKLOADS
    }


def _sites(network: Network, scenario: Scenario, values: Mapping[str, Mapping[str, Value]]) -> pd.DataFrame:
    import pandas as pd

    region = network.region(scenario.region)
    origin = pd.DataFrame(
        {"id": [region.id], "lon": [region.lon], "lat": [region.lat], "uncertainty_m": [region.uncertainty_m]}
    )
    clusters = pd.DataFrame(
        [
            {"id": each.id, "lon": each.lon, "lat": each.lat, "uncertainty_m": each.uncertainty_m}
            for each in network.sites
        ]
    )
    pairs = matrix(network.models, origin, clusters, kind=scenario.network, direction="one_way")
    grid = [values["grid"][site_id] for site_id in pairs["target_id"]]
    return pairs.rename(columns={"target_id": "id"}).assign(
        pue=_floats([values["pue"][site_id].middle for site_id in pairs["target_id"]]),
        carbon_low=_floats([value.low for value in grid]),
        carbon_high=_floats([value.high for value in grid]),
    )


def _problem(
    scenario: Scenario, racks: tuple[float, ...], sites: pd.DataFrame, values: Mapping[str, Mapping[str, Value]]
) -> placement.Problem:
    counted = sites[f"{scenario.certainty}_ms"]
    return placement.Problem(
        demands=tuple(
            placement.Demand(workload, amount, limit_ms)
            for workload, amount, limit_ms in zip(WORKLOADS, racks, scenario.limits_ms, strict=True)
        ),
        sites=tuple(
            placement.Site(
                id=site_id,
                latency_ms=float(latency_ms),
                capacity_racks=values["capacity"][site_id].middle,
                pue=values["pue"][site_id].middle,
                carbon_kg_per_kwh=values["grid"][site_id].middle,
            )
            for site_id, latency_ms in zip(sites["id"], counted, strict=True)
        ),
        objective=scenario.objective,
        pue_ceiling=scenario.pue_ceiling,
    )


def _placed(
    allocation: Mapping[str, Mapping[str, float]], racks: tuple[float, ...], order: list[str]
) -> NDArray[np.float64]:
    """Return racks by workload and cluster where each workload is split by parts; one without parts is not placed."""
    placed = np.zeros((len(racks), len(order)))
    for row, (workload, amount) in enumerate(zip(WORKLOADS, racks, strict=True)):
        parts = allocation.get(workload, {})
        for site_id, part in parts.items():
            placed[row, order.index(site_id)] = amount * part / sum(parts.values())
    return placed


def adopt(scenario: Scenario, result: Result) -> Scenario:
    """Return the scenario with the optimal allocation as the person's own, in whole racks."""
    if result.optimal is None:
        return scenario
    order = list(result.sites["id"])
    return replace(
        scenario,
        allocation={
            workload: {site: round(float(amount), 2) for site, amount in zip(order, row, strict=True) if amount > 0}
            for workload, row in zip(WORKLOADS, result.optimal.racks / scenario.racks * 100.0, strict=True)
            if row.any()
        },
    )


def _floats(values: list[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


DEARER: Final = ("latency", "unknown_capacity", "over_capacity", "objective", "rest")


@dataclass(frozen=True, slots=True)
class Dearer:
    """That the optimum needs more electricity or emits more than the allocation in force, and why that can be.

    Attributes
    ----------
    electricity_gwh, carbon_kt : of the allocation in force and of the optimum, a year; None where it is not more.
    reasons : of DEARER, with the racks each is about.
    """

    electricity_gwh: tuple[float, float] | None
    carbon_kt: tuple[float, float] | None
    reasons: Mapping[str, float]


def dearer(result: Result) -> Dearer | None:
    """Return why the optimum costs more electricity or carbon than the allocation in force; None where it does not."""
    if result.optimal is None:
        return None
    own, best = result.own.totals, result.optimal.totals
    electricity = _more(own.electricity_gwh, best.electricity_gwh)
    carbon = _more(_middle(own), _middle(best))
    if electricity is None and carbon is None:
        return None
    reasons = {
        "latency": own.racks - own.met_racks,
        "unknown_capacity": own.no_capacity_racks,
        "over_capacity": own.over_capacity_racks,
        "objective": own.racks if carbon and electricity is None and result.scenario.objective != "carbon" else 0.0,
    }
    found = {name: racks for name, racks in reasons.items() if racks >= 1.0}
    return Dearer(electricity, carbon, found or {"rest": own.racks})


def _middle(totals: Totals) -> float | None:
    low, high = totals.carbon_kt_low, totals.carbon_kt_high
    return None if low is None or high is None else (low + high) / 2.0


def _more(own: float | None, best: float | None) -> tuple[float, float] | None:
    """Return both where the second is more, by more than what rounding leaves."""
    return None if own is None or best is None or best <= own * 1.001 else (own, best)
