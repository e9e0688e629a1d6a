"""Every format with every odd layer: nothing is lost and nothing crashes, examined, kept, or copied to any format.

Of the copies the normal run makes one a case, another for each; `make test-slow` makes all.
"""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon

from tests.ingest import roundtrip

POINTS = [Point(117.1, 36.6), Point(117.2, 36.7), Point(117.3, 36.8)]
MIXED = [Point(117.1, 36.6), LineString([(117.1, 36.6), (117.2, 36.7)]), Polygon([(117, 36), (118, 36), (118, 37)])]
LONG = "a_name_that_no_shapefile_can_hold_and_that_goes_on"


def frame(geometry: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    """Return rows in EPSG:4326."""
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4326)


LAYERS: dict[str, gpd.GeoDataFrame] = {
    "no_columns": frame(POINTS),
    "empty_column": frame(POINTS, name=["a", "b", "c"], nothing=[None, None, None]),
    "one_row": frame(POINTS[:1], name=["a"]),
    "zero_rows": frame([], name=[]),
    "null_geometry": frame([POINTS[0], None, POINTS[2]], name=["a", "b", "c"]),
    "only_null_geometry": frame([None, None], name=["a", "b"]),
    "mixed_geometry": frame(MIXED, name=["a", "b", "c"]),
    "long_names": frame(POINTS, **{f"{LONG}_1": [1, 2, 3], f"{LONG}_2": ["x" * 300, "y", "z"]}),
    "cjk_names": frame(POINTS, 名称=["济南市", "历下区", "章丘区"], 行政区划代码=["370100", "370102", "370114"]),
    "odd_types": frame(
        POINTS, flag=[True, False, None], number=[1.5, None, 2.0], code=["007", "008", None], when=["2024-05-01"] * 3
    ),
}
# What a format cannot hold at all, so that there is no such upload.
IMPOSSIBLE = {
    ("csv", "mixed_geometry"),
    ("csv", "only_null_geometry"),
    ("csv", "zero_rows"),
    ("kml", "zero_rows"),
    ("gml", "zero_rows"),
    ("shp", "mixed_geometry"),
    ("shp", "only_null_geometry"),
    ("fgb", "zero_rows"),
    ("fgb", "only_null_geometry"),
    ("fgb", "null_geometry"),
    ("topojson", "zero_rows"),
}


def by_driver(driver: str, suffix: str) -> Callable[[gpd.GeoDataFrame, Path], bytes]:
    """Return a writer through GDAL."""

    def write(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
        target = folder / f"layer{suffix}"
        layer.to_file(target, driver=driver)
        return target.read_bytes()

    return write


def shapefile(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    """Return a zipped shapefile; GDAL shortens the names and tells so."""
    layer.to_file(folder / "layer.shp", driver="ESRI Shapefile", encoding="UTF-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        for path in sorted(folder.glob("layer.*")):
            bundle.write(path, path.name)
    return packed.getvalue()


def parquet(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    """Return a GeoParquet file."""
    layer.to_parquet(folder / "layer.parquet")
    return (folder / "layer.parquet").read_bytes()


def geojson(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    """Return RFC 7946."""
    return layer.to_json(drop_id=True).encode()


def topojson(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    """Return a topology in which every feature has arcs of its own."""
    arcs: list[Any] = []
    members = []
    for row in json.loads(layer.to_json(drop_id=True))["features"]:
        member: dict[str, Any] = {"properties": row["properties"], "type": None}
        shape = row["geometry"]
        if shape is not None and shape["type"] == "Point":
            member |= {"type": "Point", "coordinates": shape["coordinates"]}
        elif shape is not None:
            rings = [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
            numbers = list(range(len(arcs), len(arcs) + len(rings)))
            arcs += rings
            member |= {"type": shape["type"], "arcs": numbers if shape["type"] == "LineString" else [numbers]}
        members.append(member)
    top = {"type": "GeometryCollection", "geometries": members}
    return json.dumps({"type": "Topology", "arcs": arcs, "objects": {"layer": top}}).encode()


def csv(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    """Return a table with longitude and latitude."""
    table = layer.drop(columns="geometry").copy()
    table.insert(0, "lon", shapely.get_x(layer.geometry.to_numpy()))
    table.insert(1, "lat", shapely.get_y(layer.geometry.to_numpy()))
    return table.to_csv(index=False).encode()


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], bytes]] = {
    "geojson": geojson,
    "topojson": topojson,
    "gpkg": by_driver("GPKG", ".gpkg"),
    "fgb": by_driver("FlatGeobuf", ".fgb"),
    "parquet": parquet,
    "shp": shapefile,
    "kml": by_driver("KML", ".kml"),
    "gml": by_driver("GML", ".gml"),
    "csv": csv,
}
NAMES = {"shp": "layer.zip"}
CASES = [(kind, name) for kind, name in itertools.product(WRITERS, LAYERS) if (kind, name) not in IMPOSSIBLE]
_reports: dict[tuple[str, str], tuple[list[Any], dict[str, Any]]] = {}


@pytest.mark.filterwarnings("ignore")  # the writers tell of what they shorten
def made(kind: str, name: str, folder: Path) -> tuple[list[Any], dict[str, Any]]:
    """Return an upload and its report, made once."""
    if (kind, name) not in _reports:
        files = [(NAMES.get(kind, f"layer.{kind}"), WRITERS[kind](LAYERS[name], folder))]
        _reports[kind, name] = files, roundtrip.examined_for_machines(files)
    return _reports[kind, name]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_layer_is_read_and_kept_whole(kind: str, name: str, tmp_path: Path) -> None:
    _, report = made(kind, name, tmp_path)
    layer = LAYERS[name]
    assert report["status"] != "reject", report["findings"][0]
    count, box = roundtrip.together(report)
    assert count == len(layer)
    if layer.geometry.notna().any():
        assert box == pytest.approx(layer.total_bounds.tolist())


def check(kind: str, name: str, suffix: str, folder: Path) -> None:
    files, report = made(kind, name, folder)
    texts = ["济南市"] if name == "cjk_names" else []
    roundtrip.check_copy(files, suffix, report, texts=texts)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("kind", "name", "suffix"),
    [(*case, roundtrip.COPIES[number % len(roundtrip.COPIES)]) for number, case in enumerate(CASES)],
)
def test_a_copy_is_whole(kind: str, name: str, suffix: str, tmp_path: Path) -> None:
    check(kind, name, suffix, tmp_path)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("suffix", roundtrip.COPIES)
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_every_copy_is_whole(kind: str, name: str, suffix: str, tmp_path: Path) -> None:
    check(kind, name, suffix, tmp_path)
