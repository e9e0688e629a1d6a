"""Headlines of a comparison: each says something of these clusters, whichever are compared."""

from __future__ import annotations

import pytest

from geo.catalog import load_catalog
from geo.comparison.gather import compare
from geo.comparison.state import ComparisonState
from geo.comparison.values import short_text
from geo.comparison.words import document
from geo.language import translator
from geo.model import Figure, Text
from geo.settings import Settings


@pytest.mark.parametrize(
    ("cases", "summary", "maps"),
    [
        (
            ("silicon_valley", "microsoft_cloud"),
            "硅谷、微软云没有可同口径并列的核心指标：各看自身变化",
            "微软云是没有边界的网络，硅谷是一片区域：先看形态，再比数字",
        ),
        (
            ("tsukuba", "silicon_valley"),
            "筑波、硅谷能同口径比较的只有规模（人口、面积），成效须各看各的",
            "硅谷的面积是筑波的16倍：比总量之前先看范围",
        ),
        (
            ("shenzhen", "silicon_valley"),
            "WIPO创新集群规模排名：深圳所在地区第1位，硅谷所在地区第3位；"
            "研发投入：深圳所在地区年均增长12.9%（2020—2024年）",
            "图上所绘范围，硅谷是深圳的2.8倍：比总量之前先看范围",
        ),
    ],
)
def test_two_cases_have_a_message(store: Settings, cases: tuple[str, ...], summary: str, maps: str) -> None:
    catalog = load_catalog(store)
    said = document(compare(catalog, store, ComparisonState(cases=cases)), catalog, language="zh").headlines
    assert said["differences"] == summary
    assert said["maps"] == maps
    assert "缺得最多的是" in said["table"]


def test_the_table_says_whose_figures_are_missing(store: Settings) -> None:
    """Counted by hand in the core table: Jinan has three empty cells of twelve, Hefei Voice Valley has more."""
    catalog = load_catalog(store)
    doc = document(compare(catalog, store, ComparisonState(cases=("hf_voice", "jn_computing"))), catalog, language="en")
    assert doc.headlines["table"].startswith("13 of 24 core cells hold a published value; ")
    assert doc.headlines["lessons"] == "No lessons written down yet; 4 policies to look up"
    assert doc.headlines["timeline"] == "15 events from 1991 to 2024"


def test_a_figure_is_rounded_alike_in_both_languages() -> None:
    """9,515,000 ends on a five in its fourth digit: 952万 and 9.52 million, whatever a change of scale leaves."""
    people = Figure(
        subject_id="a", indicator_id="population", low=9_515_000, high=9_515_000, unit="persons",
        unit_name=Text("人", "people"),
    )  # fmt: skip
    assert short_text(people, translator("zh")) == "952万人"
    assert short_text(people, translator("en")) == "9.52 million people"
