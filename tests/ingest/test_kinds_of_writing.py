"""Kinds of writing people and programs use: names of systems, pairs, degrees apart, signs that XML may not hold."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import pytest
from pyproj import Transformer

from geo.ingest.tables import angles
from tests.ingest.conftest import Examine
from tests.ingest.test_kinds import collection, found, only
from tests.ingest.test_kinds_of_formats import kml, kmz

POINT = {"type": "Point", "coordinates": [117.1, 36.6]}
PLACE = pytest.approx([117.1, 36.6], abs=1e-6)


def named(name: Any) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    ("member", "system"),
    [
        (named("ESRI:54030"), "ESRI:54030"),
        (named("urn:ogc:def:crs:ESRI::54009"), "ESRI:54009"),
        (named("EPSG:102100"), "EPSG:3857"),
        (named("EPSG:900913"), "EPSG:3857"),
        ({"type": "EPSG", "properties": {"code": 3857}}, "EPSG:3857"),
        ("EPSG:3857", "EPSG:3857"),
        ({"type": "link", "properties": {"href": "http://spatialreference.org/ref/epsg/3857/"}}, "EPSG:3857"),
        (named("urn:ogc:def:crs:OGC::CRS83"), "EPSG:4269"),
        (named("CRS84"), "EPSG:4326"),
        (named("CGCS2000 / 3-degree Gauss-Kruger CM 117E"), "EPSG:4548"),
    ],
)
def test_system_is_the_one_that_is_named(member: Any, system: str, examine: Examine) -> None:
    there = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    shape = {"type": "Point", "coordinates": there.transform(117.1, 36.6)}
    examined = examine("x.geojson", collection(shape, crs=member))
    assert only(examined)["bbox_wgs84"][:2] == PLACE
    assert "crs_link" not in found(examined)


def test_system_of_another_body_is_not_placed(examine: Examine) -> None:
    examined = examine("x.geojson", collection(POINT, crs=named("urn:ogc:def:crs:IAU_2015::30100")))
    assert only(examined)["bbox_wgs84"] is None
    assert "crs_unplaceable" in found(examined)


@pytest.mark.parametrize(
    ("cell", "pair"),
    [
        ("36.6N117.1E", (36.6, 117.1, "yx")),
        ("E117.1N36.6", (117.1, 36.6, "xy")),
        ("东经117.1北纬36.6", (117.1, 36.6, "xy")),
        ("经度117.1纬度36.6", (117.1, 36.6, "xy")),
        ("geo:36.6,117.1;u=35", (36.6, 117.1, "yx")),
        ("+36.6+117.1/", (36.6, 117.1, "yx")),
        ("-33.9+018.4/", (-33.9, 18.4, "yx")),
        ("东经117°6′0″北纬36°36′0″", (117.1, 36.6, "xy")),
        ("西经71.5南纬33.4", (-71.5, -33.4, "xy")),
        ("36.6", None),
        ("1-2", None),
    ],
)
def test_pairs_without_anything_between_them(cell: str, pair: tuple[float, float, str] | None) -> None:
    read = angles.split_pair(cell)
    assert (None if read is None else (read.first, read.second, read.order)) == (
        None if pair is None else (pytest.approx(pair[0]), pytest.approx(pair[1]), pair[2])
    )


@pytest.mark.parametrize(
    ("cell", "value"), [("117d6m0s", 117.1), ("36d36mN", 36.6), ("33d54m0sS", -33.9), ("-33d54m", -33.9)]
)
def test_seconds_are_no_south(cell: str, value: float) -> None:
    assert angles.parse(cell) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "n,LatDeg,LatMin,LatSec,LatDir,LonDeg,LonMin,LonSec,LonDir\na,33,54,0,S,18,24,0,E\n",
        "n,lat_d,lat_m,lat_s,lon_d,lon_m,lon_s\na,-33,54,0,18,24,0\n",
        "名称,经度度,经度分,经度秒,纬度度,纬度分,纬度秒,南北\n甲,18,24,0,33,54,0,南\n",
    ],
)
def test_degrees_minutes_and_seconds_in_columns_of_their_own(text: str, examine: Examine) -> None:
    examined = examine("x.csv", text)
    assert only(examined)["bbox_wgs84"][:2] == pytest.approx([18.4, -33.9])
    assert "table_degrees_apart" in found(examined)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("box of a place", "n,lat,lon,lat_min,lat_max,lon_min,lon_max\na,37,117,36,38,11,18\n"),
        ("initials of pinyin", "mc,jd,wd\n甲,117,37\n"),
        ("pinyin", "name,jingdu,weidu\n甲,117,37\n"),
        ("one sign each", "名称,经,纬\n甲,117,37\n"),
        ("most cells are dates", "n,经度,纬度\na,117,37\nb,2024-05-01,36\nc,2024年5月1日,36\n"),
        ("whatever the heading", 'n,定位\na,"117.0,37.0001"\nb,"117.01,37.0002"\n'),
    ],
)
def test_columns_are_found(name: str, text: str, examine: Examine) -> None:
    assert only(examine("x.csv", text))["bbox_wgs84"][:2] == pytest.approx([117, 37], abs=0.001), name


def test_mark_of_the_datum_begins_a_table(examine: Examine) -> None:
    examined = examine("x.txt", "A B117.10205 B36.60556\nB B117.20205 B36.70556\n")
    assert only(examined)["features"] == 2
    assert "datum_named" in found(examined)


def test_archive_of_ovital_is_shifted_as_its_documents_are(examine: Examine) -> None:
    point = "<Placemark><name>p</name><Point><coordinates>117.1,36.6</coordinates></Point></Placemark>"
    examined = examine("x.ovkmz", kmz({"doc.kml": kml(point)}))
    (told,) = [finding for finding in examined.report.findings if finding.code == "datum_named"]
    assert told.values["datum"] == "GCJ02"


@pytest.mark.parametrize(
    ("name", "codes", "read"),
    [
        ("A & B", {"xml_ampersands"}, "A & B"),
        ("A&nbsp;B&amp;C", {"xml_references"}, "A\xa0B&C"),
        ("A\x0bB\x00", {"xml_controls"}, "AB"),
        ("A & B</name><gy:x>1</gy:x><name>", {"xml_ampersands", "xml_prefix_undeclared"}, "A & B"),
    ],
)
def test_signs_that_xml_may_not_hold(name: str, codes: set[str], read: str, examine: Examine) -> None:
    text = kml(f"<Placemark><name>{name}</name><Point><coordinates>117.1,36.6</coordinates></Point></Placemark>")
    examined = examine("x.kml", text)
    layer = only(examined)
    assert layer["bbox_wgs84"][:2] == PLACE
    assert codes <= found(examined)
    if "gy:x" not in name:
        assert layer["sample"][0]["Name"] == read


def test_coordinates_in_one_text_are_told(examine: Examine) -> None:
    examined = examine("x.geojson", collection({"type": "Point", "coordinates": "117.1, 36.6"}))
    assert only(examined)["bbox_wgs84"][:2] == PLACE
    assert "geometry_text_numbers" in found(examined)


def test_page_with_its_parts_named_xls_is_a_table(examine: Examine) -> None:
    page = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        "<table><tr><td>name<td>lon<td>lat<tr><td x=3D1>=BC=D7<td>117.1<td>36.6</table>\r\n--x--\r\n"
    )
    layer = only(examine("x.xls", page))
    assert layer["sample"][0]["name"] == "甲"
    assert layer["bbox_wgs84"][:2] == PLACE


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("x.kml", '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>'),
        ("x.gml", '<FeatureCollection xmlns="http://www.opengis.net/gml">'),
        ("x.mif", 'Version 300\nCharset "Neutral"\nColumns 1\n a char(9)\nData\n\npoint '),
        ("x.xls", "<table><tr><td>"),
    ],
)
def test_no_format_is_looked_through_in_one_line(name: str, head: str, examine: Examine) -> None:
    examined = examine(name, head.encode() + b"117.1,36.6 " * (4 << 20))
    assert found(examined) == {"text_one_line"}
    assert examined.report.seconds < 20


@pytest.mark.parametrize("name", ["<b>x</b>", "(2020)园区", "[甲]", "-x", "园区/甲"])
def test_package_takes_layers_whatever_they_are_called(name: str, examine: Examine) -> None:
    folder = {"type": "Feature", "properties": {"n": "甲"}, "geometry": POINT}
    text = json.dumps({"type": "FeatureCollection", "features": [folder]})
    examined = examine(f"{name.replace('/', '_')}.geojson", text, copy="copy.gpkg")
    assert examined.report.status != "reject", examined.report.findings[0]
    assert gpd.read_file(examined.folder / "out" / "copy.gpkg")["n"].tolist() == ["甲"]


def test_what_was_cut_off_is_not_said_to_be_well_formed(examine: Examine, tmp_path: Any) -> None:
    rows = gpd.GeoDataFrame({"n": range(500)}, geometry=gpd.points_from_xy([117.0] * 500, [36.0] * 500), crs=4326)
    rows.to_file(tmp_path / "x.fgb", driver="FlatGeobuf")
    body = (tmp_path / "x.fgb").read_bytes()
    examined = examine("x.fgb", body[: int(len(body) * 0.3)])
    assert "no_features_anywhere" not in found(examined)
