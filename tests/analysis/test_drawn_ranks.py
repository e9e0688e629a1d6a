"""Ranks of uncertain amounts: hand-made tables whose orders are known, and what more uncertainty must do."""

from __future__ import annotations

import numpy as np
import pytest

from geo.analysis.rating.cells import Cells
from geo.analysis.rating.drawn import drawn_ranks
from geo.analysis.rating.ranks import possible_ranks, ranks_of


def cells(jobs: list[float], **more: object) -> Cells:
    names = tuple(f"r{number}" for number in range(len(jobs)))
    return Cells(names, ("x",), np.array([jobs]).T, np.full(len(jobs), 100.0), **more)  # type: ignore[arg-type]


def test_exact_amounts_have_the_ranks_they_have() -> None:
    found = drawn_ranks(cells([5, 30, 20]), 0)
    assert found.low.tolist() == found.high.tolist() == [3, 1, 2]
    assert not found.unpublished.any()


def test_what_nothing_is_known_of_has_no_place() -> None:
    found = drawn_ranks(cells([5, np.nan, 20]), 0)
    assert np.isnan(found.low[1])
    assert np.isnan(found.high[1])
    assert found.high[[0, 2]].tolist() == [2, 1]


def test_an_unpublished_cell_that_must_be_the_rest_has_its_place() -> None:
    rest = {
        "unpublished": np.array([0.0, 0.0, 80.0]),
        "hidden_share": np.array([[0.0], [0.0], [1.0]]),
        "hidden_cells": np.array([[0.0], [0.0], [1.0]]),
    }
    found = drawn_ranks(cells([90, 50, np.nan], **rest), 0)
    assert (found.low[2], found.high[2]) == (2, 2)
    assert (found.low[1], found.high[1]) == (2, 3)  # second of the published, third of all
    assert found.unpublished.tolist() == [False, False, True]


def test_a_share_of_what_is_not_published_is_drawn_round_its_mean() -> None:
    count = 400
    jobs = [*np.linspace(1, 99, count - 1), np.nan]
    share, among = np.zeros((count, 1)), np.zeros((count, 1))
    share[-1], among[-1] = 0.5, 4
    amount = np.zeros(count)
    amount[-1] = 100.0
    found = drawn_ranks(cells(jobs, unpublished=amount, hidden_share=share, hidden_cells=among), 0, draws=2000)
    # Beta(4, 4): 90 % between 0.225 and 0.775, that is ranks 91 and 310 of 400.
    assert found.low[-1] == pytest.approx(91, abs=10)
    assert found.high[-1] == pytest.approx(310, abs=10)


def test_standard_errors_reorder_what_lies_within_them_only() -> None:
    found = drawn_ranks(cells([10, 10.5, 40], rse_pct=np.array([[20.0], [20.0], [5.0]])), 0)
    assert (found.low.tolist(), found.high.tolist()) == ([2, 2, 1], [3, 3, 1])


def test_ranks_of_rounded_amounts_lie_within_those_the_bounds_allow() -> None:
    rng = np.random.default_rng(11)
    jobs = np.round(rng.uniform(5, 60, 40), 0)
    made = cells(list(jobs), rounded_to=4.0)
    found = drawn_ranks(made, 0)
    best, worst = possible_ranks((jobs - 2) / 102, (jobs + 2) / 98)
    assert ((best <= found.low) & (found.low <= found.high) & (found.high <= worst)).all()
    plain = ranks_of(made.quotients[:, 0])
    assert ((found.low <= plain) & (plain <= found.high)).all()
    coarse = drawn_ranks(cells(list(jobs), rounded_to=20.0), 0)
    assert (coarse.high - coarse.low).sum() > (found.high - found.low).sum()
    assert np.array_equal(found.low, drawn_ranks(made, 0).low)  # the draws are the same every time


def test_only_regions_that_are_shown_are_ranked() -> None:
    found = drawn_ranks(cells([5, 30, 20]), 0, np.array([True, False, True]))
    assert found.low[[0, 2]].tolist() == [2, 1]
    assert np.isnan(found.low[1])
