"""The network page's findings: each recomputed from rows made here, and told only where two figures are alike."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from geo.analysis.progress import Figure, panels
from geo.computing.findings import _gap, _growth, _pue
from geo.computing.scenario import Dearer, Result, dearer
from geo.computing.state import Scenario
from geo.model import Text


def figure(subject: str, metric: str, value: float, as_of: str, **more: Any) -> Figure:
    made = Figure(
        hub_id="",
        computing_id="",
        subject=Text(subject, subject),
        measure="racks",
        metric=Text(metric, metric),
        unit="racks",
        low=value,
        high=value,
        qualifier="eq",
        as_of=as_of,
        is_target=False,
        target_date="",
        figure_ids=(f"{subject}{as_of}",),
        source_ids="s1",
        confidence="medium",
        notes=(),
    )
    return dataclasses.replace(made, **more)


ROWS = (
    figure("A", "Racks", 10_000, "2023-06", hub_id="a"),
    figure("A", "Racks", 30_000, "2025-09", hub_id="a"),
    figure("A", "Rack target", 100_000, "2025-01", hub_id="a", high=300_000, is_target=True, target_date="2025-12"),
    figure("China", "Racks", 7_000_000, "2023-06"),
    figure("China", "Racks", 9_000_000, "2024-12"),
    figure("China", "Mean PUE", 1.42, "2025-06", measure="pue"),
    figure("Hubs", "Best PUE", 1.04, "2025-06", measure="pue"),
    figure("China", "Intelligent computing", 1.0, "2024-01", measure="computing", precision="FP16"),
    figure("China", "Intelligent computing", 9.0, "2026-01", measure="computing", precision=""),
)


def test_a_panel_holds_one_subject_and_metric_with_its_targets() -> None:
    racks = panels(ROWS, "racks")
    assert [(one.head.subject.en, len(one.figures), len(one.targets)) for one in racks] == [
        ("China", 2, 0),
        ("A", 2, 1),
    ]
    assert racks[1].share() == pytest.approx((0.1, 0.3))
    assert [one.head.metric.en for one in panels(ROWS, "pue")] == ["Mean PUE", "Best PUE"]
    assert len(panels(ROWS, "computing")) == 2  # two precisions are never one line


def test_a_target_without_a_figure_is_a_panel_of_its_own() -> None:
    (only,) = panels((ROWS[2],), "racks")
    assert (only.figures, only.head.is_target, only.share()) == ((), True, None)


def test_growth_is_of_one_thing_and_the_country_comes_first() -> None:
    found = _growth(ROWS)
    assert found is not None
    assert (found.subject.en, found.dates) == ("China", {"since": "2023-06", "until": "2024-12"})
    assert found.values["times"] == pytest.approx(9 / 7)
    assert _growth((ROWS[7], ROWS[8])) is None
    assert _growth((ROWS[3], figure("China", "Racks", 9e6, "2023-09"))) is None  # too near in time


def test_gap_and_pue_name_both_figures() -> None:
    found = _gap(ROWS)
    assert found is not None
    assert (found.subject.en, found.values["reached"], found.dates["due"]) == ("A", 30_000, "2025-12")
    assert (found.values["least"], found.values["most"]) == pytest.approx((0.1, 0.3))
    pue = _pue(ROWS, [1.25, 1.2, 1.2])
    assert pue is not None
    assert pue.values == {"mean": 1.42, "low": 1.2, "high": 1.25}
    assert _pue(ROWS, []) is None
    assert _gap(ROWS[:2]) is None


def totals(**values: float | None) -> Any:
    from geo.analysis.energy import Totals

    base = Totals(100.0, 100.0, 0.0, 0.0, 1.2, 10.0, 5.0, 5.0, 1.0)
    return dataclasses.replace(base, **values)


def result(own: Any, best: Any, **scenario: Any) -> Result:
    class Part:
        def __init__(self, made: Any) -> None:
            self.totals = made

    made = Result.__new__(Result)
    for name, value in {"scenario": Scenario(**scenario), "own": Part(own), "optimal": best and Part(best)}.items():
        object.__setattr__(made, name, value)
    return made


def test_an_optimum_that_costs_more_says_why() -> None:
    more = totals(carbon_kt_low=7.0, carbon_kt_high=7.0)
    assert dearer(result(totals(), more)) == Dearer(None, (5.0, 7.0), {"objective": 100.0})
    strict = dearer(result(totals(met_racks=60.0, no_capacity_racks=25.0), totals(electricity_gwh=12.0)))
    assert strict == Dearer((10.0, 12.0), None, {"latency": 40.0, "unknown_capacity": 25.0})
    assert dearer(result(totals(), more, objective="carbon")) == Dearer(None, (5.0, 7.0), {"rest": 100.0})
    assert dearer(result(totals(), totals())) is None
    assert dearer(result(totals(carbon_kt_low=None), more)) is None
    assert dearer(result(totals(), None)) is None
