"""Point patterns: published and library values, patterns of known kind, guards."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from geo.analysis import point_pattern as module
from geo.analysis.errors import (
    NotMetricError,
    ParameterError,
    TooFewError,
    TooFineError,
    TooManyError,
    UnusableValuesError,
)
from geo.analysis.point_pattern import clark_evans_expected, k_border, nearest_neighbours, ripley, two_sided
from geo.errors import ObservatoryError
from tests.analysis.places import SOUTH, WEST, groups, points, scattered, window
from tests.analysis.published import examples

SQUARE = window(20_000, 20_000)
CLUSTERED = groups((5000, 5000), (14_000, 6000), (9000, 15_000), each=30)
REGULAR = points([(x * 2000 + 1000, y * 2000 + 1000) for x in range(10) for y in range(10)])


def test_nearest_neighbour_index_equals_the_published_value() -> None:
    example = examples()["ex28"]
    mean_m = example.inputs["sum_nearest"] * 1000 / example.inputs["n"]
    ratio = mean_m / clark_evans_expected(example.inputs["n"], example.inputs["area_km2"] * 1e6)
    assert ratio == pytest.approx(example.expected["Rn"], abs=example.tolerance)
    assert ratio == pytest.approx(1.4837901918, abs=1e-9)  # what the source rounds


def test_nearest_neighbours_tell_groups_lots_and_lattices_apart() -> None:
    common = {"uncertainty_m": 0.0, "coverage": "census"}
    grouped = nearest_neighbours(CLUSTERED, SQUARE, **common)
    by_lot = nearest_neighbours(scattered(90), SQUARE, **common)
    even = nearest_neighbours(REGULAR, SQUARE, **common)
    assert grouped.figures["ratio"].value < 0.3
    assert grouped.figures["p"].value == pytest.approx(0.01)  # the least that 199 simulations can give, two-sided
    assert by_lot.figures["ratio"].low < by_lot.figures["ratio"].value < by_lot.figures["ratio"].high
    assert by_lot.figures["p"].value > 0.05
    assert even.figures["mean_m"].value == pytest.approx(2000)
    assert even.figures["ratio"].value == pytest.approx(2.0)
    assert even.figures["p"].value == pytest.approx(0.01)
    assert even.caution("window_decides") is not None


def test_mean_distance_equals_pointpats() -> None:
    from pointpats import PointPattern

    xy = shapely.get_coordinates(CLUSTERED.to_numpy())
    found = nearest_neighbours(CLUSTERED, SQUARE, uncertainty_m=0, coverage="census")
    assert found.figures["mean_m"].value == pytest.approx(PointPattern(xy).mean_nnd, abs=1e-6)


def test_k_without_correction_equals_pointpats() -> None:
    from pointpats import k

    xy = shapely.get_coordinates(CLUSTERED.to_numpy()) - (WEST, SOUTH)
    steps = np.linspace(500, 8000, 16)
    width, height = np.ptp(xy, axis=0)  # pointpats takes the bounding box for the window
    _, wanted = k(xy, support=steps)
    found = k_border(xy, np.full(len(xy), np.inf), steps, width * height)
    assert found == pytest.approx(wanted, rel=1e-9)


def test_k_with_the_border_correction_counted_by_hand() -> None:
    # Four points on a line in a window of 10 x 10: only the two inner ones are 3 from the edge.
    xy = np.array([[1.0, 5.0], [4.0, 5.0], [6.0, 5.0], [9.0, 5.0]])
    edge = np.array([1.0, 4.0, 4.0, 1.0])
    found = k_border(xy, edge, np.array([2.5, 3.5, 4.5]), 100.0)
    # Within 2.5: one neighbour each; within 3.5: two each; at 4.5 no point is far enough from the edge.
    assert found[:2] == pytest.approx([1 / 0.04, 2 / 0.04])
    assert np.isnan(found[2])


def test_ripley_tells_groups_lots_and_lattices_apart() -> None:
    common = {"uncertainty_m": 50.0, "coverage": "census"}
    grouped = ripley(CLUSTERED, SQUARE, **common)
    assert (grouped.table["verdict"].iloc[:4] == "clustered").all()
    assert grouped.figures["p"].value == pytest.approx(0.01)
    by_lot = ripley(scattered(90), SQUARE, **common)
    assert by_lot.figures["p"].value > 0.05
    even = ripley(REGULAR, SQUARE, distances_m=np.array([500.0, 1000.0, 1500.0]), **common)
    assert (even.table["verdict"] == "regular").all()
    assert (even.table["k"] == 0).all()


def test_the_global_test_keeps_its_promise_for_random_points() -> None:
    """Twenty random patterns: the test over all distances must not find something in more than a few."""
    hits = sum(
        ripley(scattered(60, seed=seed), SQUARE, uncertainty_m=0, coverage="census", simulations=39).figures["p"].value
        <= 0.05
        for seed in range(20)
    )
    assert hits <= 4


def test_the_same_seed_gives_the_same_result() -> None:
    first, again = (ripley(CLUSTERED, SQUARE, uncertainty_m=0, coverage="sample") for _ in range(2))
    assert_frame_equal(first.table, again.table)
    other = ripley(CLUSTERED, SQUARE, uncertainty_m=0, coverage="sample", seed=2)
    assert not np.allclose(first.table["high"], other.table["high"])
    assert first.caution("sample").values == {"count": 90}


def test_points_outside_the_window_are_left_out_and_counted() -> None:
    half = window(20_000, 10_000)
    result = nearest_neighbours(CLUSTERED, half, uncertainty_m=0, coverage="census")
    assert result.figures["points"].value == 60
    assert result.caution("outside_window").values == {"count": 30, "total": 90}


def test_points_on_one_spot_are_told() -> None:
    doubled = points([(x * 1000.0, 5000) for x in range(15)] + [(1000, 5000)] * 5)
    result = nearest_neighbours(doubled, SQUARE, uncertainty_m=0, coverage="census")
    assert result.caution("duplicates").values == {"count": 5, "total": 20}


def test_a_statistic_finer_than_the_places_is_refused_with_its_values() -> None:
    vague = pd.Series([100.0] * 80 + [4000.0] * 10, index=CLUSTERED.index)
    with pytest.raises(TooFineError) as caught:
        nearest_neighbours(CLUSTERED, SQUARE, uncertainty_m=vague, coverage="census")
    assert caught.value.values["count"] == 10
    assert caught.value.values["uncertainty_m"] == 4000
    with pytest.raises(TooFineError):
        ripley(CLUSTERED, SQUARE, uncertainty_m=vague, coverage="census", distances_m=np.array([500.0, 5000.0]))
    # Left to itself it starts where the places are known.
    assert ripley(CLUSTERED, SQUARE, uncertainty_m=vague, coverage="census").table["distance_m"].min() >= 4000
    # Places too vague for the whole window are refused as well.
    with pytest.raises(TooFineError):
        ripley(CLUSTERED, SQUARE, uncertainty_m=6000, coverage="census")


def test_an_unstated_uncertainty_is_told_and_not_taken_for_zero() -> None:
    unstated = pd.Series([np.nan] * 90, index=CLUSTERED.index)
    result = ripley(CLUSTERED, SQUARE, uncertainty_m=unstated, coverage="census")
    assert result.caution("uncertainty_unknown").values == {"count": 90, "total": 90}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"points": CLUSTERED.to_crs("EPSG:4326")}, NotMetricError),
        ({"points": CLUSTERED.to_crs("EPSG:3857")}, NotMetricError),
        ({"points": CLUSTERED.to_crs("EPSG:2229")}, NotMetricError),  # US survey feet
        ({"points": CLUSTERED.set_crs(None, allow_override=True)}, NotMetricError),
        ({"points": CLUSTERED.buffer(10)}, UnusableValuesError),
        ({"points": CLUSTERED.head(9)}, TooFewError),
        ({"window": shapely.Point(0, 0)}, UnusableValuesError),
        ({"window": shapely.box(0, 0, 1, 1)}, TooFewError),
        ({"uncertainty_m": -1}, UnusableValuesError),
        ({"coverage": "some"}, ParameterError),
        ({"simulations": 3}, ParameterError),
    ],
)
@pytest.mark.parametrize("analysis", [nearest_neighbours, ripley])
def test_what_has_no_meaning_is_refused(
    analysis: object, change: dict[str, object], fault: type[ObservatoryError]
) -> None:
    arguments = {"points": CLUSTERED, "window": SQUARE, "uncertainty_m": 0.0, "coverage": "census"} | change
    with pytest.raises(fault):
        analysis(**arguments)  # type: ignore[operator]


def test_distances_must_rise() -> None:
    for steps in ([2000.0, 1000.0], [0.0, 100.0], []):
        with pytest.raises(ParameterError):
            ripley(CLUSTERED, SQUARE, uncertainty_m=0, coverage="census", distances_m=np.array(steps))


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_POINTS_RIPLEY", 50)
    with pytest.raises(TooManyError):
        ripley(CLUSTERED, SQUARE, uncertainty_m=0, coverage="census")


def test_a_narrow_window_is_filled_by_lot_without_end() -> None:
    strip = shapely.union_all(
        [shapely.box(WEST, SOUTH, WEST + 20_000, SOUTH + 10), shapely.box(WEST, SOUTH, WEST + 10, SOUTH + 20_000)]
    )
    patterns = module._random_patterns(strip, 50, simulations=19, seed=1)
    assert len(patterns) == 19
    assert all(len(pattern) == 50 and shapely.intersects_xy(strip, pattern).all() for pattern in patterns)


def test_two_sided_counts_the_observed_pattern() -> None:
    assert two_sided(5.0, np.arange(1.0, 5.0)) == pytest.approx(0.4)
    assert two_sided(2.5, np.arange(1.0, 5.0)) == 1.0
