"""The indicator table, its caveats and normalised views, on figures made for the purpose."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

from geo.analysis.indicators import caveats, common_lines, indicator_lines, missing_figures, normalised, ranking
from geo.catalog.things import figures
from geo.comparison.values import value_text
from geo.language import translator
from geo.model import Indicator, Text

CASES = ("alpha", "beta")
NAMES = {"alpha": "Alpha", "beta": "Beta"}
COUNTRIES = {"alpha": "JP", "beta": "DE"}
UNITS = {"km2": ("平方公里", "km²"), "persons": ("人", "people"), "count": ("个", "number"), "rank": ("位", "rank")}


def row(subject: str, indicator: str, value: float, unit: str = "count", **more: Any) -> dict[str, Any]:
    """Return a row of `indicators`."""
    zh, en = UNITS.get(unit, ("十亿美元", unit))
    return {
        "subject_id": subject, "subject_kind": "case", "indicator_id": indicator, "value_low": value,
        "value_high": value, "value_text": "", "unit": unit, "unit_label_zh": zh, "unit_label_en": en,
        "qualifier": "eq", "scope": "", "is_claim": 0, "preferred": 1, "note_zh": "", "note_en": "",
        "source_ids": "s1", "as_of": "2020", "confidence": "high",
    } | more  # fmt: skip


def definitions(*indicators: str, direction: str = "higher") -> list[Indicator]:
    """Return indicators, all of one theme."""
    return [
        Indicator(indicator_id=key, name=Text(key, key), theme="firms", direction_of_merit=direction)
        for key in indicators
    ]


def lines(*rows: dict[str, Any], show_low: bool = False, direction: str = "higher") -> Any:
    keys = dict.fromkeys(item["indicator_id"] for item in rows)
    return indicator_lines(
        figures(pd.DataFrame(rows)), definitions(*keys, direction=direction), CASES, show_low=show_low
    )


def test_a_missing_figure_stays_missing_and_a_claim_never_stands_in() -> None:
    (line,) = lines(row("alpha", "firms", 9), row("beta", "firms", 500, is_claim=1))
    assert set(line.figures) == {"alpha"}
    assert line.claims["beta"].middle == 500
    assert missing_figures([line], CASES) == {"alpha": (), "beta": ("firms",)}


def test_the_preferred_figure_counts_then_the_newest() -> None:
    (line,) = lines(
        row("alpha", "firms", 1, preferred=0, as_of="2024"),
        row("alpha", "firms", 2, as_of="2019"),
        row("beta", "firms", 3, preferred=0, as_of="2010"),
        row("beta", "firms", 4, preferred=0, as_of="2018"),
    )
    assert {case: figure.middle for case, figure in line.figures.items()} == {"alpha": 2, "beta": 4}


def test_low_confidence_is_out_unless_asked_for() -> None:
    rows = (row("alpha", "firms", 1), row("beta", "firms", 2, confidence="low"))
    assert set(lines(*rows)[0].figures) == {"alpha"}
    shown = lines(*rows, show_low=True)[0]
    assert "tentative" in {caveat.kind for caveat in shown.caveats}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"as_of": "2011"}, "years"),
        ({"unit": "bn USD"}, "units"),
        ({"scope": "wider"}, "scopes"),
        ({"qualifier": "approx"}, "qualifiers"),
    ],
)
def test_what_differs_is_a_caveat(change: dict[str, Any], kind: str) -> None:
    (same,) = lines(row("alpha", "firms", 1), row("beta", "firms", 2))
    (other,) = lines(row("alpha", "firms", 1), row("beta", "firms", 2, **change))
    assert kind not in {caveat.kind for caveat in same.caveats}
    assert kind in {caveat.kind for caveat in other.caveats}


def test_totals_over_areas_of_different_size_are_marked() -> None:
    (line,) = lines(row("alpha", "firms", 1), row("beta", "firms", 2))
    assert "areas" in {caveat.kind for caveat in caveats(line, {"alpha": 10, "beta": 100})}
    assert "areas" not in {caveat.kind for caveat in caveats(line, {"alpha": 10, "beta": 12})}


def test_figures_are_put_per_area_and_per_head() -> None:
    table = lines(
        row("alpha", "area_km2", 10, "km2"), row("alpha", "population", 2000, "persons"), row("alpha", "firms", 50)
    )
    per_km2 = {line.indicator_id: line for line in normalised(table, "km2", countries=COUNTRIES, national={})}
    assert per_km2["firms"].figures["alpha"].middle == 5
    per_head = {line.indicator_id: line for line in normalised(table, "thousand", countries=COUNTRIES, national={})}
    assert per_head["firms"].figures["alpha"].middle == 25
    assert "population" not in per_head


@pytest.mark.parametrize(("base", "reason"), [("km2", "area"), ("thousand", "population"), ("country", "country")])
def test_a_missing_denominator_is_told(base: str, reason: str) -> None:
    (line,) = normalised(lines(row("alpha", "firms", 50)), base, countries=COUNTRIES, national={})
    assert line.figures == {}
    assert line.faults["alpha"].reason == reason


def test_a_figure_of_another_scope_is_not_divided() -> None:
    table = lines(row("alpha", "area_km2", 10, "km2"), row("alpha", "firms", 50, scope="company"))
    firms = next(
        line for line in normalised(table, "km2", countries=COUNTRIES, national={}) if line.indicator_id == "firms"
    )
    assert firms.faults["alpha"].reason == "scope"


def test_the_share_of_the_country_is_in_percent() -> None:
    table = lines(row("alpha", "firms", 50))
    national = {("JP", "firms"): lines(row("alpha", "firms", 200))[0].figures["alpha"]}
    (line,) = normalised(table, "country", countries=COUNTRIES, national=national)
    assert line.figures["alpha"].middle == 25
    assert value_text(line.figures["alpha"], translator("en")) == "25% of the country"


def test_ranks_are_better_when_lower_and_units_are_not_mixed() -> None:
    assert ranking(lines(row("alpha", "r", 3, "rank"), row("beta", "r", 1, "rank"), direction="lower")[0]) == (
        "beta",
        "alpha",
    )
    mixed = lines(row("alpha", "m", 3, "bn USD"), row("beta", "m", 1, "bn EUR"))
    assert ranking(mixed[0]) == ()
    assert common_lines(mixed, CASES) == ()


def test_what_was_collected_has_no_rate() -> None:
    people = row("alpha", "population", 1_000, "persons")
    counted = [dataclasses.replace(definitions("sample_firms")[0], theme="sample"), *definitions("population", "firms")]
    rows = [people, row("alpha", "sample_firms", 9), row("alpha", "firms", 9)]
    table = indicator_lines(figures(pd.DataFrame(rows)), counted, CASES)
    views = normalised(table, "thousand", countries=COUNTRIES, national={})
    assert [line.indicator_id for line in views] == ["firms"]


def test_chinese_counts_billions_in_hundred_millions() -> None:
    figure = lines(row("alpha", "gdp", 3.5, "bn USD"))[0].figures["alpha"]
    assert value_text(figure, translator("zh")) == "35亿美元"
    assert value_text(figure, translator("en")) == "3.5 bn USD"


def test_chinese_counts_millions_in_ten_thousands() -> None:
    figure = lines(row("alpha", "servers", 1.72, "million", unit_label_zh="百万台"))[0].figures["alpha"]
    assert value_text(figure, translator("zh")) == "172万台"
    assert value_text(figure, translator("en")) == "1.72 million"


def test_a_figure_is_divided_by_one_of_its_own_territory() -> None:
    """Residents of a city go with firms of that city, never with firms of the cluster inside it or of the province."""
    city = {"scope": "wider", "scope_note_zh": "甲市", "scope_note_en": "City"}
    province = city | {"scope_note_zh": "甲省", "scope_note_en": "Province"}
    table = lines(
        row("alpha", "population", 2_000, "persons", **city),
        row("alpha", "inside", 50),
        row("alpha", "whole", 50, **city),
        row("alpha", "beyond", 50, **province),
    )
    views = {line.indicator_id: line for line in normalised(table, "thousand", countries=COUNTRIES, national={})}
    assert views["whole"].figures["alpha"].middle == 25
    assert [caveat.kind for caveat in views["whole"].caveats] == ["scopes"]
    assert {key: views[key].faults["alpha"].reason for key in ("inside", "beyond")} == {
        "inside": "scope", "beyond": "scope",
    }  # fmt: skip


def test_residents_of_another_year_than_the_figure_are_told() -> None:
    table = lines(row("alpha", "population", 2_000, "persons", as_of="2011-03-01"), row("alpha", "firms", 50))
    (line,) = normalised(table, "thousand", countries=COUNTRIES, national={})
    assert [(caveat.kind, caveat.subjects, caveat.years) for caveat in line.caveats] == [
        ("denominators", ("alpha",), (2011,))
    ]


def test_a_row_of_small_rates_is_put_by_a_thousand_times_as_much() -> None:
    """22 schools of 5,093,784 residents are 4.3 a million, and no reader counts the zeros of 0.0043 a thousand."""
    table = lines(
        row("alpha", "population", 5_093_784, "persons"), row("beta", "population", 262_006, "persons"),
        row("alpha", "schools", 22), row("beta", "schools", 3),
    )  # fmt: skip
    (line,) = normalised(table, "thousand", countries=COUNTRIES, national={})
    assert {key: round(figure.middle, 2) for key, figure in line.figures.items()} == {"alpha": 4.32, "beta": 11.45}
    assert value_text(line.figures["alpha"], translator("zh")) == "4.32个/百万人"
    assert value_text(line.figures["alpha"], translator("en")) == "4.32 per million residents"
