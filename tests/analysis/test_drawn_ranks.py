"""Ranks of uncertain amounts: hand-made tables whose orders are known, and what more uncertainty must do."""

from __future__ import annotations

import numpy as np
import pytest

from geo.analysis.rating.cells import Cells
from geo.analysis.rating.complexity import complexity_of
from geo.analysis.rating.drawn import drawn_ranks, drawn_standing, has_uncertainty
from geo.analysis.rating.errors import UnknownMethodError
from geo.analysis.rating.presence import drawn_presence, presence_odds
from geo.analysis.rating.ranks import possible_ranks, ranks_of
from geo.analysis.rating.registry import METHODS, rate


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


def table(seed: int, **more: object) -> Cells:
    """Return 30 regions by 8 industries with everything a method may need."""
    rng = np.random.default_rng(seed)
    jobs = np.round(rng.lognormal(5, 1, (30, 8)))
    jobs[rng.random(jobs.shape) < 0.1] = np.nan
    return Cells(
        tuple(f"r{row}" for row in range(30)),
        tuple("abcdefgh"),
        jobs,
        np.nansum(jobs, axis=1) * 1.2,
        establishments=np.round(jobs / 10),
        wages=rng.uniform(20, 80, jobs.shape),
        earlier=np.round(jobs * rng.uniform(0.7, 1.3, jobs.shape)),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gives_exact_amounts_their_rank_and_uncertain_ones_an_interval_round_it(method: str) -> None:
    exact = table(3)
    assert not has_uncertainty(exact)
    plain = ranks_of(rate(exact, method=method).score[:, 2])
    found = drawn_ranks(exact, 2, method=method)
    assert np.array_equal(found.low, plain, equal_nan=True)
    assert np.array_equal(found.high, plain, equal_nan=True)
    coarse = table(3, rounded_to=100.0)
    assert has_uncertainty(coarse)
    wide = drawn_ranks(coarse, 2, method=method)
    known = np.isfinite(plain)
    assert np.array_equal(np.isfinite(wide.low), known)
    assert ((wide.low[known] >= 1) & (wide.low[known] <= plain[known])).all()
    assert ((plain[known] <= wide.high[known]) & (wide.high[known] <= known.sum())).all()
    assert (wide.high[known] > wide.low[known]).any()


def test_a_method_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownMethodError):
        drawn_ranks(cells([5, 30]), 0, method="magic")


def test_growth_within_rounding_has_no_certain_order() -> None:
    earlier, later = np.array([[100.0], [100.0], [100.0]]), [112.0, 108.0, 60.0]
    fine = drawn_ranks(cells(later, earlier=earlier, rounded_to=1.0), 0, method="shift_share")
    assert fine.low.tolist() == fine.high.tolist() == [1, 2, 3]
    rough = drawn_ranks(cells(later, earlier=earlier, rounded_to=20.0), 0, method="shift_share")
    assert (rough.low.tolist(), rough.high.tolist()) == ([1, 1, 3], [2, 2, 3])
    errors = {"rse_pct": np.full((3, 1), 10.0), "earlier_rse_pct": np.full((3, 1), 10.0)}
    known = drawn_ranks(cells(later, earlier=earlier, **errors), 0, method="shift_share")
    assert (known.low.tolist(), known.high.tolist()) == ([1, 1, 3], [2, 2, 3])


def test_a_cell_that_is_not_published_can_win_stars() -> None:
    rest = {
        "unpublished": np.array([0.0] * 9 + [90.0]),
        "hidden_share": np.array([[0.0]] * 9 + [[1.0]]),
        "hidden_cells": np.array([[0.0]] * 9 + [[1.0]]),
    }
    jobs = [10.0, 9, 8, 7, 6, 5, 4, 3, 2, np.nan]
    found = drawn_ranks(cells(jobs, **rest), 0, method="eu_stars_focus")
    # Of ten regions one has the size and the focus star; the hidden 90 of 100 take both, and specialisation.
    assert (found.low[-1], found.high[-1]) == (1, 1)
    assert (found.low[0], found.high[0]) == (1, 2)
    assert found.unpublished.tolist() == [False] * 9 + [True]


def test_odds_of_a_specialisation_follow_from_what_is_uncertain() -> None:
    base = {"reference": np.array([100.0]), "reference_total": 1000.0}  # a tenth of each total of 100 is needed: 10
    rounded = presence_odds(cells([10, 12, 8, 16], rounded_to=8.0, **base))
    assert rounded[:, 0].tolist() == pytest.approx([0.5, 0.75, 0.25, 1.0])
    errors = presence_odds(cells([10, 20], rse_pct=np.array([[10.0], [50.0]]), rounded_to=0.0, **base))
    assert errors[:, 0].tolist() == pytest.approx([0.5, 0.8413], abs=1e-4)
    half = {"unpublished": np.array([40.0]), "hidden_share": np.array([[0.5]]), "hidden_cells": np.array([[1.0]])}
    hidden = presence_odds(cells([np.nan], **half, **base))
    assert hidden[0, 0] == pytest.approx(0.75)  # Beta(1, 1) of 40 is uniform: above 10 in three of four
    drawn = np.mean([made[0, 0] for made in drawn_presence(cells([np.nan], **half, **base), _rng(), 4000)])
    assert drawn == pytest.approx(0.75, abs=0.03)
    assert presence_odds(cells([np.nan], **base))[0, 0] == 0


def test_complexity_from_a_table_that_differs_little_is_that_of_the_whole_decomposition() -> None:
    rng = _rng()
    able = np.sort(rng.random(260))[::-1]
    easy = np.sort(rng.random(240))
    present = rng.random((260, 240)) < 1 / (1 + np.exp(-8 * (able[:, None] + easy[None, :] - 1)))
    near = complexity_of(present).regions
    changed = present ^ (rng.random(present.shape) < 0.01)
    whole, stepped = complexity_of(changed).regions, complexity_of(changed, near=near).regions
    assert np.abs(ranks_of(whole) - ranks_of(stepped)).max() <= 3
    assert np.corrcoef(whole, stepped)[0, 1] > 0.9999


def test_a_standing_drawn_from_the_whole_table_holds_the_published_one() -> None:
    def total(made: Cells) -> dict[str, np.ndarray]:
        return {"stars": np.nansum(rate(made, method="eu_stars_focus").score, axis=1)}

    plain = ranks_of(total(table(5))["stars"])
    assert drawn_standing(table(5), total)["stars"].low.tolist() == plain.tolist()
    wide = drawn_standing(table(5, rounded_to=100.0), total)["stars"]
    assert ((wide.low <= plain) & (plain <= wide.high)).all()
    assert (wide.low < wide.high).any()


def _rng() -> np.random.Generator:
    return np.random.default_rng(17)
