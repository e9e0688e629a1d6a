"""Allocation: optima checked by trying everything, conflicts that cannot be spared, relaxations that suffice."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.allocation import Infeasible, Optimum, allocate
from geo.analysis.errors import ScenarioError
from geo.analysis.placement import OBJECTIVES, Demand, Problem, Site, cost_per_rack, within
from geo.analysis.relaxation import apply

NEAR = Site("near", 2.0, 10.0, 1.25, 0.7)
MID = Site("mid", 6.0, 4.0, 1.3, 0.2)
FAR = Site("far", 12.0, 50.0, 1.2, 0.5)


def by_brute_force(problem: Problem) -> float | None:
    """Return the least cost per rack over every allocation in whole racks; None if there is none.

    The matrix of such a problem without a PUE ceiling is totally unimodular: with whole demands and capacities, an
    optimum in whole racks is an optimum.
    """
    ways = []
    for demand in problem.demands:
        open_sites = [
            site.capacity_racks is not None
            and within(demand, site)
            and cost_per_rack(site, problem.objective) is not None
            for site in problem.sites
        ]
        tops = [int(demand.racks) if is_open else 0 for is_open in open_sites]
        ways.append(
            [split for split in itertools.product(*(range(top + 1) for top in tops)) if sum(split) == demand.racks]
        )
    costs = np.array([cost_per_rack(site, problem.objective) or 0.0 for site in problem.sites])
    capacity = np.array([site.capacity_racks or 0.0 for site in problem.sites])
    best = None
    for splits in itertools.product(*ways):
        load = np.sum(splits, axis=0)
        if (load <= capacity).all():
            cost = float(costs @ load) / problem.total_racks
            best = cost if best is None else min(best, cost)
    return best


SITES = st.builds(
    Site,
    id=st.just("x"),
    latency_ms=st.sampled_from([1.0, 3.0, 8.0, 15.0]),
    capacity_racks=st.one_of(st.none(), st.integers(0, 4).map(float)),
    pue=st.sampled_from([1.1, 1.2, 1.25, 1.4]),
    carbon_kg_per_kwh=st.one_of(st.none(), st.sampled_from([0.1, 0.5, 0.7])),
)
DEMANDS = st.builds(
    Demand,
    id=st.just("x"),
    racks=st.integers(1, 3).map(float),
    limit_ms=st.one_of(st.none(), st.sampled_from([2.0, 5.0, 10.0])),
)
PROBLEMS = st.builds(
    Problem,
    demands=st.lists(DEMANDS, min_size=1, max_size=2).map(
        lambda drawn: tuple(replace(each, id=f"d{n}") for n, each in enumerate(drawn))
    ),
    sites=st.lists(SITES, min_size=1, max_size=3).map(
        lambda drawn: tuple(replace(each, id=f"s{n}") for n, each in enumerate(drawn))
    ),
    objective=st.sampled_from(OBJECTIVES),
)


@settings(max_examples=60, deadline=None)
@given(problem=PROBLEMS)
def test_optimum_is_the_best_of_all_allocations(problem: Problem) -> None:
    best = by_brute_force(problem)
    found = allocate(problem)
    if best is None:
        assert isinstance(found, Infeasible)
    else:
        assert isinstance(found, Optimum)
        assert found.mean_cost == pytest.approx(best)


@settings(max_examples=40, deadline=None)
@given(problem=PROBLEMS)
def test_optimum_keeps_every_constraint(problem: Problem) -> None:
    found = allocate(problem)
    if isinstance(found, Infeasible):
        return
    assert found.racks.sum(axis=1) == pytest.approx([demand.racks for demand in problem.demands])
    for column, site in enumerate(problem.sites):
        assert found.racks[:, column].sum() <= (site.capacity_racks or 0.0) + 1e-6
        for row, demand in enumerate(problem.demands):
            assert found.racks[row, column] == 0 or within(demand, site)


@settings(max_examples=60, deadline=None)
@given(problem=PROBLEMS)
def test_every_relaxation_makes_the_scenario_feasible(problem: Problem) -> None:
    found = allocate(problem)
    if isinstance(found, Infeasible):
        for relaxation in found.relaxations:
            assert isinstance(allocate(apply(problem, relaxation)), Optimum)


@settings(max_examples=40, deadline=None)
@given(problem=PROBLEMS)
def test_conflict_cannot_spare_any_of_its_constraints(problem: Problem) -> None:
    found = allocate(problem)
    if isinstance(found, Optimum):
        return
    assert found.conflict or all(cost_per_rack(site, problem.objective) is None for site in problem.sites)
    for spared in found.conflict:
        rest = without(problem, spared.kind, spared.id, found)
        assert rest.total_racks == 0 or isinstance(allocate(rest), Optimum)


def without(problem: Problem, kind: str, key: str, found: Infeasible) -> Problem:
    """Return a problem with only the constraints of a conflict, one of them left out."""
    named = {(each.kind, each.id) for each in found.conflict} - {(kind, key)}
    return replace(
        problem,
        demands=tuple(
            replace(
                demand,
                racks=demand.racks if ("demand", demand.id) in named else 0.0,
                limit_ms=demand.limit_ms if ("latency", demand.id) in named else None,
            )
            for demand in problem.demands
        ),
        sites=tuple(
            site
            if ("capacity", site.id) in named or ("no_capacity", site.id) in named
            else replace(site, capacity_racks=1e9)
            for site in problem.sites
        ),
        pue_ceiling=problem.pue_ceiling if ("pue", "") in named else None,
    )


def test_binding_constraints_are_named_with_what_they_cost() -> None:
    demands = (Demand("real_time", 8.0, 5.0), Demand("batch", 52.0, None))
    found = allocate(Problem(demands, (NEAR, FAR), "energy"))
    assert isinstance(found, Optimum)
    assert found.racks.tolist() == [[8.0, 0.0], [2.0, 50.0]]
    # One rack more at FAR moves one batch rack there: 1.25 - 1.20. Real-time is kept from it by its limit, but FAR is
    # full, so that limit alone costs nothing.
    assert [(each.kind, each.id, round(each.gain, 6)) for each in found.binding] == [("capacity", "far", 0.05)]


def test_latency_limit_that_costs_something_names_where_it_keeps_load_from() -> None:
    found = allocate(Problem((Demand("real_time", 8.0, 5.0),), (NEAR, FAR), "energy"))
    assert isinstance(found, Optimum)
    assert [(each.kind, each.id, each.site, round(each.gain, 6)) for each in found.binding] == [
        ("latency", "real_time", "far", 0.05)
    ]


def test_mean_pue_stays_under_its_ceiling() -> None:
    problem = Problem((Demand("batch", 20.0, None),), (NEAR, FAR), "latency", pue_ceiling=1.22)
    found = allocate(problem)
    assert isinstance(found, Optimum)
    # 20 racks at a mean of 1.22: 8 at 1.25 and 12 at 1.20.
    assert found.racks.tolist() == [[pytest.approx(8.0), pytest.approx(12.0)]]
    assert [each.kind for each in found.binding] == ["pue"]


def test_among_equals_the_nearer_is_taken() -> None:
    farther = replace(FAR, id="farther", latency_ms=20.0)
    found = allocate(Problem((Demand("batch", 20.0, None),), (farther, FAR), "energy"))
    assert isinstance(found, Optimum)
    assert found.racks.tolist() == [[0.0, 20.0]]


def test_infeasible_scenario_names_the_conflict_and_the_least_relaxation() -> None:
    demands = (Demand("real_time", 20.0, 5.0), Demand("batch", 5.0, None))
    found = allocate(Problem(demands, (NEAR, MID, FAR), "energy"))
    assert isinstance(found, Infeasible)
    assert {(each.kind, each.id) for each in found.conflict} == {
        ("demand", "real_time"),
        ("latency", "real_time"),
        ("capacity", "near"),
    }
    # Raising the limit from 5 to 6 ms is not enough (10 + 4 racks); 12 ms is. Ten racks more are 10/25, less than 7/5.
    alone = {tuple(change.kind for change in each.changes): each for each in found.relaxations}
    assert alone[("latency",)].changes[0].new == 12.0
    assert alone[("capacity",)].changes[0].new == 20.0
    assert found.relaxations[0].cost <= min(each.cost for each in found.relaxations)


def test_unknown_capacity_is_named_and_never_invented() -> None:
    found = allocate(Problem((Demand("real_time", 5.0, 5.0),), (replace(NEAR, capacity_racks=None), FAR), "energy"))
    assert isinstance(found, Infeasible)
    assert ("no_capacity", "near") in {(each.kind, each.id) for each in found.conflict}
    change = found.relaxations[0].changes[0]
    assert (change.kind, change.old, change.new) == ("no_capacity", None, 5.0)


def test_ceiling_below_every_site_is_raised_to_the_best_of_them() -> None:
    found = allocate(Problem((Demand("batch", 20.0, None),), (NEAR, FAR), "energy", pue_ceiling=1.1))
    assert isinstance(found, Infeasible)
    assert {(change.kind, change.new) for each in found.relaxations for change in each.changes} == {("pue", 1.2)}


@pytest.mark.parametrize(
    "problem",
    [
        Problem((Demand("a", -1.0, None),), (NEAR,), "energy"),
        Problem((Demand("a", math.nan, None),), (NEAR,), "energy"),
        Problem((Demand("a", math.inf, None),), (NEAR,), "energy"),
        Problem((Demand("a", 0.0, None),), (NEAR,), "energy"),
        Problem((Demand("a", 1.0, 0.0),), (NEAR,), "energy"),
        Problem((Demand("a", 1.0, None),), (replace(NEAR, pue=0.9),), "energy"),
        Problem((Demand("a", 1.0, None),), (replace(NEAR, capacity_racks=-5.0),), "energy"),
        Problem((Demand("a", 1.0, None),), (NEAR,), "energy", pue_ceiling=0.5),
    ],
)
def test_values_that_make_no_programme_are_refused(problem: Problem) -> None:
    with pytest.raises(ScenarioError, match="cannot be computed"):
        allocate(problem)
