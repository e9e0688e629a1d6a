"""Rooms: layers are found by their id alone, end with their session, and uploads have quotas."""

from __future__ import annotations

import gc
import time
import warnings
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
import shapely
from starlette.applications import Starlette

from geo.analysis.choropleth import classify
from geo.ingest.errors import UploadQuotaError, UploadsOffError
from geo.ingest.examination import Choices
from geo.settings import Limits
from geo.tiles.drawn import BANDS, MAX_PIECE, DrawnLayer
from geo.tiles.grid import Tile, to_grid
from geo.workbench import room as rooms
from geo.workbench.copies import COPIES, repaired_copy
from geo.workbench.errors import LayerGoneError, ServerLayersError, SessionLayersError
from geo.workbench.map_state import view_of, workbench_state
from geo.workbench.room import Room, new_layer
from geo.workbench.routes import routes

from .conftest import CSV

with warnings.catch_warnings():
    # Starlette's test client advises another fork of httpx; ours is the one the lock file names.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}"


def address(z: int, lon: float, lat: float) -> Tile:
    """Return the tile of a place."""
    x, y = to_grid(np.array([lon]), np.array([lat]))
    return Tile(z, int(x[0]) >> (22 - z), int(y[0]) >> (22 - z))


@pytest.fixture
def client() -> TestClient:
    """Return a browser of the workbench's routes."""
    return TestClient(Starlette(routes=routes("/base")))


def add(room: Room, frame: gpd.GeoDataFrame) -> rooms.WorkLayer:
    """Add a layer to a room."""
    return room.add(new_layer(frame, title="t", kind="upload", data="d"))


def test_a_layer_is_found_by_its_id_and_by_no_other(room: Room, cities: gpd.GeoDataFrame, client: TestClient) -> None:
    layer = add(room, cities)
    place = address(8, 116, 40)
    url = f"/base/workbench/{layer.layer_id}/{place.z}/{place.x}/{place.y}.mvt?v=0"
    found = client.get(url)
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert found.headers["cache-control"].startswith("private")
    assert len(layer.layer_id) >= 43  # 256 bits
    answers = {
        client.get(url.replace(layer.layer_id, guess)).text
        for guess in ("0", "1", layer.layer_id[:-1], layer.layer_id.swapcase(), layer.layer_id + "A", "*")
    }
    assert len(answers) == 1
    assert "layer_gone" in answers.pop()


def test_opened_layers_take_no_more_memory_than_they_may(cities: gpd.GeoDataFrame) -> None:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(np.full(2_000, 116.0), np.full(2_000, 40.0)), crs=4326)
    assert 700_000 < rooms.held_bytes(points) < 750_000  # 368 bytes a point without columns: two layers are 1.5 MB
    limits = Limits(session_layers_mb=2, server_layers_mb=2)
    room, other = Room(limits), Room(limits)
    kept = [add(room, points), add(room, points)]
    with pytest.raises(SessionLayersError, match="2 MB"):
        add(room, points)
    assert room.layers == kept  # nothing that was there is lost
    with pytest.raises(ServerLayersError, match="2 MB"):
        add(other, points)
    room.put_away(kept[0])  # which can be taken back, and so is still held
    with pytest.raises(SessionLayersError):
        add(room, points)
    assert room.take_back() is kept[0]
    room.remove(kept.pop())
    assert add(room, cities) in room.layers
    assert other.add(new_layer(points, title="t", kind="upload", data="d"), restored=True) in other.layers


def test_another_session_cannot_take_a_layer_into_its_room(room: Room, cities: gpd.GeoDataFrame) -> None:
    layer = add(room, cities)
    other = Room(Limits())
    with pytest.raises(LayerGoneError):
        other.layer(layer.layer_id)
    assert other.layers == []
    assert room.layer(layer.layer_id) is layer


def test_layers_and_files_end_with_the_session(cities: gpd.GeoDataFrame, client: TestClient) -> None:
    session = Room(Limits())
    layer_id = add(session, cities).layer_id
    upload = session.receive([("firms.csv", CSV)], "d")
    folder = upload.examined.folder
    assert folder.is_dir()
    del upload, session
    gc.collect()
    assert client.get(f"/base/workbench/{layer_id}/0/0/0.mvt?v=0").status_code == 404
    assert not folder.exists()


def test_a_layer_nobody_looks_at_expires_and_looking_keeps_it(
    room: Room, cities: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = add(room, cities)
    now = time.monotonic()
    monkeypatch.setattr(rooms.time, "monotonic", lambda: now + 119 * 60)
    assert rooms.find(layer.layer_id, minutes=120) is layer
    monkeypatch.setattr(rooms.time, "monotonic", lambda: now + 238 * 60)
    assert rooms.find(layer.layer_id, minutes=120) is layer
    monkeypatch.setattr(rooms.time, "monotonic", lambda: now + 359 * 60)
    with pytest.raises(LayerGoneError):
        rooms.find(layer.layer_id, minutes=120)
    assert room.sweep() == ["t"]
    assert room.layers == []


def test_removed_layers_are_gone_at_once(room: Room, cities: gpd.GeoDataFrame) -> None:
    layer = add(room, cities)
    room.remove(layer)
    with pytest.raises(LayerGoneError):
        rooms.find(layer.layer_id, minutes=120)


@pytest.mark.parametrize(
    ("change", "kind"),
    [({"session_uploads": 1}, "session"), ({"session_mb": 0}, "session"), ({"server_mb": 0}, "server")],
)
def test_quotas_are_kept(change: dict[str, int], kind: str) -> None:
    room = Room(replace(Limits(), **change))
    if "session_uploads" in change:
        upload = room.receive([("firms.csv", CSV)], "d")
        room.discard(upload)  # removing does not give the upload back
    with pytest.raises(UploadQuotaError) as caught:
        room.receive([("firms.csv", CSV)], "d")
    assert caught.value.values["kind"] == kind


def test_uploads_may_be_switched_off() -> None:
    with pytest.raises(UploadsOffError):
        Room(replace(Limits(), uploads="off")).receive([("firms.csv", CSV)], "d")


def test_choices_read_the_upload_again_and_before_shows_it_without_them(room: Room) -> None:
    upload = room.receive([("firms.csv", CSV)], "d")
    layer = upload.examined.report.layers[0]
    assert layer["features"] == 3
    assert upload.examined.layer(layer["name"])["名称"].tolist() == ["甲", "乙", "丙"]
    room.choose(upload, Choices(datum="gcj02"))
    moved = upload.examined.layer(layer["name"])
    (before,) = room.before(upload)
    assert before.kind == "before"
    metres = moved.to_crs(32650).distance(before.frame.to_crs(32650))
    assert metres.between(300, 800).all()  # the shift of GCJ-02
    room.discard(upload)
    assert room.layers == []


@pytest.mark.parametrize("suffix", COPIES)
def test_repaired_copies_come_with_their_log(room: Room, suffix: str, tmp_path: Path) -> None:
    import zipfile

    upload = room.receive([("企业.csv", CSV)], "d")
    packed = tmp_path / "copy.zip"
    packed.write_bytes(repaired_copy(room, upload, suffix))
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
    assert any(name.endswith(suffix) for name in names)
    assert any(name.endswith(".repair.json") for name in names)
    assert all(name.startswith("企业") for name in names)
    assert upload.examined.layer(upload.examined.report.layers[0]["name"]) is not None


def test_tiles_hold_every_row_with_its_class(cities: gpd.GeoDataFrame) -> None:
    drawn = DrawnLayer(cities)
    classes = classify(cities["jobs"], scheme="quantiles", classes=3)
    drawn.classify(1, classes.of_row.to_numpy())
    tile = mapbox_vector_tile.decode(drawn.tile(address(6, 116, 40), 1))
    rows = {feature["properties"]["row"]: feature["properties"]["class"] for feature in tile["areas"]["features"]}
    assert rows == dict(enumerate(classes.of_row))
    assert rows[7] == -1
    plain = mapbox_vector_tile.decode(drawn.tile(address(6, 116, 40), 0))
    assert {feature["properties"]["class"] for feature in plain["areas"]["features"]} == {0}


def test_points_are_gathered_when_many_and_none_is_lost() -> None:
    rng = np.random.default_rng(2)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*rng.normal((116, 40), 0.3, (5000, 2)).T), crs=4326)
    drawn = DrawnLayer(points)
    tile = mapbox_vector_tile.decode(drawn.tile(Tile(0, 0, 0), 0))["points"]
    assert sum(feature["properties"]["n"] for feature in tile["features"]) == 5000
    assert len(tile["features"]) < 100
    near = mapbox_vector_tile.decode(drawn.tile(address(13, 116, 40), 0))["points"]
    assert {feature["properties"]["n"] for feature in near["features"]} == {1}


def test_a_polygon_of_many_vertices_is_cut_up_and_stays_whole() -> None:
    angle = np.linspace(0, 2 * np.pi, 40_000, endpoint=False)
    radius = 1 + 0.2 * np.sin(9 * angle) + 0.0005 * np.random.default_rng(1).normal(size=40_000)
    shape = shapely.Polygon(np.column_stack([116 + radius * np.cos(angle), 38 + radius * np.sin(angle)]))
    drawn = DrawnLayer(gpd.GeoDataFrame(geometry=[shape], crs=4326))
    drawn.tile(address(14, 116, 38), 0)
    band = len(BANDS) - 1
    pieces = drawn._connection.execute("SELECT ST_AsWKB(geom) FROM areas WHERE band = ?", [band]).fetchall()
    polygons = shapely.from_wkb([bytes(row[0]) for row in pieces])
    assert len(polygons) > 10
    assert shapely.get_num_coordinates(polygons).max() <= MAX_PIECE
    whole = drawn._plane[0]
    assert shapely.union_all(polygons, grid_size=1.0).area == pytest.approx(whole.area, rel=1e-4)
    inside = mapbox_vector_tile.decode(drawn.tile(address(14, 116, 38), 0))
    assert inside["areas"]["features"]
    assert "lines" not in inside or inside["lines"]["features"] == []  # no seam inside the polygon


@pytest.mark.parametrize(
    "shapes",
    [
        [],
        [None, shapely.Point()],
        [shapely.Point(116, 90), shapely.Point(0, -90)],
        [shapely.box(-200, -95, 200, 95)],
        [shapely.GeometryCollection([shapely.Point(1, 1), shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])])],
        [shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])],
        [shapely.LineString([(0, 0)] * 3000)],
        [shapely.Polygon([(0, 0)] * 5000)],
        [shapely.from_wkt("POINT Z (1 2 nan)")],
    ],
    ids=str,
)
def test_odd_shapes_are_drawn_or_left_out(shapes: list[object]) -> None:
    drawn = DrawnLayer(gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=4326)))
    for zoom in (0, 5, 14):
        drawn.tile(address(zoom, 0.5, 0.5), 0)
    drawn.at(0.5, 0.5, 0.1)


def test_a_click_finds_what_lies_there(room: Room, cities: gpd.GeoDataFrame, client: TestClient) -> None:
    hostile = cities.assign(name=HOSTILE, jobs=pd.array(range(25)))
    layer = add(room, hostile)
    found = client.get(f"/base/workbench/{layer.layer_id}/at.json?lng=115.25&lat=39.25&reach=0.01").json()
    assert found["row"] == 0
    assert found["fields"] == [{"name": "name", "value": HOSTILE}, {"name": "jobs", "value": "0"}]
    assert client.get(f"/base/workbench/{layer.layer_id}/at.json?lng=1&lat=1&reach=0.01").json() is None


@pytest.mark.parametrize(
    "query", ["", "lng=a&lat=1&reach=1", "lng=181&lat=1&reach=1", "lng=nan&lat=1&reach=1", "lng=1&lat=1&reach=99"]
)
def test_a_click_outside_the_world_is_refused(
    room: Room, cities: gpd.GeoDataFrame, client: TestClient, query: str
) -> None:
    layer = add(room, cities)
    assert client.get(f"/base/workbench/{layer.layer_id}/at.json?{query}").status_code == 400
    assert client.get(f"/base/workbench/{layer.layer_id}/99/0/0.mvt?v=0").status_code == 400
    assert client.get(f"/base/workbench/{layer.layer_id}/0/0/0.mvt?v=x").status_code == 400


def test_the_map_is_told_nothing_but_ids_and_numbers(room: Room, cities: gpd.GeoDataFrame) -> None:
    from geo.maps.bridge import neutral

    layer = room.add(new_layer(cities, title=HOSTILE, kind="upload", data=HOSTILE))
    layer.paint(classify(cities["jobs"], scheme="quantiles", classes=3), HOSTILE)
    state = workbench_state(
        room.layers,
        hidden=set(),
        boxes=[((1.0, 2.0, 3.0, 4.0), True)],
        layers=["graticule"],
        language="zh",
        version="v",
        view=view_of((116, 39, 117, 40)),
        basemap=False,
    )
    assert neutral(state)["workbench"]["layers"][0]["version"] == 1
    assert HOSTILE not in str(state)


def test_a_view_fits_its_layer() -> None:
    assert view_of((-180, -85, 180, 85))["zoom"] == 2
    assert view_of((116, 39, 116, 39)) == {"lat": 39, "lng": 116, "zoom": 14}
    assert view_of((115, 38, 117, 40))["zoom"] == 8
