"""OGC API - Features by its abstract tests, TileJSON, metadata; GDAL's own client reads every collection."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import Point, box, shape
from starlette.applications import Starlette

import geo
from geo.catalog import load_catalog
from geo.model import CONFIDENCES
from geo.operations.routes import nowhere
from geo.publication.about import About, Owner
from geo.publication.shelf import Proof, Shelf
from geo.settings import Settings
from geo.standards import frames
from geo.standards.asking import SYSTEMS
from geo.standards.documents import CONFORMS
from geo.standards.routes import routes
from geo.tiles.filters import parse_filters
from geo.tiles.store import cursor
from tests.test_routes import HOSTILE, TestClient

from .served import service

__all__ = ("service",)  # a fixture
NAMES = tuple(frames.KINDS)
EPSG = "http://www.opengis.net/def/crs/EPSG/0"


@pytest.fixture(scope="module")
def web(store: Settings) -> Iterator[TestClient]:
    """Return a client of the routes below a base path; one event loop serves all requests."""
    assert store.store_dir.is_dir()
    with TestClient(Starlette(routes=[*routes("/base"), *nowhere("/base")])) as found:
        yield found


def items(web: TestClient, name: str, **asked: Any) -> dict[str, Any]:
    answer = web.get(f"/base/ogc/collections/{name}/items", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    found = dict(answer.json())
    assert found["type"] == "FeatureCollection"
    assert found["numberReturned"] == len(found["features"])
    return found


def test_the_landing_page_leads_to_everything(web: TestClient) -> None:
    landing = web.get("/base/ogc/").json()
    links = {one["rel"]: one["href"] for one in landing["links"]}
    assert {"service-desc", "conformance", "data"} <= links.keys()
    for one in landing["links"]:
        answer = web.get(one["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == one["type"].replace(" ", "")
    assert set(web.get(links["conformance"]).json()["conformsTo"]) == set(CONFORMS)
    assert web.get("/base/ogc").json() == landing


def test_every_collection_is_described_and_its_links_lead_somewhere(web: TestClient) -> None:
    listed = web.get("/base/ogc/collections").json()["collections"]
    assert [one["id"] for one in listed] == list(NAMES)
    for one in listed:
        assert web.get(f"/base/ogc/collections/{one['id']}").json() == one
        assert one["storageCrs"] in one["crs"]
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        for link in one["links"]:
            if link["rel"] in ("self", "items"):
                assert web.get(link["href"]).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_pages_together_are_the_whole_table_each_row_once(web: TestClient, store: Settings, name: str) -> None:
    table = load_catalog(store).table(frames.KINDS[name].table)
    keys: list[str] = []
    href: str | None = f"/base/ogc/collections/{name}/items?limit={max(1, len(table) // 3)}"
    while href:
        page = web.get(href).json()
        assert page["numberMatched"] == len(table)
        keys += [feature["id"] for feature in page["features"]]
        links = {link["rel"]: link["href"] for link in page["links"]}
        assert ("prev" in links) == (len(keys) > page["numberReturned"])
        href = links.get("next")
    assert keys == list(table[frames.KINDS[name].key])


def test_one_feature_is_the_one_of_the_page(web: TestClient) -> None:
    first = items(web, "hubs", limit=1)["features"][0]
    answer = web.get(f"/base/ogc/collections/hubs/items/{first['id']}")
    alone = answer.json()
    assert {key: alone[key] for key in first} == first
    assert {link["rel"] for link in alone["links"]} == {"self", "collection"}
    assert web.get("/base/ogc/collections/hubs/items/none").status_code == 404
    assert web.get("/base/ogc/collections/roads/items").status_code == 404


def test_a_box_gives_what_touches_it(web: TestClient, store: Settings) -> None:
    corner = (100.0, 25.0, 110.0, 35.0)
    frame = frames.frame("organisations", store)
    inside = frame[frame.geometry.intersects(box(*corner))]
    found = items(web, "organisations", bbox="100,25,110,35", limit=1000)
    assert 0 < found["numberMatched"] < len(frame)
    assert {one["id"] for one in found["features"]} == set(inside.index)
    with_heights = items(web, "organisations", bbox="100,25,-9,110,35,9", limit=1000)
    swapped = items(web, "organisations", **{"bbox": "25,100,35,110", "bbox-crs": f"{EPSG}/4326", "limit": 1000})
    for other in (with_heights, swapped):
        assert [one["id"] for one in other["features"]] == [one["id"] for one in found["features"]]


def test_a_box_over_the_antimeridian_has_two_sides(web: TestClient) -> None:
    # From 100 degrees east over the Pacific to 100 degrees west: China's coast and California, no Europe.
    around = items(web, "clusters", bbox="100,-60,-100,60", limit=100)
    countries = {one["properties"]["country"] for one in around["features"]}
    assert {"CN", "US"} <= countries
    assert not {"DE", "FR", "GB"} & countries


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ("170,-60,250,60", "170,-60,-110,60"),  # a map that repeats the world
        ("-190,-60,-110,60", "170,-60,-110,60"),
        ("460,20,470,40", "100,20,110,40"),
        ("-400,-95,400,95", "-180,-90,180,90"),
        ("-540,-90,-180,90", "-180,-90,180,90"),
    ],
)
def test_a_box_beyond_the_edge_of_the_world_is_the_world_turned_on(web: TestClient, asked: str, same: str) -> None:
    found, wanted = (items(web, "organisations", bbox=box, limit=1000) for box in (asked, same))
    assert [one["id"] for one in found["features"]] == [one["id"] for one in wanted["features"]]
    assert wanted["features"]


@pytest.mark.parametrize("reach_m", ["20037508.3427892", "30000000", "60112525", "1e300"])
def test_a_map_zoomed_out_beyond_the_world_asks_for_all_of_it(web: TestClient, reach_m: str) -> None:
    box = f"-{reach_m},-{reach_m},{reach_m},{reach_m}"
    found = items(web, "organisations", **{"bbox": box, "bbox-crs": f"{EPSG}/3857"})
    everywhere = items(web, "organisations", bbox="-180,-90,180,90")["numberMatched"]
    assert found["numberMatched"] == everywhere > 0


def test_half_of_the_plane_is_half_of_the_world(web: TestClient) -> None:
    box = "0,-20037508.3427892,20037508.3427892,20037508.3427892"
    east = items(web, "organisations", **{"bbox": box, "bbox-crs": f"{EPSG}/3857"})["numberMatched"]
    assert 0 < east == items(web, "organisations", bbox="0,-90,180,90")["numberMatched"]


def test_columns_are_filters(web: TestClient, store: Settings) -> None:
    table = load_catalog(store).table("organisations")
    kind = table["kind"].iloc[0]
    found = items(web, "organisations", kind=kind, country="CN")
    assert found["numberMatched"] == int(((table["kind"] == kind) & (table["country"] == "CN")).sum())
    year = int(table["founded_year"].dropna().iloc[0])
    assert items(web, "organisations", founded_year=year)["numberMatched"] == int((table["founded_year"] == year).sum())
    assert items(web, "organisations", kind="'; DROP TABLE --")["numberMatched"] == 0


def test_the_answer_comes_in_the_system_that_is_asked_for(web: TestClient) -> None:
    def first(crs: str) -> tuple[float, float]:
        answer = web.get("/base/ogc/collections/hubs/items", params={"limit": 1, "crs": crs})
        assert answer.headers["content-crs"] == f"<{crs}>"
        x, y = answer.json()["features"][0]["geometry"]["coordinates"]
        return x, y

    lon, lat = first("http://www.opengis.net/def/crs/OGC/1.3/CRS84")
    assert first(f"{EPSG}/4326") == (lat, lon)
    assert first(f"{EPSG}/4490") == pytest.approx((lat, lon), abs=1e-6)  # CGCS2000: north first, centimetres apart
    x, y = first(f"{EPSG}/3857")
    assert x == pytest.approx(math.radians(lon) * 6_378_137, abs=0.02)
    assert y == pytest.approx(math.asinh(math.tan(math.radians(lat))) * 6_378_137, abs=0.02)


def test_numbers_are_compared_as_numbers_and_a_missing_one_is_nothing(web: TestClient, store: Settings) -> None:
    table = load_catalog(store).table("hubs")
    expected = int((table["rack_utilisation_min_pct"] == 65).sum())
    assert expected
    for text in ("65", "65.0", "6.5e1"):
        assert items(web, "hubs", rack_utilisation_min_pct=text)["numberMatched"] == expected, text
    missing = int(load_catalog(store).table("organisations")["founded_year"].isna().sum())
    assert items(web, "organisations", founded_year="")["numberMatched"] == missing
    answer = web.get("/base/ogc/collections/organisations/items", params={"founded_year": "early"})
    assert (answer.status_code, answer.json()["error"]) == (400, "request_parameter")


@pytest.mark.parametrize(
    "query",
    [
        "model=technology_innovation,none&country=CN,DE",
        "segment=01,02&from=1990&to=2005",
        "province=440000&kind=firm",
        "city=440300",
        "conf=high",
        "cluster=tsukuba,ruhr",
    ],
)
def test_organisations_are_filtered_as_on_the_map(web: TestClient, store: Settings, query: str) -> None:
    filters = parse_filters(parse_qsl(query))
    if "conf" not in query:  # by itself the map leaves low ratings out, the collection nothing
        filters = replace(filters, conf=tuple(CONFIDENCES))
    where, bound = filters.where()
    wanted = {row[0] for row in cursor(store).execute(f"SELECT id FROM organisations WHERE {where}", bound).fetchall()}
    found = items(web, "organisations", **dict(parse_qsl(query)), limit=1000)
    assert {one["id"] for one in found["features"]} == wanted
    assert 0 < len(wanted) < len(frames.frame("organisations", store))


def test_a_filter_of_the_map_that_cannot_be_is_refused_and_other_collections_have_none(web: TestClient) -> None:
    for query in ("from=abc", "from=2001&to=2000", "province=x", "conf=certain"):
        answer = web.get(f"/base/ogc/collections/organisations/items?{query}")
        assert (answer.status_code, answer.json()["error"]) == (400, "filter"), query
    assert web.get("/base/ogc/collections/hubs/items?province=440000").status_code == 400


def test_an_address_that_is_not_there_is_404_and_a_slash_too_many_leads_on(web: TestClient) -> None:
    for path in ("nothing", "collections/hubs/queryables", "collections/hubs/items/a/b", "api.html", "//"):
        answer = web.get(f"/base/ogc/{path}")
        assert (answer.status_code, answer.json()["error"]) == (404, "unknown_address"), path
    led = web.get("/base/ogc/collections/hubs/items/?limit=1", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (308, "/base/ogc/collections/hubs/items?limit=1")


@pytest.mark.parametrize("value", ["2024-01-09", "2024-01-09T00:00:00Z", "../2024-01-09", "2024-01-09/..", "../.."])
def test_things_without_a_time_meet_any(web: TestClient, value: str) -> None:
    assert items(web, "hubs", datetime=value)["numberMatched"] == 8


WRONG = [
    *(("limit", value) for value in ("0", "-1", "abc", "1.5", "１", "")),
    *(("offset", value) for value in ("-1", "abc", "9" * 20)),
    *(
        ("bbox", value)
        for value in ("1,2,3", "a,b,c,d", "1,2,3,4,5", "nan,0,1,1", "0,10,1,0", "inf,0,1,1", "1_0,0,1,1", "")
    ),
    *(("crs", value) for value in ("EPSG:4326", "", f"{EPSG}/999")),
    ("bbox-crs", "EPSG:4326"),
    *(("datetime", value) for value in ("yesterday", "/", "2024", "2024-01-09/2024-01-10/..", "")),
    *(("datetime", value) for value in ("2024-13-01", "2023-02-29T00:00:00Z", "2025-01-01/2024-01-01")),
    ("f", "html"),
    *((key, "x") for key in ("colour", "kind ", "__proto__", "filter", "sortby")),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_what_cannot_be_asked_is_400_with_the_reason(web: TestClient, key: str, value: str) -> None:
    answer = web.get("/base/ogc/collections/organisations/items", params={key: value})
    assert (answer.status_code, answer.json()["error"]) == (400, "request_parameter")


def test_unknown_parameters_are_400_on_every_route_and_a_twice_given_one_too(web: TestClient) -> None:
    for path in ("", "/", "/conformance", "/api", "/collections", "/collections/hubs", "/collections/hubs/items/x"):
        assert web.get(f"/base/ogc{path}?colour=red").status_code == 400, path
    assert web.get("/base/tilejson/land.json?colour=red").status_code == 400
    assert web.get("/base/ogc/collections/hubs/items?limit=1&limit=2").status_code == 400


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_names_are_404(web: TestClient, value: str) -> None:
    name = quote(value, safe="")
    for path in (f"ogc/collections/{name}", f"ogc/collections/hubs/items/{name}", f"tilejson/{name}.json"):
        if value or not path.endswith("/"):
            assert web.get(f"/base/{path}").status_code == 404, path


def test_more_than_the_most_is_the_most(web: TestClient) -> None:
    for limit in ("10001", "9" * 20):
        assert items(web, "hubs", limit=limit)["numberReturned"] == 8


def test_who_has_it_already_gets_304_and_each_question_its_own_tag(web: TestClient) -> None:
    one = web.get("/base/ogc/collections/hubs/items?limit=1")
    other = web.get("/base/ogc/collections/hubs/items?limit=2")
    assert one.headers["etag"] != other.headers["etag"]
    for tag in (one.headers["etag"], f'"other", W/{one.headers["etag"]}', "*"):
        again = web.get("/base/ogc/collections/hubs/items?limit=1", headers={"If-None-Match": tag})
        assert again.status_code == 304, tag


def test_a_forged_host_is_not_repeated(web: TestClient) -> None:
    told = web.get("/base/ogc/", headers={"Host": 'evil"><script>'}).text
    assert "evil" not in told
    assert "http://localhost/base/ogc/" in told


def test_the_api_definition_names_every_path_and_filter(web: TestClient) -> None:
    answer = web.get("/base/ogc/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    api = answer.json()
    assert api["openapi"].startswith("3.0")
    for name in NAMES:
        asked = api["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        referred = [api["components"]["parameters"][one["$ref"].split("/")[-1]] for one in asked if "$ref" in one]
        assert {one["name"] for one in referred} == {"limit", "offset", "bbox", "bbox-crs", "crs", "datetime"}
        assert f"/collections/{name}/items/{{featureId}}" in api["paths"]
    operations = [one["get"]["operationId"] for one in api["paths"].values()]
    assert len(set(operations)) == len(operations)


def test_metadata_name_every_file_and_every_collection(web: TestClient, store: Settings) -> None:
    dcat = web.get("/base/ogc/dcat.jsonld").json()
    assert len(dcat["dcat:dataset"]) == len(load_catalog(store).resources)
    assert all(one["dct:license"] and one["dct:title"] for one in dcat["dcat:dataset"])
    schema = web.get("/base/ogc/schema.jsonld").json()
    assert [one["identifier"] for one in schema["dataset"]] == list(NAMES)
    for one in schema["dataset"]:
        assert web.get(one["distribution"][0]["contentUrl"]).status_code == 200


@pytest.mark.parametrize("layer", ["organisations", "land", "admin"])
def test_tilejson_names_the_tiles_and_what_is_in_them(web: TestClient, layer: str) -> None:
    told = web.get(f"/base/tilejson/{layer}.json").json()
    assert told["tilejson"] == "3.0.0"
    assert told["tiles"] == [f"http://testserver/base/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt"]
    assert layer in {one["id"] for one in told["vector_layers"]} | {"admin"}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "organisations"])  # which is the map's own layer
def test_every_collection_has_tilejson_that_leads_to_its_tiles(web: TestClient, name: str) -> None:
    told = web.get(f"/base/tilejson/{name}.json").json()
    assert web.get(told["tiles"][0].format(z=0, y=0, x=0)).status_code == 200
    west, south, east, north = told["bounds"]
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    first = items(web, name, limit=1)["features"][0]["properties"]
    assert told["vector_layers"][0]["fields"].keys() == first.keys()


def test_what_people_publish_is_a_collection_until_it_is_withdrawn(web: TestClient, shared: Shelf) -> None:
    places = [Point(104, 30), None, Point(0, 90)]
    layer = gpd.GeoDataFrame({"名称": ["甲", None, "极"], "n": [1, 2, 3]}, geometry=places, crs="EPSG:4326")
    about = About("园区 <b>", "CC-BY-4.0", "", "Own survey", "2024-01-09", "medium")
    name = f"published-{shared.publish(layer, about, Owner('self_declared', 'Ann')).publication_id}"
    listed = [one["id"] for one in web.get("/base/ogc/collections").json()["collections"]]
    assert listed == [*NAMES, name]
    found = items(web, name, 名称="甲")
    assert [one["properties"] for one in found["features"]] == [{"名称": "甲", "n": 1}]
    assert items(web, name)["features"][1]["geometry"] is None
    plane = items(web, name, crs=f"{EPSG}/3857")["features"]  # in which the pole lies nowhere
    assert plane[0]["geometry"]["coordinates"][0] == pytest.approx(math.radians(104) * 6_378_137, abs=0.01)
    assert plane[1]["geometry"] is None
    assert 5e7 < plane[2]["geometry"]["coordinates"][1] < 7e7
    assert items(web, name, bbox="-180,85,180,90")["numberMatched"] == 1
    assert web.get(f"/base/tilejson/{name}.json").json()["name"] == "园区 <b>"
    shared.withdraw(name.removeprefix("published-"), Proof(operator=True))
    assert web.get(f"/base/ogc/collections/{name}/items").status_code == 410
    assert web.get(f"/base/tilejson/{name}.json").status_code == 410
    assert [one["id"] for one in web.get("/base/ogc/collections").json()["collections"]] == list(NAMES)


@pytest.mark.skipif("OAPIF" not in pyogrio.list_drivers(), reason="this build of pyogrio has no OAPIF")
def test_gdal_reads_every_collection_as_the_catalogue_has_it(service: str, store: Settings) -> None:
    listed = pyogrio.list_layers(f"OAPIF:{service}")
    assert {str(name) for name, _ in listed} == set(NAMES)
    for name in NAMES:
        frame = frames.frame(name, store)
        read = pyogrio.read_dataframe(f"OAPIF:{service}", layer=name)
        assert len(read) == len(frame), name
        assert read.crs.to_epsg() == 4326 or "CRS84" in str(read.crs), name
        assert tuple(read.total_bounds) == pytest.approx(tuple(frame.total_bounds), abs=1e-6), name
    part = pyogrio.read_dataframe(f"OAPIF:{service}", layer="organisations", bbox=(100, 25, 110, 35))
    assert len(part) == int(frames.frame("organisations", store).geometry.intersects(box(100, 25, 110, 35)).sum())


def test_a_notebook_gets_frames_of_its_own(store: Settings) -> None:
    catalog = geo.open_catalog()
    assert catalog.layers == NAMES
    clusters = catalog.layer("clusters")
    assert len(clusters) == len(load_catalog(store).table("clusters"))
    assert clusters.crs.to_epsg() == 4326
    assert set(clusters.geometry.geom_type) == {"Point", "Polygon", "MultiPolygon"}
    clusters["name_en"] = "changed"
    assert (catalog.layer("clusters")["name_en"] != "changed").all()
    assert "indicators" in catalog.tables
    assert len(catalog.table("indicators")) == len(load_catalog(store).table("indicators"))
    links = catalog.layer("links")
    assert set(links.geometry.dropna().geom_type) == {"LineString"}
    assert len(SYSTEMS) == 4
    assert shape(json.loads(clusters.head(1).to_json())["features"][0]["geometry"]).is_valid
