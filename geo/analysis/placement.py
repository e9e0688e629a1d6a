"""Placement of computing demand: what is to be placed, where it may go, and the matrices of the linear programme.

Unknowns are the racks of each workload class at each cluster. Every class is placed in full, only where its latency
limit holds, within each cluster's capacity, and with a mean PUE under a ceiling if one is set. Facts of a scenario
that no source gives are the person's own assumptions; a cluster without a capacity or without what the objective
counts takes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WORKLOADS: Final = ("real_time", "near_line", "batch", "backup")
OBJECTIVES: Final = ("energy", "latency", "carbon")
CONSTRAINTS: Final = ("demand", "latency", "capacity", "no_capacity", "pue")
FORBIDDEN: Final = 0.0  # upper bound of racks where none may go
TOLERANCE: Final = 1e-7


@dataclass(frozen=True, slots=True)
class Demand:
    """One workload class: racks to place, and the latency limit in ms, one way; None = any latency will do."""

    id: str
    racks: float
    limit_ms: float | None


@dataclass(frozen=True, slots=True)
class Site:
    """One cluster as the scenario sees it; None where neither a source nor the person gives a value.

    `latency_ms` is one way from where the demand is; `carbon_kg_per_kwh` is the grid's emission factor.
    """

    id: str
    latency_ms: float
    capacity_racks: float | None
    pue: float | None
    carbon_kg_per_kwh: float | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What to place, where it may go, what to make small (one of OBJECTIVES), and the ceiling of the mean PUE."""

    demands: tuple[Demand, ...]
    sites: tuple[Site, ...]
    objective: str
    pue_ceiling: float | None = None

    @property
    def total_racks(self) -> float:
        """Racks of all classes."""
        return sum(demand.racks for demand in self.demands)


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint; `gain` is what relaxing it by one unit (rack, or 1 of PUE) takes off the objective.

    For a latency limit the gain is that of one rack moved to `site`, the cluster the limit keeps it from.
    """

    kind: str
    id: str
    gain: float = 0.0
    site: str = ""


def cost_per_rack(site: Site, objective: str) -> float | None:
    """Return what one rack at a site adds to the objective; None where a value for it is missing.

    Energy counts PUE (facility over IT energy), carbon PUE times the grid factor, latency ms.
    """
    if objective == "latency":
        return site.latency_ms
    if site.pue is None or (objective == "carbon" and site.carbon_kg_per_kwh is None):
        return None
    return site.pue * (site.carbon_kg_per_kwh or 0.0) if objective == "carbon" else site.pue


def usable(site: Site, problem: Problem) -> bool:
    """Tell whether a site has all values the programme needs, capacity apart."""
    return cost_per_rack(site, problem.objective) is not None and (problem.pue_ceiling is None or site.pue is not None)


def within(demand: Demand, site: Site) -> bool:
    """Tell whether a site is within a class's latency limit."""
    return demand.limit_ms is None or site.latency_ms <= demand.limit_ms + TOLERANCE


def capacity_kind(site: Site) -> str:
    """Return the constraint a site's capacity makes: its limit, or that none is known."""
    return "no_capacity" if site.capacity_racks is None else "capacity"


class Program:
    """The matrices of a problem; variables run over sites within classes."""

    def __init__(self, problem: Problem, *, without: Iterable[Constraint] = ()) -> None:
        demands, sites = problem.demands, problem.sites
        dropped = {(each.kind, each.id) for each in without}
        costs = [cost_per_rack(site, problem.objective) or 0.0 for site in sites]
        self.costs: Floats = np.tile(np.array(costs), len(demands))
        self.latencies: Floats = np.tile(np.array([site.latency_ms for site in sites]), len(demands))
        self.upper: Floats = np.full(len(demands) * len(sites), np.inf)
        for row, demand in enumerate(demands):
            for column, site in enumerate(sites):
                allowed = within(demand, site) or ("latency", demand.id) in dropped
                if not (allowed and usable(site, problem)):
                    self.upper[row * len(sites) + column] = FORBIDDEN
        self.demand_rows = [row for row, demand in enumerate(demands) if ("demand", demand.id) not in dropped]
        self.demand_matrix: NDArray[Any] = np.kron(np.eye(len(demands)), np.ones(len(sites)))
        self.demand_racks: Floats = np.array([demand.racks for demand in demands], dtype=float)
        self.capacity_matrix: NDArray[Any] = np.kron(np.ones(len(demands)), np.eye(len(sites)))
        self.capacity: Floats = np.array(
            [np.inf if (capacity_kind(site), site.id) in dropped else site.capacity_racks or 0.0 for site in sites],
            dtype=float,
        )
        excess = [0.0 if site.pue is None else site.pue - (problem.pue_ceiling or 0.0) for site in sites]
        self.pue_row: Floats | None = (
            None if problem.pue_ceiling is None or ("pue", "") in dropped else np.tile(np.array(excess), len(demands))
        )

    def solve(self, costs: Floats, *, at_most: tuple[Floats, float] | None = None) -> Any:
        """Return scipy's result for the least `costs`, None if nothing is feasible."""
        from scipy.optimize import linprog

        rows, limits = [self.capacity_matrix], [self.capacity]
        if self.pue_row is not None:
            rows.append(self.pue_row[np.newaxis])
            limits.append(np.zeros(1))
        if at_most:
            rows.append(at_most[0][np.newaxis])
            limits.append(np.array([at_most[1]]))
        matrix, bound = np.vstack(rows), np.concatenate(limits)
        finite = np.isfinite(bound)
        found = linprog(
            costs,
            A_ub=matrix[finite] if finite.any() else None,
            b_ub=bound[finite] if finite.any() else None,
            A_eq=self.demand_matrix[self.demand_rows] if self.demand_rows else None,
            b_eq=self.demand_racks[self.demand_rows] if self.demand_rows else None,
            bounds=np.column_stack((np.zeros_like(self.upper), self.upper)),
            method="highs",
        )
        return found if found.status == 0 else None
