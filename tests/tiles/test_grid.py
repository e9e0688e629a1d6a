"""The integer grid: published tile numbers, edges, and properties of the Morton order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tiles.errors import TileAddressError
from geo.tiles.grid import GRID_SIZE, GRID_ZOOM, MAX_LATITUDE, Tile, morton, parse_tile, to_grid


def grid(lon: float, lat: float) -> tuple[int, int]:
    x, y = to_grid(np.array([lon]), np.array([lat]))
    return int(x[0]), int(y[0])


@pytest.mark.parametrize(
    ("lon", "lat", "zoom", "tile"),
    [
        # Worked by hand from the definition: n = 2^z, x = n (lon + 180) / 360.
        (0.0, 0.0, 1, (1, 1)),
        (-180.0, MAX_LATITUDE, 3, (0, 0)),
        (179.999999, -MAX_LATITUDE, 3, (7, 7)),
        # The example of the OpenStreetMap wiki "Slippy map tilenames": Tokyo Tower's tile at zoom 16.
        (139.7006793, 35.6590699, 18, (232798, 103246)),
    ],
)
def test_a_place_falls_into_its_published_tile(lon: float, lat: float, zoom: int, tile: tuple[int, int]) -> None:
    x, y = grid(lon, lat)
    assert (x >> (GRID_ZOOM - zoom), y >> (GRID_ZOOM - zoom)) == tile


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_place_is_on_the_grid(lon: float, lat: float) -> None:
    x, y = grid(lon, lat)
    assert 0 <= x < GRID_SIZE
    assert 0 <= y < GRID_SIZE


@given(st.integers(0, GRID_SIZE - 1), st.integers(0, GRID_SIZE - 1), st.integers(1, GRID_ZOOM))
def test_a_tile_is_one_range_of_the_morton_order(x: int, y: int, zoom: int) -> None:
    shift = GRID_ZOOM - zoom
    corner = np.array([x >> shift << shift]), np.array([y >> shift << shift])
    first = int(morton(*corner)[0])
    here = int(morton(np.array([x]), np.array([y]))[0])
    assert first <= here < first + (1 << 2 * shift)


def test_tile_bounds_are_those_of_web_mercator() -> None:
    # The world is 2 * pi * 6378137 m wide; a quarter tile at zoom 1 touches the origin.
    assert Tile(1, 1, 0).bounds_m == pytest.approx((0.0, 0.0, 20037508.342789244, 20037508.342789244))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (("-1", "0", "0"), "z"),
        (("19", "0", "0"), "Zoom is 19"),
        (("1", "2", "0"), "x is 2"),
        (("1", "0", "9"), "y is 9"),
        (("1.5", "0", "0"), "z is '1.5'"),
        (("１", "0", "0"), "z is"),
        (("1", "{{7*7}}", "0"), "x is '{{7*7}}'"),
        (("1", "0", "9" * 400), "y is"),
    ],
)
def test_an_address_outside_the_pyramid_is_refused_with_the_reason(address: tuple[str, str, str], reason: str) -> None:
    with pytest.raises(TileAddressError, match=reason.replace("{", r"\{").replace("*", r"\*")):
        parse_tile(*address)
