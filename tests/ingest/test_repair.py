"""Repaired copies: what went in comes out in every format, and what a format cannot hold is told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.ingest import geometry
from geo.ingest.repair import short_names
from tests.ingest.build import NAMES, names_dbf, packed, parts
from tests.ingest.conftest import Examine

FORMATS = ("gpkg", "geojson", "parquet", "shp", "zip")
BOWTIE = {"type": "Polygon", "coordinates": [[[117, 36], [118, 37], [118, 36], [117, 37.5], [117, 36]]]}
POINT = {"type": "Point", "coordinates": [117, 36]}


def read(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)


def collection(*rows: tuple[dict[str, Any], Any]) -> str:
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in rows]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


@pytest.mark.parametrize("kind", FORMATS)
def test_gbk_shapefile_without_prj_comes_out_readable(kind: str, examine: Examine) -> None:
    files = parts(cpg=None, prj=None, dbf=names_dbf("gbk"))
    examined = examine("data.zip", packed(files), copy=f"copy.{kind}")
    frame = read(examined.folder / "out" / f"copy.{kind}")
    assert frame["NAME"].tolist() == list(NAMES)
    assert frame.crs.to_epsg() == 4326
    assert frame.total_bounds.tolist() == pytest.approx([117.0, 36.6, 117.4, 36.7])


@pytest.mark.parametrize("kind", FORMATS)
def test_invalid_polygon_is_rebuilt_and_no_row_lost(kind: str, examine: Examine) -> None:
    examined = examine("x.geojson", collection(({"n": "a"}, BOWTIE), ({"n": "b"}, None)), copy=f"copy.{kind}")
    frame = read(examined.folder / "out" / f"copy.{kind}")
    assert frame["n"].tolist() == ["a", "b"]
    assert frame.geometry.iloc[0].is_valid
    assert frame.geometry.iloc[0].area > 0
    assert frame.geometry.iloc[1] is None
    assert "copy_validated" in [finding.code for finding in examined.report.findings]


@pytest.mark.parametrize("kind", FORMATS)
def test_log_goes_with_the_copy(kind: str, examine: Examine) -> None:
    examined = examine("x.geojson", collection(({"n": "a"}, BOWTIE)), copy=f"copy.{kind}")
    log = json.loads((examined.folder / "out" / f"copy.{kind}.repair.json").read_text("utf-8"))
    assert log["upload"] == "x.geojson"
    assert log["layers"][0]["features"] == 1
    assert "geometry_invalid" in [finding["code"] for finding in log["layers"][0]["findings"]]
    assert [finding["code"] for finding in log["copy"]] == ["copy_validated"]


@pytest.mark.parametrize(("kind", "code"), [("gpkg", 4527), ("parquet", 4527), ("zip", 4527), ("geojson", 4326)])
def test_copy_keeps_the_system_but_for_geojson(kind: str, code: int, examine: Examine) -> None:
    member = {"type": "name", "properties": {"name": "EPSG:4527"}}
    point = {"type": "Point", "coordinates": [39_500_000, 4_054_000]}
    text = json.loads(collection(({"n": "a"}, point))) | {"crs": member}
    examined = examine("x.geojson", json.dumps(text), copy=f"copy.{kind}")
    frame = read(examined.folder / "out" / f"copy.{kind}")
    assert frame.crs.to_epsg() == code
    assert frame.to_crs(4326).total_bounds[:2].tolist() == pytest.approx([117, 36.6169287])


def test_mixed_kinds_are_split_for_shapefiles(examine: Examine) -> None:
    examined = examine(
        "x.geojson", collection(({"n": "a"}, BOWTIE), ({"n": "b"}, POINT), ({"n": "c"}, None)), copy="copy.zip"
    )
    names = zipfile.ZipFile(examined.folder / "out" / "copy.zip").namelist()
    assert {name for name in names if name.endswith(".shp")} == {"copy-point.shp", "copy-polygon.shp"}
    assert "copy_split" in [finding.code for finding in examined.report.findings]


def test_shapefile_is_utf8_with_side_files_and_says_what_was_cut(examine: Examine) -> None:
    long_name = "行政区名称"
    examined = examine("x.geojson", collection(({long_name: "长" * 200, "x": 1}, POINT)), copy="copy.shp")
    out = examined.folder / "out"
    assert (out / "copy.cpg").read_text() == "UTF-8"
    assert "WGS_1984" in (out / "copy.prj").read_text()
    assert read(out / "copy.shp").columns.tolist() == ["行政区", "x", "geometry"]
    told = {finding.code: finding.values for finding in examined.report.findings}
    assert told["copy_names_shortened"] == {"count": 1, "names": "行政区名称 -> 行政区"}
    assert told["copy_text_cut"] == {"count": 1, "limit": 254}


@pytest.mark.parametrize("kind", ["gpkg", "shp"])
def test_nul_is_shown_where_a_format_would_end_the_text(kind: str, examine: Examine) -> None:
    examined = examine("x.geojson", collection(({"n": "a\0b"}, POINT)), copy=f"copy.{kind}")
    assert read(examined.folder / "out" / f"copy.{kind}")["n"].tolist() == ["a␀b"]
    assert "copy_nulls" in [finding.code for finding in examined.report.findings]


def test_several_layers_all_come_out(examine: Examine) -> None:
    data = packed({"gpkg_a.geojson": collection(({"n": 1}, POINT)), "B.geojson": collection(({"n": 2}, POINT))})  # type: ignore[dict-item]
    examined = examine("x.zip", data, copy="copy.gpkg")
    assert set(gpd.list_layers(examined.folder / "out" / "copy.gpkg")["name"]) == {"layer_gpkg_a", "B"}
    examined = examine("x.zip", data, copy="copy.geojson")
    found = [read(examined.folder / "out" / name)["n"].tolist() for name in ("copy.geojson", "copy-2.geojson")]
    assert found == [[1], [2]]


def test_kept_layer_is_in_degrees_with_every_field(examine: Examine) -> None:
    examined = examine(
        "x.geojson", collection(({"geometry": "g", "d": {"a": 1}, "m": 1}, POINT), ({"m": "x"}, POINT)), keep=True
    )
    frame = examined.layer("x")
    assert frame.crs.to_epsg() == 4326
    assert frame.drop(columns="geometry").iloc[0].tolist() == ["g", '{"a": 1}', "1"]


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["name"], ["name"]),
        (["行政区名称", "行政区名录"], ["行政区", "行政_2"]),
        (["longfieldname1", "LONGFIELDNAME2"], ["longfieldn", "LONGFIEL_2"]),
        ([""], ["field"]),
    ],
)
def test_short_names_fit_and_differ(names: list[str], short: list[str]) -> None:
    assert short_names(names) == short
    assert all(len(name.encode()) <= 10 for name in short)


def test_shape_without_area_is_not_lost_in_a_copy() -> None:
    flat = shapely.Polygon([(117.0, 36.6), (117.1, 36.7), (117.0, 36.6)])
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    mended, changed = geometry.repair(np.array([flat, bow], object))
    assert mended[0].bounds == flat.bounds
    assert changed.tolist() == [1]
    assert mended[1].is_valid
