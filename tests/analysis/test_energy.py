"""Electricity, carbon, bandwidth and verdicts of an allocation, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.analysis.energy import Load, outcomes, totals

LOADS = (Load("real_time", 5.0, 100.0), Load("backup", None, 2.0))
SITES = pd.DataFrame(
    {
        "id": ["near", "far"],
        "low_ms": [2.0, 4.0],
        "estimate_ms": [3.0, 6.0],
        "high_ms": [4.0, 8.0],
        "pue": [1.25, 1.2],
        "carbon_low": [0.5, 0.4],
        "carbon_high": [0.5, 0.6],
    }
)
RACKS = np.array([[100.0, 50.0], [0.0, 200.0]])


def test_every_part_is_worked_out() -> None:
    parts = outcomes(RACKS, LOADS, SITES, kw_per_rack=10.0)
    assert list(zip(parts["load_id"], parts["site_id"], parts["verdict"], strict=True)) == [
        ("real_time", "near", "surely"),
        ("real_time", "far", "possibly"),
        ("backup", "far", "free"),
    ]
    # 100 racks x 10 kW x 8760 h x 1.25 = 10.95 GWh; x 0.5 kg/kWh = 5.475 kt; 100 x 100 Mbit/s = 10 Gbit/s.
    assert parts["electricity_gwh"][0] == pytest.approx(10.95)
    assert parts["carbon_kt_low"][0] == parts["carbon_kt_high"][0] == pytest.approx(5.475)
    assert parts["bandwidth_gbps"].tolist() == pytest.approx([10.0, 5.0, 0.4])
    assert parts["carbon_kt_low"][2] == pytest.approx(200 * 10 * 8760 * 1.2 * 0.4 / 1e6)


def test_sums() -> None:
    found = totals(
        outcomes(RACKS, LOADS, SITES, kw_per_rack=10.0), {"near": 60.0, "far": None}, {"near": 1.25, "far": 1.2}
    )
    assert (found.racks, found.met_racks) == (350.0, 300.0)  # 6 ms are too many for the 50 racks within 5 ms
    assert (found.over_capacity_racks, found.no_capacity_racks) == (40.0, 250.0)
    assert found.mean_pue == pytest.approx((100 * 1.25 + 250 * 1.2) / 350)
    assert found.electricity_gwh == pytest.approx((100 * 1.25 + 250 * 1.2) * 10 * 8760 / 1e6)
    assert found.bandwidth_gbps == pytest.approx(15.4)


def test_what_rests_on_a_missing_value_is_missing() -> None:
    parts = outcomes(RACKS, (Load("real_time", 5.0, None), LOADS[1]), SITES.assign(carbon_low=np.nan), kw_per_rack=None)
    found = totals(parts, {}, {"near": 1.25, "far": None})
    assert (found.electricity_gwh, found.carbon_kt_low, found.bandwidth_gbps, found.mean_pue) == (None,) * 4


def test_a_part_of_the_sum_is_not_taken_for_the_whole() -> None:
    sites = SITES.assign(carbon_low=[0.5, np.nan])
    assert totals(outcomes(RACKS, LOADS, sites, kw_per_rack=10.0), {}, {}).carbon_kt_low is None


def test_nothing_placed_has_no_totals() -> None:
    found = totals(outcomes(np.zeros((2, 2)), LOADS, SITES, kw_per_rack=10.0), {}, {})
    assert (found.racks, found.electricity_gwh, found.mean_pue) == (0.0, None, None)
