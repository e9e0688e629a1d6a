"""True size: outlines moved over another place keep their area and shape."""

from __future__ import annotations

import pytest
import shapely
from pyproj import Geod

from geo.analysis.true_size import moved_to
from geo.catalog import boundaries
from geo.settings import Settings

WGS84 = Geod(ellps="WGS84")
PLACES = {
    "tsukuba": (36.08, 140.08),
    "silicon_valley": (37.37, -122.03),
    "ruhr": (51.51, 7.22),
    "shenzhen": (22.54, 114.06),
    "singapore": (1.35, 103.82),
}


def area_m2(shape: shapely.Geometry) -> float:
    return abs(WGS84.geometry_area_perimeter(shapely.orient_polygons(shapely.segmentize(shape, 0.01)))[0])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("cluster_id", ["tsukuba", "ruhr", "silicon_valley", "shenzhen"])
def test_area_holds_within_a_thousandth(store: Settings, cluster_id: str, place: str) -> None:
    outlines = boundaries.clusters(store).set_index("cluster_id").geometry
    moved = moved_to(outlines[cluster_id], *PLACES[place])
    assert area_m2(moved) == pytest.approx(area_m2(outlines[cluster_id]), rel=1e-3)


@pytest.mark.parametrize("place", PLACES)
def test_shape_holds_within_a_thousandth(place: str) -> None:
    shape = shapely.box(139.5, 35.5, 140.5, 36.5)
    moved = moved_to(shape, *PLACES[place])

    def diagonals(box: shapely.Geometry) -> list[float]:
        corners = shapely.get_coordinates(box)
        far = [(a, b) for a in corners for b in corners]
        return sorted(WGS84.inv(*a, *b)[2] for a, b in far)[-2:]

    # The corners of the box come first and last on its ring; the longest lines across it are its diagonals.
    assert diagonals(moved) == pytest.approx(diagonals(shape), rel=1e-3)


def test_the_outline_lies_where_it_was_sent() -> None:
    west, south, east, north = moved_to(shapely.box(7, 51, 8, 52), 1.35, 103.82).bounds
    assert ((south + north) / 2, (west + east) / 2) == pytest.approx((1.35, 103.82), abs=0.02)
