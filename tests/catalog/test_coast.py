"""The coast: China's from its own units, the rest of the earth's as surveyed, cut into cells that fit together."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.catalog.coast import beyond
from geo.catalog.coast_cells import COARSE_ZOOM, DEEPEST_ZOOM, WORLD_M, Cell, cells_of, cut
from geo.settings import Settings
from geo.tiles.coast import land


def test_what_two_surveys_leave_over_along_a_coast_is_dropped_but_no_neighbour() -> None:
    china = shapely.box(100, 20, 110, 30)
    continent = shapely.box(90, 25, 110.01, 40)  # reaches 1 km into the sea in the east, and on beyond the border
    island, far = shapely.box(110.02, 21, 110.03, 21.01), shapely.box(111, 21, 111.2, 21.2)
    left = beyond(np.array([continent, island, far]), china, reach_deg=0.05)
    whole = shapely.union_all(left)
    assert shapely.area(shapely.intersection(whole, china)) == pytest.approx(0)
    assert shapely.contains(whole, far) and shapely.contains(whole, shapely.Point(95, 35))
    assert not shapely.intersects(shapely.union_all(left), shapely.Point(110.005, 21))


def shapes(cells: dict[Cell, bytes]) -> dict[Cell, shapely.Geometry]:
    return {cell: shapely.from_wkb(wkb) for cell, wkb in cells.items()}


def test_land_that_meets_at_a_border_is_one_polygon_of_a_cell() -> None:
    cells = shapes(cut(np.array([shapely.box(90, 25, 100, 28)]), shapely.box(100, 25, 110, 28)))
    border = shapely.Point(100 / 360 * WORLD_M, 2_900_000)
    at_border = [shape for (z, _, _), shape in cells.items() if z == COARSE_ZOOM and shapely.intersects(shape, border)]
    assert at_border and all(shapely.get_num_geometries(shape) == 1 for shape in at_border)


def test_full_cells_are_not_gone_into() -> None:
    cells = cut(np.array([shapely.box(0, 0, 90, 66)]), shapely.box(100, 25, 101, 26))
    assert min(z for z, _, _ in cells) < COARSE_ZOOM
    assert not [cell for cell in cells for above in cells_of(*cell)[1:] if above in cells]


def test_the_finer_survey_takes_the_place_of_the_coarser_in_its_region_but_not_in_china() -> None:
    coarse, fine = shapely.box(0, 40, 30, 41), shapely.box(0, 40, 30, 41.5)
    china = shapely.box(12, 44, 13, 45)
    region = (0.0, 39.0, 20.0, 50.0)
    cells = shapes(cut(np.array([coarse]), china, fine=[np.array([fine])], regions=[region]))

    def has(lon: float, lat: float) -> bool:
        x, y = lon / 360 * WORLD_M, np.arctanh(np.sin(np.radians(lat))) * WORLD_M / (2 * np.pi)
        side = WORLD_M / 2**DEEPEST_ZOOM
        tile = (DEEPEST_ZOOM, int((x + WORLD_M / 2) // side), int((WORLD_M / 2 - y) // side))
        held = next((cells[cell] for cell in cells_of(*tile) if cell in cells), None)
        return held is not None and bool(shapely.contains_xy(held, x, y))

    assert has(8, 40.5) and has(25, 40.5)
    assert has(8, 41.3)  # in the finer survey only
    assert not has(25, 41.3)  # outside its region
    assert has(12.5, 44.5)


@pytest.mark.parametrize(
    ("name", "lon", "lat", "is_land"),
    [
        ("Longhua in Shenzhen", 114.03, 22.66, True),
        ("Zhangjiang in Pudong", 121.59, 31.20, True),
        ("Bochum", 7.22, 51.48, True),
        ("Redmond", -122.12, 47.67, True),
        ("the Yellow Sea", 123.5, 34.0, False),
        ("Puget Sound off Seattle", -122.43, 47.62, False),
    ],
)
def test_places_lie_on_land_and_waters_do_not(
    store: Settings, name: str, lon: float, lat: float, is_land: bool
) -> None:
    x, y = (lon / 360 * WORLD_M, np.arctanh(np.sin(np.radians(lat))) * WORLD_M / (2 * np.pi))
    zoom = 11
    side = WORLD_M / 2**zoom
    column, row = int((x + WORLD_M / 2) // side), int((WORLD_M / 2 - y) // side)
    held = land(store.store_dir, zoom, column, row)
    assert (bool(held) and shapely.contains_xy(shapely.from_wkb(held), x, y)) == is_land, name
    assert cells_of(zoom, column, row)[0] == (8, column >> 3, row >> 3)
