"""Statistics of one's own: every kind of layout is read, and every kind of fault is in the one list."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from geo.catalog import load_catalog
from geo.model.text import Text
from geo.settings import settings
from geo.statistics.own import reading
from geo.statistics.own.places import Gazetteer
from geo.statistics.own.reading import Industries
from geo.statistics.own.table import Choices, Own
from geo.statistics.regions import Region, regions

DIGITAL = {("gbt4754", "39"): "01", ("gbt4754", "63"): "03", ("gbt4754", "64"): "03", ("gbt4754", "65"): "03"}
KNOWN = Industries(
    {("gbt4754", "39"): Text("电子设备制造", "Electronics")}, DIGITAL, {"软件和信息技术服务业": "03", "电子": "01"}
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    known = [one for one in regions(load_catalog(settings())).values() if one.area_set != "us_oews"]
    province = Region("CN-440000", "cn_province", "440000", Text("广东省", "Guangdong"), "province")
    return Gazetteer([*known, province])


def read(gazetteer: Gazetteer, rows: Sequence[Sequence[object]], **choices: object) -> Own:
    return reading.read("表.csv", [("表", rows)], gazetteer, KNOWN, choices=Choices(**choices))  # type: ignore[arg-type]


def codes(own: Own) -> set[str]:
    return {fault.code for fault in own.faults}


def value(own: Own, region: str, industry: str, year: int, measure: str = "jobs") -> float:
    panel = own.panel
    assert panel is not None
    at = panel.periods.index(year), panel.regions.index(region), panel.industries.index(industry)
    return float(panel.values[measure][at])


WIDE = [
    ["2023年深圳等市从业人员（单位：万人）"],
    ["城市", "行业代码", "行业名称", "2021年", "2022年", "2023年"],
    ["深圳市", "C39", "电子", "60.5", "61", "62.25"],
    ["深圳市", "I65", "软件", "30", "３１", "—"],
    ["杭州", "C39", "电子", "20", "abc", "22"],
    ["杭州", "I65", "软件", "1,200", "-3", "43万"],
    ["航州市", "I65", "软件", "1", "2", "3"],
    ["深圳市", "I65", "软件", "30", "99", "5"],
    ["杭州", "26.11", "电子", "9", "9", "9"],
    ["注：不含个体户"],
]


def test_a_wide_chinese_table_with_faults_is_told_in_one_list(gazetteer: Gazetteer) -> None:
    own = read(gazetteer, WIDE)
    assert own.panel is not None
    assert (own.country, own.area_set, own.scheme) == ("CN", "cn_city", "gbt4754")
    assert own.panel.periods == (2021, 2022, 2023)
    assert value(own, "440300", "C39", 2023) == 622_500
    assert value(own, "330100", "I65", 2023) == 430_000  # a unit of its own, not that of the title
    assert value(own, "330100", "I65", 2021) == 12_000_000
    assert np.isnan(value(own, "440300", "I65", 2022))  # 31 and 99: neither is used
    assert value(own, "440300", "I65", 2021) == 300_000  # twice the same
    assert value(own, "440300", "I65", 2023) == 50_000  # published once, withheld once
    assert own.digital == {"C39": "01", "I65": "03"}
    assert codes(own) >= {
        *("unknown_region", "text_value", "negative_value", "duplicate_conflict", "duplicate_same", "mixed_codes"),
        *("years_as_columns", "title_lines", "footnotes", "separators", "units", "suppressed", "codes_read"),
    }
    hint = next(fault.example for fault in own.faults if fault.code == "unknown_region")
    assert hint.startswith("航州市 → 杭州市")
    assert own.panel.dataset.rounded_to == 100  # hundredths of ten thousand persons


def test_nothing_is_dropped_silently(gazetteer: Gazetteer) -> None:
    own = read(gazetteer, WIDE)
    cells = [(number, row) for number, row in enumerate(WIDE, 1) if len(row) == 6 and number > 2]
    assert own.used + len(own.aside) + 1 == sum(len(row) - 3 for _, row in cells)  # one is withheld
    assert {one.line for one in own.aside} == {4, 5, 6, 7, 8, 9}
    assert own.lines[7] == ("航州市", "I65", "软件", "1", "2", "3")
    levels = [fault.level for fault in own.faults]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)


@pytest.mark.parametrize(
    ("rows", "region", "industry", "year"),
    [
        ([["region", "naics", "year", "jobs"], [41940, "334111", 2019, 5]], "41940", "334111", 2019),
        ([["Region code", "NACE", "2020"], ["UKH1", "62.01", "5"]], "UKH1", "62.01", 2020),
        ([["地区", "年份", "C39", "I65"], ["深圳", "2020", 5, 7]], "440300", "C39", 2020),
        ([["行业代码", "年份", "深圳市", "杭州市"], ["C39", "2020", 5, 7]], "440300", "C39", 2020),
        (
            [["地区代码", "行业", "年度", "指标", "数值"], ["440300", "C39 电子", 2020.0, "从业人员", 5]],
            "440300",
            "C39",
            2020,
        ),
        ([["Bundesland", "code", "WZ", "year", "employment"], ["Bayern", "x", "J62", 2015, 5]], "BY", "J62", 2015),
        ([["城市", "行业代码", "从业人员2020", "单位数2020"], ["深圳", "65", "5", "1"]], "440300", "65", 2020),
        ([["省份", "行业代码", "年份", "就业人数（人）"], ["广东", "65", "2020", "5"]], "440000", "65", 2020),
    ],
)
def test_layouts(gazetteer: Gazetteer, rows: Sequence[Sequence[object]], region: str, industry: str, year: int) -> None:
    own = read(gazetteer, rows)
    assert value(own, region, industry, year) == 5
    assert not [fault for fault in own.faults if fault.level == "error"]


def rows_of(cells: dict[tuple[str, str], float]) -> list[list[object]]:
    return [["地区", "行业代码", "年份", "从业人员"], *([region, code, 2020, n] for (region, code), n in cells.items())]


def test_totals_among_parts_are_found_by_their_sums(gazetteer: Gazetteer) -> None:
    parts = {(city, code): float(n) for n, (city, code) in enumerate(_pairs("39", "63", "64", "65"), 10)}
    cities = ("深圳", "杭州", "武汉")
    wholes = {(city, "I"): sum(parts[city, code] for code in ("63", "64", "65")) for city in cities}
    own = read(gazetteer, rows_of(parts | wholes))
    assert own.panel is not None
    assert own.panel.industries == ("39", "63", "64", "65")
    assert "parent_by_sums" in codes(own)
    assert own.panel.totals["jobs"][0].tolist() == [
        sum(parts[city, code] for code in ("39", "63", "64", "65")) for city in ("杭州", "武汉", "深圳")
    ]
    assert [one.code for one in own.aside] == ["parent_by_sums"] * 3


def test_an_unnamed_total_and_a_sum_of_regions_are_found(gazetteer: Gazetteer) -> None:
    trades = ("甲业", "乙业", "丙业", "丁业")
    cells: dict[tuple[str, str], float] = {}
    for n, city in enumerate(("深圳", "杭州", "武汉", "成都"), 1):
        cells |= {(city, trade): 10.0 * n + k * k for k, trade in enumerate(trades)}
        cells[city, "四业"] = sum(cells[city, trade] for trade in trades)
    for trade in (*trades, "四业"):
        cells["四市", trade] = sum(cells[city, trade] for city in ("深圳", "杭州", "武汉", "成都"))
    own = read(gazetteer, rows_of(cells), keep_unknown=True)
    assert own.panel is not None
    assert {"total_by_sums", "nation_by_sums"} <= codes(own)
    assert len(own.panel.industries) == 4
    assert own.panel.cells(2020).regions == ("330100", "420100", "440300", "510100")
    assert own.panel.cells(2020).totals.tolist() == [cells[city, "四业"] for city in ("杭州", "武汉", "深圳", "成都")]


def _pairs(*listed: str) -> list[tuple[str, str]]:
    return [(city, code) for city in ("深圳", "杭州", "武汉") for code in listed]


def test_what_only_a_person_knows_is_asked_and_taken(gazetteer: Gazetteer) -> None:
    rows = [["地区", "行业代码", "数值"], ["深圳", "39", "5"]]
    own = read(gazetteer, rows)
    assert own.panel is None
    assert codes(own) >= {"no_period", "measure_assumed"}
    own = read(gazetteer, rows, year=2024, measure="value_added")
    assert value(own, "440300", "39", 2024, "value_added") == 5


def test_regions_nobody_knows_are_ranked_without_a_map(gazetteer: Gazetteer) -> None:
    rows = [["地区", "行业", "年份", "从业人员"], ["东一路", "电子", 2020, 5], ["东二路", "电子", 2020, 6]]
    own = read(gazetteer, rows)
    assert own.panel is not None
    assert not own.is_drawn
    assert [one.name.zh for one in own.regions.values()] == ["东一路", "东二路"]
    assert own.digital == {"n001": "01"}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [["a"]],
        [["=1+1", "{{7*7}}"], ["<img onerror>", "`x`"]],
        [[None] * 4] * 3,
        [["地区", "2020"], ["深圳", 5]],
    ],
)
def test_hostile_and_empty_tables_are_told(gazetteer: Gazetteer, rows: Sequence[Sequence[object]]) -> None:
    own = read(gazetteer, rows)
    assert own.panel is None
    assert any(fault.level == "error" for fault in own.faults)


def test_standard_errors_and_unpublished_cells_of_a_table_are_understood(gazetteer: Gazetteer) -> None:
    rows = [
        ["城市", "行业代码", "从业人员（万人）", "相对标准误（%）", "年份"],
        ["深圳市", "C39", "60", "5%", 2023],
        ["深圳市", "I65", "30", 4, 2023],
        ["深圳市", "合计", "100", "", 2023],
        ["杭州市", "C39", "—", "", 2023],
        ["杭州市", "I65", "20", "10", 2023],
        ["杭州市", "合计", "50", "", 2023],
    ]
    own = read(gazetteer, rows)
    assert own.panel is not None
    assert value(own, "440300", "C39", 2023, "rse_pct") == 5
    assert value(own, "330100", "I65", 2023, "rse_pct") == 10
    cells = own.panel.cells(2023)
    assert cells.unpublished is not None
    assert cells.hidden_share is not None
    hangzhou = cells.regions.index("330100")
    assert cells.unpublished[hangzhou] == 300_000
    assert cells.hidden_share[hangzhou, cells.industries.index("C39")] == 1
    assert np.isnan(cells.jobs[hangzhou, cells.industries.index("C39")])  # never zero, never the rest
