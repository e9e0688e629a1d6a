"""A shelf of kept work in a folder of its own, two people, and a room with an upload, layers and a study."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from geo.analysis.hot_spots import Neighbourhood
from geo.keeping.person import of_browser
from geo.language import translator
from geo.settings import Limits
from geo.workbench import painting, studies
from geo.workbench.room import Room, new_layer
from geo.workspace.shelf import WorkShelf

ANN, BEN = of_browser("a" * 43), of_browser("b" * 43)
CSV = "名称,经度,纬度\n甲,116.3,39.9\n乙,116.4,40.0\n丙,116.5,39.8\n".encode("gbk")


@pytest.fixture
def shelf(tmp_path: Path) -> WorkShelf:
    """Return an empty shelf that keeps 8 MB for each of two people for 30 days."""
    return WorkShelf(tmp_path / "kept", days=30, person_mb=8, server_mb=16)


@pytest.fixture
def room() -> Iterator[Room]:
    """Return an empty room."""
    yield Room(Limits())


def areas() -> gpd.GeoDataFrame:
    """Return a lattice of square areas with a name and a figure, one of them missing."""
    import shapely

    boxes = [shapely.box(115 + x / 2, 39 + y / 2, 115.5 + x / 2, 39.5 + y / 2) for y in range(5) for x in range(5)]
    values = np.where(np.arange(25) == 7, np.nan, np.arange(25) % 6)
    names = [f"区{number}" for number in range(25)]
    return gpd.GeoDataFrame({"name": names, "jobs": values}, geometry=boxes, crs="EPSG:4326")


def work(room: Room) -> list[studies.Study]:
    """Upload a table with a choice, paint a layer and find hot spots; returns the studies, the newest first."""
    upload = room.receive([("企业.csv", CSV)], "d" * 12)
    room.open(upload)
    layer = room.add(new_layer(areas(), title="<b>区</b>", kind="result", data="own"))
    painted = painting.paint_column(layer, "jobs", scheme="quantiles", classes=3)
    found = studies.spots(
        layer.frame.fillna(0.0),
        method="hot_spots",
        column="jobs",
        neighbourhood=Neighbourhood("contiguity"),
        permutations=99,
        uncertainty_m=layer.frame["jobs"] * 0.0,
        coverage="census",
        data="own",
    )
    painting.paint_spots(room, found, translator("en"), title="spots", data="own")
    return [found, painted]
