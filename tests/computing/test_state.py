"""The page's link: what is written comes back, and what cannot be used is named and left at its default."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.latency import DIRECTIONS, KINDS
from geo.analysis.placement import OBJECTIVES, WORKLOADS
from geo.analysis.progress import MEASURES
from geo.computing.state import CERTAINTIES, FLOWS, LINK, VIEWS, PageState, Scenario, parse_state
from geo.maps.reach_map import LAYERS

SITES = ("zjk", "guian", "wuhu")
REGIONS = ("jjj", "yrd_core")
BY_SITE = st.dictionaries(st.sampled_from(SITES), st.integers(1, 99).map(float))
PUE_BY_SITE = st.dictionaries(st.sampled_from(SITES), st.sampled_from([1.0, 1.15, 1.4]))
FOUR = st.tuples(*[st.integers(1, 90).map(float)] * 4)
FOUR_OR_NONE = st.tuples(*[st.one_of(st.none(), st.integers(1, 90).map(float))] * 4)
STATES = st.builds(
    PageState,
    view=st.sampled_from(VIEWS),
    origin=st.sampled_from(["city:cn_110000", "hub:jjj", "106.5,26.4", "-0.5,-1.25"]),
    budget_ms=st.sampled_from([0.01, 0.5, 5.0, 1000.0]),
    network=st.sampled_from(KINDS),
    direction=st.sampled_from(DIRECTIONS),
    layers=st.sets(st.sampled_from(LAYERS)).map(lambda chosen: tuple(layer for layer in LAYERS if layer in chosen)),
    measure=st.sampled_from(MEASURES),
    flow=st.sampled_from(FLOWS),
    scenario=st.builds(
        Scenario,
        region=st.sampled_from(REGIONS),
        racks=st.integers(1, 10**8).map(float),
        mix=FOUR,
        limits_ms=FOUR_OR_NONE,
        mbps=FOUR_OR_NONE,
        kw_per_rack=st.one_of(st.none(), st.just(6.5)),
        pue_ceiling=st.one_of(st.none(), st.just(1.22)),
        network=st.sampled_from(KINDS),
        certainty=st.sampled_from(CERTAINTIES),
        objective=st.sampled_from(OBJECTIVES),
        assumptions=st.fixed_dictionaries({"capacity": BY_SITE, "pue": PUE_BY_SITE, "grid": PUE_BY_SITE}),
        allocation=st.dictionaries(st.sampled_from(WORKLOADS), BY_SITE.filter(bool), max_size=4),
    ),
)


@given(state=STATES)
def test_link_gives_the_state_back(state: PageState) -> None:
    read, problems = parse_state(state.query(), sites=SITES, regions=REGIONS)
    assert problems == ()
    assert read == state


def test_default_state_needs_no_parameters() -> None:
    assert PageState().query() == {}
    assert parse_state({}, sites=SITES, regions=REGIONS) == (PageState(), ())


def test_every_field_of_the_state_is_in_the_link() -> None:
    count = len(fields(PageState)) - 1 + len(fields(Scenario)) - 2 + 3 + len(WORKLOADS)
    assert len(LINK.keys) == count


HOSTILE = ["<img src=x onerror=alert(1)>", "{{7*7}}", "${7*7}", "1e999", "nan", "-1", "a\nb", "x" * 10_000, "jjj;drop"]


@pytest.mark.parametrize("key", LINK.keys)
@pytest.mark.parametrize("value", HOSTILE)
def test_what_cannot_be_used_is_named_and_left_out(key: str, value: str) -> None:
    state, problems = parse_state({key: value}, sites=SITES, regions=REGIONS)
    assert state == PageState()
    assert [(problem.key, len(problem.value) <= 60) for problem in problems] == [(key, True)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mix", "0,0,0,0"),
        ("mix", "50,50"),
        ("limit", "5,20,-,0"),
        ("capacity", "atlantis:5"),
        ("pue", "zjk:0.9"),
        ("to_batch", "zjk:0"),
        ("origin", "cluster:"),
        ("budget", "1001"),
    ],
)
def test_values_out_of_range_are_refused(key: str, value: str) -> None:
    assert [problem.key for problem in parse_state({key: value}, sites=SITES, regions=REGIONS)[1]] == [key]
