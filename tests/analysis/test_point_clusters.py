"""Point clusters: groups found, numbered by size, bounded; proximity and sensitivity over their parameters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo.analysis import sensitivity
from geo.analysis.errors import (
    NotMetricError,
    ParameterError,
    TooFewError,
    TooFineError,
    TooManyError,
    UnusableValuesError,
)
from geo.analysis.hot_spots import Neighbourhood
from geo.analysis.point_clusters import NOISE, boundaries, dbscan, hdbscan, suggested_reach
from geo.analysis.proximity import adjusted_quotients, kernel_weights
from geo.analysis.regional import from_cells
from tests.analysis.places import groups, lattice, points, scattered

PATTERN = pd.concat(
    [groups((5000, 5000), each=40), groups((15_000, 15_000), each=25, seed=8), points([(30_000, 0), (0, 30_000)])],
    ignore_index=True,
)
KNOWN = {"uncertainty_m": 100.0, "coverage": "census"}


def test_dbscan_finds_the_groups_and_numbers_them_by_size() -> None:
    result = dbscan(PATTERN, reach_m=600, min_points=5, **KNOWN)
    assert result.figures["clusters"].value == 2
    assert result.figures["largest"].value == 40
    assert result.figures["share"].value == pytest.approx(65 / 67)
    assert result.table["cluster"].tolist() == [0] * 40 + [1] * 25 + [NOISE] * 2
    assert not result.table["core"].iloc[-1]


def test_dbscan_equals_scikit_learn() -> None:
    from sklearn.cluster import DBSCAN  # takes a second to import, in each process that only collects this file

    xy = np.column_stack([PATTERN.x, PATTERN.y])
    labels = DBSCAN(eps=300, min_samples=4).fit_predict(xy)
    found = dbscan(PATTERN, reach_m=300, min_points=4, **KNOWN).table["cluster"].to_numpy()
    assert ((labels < 0) == (found < 0)).all()
    assert len({(a, b) for a, b in zip(labels, found, strict=True)}) == len(set(labels))


def test_weights_stand_for_many_points() -> None:
    pair = points([(0, 0), (100, 0), (9000, 0), (9100, 0), (20_000, 0)])
    heavy = np.array([5.0, 1.0, 1.0, 1.0, 1.0])
    assert dbscan(pair, reach_m=200, min_points=4, **KNOWN).figures["clusters"].value == 0
    assert dbscan(pair, reach_m=200, min_points=4, weights=heavy, **KNOWN).table["cluster"].tolist()[:2] == [0, 0]
    with pytest.raises(UnusableValuesError):
        dbscan(pair, reach_m=200, min_points=4, weights=-heavy, **KNOWN)


def test_hdbscan_finds_groups_of_differing_density() -> None:
    mixed = pd.concat(
        [groups((5000, 5000), spread_m=150, each=40), groups((20_000, 20_000), spread_m=1500, each=40, seed=9)],
        ignore_index=True,
    )
    result = hdbscan(mixed, least_m=200, min_cluster=15, **KNOWN)
    labels = result.table["cluster"].to_numpy()
    assert result.figures["clusters"].value == 2
    assert len(set(labels[:40]) - {NOISE}) == len(set(labels[40:]) - {NOISE}) == 1
    assert result.table["strength"].between(0, 1).all()


def test_boundaries_hold_their_members_and_measure_them() -> None:
    square = points([(0, 0), (0, 1000), (1000, 0), (1000, 1000), (500, 500)])
    result = dbscan(square, reach_m=1500, min_points=2, **KNOWN)
    hull = boundaries(square, result.table["cluster"], concavity=1)
    assert hull["area_km2"].tolist() == pytest.approx([1.0])
    assert hull["density_km2"].tolist() == pytest.approx([5.0])
    assert hull.crs == square.crs
    found = boundaries(PATTERN, dbscan(PATTERN, reach_m=600, min_points=5, **KNOWN).table["cluster"])
    assert found["points"].tolist() == [40, 25]
    for row in found.itertuples():
        members = PATTERN[[0, 40][row.cluster] : [40, 65][row.cluster]]
        assert members.distance(row.geometry).max() < 1e-6


def test_a_cluster_without_area_has_no_density() -> None:
    spot = points([(0, 0)] * 6 + [(50_000, 0)])
    result = dbscan(spot, reach_m=500, min_points=3, **KNOWN)
    found = boundaries(spot, result.table["cluster"])
    assert found["area_km2"].tolist() == [0]
    assert found["density_km2"].isna().all()


def test_no_cluster_gives_no_boundary() -> None:
    result = dbscan(scattered(20), reach_m=200, min_points=10, **KNOWN)
    found = boundaries(scattered(20), result.table["cluster"])
    assert len(found) == 0
    assert found.columns.tolist() == ["cluster", "points", "area_km2", "density_km2", "geometry"]


def test_clusters_finer_than_the_places_are_refused() -> None:
    vague = pd.Series([6000.0] * 3 + [50.0] * 64)
    with pytest.raises(TooFineError) as caught:
        dbscan(PATTERN, reach_m=600, min_points=5, uncertainty_m=vague, coverage="census")
    assert caught.value.values == {
        "method": "dbscan",
        "scale_m": 600,
        "uncertainty_m": 6000,
        "count": 3,
        "total": 67,
    }
    with pytest.raises(TooFineError):
        hdbscan(PATTERN, least_m=600, min_cluster=5, uncertainty_m=vague, coverage="census")


def test_a_sample_is_told() -> None:
    result = dbscan(PATTERN, reach_m=600, min_points=5, uncertainty_m=np.nan, coverage="sample")
    assert result.caution("sample").values == {"count": 67}
    assert result.caution("uncertainty_unknown").values == {"count": 67, "total": 67}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"reach_m": 0}, ParameterError),
        ({"reach_m": float("inf")}, ParameterError),
        ({"min_points": 1}, ParameterError),
        ({"min_points": 2.5}, ParameterError),
        ({"points": PATTERN.head(4)}, TooFewError),
        ({"points": PATTERN.to_crs("EPSG:4326")}, NotMetricError),
        ({"coverage": ""}, ParameterError),
    ],
)
def test_what_has_no_meaning_is_refused(change: dict[str, object], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        dbscan(**({"points": PATTERN, "reach_m": 600, "min_points": 5, **KNOWN} | change))


def test_hdbscan_refuses_more_than_it_can_do_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.analysis.point_clusters.MAX_POINTS_HDBSCAN", 50)
    with pytest.raises(TooManyError):
        hdbscan(PATTERN, least_m=600, min_cluster=5, **KNOWN)


def test_the_suggested_reach_separates_the_groups_and_respects_the_uncertainty() -> None:
    reach = suggested_reach(PATTERN, min_points=5, uncertainty_m=100)
    assert 100 <= reach < 5000
    assert dbscan(PATTERN, reach_m=reach, min_points=5, **KNOWN).figures["clusters"].value == 2
    assert suggested_reach(PATTERN, min_points=5, uncertainty_m=7000) == 7000
    assert suggested_reach(points([(0, 0)] * 9), min_points=5, uncertainty_m=0) == 1


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(67)))
def test_groups_do_not_depend_on_the_order_of_the_points(order: list[int]) -> None:
    base = dbscan(PATTERN, reach_m=600, min_points=5, **KNOWN).table
    shuffled = dbscan(PATTERN.iloc[order], reach_m=600, min_points=5, **KNOWN).table
    assert_frame_equal(shuffled.sort_index(), base)


def test_sensitivity_of_dbscan_shows_every_combination_and_what_is_refused() -> None:
    grid = sensitivity.of_dbscan(PATTERN, reach_m=400, min_points=6, uncertainty_m=250, coverage="census")
    assert len(grid) == 25
    assert grid["chosen"].sum() == 1
    assert grid.loc[grid["chosen"], "agreement"].item() == 1
    assert set(grid.loc[grid["reach_m"] == 200, "refused"]) == {"analysis_too_fine"}
    assert grid.loc[grid["reach_m"] == 200, "clusters"].isna().all()
    assert set(grid.loc[grid["reach_m"] >= 300, "refused"]) == {""}
    of_hdbscan = sensitivity.of_hdbscan(PATTERN, least_m=400, min_cluster=10, uncertainty_m=100, coverage="census")
    assert of_hdbscan["agreement"].between(-1, 1).all()


def test_sensitivity_of_hot_spots_compares_with_the_chosen_neighbourhood() -> None:
    values = pd.Series(np.random.default_rng(1).uniform(0, 10, (12, 12)).ravel(), index=lattice(12, 12).index)
    values.iloc[[0, 1, 2, 12, 13, 14, 24, 25, 26]] += 100
    grid = sensitivity.of_hot_spots(
        values,
        lattice(12, 12),
        neighbourhoods=[Neighbourhood("contiguity"), Neighbourhood("nearest", k=4), Neighbourhood("nearest", k=500)],
        uncertainty_m=0,
        coverage="census",
    )
    assert grid["chosen"].tolist() == [True, False, False]
    assert grid["refused"].tolist() == ["", "", "analysis_parameter"]
    assert grid["number"].isna().tolist() == [True, False, False]


REGIONS = pd.Index(["a", "b", "c"])
TABLE = from_cells(pd.DataFrame({"ai": [80, 20, 5], "chips": [20, 80, 95]}, index=REGIONS), basis="counts")
PLACES = points([(0, 0), (10_000, 0), (80_000, 0)]).set_axis(REGIONS)


def test_adjusted_quotients_by_hand() -> None:
    result = adjusted_quotients(TABLE, PLACES, bandwidth_m=20_000, kernel="bisquare", coverage="census")
    weight = (1 - 0.5**2) ** 2  # a and b are half a bandwidth apart, c is out of reach
    ai, everything = 80 + 20 * weight, 100 + 100 * weight
    rows = result.table.set_index(["region", "industry"])
    assert rows.loc[("a", "ai"), "adjusted"] == pytest.approx((ai / everything) / (105 / 300))
    assert rows.loc[("c", "ai"), "adjusted"] == pytest.approx(rows.loc[("c", "ai"), "lq"])
    assert rows.loc[("a", "ai"), "change"] < 0
    assert result.caution("no_neighbours").values == {"count": 1, "total": 3}


def test_adjusted_quotients_lie_between_the_plain_one_and_one_for_all() -> None:
    narrow = adjusted_quotients(TABLE, PLACES, bandwidth_m=1, coverage="census").table
    wide = adjusted_quotients(TABLE, PLACES, bandwidth_m=1e9, coverage="census").table
    assert narrow["adjusted"].to_numpy() == pytest.approx(narrow["lq"].to_numpy(), abs=1e-9)
    assert wide["adjusted"].to_numpy() == pytest.approx(np.ones(6), abs=1e-6)


def test_adjusted_quotients_refuse_what_is_too_vague_or_has_no_place() -> None:
    with pytest.raises(TooFineError):
        adjusted_quotients(TABLE, PLACES, bandwidth_m=5000, coverage="census", uncertainty_m=6000)
    with pytest.raises(UnusableValuesError):
        adjusted_quotients(TABLE, PLACES.drop("b"), bandwidth_m=5000, coverage="census")
    with pytest.raises(ParameterError):
        adjusted_quotients(TABLE, PLACES, bandwidth_m=0, coverage="census")
    with pytest.raises(ParameterError):
        adjusted_quotients(TABLE, PLACES, bandwidth_m=5000, kernel="cone", coverage="census")


def test_sensitivity_to_the_bandwidth() -> None:
    grid = sensitivity.of_bandwidth(
        TABLE, PLACES, bandwidth_m=10_000, kernel="gaussian", uncertainty_m=6000, coverage="census"
    )
    assert grid["refused"].tolist() == ["analysis_too_fine", "", "", "", ""]
    assert grid.loc[grid["chosen"], "bandwidth_m"].tolist() == [10_000]


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(1, 1e6), st.sampled_from(["gaussian", "bisquare"]))
def test_weights_fall_from_one_to_zero(distances: list[float], bandwidth_m: float, kernel: str) -> None:
    found = kernel_weights(np.sort(distances), bandwidth_m=bandwidth_m, kernel=kernel)
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) <= 1e-12).all()
    assert kernel_weights(np.zeros(1), bandwidth_m=bandwidth_m, kernel=kernel) == pytest.approx([1])
