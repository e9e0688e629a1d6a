"""GeoJSON and its kin, KML, GML, GPX: nothing dropped, nothing followed, nothing guessed in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from geo.ingest.examination import Examination
from tests.ingest.build import packed
from tests.ingest.conftest import Examine

Codes = Callable[[Examination], list[str]]
POINT = {"type": "Point", "coordinates": [117.0, 36.6]}


def collection(*features: tuple[Any, Any], **members: Any) -> str:
    """Return a FeatureCollection of pairs (properties, geometry)."""
    rows = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in features]
    return json.dumps({"type": "FeatureCollection", "features": rows, **members}, ensure_ascii=False)


@pytest.mark.parametrize(
    "value",
    [
        "a\0b",
        "  padded  ",
        "",
        "{{7*7}}",
        "<img src=x onerror=alert(1)>",
        "010203",
        12345678901234567890123,
        1.5,
        True,
        None,
        {"a": [1, {"b": None}]},
        "长" * 5000,
        "\ud800",
    ],
)
def test_value_comes_through_as_it_was(value: Any, examine: Examine) -> None:
    text = json.dumps({"type": "Feature", "properties": {"v": value}, "geometry": POINT})
    assert examine("x.geojson", text).report.layers[0]["sample"] == [{"v": value}]


def test_field_names_of_every_kind_are_kept(examine: Examine) -> None:
    names = ["geometry", "index", "__proto__", "{{7*7}}", "<b>", "fid", "FID", "字段"]
    examined = examine("x.geojson", collection((dict.fromkeys(names, "v"), POINT)))
    assert examined.report.layers[0]["fields"] == names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json_truncated"),
        ('{"type": "FeatureCollection", "features": [', "json_truncated"),
        ('{"a": 1}', "json_not_geojson"),
        ("[1, 2]", "json_not_geojson"),
        ('{"error": {"code": 400}}', "json_not_geojson"),
        ('{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline read /etc/passwd"}', "json_not_geojson"),
        ('{"type": "Feature" "x"}', "json_syntax"),
        ("[" * 100_000, "json_deep"),
        ('{"type": "Feature", "properties": {"v": ' + "9" * 5000 + "}}", "json_syntax"),
        ("   \n", "file_empty"),
        ("", "file_empty"),
        ("<html><body>404</body></html>", "format_html"),
        ("<OGRVRTDataSource/>", "format_virtual"),
        ('<?xml version="1.0"?><!-- x --><VRTDataset/>', "format_virtual"),
        ("<svg/>", "format_unsupported"),
        ('{"type": "Topology", "objects": {"o": {"type": "Polygon", "arcs": [[9]]}}, "arcs": []}', "topo_damaged"),
    ],
)
def test_text_that_is_no_layer_is_refused(text: str, code: str, examine: Examine, codes: Codes) -> None:
    assert codes(examine("x.geojson", text)) == [code]


@pytest.mark.parametrize(
    ("geometry", "code", "drawn"),
    [
        ({"type": "Polygon", "coordinates": [[[117, 36], [117, 37], [118, 37]]]}, "geometry_unclosed", True),
        ({"type": "Point", "coordinates": ["117", "36"]}, None, True),
        ({"type": "Polygon", "coordinates": []}, "geometry_empty", False),
        ({"type": "Curve", "coordinates": []}, "geometry_unreadable", False),
        (
            {"type": "Polygon", "coordinates": [[[117, 36], [118, 37], [118, 36], [117, 37.5], [117, 36]]]},
            "geometry_invalid",
            True,
        ),
        ({"type": "Point", "coordinates": [1e300, 36]}, "geometry_huge", False),
        (None, "geometry_none", False),
    ],
)
def test_odd_geometry_is_mended_or_told(
    geometry: Any, code: str | None, drawn: bool, examine: Examine, codes: Codes
) -> None:
    examined = examine("x.geojson", collection(({"NAME": "a"}, geometry)))
    assert examined.report.layers[0]["features"] == 1
    assert (examined.report.layers[0]["bbox_wgs84"] is not None) is drawn
    assert code is None or code in codes(examined)


@pytest.mark.parametrize(
    ("name", "system", "code"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", None),
        ("EPSG:4490", "EPSG:4490", None),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", "EPSG:4326", None),
        ("http://127.0.0.1:9/crs", "EPSG:4326", "crs_link"),
        ("/etc/passwd", "EPSG:4326", "crs_link"),
    ],
)
def test_crs_member_is_read_by_allow_list(
    name: str, system: str, code: str | None, examine: Examine, codes: Codes
) -> None:
    member = {"type": "name", "properties": {"name": name}}
    examined = examine("x.geojson", collection(({}, POINT), crs=member))
    assert examined.report.layers[0]["crs"] == system
    assert ("crs_link" in codes(examined)) is (code == "crs_link")


def test_entries_that_are_no_features_are_counted(examine: Examine) -> None:
    feature = '{"type": "Feature", "properties": null, "geometry": null}'
    text = f'{{"type": "FeatureCollection", "features": [null, 1, {feature}]}}'
    told = {finding.code: finding for finding in examine("x.geojson", text).report.findings}
    assert told["features_skipped"].values == {"count": 2}
    assert told["features_skipped"].rows == (1, 2)


@pytest.mark.parametrize("separator", ["\n", "\n\x1e", ",\n"])
def test_one_feature_a_line(separator: str, examine: Examine, codes: Codes) -> None:
    lines = [json.dumps({"type": "Feature", "properties": {"n": n}, "geometry": POINT}) for n in range(3)]
    examined = examine("x.geojsonl", separator.join(lines))
    assert examined.report.layers[0]["features"] == 3
    assert "json_lines" in codes(examined)


def test_topojson_joins_shared_arcs(examine: Examine) -> None:
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [117, 36]},
        "arcs": [[[0, 0], [0, 10]], [[0, 10], [-5, 0], [0, -10], [5, 0]], [[0, 10], [5, 0], [0, -10], [-5, 0]]],
        "objects": {
            "two": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": {"n": "west"}},
                    {"type": "Polygon", "arcs": [[0, 2]], "properties": {"n": "east"}},
                ],
            }
        },
    }
    layer = examine("x.topojson", json.dumps(topology)).report.layers[0]
    assert (layer["name"], layer["features"]) == ("two", 2)
    assert layer["bbox_wgs84"] == pytest.approx([116.5, 36, 117.5, 37])


def test_esri_json_has_holes_dates_and_its_own_codes(examine: Examine, codes: Codes) -> None:
    outer = [[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]
    hole = [[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]]
    moved = [[[13_024_380 + x, 4_375_000 + y] for x, y in ring] for ring in (outer, hole)]
    document = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 102100},
        "fields": [{"name": "DAY", "type": "esriFieldTypeDate"}],
        "features": [{"attributes": {"NAME": "济南", "DAY": 1704758400000}, "geometry": {"rings": moved}}],
    }
    examined = examine("x.json", json.dumps(document), keep=True)
    assert examined.report.layers[0]["sample"] == [{"NAME": "济南", "DAY": "2024-01-09T00:00:00Z"}]
    assert examined.report.layers[0]["crs"] == "EPSG:3857"
    assert len(examined.layer("x").geometry.iloc[0].interiors) == 1
    assert "field_dates" in codes(examined)


KML = '<?xml version="1.0" encoding="{encoding}"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
PLACEMARK = "<Placemark><name>济南市</name>{more}<Point><coordinates>{at}</coordinates></Point></Placemark>"


def kml(*, more: str = "", at: str = "117,36.6", before: str = "", encoding: str = "UTF-8") -> str:
    return KML.format(encoding=encoding, body=before + PLACEMARK.format(more=more, at=at))


@pytest.mark.parametrize("stored", ["utf-8", "gbk", "utf-16", "utf-8-sig"])
def test_kml_in_any_encoding(stored: str, examine: Examine) -> None:
    declared = {"utf-8-sig": "UTF-8"}.get(stored, stored.upper())
    examined = examine("x.kml", kml(encoding=declared).encode(stored))
    assert examined.report.layers[0]["sample"] == [{"Name": "济南市"}]


def test_kml_fields_with_chinese_names_stay_apart(examine: Examine) -> None:
    data = "".join(
        f'<Data name="{name}"><value>{n}</value></Data>' for n, name in enumerate(("人口", "面积", "a&amp;b", "code"))
    )
    examined = examine("x.kml", kml(more=f"<ExtendedData>{data}</ExtendedData>"))
    assert examined.report.layers[0]["sample"] == [
        {"Name": "济南市", "人口": "0", "面积": "1", "a&b": "2", "code": "3"}
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (kml(before="<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>"), "xml_network_link"),
        (
            kml(before='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
            "xml_remote_reference",
        ),
        (kml(before="<GroundOverlay><Icon><href>a.png</href></Icon></GroundOverlay>"), "xml_overlay_skipped"),
        (kml(at="36.6,117"), "axes_swapped"),
        (kml(at="abc"), "geometry_unreadable"),
        (KML.format(encoding="UTF-8", body=""), "no_features_anywhere"),
    ],
)
def test_kml_is_read_and_the_person_told(text: str, code: str, examine: Examine, codes: Codes) -> None:
    examined = examine("x.kml", text)
    assert examined.report.status == "warn"
    assert code in codes(examined)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + kml().split("?>")[1], "xml_entities"),
        ('<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/kml.dtd">' + kml().split("?>")[1], "xml_entities"),
        (kml()[:-20], "xml_syntax"),
        (kml(more="&undefined;"), "xml_syntax"),
        (kml(before="<Folder>" * 300 + "</Folder>" * 300), "xml_deep"),
    ],
)
def test_kml_that_is_refused(text: str, code: str, examine: Examine, codes: Codes) -> None:
    assert codes(examine("x.kml", text)) == [code]


def test_kmz_is_read_by_its_document(examine: Examine, codes: Codes) -> None:
    examined = examine("x.kmz", packed({"files/a.png": b"x", "other.kml": b"<kml/>", "doc.kml": kml().encode()}))
    assert examined.report.layers[0]["sample"] == [{"Name": "济南市"}]
    assert codes(examine("y.kmz", packed({"a.txt": b"x"}))) == ["zip_no_layer"]


GML = (
    '<?xml version="1.0"?><o:FeatureCollection xmlns:o="http://o/" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xlink="http://www.w3.org/1999/xlink" {more}>'
    "<gml:featureMember><o:pt><o:geometry>{geometry}</o:geometry><o:n>济南</o:n></o:pt></gml:featureMember></o:FeatureCollection>"
)


@pytest.mark.parametrize(
    ("more", "geometry", "code"),
    [
        ("", '<gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>36 117</gml:pos></gml:Point>', None),
        ("", '<gml:Point srsName="EPSG:4326"><gml:coordinates>117,36</gml:coordinates></gml:Point>', None),
        (
            "",
            '<gml:Point srsName="/etc/passwd"><gml:coordinates>117,36</gml:coordinates></gml:Point>',
            "crs_unreadable",
        ),
        (
            'xsi:schemaLocation="http://o/ http://127.0.0.1:9/a.xsd"',
            "<gml:Point><gml:coordinates>117,36</gml:coordinates></gml:Point>",
            "xml_remote_schema",
        ),
    ],
)
def test_gml(more: str, geometry: str, code: str | None, examine: Examine, codes: Codes) -> None:
    examined = examine("x.gml", GML.format(more=more, geometry=geometry))
    assert examined.report.layers[0]["bbox_wgs84"] == pytest.approx([117, 36, 117, 36])
    assert examined.report.layers[0]["sample"][0]["n"] == "济南"
    assert code is None or code in codes(examined)


def test_gpx_gives_a_layer_for_each_kind(examine: Examine) -> None:
    track = '<trkseg><trkpt lat="36" lon="117"/><trkpt lat="37" lon="118"/></trkseg>'
    body = f'<wpt lat="36" lon="117"><name>a</name></wpt><trk><name>t</name>{track}</trk>'
    text = f'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>'
    layers = examine("x.gpx", text).report.layers
    assert [(layer["name"], layer["features"]) for layer in layers] == [
        ("waypoints", 1),
        ("tracks", 1),
        ("track_points", 2),
    ]


@pytest.mark.parametrize(
    "name, text",
    [
        (
            "x.gml",
            '<ExceptionReport xmlns="http://www.opengis.net/ows"><Exception exceptionCode="x"/></ExceptionReport>',
        ),
        ("x.gml", "<a/>"),
        ("x.kml", "<a/>"),
        ("x.gpx", "<a/>"),
    ],
)
def test_xml_of_another_kind_is_refused_by_name(name: str, text: str, examine: Examine) -> None:
    report = examine(name, text).report
    assert report.status == "reject"
    assert not {finding.code for finding in report.findings} & {"worker_crashed"}
