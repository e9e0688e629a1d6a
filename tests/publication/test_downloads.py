"""Downloads of published layers: nothing in them runs, and nothing is missing."""

from __future__ import annotations

import csv
import io

import geopandas as gpd

from geo.publication.files import as_csv


def test_csv_neutralises_formulas_and_keeps_shapes(layer: gpd.GeoDataFrame) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(layer).decode("utf-8-sig"), newline="")))
    assert [row["name"] for row in rows] == ["高新区", "'=1+1", ""]
    assert rows[2]["geometry_wkt"].startswith("POINT (104.05")


def test_csv_names_the_shapes_apart_from_a_field_of_that_name(layer: gpd.GeoDataFrame) -> None:
    head = as_csv(layer.rename(columns={"name": "geometry_wkt"})).decode("utf-8-sig").splitlines()[0]
    assert head == "geometry_wkt,n,geometry_wkt_"
