"""The JSON the map fetches: complete, valid, small, and with both languages."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from geo.catalog import Catalog, boundaries, load_catalog
from geo.catalog.credits import BASE_CREDITS, CREDITS
from geo.language import LANGUAGES
from geo.maps import payloads
from geo.maps.payloads import OUTLINE_TOLERANCE_DEG, PAYLOADS
from geo.model import CLUSTER_MODELS, LOAD_CLASSES, NO_MODEL
from geo.settings import Settings
from geo.signs import MODELS
from tests import small_package

# Sent once and kept for a year. Together with tiles they must leave room in a first view of 1.5 MB.
BUDGET_GZIP_BYTES = {"network": 120_000, "labels": 40_000, "words": 4_000, "sites": 4_000}
BUDGET_GZIP_BYTES["units"] = 60_000  # fetched only where China's units are drawn


@pytest.fixture
def catalog(store: Settings) -> Catalog:
    """Return the real catalogue."""
    return load_catalog(store)


def read(store: Settings, name: str) -> dict[str, Any]:
    """Read a payload as it is sent."""
    return json.loads((store.store_dir / "map" / f"{name}.json").read_bytes())  # type: ignore[no-any-return]


def build(config: Settings) -> None:
    """Build what the map fetches of a package, and the outlines it takes; no tiles, which cost seconds."""
    boundaries.prepare(config, lambda _step: None)
    payloads.prepare(config, lambda _step: None)


def numbers(value: Any) -> Iterator[float]:
    """Yield every number in a value."""
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_is_small_enough_for_a_first_view(store: Settings, name: str) -> None:
    packed = gzip.compress((store.store_dir / "map" / f"{name}.json").read_bytes())
    assert len(packed) <= BUDGET_GZIP_BYTES[name]


@pytest.mark.parametrize("name", PAYLOADS)
def test_coordinates_have_five_decimals_and_no_more(store: Settings, name: str) -> None:
    assert all(round(number, 5) == number for number in numbers(read(store, name)))


def test_every_link_has_both_ends_where_the_catalogue_has_them(store: Settings, catalog: Catalog) -> None:
    network = read(store, "network")
    regions = {item["id"]: [item["lat"], item["lon"]] for item in network["regions"]}
    supply = {item["id"]: [item["lat"], item["lon"]] for item in network["computing"]}
    links = catalog.table("links")
    both = links[(links["region_id"] != "") & (links["computing_id"] != "")]
    assert {link["id"] for link in network["links"]} == set(both["link_id"])
    for link in network["links"]:
        assert link["from"] == regions[link["region"]]
        assert link["to"] == supply[link["computing"]]
        assert link["load_class"] in LOAD_CLASSES
        assert link["evidence"] in ("official", "reported")
        assert all("→" in link[f"title_{language}"] for language in LANGUAGES)


def test_everything_drawn_has_a_name_in_both_languages(store: Settings) -> None:
    network = read(store, "network")
    for kind in ("clusters", "areas", "computing", "hubs", "regions"):
        assert network[kind]
        for item in network[kind]:
            assert all(item[f"name_{language}"].strip() for language in LANGUAGES), item["id"]
            assert -85 < item["lat"] < 85
            assert -180 <= item["lon"] <= 180


def test_the_network_is_the_eight_hubs_ten_clusters_and_their_counties(store: Settings, catalog: Catalog) -> None:
    network = read(store, "network")
    assert len(network["hubs"]) == 8
    assert len(network["computing"]) == 10
    assert {area["id"] for area in network["areas"]} == set(catalog.table("start_areas")["start_area_id"])
    assert not [item["id"] for item in network["clusters"] if item["id"].startswith("edwc_")]


def test_outlines_are_valid_and_those_of_the_catalogue(store: Settings) -> None:
    network = read(store, "network")
    exact = boundaries.clusters(store).set_index("cluster_id").geometry
    drawn = {item["id"]: item["geometry"] for item in network["clusters"]}
    assert {key for key, geometry in drawn.items() if geometry} == set(exact.index) & set(drawn)
    for key, geometry in drawn.items():
        if geometry is None:
            continue
        outline = shape(geometry)
        assert outline.is_valid, f"{key}: {shapely.is_valid_reason(outline)}"
        assert not outline.is_empty
        # Thinned by 0.0012 degrees, an outline of this size may lose or gain little of its area.
        assert outline.symmetric_difference(exact[key]).area < 0.03 * exact[key].area, key
        assert outline.hausdorff_distance(exact[key]) < 20 * OUTLINE_TOLERANCE_DEG, key


def test_start_counties_are_valid_shapes(store: Settings) -> None:
    for area in read(store, "network")["areas"]:
        assert shape(area["geometry"]).is_valid, area["id"]


def test_the_platform_cluster_has_places_but_no_outline(store: Settings) -> None:
    network = read(store, "network")
    platform = next(item for item in network["clusters"] if item["model"] == "platform_aggregation")
    assert platform["geometry"] is None
    bundles = [bundle for bundle in network["bundles"] if bundle["cluster"] == platform["id"]]
    assert 3 <= len(bundles) <= 12  # parts of the world, not two hundred lines
    assert all(bundle["n"] == sum(end["n"] for end in bundle["ends"]) for bundle in bundles)
    assert sum(bundle["n"] for bundle in bundles) > 100


def test_edges_of_low_confidence_and_those_without_an_end_are_not_drawn(small: Settings) -> None:
    build(small)
    (bundle,) = read(small, "network")["bundles"]
    assert (bundle["cluster"], bundle["from"], bundle["n"]) == ("beijing_zhongguancun", [40.04, 116.25], 1)
    assert bundle["ends"] == [{"at": [40.03, 116.3], "n": 1}]


def test_place_names_have_a_rank_and_a_kind(store: Settings, catalog: Catalog) -> None:
    places = read(store, "labels")["places"]
    kinds = next(field.enum for field in catalog.resource("places").fields if field.name == "kind")
    assert len(places) > 200
    for place in places:
        assert place["rank"] in (1, 2, 3, 4, 5)
        assert place["kind"] in kinds
        assert place["name_zh"].strip()
        assert place["name_en"].strip()


def test_legend_and_map_share_one_registry(store: Settings) -> None:
    words = read(store, "words")
    assert set(words["models"]) == {*CLUSTER_MODELS, NO_MODEL}
    for key, sign in MODELS.items():
        assert (words["models"][key]["colour"], words["models"][key]["shape"]) == (sign.colour, sign.shape)
    assert set(words["load"]) == set(LOAD_CLASSES)
    assert all(re.search(r"[\u4e00-\u9fff]", item["title_zh"]) for item in words["models"].values())


def test_credits_tell_where_they_belong(store: Settings) -> None:
    lines = read(store, "words")["credits"]
    assert len(lines) == len(CREDITS)
    tianditu = next(line for line in lines if "GS（2024）0650号" in line["zh"])
    assert "GS（2024）0650号" in tianditu["en"]
    west, south, east, north = tianditu["bounds"]
    assert 70 < west < east < 136
    assert 3 < south < north < 54
    assert "shenzhen" in tianditu["clusters"]
    assert "ruhr" not in tianditu["clusters"]
    assert [line["zh"] for line in lines if line["clusters"] is None] == [CREDITS[key].zh for key in BASE_CREDITS]
    for line in lines:
        assert all(line[language] for language in LANGUAGES)


def test_hostile_names_are_written_literally(tmp_path: Path) -> None:
    hostile = "{{7*7}} ${7*7} <img src=x onerror=alert(1)> `x`\n'\"\\"

    def change(tables: small_package.Tables) -> None:
        for table in ("clusters", "hubs", "places"):
            tables[table][0]["name_zh"] = tables[table][0]["name_en"] = hostile

    config = small_package.write(tmp_path, change=change)
    build(config)
    assert read(config, "network")["hubs"][0]["name_en"] == hostile
    assert read(config, "network")["clusters"][0]["name_zh"] == hostile
    assert read(config, "labels")["places"][0]["name_zh"] == hostile


def test_payloads_come_from_the_package_that_is_prepared(small: Settings) -> None:
    catalog = load_catalog(small)
    assert [place["id"] for place in payloads.labels(catalog)["places"]] == ["wuhu_city"]
