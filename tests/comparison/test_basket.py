"""The basket: it adds, says when it is full, and takes nothing out that cannot be put back."""

from __future__ import annotations

from geo.comparison.basket import Basket
from geo.comparison.state import MOST, parse_comparison

KNOWN = ("tsukuba", "silicon_valley", "ruhr", "shenzhen", "hangzhou", "guian")
FULL = Basket(KNOWN[:MOST])


def test_what_is_added_comes_after_what_is_there_and_once() -> None:
    assert Basket().add("ruhr").add("tsukuba").add("ruhr").cases == ("ruhr", "tsukuba")


def test_a_full_basket_asks_which_to_take_out_and_then_puts_the_new_one_in() -> None:
    asked = FULL.add("hangzhou")
    assert (asked.cases, asked.waiting) == (FULL.cases, "hangzhou")
    swapped = asked.remove("ruhr")
    assert swapped.cases == ("tsukuba", "silicon_valley", "shenzhen", "hangzhou")
    assert (swapped.waiting, swapped.removed) == ("", "ruhr")
    assert swapped.undo().cases == FULL.cases
    assert asked.give_up() == FULL


def test_a_removal_can_be_undone_until_something_is_added() -> None:
    without = FULL.remove("silicon_valley")
    assert without.undo() == FULL
    assert without.add("guian").undo().cases == ("tsukuba", "ruhr", "shenzhen", "guian")


def test_what_is_gone_is_dropped_from_everywhere() -> None:
    basket = FULL.add("hangzhou")
    assert basket.keep(frozenset(KNOWN)) is basket
    assert basket.keep(frozenset({"ruhr"})) == Basket(("ruhr",))
    assert FULL.remove("ruhr").keep(frozenset({"tsukuba"})).undo().cases == ("tsukuba",)


def test_it_never_holds_more_than_a_comparison_takes_and_opens_as_one() -> None:
    basket = Basket()
    for number in range(200):  # a walk that adds twice as often as it removes
        verb, case = ("add", "add", "remove")[number % 3], KNOWN[(number * 5 + number // 7) % len(KNOWN)]
        basket = getattr(basket, verb)(case)
        assert len(set(basket.cases)) == len(basket.cases) <= MOST
        state, problems = parse_comparison(basket.query(), known=KNOWN)
        assert problems == ()
        if basket.cases:
            assert (state.cases, state.query()) == (basket.cases, basket.query())  # nothing is written anew
