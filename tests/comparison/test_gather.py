"""A comparison put together from the real catalogue."""

from __future__ import annotations

import pytest

from geo.catalog import load_catalog
from geo.catalog.errors import UnknownObjectError
from geo.comparison.errors import ComparisonError
from geo.comparison.gather import all_figures, comparable, compare, national_figures
from geo.comparison.state import ComparisonState
from geo.settings import Settings

MAIN = ("tsukuba", "silicon_valley", "ruhr", "microsoft_cloud")


def test_ten_rows_and_more_have_three_or_more_of_the_main_cases(store: Settings) -> None:
    made = compare(load_catalog(store), store, ComparisonState(cases=MAIN))
    rich = [line for line in made.lines if len(line.figures) >= 3]
    assert len(rich) >= 10
    published = [line for line in rich if not any(figure.computed for figure in line.figures.values())]
    assert {line.indicator_id for line in published} >= {"area_km2", "population", "universities", "foreign_share"}
    for line in rich:
        for figure in line.figures.values():
            assert load_catalog(store).sources(figure.source_ids)


def test_computed_figures_are_labelled_and_drawn_areas_are_those_of_the_store(store: Settings) -> None:
    made = compare(load_catalog(store), store, ComparisonState(cases=MAIN))
    line = next(line for line in made.lines if line.indicator_id == "drawn_area_km2")
    assert line.figures["ruhr"].middle == pytest.approx(4439, rel=0.01)
    assert "microsoft_cloud" not in line.figures
    assert "computed" in {caveat.kind for caveat in line.caveats}


def test_a_year_cuts_the_timeline(store: Settings) -> None:
    made = compare(load_catalog(store), store, ComparisonState(cases=("tsukuba", "ruhr"), year=1970))
    assert made.events
    assert max(event.year for event in made.events) <= 1970


@pytest.mark.parametrize("cases", [(), ("ruhr",), ("ruhr", "ruhr"), (*MAIN, "shenzhen")])
def test_two_to_four_different_clusters_are_needed(store: Settings, cases: tuple[str, ...]) -> None:
    with pytest.raises(ComparisonError):
        compare(load_catalog(store), store, ComparisonState(cases=cases))


def test_an_unknown_cluster_is_named(store: Settings) -> None:
    with pytest.raises(UnknownObjectError, match="atlantis"):
        compare(load_catalog(store), store, ComparisonState(cases=("ruhr", "atlantis")))


def test_every_comparable_cluster_can_be_compared(store: Settings) -> None:
    catalog = load_catalog(store)
    known = list(comparable(catalog))
    assert "edwc_guian" not in known
    for case in known:
        other = "ruhr" if case != "ruhr" else "tsukuba"
        assert len(compare(catalog, store, ComparisonState(cases=(case, other))).subjects) == 2
    assert len(all_figures(catalog, store)["drawn_area_km2"]) > 10
    assert ("JP", "population") in national_figures(catalog)
