"""Timelines: what is told where there is not room for everything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.comparison.timeline import letters, shortened, spread


def test_texts_are_cut_where_a_clause_ends() -> None:
    assert shortened("设立筑波研究学园都市，随后建设", 24) == "设立筑波研究学园都市…"
    assert shortened("Dot-com bust; the share of jobs lost is the worst of all", 40) == "Dot-com bust…"
    assert shortened("short", 24) == "short"
    assert shortened("one two three", 12) == "one two…"


@given(st.text("ab 煤，(", max_size=60), st.integers(4, 60))
def test_a_text_is_never_wider_than_asked(text: str, most: int) -> None:
    assert letters(shortened(text, most)) <= most


def test_the_first_the_last_and_what_stands_apart_are_told() -> None:
    """By hand: 2021 lies among 2020 and 2022, 2011 among 2010 and 2020; 1990 stands alone."""
    assert spread([1990, 2010, 2011, 2020, 2021, 2022], 4) == (0, 1, 3, 5)
    assert spread([1990, 2010], 5) == (0, 1)
    assert spread([2000, 2000, 2000], 1) == (0,)
    assert spread([], 3) == ()
