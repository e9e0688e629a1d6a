"""Columns: figures are told from codes by name and by nature, and what to divide by is suggested."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.workbench import columns

# Real division codes (GB/T 2260) of districts of five provinces.
DISTRICTS = [110108, 310115, 330106, 440305, 440306, 510104]


@pytest.mark.parametrize(
    ("name", "values", "role"),
    [
        ("区划代码", [1, 5, 9], "code"),
        ("ADCODE99", [7, 8, 9], "code"),
        ("OBJECTID", [3, 9, 4], "code"),
        ("v", DISTRICTS, "code"),
        ("v", DISTRICTS * 3, "code"),  # a table of firms names each district many times
        ("v", [one * 1_000_000 for one in DISTRICTS], "code"),  # villages, 12 digits
        ("v", [1, 2, 3, 4, 5], "code"),  # counted rows
        ("v", [123456789012345678, 223456789012345678, 323456789012345678, 423456789012345678], "code"),
        ("门类", [1, 2, 5], "kind"),
        ("v", [1, 2, 3] * 4, "kind"),
        ("误差_米", [50.0, 200.0], "uncertainty"),
        ("经度", [116.1, 117.2], "coordinate"),
        ("成立年份", [1999, 2005], "year"),
        ("常住人口", [3.0, 5.0], "base"),
        ("面积_km2", [3.5, 9.1], "base"),
        ("机构数", [1, 2, 3, 4, 5], "measure"),
        ("人均GDP", [10.0, 20.0], "measure"),
        ("width", [1.5, 2.5], "measure"),
        ("paid_share", [0.1, 0.5], "measure"),
        ("v", [910000, 560000, 990000, 780000, 60000], "measure"),
        ("机构数", [4, 4, np.nan], "constant"),
    ],
)
def test_a_column_is_what_its_name_or_its_nature_says(name: str, values: list[float], role: str) -> None:
    assert columns.role(pd.Series(values), name) == role


def layer(**table: list[object]) -> gpd.GeoDataFrame:
    """Return a layer with these columns."""
    size = len(next(iter(table.values())))
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(range(size), range(size)), crs=4326)


def test_a_figure_is_suggested_with_what_to_divide_it_by_and_a_code_never() -> None:
    cities = layer(
        代码=[310000, 320100, 330100], 面积=[1.0, 2.0, 3.0], 人口=[5, 6, 7], 产值=[9, 8, 7], 占比=[0.1, 0.2, 0.4]
    )
    assert columns.measure_of(cities) == "产值"
    assert columns.denominator_of(cities, "产值") == "人口"
    assert columns.denominator_of(cities, "占比") == ""
    assert columns.ordered(cities)[-1] == "代码"
    firms = layer(名称=["a", "b", "c"], 区划代码=[310115, 310115, 440305], 经度=[1.0, 2.0, 3.0], 误差=[5.0, 6.0, 7.0])
    assert columns.measure_of(firms) == ""
    assert columns.name_of(firms) == "名称"
    assert columns.region_of(firms, words=("区划", "地区")) == "区划代码"
