"""Tables as offices and statisticians send them: stacked headings, merged cells, codes and names in many ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from geo.catalog import load_catalog
from geo.model.text import Text
from geo.observatory.own import faulty, gazetteer
from geo.settings import settings
from geo.statistics.own import reading
from geo.statistics.own.coding import Industries
from geo.statistics.own.places import Gazetteer
from geo.statistics.own.table import Choices, Own

KNOWN = Industries({}, {}, {})
Rows = Sequence[Sequence[object]]


@pytest.fixture(scope="module")
def known() -> Gazetteer:
    return gazetteer(load_catalog(settings()), settings())


def read(known: Gazetteer, rows: Rows, *, name: str = "表.csv", sheet: str = "表") -> Own:
    return reading.read(name, [(sheet, rows)], known, KNOWN, choices=Choices())


def value(own: Own, region: str, industry: str, year: int, measure: str = "jobs") -> float:
    panel = own.panel
    assert panel is not None
    at = panel.periods.index(year), panel.regions.index(region), panel.industries.index(industry)
    return float(panel.values[measure][at])


def example(own: Own, code: str) -> str:
    return next((fault.example for fault in own.faults if fault.code == code), "")


def test_one_industry_written_in_many_ways_is_one(known: Gazetteer) -> None:
    ways = ["39", "C39", "C 39", " 39 ", "３９", "Ｃ３９", "c39", "C-39"]
    cities = ["深圳", "杭州", "武汉", "成都", "南京", "苏州", "合肥", "西安"]
    rows = [["城市", "行业代码（GB/T 4754—2017）", "年份", "从业人员"]]
    rows += [[city, way, "2022", str(10 + at)] for at, (city, way) in enumerate(zip(cities, ways, strict=True))]
    own = read(known, rows)
    assert own.panel is not None
    assert (own.scheme, own.panel.industries, len(own.regions), own.used) == ("gbt4754", ("39",), 8, 8)
    assert float(np.nansum(own.panel.values["jobs"])) == sum(range(10, 18))
    assert example(own, "codes_joined").startswith("39 = C39 = C 39")
    twice = read(known, [*rows, ["深圳", "C39", "2022", "99"]])
    assert [one.code for one in twice.aside] == ["duplicate_conflict"] * 2


@pytest.mark.parametrize(
    ("heading", "codes", "scheme"),
    [
        ("NACE代码", ["62.01", "26.11"], "nace2"),
        ("NACE Rev. 2", ["J62", "C26"], "nace2"),
        ("2017 NAICS Code", ["334111", "541511"], "naics2017"),
        ("行业代码（GB/T 4754）", ["39", "65"], "gbt4754"),
        ("国民经济行业代码(GB/T4754-2017)", ["39", "65"], "gbt4754"),
        ("SIC2007 code", ["6201", "2611"], "sic2007"),
        ("ISIC Rev.4 code", ["62", "26"], "isic4"),
        ("行 业 代 码", ["C39", "I65"], "gbt4754"),
    ],
)
def test_headings_of_codes(known: Gazetteer, heading: str, codes: list[str], scheme: str) -> None:
    own = read(
        known,
        [["城市", heading, "年份", "从业人员"], *([c, code, 2020, 5] for code in codes for c in ("深圳", "杭州"))],
    )
    assert (own.scheme, own.used) == (scheme, 4)


def test_codes_of_another_system_are_told_one_by_one(known: Gazetteer) -> None:
    rows = [["城市", "NACE代码", "年份", "从业人员"], *([city, code, 2020, 5] for city, code in _MIXED)]
    own = read(known, rows)
    assert own.scheme == "nace2"
    assert {one.text for one in own.aside} == {"5"}
    assert [one.line for one in own.aside if one.code == "mixed_codes"] == [3, 4, 6]
    assert example(own, "mixed_codes") == "334111; C39; 99999"


_MIXED = [("深圳", "62.01"), ("深圳", "334111"), ("杭州", "C39"), ("杭州", "26.11"), ("深圳", "99999")]


@pytest.mark.parametrize(
    "head",
    [
        [["城市", "C39", "", "I65", ""], ["", "2021", "2022", "2021", "2022"]],  # industries over years
        [["城市", "2021年", "", "2022年", ""], ["城市", "C39", "I65", "C39", "I65"]],  # years over industries
        [["从业人员", "", "", "", ""], ["城市", "C39", "", "I65", ""], ["", "2021", "2022", "2021", "2022"]],
        [["城市", "电子信息制造", "", "软件", ""], ["", "2021", "2022", "2021", "2022"]],  # names nobody knows
    ],
)
def test_headings_of_several_lines(known: Gazetteer, head: Rows) -> None:
    own = read(
        known, [["各市从业人员"], *head, ["深圳", "1", "2", "3", "4"], ["杭州", "5", "6", "7", "8"], ["注：年末数"]]
    )
    assert own.panel is not None
    assert (own.used, own.panel.periods, own.panel.regions) == (8, (2021, 2022), ("330100", "440300"))
    years_first = "2021年" in head[0]
    expected = {(2021, 0): 1, (2022, 0): 3 if years_first else 2, (2021, 1): 2 if years_first else 3, (2022, 1): 4}
    order = [own.panel.industries.index(code) for code in _order(own, head)]
    for (year, industry), jobs in expected.items():
        assert own.panel.values["jobs"][own.panel.position(year), 1, order[industry]] == jobs


def _order(own: Own, head: Rows) -> list[str]:
    wanted = ("电子信息制造", "软件") if "软件" in head[0] else ("C39", "I65")
    return [next(code for code in own.names if wanted[at] in (code, own.names[code].zh)) for at in (0, 1)]


def test_measures_and_units_over_years(known: Gazetteer) -> None:
    head: Rows = [
        ["城市", "行业", "", "从业人员（万人）", "", "企业数", ""],
        ["", "代码", "名称", "2021", "2022", "2021（个）", "2022（个）"],
    ]
    own = read(known, [*head, ["深圳", "39", "电子", 1, 2, 30, 40], ["", "65", "软件", 3, 4, 50, 60]])
    assert value(own, "440300", "39", 2022) == 20_000
    assert value(own, "440300", "65", 2021, "establishments") == 50
    assert own.names["39"].zh == "电子"


def test_regions_in_the_first_row_of_their_block_are_filled_down_and_told(known: Gazetteer) -> None:
    rows: Rows = [
        ["省份", "城市", "年份", "行业代码", "从业人员"],
        ["广东", "深圳", 2021, "C39", 1],
        ["", "", "", "I65", 2],
        ["", "", 2022, "C39", 3],
        ["", "", "", "I65", 4],
        ["", "东莞", 2021, "C39", 5],
        ["", "", "", "I65", 6],
        ["", "", 2022, "C39", 7],
        ["", "", "", "I65", 8],
        ["合计", "", 2022, "C39", 10],
    ]
    own = read(known, rows[:-1])
    assert (value(own, "440300", "I65", 2022), value(own, "441900", "I65", 2021)) == (4, 6)
    assert (own.used, "filled_down" in {fault.code for fault in own.faults}) == (8, True)


def test_a_name_left_out_where_rows_are_written_out_is_a_fault(known: Gazetteer) -> None:
    rows: Rows = [
        ["城市", "行业代码", "年份", "从业人员"],
        ["深圳", "C39", 2021, 1],
        ["深圳", "I65", 2021, 2],
        ["", "I64", 2021, 3],
        ["杭州", "C39", 2021, 4],
    ]
    own = read(known, rows)
    assert [(one.line, one.code) for one in own.aside] == [(4, "no_region")]
    sums: Rows = [
        ["城市", "行业代码", "年份", "从业人员"],
        ["深圳", "C39", 2021, 1],
        ["杭州", "I65", 2021, 2],
        ["合计", "", 2021, 9],
    ]
    total = read(known, sums)  # the last line is of all industries, not of the one above it
    assert total.panel is not None
    assert value(total, "330100", "I65", 2021) == 2
    assert [(one.line, one.text, one.code) for one in total.aside] == [(4, "9", "nation_total_only")]


def test_short_names_that_fit_one_region_are_taken_and_others_offered(known: Gazetteer) -> None:
    names = ("Seattle", "Boston, MA", "San Jose-Sunnyvale-Santa Clara, CA Metro Area", "Portland", "Seatle")
    own = read(known, [["region", "naics", "year", "jobs"], *([name, "334111", 2019, 7] for name in names)])
    assert set(own.regions) == {"42660", "14460", "41940"}
    assert example(own, "names_taken") == "Seattle → Seattle-Tacoma-Bellevue, WA"
    hints = example(own, "unknown_region")
    assert "Portland → Portland-South Portland, ME / Portland-Vancouver-Hillsboro, OR-WA" in hints
    assert "Seatle → Seattle-Tacoma-Bellevue, WA" in hints
    chinese = read(
        known, [["城市", "行业代码", "年份", "从业人员"], *([n, "C39", 2020, 7] for n in ("深圳", "杭州市", "南山"))]
    )
    assert set(chinese.regions) == {"440300", "330100"}
    assert example(chinese, "unknown_region").startswith("南山 → 南山区（广东省深圳市）")
    states = read(
        known, [["state", "naics", "year", "jobs"], *([n, "51", 2019, 7] for n in ("New York", "Texas", "Boise"))]
    )
    assert "New York" not in example(states, "names_taken")  # beside Texas it is no city


def test_lines_that_are_no_rows_are_told_and_can_be_downloaded(known: Gazetteer) -> None:
    rows: Rows = [
        ["表1 各市从业人员"],
        ["城 市", "行业代码", "年 份", "从业人员"],
        ["甲", "乙", "丙", "1"],
        ["深圳", "C39", "2021", "5"],
        [],
        ["城 市", "行业代码", "年 份", "从业人员"],
        ["杭州", "C39", "2021", "X"],
        ["武汉", "C39", "2021", "约6"],
        ["注：X为保密。"],
        ["Source: statistical yearbook", "", "", ""],
    ]
    own = read(known, rows)
    assert own.used == 1
    assert [(one.line, one.code) for one in own.cut] == [
        (3, "footnote"),
        (6, "heading_again"),
        (9, "footnote"),
        (10, "footnote"),
    ]
    table = faulty(
        own, {one: one for one in ("text_value", "footnote", "heading_again")}, ("line", "column", "cell", "why")
    )
    assert table["line"].tolist() == [3, 6, 8, 9, 10]
    assert table["cell"].tolist()[2:] == ["约6", "注：X为保密。", "Source: statistical yearbook"]


def test_a_decimal_comma_is_one_for_the_whole_table(known: Gazetteer) -> None:
    rows = [
        ["Land", "WZ 2008", "2014", "2015"],
        ["Bayern", "J62", "85.312", "88.120,5"],
        ["Berlin", "J62", "30.001", "."],
    ]
    own = read(known, rows)
    assert (value(own, "BY", "J62", 2014), value(own, "BY", "J62", 2015)) == (85_312, 88_120.5)
    assert value(own, "BE", "J62", 2014) == 30_001
    assert np.isnan(value(own, "BE", "J62", 2015))
    mixed = read(
        known,
        [["城市", "行业代码", "2020", "2021"], ["深圳", "C39", "1.5", "1,5"], ["杭州", "C39", "1,234", "(1,200)"]],
    )
    assert value(mixed, "330100", "C39", 2020) == 1234
    assert {one.text: one.code for one in mixed.aside} == {"1,5": "text_value", "(1,200)": "negative_value"}


def test_what_is_withheld_is_never_zero(known: Gazetteer) -> None:
    marks = ["-", "…", "*", "X", "x", "(x)", "(—)", "—", "..", "c", "n/a", "保密", "", None, "（D）", "***"]
    cities = [
        "深圳",
        "杭州",
        "武汉",
        "成都",
        "南京",
        "苏州",
        "合肥",
        "西安",
        "长沙",
        "青岛",
        "济南",
        "郑州",
        "宁波",
        "无锡",
        "福州",
        "厦门",
    ]
    rows: list[list[object]] = [["城市", "行业代码", "2020", "2021"]]
    rows += [[city, "C39", 5, mark] for city, mark in zip(cities, marks, strict=True)]
    own = read(known, rows)
    assert own.panel is not None
    assert not own.aside
    assert own.panel.periods == (2020,)  # not one figure of the other year
    frame = read(known, [*rows, ["北京", "C39", 5, 6]]).panel
    assert frame is not None
    long = frame.long()
    hidden = long[(long["period"] == 2021) & (long["region"] != "110000")]
    assert set(hidden["status"]) == {"suppressed"}
    assert hidden["value"].isna().all()


def test_the_measure_of_a_title_is_taken_and_told(known: Gazetteer) -> None:
    rows = [["2022年各市法人单位数（个）"], ["城市", "行业代码", "2022"], ["深圳", "C39", 5]]
    own = read(known, rows)
    assert value(own, "440300", "C39", 2022, "establishments") == 5
    rows = [["各市企业数"], ["城市", "行业代码", "2022"], ["深圳", "C39", 5]]
    own = read(known, rows)
    assert value(own, "440300", "C39", 2022, "establishments") == 5
    assert "measure_titled" in {fault.code for fault in own.faults}


def test_several_classifications_in_one_column_are_told_with_their_codes(known: Gazetteer) -> None:
    rows = [["城市", "行业代码", "年份", "从业人员"]]
    codes = ["C39", "I65", "62.01", "26.11", "541511", "334413"]
    rows += [["深圳市", code, "2022", str(10 + at)] for at, code in enumerate(codes)]
    own = read(known, rows)
    assert example(own, "systems_mixed") == "GB/T 4754: C39, I65; NACE: 62.01, 26.11; NAICS: 541511, 334413"
    assert not example(own, "codes_unknown")
    assert (own.scheme, own.used) == ("own", 6)


def test_a_part_of_an_industry_counts_once_and_a_part_of_a_total_is_an_industry(known: Gazetteer) -> None:
    head = ["地区", "行业", "2023年从业人员（人）"]
    rows = [head, ["深圳市", "合计", "300"], ["深圳市", "电子制造业", "200"], ["深圳市", "其中：集成电路制造业", "50"]]
    own = read(known, [*rows, ["深圳市", "软件服务业", "100"], ["杭州市", "电子制造业", "80"]])
    assert own.panel is not None
    assert [own.names[code].zh for code in own.panel.industries] == ["电子制造业", "软件服务业"]
    assert [(one.line, one.text, one.code) for one in own.aside] == [(4, "50", "of_which")]
    assert example(own, "of_which") == "其中：集成电路制造业"
    rows = [head, ["深圳市", "合计", "300"], ["深圳市", "其中：电子制造业", "200"], ["深圳市", "软件服务业", "100"]]
    own = read(known, rows)
    assert own.panel is not None
    assert len(own.panel.industries) == 2
    assert not own.aside


OFFICIAL = Industries(
    {
        ("gbt4754", "39"): Text("计算机、通信和其他电子设备制造业", "Computers, communication and electronics"),
        ("gbt4754", "65"): Text("软件和信息技术服务业", "Software and IT services"),
        ("nace2", "62"): Text("计算机编程", "Computer programming"),
    },
    {},
    {},
)


def test_industries_written_by_their_official_names_get_their_codes(known: Gazetteer) -> None:
    rows = [["城市", "行业", "年份", "从业人员"]]
    rows += [
        ["深圳市", "计算机、通信和其他电子设备制造业", "2022", "100"],
        ["深圳市", "软件与信息技术服务", "2022", "80"],
    ]
    own = reading.read("表.csv", [("表", rows)], known, OFFICIAL, choices=Choices())
    assert own.panel is not None
    assert (own.scheme, own.panel.industries) == ("gbt4754", ("39", "65"))
    assert example(own, "names_coded") == "计算机、通信和其他电子设备制造业 = 39; 软件与信息技术服务 = 65"
    mixed = [*rows, ["深圳市", "软件信息服务业", "2022", "9"]]
    own = reading.read("表.csv", [("表", mixed)], known, OFFICIAL, choices=Choices())
    assert own.panel is not None
    assert (own.scheme, len(own.panel.industries)) == ("own", 3)
    assert example(own, "names_uncoded") == "软件信息服务业 → 软件和信息技术服务业 (65)"


def test_headings_of_region_and_year_are_read_however_long(known: Gazetteer) -> None:
    rows = [["Industry", "Shenzhen 2022", "Shenzhen 2023", "Hangzhou 2022"]]
    rows += [["C26 Computers", "1,000", "1.1k", "500"], ["J62 Programming", "800", "850", "n.a."]]
    own = read(known, rows)
    assert value(own, "440300", "C26", 2023) == 1100
    assert value(own, "330100", "C26", 2022) == 500
    assert not [fault for fault in own.faults if fault.level == "error"]


@pytest.mark.parametrize(("former", "now"), [("襄樊市", "襄阳市"), ("思茅地区", "普洱市"), ("大庸", "张家界市")])
def test_a_former_name_is_proposed_under_todays(known: Gazetteer, former: str, now: str) -> None:
    rows = [["城市", "行业代码", "年份", "从业人员"], ["深圳市", "C39", "2022", "9"], [former, "C39", "2022", "8"]]
    own = read(known, rows)
    assert example(own, "unknown_region").startswith(f"{former} → {now}")
    assert own.used == 1


def test_a_table_without_regions_is_told_so_and_no_nameless_region_is(known: Gazetteer) -> None:
    rows = [["序号", "指标名称", "2021", "2022"], ["1", "深圳市软件业从业人员（人）", "80", "90"]]
    own = read(known, rows)
    assert own.used == 0
    assert not example(own, "not_drawn")
    assert "not_drawn" not in [fault.code for fault in own.faults]


def test_a_line_of_the_whole_country_with_totals_alone_is_no_reference(known: Gazetteer) -> None:
    rows = [["地区", "行业", "2023年从业人员（人）"], ["深圳市", "电子制造业", "200"], ["深圳市", "软件服务业", "100"]]
    rows += [["杭州市", "电子制造业", "80"], ["杭州市", "软件服务业", "100"], ["总计", "", "480"]]
    own = read(known, rows)
    assert own.panel is not None
    assert (own.panel.dataset.nation, own.panel.regions) == ("", ("330100", "440300"))
    assert np.isfinite(own.panel.cells(2023).quotients).all()
    assert example(own, "nation_total_only") == "总计"
    assert "nation_used" not in [fault.code for fault in own.faults]
    assert [(one.line, one.code) for one in own.aside] == [(6, "nation_total_only")]
    own = read(known, [*rows[:-1], ["总计", "电子制造业", "280"], ["总计", "软件服务业", "200"]])
    assert own.panel is not None
    assert own.panel.dataset.nation == "nation"
