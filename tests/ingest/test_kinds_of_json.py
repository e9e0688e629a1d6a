"""Kinds of faults that real files showed in JSON: GeoJSON, TopoJSON, compressed maps, records, scripts around them."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from geo.ingest.jsonmaps import curves
from geo.settings import Limits
from tests.ingest.conftest import Examine

from .test_kinds import collection, found, only


def test_json_that_memory_cannot_hold_is_refused_before_it_is_parsed(examine: Examine) -> None:
    line = "[" + ",".join(["[117.1,36.6]"] * 500_000) + "]"
    text = f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":{line}}}}}'
    examined = examine("x.geojson", text, bounds=Limits(memory_mb=128))
    assert found(examined) == {"worker_memory"}
    assert examined.report.seconds < 1


def test_topology_keeps_what_it_can(examine: Examine) -> None:
    square = [[117, 36], [118, 36], [118, 37], [117, 36]]
    top = {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "MultiPolygon", "arcs": [[[0]], [[1]]], "properties": {"n": "a"}},
            None,
            {"type": "GeometryCollection", "geometries": None},
            {"type": "Polygon", "arcs": [[7]], "properties": {"n": "c"}},
        ],
    }
    topology = {"type": "Topology", "arcs": [square, [[117, 36], [117, 36]]], "objects": {"x": top, "none": None}}
    examined = examine("x.json", json.dumps(topology))
    first = examined.report.layers[0]
    assert (first["name"], first["features"]) == ("x", 3)
    assert first["bbox_wgs84"] == pytest.approx([117, 36, 118, 37])
    assert {"geometry_parts_dropped", "topo_arcs_missing"} <= found(examined)


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("(function(r,f){f(r.echarts)})(this,function(e){e.registerMap('济南',", ")});"),
        ("var parks = ", ";\n"),
        ('Highcharts.maps["countries/ad/ad-all"] = ', ";"),
        ("callback(", ")"),
        ("export default ", ""),
    ],
)
def test_scripts_around_data(head: str, tail: str, examine: Examine) -> None:
    text = head + collection({"type": "Point", "coordinates": [117.1, 36.6]}) + tail
    examined = examine("x.js", text)
    assert only(examined)["features"] == 1
    assert "json_wrapped" in found(examined)


def compress(ring: list[tuple[float, float]]) -> tuple[str, list[int]]:
    """Compress as ECharts does."""
    grid = [(round(x * 1024), round(y * 1024)) for x, y in ring]
    text, last = "", grid[0]
    for point in grid:
        for now, before in zip(point, last, strict=True):
            step = now - before
            text += chr(((step << 1) ^ (step >> 63)) + 64)
        last = point
    return text, list(grid[0])


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon", "LineString", "MultiLineString"])
def test_compressed_maps_of_every_kind(kind: str, examine: Examine) -> None:
    text, offset = compress([(117.0, 36.5), (117.5, 36.5), (117.5, 37.0), (117.0, 36.5)])
    shapes: dict[str, tuple[Any, Any]] = {
        "Polygon": ([text], [offset]),
        "MultiPolygon": ([[text], [text]], [[offset], [offset]]),
        "LineString": (text, offset),
        "MultiLineString": ([text], [offset]),
    }
    coordinates, offsets = shapes[kind]
    shape = {"type": kind, "coordinates": coordinates, "encodeOffsets": offsets}
    layer = only(examine("x.json", collection(shape, UTF8Encoding=True)))
    assert layer["bbox_wgs84"] == pytest.approx([117.0, 36.5, 117.5, 37.0], abs=0.001)


def test_compressed_maps_in_a_collection(examine: Examine) -> None:
    text, offset = compress([(117.0, 36.5), (117.5, 36.5), (117.5, 37.0), (117.0, 36.5)])
    part = {"type": "Polygon", "coordinates": [text], "encodeOffsets": [offset]}
    examined = examine("x.json", collection({"type": "GeometryCollection", "geometries": [part]}), copy="copy.shp")
    assert only(examined)["bbox_wgs84"] == pytest.approx([117.0, 36.5, 117.5, 37.0], abs=0.001)


def test_feature_of_several_kinds_is_a_row_of_each_in_a_shapefile(examine: Examine) -> None:
    parts = [{"type": "Point", "coordinates": [117, 36]}, {"type": "LineString", "coordinates": [[118, 36], [119, 37]]}]
    shape = {"type": "GeometryCollection", "geometries": parts}
    examined = examine("x.json", collection(shape, parts[0]), copy="copy.shp")
    assert {"copy_collections", "copy_split"} <= found(examined)
    written = {path.stem: gpd.read_file(path)["n"].tolist() for path in (examined.folder / "out").glob("*.shp")}
    assert written == {"copy-point": ["0", "1"], "copy-line": ["0"]}


@pytest.mark.parametrize(
    "document",
    [
        [{"name": "甲", "lng": 117.1, "lat": 36.6}],
        {"status": "1", "pois": [{"name": "甲", "location": "117.1,36.6"}]},
        {"data": {"rows": [{"name": "甲", "at": {"lon": "117.1", "lat": "36.6"}}]}},
        {"features": [{"attributes": {"name": "甲"}, "geometry": {"x": 117.1, "y": 36.6}}]},
    ],
)
def test_records_of_an_interface_are_rows(document: Any, examine: Examine) -> None:
    layer = only(examine("x.json", json.dumps(document)))
    assert layer["sample"][0]["name"] == "甲"
    assert layer["bbox_wgs84"][:2] == pytest.approx([117.1, 36.6])


def test_map_on_a_grid_of_its_own_is_not_placed(examine: Examine) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG:102004"}}
    shape = {"type": "LineString", "coordinates": [[-261, 3538], [9851, 9000]]}
    examined = examine("x.json", collection(shape, crs=crs, **{"hc-transform": {"default": {"jsonres": 15.5}}}))
    assert only(examined)["bbox_wgs84"] is None
    assert "crs_local" in found(examined)


def test_geometries_alone_are_no_records(examine: Examine) -> None:
    parts = [{"type": "Point", "coordinates": [117, 36]}, {"type": "Point", "coordinates": [118, 37]}]
    layer = only(examine("x.json", json.dumps({"type": "GeometryCollection", "geometries": parts})))
    assert layer["bbox_wgs84"] == pytest.approx([117, 36, 118, 37])


@pytest.mark.parametrize("says", [True, False])
def test_map_that_was_decoded_once_is_read_as_it_stands(says: bool, examine: Examine) -> None:
    ring = [[117.0, 36.5], [117.5, 36.5], [117.5, 37.0], [117.0, 36.5]]
    shape = {"type": "Polygon", "coordinates": [ring], "encodeOffsets": [[119808, 37376]]}
    examined = examine("x.json", collection(shape, UTF8Encoding=says))
    assert only(examined)["bbox_wgs84"] == pytest.approx([117.0, 36.5, 117.5, 37.0])
    assert "geometry_unreadable" not in found(examined)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            '{"type":"Feature","properties":{"a":1,"a":2},"geometry":{"type":"Point","coordinates":[117,36]}}',
            "json_duplicate_keys",
        ),
        (collection({"type": "Point", "coordinates": ["117.1", "36.6"]}), "geometry_text_numbers"),
        (collection({"type": "LineString", "coordinates": [["117.1", "36.6"], [118, 37]]}), "geometry_text_numbers"),
        (collection({"type": "LineString", "coordinates": [[179, 0], [-179, 1]]}), "place_antimeridian"),
        (collection({"type": "Point", "coordinates": [117, 36]}).replace('"0"', '"a\tb"'), "json_controls"),
        (
            collection(
                {"type": "LineString", "coordinates": [[19_900_000, 0], [-19_900_000, 9]]},
                crs={"type": "name", "properties": {"name": "EPSG:3857"}},
            ),
            "place_antimeridian",
        ),
        (
            collection({"type": "Polygon", "coordinates": [[[170, 0], [-170, 0], [-170, 9], [170, 9], [170, 0]]]}),
            "place_antimeridian",
        ),
    ],
)
def test_what_is_odd_in_json_is_told(text: str, code: str, examine: Examine) -> None:
    examined = examine("x.geojson", text)
    assert only(examined)["features"] == 1
    assert code in found(examined)
    assert examined.report.status == "warn"


def test_box_of_the_whole_world_goes_not_the_long_way(examine: Examine) -> None:
    world = {"type": "Polygon", "coordinates": [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]]}
    assert "place_antimeridian" not in found(examine("x.geojson", collection(world)))


def test_curves_follow_their_circle() -> None:
    arc = curves.points((1.0, 0.0), {"a": [[0.0, 1.0], [0.0, 0.0], 1, 0, 0.0, 1.0, 1.0]})
    assert np.hypot(*np.array(arc).T) == pytest.approx(np.ones(len(arc)))
    assert min(x for x, _ in arc) >= 0
    other = curves.points((1.0, 0.0), {"a": [[0.0, 1.0], [0.0, 0.0], 0, 1, 0.0, 1.0, 1.0]})
    assert min(x for x, _ in other) == pytest.approx(-1.0)
    bezier = curves.points((0.0, 0.0), {"b": [[3.0, 0.0], [1.0, 1.0], [2.0, 1.0]]})
    assert max(y for _, y in bezier) == pytest.approx(0.75)
