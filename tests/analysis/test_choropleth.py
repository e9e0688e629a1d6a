"""Choropleth classes: every figure in one class, none where there is no figure, and never a zero for it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis import choropleth
from geo.analysis.choropleth import (
    DIVERGING,
    NO_DATA,
    SCHEMES,
    classify,
    classify_around_one,
    classify_around_zero,
)
from geo.analysis.errors import ParameterError, TooFewError
from geo.signs import LAND, PAPER


def test_what_has_no_figure_is_a_class_of_its_own_and_zero_is_a_figure() -> None:
    values = pd.Series([0, None, 4, float("inf"), "n/a", 8, float("-inf")], index=list("abcdefg"), dtype=object)
    found = classify(values, scheme="equal_interval", classes=2)
    assert found.of_row.to_dict() == {"a": 0, "b": NO_DATA, "c": 0, "d": NO_DATA, "e": NO_DATA, "f": 1, "g": NO_DATA}
    assert found.no_data == 4
    assert found.counts == (2, 1)
    assert found.limits == ((0, 4), (4, 8))


def test_quantiles_and_natural_breaks_by_hand() -> None:
    values = pd.Series([1.0, 2, 3, 100, 101, 102])
    assert classify(values, scheme="quantiles", classes=3).counts == (2, 2, 2)
    natural = classify(values, scheme="natural_breaks", classes=2)
    assert natural.counts == (3, 3)
    assert natural.limits[0][1] == 3


@pytest.mark.filterwarnings("ignore:Numba not installed:UserWarning")
@pytest.mark.parametrize("seed", range(5))
def test_natural_breaks_equal_mapclassify(seed: int) -> None:
    from mapclassify import FisherJenks

    values = np.random.default_rng(seed).lognormal(size=80).round(3)
    found = classify(pd.Series(values), scheme="natural_breaks", classes=5)
    assert [high for _, high in found.limits] == pytest.approx(FisherJenks(values, k=5).bins.tolist(), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_quantiles_equal_mapclassify(seed: int) -> None:
    from mapclassify import Quantiles

    values = np.random.default_rng(seed).lognormal(size=83)
    found = classify(pd.Series(values), scheme="quantiles", classes=5)
    assert [high for _, high in found.limits] == pytest.approx(Quantiles(values, k=5).bins.tolist(), abs=1e-9)


def test_fewer_different_figures_give_fewer_classes() -> None:
    found = classify(pd.Series([5, 5, 5, 9]), scheme="quantiles", classes=5)
    assert found.counts == (3, 1)
    assert len(found.colours) == 2
    only = classify(pd.Series([5, 5]), scheme="natural_breaks", classes=5)
    assert only.counts == (2,)


def test_natural_breaks_of_many_figures_use_a_sample_with_a_fixed_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choropleth, "SAMPLED_FROM", 200)
    values = pd.Series(np.random.default_rng(1).lognormal(size=2000))
    first, again = (classify(values, scheme="natural_breaks", classes=5) for _ in range(2))
    assert first.limits == again.limits
    assert sum(first.counts) == 2000
    assert first.limits[-1][1] == values.max()


def test_around_one_is_the_same_scale_for_every_map() -> None:
    found = classify_around_one(pd.Series([0.0, 0.5, 0.9, 1, 3, 50, None]))
    assert found.of_row.tolist() == [0, 0, 2, 2, 4, 5, NO_DATA]
    assert found.limits == classify_around_one(pd.Series([1.0])).limits
    assert found.limits[0] == (0, 0.5)
    assert found.limits[-1] == (4, math.inf)


def test_a_value_that_many_share_leaves_the_others_their_classes() -> None:
    found = classify(pd.Series([0] * 90 + list(range(1, 11))), scheme="quantiles", classes=5)
    assert found.limits == ((0, 0), (0, 3.25), (3.25, 5.5), (5.5, 7.75), (7.75, 10))
    assert found.counts == (90, 3, 2, 2, 3)


def test_equal_limits_around_zero_merge_and_keep_the_colours_of_their_side() -> None:
    found = classify_around_zero(pd.Series([-2] * 8 + [-1, 1, 2, 3]))
    assert found.counts == (8, 1, 1, 1, 1)
    assert found.limits[0] == (-2, -2)
    assert found.colours == (*DIVERGING[1:3], *DIVERGING[4:])


def test_what_is_near_the_national_share_does_not_look_like_land_or_no_figure() -> None:
    """Near-white would: 6 of 16 German regions seemed to have no figure."""
    colour = classify_around_one(pd.Series([1.0])).colours[2]
    for other in (LAND, PAPER):
        far = [abs(int(colour[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5)]
        assert min(far) >= 16


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"scheme": "rainbow", "classes": 5}, ParameterError),
        ({"scheme": "quantiles", "classes": 1}, ParameterError),
        ({"scheme": "quantiles", "classes": 8}, ParameterError),
    ],
)
def test_other_choices_are_refused(options: dict[str, object], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        classify(pd.Series([1, 2]), **options)


def test_no_figure_at_all_is_refused() -> None:
    with pytest.raises(TooFewError):
        classify(pd.Series([None, float("nan")]), scheme="quantiles", classes=3)
    with pytest.raises(TooFewError):
        classify_around_one(pd.Series([None]))


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(-1000, 1000).map(float)), min_size=1, max_size=60).filter(
        lambda values: any(value is not None for value in values)
    ),
    classes=st.integers(2, 7),
)
def test_every_figure_lies_in_its_class(scheme: str, values: list[float | None], classes: int) -> None:
    found = classify(pd.Series(values, dtype=float), scheme=scheme, classes=classes)
    assert sum(found.counts) + found.no_data == len(values)
    assert all(found.counts)
    assert len(found.counts) == len(found.limits) == len(found.colours) <= 7
    assert len(set(found.colours)) == len(found.colours)
    for value, number in zip(values, found.of_row, strict=True):
        if value is None:
            assert number == NO_DATA
        else:
            low, high = found.limits[number]
            assert (low <= value if number == 0 else low < value) and value <= high
