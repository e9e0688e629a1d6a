"""Relaxation of a scenario that cannot be met: the least change of limits, capacities or the PUE ceiling.

Found by mixed-integer programming with HiGHS (`scipy.optimize.milp`), since a latency limit only helps once it
reaches the next cluster.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis.placement import FORBIDDEN, TOLERANCE, Demand, Problem, Program, Site, capacity_kind, usable, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FAMILIES: Final = ("latency", "capacity", "pue")  # what can be relaxed
_LEAST_RACKS: Final = 1e-4  # less is the solver's noise


@dataclass(frozen=True, slots=True)
class Change:
    """One value to change so that a scenario can be met; `old` is None where there was none."""

    kind: str
    id: str
    old: float | None
    new: float


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes that together make a scenario feasible; `cost` sums their sizes relative to what they change."""

    changes: tuple[Change, ...]
    cost: float


def relaxations(problem: Problem) -> tuple[Relaxation, ...]:
    """Return the least relaxation of all families together, and of each family that suffices alone."""
    wanted = [FAMILIES, *((family,) for family in FAMILIES if family != "pue" or problem.pue_ceiling is not None)]
    found = [relaxation for families in wanted if (relaxation := _relax(problem, families))]
    unique = {relaxation.changes: relaxation for relaxation in found}
    return tuple(sorted(unique.values(), key=lambda each: each.cost))


def _relax(problem: Problem, families: tuple[str, ...]) -> Relaxation | None:
    """Find the least change of limits of some families that makes the problem feasible, by mixed-integer programming.

    Beside the racks there are unknowns for racks of capacity added at each site, ms added to each class's limit, one
    switch per pair of class and site that a limit forbids, and PUE added to the ceiling. The size of a change is
    relative: racks to all racks, ms to the limit, PUE to the ceiling.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    demands, sites = problem.demands, problem.sites
    pairs, total = len(demands) * len(sites), problem.total_racks
    beyond = [
        (row, column)
        for row, demand in enumerate(demands)
        for column, site in enumerate(sites)
        if usable(site, problem) and not within(demand, site)
    ]
    added, raised = pairs, pairs + len(sites)
    switch = raised + len(demands)
    lifted = switch + len(beyond)
    size = lifted + 1
    program = Program(problem)
    upper = np.full(size, np.inf)
    upper[:pairs] = np.where(program.upper == FORBIDDEN, 0.0, np.inf)
    upper[added:raised] = np.inf if "capacity" in families else 0.0
    upper[raised:switch] = np.inf if "latency" in families else 0.0
    upper[switch:lifted] = 1.0 if "latency" in families else 0.0
    upper[lifted] = np.inf if "pue" in families else 0.0
    costs = np.zeros(size)
    costs[added:raised] = 1.0 / total
    for row, demand in enumerate(demands):
        costs[raised + row] = 1.0 / demand.limit_ms if demand.limit_ms else 0.0
    costs[lifted] = 1.0 / problem.pue_ceiling if problem.pue_ceiling else 0.0

    rows: list[Floats] = []
    low: list[float] = []
    high: list[float] = []

    def require(coefficients: dict[int, float], least: float, most: float) -> None:
        row = np.zeros(size)
        row[list(coefficients)] = list(coefficients.values())
        rows.append(row)
        low.append(least)
        high.append(most)

    for row, demand in enumerate(demands):
        require({row * len(sites) + column: 1.0 for column in range(len(sites))}, demand.racks, demand.racks)
    for column, site in enumerate(sites):
        load = {row * len(sites) + column: 1.0 for row in range(len(demands))}
        require(load | {added + column: -1.0}, -np.inf, site.capacity_racks or 0.0)
    for number, (row, column) in enumerate(beyond):
        variable, demand, site = row * len(sites) + column, demands[row], sites[column]
        upper[variable] = demand.racks if "latency" in families else 0.0
        require({variable: 1.0, switch + number: -max(demand.racks, 1.0)}, -np.inf, 0.0)
        step_ms = site.latency_ms - (demand.limit_ms or 0.0)
        require({raised + row: 1.0, switch + number: -step_ms}, 0.0, np.inf)
    if program.pue_row is not None:
        require({**dict(enumerate(program.pue_row)), lifted: -total}, -np.inf, 0.0)
    integrality = np.zeros(size)
    integrality[switch:lifted] = 1
    found = milp(
        costs,
        constraints=LinearConstraint(np.array(rows), np.array(low), np.array(high)),
        bounds=Bounds(np.zeros(size), upper),
        integrality=integrality,
    )
    if not found.success:
        return None
    changes = [
        *_raised_limits(demands, found.x[raised:switch]),
        *_added_racks(sites, found.x[added:raised]),
    ]
    if problem.pue_ceiling is not None and found.x[lifted] > TOLERANCE:
        changes.append(Change("pue", "", problem.pue_ceiling, _up(problem.pue_ceiling + found.x[lifted], 1000)))
    return Relaxation(tuple(changes), float(found.fun)) if changes else None


def _raised_limits(demands: tuple[Demand, ...], added_ms: Floats) -> list[Change]:
    return [
        Change("latency", demand.id, demand.limit_ms, _up((demand.limit_ms or 0.0) + ms, 10))
        for demand, ms in zip(demands, added_ms, strict=True)
        if ms > TOLERANCE
    ]


def _added_racks(sites: tuple[Site, ...], added: Floats) -> list[Change]:
    return [
        Change(capacity_kind(site), site.id, site.capacity_racks, _up((site.capacity_racks or 0.0) + racks, 1))
        for site, racks in zip(sites, added, strict=True)
        if racks > _LEAST_RACKS
    ]


def _up(value: float, steps: int) -> float:
    """Round up to a value a person can type, 1/steps fine, forgiving the solver's last digits."""
    return math.ceil(value * steps - 1e-6) / steps


def apply(problem: Problem, relaxation: Relaxation) -> Problem:
    """Return the problem with a relaxation's changes made."""
    new = {(change.kind, change.id): change.new for change in relaxation.changes}
    return replace(
        problem,
        demands=tuple(replace(each, limit_ms=new.get(("latency", each.id), each.limit_ms)) for each in problem.demands),
        sites=tuple(
            replace(each, capacity_racks=new.get((capacity_kind(each), each.id), each.capacity_racks))
            for each in problem.sites
        ),
        pue_ceiling=new.get(("pue", ""), problem.pue_ceiling),
    )
