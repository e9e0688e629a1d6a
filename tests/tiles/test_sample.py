"""Counts and lists of the curated sample."""

import duckdb
import pytest

from geo.tiles import sample
from geo.tiles.filters import Filters
from geo.tiles.sample import Bounds

EVERYTHING = Filters(conf=("high", "medium", "low"))


def test_the_count_tells_what_only_a_low_rating_hides(store: duckdb.DuckDBPyConnection) -> None:
    assert sample.count(store, Filters()) == sample.Count(shown=6, total=7, low_hidden=1)
    assert sample.count(store, EVERYTHING) == sample.Count(shown=7, total=7, low_hidden=0)
    assert sample.count(store, Filters(country=("CN",), year_from=1990)) == sample.Count(2, 7, 0)


@pytest.mark.parametrize(
    ("bounds", "ids"),
    [
        (Bounds(100, 20, 130, 50), {"a1", "a2", "a3", "d1"}),
        (Bounds(170, -50, 190, -30), {"e1"}),  # across the antimeridian
        (Bounds(-190, -50, -170, -30), {"e1"}),  # the same, one world to the west
        (Bounds(-500, -85, 500, 85), {"a1", "a2", "a3", "b1", "c1", "d1", "e1"}),
        (Bounds(0, 0, 1, 1), set()),
    ],
)
def test_the_list_holds_what_is_in_view(store: duckdb.DuckDBPyConnection, bounds: Bounds, ids: set[str]) -> None:
    rows, in_view = sample.listing(store, EVERYTHING, bounds)
    assert set(rows["id"]) == ids
    assert in_view == len(ids)


def test_a_stack_lists_its_members(store: duckdb.DuckDBPyConnection) -> None:
    x, y = store.execute("SELECT x, y FROM organisations WHERE id = 'a2'").fetchone() or (0, 0)
    assert sample.stack(store, EVERYTHING, f"{x}-{y}") == ["a2", "a3"]
    assert sample.stack(store, Filters(conf=("medium",)), f"{x}-{y}") == ["a2"]


@pytest.mark.parametrize("stack_id", ["", "1", "1-", "-1-2", "1-2;DROP", "9" * 30 + "-1"])
def test_a_malformed_stack_is_empty(store: duckdb.DuckDBPyConnection, stack_id: str) -> None:
    assert sample.stack(store, EVERYTHING, stack_id) == []
