"""Uploads as people really send them, each once misread: what a careful person expects of every one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import Transformer

from geo.ingest.examination import Examination
from tests.ingest.build import NAMES, SQUARES, dbf, gauss_kruger, packed, parts, polygon
from tests.ingest.conftest import Examine

Codes = Callable[[Examination], list[str]]
JINAN = (117.0, 36.6)


def geojson(geometry: dict[str, Any], **members: Any) -> str:
    feature = {"type": "Feature", "properties": {"NAME": "济南市"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **members}, ensure_ascii=False)


def point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def projected(system: str | int) -> list[bytes]:
    to = Transformer.from_crs(4326, system, always_xy=True).transform
    return [polygon([to(*position) for position in ring]) for ring in SQUARES]


def names(examined: Examination, field: str = "NAME") -> list[Any]:
    return [record[field] for record in examined.report.layers[0]["sample"]]


def box(examined: Examination) -> Any:
    return examined.report.layers[0]["bbox_wgs84"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("name", "text"),
    [("x.geojson", geojson(point(*JINAN))), ("x.csv", "NAME,经度,纬度\n济南市,117.0,36.6\n")],
)
def test_utf_16_with_a_mark_and_without(name: str, text: str, encoding: str, examine: Examine) -> None:
    examined = examine(name, text.encode(encoding))
    assert names(examined) == ["济南市"]
    assert box(examined) == [117.0, 36.6, 117.0, 36.6]


def test_code_that_no_register_has_is_told(examine: Examine, codes: Codes) -> None:
    member = {"type": "name", "properties": {"name": "EPSG:999999"}}
    examined = examine("x.geojson", geojson(point(*JINAN), crs=member))
    assert "crs_unreadable" in codes(examined)
    assert examined.report.status == "warn"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_prj_is_read_in_any_encoding(encoding: str, examine: Examine, codes: Codes) -> None:
    files = parts(contents=projected(4527), prj=None)
    files["data.prj"] = gauss_kruger(117, 39_500_000.0).encode(encoding)
    examined = examine("x.zip", packed(files))
    assert examined.report.layers[0]["crs"] == "EPSG:4527"
    assert "crs_unreadable" not in codes(examined)


def test_declared_korean_is_read_as_such(examine: Examine) -> None:
    cities = ("서울특별시", "부산광역시", "인천")
    table = dbf([(b"NAME", "C", 40, 0)], [[city.encode("cp949")] for city in cities])
    assert names(examine("x.zip", packed(parts(cpg="949", dbf=table)))) == list(cities)


def test_grid_that_nobody_names_is_not_taken_for_web_mercator_in_africa(examine: Examine, codes: Codes) -> None:
    albers = "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=krass"
    files = packed(parts(contents=projected(albers), prj=None))
    examined = examine("x.zip", files)
    assert "crs_unknown" in codes(examined)
    assert box(examined) is None
    chosen = examine("x.zip", files, crs=albers)
    assert box(chosen) == pytest.approx([117.0, 36.6, 117.4, 36.7], abs=0.02)


def test_polygon_across_the_antimeridian_is_cut_there(examine: Examine, codes: Codes) -> None:
    ring = [[179, 0], [181, 0], [181, 1], [179, 1], [179, 0]]
    examined = examine("x.geojson", geojson({"type": "Polygon", "coordinates": [ring]}), keep=True)
    assert codes(examined) == ["place_wrapped"]
    shape = examined.layer("x").geometry.iloc[0]
    assert sorted(part.bounds for part in shape.geoms) == [(-180, 0, -179, 1), (179, 0, 180, 1)]


def test_identity_numbers_longer_than_a_float_keep_every_digit(examine: Examine) -> None:
    examined = examine("x.csv", "id,lon,lat\n370102199001011234567,117,36.6\n")
    assert names(examined, "id") == ["370102199001011234567"]


def test_title_above_a_csv_is_not_its_header(examine: Examine, codes: Codes) -> None:
    examined = examine("x.csv", "2023年企业名录\n\nNAME,经度,纬度\n济南市,117,36.6\n")
    assert names(examined) == ["济南市"]
    assert "table_title_rows" in codes(examined)


@pytest.mark.parametrize(
    "members",
    [{"exceededTransferLimit": True}, {"properties": {"exceededTransferLimit": True}}, {"numberMatched": 900}],
)
def test_answer_that_a_server_cut_is_told(members: dict[str, Any], examine: Examine, codes: Codes) -> None:
    examined = examine("x.geojson", geojson(point(*JINAN), **members))
    assert "features_partial" in codes(examined)
    assert examined.report.status == "warn"


@pytest.mark.parametrize("members", [{"numberMatched": 1, "totalFeatures": 1}, {"numberMatched": "unknown"}])
def test_whole_answer_of_a_server_is_not_doubted(members: dict[str, Any], examine: Examine, codes: Codes) -> None:
    assert "features_partial" not in codes(examine("x.geojson", geojson(point(*JINAN), **members)))


def test_header_of_two_rows_under_merged_cells(examine: Examine, codes: Codes) -> None:
    examined = examine("x.csv", "NAME,坐标,\n,经度,纬度\n济南市,117,36.6\n")
    assert "table_header_rows" in codes(examined)
    assert names(examined) == ["济南市"]
    assert box(examined) == [117.0, 36.6, 117.0, 36.6]


@pytest.mark.parametrize(
    "member",
    [
        {"attributes": [1], "geometry": {"x": 117, "y": 36}},
        {"attributes": {"d": 1e300}, "geometry": {"x": 117, "y": 36}},
        {"attributes": {"d": 1}, "geometry": {"rings": [[[117, 36]]]}},
    ],
)
def test_esri_feature_of_odd_types_is_read(member: dict[str, Any], examine: Examine, codes: Codes) -> None:
    fields = [{"name": "d", "type": "esriFieldTypeDate"}]
    document = {"geometryType": "esriGeometryPoint", "fields": fields, "features": [member]}
    examined = examine("x.json", json.dumps(document))
    assert not [code for code in codes(examined) if code.startswith("worker_")]
    assert examined.report.layers[0]["features"] == 1


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"geometry": []}, "parquet_no_geo"), ({"geometry": {"encoding": "point"}}, "format_damaged")],
)
def test_geoparquet_whose_metadata_lies_is_refused_in_words(
    columns: dict[str, Any], code: str, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    about = json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": columns})
    table = pa.table({"geometry": pa.array([shapely.to_wkb(shapely.Point(*JINAN))], pa.binary())})
    pq.write_table(table.replace_schema_metadata({"geo": about}), tmp_path / "x.parquet")
    assert codes(examine(tmp_path / "x.parquet")) == [code]


def test_further_documents_of_a_kmz_are_named(examine: Examine, codes: Codes) -> None:
    place = "<Placemark><name>a</name><Point><coordinates>117,36.6</coordinates></Point></Placemark>"
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{place}</Document></kml>'.encode()
    examined = examine("x.kmz", packed({"doc.kml": kml, "other.kml": kml}))
    told = next(finding for finding in examined.report.findings if finding.code == "zip_ignored")
    assert told.values["names"] == "other.kml"


@pytest.mark.parametrize(("cell", "severity"), [("@SUM(1+1)*cmd", "info"), ("=1+1", "info")])
def test_formula_in_a_format_that_no_spreadsheet_opens_is_a_note(cell: str, severity: str, examine: Examine) -> None:
    text = geojson(point(*JINAN)).replace("济南市", cell)
    findings = {finding.code: finding.severity for finding in examine("x.geojson", text).report.findings}
    assert findings["formula_texts"] == severity
    assert set(findings.values()) == {"info"}


def test_names_of_all_rows_survive_one_damaged_one(examine: Examine, codes: Codes) -> None:
    cells = [name.encode("gbk") for name in NAMES[:2]] + [b"\xff\xff\xd0\xff"]
    table = dbf([(b"NAME", "C", 40, 0)], [[cell] for cell in cells])
    examined = examine("x.zip", packed(parts(cpg=None, dbf=table)))
    assert names(examined)[:2] == list(NAMES[:2])
    assert "text_undecodable" in codes(examined)
