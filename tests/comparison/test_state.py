"""The comparison's link: it comes back as written, in every version, and says what it could not use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.indicators import BASES
from geo.comparison.state import CHARTS, SCALES, VERSION, ComparisonState, MapPlace, parse_comparison

KNOWN = ("tsukuba", "silicon_valley", "ruhr", "microsoft_cloud", "shenzhen")
CASES = st.lists(st.sampled_from(KNOWN), min_size=2, max_size=4, unique=True).map(tuple)
STATES = st.builds(
    ComparisonState,
    cases=CASES,
    scale=st.sampled_from(SCALES),
    indicators=st.lists(st.sampled_from(["population", "area_km2"]), unique=True).map(tuple),
    per=st.sampled_from(BASES),
    ranked=st.booleans(),
    chart=st.sampled_from(CHARTS),
    year=st.none() | st.integers(1900, 2026),
    over=st.sampled_from(["", "ruhr"]),
    low=st.booleans(),
)


@given(STATES)
def test_a_link_gives_the_state_back(state: ComparisonState) -> None:
    read, problems = parse_comparison(state.query(), known=KNOWN, indicators=("population", "area_km2"))
    assert problems == ()
    assert read == state


def test_places_of_moved_maps_come_back() -> None:
    state = ComparisonState(cases=("ruhr", "tsukuba"), views=(("ruhr", MapPlace(51.5, 7.2, 9.25)),))
    assert parse_comparison(state.query(), known=KNOWN)[0].views == state.views


def test_a_link_of_the_first_version_opens_as_it_was_meant() -> None:
    old = {"cases": "tsukuba,sz_ict", "mode": "equal", "norm": "per_capita", "year": "1990"}
    state, problems = parse_comparison(old, known=KNOWN)
    assert (state.cases, state.scale, state.per, state.year) == (("tsukuba", "shenzhen"), "same", "thousand", 1990)
    assert problems == ()


def test_an_unknown_case_is_named_and_the_rest_is_kept() -> None:
    state, problems = parse_comparison({"v": str(VERSION), "cases": "tsukuba,atlantis,ruhr"}, known=KNOWN)
    assert state.cases == ("tsukuba", "ruhr")
    assert [(problem.key, problem.value) for problem in problems] == [("cases", "atlantis")]


@pytest.mark.parametrize("value", ["{{7*7}}", "<img src=x onerror=alert(1)>", "x" * 5000, "1e999", "\n"])
@pytest.mark.parametrize("key", ["v", "cases", "scale", "per", "chart", "year", "views", "over"])
def test_hostile_values_are_problems_of_bounded_length(key: str, value: str) -> None:
    state, problems = parse_comparison({"v": str(VERSION), key: value}, known=KNOWN)
    assert all(case in KNOWN for case in state.cases)
    assert problems
    assert all(len(problem.value) <= 60 for problem in problems)
