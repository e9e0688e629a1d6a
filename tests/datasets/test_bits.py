"""Bits: ranks, selects and ranges agree with plain lists."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.datasets import bits

MASKS = st.integers(0, 400).flatmap(lambda size: st.lists(st.booleans(), min_size=size, max_size=size))


@given(MASKS)
@settings(max_examples=60, deadline=None)
def test_rank_counts_what_comes_before(mask: list[bool]) -> None:
    packed = bits.pack(np.array(mask, bool))
    places = np.arange(len(mask) + 1)
    assert packed.rank(places).tolist() == [sum(mask[:place]) for place in places]
    assert packed.count == sum(mask)


@given(MASKS)
@settings(max_examples=60, deadline=None)
def test_select_and_rows_name_the_set_bits(mask: list[bool]) -> None:
    packed = bits.pack(np.array(mask, bool))
    expected = [place for place, value in enumerate(mask) if value]
    assert packed.rows().tolist() == expected
    assert packed.select(np.arange(len(expected))).tolist() == expected
    assert bits.from_rows(np.array(expected[::-1], np.int64), len(mask)).rows().tolist() == expected


@given(MASKS)
@settings(max_examples=60, deadline=None)
def test_ranges_cover_what_they_name(mask: list[bool]) -> None:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.array(mask, int), [0]])))
    packed = bits.from_ranges(edges[::2], edges[1::2], len(mask))
    assert packed.rows().tolist() == [place for place, value in enumerate(mask) if value]


def test_everything_ends_with_the_last_row() -> None:
    for length in (0, 1, 63, 64, 65, 128):
        assert bits.everything(length).rows().tolist() == list(range(length))
