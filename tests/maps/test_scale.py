"""Equal scale: a pixel is as many metres on the ground in every map, against the ellipsoid."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.errors import ObservatoryError
from geo.maps.scale import EQUATOR_M, TILE_PX, Box, common_scale, fit_zoom, metres_per_pixel, zoom_for_scale

WGS84 = Geod(ellps="WGS84")
PLACES = {
    "tsukuba": (36.08, 140.08),
    "ruhr": (51.51, 7.22),
    "silicon_valley": (37.37, -122.03),
    "shenzhen": (22.54, 114.06),
    "singapore": (1.35, 103.82),
}


def ground_m(lat: float, lng: float, zoom: float) -> float:
    """Measure a pixel on the ellipsoid: the geometric mean of one to the east and one to the north."""
    degrees = 360 / (TILE_PX * 2**zoom)
    east = WGS84.inv(lng, lat, lng + degrees, lat)[2]
    step = EQUATOR_M / (TILE_PX * 2**zoom) / 6378137.0
    north_lat = math.degrees(math.atan(math.sinh(math.asinh(math.tan(math.radians(lat))) + step)))
    north = WGS84.inv(lng, lat, lng, north_lat)[2]
    return math.sqrt(east * north)


@pytest.mark.parametrize("scale_m", [30.0, 120.0, 600.0])
def test_one_scale_is_the_same_ground_distance_at_every_place(scale_m: float) -> None:
    pixels = [ground_m(*place, zoom_for_scale(place[0], scale_m)) for place in PLACES.values()]
    assert max(pixels) / min(pixels) < 1.005
    assert all(abs(pixel / scale_m - 1) < 0.005 for pixel in pixels)


@given(st.floats(-80, 80), st.floats(0, 18))
def test_zoom_and_scale_are_each_others_inverse(lat: float, zoom: float) -> None:
    assert zoom_for_scale(lat, metres_per_pixel(lat, zoom)) == pytest.approx(zoom, abs=1e-9)


def test_the_common_scale_holds_the_largest_box() -> None:
    small, large = Box(139.9, 36.0, 140.2, 36.3), Box(6.3, 51.1, 8.0, 51.9)
    scale = common_scale([small, large], width_px=400, height_px=300)
    assert scale == metres_per_pixel(large.centre[0], fit_zoom(large, width_px=400, height_px=300))
    assert zoom_for_scale(small.centre[0], scale) < fit_zoom(small, width_px=400, height_px=300)


@pytest.mark.parametrize("scale_m", [0.0, -1.0, math.nan])
def test_an_impossible_scale_is_refused(scale_m: float) -> None:
    with pytest.raises(ObservatoryError, match="must be positive"):
        zoom_for_scale(30.0, scale_m)


def test_a_latitude_off_the_map_is_refused() -> None:
    with pytest.raises(ObservatoryError, match="off the map"):
        metres_per_pixel(89.0, 3)
