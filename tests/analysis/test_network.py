"""Estimates, matrices, reach and rings, on places whose distances are known."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.analysis.errors import BorderCrossingError
from geo.analysis.gazetteer import Place
from geo.analysis.latency import KINDS, LatencyModels
from geo.analysis.network import MAX_RING_KM, Target, estimate, matrix, rings, targets, verdicts
from geo.catalog import load_catalog
from geo.model import Text
from tests.analysis.test_latency import build

BEIJING = Place("city", "bj", Text("北京", "Beijing"), 116.4074, 39.9042, 5000.0, "CN")
SHANGHAI = Place("city", "sh", Text("上海", "Shanghai"), 121.4737, 31.2304, 5000.0, "CN")
LIMITS = (Target("a", 1.0), Target("b", 5.0), Target("c", 20.0))
LONS, LATS = st.floats(75, 134), st.floats(18, 53)


@pytest.fixture(scope="module")
def models() -> LatencyModels:
    """Return the models of the real data."""
    return build()


def test_targets_are_those_of_the_policy() -> None:
    found = targets(load_catalog().table("network_facts"))
    assert [(target.fact_id, target.limit_ms) for target in found] == [("nf01", 1.0), ("nf02", 5.0), ("nf03", 20.0)]


def test_round_trip_is_twice_one_way_and_meets_the_same_targets(models: LatencyModels) -> None:
    one, two = (
        estimate(models, BEIJING, SHANGHAI, kind="optical", direction=way, limits=LIMITS) for way in ("one_way", "rtt")
    )
    assert two.estimate_ms == pytest.approx(2 * one.estimate_ms)
    assert two.floor_ms == pytest.approx(2 * one.floor_ms)
    assert one.meets == two.meets == (20.0,)


@given(lon=LONS, lat=LATS, to_lon=LONS, to_lat=LATS, kind=st.sampled_from(KINDS))
def test_latency_is_the_same_there_and_back(
    models: LatencyModels, lon: float, lat: float, to_lon: float, to_lat: float, kind: str
) -> None:
    here, there = replace(BEIJING, lon=lon, lat=lat), replace(SHANGHAI, lon=to_lon, lat=to_lat)
    out = estimate(models, here, there, kind=kind, direction="one_way")
    back = estimate(models, there, here, kind=kind, direction="one_way")
    assert out.estimate_ms == pytest.approx(back.estimate_ms)
    assert out.floor_ms <= out.low_ms <= out.estimate_ms <= out.high_ms


@pytest.mark.parametrize("territory", ["CN-HK", "CN-MO", "CN-TW", "JP", ""])
def test_link_across_a_border_is_refused(models: LatencyModels, territory: str) -> None:
    abroad = replace(SHANGHAI, territory=territory)
    for ends in ((BEIJING, abroad), (abroad, BEIJING), (abroad, abroad)):
        with pytest.raises(BorderCrossingError, match="mainland"):
            estimate(models, *ends, kind="optical", direction="one_way")


def frame(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    """Return places as `matrix` takes them."""
    return pd.DataFrame(rows, columns=["id", "lon", "lat", "uncertainty_m"])


def test_matrix_holds_every_pair_as_estimate_gives_it(models: LatencyModels) -> None:
    origins = frame(("bj", 116.4074, 39.9042, 0.0), ("sh", 121.4737, 31.2304, 100_000.0))
    found = matrix(models, origins, origins, kind="ip", direction="rtt")
    assert list(zip(found["origin_id"], found["target_id"], strict=True)) == [
        ("bj", "bj"),
        ("bj", "sh"),
        ("sh", "bj"),
        ("sh", "sh"),
    ]
    single = estimate(models, BEIJING, SHANGHAI, kind="ip", direction="rtt")
    assert found["estimate_ms"][1] == pytest.approx(single.estimate_ms)
    assert found["distance_km"][0] == 0
    # 100 km of uncertainty, both ways: factor x 2 x 4.897 us/km x 100 km.
    assert found["position_ms"][1] == pytest.approx(models["ip"].estimate.factor * 0.9793, rel=1e-3)


def test_verdicts_at_and_around_the_edges() -> None:
    pairs = pd.DataFrame(
        {
            "floor_ms": [1.0, 1.0, 1.0, 1.0, 5.1],
            "low_ms": [2.0, 2.0, 5.0, 5.1, 6.0],
            "high_ms": [4.0, 5.0, 8.0, 9.0, 9.0],
        }
    )
    assert list(verdicts(pairs, 5.0)) == ["surely", "surely", "possibly", "not", "impossible"]


def test_rings_are_true_circles_at_the_distance_of_the_budget(models: LatencyModels) -> None:
    found = {ring.edge: ring for ring in rings(models, 116.4, 39.9, budget_ms=5.0, kind="optical", direction="one_way")}
    assert (
        found["sure"].radius_km < found["estimate"].radius_km < found["possible"].radius_km < found["floor"].radius_km
    )
    assert found["floor"].radius_km == pytest.approx(5.0 / float(models.floor_ms(1.0)))
    geod = Geod(ellps="WGS84")
    for ring in found.values():
        for lat, lng in ring.points[::30]:
            assert geod.inv(116.4, 39.9, lng, lat)[2] / 1000 == pytest.approx(ring.radius_km, abs=0.05)


def test_budget_below_the_equipment_has_no_ring(models: LatencyModels) -> None:
    found = {ring.edge: ring for ring in rings(models, 116.4, 39.9, budget_ms=0.2, kind="optical", direction="one_way")}
    assert (found["sure"].radius_km, found["sure"].points) == (0.0, ())
    assert found["floor"].radius_km == pytest.approx(40.8, abs=0.1)


def test_ring_wider_than_the_country_is_not_drawn(models: LatencyModels) -> None:
    found = rings(models, 116.4, 39.9, budget_ms=60.0, kind="optical", direction="one_way")
    assert all(ring.radius_km > MAX_RING_KM and ring.points == () for ring in found)


@given(lon=LONS, lat=LATS, budget=st.floats(1, 30))
def test_ring_of_any_place_runs_on_past_180_degrees(
    models: LatencyModels, lon: float, lat: float, budget: float
) -> None:
    for ring in rings(models, lon, lat, budget_ms=budget, kind="internet", direction="rtt"):
        steps = [abs(b[1] - a[1]) for a, b in zip(ring.points, ring.points[1:], strict=False)]
        assert all(step < 180 for step in steps)
