"""Charts of core rows and what a deck says: places kept, dollars, marks, rounding, advice from the catalogue only."""

from __future__ import annotations

import pytest

from geo.catalog import load_catalog
from geo.comparison.advice import advice
from geo.comparison.core_charts import AMOUNT, RANK, core_charts, finding_chart
from geo.comparison.gather import compare
from geo.comparison.state import DEFAULT_CASES, ComparisonState
from geo.comparison.values import short_text
from geo.language import translator
from geo.model import Figure, Indicator, Text
from geo.settings import Settings

CHINESE = ("shenzhen", "hangzhou", "beijing_zhongguancun", "sh_zhangjiang")


def figure(low: float, high: float, unit: str, zh: str, en: str, qualifier: str = "eq") -> Figure:
    return Figure(
        subject_id="s",
        indicator_id="i",
        low=low,
        high=high,
        unit=unit,
        unit_name=Text(zh, en),
        qualifier=qualifier,
        source_ids="a",
        as_of="2020",
        confidence="high",
    )


@pytest.mark.parametrize(
    ("one", "zh", "en"),
    [
        (figure(1159.68, 1159.68, "km2", "平方公里", "km²"), "1\u202f160平方公里", "1\u202f160 km²"),
        (figure(14539.1, 14539.1, "bn JPY", "十亿日元", "bn JPY"), "14.5万亿日元", "14.5 trn JPY"),
        (figure(262006, 262006, "persons", "人", "people"), "26.2万人", "262\u202f000 people"),
        (figure(5093784, 5093784, "persons", "人", "people", "approx"), "约509万人", "about 5.09 million people"),
        (figure(8.4, 8.7, "bn EUR", "十亿欧元", "bn EUR"), "84–87亿欧元", "8.4–8.7 bn EUR"),
        (figure(13, 13, "rank", "", ""), "第13位", "no. 13"),
        (figure(2013, 2013, "year", "", ""), "2013", "2013"),
    ],
)
def test_figures_are_said_with_three_digits_their_mark_and_range(one: Figure, zh: str, en: str) -> None:
    assert short_text(one, translator("zh")) == zh
    assert short_text(one, translator("en")) == en


def test_every_case_has_its_place_and_money_is_in_dollars(store: Settings) -> None:
    catalog = load_catalog()
    comparison = compare(catalog, store, ComparisonState(cases=DEFAULT_CASES))
    charts = {one.core_id: one for one in core_charts(comparison.core, catalog.every(Indicator), translator("en"))}
    assert all([bar.case_id for bar in chart.bars] == list(DEFAULT_CASES) for chart in charts.values())
    gdp = charts["gdp"]
    assert gdp.kind == AMOUNT
    assert "US dollars" in gdp.title
    japan, _, ruhr, cloud = gdp.bars
    assert japan.value == comparison.core.cells["gdp", "tsukuba"].usd
    assert japan.text.endswith("(2021) ※")
    assert "Ibaraki" in japan.remark
    assert "about" in ruhr.text
    assert cloud.value is None
    assert cloud.text


def test_a_rank_is_drawn_as_a_rank_and_a_finding_from_its_own_figures(store: Settings) -> None:
    catalog, t = load_catalog(), translator("en")
    comparison = compare(catalog, store, ComparisonState(cases=CHINESE))
    for finding in comparison.findings:
        chart = finding_chart(comparison.core, finding, catalog.every(Indicator), t)
        assert chart is not None
        bars = {bar.case_id: bar for bar in chart.bars}
        for subject, value in zip(finding.subjects, finding.values, strict=True):
            assert bars[subject].value == value.common
            assert f"({value.figure.as_of[:4]})" in bars[subject].text
        assert (chart.kind == RANK) == (finding.kind == "rank")


def test_advice_is_the_lessons_and_policies_of_the_catalogue_none_of_low_confidence(store: Settings) -> None:
    catalog, t = load_catalog(), translator("zh")
    rows = catalog.table("policies").set_index("policy_id")
    for cases in (DEFAULT_CASES, CHINESE):
        comparison = compare(catalog, store, ComparisonState(cases=cases))
        given = {one.case_id: one for one in advice(comparison, catalog, t)}
        assert list(given) == list(cases)
        for subject in comparison.subjects:
            one = given[subject.cluster_id]
            assert one.lessons == tuple(lesson.zh for lesson in subject.lessons)
            for policy in one.policies:
                row = rows.loc[policy.policy_id]
                assert subject.cluster_id in row["applies_to"].split(";")
                assert row["confidence"] != "low"
                assert policy.source_ids == tuple(row["source_ids"].split(";"))
