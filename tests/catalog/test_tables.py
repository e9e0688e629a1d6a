"""Tables for download: files as they are, safe exports, GeoParquet."""

from __future__ import annotations

import csv
import hashlib
from codecs import BOM_UTF8
from io import BytesIO, StringIO

import geopandas as gpd
import pandas as pd
import pytest

from geo.catalog import load_catalog
from geo.catalog.errors import UnknownObjectError
from geo.catalog.tables import as_csv, as_geoparquet, safe_csv
from geo.errors import NotPreparedError
from geo.settings import Settings


def geoparquet(config: Settings, name: str) -> gpd.GeoDataFrame:
    return gpd.read_parquet(BytesIO(as_geoparquet(load_catalog(config), name, config=config)))


def test_a_table_downloads_as_it_was_sealed(small: Settings) -> None:
    catalog = load_catalog(small)
    for resource in catalog.resources:
        if resource.is_table:
            file = as_csv(catalog, resource.name)
            assert file.startswith(BOM_UTF8)  # by which spreadsheets know the encoding
            assert hashlib.sha256(file.removeprefix(BOM_UTF8)).hexdigest() == resource.sha256


@pytest.mark.parametrize("name", ["nothing", "boundary_tsukuba", "../../etc/passwd"])
def test_only_tables_download(small: Settings, name: str) -> None:
    for download in (as_csv, as_geoparquet):
        with pytest.raises(UnknownObjectError):
            download(load_catalog(small), name)


def test_points_are_geometry(small: Settings) -> None:
    frame = geoparquet(small, "organisations")
    assert frame.crs == "EPSG:4326"
    assert (frame.geometry.x.tolist()[0], frame.geometry.y.tolist()[0]) == (116.25, 40.04)
    assert frame["founded_year"].tolist() == [1984, 2000, 1949, 1990]


def test_units_are_polygons(small_store: Settings) -> None:
    units = geoparquet(small_store, "admin_units")
    assert set(units.geom_type) <= {"Polygon", "MultiPolygon"}
    assert units["geometry_origin"].tolist()[-1] == "tsukuba"
    parts = geoparquet(small_store, "cluster_units").set_index("cluster_id")
    assert parts.geometry["tsukuba"].equals(units.set_index("unit_id").geometry["JP-08220"])


def test_polygons_need_the_store(small: Settings) -> None:
    with pytest.raises(NotPreparedError):
        geoparquet(small, "cluster_units")


def test_tables_without_places_download_with_empty_geometry(small: Settings) -> None:
    for name in ("sources", "links"):
        frame = geoparquet(small, name)
        assert frame.geometry.isna().all()
        assert len(frame) == len(load_catalog(small).table(name))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_that_begin_like_formulas_are_neutralised(start: str) -> None:
    attack = f"{start}cmd|' /C calc'!A0"
    text = safe_csv(pd.DataFrame({attack: [attack, "plain - text"], "n": [-2.5, 3.0]}))
    assert text.startswith(b"\xef\xbb\xbf")
    header, first, second = csv.reader(StringIO(text.decode("utf-8-sig"), newline=""))
    assert header == [f"'{attack}", "n"]
    assert first == [f"'{attack}", "-2.5"]
    assert second == ["plain - text", "3.0"]


def test_texts_and_empty_cells_survive_an_export() -> None:
    frame = pd.DataFrame({"name": ['贵安, "云"\nb', ""], "year": pd.array([2014, None], dtype="Int64")})
    assert safe_csv(frame).decode("utf-8-sig") == 'name,year\r\n"贵安, ""云""\nb",2014\r\n,\r\n'
    assert frame["name"].tolist() == ['贵安, "云"\nb', ""]
