"""Metrics: every status figure is of a kind, and nothing published is held against what it does not count."""

from __future__ import annotations

from collections import defaultdict

import pytest

from geo.analysis.metrics import ADDITION, FLOW, KINDS, METRICS, PROMISE, SHARE, STOCK, metric
from geo.analysis.progress import MEASURES, figures, panels
from geo.analysis.progress import METRICS as DRAWN
from geo.catalog import load_catalog
from geo.governance.movements import movements
from geo.governance.series import all_series
from geo.model import Text


def test_every_metric_of_the_data_is_told_and_every_target_is_of_one_of_its_own_kind() -> None:
    rows = load_catalog().table("status_figures").to_dict("records")
    assert {str(row["metric_en"]) for row in rows} == set(METRICS)
    assert {one.kind for one in METRICS.values()} == set(KINDS)
    for one in METRICS.values():
        if one.target_of:
            assert METRICS[one.target_of].kind == one.kind
            assert not METRICS[one.target_of].target_of


@pytest.mark.parametrize(
    ("zh", "en", "kind"),
    [
        ("新增标准机架", "Standard racks added", ADDITION),
        ("新开工园区", "New parks", ADDITION),
        ("规划新增机架", "Planned racks", PROMISE),
        ("签约算力", "Computing power signed", PROMISE),
        ("新增算力占比", "Share of new computing", SHARE),
        ("全年用电量", "Electricity use of the year", FLOW),
        ("服务器", "Servers in operation", STOCK),
    ],
)
def test_a_metric_that_nobody_listed_is_told_by_its_words(zh: str, en: str, kind: str) -> None:
    assert metric(Text(zh, en)).kind == kind


def test_no_series_joins_kinds_and_no_target_stands_beside_another_kind() -> None:
    catalog = load_catalog()
    rows = {str(row["figure_id"]): row for row in catalog.table("status_figures").to_dict("records")}
    kinds: dict[str, set[str]] = defaultdict(set)
    targets = {str(key) for key, row in rows.items() if row["is_target"]}
    for one in all_series(catalog, low=True):
        told = {point.row_id for point in one.points} | {target.row_id for target in one.targets}
        kinds[f"{one.key} {one.unit}"] |= {metric(Text.of(rows[key], "metric")).kind for key in told if key}
        assert not targets & {point.row_id for point in one.points}, "a target is never an outcome"
    assert {key: held for key, held in kinds.items() if len(held) > 1} == {}


def test_both_pages_hold_the_same_figures_against_the_same_targets() -> None:
    catalog = load_catalog()
    followed = {
        target.row_id: {point.row_id for point in one.points}
        for one in all_series(catalog, low=True)
        for target in one.targets
    }
    found = figures(catalog.table("status_figures"))
    for measure in MEASURES:
        for panel in panels(found, measure):
            told = {key for one in panel.figures for key in one.figure_ids}
            for target in panel.targets:
                assert all(followed[key] == told for key in target.figure_ids), target.figure_ids
    assert followed["sf042_2025"] == followed["sf080"] == followed["sf032"] == followed["sf084"] == set()
    assert followed["sf041_racks"] == {"sf035_racks", "sf036_racks", "sf037", "sf039"}
    assert set(DRAWN) <= set(METRICS)


def test_what_came_in_a_span_is_not_compared_with_another_span() -> None:
    told = {one.series.measure for one in movements(all_series(load_catalog(), low=True), since="2020-01-01")}
    assert not told & {"new-projects", "new-racks"}, "25 projects by April and over 60 by September are no rise"
    assert "projects" not in told, "37 and 39 projects of one month are two counts of it"
