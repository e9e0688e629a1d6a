"""A small store with hand-placed organisations, built in memory."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest

from geo.tiles.grid import to_grid
from geo.tiles.store import with_spatial

HOSTILE = "{{7*7}} ${7*7} <img src=x onerror=alert(1)> `x`\n'--"

# id, lon, lat, model, kind, country, year, confidence
ROWS = [
    ("a1", 116.30, 40.00, "technology_innovation", "university", "CN", 1911, "high"),
    ("a2", 116.31, 40.01, "technology_innovation", "firm", "CN", 1998, "medium"),
    ("a3", 116.31, 40.01, "technology_innovation", "firm", "CN", 2005, "high"),
    ("b1", -122.03, 37.33, "digital_industrialisation", "firm", "US", 1976, "high"),
    ("c1", 7.22, 51.48, "industry_digitalisation", "institute", "DE", None, "high"),
    ("d1", 114.10, 22.60, "digital_industrialisation", "firm", "CN", 1987, "low"),
    ("e1", 179.99, -40.00, "none", "data_centre", "NZ", 2019, "high"),
]


@pytest.fixture(scope="module")
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold the store for the tests of a file, which only read."""
    frame = pd.DataFrame(ROWS, columns=["id", "lon", "lat", "model", "kind", "country", "founded_year", "confidence"])
    frame["x"], frame["y"] = to_grid(frame["lon"].to_numpy(), frame["lat"].to_numpy())
    frame["founded_year"] = frame["founded_year"].astype("Int32")
    frame["name_zh"] = frame["name_en"] = np.where(frame["id"] == "b1", HOSTILE, frame["id"])
    frame["family"], frame["segment"], frame["precision"] = "firm", "03", "district"
    frame["cluster_id"], frame["uncertainty_m"] = "cluster", 1000.0
    with with_spatial(":memory:", memory_limit="256MB", threads=2) as connection:
        connection.register("frame", frame)
        connection.execute("CREATE TABLE organisations AS SELECT * FROM frame")
        connection.unregister("frame")
        yield connection
