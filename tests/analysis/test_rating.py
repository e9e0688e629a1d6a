"""Ratings: published values, hand-computed cells, and properties that hold for any table."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geo.analysis.errors import ParameterError, TooFewError, UnusableValuesError
from geo.analysis.rating.cells import Cells
from geo.analysis.rating.complexity import complexity
from geo.analysis.rating.composite import DIMENSIONS, composite, rescale
from geo.analysis.rating.density import density_clusters
from geo.analysis.rating.errors import MissingInputError, UnknownMethodError
from geo.analysis.rating.labels import GROUPS, Assessment, Criterion, label
from geo.analysis.rating.quotient import quotient_range
from geo.analysis.rating.ranks import rank_intervals, ranks_of, what_turns
from geo.analysis.rating.registry import METHODS, rate
from geo.analysis.rating.relatedness import diversification, present_in, relatedness
from geo.analysis.rating.shift_share import shift_share
from geo.analysis.rating.stars import productivity_stars, three_stars
from geo.analysis.rating.strong import strong_clusters
from tests.analysis.published import examples


def cells(jobs: list[list[float]], *, totals: list[float] | None = None, **more: object) -> Cells:
    """Return a small table; totals are the sums of the rows unless given."""
    table = np.array(jobs, dtype=float)
    return Cells(
        regions=tuple(f"r{row}" for row in range(len(table))),
        industries=tuple(f"c{column}" for column in range(table.shape[1])),
        jobs=table,
        totals=np.nansum(table, axis=1) if totals is None else np.array(totals, dtype=float),
        **more,  # type: ignore[arg-type]
    )


TABLES = arrays.arrays(
    np.float64, st.tuples(st.integers(3, 8), st.integers(2, 6)), elements=st.integers(0, 500).map(float)
)


def test_the_published_worked_example_has_its_quotient() -> None:
    one = examples()["ex01"]
    inputs, expected = one.inputs, one.expected
    found = quotient_range(inputs["e_ij"], inputs["e_j"], inputs["e_i"], inputs["e"])
    assert float(found.value) == pytest.approx(expected["LQ"], abs=1e-6)
    assert float(found.low) == float(found.value) == float(found.high)


def test_rounding_and_standard_errors_widen_the_interval() -> None:
    plain = quotient_range(20, 100, 100, 1000, rounded_to=10)
    noisy = quotient_range(20, 100, 100, 1000, rounded_to=10, rse_pct=10)
    assert float(plain.low) == pytest.approx((15 / 105) / (105 / 995))
    assert float(plain.high) == pytest.approx((25 / 95) / (95 / 1005))
    assert noisy.low < plain.low < plain.value < plain.high < noisy.high
    assert np.isnan(quotient_range(1, 0, 1, 1).value)


def test_the_constructed_example_of_three_stars_has_its_stars() -> None:
    # Constructed so that code can be tested, not published: 20 regions of 100 jobs each, one industry.
    jobs = np.array([50, 40, 30, 20, 10, 9, 8, 7, 6, *[5] * 6, *[4] * 5], dtype=float)[:, None]
    table = Cells(tuple(map(str, range(20))), ("c",), jobs, np.full(20, 100.0))
    found = three_stars(table)
    assert found.count[:, 0].tolist() == [3, 3, 1, *[0] * 17]
    assert found.size[:, 0].tolist() == found.third[:, 0].tolist() == [True, True, *[False] * 18]
    assert found.specialisation[:, 0].tolist() == [True, True, True, *[False] * 17]


def test_the_second_version_of_the_stars_counts_productivity() -> None:
    table = cells([[10, 0], [8, 2], [4, 6], [2, 8], [1, 9]], wages=np.array([[1.0, 5], [9, 4], [2, 3], [3, 2], [4, 1]]))
    found = productivity_stars(table)
    assert found.count[:, 0].tolist() == [2, 1, 0, 0, 0]  # size and quotient; pay
    with pytest.raises(MissingInputError) as fault:
        rate(cells([[1, 2], [3, 4]]), method="eu_stars_productivity")
    assert fault.value.missing == ("wages",)


def test_a_strong_cluster_needs_quotient_jobs_and_establishments() -> None:
    jobs = [[90.0, 10], [30, 70], [20, 80], [10, 90], [0, 100]]
    units = np.array([[9.0, 1], [1, 7], [2, 8], [3, 9], [0, 10]])
    found = strong_clusters(cells(jobs, establishments=units))
    # Of the four regions with jobs the 75th percentile of the quotient lies between the first two.
    assert found[:, 0].tolist() == [True, False, False, False, False]
    assert not strong_clusters(cells(jobs, establishments=np.array([[1.0, 1]] * 5)))[:, 0].any()


def test_regions_are_compared_with_their_own_kind() -> None:
    jobs = [[90.0, 10], [10, 90], [50, 50], [40, 60]]
    units = np.array(jobs)
    apart = strong_clusters(cells(jobs, establishments=units, types=("big", "big", "small", "small")))
    assert apart[:, 0].tolist() == [True, False, True, False]
    assert strong_clusters(cells(jobs, establishments=units))[:, 0].tolist() == [True, False, False, False]


@settings(deadline=None, max_examples=40)
@given(TABLES, st.floats(0.1, 1000))
def test_quotients_do_not_change_with_the_unit(table: np.ndarray, factor: float) -> None:
    one, other = cells(table.tolist()), cells((table * factor).tolist())
    np.testing.assert_allclose(one.quotients, other.quotients, rtol=1e-9)


@settings(deadline=None, max_examples=40)
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_regions_does_not_matter(table: np.ndarray, random: object) -> None:
    order = np.array(random.sample(range(len(table)), len(table)))  # type: ignore[attr-defined]
    one, other = cells(table.tolist()), cells(table[order].tolist())
    np.testing.assert_allclose(one.quotients[order], other.quotients, rtol=1e-12)
    np.testing.assert_array_equal(three_stars(one).count[order], three_stars(other).count)


@settings(deadline=None, max_examples=40)
@given(TABLES)
def test_an_empty_industry_changes_nothing(table: np.ndarray) -> None:
    wider = np.column_stack([table, np.zeros(len(table))])
    one, other = cells(table.tolist()), cells(wider.tolist())
    np.testing.assert_array_equal(one.quotients, other.quotients[:, :-1])
    np.testing.assert_array_equal(three_stars(one).count, three_stars(other).count[:, :-1])
    assert np.isnan(other.quotients[:, -1]).all()


@settings(deadline=None, max_examples=40)
@given(TABLES, st.integers(1, 400))
def test_more_jobs_never_lower_a_quotient_or_a_place_in_size(table: np.ndarray, more: int) -> None:
    totals = (table.sum(axis=1) + 500).tolist()  # as published: they do not move with one cell
    grown = table.copy()
    grown[0, 0] += more
    before, after = cells(table.tolist(), totals=totals), cells(grown.tolist(), totals=totals)
    assert ranks_of(after.jobs[:, 0])[0] <= ranks_of(before.jobs[:, 0])[0]
    if table[0, 0] > 0:
        assert after.quotients[0, 0] >= before.quotients[0, 0] * (1 - 1e-12)


def test_a_suppressed_cell_stays_unknown() -> None:
    table = cells(
        [[5, np.nan], [3, 4], [2, 2]], totals=[20, 7, 4], establishments=np.array([[1, np.nan], [1, 1], [1, 1]])
    )
    assert np.isnan(table.quotients[0, 1])
    assert table.coverage.tolist() == [0.25, 1, 1]
    for key in ("lq", "eu_stars_focus"):
        assert np.isnan(rate(table, method=key).score[0, 1])
    assert not rate(table, method="us_strong").flags["strong"][0, 1]


def test_cells_refuse_amounts_that_cannot_be() -> None:
    with pytest.raises(UnusableValuesError):
        cells([[1, -2]])
    with pytest.raises(UnusableValuesError):
        cells([[1, np.inf]])
    with pytest.raises(UnusableValuesError):
        cells([[1, 2]], totals=[1, 2, 3])


@settings(deadline=None, max_examples=40)
@given(
    arrays.arrays(np.float64, (4, 3), elements=st.integers(1, 100).map(float)),
    arrays.arrays(np.float64, (4, 3), elements=st.integers(0, 100).map(float)),
)
def test_the_parts_of_shift_share_add_up_to_the_change(earlier: np.ndarray, later: np.ndarray) -> None:
    found = shift_share(earlier, later)
    np.testing.assert_allclose(found.national + found.industry + found.regional, later - earlier, atol=1e-6)
    assert found.regional.sum() == pytest.approx(0, abs=1e-6)


def test_shift_share_leaves_out_what_one_year_does_not_show() -> None:
    found = shift_share(np.array([[10.0, np.nan], [10, 10]]), np.array([[20.0, 50], [10, 10]]))
    assert np.isnan(found.regional[0, 1])
    assert found.national[0, 0] == pytest.approx(10 / 3)


def test_relatedness_by_hand() -> None:
    table = cells([[4, 4, 0], [2, 2, 4], [0, 0, 8]])
    found = relatedness(table)
    assert found.correlation[0, 1] == pytest.approx(1)
    assert found.correlation[0, 2] == pytest.approx(np.corrcoef([4, 2, 0], [0, 4, 8])[0, 1])
    assert present_in(table).tolist() == [[True, True, False], [True, True, True], [False, False, True]]
    assert found.conditional[0, 2] == pytest.approx(0.5)
    assert found.grade(0, 1) == "strong"
    assert found.grade(0, 2) == "weak"


def test_options_of_a_region_are_what_it_does_not_do_yet() -> None:
    table = cells([[4, 4, 0], [2, 2, 4], [0, 0, 8]])
    found = diversification(table, relatedness(table))
    # The third industry shares half with each of the two that the first region has.
    assert found.nearness[0, 2] == pytest.approx(1)
    assert np.isnan(found.nearness[1]).all()


def test_complexity_puts_the_diverse_first_and_is_standardised() -> None:
    table = cells([[9, 9, 9, 9], [9, 9, 9, 0], [9, 9, 0, 0], [9, 0, 0, 0]], totals=[10, 20, 30, 40])
    found = complexity(table)
    known = found.regions[np.isfinite(found.regions)]
    assert known.mean() == pytest.approx(0, abs=1e-9)
    assert np.nanargmax(found.regions) == int(np.argmax(found.diversity))
    with pytest.raises(TooFewError):
        complexity(cells([[1, 1], [1, 1]]))


def test_composites_fill_in_nothing() -> None:
    values = np.array([[1.0, 10], [2, np.nan], [3, 30]])
    found = composite(values, [1, 1], names=("a", "b"))
    assert found.score.tolist()[0] == 0
    assert found.score.tolist()[2] == 100
    assert np.isnan(found.score[1])
    assert found.coverage.tolist() == [1, 0.5, 1]
    assert composite(values, [1, 0], names=("a", "b")).score.tolist() == [0, 50, 100]
    with pytest.raises(MissingInputError) as fault:
        composite(np.column_stack([values, [np.nan] * 3]), [1, 1, 1], names=("a", "b", "eco_efficiency"))
    assert fault.value.missing == ("eco_efficiency",)
    assert len(DIMENSIONS) == 4


def test_scales_and_means_by_hand() -> None:
    values = np.array([[1.0, 8], [2, 6], [4, 0]])
    geometric = composite(values, [1, 1], names=("a", "b"), mean="geometric")
    assert geometric.score[1] == pytest.approx(100 * np.sqrt((1 / 3) * 0.75))
    assert rescale(values, "rank")[:, 0].tolist() == [0, 0.5, 1]
    assert rescale(values, "z")[:, 1].mean() == pytest.approx(0)
    with pytest.raises(ParameterError):
        composite(values, [1, 1], names=("a", "b"), scale="z", mean="geometric")
    for weights in ([0, 0], [-1, 2], [np.nan, 1], [1]):
        with pytest.raises(ParameterError):
            composite(values, weights, names=("a", "b"))


@settings(deadline=None, max_examples=40)
@given(arrays.arrays(np.float64, (5, 3), elements=st.integers(0, 50).map(float)), st.integers(0, 4), st.integers(0, 2))
def test_a_better_indicator_never_lowers_a_score(values: np.ndarray, row: int, column: int) -> None:
    better = values.copy()
    better[row, column] += 1
    before = composite(values, [1, 2, 3], names=("a", "b", "c"), scale="rank").score
    after = composite(better, [1, 2, 3], names=("a", "b", "c"), scale="rank").score
    assert after[row] >= before[row] - 1e-9


def test_rank_intervals_hold_the_rank_and_repeat() -> None:
    rng = np.random.default_rng(1)
    scaled = rng.random((30, 4))
    scaled[3, 1] = np.nan
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    first = rank_intervals(scaled, weights, draws=2000)
    again = rank_intervals(scaled, weights, draws=2000)
    known = np.isfinite(first.rank)
    assert not known[3]
    assert known.sum() == 29
    assert ((first.low <= first.rank) & (first.rank <= first.high))[known].all()
    np.testing.assert_array_equal(first.low, again.low)
    noisy = rank_intervals(scaled, weights, errors=np.full(scaled.shape, 0.2), draws=2000)
    assert np.nanmean(noisy.high - noisy.low) > np.nanmean(first.high - first.low)
    assert np.nansum(first.first) == pytest.approx(1)


def test_a_region_ahead_in_everything_keeps_the_first_place() -> None:
    found = rank_intervals(np.array([[1.0, 1.0], [0.5, 0.2], [0.1, 0.6]]), np.array([0.5, 0.5]), draws=500)
    assert (found.rank[0], found.low[0], found.high[0], found.first[0]) == (1, 1, 1, 1)
    assert what_turns(np.array([1.0, 1.0]), np.array([0.5, 0.2]), np.array([0.5, 0.5])) is None


def test_what_turns_makes_the_scores_equal() -> None:
    first, second, weights = np.array([0.9, 0.1, 0.5]), np.array([0.2, 0.8, 0.4]), np.array([0.5, 0.3, 0.2])
    turn = what_turns(first, second, weights)
    assert turn is not None
    moved = weights * (1 - turn.needed) / (1 - turn.weight)
    moved[turn.indicator] = turn.needed
    assert moved.sum() == pytest.approx(1)
    assert float(first @ moved) == pytest.approx(float(second @ moved))


def test_density_clusters_ignore_borders_and_sparse_places() -> None:
    lon, lat = [121.0, 121.05, 121.1, 130.0], [31.0, 31.0, 31.0, 40.0]
    assert density_clusters(lon, lat, [3000, 3000, 10, 5000], radius_km=15, least=4500).tolist() == [0, 0, 0, 1]
    assert density_clusters(lon, lat, [10, 10, 10, 10]).tolist() == [-1, -1, -1, -1]
    with pytest.raises(UnusableValuesError):
        density_clusters([np.nan], [1], [1])


CRITERIA = tuple(Criterion(f"{group}-{number}", group, 10) for group in GROUPS for number in (1, 2))


def points(value: float) -> dict[str, float]:
    """Return the same points for every criterion."""
    return {one.criterion_id: value for one in CRITERIA}


def test_labels_follow_their_criteria_and_end() -> None:
    first = Assessment(date(2024, 2, 29), points(5))
    bronze = label(CRITERIA, first)
    assert (bronze.level, bronze.until) == ("bronze", date(2026, 2, 28))
    silver = label(CRITERIA, Assessment(date(2025, 9, 1), points(6)), before=first)
    assert (silver.level, len(silver.improved)) == ("silver", 6)
    assert label(CRITERIA, Assessment(date(2026, 1, 1), points(8))).level == "gold"
    partly = Assessment(date(2026, 1, 1), dict(list(points(10).items())[1:]))
    assert label(CRITERIA, partly).level == "bronze"
    assert label(CRITERIA, partly).unassessed == ("structure-1",)
    assert label(CRITERIA, Assessment(date(2026, 1, 1), {})).level == "none"
    renewed = label(CRITERIA, Assessment(date(2026, 5, 1), points(5)), before=first)
    assert (renewed.level, renewed.until) == ("bronze", date(2029, 5, 1))


def test_a_method_refuses_what_it_cannot_use() -> None:
    table = cells([[1, 2], [3, 4]])
    with pytest.raises(UnknownMethodError):
        rate(table, method="best")
    with pytest.raises(MissingInputError) as fault:
        rate(table, method="us_strong")
    assert fault.value.missing == ("establishments",)
    with pytest.raises(ParameterError):
        rate(table, method="eu_stars_focus", settings={"top_share": 2})
    with pytest.raises(ParameterError):
        rate(table, method="lq", settings={"top_share": 0.1})


@pytest.mark.parametrize("key", METHODS)
def test_every_method_gives_a_score_a_cell_or_names_what_it_lacks(key: str) -> None:
    jobs = np.random.default_rng(3).integers(1, 90, (6, 4)).astype(float)
    whole = cells(jobs.tolist(), establishments=jobs, wages=jobs, earlier=jobs[::-1])
    assert rate(whole, method=key).score.shape == (6, 4)
    method = METHODS[key]
    for name in set(method.inputs) & {"establishments", "wages", "earlier"}:
        with pytest.raises(MissingInputError):
            rate(dataclasses.replace(whole, **{name: None}), method=key)  # type: ignore[arg-type]
