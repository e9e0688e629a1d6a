"""Built-in areas: joined to by code or name, and what clusters are called after."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from geo.catalog import load_catalog
from geo.settings import Settings
from geo.workbench import builtin, naming
from geo.workbench.errors import NoMatchError


@pytest.mark.parametrize(
    ("values", "level", "names"),
    [
        ([440305.0, 110108], "cn_county", {440305.0: "南山区", 110108: "海淀区"}),
        (["440305001", "110108000000"], "cn_county", {"440305001": "南山区"}),
        (["深圳", "广州市"], "cn_prefecture", {"深圳": "深圳市", "广州市": "广州市"}),
        (["广东", "北京市"], "cn_province", {"广东": "广东省", "北京市": "北京市"}),
        ([440300, 110108], "cn_county", {440300: "深圳市", 110108: "海淀区"}),
        (["南京市鼓楼区", "福州市鼓楼区"], "cn_county", {"南京市鼓楼区": "南京市鼓楼区"}),
        (["Bavaria", "Berlin"], "de_land", {"Bavaria": "巴伐利亚"}),
    ],
)
def test_codes_and_names_find_their_areas(store: Settings, values: list[object], level: str, names: dict) -> None:
    found = builtin.match(values, load_catalog(store), store)
    assert {value: found.names[value][0] for value in names} == names
    assert set(found.row_of) == set(values)
    assert len(builtin.geometry_of(found, load_catalog(store), store)) == len(values)
    assert level in {name for name, _ in found.row_of.values()}


@pytest.mark.parametrize("level", builtin.LEVELS)
def test_a_set_of_areas_is_made_once(store: Settings, level: str) -> None:
    assert builtin.areas(level, load_catalog(), store) is builtin.areas(level, load_catalog(), store)


def test_what_is_no_area_is_refused_with_the_numbers(store: Settings) -> None:
    with pytest.raises(NoMatchError) as fault:
        builtin.match(["甲", "乙", "深圳市"], load_catalog(store), store)
    assert fault.value.values == {"count": 3, "found": 1}


def test_a_table_without_shapes_gets_those_of_its_codes(store: Settings) -> None:
    table = pd.DataFrame({"code": ["440305", "110108", "x"], "n": [1, 2, 3]})
    joined, found = builtin.joined(table, "code", load_catalog(store), store)
    assert joined["n"].tolist() == [1, 2]
    assert found.missing == ("x",)
    assert joined.geometry.iloc[0].contains(gpd.points_from_xy([113.94], [22.55])[0])  # Shenzhen Nanshan


def test_an_area_of_the_same_name_elsewhere_is_not_the_one(store: Settings) -> None:
    values = pd.Series(["北区", "北区", "南区"])
    jinan = gpd.GeoSeries(gpd.points_from_xy([117.05, 117.06, 117.07], [36.62, 36.63, 36.6]), crs=4326)
    assert naming.of_regions(values, load_catalog(store), store, places=jinan) == ({}, {})
    hong_kong = gpd.GeoSeries(gpd.points_from_xy([114.15, 114.2, 114.18], [22.5, 22.5, 22.25]), crs=4326)
    names, shapes = naming.of_regions(values, load_catalog(store), store, places=hong_kong)
    assert set(names) == set(shapes) == {"北区", "南区"}


def test_clusters_are_called_after_the_place_most_of_them_lie_in(store: Settings) -> None:
    nanshan = [(113.94 + n / 1000, 22.545) for n in range(6)]
    shenzhen = [(113.94, 22.55), (114.05, 22.55), (114.26, 22.72), (113.9, 22.66)]  # four of its districts
    sea = [(150.0, 10.0)] * 3
    places = gpd.GeoSeries(gpd.points_from_xy(*zip(*nanshan, *shenzhen, *sea, strict=True)), crs=4326)
    clusters = pd.Series([0] * 6 + [1] * 4 + [2] * 3)
    names = naming.of_clusters(places, clusters, load_catalog(store), store)
    assert names == {0: ("南山区", "Nanshan"), 1: ("深圳市", "Shenzhen")}


def test_classes_of_the_digital_economy_have_names(store: Settings) -> None:
    names = naming.of_industries(pd.Series([1, 5.0, "03"]), load_catalog(store))
    assert names[1][0] == "数字产品制造业"
    assert set(names) == {1, 5.0, "03"}
    assert naming.of_industries(pd.Series(["软件", "芯片"]), load_catalog(store)) == {}
