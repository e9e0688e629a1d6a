"""The latency models: fitted to the right rows, never below the floor, alike both ways, rising with distance."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.latency import KINDS, LatencyModels, fit_internet, geodesic_km, latency_models
from geo.catalog import load_catalog
from geo.errors import CatalogError

TABLES = ("latency_constants", "network_facts", "rtt_measurements", "computing_clusters")
MS_PER_KM = 1.468 / 299_792.458 * 1000


def tables() -> dict[str, pd.DataFrame]:
    """Return the catalogue's tables the models are made of."""
    return {name: load_catalog().table(name) for name in TABLES}


def build(**changed: pd.DataFrame) -> LatencyModels:
    """Build the models, with some tables replaced."""
    return latency_models(*(changed.get(name, table) for name, table in tables().items()))


@pytest.fixture(scope="module")
def models() -> LatencyModels:
    """Return the models of the real data."""
    return build()


def test_light_takes_4_897_microseconds_a_kilometre(models: LatencyModels) -> None:
    assert float(models.floor_ms(1000.0)) == pytest.approx(4.897, abs=5e-4)
    assert float(models.floor_ms(1000.0, direction="rtt")) == pytest.approx(9.793, abs=1e-3)


def test_distance_is_geodesic() -> None:
    # Beijing - Shanghai, by GeographicLib's GeodSolve on WGS84.
    assert float(geodesic_km(116.4074, 39.9042, 121.4737, 31.2304)) == pytest.approx(1066.3, abs=1.0)


def test_public_internet_errs_by_at_most_4_ms_with_each_row_left_out(models: LatencyModels) -> None:
    assert models.fit.rows == 15
    assert models.fit.left_out_mae_ms <= 4.0


def test_left_out_error_is_of_predictions_by_the_other_rows() -> None:
    fitted = tables()["rtt_measurements"].query("suggested_use == 'fit'")
    errors = []
    for index, row in fitted.iterrows():
        line, _fit, _sources = fit_internet(fitted.drop(index), MS_PER_KM)
        km = geodesic_km(row["from_lon"], row["from_lat"], row["to_lon"], row["to_lat"])
        errors.append(abs(row["value_low"] - float(line.at(MS_PER_KM * km, direction="rtt"))))
    _line, fit, _sources = fit_internet(fitted, MS_PER_KM)
    assert fit.left_out_mae_ms == pytest.approx(sum(errors) / len(errors))


def test_only_rows_marked_fit_are_fitted(models: LatencyModels) -> None:
    rows = tables()["rtt_measurements"]
    checks = rows["suggested_use"] == "check"
    assert checks.sum() == 10
    spoiled = rows.assign(value_low=rows["value_low"].where(~checks, 999.0))
    assert build(rtt_measurements=spoiled)["internet"] == models["internet"]


def test_a_line_is_found_again_from_points_on_it() -> None:
    fitted = tables()["rtt_measurements"].query("suggested_use == 'fit'")
    km = geodesic_km(fitted["from_lon"], fitted["from_lat"], fitted["to_lon"], fitted["to_lat"])
    line, fit, _sources = fit_internet(fitted.assign(value_low=2.0 + 2.2 * 2 * MS_PER_KM * km), MS_PER_KM)
    assert (line.access_ms, line.factor) == pytest.approx((1.0, 2.2))
    assert fit.mae_ms == pytest.approx(0.0, abs=1e-9)


def test_measurements_below_the_floor_cannot_pull_the_model_below_it() -> None:
    fitted = tables()["rtt_measurements"].query("suggested_use == 'fit'")
    line, fit, _sources = fit_internet(fitted.assign(value_low=0.5), MS_PER_KM)
    assert line.access_ms >= 0
    assert line.factor >= 1
    assert line.factor * fit.low_ratio >= 1 - 1e-9


def test_optical_mean_over_hub_pairs_is_the_monitored_one(models: LatencyModels) -> None:
    assert models.calibration.pairs == 43
    assert float(models["optical"].estimate.at(models.calibration.mean_floor_ms)) == pytest.approx(9.7)
    assert float(models["optical"].high.at(models.calibration.longest_floor_ms)) == pytest.approx(17.1)
    assert float(models["ip"].estimate.at(models.calibration.mean_floor_ms)) == pytest.approx(14.6)


def test_no_estimate_of_a_check_row_is_below_its_floor(models: LatencyModels) -> None:
    for row in tables()["rtt_measurements"].query("suggested_use == 'check'").to_dict("records"):
        km = geodesic_km(row["from_lon"], row["from_lat"], row["to_lon"], row["to_lat"])
        floor = models.floor_ms(km)
        for kind in KINDS:
            for line in (models[kind].low, models[kind].estimate, models[kind].high):
                assert float(line.at(floor)) >= float(floor)


@given(distance_km=st.floats(0, 6000), kind=st.sampled_from(KINDS), direction=st.sampled_from(("one_way", "rtt")))
def test_floor_is_never_exceeded_and_the_band_holds_its_estimate(
    models: LatencyModels, distance_km: float, kind: str, direction: str
) -> None:
    floor = float(models.floor_ms(distance_km))
    model = models[kind]
    low, estimate, high = (
        float(line.at(floor, direction=direction)) for line in (model.low, model.estimate, model.high)
    )
    assert float(models.floor_ms(distance_km, direction=direction)) <= low <= estimate <= high


@given(near=st.floats(0, 6000), far=st.floats(0, 6000), kind=st.sampled_from(KINDS))
def test_latency_rises_with_distance(models: LatencyModels, near: float, far: float, kind: str) -> None:
    near, far = sorted((near, far))
    assert float(models[kind].estimate.at(models.floor_ms(near))) <= float(
        models[kind].estimate.at(models.floor_ms(far))
    )


@given(budget=st.floats(0.5, 100), kind=st.sampled_from(KINDS), direction=st.sampled_from(("one_way", "rtt")))
def test_distance_at_a_budget_gives_the_budget_back(
    models: LatencyModels, budget: float, kind: str, direction: str
) -> None:
    line = models[kind].estimate
    assert float(line.at(line.floor_at(budget, direction=direction), direction=direction)) == pytest.approx(budget)


@pytest.mark.parametrize(
    ("table", "key", "row"),
    [
        ("latency_constants", "constant_id", "mp01"),
        ("latency_constants", "constant_id", "mp05"),
        ("network_facts", "fact_id", "nf09_mean"),
        ("network_facts", "fact_id", "nf06"),
    ],
)
def test_missing_figure_is_named(table: str, key: str, row: str) -> None:
    frame = tables()[table]
    with pytest.raises(CatalogError, match=row):
        build(**{table: frame[frame[key] != row]})


def test_too_few_rows_to_fit_are_refused() -> None:
    rows = tables()["rtt_measurements"]
    with pytest.raises(CatalogError, match="2 round trips marked fit"):
        build(rtt_measurements=rows[rows["suggested_use"] == "fit"].head(2))


def test_clusters_of_one_hub_cannot_calibrate() -> None:
    with pytest.raises(CatalogError, match="different hubs"):
        build(computing_clusters=tables()["computing_clusters"].assign(hub_id="jjj"))


def test_a_monitored_mean_below_the_policy_target_is_refused() -> None:
    facts = tables()["network_facts"]
    wrong = facts.assign(value_low=facts["value_low"].where(facts["fact_id"] != "nf09_mean", 6.0))
    with pytest.raises(CatalogError, match="optical"):
        build(network_facts=wrong)
