"""Kinds of faults that real files showed in single formats: workbooks, KML, geodatabases, drawings, tables."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo.ingest.texts import encoding
from tests.ingest.build import WGS84, dbf, names_dbf, packed, parts
from tests.ingest.conftest import Examine

from .test_kinds import found, only

GEODATABASES = Path(__file__).parent / "cases2" / "geodatabases"


def workbook(rows: list[list[Any]], *, merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_cells_are_filled_down(examine: Examine) -> None:
    rows = [["市", "名称", "经度", "纬度"], ["济南市", "甲", 117.1, 36.6], [None, "乙", 117.2, 36.7]]
    examined = examine("x.xlsx", workbook(rows, merge="A2:A3"))
    assert [row["市"] for row in only(examined)["sample"]] == ["济南市", "济南市"]
    assert "table_cells_merged" in found(examined)


def test_digits_a_spreadsheet_loses_are_told(examine: Examine) -> None:
    assert "table_digits_lost" in found(examine("x.csv", "信用代码,lon,lat\n9.13701E+17,117.1,36.6\n"))
    rows = [["名称", "信用代码", "lon", "lat"], ["甲", 913701000000012345, 117.1, 36.6]]
    assert "table_digits_lost" in found(examine("x.xlsx", workbook(rows)))
    rows[1][1] = "913701000000012345"
    examined = examine("x.xlsx", workbook(rows))
    assert "table_digits_lost" not in found(examined)
    assert only(examined)["sample"][0]["信用代码"] == "913701000000012345"


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><th>名称<th>经度<th>纬度<tr><td>甲<td>117.1<td>36.6</table>",
        "<html><body><p>x</p><table><tr><td rowspan=2>甲</td><td>经度</td><td>纬度</td></tr></table></body></html>"
        "<table><tr><th>名称</th><th>经度</th><th>纬度</th></tr><tr><td>甲</td><td>117.1</td><td>36.6</td></tr></table>",
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table><Row><Cell><Data>名称'
        "</Data></Cell><Cell><Data>经度</Data></Cell><Cell><Data>纬度</Data></Cell></Row><Row><Cell><Data>甲</Data></Cell>"
        '<Cell><Data>117.1</Data></Cell><Cell ss:Index="3"><Data>36.6</Data></Cell></Row></Table></Worksheet>'
        "</Workbook>",
        "名称\t经度\t纬度\n甲\t117.1\t36.6\n",
        "名称,经度,纬度\n甲,117.1,36.6\n",
    ],
)
def test_what_is_named_xls_is_read_for_what_it_is(text: str, examine: Examine) -> None:
    layer = only(examine("x.xls", text))
    assert layer["sample"][0]["名称"] == "甲"
    assert layer["bbox_wgs84"][:2] == pytest.approx([117.1, 36.6])


def test_zeros_that_a_workbook_only_shows_are_kept(examine: Examine) -> None:
    book = openpyxl.Workbook()
    for row in (["代码", "n", "lon", "lat"], [370102, 7, 117.1, 36.6], [12, 8, 117.2, 36.7]):
        book.active.append(row)
    for cell in ("A2", "A3"):
        book.active[cell].number_format = "000000"
    out = io.BytesIO()
    book.save(out)
    assert [(row["代码"], row["n"]) for row in only(examine("x.xlsx", out.getvalue()))["sample"]] == [
        ("370102", 7),
        ("000012", 8),
    ]


def test_password_is_named(examine: Examine) -> None:
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert found(examine("x.xlsx", body)) == {"file_password"}


def test_province_that_contradicts_is_flagged(examine: Examine) -> None:
    text = "省份,名称,lon,lat\n山东省,甲,117.1,36.6\n山东,乙,120.4,36.1\n山东省,丙,113.3,23.1\n广东省,丁,113.3,23.1\n"
    (told,) = [f for f in examine("x.csv", text).report.findings if f.code == "place_contradicts"]
    assert (told.rows, told.values["count"], told.values["total"]) == ((3,), 1, 4)


def test_attribute_table_alone_is_placed_by_its_columns(examine: Examine) -> None:
    table = dbf([(b"NAME", "C", 20, 0), (b"LON", "N", 12, 4), (b"LAT", "N", 12, 4)], [[b"a", b"117.1", b"36.6"]])
    examined = examine("x.dbf", table)
    assert only(examined)["bbox_wgs84"][:2] == pytest.approx([117.1, 36.6])
    assert "table_without_shapes" in found(examined)


def test_one_line_of_tens_of_megabytes_is_refused_at_once(examine: Examine) -> None:
    examined = examine("x.csv", b"1,2," * (9 << 20))
    assert found(examined) == {"text_one_line"}
    assert examined.report.seconds < 20


# XML


def kml(body: str) -> str:
    return f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'


@pytest.mark.parametrize(
    ("coordinates", "box"),
    [
        ("117.1 36.6 50", [117.1, 36.6, 117.1, 36.6]),
        ("117.1 36.6", [117.1, 36.6, 117.1, 36.6]),
    ],
)
def test_positions_with_spaces(coordinates: str, box: list[float], examine: Examine) -> None:
    text = kml(f"<Placemark><name>a</name><Point><coordinates>{coordinates}</coordinates></Point></Placemark>")
    layer = only(examine("park.kml", text))
    assert layer["bbox_wgs84"] == pytest.approx(box)
    assert layer["name"] == "park"


@pytest.mark.parametrize("body", ["117.1 36.6 5\n117.2 36.7 5", "117.1 36.6 117.2 36.7", "117.1 36.6 9 117.2 36.7 9"])
def test_lines_with_spaces(body: str, examine: Examine) -> None:
    text = kml(f"<Placemark><LineString><coordinates>{body}</coordinates></LineString></Placemark>")
    assert only(examine("x.kml", text))["bbox_wgs84"] == pytest.approx([117.1, 36.6, 117.2, 36.7])


def test_page_in_a_description_is_a_description(examine: Examine) -> None:
    page = "<![CDATA[<!DOCTYPE html><html><body>x</body></html>]]>"
    text = kml(
        f"<Placemark><description>{page}</description><Point><coordinates>117,36</coordinates></Point></Placemark>"
    )
    assert only(examine("x.kml", text))["features"] == 1


def test_ground_overlay_is_not_miscounted(examine: Examine) -> None:
    box = "<north>37</north><south>36</south><east>118</east><west>117</west>"
    overlay = f"<GroundOverlay><LatLonBox>{box}</LatLonBox></GroundOverlay>"
    point = "<Placemark><Point><coordinates>117,36</coordinates></Point></Placemark>"
    assert "features_uncounted" not in found(examine("x.kml", kml(overlay + point)))


def kmz(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, text in files.items():
            bundle.writestr(name, text)
    return out.getvalue()


def test_documents_a_kmz_links_to_are_read(examine: Examine) -> None:
    def link(path: str) -> str:
        return f"<NetworkLink><Link><href>{path}</href></Link></NetworkLink>"

    def point(x: float) -> str:
        return f"<Placemark><name>p</name><Point><coordinates>{x},36</coordinates></Point></Placemark>"

    files = {
        "doc.kml": kml(link("layers/a%2Ekml#top") + link("/layers/B.kml") + link("https://example.org/x.kml")),
        "layers/a.kml": kml(point(117) + link("deep/c.kml")),
        "layers/b.kml": kml(point(118)),
        "layers/deep/c.kml": kml(point(119)),
        "unlinked.kml": kml(point(10)),
    }
    examined = examine("x.kmz", kmz(files))
    assert sum(layer["features"] for layer in examined.report.layers) == 3
    assert max(layer["bbox_wgs84"][2] for layer in examined.report.layers) == pytest.approx(119)
    assert "xml_network_link" in found(examined)


def test_links_in_a_circle_end(examine: Examine) -> None:
    link = "<NetworkLink><Link><href>doc.kml</href></Link></NetworkLink>"
    point = "<Placemark><Point><coordinates>117,36</coordinates></Point></Placemark>"
    assert only(examine("x.kmz", kmz({"doc.kml": kml(link + point)})))["features"] == 1


# Binary formats, and those that only their programs read


@pytest.mark.parametrize("name", ["with", "without"])
def test_geodatabase_with_or_without_its_folder(name: str, examine: Examine) -> None:
    examined = examine("park.gdb.zip", (GEODATABASES / f"gdb_{name}.zip").read_bytes())
    layers = {layer["name"]: layer for layer in examined.report.layers}
    assert layers["parks"]["features"] == 2
    assert layers["parks"]["sample"][0]["名称"] == "甲"
    assert layers["areas"]["bbox_wgs84"] == pytest.approx([117, 36, 118, 37], abs=1e-6)


def test_geodatabase_that_cannot_be_read_is_named(examine: Examine) -> None:
    examined = examine("park.gdb.zip", (GEODATABASES / "gdb_broken.zip").read_bytes())
    message = examined.report.for_machines("en")["findings"][0]
    assert message["code"] == "gdb_unreadable"
    assert "geodatabase" in message["message"]
    assert "Zip the whole" in message["fix"]


@pytest.mark.parametrize(
    ("name", "body", "word"),
    [
        ("x.wp", b"WMAP`D\x22" + bytes(50), "MapGIS"),
        ("x.wl", bytes(50), "MapGIS"),
        ("x.udb", bytes(50), "SuperMap"),
        ("x.udbx", b"SQLite format 3\0" + bytes(200), "SuperMap"),
        ("x.dwg", b"AC1027" + bytes(50), "AutoCAD"),
        ("x.ovobj", bytes(50), "Ovital"),
        ("x.mdb", b"\x00\x01\x00\x00Standard Jet DB" + bytes(50), "Access"),
        ("x.qgz", b"PK\x03\x04" + bytes(50), "QGIS"),
        ("x.mpj", bytes(50), "MapGIS"),
        ("x.dxf", b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(50), "DXF"),
    ],
)
def test_formats_of_one_program_are_named_with_advice(name: str, body: bytes, word: str, examine: Examine) -> None:
    (told,) = examine(name, body).report.for_machines("en")["findings"]
    assert told["code"] == "format_advice"
    assert word in told["message"]
    assert len(told["fix"]) > 40


def drawing(layer: str, *, size: float) -> bytes:
    corners = [(0, 0), (size, 0), (size, size), (0, size)]
    points = "".join(f"10\n{500000 + x}\n20\n{4050000 + y}\n" for x, y in corners)
    text = (
        "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n"
        f"0\nLWPOLYLINE\n5\n10\n100\nAcDbEntity\n8\n{layer}\n100\nAcDbPolyline\n90\n4\n70\n1\n{points}0\nENDSEC\n0\nEOF\n"
    )
    return text.encode("gbk")


def test_drawing_is_read_and_never_placed_by_itself(examine: Examine) -> None:
    examined = examine("x.dxf", drawing("地块", size=100.0))
    layer = only(examined)
    assert (layer["features"], layer["geometry"], layer["bbox_wgs84"]) == (1, ["Polygon"], None)
    assert layer["sample"][0]["Layer"] == "地块"
    assert {"crs_drawing", "drawing_areas"} <= found(examined)
    placed = examine("x.dxf", drawing("地块", size=100.0), crs="EPSG:4548")
    assert only(placed)["bbox_wgs84"][0] == pytest.approx(117.0, abs=0.001)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Åbenrå", "cp850"),
        ("Orléans", "cp437"),
        ("Москва", "cp866"),
        ("Łódź", "cp1250"),
        ("Plzeň", "cp1250"),
        ("Αθήνα", "cp1253"),
        ("Muğla", "cp1254"),
        ("Århus", "cp1252"),
        ("é", "cp1252"),
        ("é", "utf-8"),
        ("São", "utf-8"),
    ],
)
def test_short_texts_are_read_as_they_are_declared(text: str, name: str) -> None:
    assert encoding.detect([text.encode(name)], declared=name).sample == text


@pytest.mark.parametrize("declared", ["cp1252", "cp437", "cp850", "cp866", "cp1250", "cp1253", "utf-8"])
@pytest.mark.parametrize("text", ["济南市", "历下区", "A区", "城", "中国人民"])
def test_chinese_under_a_western_label_stays_chinese(text: str, declared: str) -> None:
    assert encoding.detect([text.encode("gbk")], declared=declared).sample == text


@pytest.mark.parametrize(("language", "name"), [(0x01, "cp437"), (0x02, "cp850"), (0x65, "cp866"), (0xC8, "cp1250")])
def test_language_of_a_table_is_followed(language: int, name: str, examine: Examine) -> None:
    text = {"cp437": "Orléans", "cp850": "Åbenrå", "cp866": "Москва", "cp1250": "Łódź"}[name]
    files = parts(cpg=None, prj=WGS84, dbf=names_dbf(name, names=[text] * 3, language=language))
    assert only(examine("x.zip", packed(files)))["sample"][0]["NAME"] == text
