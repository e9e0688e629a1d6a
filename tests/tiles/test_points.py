"""The encoder of tiles: what a decoder of others reads is what was put in."""

from __future__ import annotations

import mapbox_vector_tile
import numpy as np

from geo.tiles.points import encode

SPECIAL = ["", "{{7*7}}", "企业", "a" * 300, "<img>"]


def test_a_decoder_reads_what_was_put_in() -> None:
    x = np.array([0, 4095, -17, 5000, 2], np.int64)
    y = np.array([4095, 0, 300, -1, 2], np.int64)
    n = np.array([1, 127, 128, 70_000, 5_000_000_000], np.int64)
    data = encode("cells", x, y, {"n": n, "name": SPECIAL, "sure": [True, False, True, True, False]})
    layer = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})["cells"]
    assert layer["extent"] == 4096
    assert layer["version"] == 2
    for place, feature in enumerate(layer["features"]):
        assert feature["geometry"] == {"type": "Point", "coordinates": [x[place], y[place]]}
        told = feature["properties"]
        assert told["n"] == n[place]
        assert told.get("name", "") == SPECIAL[place]
        assert told["sure"] is (place in (0, 2, 3))


def test_many_different_values_need_longer_numbers() -> None:
    size = 20_000
    numbers = np.arange(size, dtype=np.int64)
    layer = mapbox_vector_tile.decode(
        encode("a", numbers, numbers, {"n": numbers}), default_options={"y_coord_down": True}
    )
    assert [feature["properties"]["n"] for feature in layer["a"]["features"]] == numbers.tolist()


def test_no_points_are_no_tile() -> None:
    nothing = np.zeros(0, np.int64)
    assert encode("a", nothing, nothing, {"n": nothing}) == b""
