"""Files as people keep them, through the whole way of an upload: number formats, blocks, and lines that head them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from io import BytesIO

import pytest
from openpyxl import Workbook

from geo.catalog import load_catalog
from geo.observatory.own import receive
from geo.settings import Limits, Settings, limits
from geo.statistics.own.table import Own

Rows = Sequence[Sequence[object]]
Formats = Sequence[tuple[str, str]]
Upload = Callable[[str, bytes], Own]


@pytest.fixture
def upload(store: Settings) -> Upload:
    bounds: Limits = limits()

    def read(name: str, content: bytes) -> Own:
        found = receive(
            name, content, sha256(content).hexdigest()[:16], catalog=load_catalog(store), config=store, bounds=bounds
        )
        assert found.own is not None
        return found.own

    return read


def workbook(rows: Rows, formats: Formats = (), merged: Sequence[str] = ()) -> bytes:
    """Return rows as a workbook; `formats` are ranges such as D2:D4 and the number format of their cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, code in formats:
        for line in sheet[place]:
            for cell in line:
                cell.number_format = code
    for place in merged:
        sheet.merge_cells(place)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def value(own: Own, region: str, industry: str, year: int, measure: str = "jobs") -> float:
    panel = own.panel
    assert panel is not None
    at = panel.periods.index(year), panel.regions.index(region), panel.industries.index(industry)
    return float(panel.values[measure][at])


def aside(own: Own) -> list[tuple[int, str, str]]:
    return [(one.line, one.text, one.code) for one in own.aside]


CITIES = [["深圳市", "C39", 2023, 622_000, 0.012], ["杭州市", "C39", 2023, 201_000, 0.034]]


def test_relative_errors_in_percent_are_what_is_shown(upload: Upload) -> None:
    head = ["城市", "行业代码", "年份", "从业人员", "相对标准误"]
    own = upload("误差.xlsx", workbook([head, *CITIES], [("E2:E3", "0.0%")]))
    assert value(own, "440300", "C39", 2023, "rse_pct") == pytest.approx(1.2)
    assert value(own, "330100", "C39", 2023, "rse_pct") == pytest.approx(3.4)
    assert value(own, "440300", "C39", 2023) == 622_000
    assert not own.aside


def test_growth_in_percent_beside_amounts_is_set_aside_as_no_amount(upload: Upload) -> None:
    rows = [
        ["城市", "行业代码", "2022年", None, "2023年", None],
        [None, None, "从业人员（万人）", "增长率", "从业人员（万人）", "增长率"],
        ["深圳市", "C39", 61.2, 0.031, 62.3, 0.018],
        ["杭州市", "C39", 20.1, -0.02, 21, 0.045],
        ["资料来源：各市统计年鉴"],
    ]
    merged = ("A1:A2", "B1:B2", "C1:D1", "E1:F1")
    own = upload("增长.xlsx", workbook(rows, [("D3:D4", "0.0%"), ("F3:F4", "0.0%")], merged))
    assert (value(own, "440300", "C39", 2022), value(own, "440300", "C39", 2023)) == (612_000, 623_000)
    assert aside(own) == [
        *((3, "3.1%", "wrong_unit"), (3, "1.8%", "wrong_unit")),
        *((4, "-2%", "wrong_unit"), (4, "4.5%", "wrong_unit")),
    ]
    assert "measure_assumed" not in {fault.code for fault in own.faults}


def test_jobs_in_percent_are_no_jobs(upload: Upload) -> None:
    rows = [["城市", "行业代码", "年份", "从业人员"], *([*row[:3], row[4]] for row in CITIES)]
    own = upload("比重.xlsx", workbook(rows, [("D2:D3", "0.00%")]))
    assert own.panel is None
    assert aside(own) == [(2, "1.2%", "wrong_unit"), (3, "3.4%", "wrong_unit")]


@pytest.mark.parametrize(
    ("code", "number", "jobs"),
    [
        ('0.0"万人"', 62.2, 622_000),
        (r"0.0\万\人", 62.2, 622_000),
        ('#,##0.0" thousand"', 622, 622_000),
        ('#,##0,"千"', 622_000, 622_000),  # a format that divides what it shows leaves the number whole
        ('0!.0,"万"', 622_000, 622_000),
        ('#,##0"人"', 622_000, 622_000),
        ("#,##0", 622_000, 622_000),
    ],
)
def test_a_unit_that_only_the_format_shows_counts(upload: Upload, code: str, number: float, jobs: float) -> None:
    rows = [["城市", "行业代码", "年份", "从业人员"], ["深圳市", "C39", 2023, number], ["杭州市", "C39", 2023, number]]
    own = upload("单位.xlsx", workbook(rows, [("D2:D3", code)]))
    assert value(own, "440300", "C39", 2023) == pytest.approx(jobs)


def test_blocks_of_years_below_each_other_are_no_duplicates(upload: Upload) -> None:
    text = "2021年\n地区,行业代码,从业人员（人）\n深圳市,I65,300000\n杭州市,I65,200000\n\n"
    own = upload("分年.csv", (text + text.replace("2021", "2022").replace("00000", "10000")).encode())
    assert value(own, "440300", "I65", 2021) == 300_000
    assert value(own, "440300", "I65", 2022) == 310_000
    assert not own.aside
    told = {fault.code: fault for fault in own.faults}
    assert (told["alone_above"].count, told["alone_above"].example) == (2, "2021年; 2022年")
    assert "period_assumed" not in told


def test_a_region_alone_in_its_line_heads_the_industries_beneath(upload: Upload) -> None:
    text = "行业,2021,2022\n深圳市\n制造业,100,110\n软件业,50,60\n杭州市\n制造业,70,80\n软件业,40,45\n注：年末数\n"
    own = upload("分市.csv", text.encode("gb18030"))
    assert own.panel is not None
    assert own.panel.regions == ("330100", "440300")
    assert own.panel.values["jobs"].tolist() == [[[70, 40], [100, 50]], [[80, 45], [110, 60]]]
    assert [one.text for one in own.cut] == ["注：年末数"]


def test_a_year_alone_beneath_a_table_with_a_year_column_stays_a_note(upload: Upload) -> None:
    text = "地区,行业代码,年份,从业人员\n深圳市,I65,2021,30\n2019\n杭州市,I65,2021,20\n"
    own = upload("年份.csv", text.encode())
    assert own.panel is not None
    assert own.panel.periods == (2021,)
    assert [one.text for one in own.cut] == ["2019"]


def test_names_without_their_state_or_with_shi_are_understood(upload: Upload) -> None:
    text = "Region,NAICS,2019,2020\nSan Jose-Sunnyvale-Santa Clara,334,92.7,90.1\nPortland,334,1,2\nSeattle,334,5,6\n"
    own = upload("us.csv", text.encode())
    assert set(own.regions) == {"41940", "42660"}
    assert [one.text for one in own.aside] == ["1", "2"]  # there are two Portlands
    own = upload("cn.csv", b"City,GB/T 4754,2019\nHangzhou Shi,C39,5\nShenzhen,C39,6\n")
    assert set(own.regions) == {"330100", "440300"}
