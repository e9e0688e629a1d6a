"""A region against a benchmark: shares, gap and place by hand, across countries and with a table of one's own."""

from __future__ import annotations

import numpy as np
import pytest

from geo.catalog import load_catalog
from geo.catalog.errors import UnknownObjectError
from geo.language import translator
from geo.observatory.portfolio import portfolio
from geo.observatory.state import parse_state
from geo.settings import Settings
from geo.statistics.grouping import CORE_GROUPS, grouped
from geo.statistics.panel import panel
from pages.components.portfolio import figures, takeaway


def test_gap_is_the_share_less_the_mean_of_the_others(store: Settings) -> None:
    catalog = load_catalog(store)
    found = portfolio(catalog, "GB-UKH1", ["GB-UKJ1", "US-41940"])
    cells = grouped(panel(catalog, "uk_bres_2015_2018"), catalog, "digital")
    row, column = cells.regions.index("UKH1"), cells.industries.index("03")
    by_hand = cells.values["jobs"][-1, row, column] / cells.totals["jobs"][-1, row] * 100
    at = CORE_GROUPS.index("03")
    assert found.base.share_pct[at] == pytest.approx(by_hand)
    others = [side.share_pct[at] for side in found.rivals]
    assert found.lines[at].gap_pp == pytest.approx(by_hand - np.mean(others))
    assert found.lines[at].rank == 1 + sum(other > by_hand for other in others)
    assert (found.base.since, found.base.year) == (2015, 2018)
    assert np.isnan(found.rivals[1].change_pp).all()  # one year only
    with pytest.raises(UnknownObjectError):
        portfolio(catalog, "DE-NW", ["GB-UKJ1"])


@pytest.mark.parametrize(("language", "mean"), [("zh", "均值"), ("en", "their mean")])
def test_one_other_region_has_no_mean_and_a_file_holds_numbers(store: Settings, language: str, mean: str) -> None:
    catalog, t = load_catalog(store), translator(language)
    alone = portfolio(catalog, "US-41940", ["US-42660"])
    assert mean not in takeaway(alone, t)
    assert mean in takeaway(portfolio(catalog, "US-41940", ["US-42660", "GB-UKH1"]), t)
    table = figures(alone, t)
    assert list(table.dtypes.astype(str))[1:] == ["float64"] * 3 + ["int64"] * 2
    at = CORE_GROUPS.index("03")
    assert table.iloc[at, 1] == pytest.approx(alone.base.share_pct[at], abs=5e-5)
    assert table.iloc[at, 3] == pytest.approx(alone.lines[at].gap_pp, abs=5e-5)


def test_the_comparison_stands_in_the_link() -> None:
    query = {"base": "own-440300", "vs": "US-41940~GB-UKH1"}
    state, problems = parse_state(query)
    assert not problems
    assert state.rivals == ("US-41940", "GB-UKH1")
    assert state.query() == query
    assert [one.key for one in parse_state({"vs": "a~{{7*7}}"})[1]] == ["vs"]
