"""Tiles decoded with a reader of another house: counts, places, cells, stacks and filters."""

from typing import Any

import duckdb
import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.tiles import mvt
from geo.tiles.encoding import EXTENT
from geo.tiles.errors import UnknownLayerError
from geo.tiles.filters import Filters, parse_filters
from geo.tiles.grid import GRID_ZOOM, Tile
from geo.tiles.organisations import Organisation, Passing, encode

from .conftest import HOSTILE

EVERYTHING = Filters(conf=("high", "medium", "low"))


def features(connection: duckdb.DuckDBPyConnection, tile: Tile, filters: Filters = EVERYTHING) -> list[dict[str, Any]]:
    encoded = mvt.organisations(connection, tile, filters)
    decoded = mapbox_vector_tile.decode(encoded, default_options={"y_coord_down": True})
    return decoded.get("organisations", {}).get("features", [])


def test_the_world_tile_counts_everything_once(store: duckdb.DuckDBPyConnection) -> None:
    found = features(store, Tile(0, 0, 0))
    assert sum(feature["properties"]["n"] for feature in found) == 7


def test_a_cell_stands_at_the_mean_place_with_its_commonest_model(store: duckdb.DuckDBPyConnection) -> None:
    beijing = max(features(store, Tile(0, 0, 0), Filters()), key=lambda feature: feature["properties"]["n"])
    assert beijing["properties"]["n"] == 3
    assert beijing["properties"]["model"] == "technology_innovation"
    # (116.3067 + 180) / 360 of 4096 units, by hand 3371.3.
    assert beijing["geometry"]["coordinates"][0] == pytest.approx(3371, abs=1)
    assert beijing["properties"]["id"] == ""


def test_circles_of_neighbouring_cells_do_not_cover_each_others_counts() -> None:
    half = 1 << (GRID_ZOOM - 1)  # the edge between two cells of the world's tile
    places = [(half - 10, 5), (half - 20, 5), (half + 10, 5), (half + 20, 5), (half + 30, 5)]
    held = tuple(Organisation(x, y, str(x), "none", "firm", "", "", False) for x, y in places)
    found = Passing(held, *(np.array(column, np.int64) for column in zip(*places, strict=True)))
    decoded = mapbox_vector_tile.decode(encode(found, Tile(0, 0, 0)), default_options={"y_coord_down": True})
    counts = {one["properties"]["n"]: one["geometry"]["coordinates"] for one in decoded["organisations"]["features"]}
    # Of two, radius 11.6 px; of three, 13.1 px; 16 units of the tile are a pixel, 128 px its middle.
    assert counts == {2: [1862, 185], 3: [2257, 209]}


def test_zoomed_in_one_stands_alone_and_those_at_one_place_are_a_stack(store: duckdb.DuckDBPyConnection) -> None:
    x, y = store.execute("SELECT x, y FROM organisations WHERE id = 'a2'").fetchone() or (0, 0)
    zoom = 12
    tile = Tile(zoom, x >> (GRID_ZOOM - zoom), y >> (GRID_ZOOM - zoom))
    found = {feature["properties"]["id"]: feature["properties"] for feature in features(store, tile)}
    assert found["a1"]["n"] == 1
    assert found["a1"]["name_en"] == "a1"
    assert found[f"{x}-{y}"]["n"] == 2
    assert found[f"{x}-{y}"]["name_en"] == ""


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ([], {"a1", "a2", "a3", "b1", "c1", "e1"}),
        ([("conf", "low")], {"d1"}),
        ([("conf", "none")], set()),
        ([("model", "none")], {"e1"}),
        ([("country", "CN,DE")], {"a1", "a2", "a3", "c1"}),
        ([("kind", "firm"), ("from", "1990")], {"a2", "a3"}),
        ([("to", "1980")], {"a1", "b1"}),
        ([("segment", "04")], set()),
    ],
)
def test_filters_let_through_what_they_say(
    store: duckdb.DuckDBPyConnection, query: list[tuple[str, str]], ids: set[str]
) -> None:
    assert sum(f["properties"]["n"] for f in features(store, Tile(0, 0, 0), parse_filters(query))) == len(ids)


def test_names_from_data_arrive_literally(store: duckdb.DuckDBPyConnection) -> None:
    names = [feature["properties"]["name_en"] for feature in features(store, Tile(0, 0, 0))]
    assert HOSTILE in names


@settings(max_examples=40, deadline=None)
@given(zoom=st.integers(0, 9))
def test_neighbouring_tiles_agree_and_the_level_adds_up(store: duckdb.DuckDBPyConnection, zoom: int) -> None:
    # Only features inside a tile proper are counted: those of its margin are its neighbours'.
    tiles = store.execute("SELECT DISTINCT x >> ?, y >> ? FROM organisations", [GRID_ZOOM - zoom] * 2).fetchall()
    total = 0
    for x, y in tiles:
        for feature in features(store, Tile(zoom, x, y)):
            px, py = feature["geometry"]["coordinates"]
            if 0 <= px < EXTENT and 0 <= py < EXTENT:
                total += feature["properties"]["n"]
    assert total == 7


def test_an_unknown_layer_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownLayerError, match=r"'firms'.*organisations, land, admin"):
        mvt.layer("firms")
