"""Measures of concentration: published values, hand-computed values, properties that hold for all data."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.analysis.concentration import (
    ellison_glaeser,
    gini,
    herfindahl,
    hoover,
    krugman,
    location_quotient,
    locational_gini,
    lorenz_gini,
    quotients,
)
from geo.analysis.errors import TooFewError, UnusableValuesError
from geo.errors import ObservatoryError
from tests.analysis.published import Example, examples

EXAMPLES = examples()


def _eg(e: Example) -> dict[str, float]:
    totals = dict(zip(dict.fromkeys(e.inputs["region"]), e.inputs["e_j"], strict=True))
    found = ellison_glaeser(e.inputs["e_ik"], e.inputs["region"], totals)
    return {"gamma": found.gamma, "G": found.raw, "H": found.plants}


def _hhi(e: Example) -> dict[str, float]:
    found = herfindahl(e.inputs["x"])
    return {
        "HHI": found.value,
        "HHI_normalised": found.normalised,
        "equivalent_number": found.equivalent_number,
    }


COMPUTE: dict[str, Callable[[Example], dict[str, float]]] = {
    "ex01": lambda e: {"LQ": location_quotient(*(e.inputs[key] for key in ("e_ij", "e_j", "e_i", "e")))},
    "ex02": _hhi,
    "ex03": _hhi,
    "ex04": lambda e: {"hoover": hoover(e.inputs["x"], e.inputs["ref"])},
    "ex05": lambda e: {"gini": locational_gini(e.inputs["e_ij"], e.inputs["e_i"])},
    "ex06": lambda e: {"gini": locational_gini(e.inputs["e_ij"], e.inputs["e_j"])},
    "ex07": lambda e: {"K": krugman(e.inputs["e_ij"], e.inputs["e_il"])},
    "ex08": _eg,
    "ex11": lambda e: {"gini": locational_gini(e.inputs["goettingen"], e.inputs["germany"])},
    "ex12": lambda e: {"K": krugman(e.inputs["goettingen"], e.inputs["germany"])},
    "ex18": lambda e: {"gini": gini(e.inputs["x"])},
    "ex19": lambda e: {"hoover_gini": lorenz_gini(e.inputs["ind"], e.inputs["pop"])},
    "ex20": lambda e: {key: lorenz_gini(e.inputs[key], e.inputs["pop"]) for key in ("ind3", "ind4")},
}
ELSEWHERE = {"moran", "nni", "cn_core"}  # checked beside the spatial measures and the statistics
# The chance part of the index is in the fixture under its own name; it is no output of ours.
NOT_RETURNED = {"z"}


def test_every_published_example_is_computed() -> None:
    here = {key for key, example in EXAMPLES.items() if example.measure not in ELSEWHERE}
    assert set(COMPUTE) == here


@pytest.mark.parametrize("example_id", COMPUTE)
def test_equals_the_published_value(example_id: str) -> None:
    example = EXAMPLES[example_id]
    found = COMPUTE[example_id](example)
    wanted = {key: value for key, value in example.expected.items() if key not in NOT_RETURNED}
    assert wanted
    for key, value in wanted.items():
        assert found[key] == pytest.approx(value, abs=example.tolerance, rel=0), key


def test_most_examples_are_exact_to_a_millionth() -> None:
    """The tolerance is the source's rounding: only two sources print fewer than six decimals."""
    coarse = {key for key in COMPUTE if EXAMPLES[key].tolerance > 1e-6}
    assert coarse == {"ex02", "ex03"}


def test_location_quotient_is_missing_where_a_total_is_zero() -> None:
    assert math.isnan(location_quotient(0, 0, 5, 10))
    assert math.isnan(location_quotient(1, 5, 0, 10))
    assert location_quotient(0, 5, 5, 10) == 0


def test_quotients_keep_rows_and_columns() -> None:
    table = pd.DataFrame({"ai": [30, 0], "chips": [10, 0]}, index=["x", "empty"])
    found = quotients(table)
    assert found.index.tolist() == ["x", "empty"]
    assert found.loc["x"].tolist() == [1.0, 1.0]
    assert found.loc["empty"].isna().all()


def test_ellison_glaeser_is_zero_for_what_chance_brings() -> None:
    # Two plants of equal size in two regions of equal size: H = 1/2; together G = 1/2, apart G = 0; half the time each.
    together = ellison_glaeser([5, 5], ["a", "a"], {"a": 1, "b": 1})
    apart = ellison_glaeser([5, 5], ["a", "b"], {"a": 1, "b": 1})
    assert together.gamma == pytest.approx(1)
    assert apart.gamma == pytest.approx(-1)
    assert (together.gamma + apart.gamma) / 2 == pytest.approx(0)


def test_gini_against_a_reference_counts_places_without_reference() -> None:
    assert lorenz_gini([0, 1], [1, 0]) == pytest.approx(1)
    assert lorenz_gini([0, 0, 1], [1, 1, 0]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (lambda: gini([]), TooFewError),
        (lambda: gini([0, 0]), UnusableValuesError),
        (lambda: gini([1, -1]), UnusableValuesError),
        (lambda: gini([1, float("nan")]), UnusableValuesError),
        (lambda: gini([1, float("inf")]), UnusableValuesError),
        (lambda: gini(["many", "few"]), UnusableValuesError),
        (lambda: krugman([1, 2], [1, 2, 3]), UnusableValuesError),
        (lambda: location_quotient(-1, 2, 3, 4), UnusableValuesError),
        (lambda: location_quotient(float("nan"), 2, 3, 4), UnusableValuesError),
        (lambda: ellison_glaeser([1, 2], ["a", "z"], {"a": 1, "b": 2}), UnusableValuesError),
        (lambda: ellison_glaeser([1, 2], ["a"], {"a": 1, "b": 2}), UnusableValuesError),
        (lambda: ellison_glaeser([1, 2], ["a", "a"], {"a": 1, "b": 0}), UnusableValuesError),
        (lambda: ellison_glaeser([1], ["a"], {"a": 1, "b": 1}), TooFewError),
        (lambda: locational_gini([1], [1]), TooFewError),
    ],
)
def test_values_without_a_meaning_are_refused(call: Callable[[], object], fault: type[ObservatoryError]) -> None:
    with pytest.raises(fault):
        call()


COUNTS = st.lists(st.integers(0, 10_000), min_size=2, max_size=30).filter(any)
PAIRS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 10_000)), min_size=2, max_size=30).filter(
    lambda pairs: any(part for part, _ in pairs)
)
FACTORS = st.floats(1e-3, 1e6)
PAIR_MEASURES = [locational_gini, lorenz_gini, krugman, hoover]


@given(COUNTS)
def test_herfindahl_lies_between_one_over_n_and_one(counts: list[int]) -> None:
    found = herfindahl(counts)
    assert 1 / len(counts) - 1e-12 <= found.value <= 1 + 1e-12
    assert -1e-12 <= found.normalised <= 1 + 1e-12
    assert found.equivalent_number * found.value == pytest.approx(1)


@given(COUNTS)
def test_gini_lies_between_zero_and_one_minus_one_over_n(counts: list[int]) -> None:
    assert 0 <= gini(counts) <= 1 - 1 / len(counts) + 1e-9


@given(PAIRS)
def test_pair_measures_stay_in_their_bounds(pairs: list[tuple[int, int]]) -> None:
    part, base = zip(*pairs, strict=True)
    assert 0 <= krugman(part, base) <= 2 + 1e-12
    assert hoover(part, base) == pytest.approx(krugman(part, base) / 2)
    assert 0 <= locational_gini(part, base) <= 1
    # The triangle below the curve's deepest point is no larger than the whole area.
    assert hoover(part, base) <= lorenz_gini(part, base) + 1e-9 <= 1 + 2e-9


@pytest.mark.parametrize("measure", PAIR_MEASURES)
@given(pairs=PAIRS, factor=FACTORS, seed=st.randoms(use_true_random=False))
def test_pair_measures_ignore_scale_and_order(
    measure: Callable[..., float], pairs: list[tuple[int, int]], factor: float, seed: object
) -> None:
    part, base = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    value = measure(part, base)
    order = list(range(len(pairs)))
    seed.shuffle(order)  # type: ignore[attr-defined]
    assert measure(part[order], base[order]) == pytest.approx(value, abs=1e-9)
    assert measure(part * factor, base) == pytest.approx(value, abs=1e-9)
    assert measure(part, base * factor) == pytest.approx(value, abs=1e-9)


@given(PAIRS)
def test_the_same_structure_differs_in_nothing(pairs: list[tuple[int, int]]) -> None:
    base = [total for _, total in pairs]
    for measure in PAIR_MEASURES:
        assert measure(base, base) == pytest.approx(0, abs=1e-9)


@given(st.lists(st.lists(st.integers(0, 500), min_size=3, max_size=3), min_size=2, max_size=8))
def test_quotients_average_to_one(cells: list[list[int]]) -> None:
    table = pd.DataFrame(cells, dtype=float)
    assume((table.sum(axis=0) > 0).all() and (table.sum(axis=1) > 0).all())
    weights = table.sum(axis=1) / table.to_numpy().sum()
    assert (quotients(table).mul(weights, axis=0).sum()).to_numpy() == pytest.approx(np.ones(3))


@given(
    st.lists(st.tuples(st.integers(1, 1000), st.sampled_from("abc")), min_size=2, max_size=25),
    st.lists(st.integers(1, 1000), min_size=3, max_size=3),
    FACTORS,
)
def test_ellison_glaeser_ignores_scale_and_order(
    plants: list[tuple[int, str]], totals: list[int], factor: float
) -> None:
    sizes, regions = zip(*plants, strict=True)
    base = dict(zip("abc", totals, strict=True))
    found = ellison_glaeser(sizes, regions, base)
    backwards = ellison_glaeser(
        [size * factor for size in sizes[::-1]], regions[::-1], {name: base[name] * factor for name in "cba"}
    )
    assert backwards.gamma == pytest.approx(found.gamma, abs=1e-6)
    assert 0 <= found.raw <= 2
    assert 0 < found.plants <= 1
