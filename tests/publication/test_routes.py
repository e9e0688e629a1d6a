"""Routes of published layers: tiles that can be read, what may be kept, and what is refused."""

from __future__ import annotations

import warnings
from pathlib import Path

import geopandas as gpd
import mapbox_vector_tile
import pytest
from shapely.geometry import box
from starlette.applications import Starlette

from geo.publication import layers
from geo.publication.routes import routes
from geo.publication.shelf import Proof, Receipt, Shelf
from geo.tiles.features import MEDIA_TYPE
from geo.web import REVALIDATE

from .conftest import ABOUT, ANN

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # as in tests/test_routes.py
    from starlette.testclient import TestClient

HERE = "lng=104.05&lat=30.02&reach=0.001"


@pytest.fixture
def web() -> TestClient:
    """Return a client of the routes alone."""
    return TestClient(Starlette(routes=routes()))


@pytest.fixture
def one(shared: Shelf, layer: gpd.GeoDataFrame) -> Receipt:
    """Publish the layer."""
    return shared.publish(layer, ABOUT, ANN)


def test_a_tile_holds_the_layer_and_is_asked_for_again_each_time(web: TestClient, one: Receipt) -> None:
    answer = web.get(f"/published/{one.publication_id}/1/8/201/105.mvt")
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPE)
    assert answer.headers["cache-control"] == REVALIDATE
    found = mapbox_vector_tile.decode(answer.content)
    assert len(found["areas"]["features"]) == 2
    assert len(found["points"]["features"]) == 1
    again = web.get(answer.url.path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_attributes_under_a_place_come_with_the_title(web: TestClient, one: Receipt) -> None:
    found = web.get(f"/published/{one.publication_id}/1/at.json?{HERE}").json()
    assert found["title"] == ABOUT.title
    assert {"name": "n", "value": "1"} in found["fields"]
    assert web.get(f"/published/{one.publication_id}/1/at.json?lng=0&lat=0&reach=0").json() is None


def test_what_a_browser_kept_is_withdrawn_too(web: TestClient, one: Receipt, shared: Shelf) -> None:
    path = f"/published/{one.publication_id}/1/0/0/0.mvt"
    etag = web.get(path).headers["etag"]
    shared.withdraw(one.publication_id, Proof(code=one.code))
    answer = web.get(path, headers={"if-none-match": etag})
    assert (answer.status_code, answer.json()["error"]) == (410, "withdrawn")
    assert web.get(f"/published/{one.publication_id}/1/at.json?{HERE}").status_code == 410
    shared.restore(one.publication_id, Proof(code=one.code))
    assert web.get(path, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("aaaaaaaaaa/1/0/0/0.mvt", 404),
        ("{{7*7}}/1/0/0/0.mvt", 404),
        ("..%2F..%2Fregister.sqlite/1/0/0/0.mvt", 404),
        ("ID/2/0/0/0.mvt", 404),
        ("ID/0/0/0/0.mvt", 404),
        ("ID/1 OR 1=1/0/0/0.mvt", 404),
        ("ID/1/0/5/0.mvt", 400),
        ("ID/1/at.json", 400),
        ("ID/1/at.json?lng=104&lat=30&reach=99", 400),
    ],
)
def test_what_is_not_there_is_refused(web: TestClient, one: Receipt, path: str, status: int) -> None:
    assert web.get(f"/published/{path.replace('ID', one.publication_id)}").status_code == status


def test_a_server_that_shares_nothing_has_no_published_layer(
    web: TestClient, one: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "session")
    assert web.get(f"/published/{one.publication_id}/1/0/0/0.mvt").status_code == 404


def test_a_damaged_file_is_never_drawn(web: TestClient, shared: Shelf, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"damaged": ["here"]}, geometry=[box(1, 1, 2, 2)], crs="EPSG:4326")
    receipt = shared.publish(frame, ABOUT, ANN)
    digest = shared.find(receipt.publication_id).version.digest
    (tmp_path / "published" / "files" / f"{digest}.parquet").write_bytes(b"PAR1")
    answer = web.get(f"/published/{receipt.publication_id}/1/0/0/0.mvt")
    assert (answer.status_code, answer.json()["error"]) == (503, "published_file")


def test_few_layers_are_held_in_memory(shared: Shelf) -> None:
    for number in range(layers.KEPT + 3):
        frame = gpd.GeoDataFrame({"n": [number]}, geometry=[box(1, 1, 2, 2)], crs="EPSG:4326")
        found = shared.find(shared.publish(frame, ABOUT, ANN).publication_id)
        first = layers.layer(shared, found)
        assert layers.layer(shared, found) is first
    assert len(layers._layers) == layers.KEPT
