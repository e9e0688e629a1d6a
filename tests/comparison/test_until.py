"""The chosen year holds for the core table and its findings too: no figure is of a later year."""

from __future__ import annotations

import pytest

from geo.catalog import load_catalog
from geo.comparison.core import core_of
from geo.comparison.findings import findings
from geo.comparison.gather import compare
from geo.comparison.state import ComparisonState
from geo.settings import Settings

CASES = ("tsukuba", "silicon_valley", "ruhr")


@pytest.mark.parametrize("year", [1960, 2000, 2018, 2021])
def test_no_core_figure_is_later_than_the_year(store: Settings, year: int) -> None:
    made = compare(load_catalog(), store, ComparisonState(cases=CASES, year=year))
    assert all(cell.figure.year <= year for cell in made.core.cells.values())
    assert all(one.figure.year <= year for cell in made.core.cells.values() for one in cell.series)
    assert made.findings == findings(made.core)


def test_without_a_year_the_latest_figures_stand() -> None:
    catalog = load_catalog()
    whole, until = core_of(catalog, CASES), core_of(catalog, CASES, until=2018)
    assert len(until.cells) < len(whole.cells)
    assert core_of(catalog, CASES, until=2100).cells == whole.cells
