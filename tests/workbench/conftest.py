"""Small uploads and layers for the workbench's tests; rooms that are gone after each test."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.settings import Limits
from geo.workbench.room import Room

CSV = "名称,经度,纬度\n甲,116.3,39.9\n乙,116.4,40.0\n丙,116.5,39.8\n".encode("gbk")


@pytest.fixture
def room() -> Iterator[Room]:
    """Return an empty room."""
    yield Room(Limits())
    gc.collect()


@pytest.fixture(scope="session")
def cities() -> gpd.GeoDataFrame:
    """Return a lattice of square areas near Beijing with a name and a figure, one of them missing."""
    boxes = [shapely.box(115 + x / 2, 39 + y / 2, 115.5 + x / 2, 39.5 + y / 2) for y in range(5) for x in range(5)]
    values = np.where(np.arange(25) == 7, np.nan, np.arange(25) % 6)
    return gpd.GeoDataFrame(
        {"name": [f"区{number}" for number in range(25)], "jobs": values}, geometry=boxes, crs="EPSG:4326"
    )


@pytest.fixture(scope="session")
def firms() -> gpd.GeoDataFrame:
    """Return two groups of firms and some far away, with region, industry, size and how well they are known."""
    rng = np.random.default_rng(5)
    xy = np.vstack(
        [rng.normal((116.3, 40.0), 0.02, (60, 2)), rng.normal((116.9, 39.6), 0.02, (40, 2)), [(115.2, 41.2)] * 2]
    )
    return gpd.GeoDataFrame(
        {
            "name": [f"企业{number}" for number in range(102)],
            "region": ["north"] * 60 + ["south"] * 40 + ["far"] * 2,
            "industry": np.where(np.arange(102) % 3 == 0, "chips", "software"),
            "staff": rng.integers(5, 500, 102),
            "uncertainty": [200.0] * 100 + [50_000.0] * 2,
        },
        geometry=gpd.points_from_xy(*xy.T),
        crs="EPSG:4326",
    )
