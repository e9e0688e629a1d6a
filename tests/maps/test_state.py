"""The state of the map in a link: a round trip loses nothing, and what cannot be used is reported and left out."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.links import Problem
from geo.maps.state import (
    DEFAULT_LAYERS,
    HOME,
    LAYERS,
    MIN_ZOOM,
    OBJECT_KINDS,
    MapState,
    Selection,
    View,
    parse_state,
    selection_of,
)
from geo.model import CONFIDENCES, EVIDENCE, LOAD_CLASSES
from geo.tiles.filters import Filters
from geo.tiles.grid import MAX_ZOOM
from tests.tiles.test_filters import filters

HOSTILE = (
    "{{7*7}}",
    "${7*7}",
    "<img src=x onerror=alert(1)>",
    "`x`",
    "a\nb",
    "\x00",
    "' OR 1=1 --",
    "x" * 10_000,
    "１",
    "1_0",
    "+1",
    " 1",
    "nan",
    "inf",
    "-inf",
    "1e999",
)
KEYS = ("model", "country", "segment", "kind", "conf", "from", "to", "load", "evidence", "layers", "lat", "lng", "z")


def chosen(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw some of the values, in their own order."""
    return st.sets(st.sampled_from(values)).map(lambda some: tuple(value for value in values if value in some))


ids = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,79}", fullmatch=True)
states = st.builds(
    MapState,
    filters=filters.map(lambda f: f if f.conf else Filters()),
    loads=chosen(LOAD_CLASSES),
    evidence=chosen(EVIDENCE),
    layers=chosen(LAYERS),
    view=st.builds(
        View,
        lat=st.floats(-85, 85).map(lambda number: round(number, 4)),
        lng=st.floats(-540, 540).map(lambda number: round(number, 4)),
        zoom=st.integers(MIN_ZOOM, MAX_ZOOM),
    ),
    selection=st.none() | st.builds(Selection, kind=st.sampled_from(OBJECT_KINDS), id=ids),
)


def same(one: MapState, other: MapState) -> bool:
    """Compare two states; the order of a filter's values has no meaning."""
    lists = ("model", "country", "segment", "kind", "conf")
    return (
        all(set(getattr(one.filters, name)) == set(getattr(other.filters, name)) for name in lists)
        and (one.filters.year_from, one.filters.year_to) == (other.filters.year_from, other.filters.year_to)
        and (one.loads, one.evidence, one.layers) == (other.loads, other.evidence, other.layers)
        and (one.view, one.selection) == (other.view, other.selection)
    )


@given(states)
def test_a_written_state_reads_back_as_itself_without_a_problem(state: MapState) -> None:
    read, problems = parse_state(state.query())
    assert problems == ()
    assert same(read, state)
    assert read.query() == state.query()


@given(states)
def test_a_link_holds_nothing_that_needs_escaping(state: MapState) -> None:
    safe = set(string.ascii_letters + string.digits + "_,.-:")
    assert all(set(key + value) <= safe for key, value in state.query().items())


def test_what_is_at_its_default_is_not_in_the_link_except_the_view() -> None:
    assert MapState().query() == {"lat": "33.0000", "lng": "111.5000", "z": "5"}


def test_layers_that_are_all_off_are_written() -> None:
    state, problems = parse_state({"layers": "none", "load": "none", "evidence": "none", "conf": "none"})
    assert (state.layers, state.loads, state.evidence, state.filters.conf, problems) == ((), (), (), (), ())
    assert {key: state.query()[key] for key in ("layers", "load", "evidence", "conf")} == dict.fromkeys(
        ("layers", "load", "evidence", "conf"), "none"
    )


def test_keys_of_others_are_left_alone() -> None:
    assert parse_state({"lang": "en", "utm_source": "<b>", "dataset": "hubs"}) == (MapState(), ())


def test_every_problem_is_reported_at_once_and_the_rest_is_used() -> None:
    state, problems = parse_state(
        {
            "model": "best",
            "country": "DE",
            "from": "19",
            "to": "2000",
            "load": "real_time,fast",
            "layers": "roads",
            "lat": "91",
            "lng": "7",  # of no use without the other
            "z": "99",
            "sel": "planet:mars",
        }
    )
    assert set(problems) == {
        Problem("model", "best"),
        Problem("from", "19"),
        Problem("load", "fast"),
        Problem("layers", "roads"),
        Problem("lat", "91"),
        Problem("lng", "7"),
        Problem("z", "99"),
        Problem("sel", "planet:mars"),
    }
    assert state.filters == Filters(country=("DE",), year_to=2000)
    assert state.loads == ("real_time",)
    assert (state.view, state.selection) == (HOME, None)


def test_of_two_years_in_the_wrong_order_the_second_is_the_problem() -> None:
    state, problems = parse_state({"from": "2000", "to": "1990"})
    assert (state.filters.year_from, state.filters.year_to) == (2000, None)
    assert problems == (Problem("to", "1990"),)


@pytest.mark.parametrize("key", [*KEYS, "sel"])
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_reported_short_and_changes_nothing(key: str, value: str) -> None:
    state, problems = parse_state({key: value})
    assert [problem.key for problem in problems] == [key]
    assert len(problems[0].value) <= 60
    assert value.startswith(problems[0].value)
    assert state == MapState()  # as the page says: the default is used instead


@given(st.dictionaries(st.sampled_from([*KEYS, "sel"]), st.text(max_size=200)))
def test_reading_a_link_never_fails(query: dict[str, str]) -> None:
    state, problems = parse_state(query)
    assert {problem.key for problem in problems} <= set(query)
    again, none_left = parse_state(state.query())
    assert none_left == ()
    assert same(again, state)


@pytest.mark.parametrize(
    ("query", "view", "problems"),
    [
        ({"lat": "51.5", "lng": "7.2"}, View(51.5, 7.2, HOME.zoom), ()),
        ({"lat": "51.5", "lng": "7.2", "z": "9"}, View(51.5, 7.2, 9), ()),
        ({"lat": "51.5", "z": "9"}, View(HOME.lat, HOME.lng, 9), (Problem("lat", "51.5"),)),
        ({"lat": "51.5", "lng": "541"}, HOME, (Problem("lng", "541"), Problem("lat", "51.5"))),
        ({"z": "9"}, View(HOME.lat, HOME.lng, 9), ()),
        ({"lat": "51.5", "lng": "7.2", "z": "9.5"}, View(51.5, 7.2, HOME.zoom), (Problem("z", "9.5"),)),
        ({"lat": "-85", "lng": "-540", "z": "2"}, View(-85.0, -540.0, 2), ()),
    ],
)
def test_a_view_needs_both_coordinates(query: dict[str, str], view: View, problems: tuple[Problem, ...]) -> None:
    state, found = parse_state(query)
    assert (state.view, found) == (view, problems)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"kind": "cluster", "id": "ruhr", "click": 3}, Selection("cluster", "ruhr")),
        ({"kind": "stack", "id": "3407-1694"}, Selection("stack", "3407-1694")),
        ({"kind": "none", "id": ""}, None),
        ({"kind": "cluster"}, None),
        ({"kind": "cluster", "id": "{{7*7}}"}, None),
        ({"kind": "cluster", "id": "../ruhr"}, None),
        ({"kind": ["cluster"], "id": {"a": 1}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_click_is_a_known_kind_and_a_plain_id(properties: dict[str, object] | None, expected: object) -> None:
    assert selection_of(properties) == expected


def test_low_confidence_and_optional_overlays_are_off_unless_asked_for() -> None:
    assert "admin" not in DEFAULT_LAYERS
    assert set(CONFIDENCES) - set(MapState().filters.conf) == {"low"}
