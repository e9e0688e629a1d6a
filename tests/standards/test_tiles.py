"""OGC API - Tiles by its abstract tests, for every collection, map layer and rating; Debian's GDAL reads all of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import mapbox_vector_tile
import pyogrio
import pytest
from starlette.applications import Starlette

from geo.catalog import load_catalog
from geo.observatory.choice import choose
from geo.observatory.ranking import ranking
from geo.observatory.state import COUNTRIES, DATA_OF, ObservatoryState, slug
from geo.publication.about import About, Owner
from geo.publication.shelf import Proof, Shelf
from geo.settings import Settings
from geo.standards import frames, ratings
from geo.standards.routes import routes
from tests.test_routes import HOSTILE, TestClient

from .served import service

__all__ = ("service",)  # a fixture
NAMES = tuple(frames.KINDS)
QUAD = "WebMercatorQuad"
OGR = shutil.which("ogrinfo")


@pytest.fixture(scope="module")
def web(store: Settings) -> Iterator[TestClient]:
    """Return a client of the routes below a base path; one event loop serves all requests."""
    assert store.store_dir.is_dir()
    with TestClient(Starlette(routes=routes("/base"))) as found:
        yield found


def features(web: TestClient, place: str, address: str = "0/0/0", **query: str) -> list[dict[str, Any]]:
    """Return the features of a tile, by zoom, row and column."""
    answer = web.get(f"/base/ogc/{place}/tiles/{QUAD}/{address}", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    found = mapbox_vector_tile.decode(answer.content) if answer.content else {}
    return list(found.get("features", {}).get("features", []))


def test_the_tile_matrix_set_is_that_of_the_standard(web: TestClient) -> None:
    listed = web.get("/base/ogc/tileMatrixSets").json()["tileMatrixSets"]
    told = web.get(listed[0]["links"][0]["href"]).json()
    assert (listed[0]["id"], told["uri"]) == (QUAD, listed[0]["uri"])
    assert told["uri"] == "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
    assert [one["id"] for one in told["tileMatrices"]] == [str(zoom) for zoom in range(19)]
    deepest = told["tileMatrices"][18]  # OGC 17-083r4, annex D.1
    assert deepest["scaleDenominator"] == pytest.approx(2132.72958384978, rel=1e-10)
    for one in told["tileMatrices"]:  # a cell is a pixel of 0.28 mm at the scale (6.1.1)
        assert one["cellSize"] == pytest.approx(one["scaleDenominator"] * 0.28e-3, rel=1e-10)
    assert deepest["matrixWidth"] == deepest["matrixHeight"] == 262144
    assert told["tileMatrices"][0]["pointOfOrigin"] == pytest.approx([-20037508.3427892, 20037508.3427892])


def test_every_collection_map_layer_and_rating_has_a_tileset(web: TestClient, store: Settings) -> None:
    listed = web.get("/base/ogc/tiles").json()["tilesets"]
    titles = [one["title"] for one in listed]
    rated = ratings.names(load_catalog(store))
    assert {*NAMES, "land", "admin", *rated} <= set(titles)
    for country in COUNTRIES:
        assert any(
            name.startswith(f"rating-{data}-") for name in rated for data in (*DATA_OF[country], country.lower())
        )
    for one in listed:
        assert one["dataType"] == "vector"
        links = {link["rel"].rsplit("/", 1)[-1]: link["href"] for link in one["links"]}
        assert {"self", "item", "tiling-scheme"} <= links.keys()
        assert links["item"] == links["self"] + "/{tileMatrix}/{tileRow}/{tileCol}"
    landing = {one["rel"].rsplit("/", 1)[-1]: one["href"] for one in web.get("/base/ogc/").json()["links"]}
    assert web.get(landing["tilesets-vector"]).json()["tilesets"] == listed
    assert web.get(landing["tiling-schemes"]).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_the_first_tile_of_a_collection_has_every_row_with_a_place(
    web: TestClient, store: Settings, name: str, tmp_path: Path
) -> None:
    frame = frames.frame(name, store)
    placed = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    found = features(web, f"collections/{name}")
    key = frames.KINDS[name].key
    assert sorted(one["properties"][key] for one in found) == sorted(placed.index)
    told = web.get(f"/base/ogc/collections/{name}/tiles/{QUAD}").json()
    fields = told["layers"][0]["propertiesSchema"]["properties"]
    assert set(fields) == set(frame.columns) - {"geometry"}
    assert {field for one in found for field in one["properties"]} <= set(fields)
    described = web.get(f"/base/ogc/collections/{name}").json()["links"]
    tilesets = next(one["href"] for one in described if one["rel"].endswith("tilesets-vector"))
    assert web.get(tilesets).json()["tilesets"][0]["links"][0]["href"].endswith(f"{name}/tiles/{QUAD}")
    if OGR:  # GDAL's MVT driver reads the same
        tile = tmp_path / "0.mvt"
        tile.write_bytes(web.get(f"/base/ogc/collections/{name}/tiles/{QUAD}/0/0/0").content)
        done = subprocess.run([OGR, "-so", "-al", f"MVT:{tile}"], capture_output=True, text=True, check=True)
        assert int(re.findall(r"Feature Count: (\d+)", done.stdout)[0]) == len(placed)


def test_a_row_lies_in_the_tile_of_its_place_and_rows_are_second(web: TestClient, store: Settings) -> None:
    frame = frames.frame("hubs", store)
    seen: set[str] = set()
    for row in range(4):
        for column in range(4):
            seen |= {one["properties"]["hub_id"] for one in features(web, "collections/hubs", f"2/{row}/{column}")}
    assert seen == set(frame.index)
    # China lies in row 1 and column 3 of zoom 2; the other way round there is the Atlantic off Namibia.
    assert features(web, "collections/hubs", "2/1/3")
    assert not features(web, "collections/hubs", "2/3/1")


def test_a_rating_holds_the_figures_of_the_page(web: TestClient, store: Settings) -> None:
    catalog = load_catalog(store)
    state = ObservatoryState(country="DE", data="de_laender_2015", method="lq")
    rows = ranking(catalog, state).rows.set_index("region_id")
    found = {
        one["properties"]["region_id"]: one["properties"] for one in features(web, "layers/rating-de_laender_2015-lq")
    }
    assert len(found) == len(rows) == 16
    for region, told in found.items():
        assert told["value"] == pytest.approx(rows.loc[region, "value"])
        assert (told["year"], told["data"], told["of"]) == (2015, "de_laender_2015", "lq")
    choice = choose(catalog, state)
    other = next(group for group in choice.industries if group.code != choice.industry.code)
    chosen = features(web, "layers/rating-de_laender_2015-lq", ind=slug(other.code))
    assert {one["properties"]["industry"] for one in chosen} == {other.code}
    expected = ranking(catalog, replace(state, industry=slug(other.code))).rows.set_index("region_id")["value"]
    assert {one["properties"]["region_id"]: one["properties"]["value"] for one in chosen} == pytest.approx(
        dict(expected)
    )
    assert web.get("/base/tilejson/rating-de_laender_2015-lq.json").json()["tiles"][0].endswith("{z}/{y}/{x}")


WRONG = [
    ("layers/rating-us_cbp_2019-best", 404),
    ("layers/rating-none-lq", 404),
    ("layers/rating-cn-nothing", 404),
    ("layers/roads", 404),
    ("collections/roads", 404),
    ("collections/land", 404),
]


@pytest.mark.parametrize(("place", "status"), WRONG)
def test_what_is_not_there_is_404(web: TestClient, place: str, status: int) -> None:
    for below in ("tiles", f"tiles/{QUAD}", f"tiles/{QUAD}/0/0/0"):
        assert web.get(f"/base/ogc/{place}/{below}").status_code == status, below


def test_what_cannot_be_asked_is_refused_with_the_reason(web: TestClient) -> None:
    hubs, rating = f"/base/ogc/collections/hubs/tiles/{QUAD}", f"/base/ogc/layers/rating-us_cbp_2019-lq/tiles/{QUAD}"
    for path in (
        f"{hubs}/0/0/0?colour=red",
        f"{hubs}?colour=red",
        f"{rating}/0/0/0?ind=nothing",
        "/base/ogc/tiles?x=1",
    ):
        answer = web.get(path)
        assert (answer.status_code, answer.json()["error"]) == (400, "request_parameter"), path
    assert web.get(f"{rating}/0/0/0?year=1800").status_code == 400
    for address in ("0/0/1", "0/1/0", "19/0/0", "-1/0/0", "a/0/0", "1/0/１"):
        assert 400 <= web.get(f"{hubs}/{address}").status_code < 500, address
    assert web.get("/base/ogc/collections/hubs/tiles/WorldCRS84Quad").status_code == 404
    for value in HOSTILE:
        name = quote(f"rating-{value}", safe="")
        for kind in ("collections", "layers"):
            assert web.get(f"/base/ogc/{kind}/{name}/tiles/{QUAD}/0/0/0").status_code == 404, value


def test_tiles_have_a_tag_and_the_map_layers_are_the_maps(web: TestClient) -> None:
    one = web.get(f"/base/ogc/collections/hubs/tiles/{QUAD}/0/0/0")
    again = web.get(f"/base/ogc/collections/hubs/tiles/{QUAD}/0/0/0", headers={"If-None-Match": one.headers["etag"]})
    assert again.status_code == 304
    land = web.get(f"/base/ogc/layers/land/tiles/{QUAD}/0/0/0")
    assert set(mapbox_vector_tile.decode(land.content)) >= {"land", "sea"}


def test_the_api_definition_names_the_paths_of_tiles(web: TestClient) -> None:
    paths = web.get("/base/ogc/api").json()["paths"]
    for kind in ("collections/{collectionId}", "layers/{layerId}"):
        path = f"/{kind}/tiles/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
        told = paths[path]["get"]
        assert "application/vnd.mapbox-vector-tile" in told["responses"]["200"]["content"]
        assert {one["name"] for one in told["parameters"]} == set(re.findall(r"{(\w+)}", path))


def test_what_people_publish_has_tiles_until_it_is_withdrawn(web: TestClient, shared: Shelf) -> None:
    import geopandas as gpd
    from shapely.geometry import Point

    layer = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(104, 30), Point(105, 31)], crs="EPSG:4326")
    about = About("园区", "CC-BY-4.0", "", "Own survey", "2024-01-09", "medium")
    name = f"published-{shared.publish(layer, about, Owner('self_declared', 'Ann')).publication_id}"
    assert name in [one["title"] for one in web.get("/base/ogc/tiles").json()["tilesets"]]
    tile = f"/base/ogc/collections/{name}/tiles/{QUAD}/0/0/0"
    assert "points" in mapbox_vector_tile.decode(web.get(tile).content)
    shared.withdraw(name.removeprefix("published-"), Proof(operator=True))
    assert web.get(tile).status_code == 410


@pytest.mark.skipif(OGR is None, reason="GDAL's programs are not installed (make clients)")
def test_debians_gdal_reads_every_collection_with_the_catalogues_counts(
    service: str, store: Settings, tmp_path: Path
) -> None:
    wanted = {name: len(frames.frame(name, store)) for name in NAMES}
    told = subprocess.run(
        [str(OGR), "-so", "-al", f"OAPIF:{service}"], capture_output=True, text=True, check=True, timeout=300
    ).stdout
    counts = dict(
        zip(re.findall(r"Layer name: (.+)", told), map(int, re.findall(r"Feature Count: (\d+)", told)), strict=True)
    )
    assert counts == wanted
    out = tmp_path / "all.gpkg"
    command = ["ogr2ogr", "-q", "-f", "GPKG", str(out), f"OAPIF:{service}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert {
        str(name): int(pyogrio.read_info(out, layer=name)["features"]) for name, _ in pyogrio.list_layers(out)
    } == wanted
