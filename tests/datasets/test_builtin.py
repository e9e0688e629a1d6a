"""The built-in register: what is in it, what it says of itself, and that it is made once."""

from __future__ import annotations

import pytest

from geo.catalog import load_catalog
from geo.datasets import builtin, layout, register
from geo.datasets.cells import TileCutter
from geo.datasets.errors import DatasetNameError
from geo.datasets.filters import DatasetFilters
from geo.datasets.selection import Deadline, open_columns
from geo.settings import Settings
from tests.datasets.conftest import Ingest


def test_the_listed_firms_are_read_from_the_package_once(config: Settings, read: Ingest) -> None:
    told: list[str] = []
    builtin.prepare(config, told.append)
    builtin.prepare(config, told.append)
    assert told == ["listed-firms"]
    manifest = layout.read_manifest(layout.version_folder(config.datasets_dir, "listed-firms"))
    assert manifest.rows == manifest.report["read"] == load_catalog(config).resource("listed_firms_2026").rows
    assert not manifest.synthetic
    assert manifest.title == {"zh": "全球上市公司", "en": "Listed firms of the world"}
    with pytest.raises(DatasetNameError):
        read("name,lon,lat\na,1,2\n", name="listed-firms")
    with pytest.raises(DatasetNameError):
        register.remove("listed-firms", config=config)

    columns = open_columns(config, "listed-firms")
    toyota = columns.selection(DatasetFilters(region=("JP",), text="toyota motor"), Deadline(10_000)).rows
    assert toyota is not None
    firms = [TileCutter(columns).firm(int(row)) for row in toyota.rows()]
    assert firms
    assert {firm["precision"] for firm in firms} == {"city"}
    assert all(
        137.0 < firm["lon"] < 137.4 and 34.9 < firm["lat"] < 35.2
        for firm in firms
        if firm["name"] == "Toyota Motor Corporation"
    )
    # Codes name no firm of another industry "digitalised": 05 cannot be told from a code.
    assert set(columns.counts("segment", DatasetFilters(), Deadline(10_000))) == {"none", "01", "03", "04"}
