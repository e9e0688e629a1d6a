"""Kinds of faults that real files showed, each in several guises: read right, told, or refused with the way out."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from pyproj import Transformer

from geo.ingest.placing import national
from geo.ingest.placing.crs import Box
from geo.ingest.tables import angles
from tests.ingest.build import gauss_kruger, names_dbf, packed, parts, shp, shx
from tests.ingest.conftest import Examine

GEODATABASES = Path(__file__).parent / "cases2" / "geodatabases"
ROBINSON = (
    'PROJCS["x",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["{}"],'
    'PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],UNIT["Meter",1.0]]'
)
MERCATOR_WITH_EXTENSION = (
    'PROJCS["WGS 84 / Pseudo-Mercator",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Mercator_1SP"],'
    'PARAMETER["central_meridian",0],'
    'PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1],'
    'EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m '
    '+nadgrids=@null +wktext +no_defs"]]'
)
MOON = (
    'GEOGCS["GCS_Moon_2000",DATUM["D_Moon_2000",SPHEROID["Moon_2000_IAU_IAG",1737400.0,0.0]],'
    'PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]]'
)


def points_zip(places: list[tuple[float, float]], prj: str | None) -> bytes:
    """Return a zipped shapefile of points."""
    records = [struct.pack("<i2d", 1, *place) for place in places]
    files = parts(prj=None, cpg=None)
    names = [f"n{number}" for number in range(len(places))]
    files = {
        "data.shp": shp(records, kind=1),
        "data.shx": shx(records, kind=1),
        "data.dbf": names_dbf("utf-8", names=names),
    }
    if prj is not None:
        files["data.prj"] = prj.encode()
    return packed(files)


def collection(*geometries: Any, **members: Any) -> str:
    rows = [{"type": "Feature", "properties": {"n": str(n)}, "geometry": shape} for n, shape in enumerate(geometries)]
    return json.dumps({"type": "FeatureCollection", "features": rows, **members})


def found(examined: Any) -> set[str]:
    return {finding.code for finding in examined.report.findings}


def only(examined: Any) -> dict[str, Any]:
    assert examined.report.status != "reject", examined.report.findings[0]
    (layer,) = examined.report.layers
    return dict(layer)


# Reference systems


@pytest.mark.parametrize("method", ["Robinson", "Mollweide", "Eckert_IV", "Sinusoidal"])
def test_world_in_an_oval_stays_where_it_is_declared(method: str, examine: Examine) -> None:
    wkt = ROBINSON.format(method)
    places = [(-149.9, 61.2), (174.8, -41.3), (116.4, 39.9), (-68.3, -54.8), (18.4, -33.9)]
    there = Transformer.from_crs("EPSG:4326", wkt, always_xy=True)
    layer = only(examine("w.zip", points_zip([there.transform(*place) for place in places], wkt)))
    assert layer["bbox_wgs84"] == pytest.approx([-149.9, -54.8, 174.8, 61.2], abs=1e-6)


@pytest.mark.parametrize(
    ("prj", "code"),
    [
        (MOON, "crs_unplaceable"),
        (ROBINSON.format("No_Such_Projection"), "crs_unplaceable"),
        ('LOCAL_CS["site",UNIT["Meter",1.0]]', "crs_local"),
    ],
)
def test_what_has_no_place_is_kept_and_not_placed(prj: str, code: str, examine: Examine) -> None:
    examined = examine("x.zip", points_zip([(50.0, 40.0), (60.0, 45.0)], prj), keep=True)
    assert only(examined)["bbox_wgs84"] is None
    assert code in found(examined)
    assert len(examined.layer("data")) == 2
    (told,) = [finding for finding in examined.report.findings if finding.code == code]
    assert told.choices


def test_parameters_that_say_nothing_may_be_left_out(examine: Examine) -> None:
    names = ("Latitude_Of_Origin", "Scale_Factor", "False_Northing")
    wkt = gauss_kruger(117, 500_000)
    for name in names:
        wkt = re.sub(rf'PARAMETER\["{name}",[\d.]+\],', "", wkt)
    place = Transformer.from_crs(4326, 4548, always_xy=True).transform(117.1, 36.6)
    assert only(examine("x.zip", points_zip([place], wkt)))["bbox_wgs84"][:2] == pytest.approx([117.1, 36.6])


def test_web_mercator_with_an_extension_is_web_mercator(examine: Examine) -> None:
    layer = only(examine("x.zip", points_zip([(13023000.5, 4390000.25)], MERCATOR_WITH_EXTENSION)))
    assert layer["bbox_wgs84"][:2] == pytest.approx([116.9876, 36.64688], abs=1e-4)


@pytest.mark.parametrize(
    "name",
    [
        "urn:ogc:def:crs:EPSG:25832",
        "urn:ogc:def:crs:EPSG::25832",
        "urn:ogc:def:crs:EPSG:9.8:25832",
        "urn:x-ogc:def:crs:EPSG:25832",
        "EPSG:25832",
        "http://www.opengis.net/def/crs/EPSG/0/25832",
    ],
)
def test_names_of_one_system(name: str, examine: Examine) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    shape = {"type": "Point", "coordinates": [691_000, 5_335_000]}
    layer = only(examine("x.geojson", collection(shape, crs=crs)))
    assert layer["crs"] == "EPSG:25832"
    assert layer["bbox_wgs84"][:2] == pytest.approx([11.57, 48.14], abs=0.02)


@pytest.mark.parametrize(
    ("code", "place"),
    [
        (27700, (-1.5, 53.0)),
        (2154, (2.35, 48.85)),
        (28992, (4.9, 52.37)),
        (2056, (8.54, 47.37)),
        (31467, (9.0, 50.0)),
        (4647, (9.0, 50.0)),
        (3067, (25.0, 60.2)),
        (2180, (21.0, 52.2)),
        (2193, (174.8, -41.3)),
        (5070, (-96.0, 37.0)),
    ],
)
def test_metres_of_another_country_are_offered_and_not_placed(
    code: int, place: tuple[float, float], examine: Examine
) -> None:
    x, y = Transformer.from_crs(4326, code, always_xy=True).transform(*place)
    assert code in national.grids(Box((x, y, x, y), (x, y, x, y)))
    examined = examine("x.zip", points_zip([(x, y), (x + 900, y + 900)], None))
    assert only(examined)["bbox_wgs84"] is None
    (told,) = [finding for finding in examined.report.findings if finding.code == "crs_unknown"]
    assert f"EPSG:{code}" in [choice["key"] for choice in told.choices]


def test_box_of_a_projected_layer_is_that_of_its_vertices(examine: Examine) -> None:
    there = Transformer.from_crs(4326, 3035, always_xy=True)
    diamond = [there.transform(*place) for place in [(0, 50), (10, 60), (20, 50), (10, 40), (0, 50)]]
    crs = {"type": "name", "properties": {"name": "EPSG:3035"}}
    layer = only(examine("x.geojson", collection({"type": "Polygon", "coordinates": [diamond]}, crs=crs)))
    assert layer["bbox_wgs84"] == pytest.approx([0, 40, 20, 60], abs=1e-6)


# Tables


@pytest.mark.parametrize(
    ("header", "cells", "place"),
    [
        ("latlng", "48.8566,2.3522", (2.3522, 48.8566)),
        ("lat/lon", "48.8566 2.3522", (2.3522, 48.8566)),
        ("Latitude, Longitude", "48.8566;2.3522", (2.3522, 48.8566)),
        ("geo_point_2d", "48.8566,2.3522", (2.3522, 48.8566)),
        ("纬经度", "36.6，117.1", (117.1, 36.6)),
        ("经纬度", "117.1,36.6", (117.1, 36.6)),
        ("坐标", "N36.6 E117.1", (117.1, 36.6)),
        ("location", "33.9 S, 18.4 E", (18.4, -33.9)),
        ("coordinates", "2.3522° E, 48.8566° N", (2.3522, 48.8566)),
        ("企业坐标", "北纬36.6度，东经117.1度", (117.1, 36.6)),
        ("location", "lat: 36.6, lng: 117.1", (117.1, 36.6)),
        ("gps", "(36.6, 117.1)", (117.1, 36.6)),
        ("坐标(纬度,经度)", "36.6,17.1", (17.1, 36.6)),
        ("latitude_longitude", "48.8566_2.3522", (2.3522, 48.8566)),
        ("station", "52.2N21.0E", (21.0, 52.2)),
        ("Lage", "2,3522 E; 48,8566 N", (2.3522, 48.8566)),
        ("Position (lng / lat)", "17.1,36.6", (17.1, 36.6)),
    ],
)
def test_pairs_lie_where_headings_and_letters_say(
    header: str, cells: str, place: tuple[float, float], examine: Examine
) -> None:
    layer = only(examine("x.csv", f'name,"{header}"\na,"{cells}"\n'))
    assert layer["bbox_wgs84"][:2] == pytest.approx(list(place))


def test_pair_of_unknown_order_is_told(examine: Examine) -> None:
    assert "table_pair_unordered" in found(examine("x.csv", 'name,coordinates\na,"48.8,2.3"\nb,"48.7,2.4"\n'))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("n,lat,ns,lon,ew\na,33.9,S,18.4,E\n", (18.4, -33.9)),
        ("n,lon,lon_dir,lat,lat_dir\na,71.5,W,30.5,S\n", (-71.5, -30.5)),
        ("n,纬度,南北,经度,东西\na,36.6,北,117.1,东\n", (117.1, 36.6)),
        ("n,lat,N/S,lon,E/W\na,4124.5,N,210.0,W\n", (-2.1666667, 41.4083333)),
    ],
)
def test_hemisphere_in_a_column_of_its_own(text: str, place: tuple[float, float], examine: Examine) -> None:
    assert only(examine("x.csv", text))["bbox_wgs84"][:2] == pytest.approx(list(place))


@pytest.mark.parametrize(
    "header",
    [
        "X_CENTROID,Y_CENTROID",
        "企业所在地经度坐标,企业所在地纬度坐标",
        "E,N",
        "centroid_x,centroid_y",
        "geo_longitude_wgs84,geo_latitude_wgs84",
        "东坐标,北坐标",
        "经纬度_经度,经纬度_纬度",
        "経度,緯度",
        "Долгота,Широта",
    ],
)
def test_headings_of_coordinates(header: str, examine: Examine) -> None:
    assert only(examine("x.csv", f"name,{header}\n甲,117.1,36.6\n"))["bbox_wgs84"][:2] == pytest.approx([117.1, 36.6])


@pytest.mark.parametrize(
    "names",
    [
        ("Point 1", "Point 2"),
        ("MultiPoint (north)", "POINT(old)"),
        ("Polygon Street", "Polygon Road"),
        ("Linestring", "Point"),
    ],
)
def test_names_like_geometries_are_names(names: tuple[str, str], examine: Examine) -> None:
    layer = only(examine("x.csv", f"lon,lat,name\n117.1,36.6,{names[0]}\n117.2,36.7,{names[1]}\n"))
    assert layer["bbox_wgs84"] == pytest.approx([117.1, 36.6, 117.2, 36.7])


@pytest.mark.parametrize(
    "text",
    [
        'id,name,lon,lat\n1,"a,117.1,36.1\n2,b,117.2,36.2\n3,"c,117.3,36.3\n4,d,117.4,36.4\n',
        'id;name;lon;lat\n1;"a;117.1;36.1\n2;b;117.2;36.2\n3;b;117.25;36.2\n4;"c;117.4;36.4\n',
        'name\tlon\tlat\n"a\t117.1\t36.1\nb\t117.2\t36.2\n"c\t117.4\t36.4\n',
        'id,name,lon,lat\n1,"a,117.1,36.1\n2,"b,117.2,36.2\n',  # two rows in sequence
        'id\tname\tlon\tlat\n1\t"a\t117.1\t36.1\n2\tb"\t117.2\t36.2\n',  # the cell they make is a sound one
        'id,name,note,lon,lat\n1,"a,x,117.1,36.1\n2,b,"y,117.1,36.1\n3,"c,z,117.2,36.2\n4,d,"w,117.2,36.2\n',
    ],
)
def test_stray_quotes_swallow_no_rows(text: str, examine: Examine) -> None:
    examined = examine("x.csv", text)
    assert only(examined)["features"] == text.count("\n") - 1
    assert "table_quotes_stray" in found(examined)


def test_cells_beside_a_stray_quote_stay_whole(examine: Examine) -> None:
    text = 'id,name,lon,lat\n1,"a,117.1,36.1\n2,"b, c",117.2,36.2\n3,"two\nlines",117.3,36.3\n4,d,117.4,36.4\n'
    layer = only(examine("x.csv", text))
    assert [row["name"] for row in layer["sample"]] == ['"a', "b, c", "two\nlines", "d"]
    assert layer["bbox_wgs84"] == pytest.approx([117.1, 36.1, 117.4, 36.4])


@pytest.mark.parametrize(
    "text",
    [
        'id,name,lon,lat\n1,"a\nb",117.1,36.1\n2,c,117.2,36.2\n',
        'id,name,lon,lat\n1,"one, two\nthree, four",117.1,36.1\n2,c,117.2,36.2\n',
        'lon,lat,note\n117.1,36.1,"line\r\nline\r\nline"\n117.2,36.2,x\n',
    ],
)
def test_texts_of_several_lines_stay_texts(text: str, examine: Examine) -> None:
    examined = examine("x.csv", text)
    assert only(examined)["features"] == 2
    assert "table_quotes_stray" not in found(examined)


@pytest.mark.parametrize(
    ("text", "count", "datum"),
    [
        ("一号 117.1 36.6 12\n二号 117.2 36.7 13\n", 2, ""),
        ("name lon lat\na 117.1 36.6\nb 117.2 36.7\n", 2, ""),
        ("一号   g117.10205   36.60556\n二号   g117.20205   36.70556\n", 2, "GCJ02"),
        ("1 b117.10205 36.60556\n2 b117.20205 36.70556\n", 2, "BD09"),
        ("Point A 117.1 36.6\nB 117.2 36.7\nC 117.3 36.7\n", 3, ""),
    ],
)
def test_spaces_between_the_columns(text: str, count: int, datum: str, examine: Examine) -> None:
    examined = examine("x.txt", text)
    layer = only(examined)
    assert layer["features"] == count
    assert layer["bbox_wgs84"][0] == pytest.approx(117.1, abs=0.01)
    named = [finding.values["datum"] for finding in examined.report.findings if finding.code == "datum_named"]
    assert named == ([datum] if datum else [])


@pytest.mark.parametrize(
    "text",
    [
        "1,,522994.430,3388020.940,17.8\n2,,522994.4,3388120.99,17.8\n",
        "K1 522994.43 3388020.94\nK2 523094.37 3388021.04\n",
    ],
)
def test_survey_without_headings_is_read_and_the_zone_asked_for(text: str, examine: Examine) -> None:
    examined = examine("x.dat", text)
    assert only(examined)["features"] == 2
    assert "crs_unknown" in found(examined)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("375651N", 37.9475),
        ("0930012W", -93.00333333),
        ("N3756", 37.9333333),
        ("117º30'", 117.5),
        ("41 25 1", 41.4169444),
        ("41˚25´01´´N", 41.4169444),
        ("41*25'01\"N", 41.4169444),
        ("41.5 deg", 41.5),
        ("41°30'\u200bN", 41.5),
        ("2024-05-01", None),
        ("2024/5/1 10:00", None),
        ("1170000N", None),
    ],
)
def test_angles_people_write(cell: str, value: float | None) -> None:
    found_value = angles.parse(cell)
    assert found_value == (None if value is None else pytest.approx(value, abs=1e-6))
