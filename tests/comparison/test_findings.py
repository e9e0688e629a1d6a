"""Findings: recomputed from the figures, like for like, and worded in both languages."""

from __future__ import annotations

import math
from typing import Any

import pytest

from geo.analysis.core import PLATFORM, REGION, CoreRow, CoreTable, Measure, core_table, usable_figures
from geo.analysis.money import Macro
from geo.catalog import load_catalog
from geo.comparison.core import core_of, subject_kinds
from geo.comparison.finding_words import spoken, yearly_percent
from geo.comparison.findings import CAVEATS, MOST_YEARS_APART, SENTENCES, Finding, findings
from geo.comparison.headlines import headlines
from geo.language import translator
from geo.model import Cluster, Figure, Indicator, Text

MAIN = ("tsukuba", "silicon_valley", "ruhr", "microsoft_cloud")
CHINESE = ("shenzhen", "hangzhou", "beijing_zhongguancun", "sh_zhangjiang")
MACRO = Macro({("EUR", 2020): 0.8, ("EUR", 2018): 0.5}, {})


def figure(subject: str, indicator: str, value: float, year: str, **other: Any) -> Figure:
    unit = other.pop("unit", "count")
    return Figure(
        subject_id=subject,
        indicator_id=indicator,
        low=value,
        high=value,
        unit=unit,
        as_of=year,
        confidence="high",
        source_ids=f"s-{subject}-{year}",
        **other,
    )


def row(
    core_id: str, indicator: str, *, direction: str = "higher", kind: str = REGION, shared: bool = False
) -> CoreRow:
    measures = (Measure(indicator, is_companion=False),)
    return CoreRow(core_id, kind, core_id, core_id, "economy", direction, shared, measures)


def table(rows: list[CoreRow], figures: list[Figure], *subjects: str, platform: str = "") -> CoreTable:
    kinds = {one: PLATFORM if one == platform else REGION for one in subjects}
    return core_table(rows, usable_figures(figures, kinds), kinds, countries={}, macro=MACRO)


def test_a_contrast_names_two_figures_their_years_and_sources() -> None:
    (found,) = findings(
        table([row("jobs", "jobs")], [figure("a", "jobs", 30, "2020"), figure("b", "jobs", 120, "2022")], "a", "b")
    )
    assert (found.kind, found.subjects, found.ratio) == ("contrast", ("b", "a"), 4.0)
    assert [(one.low, one.year) for one in found.figures] == [(120, 2022), (30, 2020)]
    assert found.source_ids == ("s-b-2022", "s-a-2020")
    assert found.caveats == ("years",)


@pytest.mark.parametrize(
    "other",
    [
        {"scope": "wider", "scope_note": Text("省", "State")},
        {"unit": "persons"},
        {"indicator_id": "registered"},
    ],
)
def test_unlike_figures_are_never_set_against_each_other(other: dict[str, Any]) -> None:
    measures = (Measure("firms", is_companion=False), Measure("registered", is_companion=False))
    firms = CoreRow("firms", REGION, "", "", "firms", "higher", False, measures)
    theirs = figure("b", other.pop("indicator_id", "firms"), 900, "2020", **other)
    found = findings(table([firms], [figure("a", "firms", 5, "2020"), theirs], "a", "b"))
    assert {one.kind for one in found} == {"empty"}


def test_years_too_far_apart_are_not_compared_and_the_nearest_pair_is_taken() -> None:
    rows = [row("jobs", "jobs")]
    far = [figure("a", "jobs", 5, str(2024 - MOST_YEARS_APART - 1)), figure("b", "jobs", 9, "2024")]
    assert {one.kind for one in findings(table(rows, far, "a", "b"))} == {"empty"}
    series = [figure("b", "jobs", value, str(year)) for year, value in ((2018, 4), (2020, 8), (2024, 9))]
    found = findings(table(rows, [far[0], *series], "a", "b"))[0]
    assert [one.year for one in found.figures] == [2020, 2020]


def test_recent_years_one_apart_are_told_rather_than_one_year_long_ago() -> None:
    ours = [figure("a", "jobs", value, str(year)) for year, value in ((2016, 5), (2022, 6))]
    theirs = [figure("b", "jobs", value, str(year)) for year, value in ((2016, 50), (2021, 9))]
    found = findings(table([row("jobs", "jobs")], [*ours, *theirs], "a", "b"))[0]
    assert [one.year for one in found.figures] == [2021, 2022]
    assert "years" in found.caveats


def test_money_is_compared_at_the_market_rate_of_its_year() -> None:
    figures = [figure("a", "gdp", 8.0, "2020", unit="bn EUR"), figure("b", "gdp", 40.0, "2020", unit="bn USD")]
    found = findings(table([row("gdp", "gdp")], figures, "a", "b"))[0]
    assert found.subjects == ("b", "a")
    assert found.ratio == pytest.approx(40.0 / (8.0 / 0.8))
    assert found.caveats == ("market_rate",)


def test_the_first_in_a_rank_is_the_one_with_the_smaller_number() -> None:
    figures = [figure("a", "rank", 13, "2025", unit="rank"), figure("b", "rank", 1, "2025", unit="rank")]
    found = findings(table([row("wipo_rank", "rank", direction="lower")], figures, "a", "b"))[0]
    assert (found.kind, found.subjects) == ("rank", ("b", "a"))


def test_ranks_of_two_methods_are_not_compared() -> None:
    figures = [
        figure("a", "rank", 13, "2025", unit="rank", series="with_venture"),
        figure("b", "rank", 1, "2024", unit="rank", series="patents_papers"),
    ]
    found = findings(table([row("wipo_rank", "rank", direction="lower")], figures, "a", "b"))
    assert {one.kind for one in found} == {"empty"}


def test_a_cluster_without_figures_says_so() -> None:
    figures = [figure("a", "jobs", 30, "2020"), figure("b", "jobs", 60, "2020")]
    found = findings(table([row("jobs", "jobs"), row("gdp", "gdp")], figures, "a", "b", "c"))
    assert [one.kind for one in found] == ["contrast", "empty"]
    assert (found[1].subjects, found[1].missing, found[1].cells) == (("c",), 2, 2)


def test_a_platform_meets_regions_on_shared_rows_only() -> None:
    rows = [row("jobs", "jobs"), row("rd", "rd", shared=True)]
    figures = [figure(one, key, value, "2020") for one in ("a", "cloud") for key, value in (("jobs", 5), ("rd", 7))]
    found = findings(table(rows, figures, "a", "cloud", platform="cloud"))
    assert [one.core_id for one in found if one.kind != "empty"] == ["rd"]


@pytest.mark.parametrize("cases", [MAIN, CHINESE, ("shenzhen", "silicon_valley"), ("ruhr", "hsinchu", "pangyo")])
def test_findings_of_the_package_are_recomputed(cases: tuple[str, ...]) -> None:
    core = core_of(load_catalog(), cases)
    found = findings(core)
    assert 3 <= len(found) <= 5
    assert len({(one.core_id, one.subjects) for one in found}) == len(found)
    for one in found:
        assert one.kind in SENTENCES
        assert set(one.caveats) <= set(CAVEATS)
        if not one.values:
            continue
        held = [value.figure for cell in core.cells.values() for value in cell.series]
        assert all(figure in held and figure.source_ids and figure.year for figure in one.figures)
        a, b = (value.common for value in one.values)
        if one.kind == "trend":
            first, last = one.figures
            assert first.subject_id == last.subject_id
            assert one.ratio == pytest.approx(last.middle / first.middle)
        else:
            assert one.ratio == pytest.approx(max(a, b) / min(a, b))
            assert one.figures[0].indicator_id == one.figures[1].indicator_id
            assert one.figures[0].scope == one.figures[1].scope
    assert set(cases) == {subject for one in found for subject in one.subjects}


def test_silicon_valley_is_four_times_the_ruhr_per_head_in_2018() -> None:
    found = next(one for one in findings(core_of(load_catalog(), MAIN)) if one.core_id == "gdp_per_head")
    assert found.subjects == ("silicon_valley", "ruhr")
    # 421.5 bn USD over 2,688,135 people; 32,650 EUR at the mean rate of 2018
    rate = load_catalog().table("exchange_rates").set_index("rate_id").loc["eur-2018", "lcu_per_usd"]
    assert found.ratio == pytest.approx((421.5e9 / 2_688_135) / (32_650 / rate))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cases", [MAIN, CHINESE, ("guian", "cambridge_uk")])
def test_every_finding_is_worded_with_its_figures_and_years(language: str, cases: tuple[str, ...]) -> None:
    catalog, t = load_catalog(), translator(language)
    clusters = catalog.every(Cluster)
    names = {case: clusters[case].short.localised(language) for case in cases}
    reasons = {case: clusters[case].model_reason for case in cases}
    for one in findings(core_of(catalog, cases)):
        said = spoken(one, names, catalog.every(Indicator), t, reasons=reasons)
        assert all(str(figure.year) in said.headline for figure in one.figures)
        assert all(names[subject] in said.headline for subject in one.subjects)
        assert "{" not in said.sentence
        if {"wider", "narrower"} & set(one.caveats):
            assert all(figure.scope_note.localised(language) in said.scope for figure in one.figures)
        assert said.reason or not one.values


def test_the_yearly_change_of_a_trend() -> None:
    doubled = Finding("trend", "gdp", ("a",), ratio=2.0)
    assert yearly_percent(doubled) == 0.0  # without figures there are no years
    made = findings(
        table([row("gdp", "gdp")], [figure("a", "gdp", v, y) for v, y in ((1, "2014"), (3, "2019"), (2, "2024"))], "a")
    )
    assert yearly_percent(made[0]) == pytest.approx(100 * (math.pow(2, 0.1) - 1))


def test_the_home_page_opens_with_three_findings_of_different_rows() -> None:
    found = headlines(load_catalog())
    assert len(found) == 3
    assert len({one.finding.core_id for one in found}) == 3
    for one in found:
        assert len(one.cases) == 2
        assert set(one.finding.subjects) <= set(one.cases) <= set(subject_kinds(load_catalog()))
        assert len(one.finding.figures) == 2


def test_filings_from_outside_the_treaty_meet_no_others() -> None:
    catalog = load_catalog()
    outside = [key for key, one in catalog.every(Cluster).items() if one.country == "CN-TW"]  # no member of the treaty
    table = catalog.table("indicators")
    filed = table[table["indicator_id"].str.startswith("pct_applications") & table["subject_id"].isin(outside)]
    assert set(filed["series"]) == {"non_member"}
    said = findings(core_of(catalog, ("su_sip", "hsinchu", "pangyo")))
    assert said
    assert not [one for one in said if one.core_id == "patents" and len(one.subjects) > 1]
