"""Progress: figures as published, disagreeing ones as a range, never across subjects, metrics or periods."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.analysis.progress import METRICS, UNITS, figures, panels
from geo.catalog import load_catalog

ROW = {
    "figure_id": "a",
    "subject_zh": "甲",
    "subject_en": "A",
    "computing_id": "a",
    "hub_id": "h",
    "metric_zh": "机架",
    "metric_en": "Racks",
    "value_low": 100.0,
    "value_high": 100.0,
    "qualifier": "eq",
    "unit": "racks",
    "is_target": 0,
    "target_date": "",
    "note_zh": "",
    "note_en": "",
    "source_ids": "s1",
    "as_of": "2025-06",
    "confidence": "high",
}


def table(*rows: dict[str, object]) -> pd.DataFrame:
    """Return rows of `status_figures`, each given by what differs from ROW."""
    return pd.DataFrame([ROW | row for row in rows])


def test_sources_that_disagree_on_one_month_make_a_range() -> None:
    (found,) = figures(
        table(
            {},
            {
                "figure_id": "b",
                "value_low": 140.0,
                "value_high": 140.0,
                "as_of": "2025-06-22",
                "source_ids": "s2",
                "confidence": "low",
            },
        )
    )
    assert (found.low, found.high, found.qualifier) == (100.0, 140.0, "range")
    assert (found.figure_ids, found.source_ids, found.confidence) == (("a", "b"), "s1;s2", "low")


def test_sources_that_agree_make_one_figure() -> None:
    (found,) = figures(table({}, {"figure_id": "b", "source_ids": "s2"}))
    assert (found.low, found.high, found.qualifier) == (100.0, 100.0, "eq")


@pytest.mark.parametrize("change", [{"as_of": "2025-07"}, {"subject_en": "B"}, {"metric_en": "Racks in use"}])
def test_other_months_subjects_and_metrics_stay_apart(change: dict[str, object]) -> None:
    assert len(figures(table({}, {"figure_id": "b", "value_low": 5.0, **change}))) == 2


TARGET = {"is_target": 1, "target_date": "2025-12", "metric_en": "Rack target"}


def test_targets_of_one_year_are_alternatives() -> None:
    other = TARGET | {
        "figure_id": "b",
        "target_date": "2025",
        "unit": "million racks",
        "value_low": 0.3,
        "value_high": 0.3,
    }
    (found,) = figures(table(TARGET, other))
    assert (found.low, found.high, found.is_target) == (100.0, 300_000.0, True)


def test_what_is_to_be_added_is_no_alternative_of_what_is_to_stand() -> None:
    added = TARGET | {
        "figure_id": "b",
        "metric_en": "Racks to be added by 2025 in the plan",
        "unit": "million racks",
        "value_low": 0.3,
        "value_high": 0.3,
    }
    found = figures(table({}, TARGET | {"value_low": 400.0, "value_high": 400.0}, added))
    stock, addition = panels(found, "racks")
    assert (stock.share(), [one.low for one in stock.targets]) == ((0.25, 0.25), [400.0])
    assert (addition.figures, addition.share(), addition.head.low) == ((), None, 300_000.0)


def test_open_bound_stays_open() -> None:
    (found,) = figures(
        table({"value_high": float("nan"), "qualifier": "gt", "unit": "million racks", "value_low": 1.46})
    )
    assert (found.low, found.high, found.qualifier, found.unit) == (1_460_000.0, None, "gt", "racks")


def test_additions_are_no_stock() -> None:
    assert figures(table({"metric_en": "New racks"})) == ()


def test_registry_names_only_metrics_and_units_the_data_has() -> None:
    status = load_catalog().table("status_figures")
    assert set(METRICS) <= set(status["metric_en"])
    assert set(UNITS) <= set(status["unit"])


def test_every_figure_rests_on_sources_the_catalogue_holds() -> None:
    catalog = load_catalog()
    found = figures(catalog.table("status_figures"))
    assert len(found) > 30
    for figure in found:
        assert figure.low is not None or figure.high is not None
        assert catalog.sources(figure.source_ids)
        assert figure.as_of


def test_the_racks_of_qingyang_are_held_against_the_racks_to_stand_only() -> None:
    found = figures(load_catalog().table("status_figures"))
    of_qingyang = [one for one in panels(found, "racks") if one.head.computing_id == "qingyang"]
    stock = next(one for one in of_qingyang if one.figures)
    assert (stock.head.figure_ids, stock.share()) == (("sf039",), (0.31, 0.31))
    assert [one.figure_ids for one in stock.targets if one.target_date] == [("sf041_racks",)]
    assert [one.head.figure_ids for one in of_qingyang if not one.figures] == [("sf042_2025",)]
