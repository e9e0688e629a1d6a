"""A register in the map's link: a round trip, unknown values told, and nothing a person wrote reaches a template."""

from __future__ import annotations

import pytest

from geo.datasets.filters import DatasetFilters
from geo.links import Problem
from geo.maps.bridge import state_json
from geo.maps.register import LOOKS, Register, drawing
from geo.maps.screen import UNFILTERED, drawing_state
from geo.maps.state import MapState, parse_state


def test_a_link_restores_the_register_and_its_filter() -> None:
    filters = DatasetFilters(
        segment=("01", "03"), region=("CN-440000", "JP"), year_from=1999, year_to=2020, text="半导体 ab"
    )
    state = MapState(register=Register("listed-firms", filters, "heat", "place", "density"))
    again, problems = parse_state(state.query())
    assert (again.register, problems) == (state.register, ())


def test_the_default_page_has_no_word_of_it_in_its_link() -> None:
    assert set(MapState().query()) == {"lat", "lng", "z"}
    assert parse_state({})[0].register is None


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"data": "../etc"}, Problem("data", "../etc")),
        ({"data": "a", "look": "pie"}, Problem("look", "pie")),
        ({"data": "a", "rank": "village"}, Problem("rank", "village")),
        ({"data": "a", "by": "charm"}, Problem("by", "charm")),
        ({"data": "a", "d_region": "{{7*7}}"}, Problem("d_region", "{{7*7}}")),
        ({"data": "a", "d_text": "x"}, Problem("d_text", "x")),
        ({"data": "a", "d_from": "2020", "d_to": "1990"}, Problem("d_to", "1990")),
        ({"d_segment": "03"}, Problem("d_segment", "03")),
    ],
)
def test_what_cannot_be_used_is_told(query: dict[str, str], problem: Problem) -> None:
    assert problem in parse_state(query)[1]


@pytest.mark.parametrize("text", ["{{7*7}} abc", "${7*7} abc", "<img src=x onerror=alert(1)>", "`ls` abc", '"abc\\'])
def test_words_travel_as_hexadecimal(text: str) -> None:
    told = drawing(Register("a", DatasetFilters(text=text)), "0123")
    assert bytes.fromhex(told["text"]).decode() == text
    assert text not in state_json(told)


@pytest.mark.parametrize("look", LOOKS)
def test_the_samples_firms_give_way(look: str) -> None:
    state = MapState(register=Register("a", look=look))
    assert "organisations" not in drawing_state(UNFILTERED, state)["layers"]
    assert "organisations" in drawing_state(UNFILTERED, MapState())["layers"]
