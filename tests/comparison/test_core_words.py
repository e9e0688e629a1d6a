"""The core table in words: bars on one scale, money in dollars, other areas marked, gaps told apart."""

from __future__ import annotations

import pytest

from geo.analysis.core import core_rows, core_table, usable_figures
from geo.analysis.money import Macro
from geo.catalog import Catalog, load_catalog
from geo.comparison.core import core_of
from geo.comparison.core_words import CoreLine, core_lines
from geo.language import translator
from geo.model import Figure, Indicator
from geo.settings import Settings

KINDS = {"alpha": "region", "beta": "region", "cloud": "platform"}
COUNTRIES = {"alpha": "DE", "beta": "US", "cloud": "US"}
MACRO = Macro(rates={("EUR", 2020): 0.8}, parities={("DE", 2020): ("EUR", 0.5)})


def figure(subject: str, indicator: str, value: float, unit: str, as_of: str = "2020", scope: str = "") -> Figure:
    return Figure(
        subject_id=subject,
        indicator_id=indicator,
        low=value,
        high=value,
        unit=unit,
        scope=scope,
        source_ids="s1",
        as_of=as_of,
        confidence="high",
    )


@pytest.fixture(scope="module")
def catalog(store: Settings) -> Catalog:
    return load_catalog(store)


def lines(catalog: Catalog, *figures: Figure) -> dict[str, CoreLine]:
    rows = core_rows(catalog.table("core_indicators"), catalog.table("core_measures"))
    table = core_table(rows, usable_figures(figures, KINDS), KINDS, countries=COUNTRIES, macro=MACRO)
    return {line.core_id: line for line in core_lines(table, catalog.every(Indicator), translator("en"))}


def test_bars_compare_money_in_dollars_of_its_year(catalog: Catalog) -> None:
    # 40 bn EUR at 0.8 EUR a dollar are 50 bn USD: half of 100; at 0.5 EUR an international dollar, 80.
    line = lines(catalog, figure("alpha", "gdp", 40, "bn EUR"), figure("beta", "gdp", 100, "bn USD"))["gdp"]
    assert [cell.share for cell in line.cells[:2]] == [0.5, 1.0]
    assert "50" in " ".join(line.cells[0].remarks)
    assert "80" in " ".join(line.cells[0].remarks)
    assert line.cells[1].remarks == ()


def test_a_figure_of_another_area_says_so_and_a_gap_is_told_from_what_does_not_apply(catalog: Catalog) -> None:
    line = lines(catalog, figure("alpha", "population", 10, "persons", scope="wider"))["population"]
    assert line.cells[0].is_other_area
    assert line.cells[0].remarks
    assert (line.cells[1].text, line.cells[1].applies) == ("", True)
    assert (line.cells[2].text, line.cells[2].applies) == ("", False)
    assert not line.is_full


def test_a_trend_needs_three_years_and_ranks_have_neither_bar_nor_trend(catalog: Catalog) -> None:
    years = [figure("alpha", "population", value, "persons", as_of) for value, as_of in ((1, "2018"), (2, "2019"))]
    assert lines(catalog, *years)["population"].cells[0].trend == ()
    longer = lines(catalog, *years, figure("alpha", "population", 4, "persons", "2020"))["population"].cells[0]
    assert (longer.trend, longer.span) == ((0.25, 0.5, 1.0), "2018–2020")
    ranks = [figure(case, "wipo_rank", value, "rank") for case, value in (("alpha", 1), ("beta", 13))]
    assert {cell.share for cell in lines(catalog, *ranks)["wipo_rank"].cells} == {None}


def test_unlike_measures_of_one_row_get_no_common_bar(catalog: Catalog) -> None:
    line = lines(catalog, figure("alpha", "rd_staff", 5, "persons"), figure("beta", "researchers", 9, "persons"))
    assert all(cell.share is None for cell in line["rd_staff"].cells)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cell_of_the_main_cases_names_its_year_and_sources(catalog: Catalog, language: str) -> None:
    table = core_of(catalog, ("tsukuba", "silicon_valley", "ruhr", "microsoft_cloud"))
    for line in core_lines(table, catalog.every(Indicator), translator(language)):
        for cell in line.cells:
            assert not cell.text or (cell.year.isdigit() and cell.source_ids)
