"""Optimal allocation of computing demand to data-centre clusters: a linear programme solved with HiGHS.

Method: `scipy.optimize.linprog` with HiGHS (Huangfu and Hall 2018). Constraints that cost something are read from the
marginal values of the solution; a scenario that cannot be met is reduced to the constraints in conflict.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.analysis.errors import ScenarioError
from geo.analysis.placement import (
    CONSTRAINTS,
    TOLERANCE,
    Constraint,
    Problem,
    Program,
    capacity_kind,
    usable,
    within,
)
from geo.analysis.relaxation import Relaxation, relaxations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TIE: Final = 1e-9  # how far the second pass may stray from the optimum, relative


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best allocation: racks by class and site, the objective per rack, and the constraints that cost something."""

    racks: Floats
    mean_cost: float
    binding: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Constraints that cannot hold together, none of which can be spared, and ways out, the least first."""

    conflict: tuple[Constraint, ...]
    relaxations: tuple[Relaxation, ...]


def allocate(problem: Problem) -> Optimum | Infeasible:
    """Find the best allocation, or name what is in conflict and what would resolve it.

    Where several allocations are equally good, the one of least mean latency is taken.

    Raises
    ------
    ScenarioError
        for values that cannot be computed with.

    Examples
    --------
    >>> from geo.analysis.placement import Demand, Problem, Site
    >>> sites = (Site("near", 2.0, 10, 1.25, None), Site("far", 12.0, 50, 1.2, None))
    >>> found = allocate(Problem((Demand("real_time", 20, 5.0),), sites, "energy"))
    >>> [(each.kind, each.id) for each in found.conflict]
    [('demand', 'real_time'), ('latency', 'real_time'), ('capacity', 'near')]
    >>> found.relaxations[0].changes
    (Change(kind='capacity', id='near', old=10, new=20.0),)
    """
    _require_sound(problem)
    program = Program(problem)
    found = program.solve(program.costs)
    if found is None:
        return Infeasible(_conflict(problem), relaxations(problem))
    best = float(program.costs @ found.x)
    settled = program.solve(program.latencies, at_most=(program.costs, best + _TIE * max(abs(best), 1.0)))
    racks = (settled or found).x.reshape(len(problem.demands), len(problem.sites))
    racks = np.where(racks < TOLERANCE * problem.total_racks, 0.0, racks)
    # The solver meets a demand to seven digits; people add up to all of them.
    demanded = np.array([[demand.racks] for demand in problem.demands])
    racks *= demanded / np.maximum(racks.sum(axis=1, keepdims=True), TOLERANCE)
    return Optimum(racks, best / problem.total_racks, _binding(problem, program, found))


def _binding(problem: Problem, program: Program, found: Any) -> tuple[Constraint, ...]:
    """Read the constraints that cost something from the marginal values of the solution."""
    sites, demands = problem.sites, problem.demands
    marginals = -np.asarray(found.ineqlin.marginals)
    binding = [
        Constraint(capacity_kind(site), site.id, float(gain))
        for site, gain in zip(sites, marginals[: len(sites)], strict=True)
        if gain > TOLERANCE
    ]
    if program.pue_row is not None and marginals[len(sites)] > TOLERANCE:
        binding.append(Constraint("pue", "", float(marginals[len(sites)] * problem.total_racks)))
    reduced = (np.asarray(found.lower.marginals) + np.asarray(found.upper.marginals)).reshape(len(demands), len(sites))
    for demand, row in zip(demands, -reduced, strict=True):
        kept_out = [
            (float(gain), site.id)
            for gain, site in zip(row, sites, strict=True)
            if gain > TOLERANCE and demand.racks > 0 and not within(demand, site) and usable(site, problem)
        ]
        if kept_out:
            gain, site_id = max(kept_out)
            binding.append(Constraint("latency", demand.id, gain, site_id))
    return tuple(sorted(binding, key=lambda each: CONSTRAINTS.index(each.kind)))


def _conflict(problem: Problem) -> tuple[Constraint, ...]:
    """Return an irreducible set of constraints that cannot hold together (deletion filter, Chinneck 2008).

    Each constraint is left out in turn; if the rest is still infeasible it is not part of the conflict. What tells
    a person most, demand and latency, is tried last and so stays in.
    """
    candidates = [
        *(Constraint(capacity_kind(site), site.id) for site in problem.sites if usable(site, problem)),
        *([Constraint("pue", "")] if problem.pue_ceiling is not None else []),
        *(Constraint("latency", demand.id) for demand in problem.demands if demand.limit_ms is not None),
        *(Constraint("demand", demand.id) for demand in problem.demands if demand.racks > 0),
    ]
    dropped: list[Constraint] = []
    kept: list[Constraint] = []
    for candidate in candidates:
        program = Program(problem, without=[*dropped, candidate])
        if program.solve(program.costs) is None:
            dropped.append(candidate)
        else:
            kept.append(candidate)
    return tuple(sorted(kept, key=lambda each: CONSTRAINTS.index(each.kind)))


def _require_sound(problem: Problem) -> None:
    """Refuse values no programme can be made of."""
    faults = [
        f"racks of {demand.id} are {demand.racks}"
        for demand in problem.demands
        if not (math.isfinite(demand.racks) and demand.racks >= 0)
    ]
    faults += [
        f"the latency limit of {demand.id} is {demand.limit_ms} ms"
        for demand in problem.demands
        if demand.limit_ms is not None and not demand.limit_ms > 0
    ]
    faults += [
        f"the capacity of {site.id} is {site.capacity_racks}"
        for site in problem.sites
        if site.capacity_racks is not None and not site.capacity_racks >= 0
    ]
    faults += [f"the PUE of {site.id} is {site.pue}" for site in problem.sites if site.pue is not None and site.pue < 1]
    if problem.pue_ceiling is not None and problem.pue_ceiling < 1:
        faults.append(f"the PUE ceiling is {problem.pue_ceiling}")
    if not faults and problem.total_racks <= 0:
        faults.append("no racks are demanded")
    if faults:
        listing = "; ".join(faults)
        raise ScenarioError(f"The scenario cannot be computed: {listing}. Correct these values.", faults=listing)
