"""Units of statistics of one's own: each row in its own, and no figure counted whose unit is unknown or contradicts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from geo.catalog import load_catalog
from geo.settings import settings
from geo.statistics.own import reading
from geo.statistics.own.coding import Industries
from geo.statistics.own.places import Gazetteer
from geo.statistics.own.table import Choices, Own
from geo.statistics.regions import regions

KNOWN = Industries({}, {}, {})
Rows = Sequence[Sequence[object]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer([one for one in regions(load_catalog(settings())).values() if one.area_set != "us_oews"])


def read(gazetteer: Gazetteer, rows: Rows, *, name: str = "表.csv", sheet: str = "表", **choices: object) -> Own:
    return reading.read(name, [(sheet, rows)], gazetteer, KNOWN, choices=Choices(**choices))  # type: ignore[arg-type]


def value(own: Own, region: str, industry: str, year: int, measure: str = "jobs") -> float:
    panel = own.panel
    assert panel is not None
    at = panel.periods.index(year), panel.regions.index(region), panel.industries.index(industry)
    return float(panel.values[measure][at])


def aside(own: Own) -> dict[int, str]:
    return {one.line: one.code for one in own.aside}


LONG_ZH: Rows = [
    ["城市", "行业代码", "年份", "指标", "数值", "单位"],
    ["深圳", "C39", 2020, "从业人员", "5", "万人"],
    ["深圳", "I65", 2020, "从业人员", "300", "千人"],
    ["深圳", "I64", 2020, "从业人员", "1,234", "人"],
    ["杭州", "C39", 2020, "从业人员", "0.05", "百万人"],
    ["深圳", "C39", 2020, "增加值", "5", "亿元"],
    ["深圳", "I65", 2020, "增加值", "70000", "万元"],
    ["深圳", "C39", 2020, "企业数", "1.2", "万家"],
    ["深圳", "I65", 2020, "平均工资", "12", "万元/人"],
    ["杭州", "I65", 2020, "从业人员", "5", "光年"],
    ["杭州", "I64", 2020, "从业人员", "5", "亿元"],
    ["杭州", "I63", 2020, "增加值", "5", "万人"],
    ["杭州", "I63", 2020, "从业人员", "5", ""],
    ["杭州", "C39", 2020, "增加值", "5", "亿美元"],
    ["杭州", "I65", 2020, "增加值", "5", "%"],
]


def test_each_row_of_a_long_chinese_table_is_in_its_own_unit(gazetteer: Gazetteer) -> None:
    own = read(gazetteer, LONG_ZH)
    assert value(own, "440300", "C39", 2020) == 50_000
    assert value(own, "440300", "I65", 2020) == 300_000
    assert value(own, "440300", "I64", 2020) == 1_234
    assert value(own, "330100", "C39", 2020) == 50_000
    assert value(own, "440300", "C39", 2020, "value_added") == 500_000_000
    assert value(own, "440300", "I65", 2020, "value_added") == 700_000_000
    assert value(own, "440300", "C39", 2020, "establishments") == 12_000
    assert value(own, "440300", "I65", 2020, "wages") == 120_000
    assert aside(own) == {
        **{10: "unknown_unit", 11: "wrong_unit", 12: "wrong_unit", 13: "no_unit", 14: "mixed_currency"},
        15: "wrong_unit",
    }
    assert next(one.hint for one in own.aside if one.line == 10) == "光年"
    assert {"unknown_unit", "wrong_unit", "no_unit", "mixed_currency", "units"} <= {one.code for one in own.faults}


LONG_EN: Rows = [
    ["Region", "NACE", "Year", "Indicator", "Value", "Unit"],
    ["UKH1", "62.01", 2019, "Employment", "5.5", "thousand"],
    ["UKH1", "26.11", 2019, "Employment", "700", "persons"],
    ["UKI3", "62.01", 2019, "Employment", "0.02", "Million persons"],
    ["UKI3", "26.11", 2019, "Employment", "12", "THS_PER"],
    ["UKI3", "26.11", 2019, "GVA", "3", "£ million"],
    ["UKH1", "26.11", 2019, "GVA", "4", "MIO_EUR"],
    ["UKH1", "62.01", 2019, "GVA", "2.5", "GBP bn"],
    ["UKH1", "26.20", 2019, "Employment", "4", "furlongs"],
    ["UKI3", "26.20", 2019, "Employment", "104.2", "2015=100"],
]


def test_each_row_of_a_long_english_table_is_in_its_own_unit(gazetteer: Gazetteer) -> None:
    own = read(gazetteer, LONG_EN)
    assert value(own, "UKH1", "62.01", 2019) == 5_500
    assert value(own, "UKH1", "26.11", 2019) == 700
    assert value(own, "UKI3", "62.01", 2019) == 20_000
    assert value(own, "UKI3", "26.11", 2019) == 12_000
    assert value(own, "UKI3", "26.11", 2019, "value_added") == 3_000_000
    assert value(own, "UKH1", "62.01", 2019, "value_added") == 2_500_000_000
    assert aside(own) == {7: "mixed_currency", 9: "unknown_unit", 10: "wrong_unit"}


@pytest.mark.parametrize(
    ("rows", "jobs"),
    [
        # wide: years as columns, the unit in a column beside them
        (
            [["城市", "行业代码", "单位", "2020", "2021"], ["深圳", "C39", "万人", 5, 6], ["杭州", "C39", "人", 7, 8]],
            (50_000, 7),
        ),
        (
            [
                ["City", "NACE", "Unit", "2020"],
                ["Shenzhen", "26", "thousands", 5],
                ["Hangzhou", "26", "", "7 thousand"],
            ],
            (5000, 7000),
        ),
        # wide: measures as columns, a unit column for each, before or behind
        (
            [
                ["城市", "行业代码", "年份", "从业人员", "单位", "增加值", "单位"],
                ["深圳", "C39", 2020, 5, "万人", 3, "亿元"],
                ["杭州", "C39", 2020, 6, "千人", 4, "万元"],
            ],
            (50_000, 6_000),
        ),
        (
            [
                ["城市", "行业代码", "年份", "从业人员单位", "从业人员"],
                ["深圳", "C39", 2020, "万人", 5],
                ["杭州", "C39", 2020, "人", 6],
            ],
            (50_000, 6),
        ),
        # the unit in the heading: in brackets, behind a comma, a slash or a space
        (
            [["城市", "行业代码", "年份", "从业人员（万人）"], ["深圳", "C39", 2020, 5], ["杭州", "C39", 2020, 6]],
            (50_000, 60_000),
        ),
        (
            [["城市", "行业代码", "年份", "从业人员/千人"], ["深圳", "C39", 2020, 5], ["杭州", "C39", 2020, 6]],
            (5_000, 6_000),
        ),
        (
            [
                ["City", "NACE", "Year", "Employment, thousands"],
                ["Shenzhen", "26", 2020, 5],
                ["Hangzhou", "26", 2020, 6],
            ],
            (5000, 6000),
        ),
        (
            [["City", "NACE", "Year", "jobs in 10,000"], ["Shenzhen", "26", 2020, 5], ["Hangzhou", "26", 2020, 6]],
            (50_000, 60_000),
        ),
        ([["城市", "年份", "C39（万人）"], ["深圳", 2020, 5], ["杭州", 2020, 6]], (50_000, 60_000)),
        ([["行业代码", "年份", "深圳市（万人）", "杭州市（千人）"], ["C39", 2020, 5, 6]], (50_000, 6_000)),
        # in the text of the indicator
        (
            [
                ["城市", "行业代码", "年份", "指标", "值"],
                ["深圳", "C39", 2020, "从业人员（万人）", 5],
                ["杭州", "C39", 2020, "从业人员（人）", 6],
            ],
            (50_000, 6),
        ),
        # in the title, beside it, and in a note beneath; one unit of several that fits
        (
            [
                ["各市从业人员", "", "", "单位：万人"],
                ["城市", "行业代码", "年份", "从业人员"],
                ["深圳", "C39", 2020, 5],
                ["杭州", "C39", 2020, "6人"],
            ],
            (50_000, 6),
        ),
        (
            [
                ["单位：万人、亿元"],
                ["城市", "行业代码", "年份", "从业人员", "增加值"],
                ["深圳", "C39", 2020, 5, 1],
                ["杭州", "C39", 2020, 6, 1],
            ],
            (50_000, 60_000),
        ),
        (
            [
                ["City", "NACE", "Year", "Jobs"],
                ["Shenzhen", "26", 2020, 5],
                ["Hangzhou", "26", 2020, 6],
                ["Note: figures in thousands of persons"],
            ],
            (5000, 6000),
        ),
        (
            [
                ["城市", "行业代码", "年份", "从业人员"],
                ["深圳", "C39", 2020, 5],
                ["杭州", "C39", 2020, 6],
                ["注：从业人员单位为万人，增加值单位为亿元"],
            ],
            (50_000, 60_000),
        ),
        # a line of units beneath the headings
        (
            [
                ["城市", "行业代码", "年份", "从业人员", "增加值"],
                ["", "", "", "（万人）", "（亿元）"],
                ["深圳", "C39", 2020, 5, 1],
                ["杭州", "C39", 2020, 6, 1],
            ],
            (50_000, 60_000),
        ),
        # powers of ten, as statistical exchanges have them
        (
            [
                ["City", "NACE", "TIME_PERIOD", "Jobs", "UNIT_MEASURE", "UNIT_MULT"],
                ["Shenzhen", "26", 2020, 5, "PER", 3],
                ["Hangzhou", "26", 2020, 6, "PER", 0],
            ],
            (5000, 6),
        ),
    ],
)
def test_units_in_columns_headings_titles_and_notes(
    gazetteer: Gazetteer, rows: Rows, jobs: tuple[float, float]
) -> None:
    own = read(gazetteer, rows)
    assert own.panel is not None
    (industry,) = own.panel.industries
    assert (value(own, "440300", industry, 2020), value(own, "330100", industry, 2020)) == jobs
    assert not own.aside
    assert "units" in {fault.code for fault in own.faults}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["城市", "行业代码", "年份", "从业人员（万人）", "单位"], ["深圳", "C39", 2020, 5, "人"]], "unit_conflict"),
        (
            [
                ["单位：万人"],
                ["城市", "行业代码", "年份", "从业人员"],
                ["深圳", "C39", 2020, 5],
                ["注：从业人员以千人计"],
            ],
            "unit_conflict",
        ),
        ([["单位：万人"], ["城市", "行业代码", "年份", "企业数"], ["深圳", "C39", 2020, 5]], "wrong_unit"),
        ([["单位：光年"], ["城市", "行业代码", "年份", "从业人员"], ["深圳", "C39", 2020, 5]], "unknown_unit"),
        ([["城市", "行业代码", "年份", "从业人员（万元）"], ["深圳", "C39", 2020, 5]], "wrong_unit"),
        ([["城市", "行业代码", "年份", "从业人员（万工时）"], ["深圳", "C39", 2020, 5]], "unknown_unit"),
        ([["城市", "行业代码", "年份", "从业人员（坊）"], ["深圳", "C39", 2020, 5]], "unknown_unit"),
        ([["City", "NACE", "Year", "Jobs (furlongs)"], ["Shenzhen", "26", 2020, 5]], "unknown_unit"),
        ([["城市", "行业代码", "2020（坊）"], ["深圳", "C39", 5]], "unknown_unit"),
        ([["城市", "行业代码", "年份", "从业人员（上年=100）"], ["深圳", "C39", 2020, 105]], "wrong_unit"),
        ([["城市", "行业代码", "年份", "从业人员"], ["深圳", "C39", 2020, "5亿元"]], "wrong_unit"),
        (
            [["City", "NACE", "Year", "Average wage", "Unit"], ["Shenzhen", "26", 2020, 25, "GBP per hour"]],
            "unknown_unit",
        ),
    ],
)
def test_a_unit_that_contradicts_or_is_not_known_sets_its_figures_aside(
    gazetteer: Gazetteer, rows: Rows, why: str
) -> None:
    own = read(gazetteer, rows)
    assert own.panel is None
    assert [one.code for one in own.aside] == [why]
    assert why in {fault.code for fault in own.faults}


@pytest.mark.parametrize("remark", ["年末", "男", "含劳务派遣", "港澳台", "临时", "规模以上"])
def test_a_remark_in_brackets_is_no_unit(gazetteer: Gazetteer, remark: str) -> None:
    own = read(gazetteer, [["城市", "行业代码", "年份", f"从业人员（{remark}）"], ["深圳", "C39", 2020, 5]])
    assert own.panel is not None
    assert not own.aside
    assert [fault.example for fault in own.faults if fault.code == "remarks"] == [remark]


def test_errors_that_look_like_shares_are_told(gazetteer: Gazetteer) -> None:
    head = ["城市", "行业代码", "年份", "从业人员", "相对标准误"]
    rows = [["深圳", f"C{code}", 2020, 50, "0.05"] for code in (36, 37, 38, 39)]
    assert "errors_small" in {fault.code for fault in read(gazetteer, [head, *rows]).faults}
    percent = [[*row[:4], "5%"] for row in rows]
    assert "errors_small" not in {fault.code for fault in read(gazetteer, [head, *percent]).faults}


def test_a_column_of_units_beside_several_measures_leaves_each_its_own(gazetteer: Gazetteer) -> None:
    own = read(
        gazetteer,
        [["城市", "行业代码", "年份", "从业人员", "增加值（亿元）", "单位"], ["深圳", "C39", 2020, 5, 3, "万人"]],
    )
    assert value(own, "440300", "C39", 2020) == 50_000
    assert value(own, "440300", "C39", 2020, "value_added") == 300_000_000


def test_units_that_tell_the_measure_keep_persons_and_money_apart(gazetteer: Gazetteer) -> None:
    rows = [
        ["城市", "行业代码", "年份", "数值", "单位"],
        ["深圳", "C39", 2020, 5, "万人"],
        ["深圳", "C39", 2020, 6, "亿元"],
    ]
    own = read(gazetteer, rows)
    assert value(own, "440300", "C39", 2020) == 50_000
    assert value(own, "440300", "C39", 2020, "value_added") == 600_000_000


def test_shares_and_growth_beside_years_are_no_figures(gazetteer: Gazetteer) -> None:
    rows = [["城市", "行业代码", "2020年", "2021年", "2021年同比增速", "2021年（%）"], ["深圳", "C39", 5, 6, 20, 20]]
    own = read(gazetteer, rows)
    assert own.panel is not None
    assert own.panel.values["jobs"].tolist() == [[[5.0]], [[6.0]]]
    assert [(one.column, one.code) for one in own.aside] == [
        ("2021年同比增速", "wrong_unit"),
        ("2021年（%）", "wrong_unit"),
    ]


def test_a_mark_of_a_footnote_is_no_digit(gazetteer: Gazetteer) -> None:
    rows = [["城市", "行业代码", "2020年②", "2021年"], ["深圳①", "C39", "234①", "5²"], ["杭州", "C39", "7[1]", "…"]]
    own = read(gazetteer, rows)
    assert own.panel is not None
    assert value(own, "440300", "C39", 2020) == 234
    assert value(own, "440300", "C39", 2021) == 5
    assert value(own, "330100", "C39", 2020) == 7
    assert np.isnan(value(own, "330100", "C39", 2021))
