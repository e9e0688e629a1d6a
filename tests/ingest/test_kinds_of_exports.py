"""Places as programs and services export them: three points of Jinan in many writings, read at their place or told."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from typing import Any

import openpyxl
import pytest

from geo.ingest.tables import coordinates, scaling
from tests.ingest.conftest import Examine
from tests.ingest.test_kinds import found

NAMES = ("济南市", "历下区", "章丘区")
PLACES = ((117.1, 36.6), (117.2, 36.7), (117.3, 36.8))
BOX = [117.1, 36.6, 117.3, 36.8]
POINTS = [{"type": "Point", "coordinates": list(place)} for place in PLACES]
RECORDS = [{"name": name, "lng": x, "lat": y} for name, (x, y) in zip(NAMES, PLACES, strict=True)]


def table(head: str, rows: list[str]) -> str:
    return "\n".join([head, *(f"{name},{row}" for name, row in zip(NAMES, rows, strict=True))]) + "\n"


def features(geometries: list[Any]) -> dict[str, Any]:
    rows = zip(NAMES, geometries, strict=False)
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"name": n}, "geometry": one} for n, one in rows],
    }


def text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


ESRI = {
    "geometryType": "esriGeometryPoint",
    "spatialReference": {"wkid": 4326},
    "features": [
        {"attributes": {"name": name}, "geometry": {"x": x, "y": y}} for name, (x, y) in zip(NAMES, PLACES, strict=True)
    ],
}
RING = [[117.1, 36.6], [117.3, 36.6], [117.3, 36.8], [117.1, 36.6]]
MINUTES = (("06", "36"), ("12", "42"), ("18", "48"))
SOURCES = [{"_source": {"name": row["name"], "at": {"lat": row["lat"], "lon": row["lng"]}}} for row in RECORDS]
FOUND = [
    {"name": row["name"], "geometry": {"location": {"lat": row["lat"], "lng": row["lng"]}}, "rating": 4}
    for row in RECORDS
]
TABLES = {
    "pairs with letters": table("name,loc", ["36.6N 117.1E", "36.7N 117.2E", "36.8N 117.3E"]),
    "centres of areas": table("name,center", [f'"[{x},{y}]"' for x, y in PLACES]),
    "texts for Excel": table("name,lon,lat", [f'="{x}",="{y}"' for x, y in PLACES]),
    "degrees and points": table("name,lon,lat", [f"117.{m}.00,36.{n}.00" for m, n in MINUTES]),
    "digits of seconds": table(
        "name,经度(度分秒),纬度(度分秒)", ["1170600,363600", "1171200,364200", "1171800,364800"]
    ),
    "decimals of seconds": table("name,经度(d.mmss),纬度(d.mmss)", ["117.06,36.36", "117.12,36.42", "117.18,36.48"]),
    "ten millionths": table("name,longitudeE7,latitudeE7", [f"{x * 1e7:.0f},{y * 1e7:.0f}" for x, y in PLACES]),
    "no place as -9999": table("name,lon,lat", ["117.1,36.6", "-9999,-9999", "117.3,36.8"]),
    "units beneath": "name,lon,lat\n（文本）,（度）,（度）\n" + table("", [f"{x},{y}" for x, y in PLACES]).lstrip("\n"),
    "two datums": table("name,lng_gcj,lat_gcj,lng,lat", [f"{x + 0.006},{y},{x},{y}" for x, y in PLACES]),
    "carets": table("name,lon,lat", [f"{x},{y}" for x, y in PLACES]).replace(",", "^"),
    "Korean": table("이름,경도,위도", [f"{x},{y}" for x, y in PLACES]),
    "Turkish": table("ad,boylam,enlem", [f"{x},{y}" for x, y in PLACES]),
    "Markdown": "| name | lon | lat |\n|---|:-:|--:|\n"
    + "".join(f"| {name} | {x} | {y} |\n" for name, (x, y) in zip(NAMES, PLACES, strict=True)),
}
DOCUMENTS: dict[str, Any] = {
    "types in small letters": {**features(POINTS), "type": "featurecollection"},
    "no type": {"features": features(POINTS)["features"]},
    "in an answer": {"code": 0, "result": {"geojson": features(POINTS)}},
    "of ArcGIS Online": {"layers": [{"layerDefinition": {"name": "a"}, "featureSet": ESRI}]},
    "positions by name": features([{"type": "Point", "coordinates": {"lng": x, "lat": y}} for x, y in PLACES]),
    "positions in too many brackets": features([{"type": "Point", "coordinates": [list(one)]} for one in PLACES]),
    "geometries as texts": features([f"POINT ({x} {y})" for x, y in PLACES]),
    "of a search": {"hits": {"hits": SOURCES}},
    "of Google": {"results": FOUND},
    "columns": {key: [row[key] for row in RECORDS] for key in RECORDS[0]},
    "headings and rows": [list(RECORDS[0]), *(list(row.values()) for row in RECORDS)],
    "by name": {row["name"]: [row["lng"], row["lat"]] for row in RECORDS},
}
SHAPES: dict[str, tuple[Any, int]] = {
    "list of geometries": (POINTS, 3),
    "polygon with one bracket too few": (features([{"type": "Polygon", "coordinates": RING}]), 1),
    "polygon as several": (features([{"type": "Polygon", "coordinates": [[RING]]}]), 1),
}


def check(examined: Any, *, count: int = 3, box: list[float] | None = None) -> None:
    assert examined.report.status != "reject", examined.report.findings[0]
    assert sum(layer["features"] for layer in examined.report.layers) == count
    (layer,) = examined.report.layers
    assert layer["bbox_wgs84"] == pytest.approx(box or BOX, abs=1e-6)


@pytest.mark.parametrize("kind", TABLES)
def test_tables_as_programs_write_them(kind: str, examine: Examine) -> None:
    examined = examine("a.csv", TABLES[kind])
    check(examined)
    assert "table_joined" not in found(examined)
    assert "济南市" in str(examined.report.layers[0]["sample"])


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents_as_services_answer(kind: str, examine: Examine) -> None:
    examined = examine("a.json", text(DOCUMENTS[kind]))
    check(examined)
    assert "济南市" in str(examined.report.layers[0]["sample"])


@pytest.mark.parametrize("kind", SHAPES)
def test_geometries_in_other_brackets(kind: str, examine: Examine) -> None:
    document, count = SHAPES[kind]
    check(examine("a.geojson", text(document)), count=count)


def test_texts_of_json_that_parsers_refuse(examine: Examine) -> None:
    check(examine("a.geojson", text(features(POINTS)).replace("]}}]}", "]}},]}")))
    check(examine("a.csv", "\n".join(map(text, RECORDS))))


@pytest.mark.parametrize(
    "cell",
    ["117.1,36.6;117.3,36.6;117.3,36.8;117.1,36.6", "117.1,36.6;117.2,36.7|117.3,36.8;117.2,36.7", text(RING)],
)
def test_rows_of_positions_in_one_cell(cell: str, examine: Examine) -> None:
    examined = examine("a.csv", f'name,polyline\n济南市,"{cell}"\n')
    check(examined, count=1)
    assert "table_paths" in found(examined)


def test_names_place_nothing_whose_coordinates_cannot_be_read_without_telling(examine: Examine) -> None:
    examined = examine("a.csv", "名称,经度,纬度\n济南市,?,?\n历下区,?,?\n")
    assert {"table_joined", "table_axes_unread"} <= found(examined)
    assert examined.report.status == "warn"


def test_angles_that_a_workbook_made_times(examine: Examine) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["name", "lon", "lat"])
    for name, (x, y) in zip(NAMES, PLACES, strict=True):
        sheet.append([name, dt.timedelta(hours=x), dt.timedelta(hours=y)])
    content = io.BytesIO()
    book.save(content)
    check(examine("a.xlsx", content.getvalue()))


def test_decimal_commas_of_a_receiver_are_no_whole_degrees(examine: Examine) -> None:
    points = "".join(f'<wpt lat="{str(y).replace(".", ",")}" lon="{str(x).replace(".", ",")}"/>' for x, y in PLACES)
    examined = examine("a.gpx", f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>')
    check(examined)
    assert "gpx_commas" in found(examined)


def test_waypoint_without_latitude_is_missed(examine: Examine) -> None:
    points = '<wpt lat="36.6" lon="117.1"/><wpt lon="117.3"/>'
    examined = examine("a.gpx", f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>')
    assert examined.report.status == "warn"


@pytest.mark.parametrize("name", ["a.csv.gz", "a.geojson.gz"])
def test_file_packed_alone(name: str, examine: Examine) -> None:
    content = TABLES["Korean"] if "csv" in name else text(features(POINTS))
    examined = examine(name, gzip.compress(content.encode()))
    check(examined)
    assert "file_gzip" in found(examined)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress(bytes(40_000_000)), "zip_ratio"),
        (gzip.compress(b"name,lon,lat\n")[:-9], "format_damaged"),
        (b"\x1f\x8b" + bytes(40), "format_damaged"),
    ],
    ids=["bomb", "cut", "damaged"],
)
def test_packed_file_that_is_refused(content: bytes, code: str, examine: Examine) -> None:
    assert code in found(examine("a.csv.gz", content))


def test_marks_of_no_place_are_none_only_where_the_rest_are_degrees() -> None:
    assert scaling.without_marks([117.1, -9999.0], [36.6, -9999.0]) == ([117.1, None], [36.6, None])
    metres: list[float | None] = [508943.7, 9999.0]
    assert scaling.without_marks(metres, [4052072.6, 9999.0])[0] == metres


@pytest.mark.parametrize("more", range(16))
def test_a_long_path_is_one_wherever_it_is_looked_at(more: int) -> None:
    first = f"{'1' * (more % 3 + 1)}.{'5' * more or '0'},36.6;"  # what follows begins at another sign each time
    assert coordinates.is_shape(first + ";".join(["117.123,36.612"] * 9000))
    assert not coordinates.is_shape("济南市；" + "117.1,36.6;" * 9000)
