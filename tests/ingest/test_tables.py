"""Tables: coordinates as people write them, rows of any length, formulas, and workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.ingest.examination import Examination
from geo.ingest.tables import coordinates
from tests.ingest.conftest import Examine

Codes = Callable[[Examination], list[str]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("117", 117.0),
        (" -36.5 ", -36.5),
        ("1.17e2", 117.0),
        ("117,02", 117.02),
        ("39,500,000.5", 39_500_000.5),
        ("117°1'12\"E", 117.02),
        ("117°1′12″", 117.02),
        ("117度1分12秒", 117.02),
        ("东经117°1′12″", 117.02),
        ("W71°30'", -71.5),
        ("71°30' W", -71.5),
        ("南纬36.5度", -36.5),
        ("117-01-12", 117.02),
        ("１１７．０２", 117.02),  # full-width digits
        ("−12.5", -12.5),
        (117, 117.0),
        ("济南", None),
        ("", None),
        (None, None),
        (True, None),
        ("117°99'", None),
        ("12:30 Uhr", None),
        ("3号楼", None),
    ],
)
def test_coordinate_of_one_cell(cell: Any, value: float | None) -> None:
    found = coordinates.parse(cell)
    assert found == (None if value is None else pytest.approx(value, abs=1e-9))


@given(
    st.integers(0, 179),
    st.integers(0, 59),
    st.integers(0, 59),
    st.sampled_from(["EWSN", "东西南北"]),
    st.integers(0, 3),
)
@settings(max_examples=200, deadline=None)
def test_degrees_minutes_seconds_of_any_size(degrees: int, minutes: int, seconds: int, marks: str, which: int) -> None:
    sign = -1 if which in (1, 2) else 1
    value = coordinates.parse(f"{degrees}°{minutes}′{seconds}″{marks[which]}")
    assert value == pytest.approx(sign * (degrees + minutes / 60 + seconds / 3600))


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (["name", "lon", "lat"], (1, 2)),
        (["名称", "纬度", "经度"], (2, 1)),
        (["Longitude (deg)", "Latitude (deg)"], (0, 1)),
        (["X坐标", "Y坐标"], (0, 1)),
        (["gcj02_lng", "gcj02_lat"], (0, 1)),
        (["POINT_X", "POINT_Y"], (0, 1)),
        (["lat", "lon", "y", "x"], (1, 0)),
    ],
)
def test_columns_are_found_by_their_headers(headers: list[str], columns: tuple[int, int]) -> None:
    found = coordinates.find_columns(headers, [["117.5"] * len(headers)])
    assert found is not None
    assert (found.kind, found.columns) == ("xy", columns)


@pytest.mark.parametrize("headers", [["name", "value"], ["longname", "relation"], ["exit", "style"]])
def test_other_headers_are_no_coordinates(headers: list[str]) -> None:
    assert coordinates.find_columns(headers, [["117.5"] * len(headers)]) is None


@pytest.mark.parametrize(
    ("text", "bbox"),
    [
        ("name,lon,lat\na,117,36.6\n", (117, 36.6)),
        ("name\tlon\tlat\na\t117\t36.6\n", (117, 36.6)),
        ("name;lat;lon\na;36,6;117,0\n", (117, 36.6)),
        ("name，经度，纬度\na，117，36.6\n", (117, 36.6)),
        ("sep=;\nname;lon;lat\na;117;36.6\n", (117, 36.6)),
        ("a,117.01,36.62\n", (117.01, 36.62)),
        ('name,坐标\na,"117,36.6"\n', (117, 36.6)),
        ('name,latlng\na,"36.6,117"\n', (117, 36.6)),
        ("name,经度,纬度\na,36.6,117\n", (117, 36.6)),
        ('name,WKT\na,"POINT(117 36.6)"\n', (117, 36.6)),
        ("name,geom\na,01010000000000000000405D40CDCCCCCCCC4C4240\n", (117, 36.6)),
        ('name,geo\na,"{""type"":""Point"",""coordinates"":[117,36.6]}"\n', (117, 36.6)),
        ("name,x,y\na,39500000,4054000\n", (117, 36.6169287)),
        ("name,X,Y\na,4054000,39500000\n", (117, 36.6169287)),
        ("name,lon,lat\ra,117,36.6\r", (117, 36.6)),
        ('name,lon,lat\n"a,117,36.6\n', (117, 36.6)),
    ],
)
def test_table_comes_to_its_place(text: str, bbox: tuple[float, float], examine: Examine) -> None:
    layer = examine("x.csv", text).report.layers[0]
    assert layer["features"] == 1
    assert layer["bbox_wgs84"] == pytest.approx([*bbox, *bbox], abs=1e-6)


@pytest.mark.parametrize("stored", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_table_in_any_encoding(stored: str, examine: Examine) -> None:
    examined = examine("x.csv", "名称,经度,纬度\n济南市,117,36.6\n".encode(stored))
    assert examined.report.layers[0]["sample"] == [{"名称": "济南市", "经度": 117, "纬度": 36.6}]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,lon,lat\na,117,36\nb,118\nc,119,37,x\n", "table_ragged"),
        ("name,lon,lat\na,117,36\nb,,\nc,abc,36\n", "table_rows_unplaced"),
        ("name,lon,lat\n=1+1,117,36\n", "formula_cells"),
        ("name,lon,lat\na,0,0\nb,117,36\n", "place_zero"),
        ("name,bd_lng,bd_lat\na,117,36\n", "datum_named"),
        ("name,x,y\na,500000,4054000\n", "crs_unknown"),
        ("a,a,lon,lat\n1,2,117,36\n", "field_duplicate"),
    ],
)
def test_table_is_read_and_the_person_told(text: str, code: str, examine: Examine, codes: Codes) -> None:
    examined = examine("x.csv", text)
    assert examined.report.status == "warn"
    assert code in codes(examined)


@pytest.mark.parametrize(
    ("text", "code"),
    [("a,b\n1,2\n", "table_no_place"), ("name,lon,lat\n", "table_empty"), ("name\na\n", "table_no_place")],
)
def test_table_that_is_refused(text: str, code: str, examine: Examine, codes: Codes) -> None:
    assert code in codes(examine("x.csv", text))


def test_cells_beyond_the_header_are_kept(examine: Examine) -> None:
    examined = examine("x.csv", "name,lon,lat\na,117,36,more\n")
    assert examined.report.layers[0]["sample"] == [{"name": "a", "lon": 117, "lat": 36, "extra_1": "more"}]


def test_codes_keep_their_zeros_and_numbers_are_numbers(examine: Examine) -> None:
    examined = examine("x.csv", "code,n,r,e,lon,lat\n007,7,1.50,1e400,117,36\n")
    assert examined.report.layers[0]["sample"] == [
        {"code": "007", "n": 7, "r": 1.5, "e": "1e400", "lon": 117, "lat": 36}
    ]


def test_columns_of_the_person_win(examine: Examine) -> None:
    examined = examine("x.csv", "lon,lat,a,b\n1,2,117,36\n", columns=("a", "b"))
    assert examined.report.layers[0]["bbox_wgs84"] == [117, 36, 117, 36]


@pytest.mark.parametrize(
    ("cell", "runs"),
    [
        ("=1+1", True),
        ("@SUM(1)", True),
        ("+1+1", True),
        ("-2+3", True),
        ("-2.5", False),
        ("+3", False),
        ("--", False),
        ("-", False),
        ("a=b", False),
        (5, False),
    ],
)
def test_formula(cell: Any, runs: bool) -> None:
    assert coordinates.is_formula(cell) is runs


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    """Return a minimal Excel workbook with inline texts."""

    def cell(value: Any) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    numbers = range(1, len(sheets) + 1)
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>' for n in numbers
    )
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="{sheet_type}.worksheet+xml"/>' for n in numbers
    )
    relation = "application/vnd.openxmlformats-package.relationships+xml"
    start = f'<Relationship Id="w" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="{relation}"/><Override PartName="/xl/workbook.xml" ContentType="{sheet_type}.sheet.main+xml"/>'
        f"{kinds}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">{start}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
    }
    for n, (_, rows) in zip(numbers, sheets, strict=True):
        body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        files[f"xl/worksheets/s{n}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, text in files.items():
            bundle.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()


def test_workbook_with_titles_codes_and_a_sheet_without_places(examine: Examine, codes: Codes) -> None:
    data = workbook(
        (
            "企业",
            [
                ["2024 年企业名单", "", ""],
                ["名称", "代码", "经度", "纬度"],
                ["济南市", "007", 117, 36.5],
                ["历下区", "008", 117.25, 36.75],
            ],
        ),
        ("说明", [["a", "b"], ["c", "d"]]),
    )
    examined = examine("x.xlsx", data)
    layer = examined.report.layers[0]
    assert (layer["name"], layer["features"]) == ("企业", 2)
    assert layer["sample"][0] == {"名称": "济南市", "代码": "007", "经度": 117.0, "纬度": 36.5}
    assert {"table_title_rows", "table_sheet_skipped"} <= set(codes(examined))


def test_csv_with_titles_above_its_headers(examine: Examine, codes: Codes) -> None:
    lines = "山东省企业名录\n导出时间：2024-01-01\n\n名称,经度,纬度\n济南市,117.1,36.65\n青岛市,117.2,36.66\n"
    examined = examine("x.csv", lines.encode("gbk"))
    assert examined.report.layers[0]["sample"][0] == {"名称": "济南市", "经度": 117.1, "纬度": 36.65}
    assert "table_title_rows" in codes(examined)


def test_csv_with_a_title_that_is_joined_by_codes(examine: Examine, codes: Codes) -> None:
    examined = examine("x.csv", "2024 年统计表\nadcode,企业数\n370100,12\n370200,7\n".encode())
    assert [row["企业数"] for row in examined.report.layers[0]["sample"]] == [12, 7]
    assert {"table_title_rows", "table_joined"} <= set(codes(examined))


def test_csv_whose_first_line_names_one_column_loses_no_row(examine: Examine) -> None:
    examined = examine("x.csv", "城市\n济南市,12\n青岛市,7\n".encode())
    assert examined.report.layers[0]["features"] == 2


@pytest.mark.parametrize(
    ("name", "code"), [("x.csv", "format_mismatch"), ("x.geojson", "format_mismatch"), ("x.gpkg", "format_mismatch")]
)
def test_workbook_under_another_name_is_refused(name: str, code: str, examine: Examine, codes: Codes) -> None:
    assert codes(examine(name, workbook(("s", [["lon", "lat"], [1, 2]])))) == [code]
