"""The core table: what fills a cell, what never does, and money in common currencies."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from geo.analysis.core import PLATFORM, REGION, CoreRow, CoreTable, Measure, core_table, coverage, usable_figures
from geo.analysis.money import Macro
from geo.model import Figure, Text

MACRO = Macro({("EUR", 2018): 0.8, ("JPY", 2020): 100.0}, {("DE", 2018): ("EUR", 0.75), ("JP", 2020): ("JPY", 95.0)})
COUNTRIES = {"a": "DE", "b": "JP", "cloud": "US"}


def row(
    core_id: str, *measures: str, kind: str = REGION, shared: bool = False, shares: tuple[str, ...] = ()
) -> CoreRow:
    members = [Measure(one, is_companion=False) for one in measures]
    members += [Measure(one, is_companion=True) for one in shares]
    return CoreRow(core_id, kind, core_id, core_id, "economy", "higher", shared, tuple(members))


def figure(subject: str, indicator: str, value: float, year: str, **other: Any) -> Figure:
    made = Figure(
        subject_id=subject,
        indicator_id=indicator,
        low=value,
        high=value,
        unit="count",
        as_of=year,
        confidence="medium",
        source_ids=f"s{year}",
    )
    return dataclasses.replace(made, **other)


def table(rows: list[CoreRow], figures: list[Figure], kinds: dict[str, str] | None = None) -> CoreTable:
    chosen = kinds or {"a": REGION}
    return core_table(rows, usable_figures(figures, chosen), chosen, countries=COUNTRIES, macro=MACRO)


@pytest.mark.parametrize(
    "unfit",
    [
        {"confidence": "low"},
        {"is_superseded": True},
        {"is_claim": True},
        {"period": "part_year"},
        {"period": "unstated"},
        {"scope": "company"},
        {"indicator_id": "firms_nearest"},
    ],
)
def test_unfit_figures_never_fill_a_cell(unfit: dict[str, Any]) -> None:
    made = table([row("firms", "firms")], [figure("a", "firms", 5, "2024", **unfit)])
    assert made.cell("firms", "a") is None
    assert coverage(made).empty == (("a", "firms"),)


def test_the_nearest_scope_comes_before_the_newest_year() -> None:
    figures = [
        figure("a", "firms", 1, "2020"),
        figure("a", "firms", 2, "2022"),
        figure("a", "firms", 9, "2025", scope="wider", scope_note=Text("全市", "City")),
        figure("a", "firms", 7, "2026", scope="narrower"),
    ]
    cell = table([row("firms", "firms")], figures).cell("firms", "a")
    assert cell is not None
    assert (cell.figure.low, cell.year, cell.scope) == (2, 2022, "same")


def test_a_wider_figure_fills_a_cell_only_marked() -> None:
    cell = table([row("firms", "firms")], [figure("a", "firms", 9, "2025", scope="wider")]).cell("firms", "a")
    assert cell is not None
    assert cell.scope == "wider"


def test_amounts_come_before_shares_which_stand_beside_them() -> None:
    rd = row("rd", "spending", shares=("intensity",))
    share = figure("a", "intensity", 3.1, "2024", unit="percent")
    alone = table([rd], [share]).cell("rd", "a")
    assert alone is not None
    assert (alone.measure, alone.companion) == ("intensity", None)
    both = table([rd], [share, figure("a", "spending", 8.0, "2020")]).cell("rd", "a")
    assert both is not None
    assert (both.measure, both.companion) == ("spending", share)


def test_the_indicator_most_subjects_have_is_taken_so_that_they_compare() -> None:
    figures = [
        figure("a", "high_tech", 10, "2024"),
        figure("a", "listed", 3, "2024"),
        figure("b", "listed", 4, "2024"),
    ]
    firms = row("firms", "high_tech", "listed")
    made = table([firms], figures, {"a": REGION, "b": REGION})
    assert {cell.measure for cell in made.cells.values()} == {"listed"}
    assert made.compared(firms) == ("a", "b")


def test_unlike_indicators_in_one_row_are_not_compared() -> None:
    firms = row("firms", "high_tech", "listed")
    figures = [figure("a", "high_tech", 10, "2024"), figure("b", "listed", 4, "2024")]
    made = table([firms], figures, {"a": REGION, "b": REGION})
    assert coverage(made).missing == 0
    assert len(made.compared(firms)) == 1


def test_product_per_head_is_worked_out_of_one_year_and_one_scope() -> None:
    gdp = {"unit": "bn EUR", "unit_name": Text("十亿欧元", "bn EUR")}
    figures = [
        figure("a", "gdp", 160.0, "2018", confidence="high", **gdp),
        figure("a", "population", 5_000_000, "2018-12-31", unit="persons"),
        figure("a", "gdp", 900.0, "2022", scope="wider", **gdp),
        figure("a", "population", 5_100_000, "2022", unit="persons"),
    ]
    cell = table([row("gdp_per_head", "gdp_per_capita")], figures).cell("gdp_per_head", "a")
    assert cell is not None
    assert cell.figure.computed
    assert cell.figure.low == pytest.approx(32_000)  # 160e9 / 5e6
    assert (cell.year, cell.figure.unit, cell.figure.unit_label("zh")) == (2018, "EUR", "欧元")
    assert cell.usd == pytest.approx(40_000)  # at 0.8 EUR a dollar
    assert cell.intl_usd == pytest.approx(32_000 / 0.75)
    assert (cell.figure.confidence, cell.figure.source_ids) == ("medium", "s2018;s2018-12-31")


def test_money_without_a_rate_of_its_year_stays_in_its_currency() -> None:
    cell = table([row("vc", "vc")], [figure("a", "vc", 3.0, "2019", unit="bn EUR")]).cell("vc", "a")
    assert cell is not None
    assert (cell.usd, cell.intl_usd) == (None, None)


def test_dollars_of_another_country_become_purchasing_power_through_its_own_currency() -> None:
    cell = table([row("vc", "vc")], [figure("b", "vc", 3.8, "2020", unit="bn USD")], {"b": REGION}).cell("vc", "b")
    assert cell is not None
    assert cell.usd == 3.8
    assert cell.intl_usd == pytest.approx(3.8 * 100 / 95)


def test_a_trend_needs_three_years_of_one_series() -> None:
    series = [figure("a", "people", value, str(year), series="x") for year, value in ((2019, 5), (2020, 6), (2021, 7))]
    broken = figure("a", "people", 4, "2018", series="old")
    cell = table([row("people", "people")], [broken, *series]).cell("people", "a")
    assert cell is not None
    assert [(point.year, point.value) for point in cell.trend] == [(2019, 5), (2020, 6), (2021, 7)]
    short = table([row("people", "people")], [broken, *series[:2]]).cell("people", "a")
    assert short is not None
    assert short.trend == ()


def test_a_platform_has_rows_of_its_own_and_meets_regions_on_shared_rows_only() -> None:
    rows = [row("people", "people"), row("rd", "rd", shared=True), row("staff", "staff", kind=PLATFORM)]
    figures = [
        figure("a", "people", 5, "2024"),
        figure("a", "rd", 2, "2024"),
        figure("cloud", "people", 9, "2024"),
        figure("cloud", "rd", 30, "2025", scope="company"),
        figure("cloud", "staff", 228_000, "2025", scope="company"),
    ]
    made = table(rows, figures, {"a": REGION, "cloud": PLATFORM})
    assert set(made.cells) == {("people", "a"), ("rd", "a"), ("rd", "cloud"), ("staff", "cloud")}
    found = coverage(made)
    assert (found.rows, found.cells, found.missing) == (3, 4, 0)
    alone = table(rows, figures, {"cloud": PLATFORM})
    assert [one.core_id for one in alone.rows] == ["rd", "staff"]
