"""GeoPackage, FlatGeobuf, GeoParquet and MapInfo: nothing active is opened, nothing damaged is guessed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geo.ingest.examination import Examination
from geo.ingest.vectors import mapinfo
from tests.ingest.build import NAMES, SQUARES, names_dbf, packed, write
from tests.ingest.conftest import Examine

Codes = Callable[[Examination], list[str]]


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    """Return three squares near Jinan with Chinese names and a number."""
    shapes = [shapely.Polygon(ring) for ring in SQUARES]
    return gpd.GeoDataFrame({"NAME": list(NAMES), "v": [1, 2, 3]}, geometry=shapes, crs="EPSG:4326")


def package(frame: gpd.GeoDataFrame, folder: Path, *statements: str) -> bytes:
    """Write a GeoPackage, run SQL on it with its triggers gone, and return its bytes."""
    path = folder / "made.gpkg"
    frame.to_file(path, driver="GPKG", layer="区划")
    with closing(sqlite3.connect(path)) as connection:
        if statements:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:
                connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path.read_bytes()


def names(examined: Examination) -> list[str]:
    return [record["NAME"] for record in examined.report.layers[0]["sample"]]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("CREATE VIEW v AS SELECT * FROM gpkg_contents", "gpkg_views"),
        ("CREATE VIRTUAL TABLE f USING fts4(a)", "gpkg_virtual"),
        ("UPDATE gpkg_contents SET table_name = 'nowhere'", "gpkg_no_geometry"),
        ("DROP TABLE gpkg_contents", "gpkg_not"),
    ],
)
def test_package_that_is_refused(
    statement: str, code: str, frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    assert codes(examine("x.gpkg", package(frame, tmp_path, statement))) == [code]


@pytest.mark.parametrize(
    "module", ["VirtualOGR('/etc/passwd')", "VirtualText('/etc/passwd')", "virtualgeojson('/x', 4326)"]
)
def test_package_with_a_foreign_module_is_refused(
    module: str, frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    statement = f"CREATE VIRTUAL TABLE leak USING {module}"
    data = package(
        frame,
        tmp_path,
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master VALUES ('table', 'leak', 'leak', 0, '" + statement.replace("'", "''") + "')",
    )
    assert codes(examine("x.gpkg", data)) == ["gpkg_virtual"]


def test_package_cut_short_is_refused(frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes) -> None:
    assert codes(examine("x.gpkg", package(frame, tmp_path)[:9000])) == ["gpkg_damaged"]


def test_trigger_is_not_run_and_the_layer_read(frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine) -> None:
    trigger = "CREATE TRIGGER t AFTER UPDATE ON 区划 BEGIN SELECT load_extension('/tmp/x'); END"
    assert names(examine("x.gpkg", package(frame, tmp_path, trigger))) == list(NAMES)


def test_text_in_a_number_column_is_kept(
    frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    examined = examine("x.gpkg", package(frame, tmp_path, "UPDATE 区划 SET v = '二' WHERE fid = 2"))
    assert [record["v"] for record in examined.report.layers[0]["sample"]] == [1, "二", 3]
    assert "field_mixed" in codes(examined)


def test_text_with_nul_is_whole_and_told(
    frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    named = frame.assign(note=["a", "b", "c"])
    change = "UPDATE 区划 SET note = 'ab' || char(0) || 'cd' WHERE fid = 2"
    examined = examine("x.gpkg", package(named, tmp_path, change))
    assert [record["note"] for record in examined.report.layers[0]["sample"]] == ["a", "ab\0cd", "c"]
    assert "text_nul" in codes(examined)


def test_geometry_that_is_garbage_is_none_and_told(frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine) -> None:
    examined = examine("x.gpkg", package(frame, tmp_path, "UPDATE 区划 SET geom = x'00ff00ff' WHERE fid = 2"))
    assert examined.report.layers[0]["features"] == 3
    told = next(finding for finding in examined.report.findings if finding.code == "geometry_unreadable")
    assert told.rows == (2,)


@pytest.mark.parametrize("srs", [0, -1])
def test_undefined_system_is_said_to_be_unknown(
    srs: int, frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    change = (f"UPDATE gpkg_contents SET srs_id = {srs}", f"UPDATE gpkg_geometry_columns SET srs_id = {srs}")
    assert "crs_null" in codes(examine("x.gpkg", package(frame, tmp_path, *change)))


def test_curves_are_drawn_as_lines(frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine) -> None:
    # CIRCULARSTRING(117 36, 117.5 36.5, 118 36) in a GeoPackage header.
    arc = "47500001e6100000" + "0108000000" + "03000000"
    for x, y in ((117, 36), (117.5, 36.5), (118, 36)):
        arc += shapely.to_wkb(shapely.Point(x, y)).hex()[10:]
    examined = examine("x.gpkg", package(frame, tmp_path, f"UPDATE 区划 SET geom = x'{arc}' WHERE fid = 1"), keep=True)
    assert "geometry_curves" in [finding.code for finding in examined.report.findings]
    first = examined.layer("区划").geometry.iloc[0]
    assert first is not None
    assert shapely.get_num_coordinates(first) > 3
    assert first.bounds == pytest.approx((117, 36, 118, 36.5), abs=1e-3)


def test_layers_that_can_be_drawn_come_first(
    frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    path = tmp_path / "two.gpkg"
    frame.iloc[:0].to_file(path, driver="GPKG", layer="a_empty")
    frame.to_file(path, driver="GPKG", layer="b")
    examined = examine(path)
    assert [(layer["name"], layer["features"]) for layer in examined.report.layers] == [("b", 3), ("a_empty", 0)]
    assert {"layers_several", "layer_empty"} <= set(codes(examined))
    only = examine(path, layers=("b",))
    assert [layer["name"] for layer in only.report.layers] == ["b"]
    assert codes(examine(path, layers=("c",))) == ["layer_unknown"]


def test_flatgeobuf_whole_and_cut(frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes) -> None:
    path = tmp_path / "x.fgb"
    frame.to_file(path, driver="FlatGeobuf")
    data = path.read_bytes()
    assert sorted(names(examine("x.fgb", data))) == sorted(NAMES)
    for length in (6, 100, len(data) - 60):
        assert codes(examine("x.fgb", data[:length])) == ["format_damaged"]


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_geoparquet_in_both_encodings(encoding: str, frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine) -> None:
    path = tmp_path / "x.parquet"
    frame.to_crs("EPSG:4527").to_parquet(path, geometry_encoding=encoding)
    examined = examine(path)
    assert names(examined) == list(NAMES)
    assert examined.report.layers[0]["crs"] == "EPSG:4527"
    assert examined.report.layers[0]["bbox_wgs84"] == pytest.approx([117, 36.6, 117.4, 36.7], abs=0.001)


def test_parquet_of_lists_and_lengths_of_time(tmp_path: Path, examine: Examine) -> None:
    columns = {"省": ["山东省"], "list": [[1, 2]], "record": [{"a": 1}], "time": pd.to_timedelta(["1D"])}
    points = gpd.points_from_xy([117.1], [36.6])
    gpd.GeoDataFrame(columns, geometry=points, crs=4326).to_parquet(tmp_path / "x.parquet")
    examined = examine(tmp_path / "x.parquet", copy="copy.gpkg")
    assert examined.report.status != "reject", examined.report.findings[0]
    row = gpd.read_file(examined.folder / "out" / "copy.gpkg").iloc[0]
    assert (row["list"], row["record"], row["time"]) == ("[1, 2]", '{"a": 1}', "1 days")


def test_parquet_without_geometry_or_end_is_refused(
    frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    path = tmp_path / "x.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    assert codes(examine(path)) == ["parquet_no_geo"]
    frame.to_parquet(path)
    assert codes(examine("x.parquet", path.read_bytes()[:-50])) == ["format_damaged"]


@pytest.mark.parametrize(("damage", "expected"), [("gbk", "济南市"), (None, "\ufffd")])
def test_parquet_texts_that_are_not_utf_8(
    damage: str | None, expected: str, frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes
) -> None:
    # Found by the fuzzer: such a text reads without a fault and fails when it is first looked at.
    table = pq.ParquetFile(_plain_parquet(frame, tmp_path)).read()
    blobs = [name.encode(damage or "utf-8") for name in NAMES]
    if damage is None:
        blobs[0] = b"\xff" + blobs[0]
    column = pa.array(blobs, pa.binary()).view(pa.string())
    path = tmp_path / "y.parquet"
    pq.write_table(table.set_column(table.column_names.index("NAME"), "NAME", column), path)
    examined = examine(path)
    assert names(examined)[0].startswith(expected)
    assert ("text_undecodable" in codes(examined)) is (damage is None)


def _plain_parquet(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    frame.to_parquet(folder / "x.parquet")
    return folder / "x.parquet"


MIF = """Version 300
Charset "{charset}"
Delimiter ","
CoordSys Earth Projection 1, 104
Columns 1
  NAME Char(40)
Data

Point 117 36.6
"""


@pytest.mark.parametrize("charset", ["WindowsSimpChinese", "Neutral", "WindowsLatin1"])
def test_mapinfo_texts_are_read_whatever_the_charset_says(charset: str, examine: Examine) -> None:
    data = packed({"a.mif": MIF.format(charset=charset).encode(), "a.mid": '"济南市"\n'.encode("gbk")})
    assert names(examine("x.zip", data)) == ["济南市"]


def test_mapinfo_table_needs_its_parts(frame: gpd.GeoDataFrame, tmp_path: Path, examine: Examine, codes: Codes) -> None:
    # In a process of its own: GDAL in this one may have been loaded with the reader's options.
    frame.to_file(tmp_path / "a.geojson", driver="GeoJSON")
    writing = (
        "import sys, geopandas; frame = geopandas.read_file(sys.argv[1]); "
        "frame.to_file(sys.argv[2], driver='MapInfo File', encoding='gb18030')"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GDAL", "OGR", "SHAPE", "CPL"))}
    command = [sys.executable, "-c", writing, str(tmp_path / "a.geojson"), str(tmp_path / "a.tab")]
    subprocess.run(command, check=True, env=plain)
    examined = examine(tmp_path / "a.tab")
    assert names(examined) == list(NAMES)
    (tmp_path / "a.dat").unlink()
    assert codes(examine(tmp_path / "a.tab")) == ["format_damaged"]


@pytest.mark.parametrize("rest", [b"\0\x7f\0\0\xe0\xf9\xda", b"\0\0\0\0\0\0\0", b"\0\xb4\xf3\xbc\xf2\xb3\xc9"])
def test_mapinfo_texts_are_judged_without_what_lay_in_the_memory_of_the_writer(rest: bytes, tmp_path: Path) -> None:
    # GDAL fills the rest of a column's name with whatever was there: an address of the heap, new in every run.
    texts = names_dbf("gbk")
    table = texts[:36] + rest + texts[43:]
    path = write(tmp_path, "a.dat", table)
    head = b'!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE Charset "Neutral"\n'
    for kind, expected in ((b"Char (40)", "gb18030"), (b"Float", "utf-8")):
        verdict = mapinfo._judge_table(head + b"  Fields 1\n    NAME " + kind + b" ;\n", path)
        assert (verdict.name, verdict.declared, verdict.alternatives) == (
            expected,
            "",
            verdict.alternatives if expected == "gb18030" else (),
        )


def test_mapinfo_view_is_refused_by_its_type(examine: Examine, codes: Codes) -> None:
    view = b'!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type LINKED\n  File "/etc/passwd"\n'
    assert codes(examine("a.tab", view)) == ["format_unsupported"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.zip", b"Rar!\x1a\x07\x00", "zip_not_zip"),
        ("x.zip", b"AC1027" + bytes(200), "zip_not_zip"),
        ("x.kmz", b"no zip", "zip_not_zip"),
        ("x.rar", b"Rar!\x1a\x07\x00", "format_unsupported"),
        ("x.gpkg", b"hello", "format_damaged"),
        ("x.parquet", b"hello", "format_damaged"),
        ("x.shp", b"MZ" + bytes(200), "shp_signature"),
        ("x.geojson", b"MZ" + bytes(200), "format_unknown"),
        ("x.pdf", b"%PDF-1.7", "format_unknown"),
        ("x.docx", packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "format_unsupported"),
    ],
)
def test_content_decides_what_a_file_is(name: str, content: bytes, code: str, examine: Examine, codes: Codes) -> None:
    assert codes(examine(name, content)) == [code]
