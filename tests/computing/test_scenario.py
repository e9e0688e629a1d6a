"""Scenarios on the real data: provenance of every value, the policy's pairings, and both allocations."""

from __future__ import annotations

import dataclasses

import pytest

from geo.analysis.allocation import Infeasible, Optimum
from geo.analysis.errors import BorderCrossingError, UnknownPlaceError
from geo.analysis.placement import WORKLOADS
from geo.catalog import Catalog, load_catalog
from geo.computing.network import ORIGINS, Network, network, provinces_of
from geo.computing.reach import reach, region_matrix
from geo.computing.scenario import Result, adopt, work_out
from geo.computing.state import PageState, Scenario
from geo.computing.tables import matrix_table, scenario_tables
from geo.language import LANGUAGES, translator
from geo.model import Link, StartArea


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the real data."""
    return load_catalog()


@pytest.fixture(scope="module")
def known(catalog: Catalog) -> Network:
    """Return the network of the real data."""
    return network(catalog)


def run(known: Network, catalog: Catalog, **choices: object) -> Result:
    """Work a scenario out."""
    return work_out(known, catalog.every(Link).values(), Scenario(**choices))


def test_every_value_says_where_it_comes_from(known: Network, catalog: Catalog) -> None:
    assert len(known.sites) == 10
    for site in known.sites:
        for value in site.values.values():
            assert value.origin in ORIGINS
            if value.origin == "sourced":
                assert catalog.sources(value.source_ids)
                assert value.as_of and value.confidence
            else:
                assert value.low is None


def test_capacity_without_a_source_is_missing_and_not_invented(known: Network) -> None:
    missing = {site.id for site in known.sites if site.values["capacity"].origin == "missing"}
    assert missing == {"yrddemo", "wuhu", "shaoguan", "tianfu", "guian"}
    assert known.site("qingyang").values["capacity"].low == 31_000
    # Gui'an's 800 000 racks and Shaoguan's 500 000 are targets, not what stands there.


def test_cluster_across_provinces_has_a_range_of_grid_factors(known: Network, catalog: Catalog) -> None:
    assert provinces_of(catalog.every(StartArea).values())["yrddemo"] == ("CN-310000", "CN-320000", "CN-330000")
    grid = known.site("yrddemo").values["grid"]
    assert (grid.low, grid.high, grid.middle) == (0.5153, 0.5978, pytest.approx(0.55655))


def test_without_a_choice_the_policy_pairs(known: Network, catalog: Catalog) -> None:
    parts = run(known, catalog).own.parts
    placed = {(row.load_id, row.site_id) for row in parts.itertuples()}
    assert ("real_time", "horinger") in placed
    assert {site for load, site in placed if load == "backup"} == {"qingyang", "zhongwei"}
    assert parts["racks"].sum() == pytest.approx(10_000)


def test_region_without_pairings_goes_to_the_nearest(known: Network, catalog: Catalog) -> None:
    links = [link for link in catalog.every(Link).values() if link.region_id != "bj"]
    result = work_out(known, links, Scenario(region="bj"))
    assert set(result.own.parts["site_id"]) == {"zjk"}


def test_shares_are_scaled_to_the_whole(known: Network, catalog: Catalog) -> None:
    assert run(known, catalog, mix=(10.0, 10.0, 0.0, 0.0)).racks == (5000.0, 5000.0, 0.0, 0.0)


def test_own_allocation_is_split_by_parts(known: Network, catalog: Catalog) -> None:
    result = run(known, catalog, allocation={"real_time": {"zjk": 3.0, "horinger": 1.0}})
    assert result.own.parts.set_index("site_id")["racks"].to_dict() == {"zjk": 1875.0, "horinger": 625.0}


def test_optimum_can_be_taken_as_ones_own(known: Network, catalog: Catalog) -> None:
    result = run(known, catalog, racks=200_000.0)
    assert isinstance(result.answer, Optimum)
    again = work_out(known, catalog.every(Link).values(), adopt(result.scenario, result))
    assert again.own.racks == pytest.approx(result.optimal.racks, rel=1e-3)


def test_scenario_that_cannot_be_met_says_what_is_unknown(known: Network, catalog: Catalog) -> None:
    result = run(known, catalog, region="yrd_core")
    assert isinstance(result.answer, Infeasible)
    assert result.optimal is None
    assert {(each.kind, each.id) for each in result.answer.conflict} == {
        ("demand", "real_time"),
        ("latency", "real_time"),
        ("no_capacity", "yrddemo"),
        ("no_capacity", "wuhu"),
    }


def test_assumption_takes_the_place_of_what_is_missing_and_is_marked(known: Network, catalog: Catalog) -> None:
    assumptions = {"capacity": {"wuhu": 5000.0}, "pue": {}, "grid": {}}
    result = run(known, catalog, region="yrd_core", assumptions=assumptions)
    assert isinstance(result.answer, Optimum)
    assert result.values["capacity"]["wuhu"].origin == "assumed"
    assert "wuhu" in set(result.optimal.parts["site_id"])


def test_nothing_is_computed_from_power_nobody_gave(known: Network, catalog: Catalog) -> None:
    assert run(known, catalog, kw_per_rack=None).own.totals.electricity_gwh is None
    assert run(known, catalog, kw_per_rack=6.0).own.totals.electricity_gwh == pytest.approx(630.72)


def test_reach_counts_every_cluster_once(known: Network) -> None:
    found = reach(known, PageState(origin="city:cn_310000", budget_ms=8.0), territory_at=lambda lon, lat: "CN")
    by_verdict = found.rows.set_index("id")["verdict"].to_dict()
    assert len(by_verdict) == 10
    assert (by_verdict["wuhu"], by_verdict["shaoguan"], by_verdict["zjk"], by_verdict["guian"]) == (
        "surely",
        "possibly",
        "not",
        "not",
    )
    assert not found.below_floor


def test_budget_below_the_floor_is_known(known: Network) -> None:
    state = PageState(origin="city:cn_110000", budget_ms=0.2)
    found = reach(known, state, territory_at=lambda lon, lat: "CN")
    assert found.below_floor
    assert set(found.rows["verdict"]) == {"impossible"}


@pytest.mark.parametrize(
    ("origin", "fault"), [("city:nowhere", UnknownPlaceError), ("114.2,22.3", BorderCrossingError)]
)
def test_origin_that_cannot_be_used_is_refused(known: Network, origin: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        reach(known, PageState(origin=origin), territory_at=lambda lon, lat: "CN-HK")


@pytest.mark.parametrize("language", LANGUAGES)
def test_downloads_carry_direction_ids_and_sources(known: Network, catalog: Catalog, language: str) -> None:
    t = translator(language)
    pairs = region_matrix(known, kind="internet", direction="rtt")
    table = matrix_table(known, pairs, t, kind="internet", direction="rtt")
    assert len(table) == len(known.regions) * len(known.sites) == 120
    assert set(table[t("network.export.direction")]) == {t("network.direction.rtt")}
    for cell in set(table[t("network.export.source_ids")]):
        assert catalog.sources(cell)
    feasible, infeasible = run(known, catalog), run(known, catalog, region="yrd_core")
    assert len(scenario_tables(known, feasible, t)) == 5
    assert len(scenario_tables(known, infeasible, t)) == 4
    values = scenario_tables(known, infeasible, t)[t("network.sheet.values")]
    assert len(values) == 30


def test_workloads_stand_in_one_order_everywhere() -> None:
    assert len(WORKLOADS) == len(Scenario().mix) == len(Scenario().limits_ms) == len(Scenario().mbps)
    assert dataclasses.replace(Scenario(), mix=(1.0, 0.0, 0.0, 0.0)).mix[WORKLOADS.index("real_time")] == 1.0
