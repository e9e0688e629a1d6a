"""A shelf in a folder of its own, and a layer of two areas and a point to put on it."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from geo.publication.about import About, Owner
from geo.publication.shelf import Shelf

ABOUT = About("产业园区", "CC-BY-4.0", "", "Own survey, 2024", "2024-01-09", "medium")
ANN = Owner("self_declared", "Ann")
SIGNED = Owner("signed_in", "Bea", "https://id.example/|17")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return an empty shelf that holds 1 MB."""
    return Shelf(tmp_path / "published", limit_mb=1)


@pytest.fixture
def layer() -> gpd.GeoDataFrame:
    """Return three rows: two areas and a point, one of them without a value."""
    shapes = [box(104.0, 30.0, 104.1, 30.1), box(104.1, 30.0, 104.2, 30.1), Point(104.05, 30.05)]
    return gpd.GeoDataFrame({"name": ["高新区", "=1+1", None], "n": [1, 2, 3]}, geometry=shapes, crs="EPSG:4326")
