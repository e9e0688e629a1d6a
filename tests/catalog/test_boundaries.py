"""Boundaries in the store: polygons of units and clusters, land, and China's lines."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely import box

from geo.catalog import boundaries, load_catalog
from geo.catalog.boundaries import geodesic_area_km2, simplify_coverage
from geo.catalog.ground import key
from geo.errors import CatalogError, NotPreparedError
from geo.settings import Settings
from tests import small_package

READERS = ("units", "clusters", "cluster_units", "land", "cn_provinces", "cn_prefectures", "cn_districts", "cn_lines")


@pytest.mark.parametrize("reader", READERS)
def test_every_frame_is_in_longitude_and_latitude(small_store: Settings, reader: str) -> None:
    frame = getattr(boundaries, reader)(small_store)
    assert frame.crs == "EPSG:4326"
    assert len(frame) > 0
    assert frame.geometry.is_valid.all()
    assert getattr(boundaries, reader)(small_store) is frame


@pytest.mark.parametrize("reader", READERS)
def test_a_store_that_is_not_there_says_what_to_run(small: Settings, reader: str) -> None:
    with pytest.raises(NotPreparedError, match="geo prepare"):
        getattr(boundaries, reader)(small)


def test_a_store_built_anew_is_read_anew(tmp_path: Path) -> None:
    def change(tables: small_package.Tables) -> None:
        del tables["cluster_units"][1]

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    config = small_package.write(tmp_path / "a")
    boundaries.prepare(config, lambda _step: None)
    assert "beijing_zhongguancun" in set(boundaries.clusters(config)["cluster_id"])
    other = small_package.write(tmp_path / "b", change=change)
    boundaries.prepare(Settings(other.data_dir, config.store_dir, "zh", 1, "", ""), lambda _step: None)
    assert "beijing_zhongguancun" not in set(boundaries.clusters(config)["cluster_id"])


def test_units_are_as_published(small_store: Settings) -> None:
    units = boundaries.units(small_store).set_index("unit_id")
    expected = small_package.TSUKUBA["features"][0]["geometry"]
    assert units.geometry["JP-08220"].equals(shapely.geometry.shape(expected))
    # Haidian District measures some 431 km2, Beijing 16,410 km2.
    assert units["area_km2"]["CN-110108"] == pytest.approx(431, rel=0.01)
    assert units["area_km2"]["CN-110000"] == pytest.approx(16410, rel=0.01)


def test_clusters_are_unions_of_their_units(small_store: Settings) -> None:
    areas = boundaries.unit_areas_km2(small_store)
    clusters = boundaries.cluster_areas_km2(small_store)
    assert clusters["beijing_zhongguancun"] == pytest.approx(areas["CN-110108"])
    # A computing cluster is made up of the units of its start areas.
    assert clusters["edwc_wuhu"] == pytest.approx(areas["CN-340207"] + areas["CN-340209"], rel=1e-4)
    parts = boundaries.cluster_units(small_store)
    assert set(parts.loc[parts["cluster_id"] == "edwc_wuhu", "unit_id"]) == {"CN-340207", "CN-340209"}


def test_simplifying_keeps_neighbours_and_areas() -> None:
    # Two neighbours with a ragged common edge: some 30 m of teeth along 0.1 degrees.
    teeth = [(10.0 + (0.0004 if step % 2 else 0.0), 50.0 + step * 0.001) for step in range(101)]
    left = shapely.Polygon([(9.9, 50.0), *teeth, (9.9, 50.1)])
    right = shapely.Polygon([(10.1, 50.1), *reversed(teeth), (10.1, 50.0)])
    frame = gpd.GeoDataFrame({"unit_id": ["a", "b"]}, geometry=[left, right], crs="EPSG:4326")
    simple = simplify_coverage(frame, tolerance_m=100)
    assert shapely.get_num_coordinates(simple.geometry).sum() < shapely.get_num_coordinates(frame.geometry).sum() / 4
    assert simple.geometry.iloc[0].intersection(simple.geometry.iloc[1]).area == pytest.approx(0, abs=1e-12)
    whole, before = simple.union_all(), frame.union_all()
    assert geodesic_area_km2(whole) == pytest.approx(geodesic_area_km2(before), rel=1e-3)
    assert shapely.get_num_interior_rings(whole) == 0


def test_area_does_not_depend_on_the_direction_of_the_ring() -> None:
    square = box(0, 0, 1, 1)
    # One degree square at the equator, WGS84 (Karney's GeographicLib): 12 308.778 km2.
    assert geodesic_area_km2(square) == pytest.approx(12308.778, abs=0.01)
    assert geodesic_area_km2(square.reverse()) == pytest.approx(12308.778, abs=0.01)


def test_land_is_single_polygons_that_mercator_can_draw(small_store: Settings) -> None:
    land = boundaries.land(small_store)
    assert set(land.geom_type) == {"Polygon"}
    west, south, east, north = land.total_bounds
    assert (west, east) == (-180, 180)
    assert south > -85.06
    assert north < 85.06
    assert land.contains(shapely.Point(116.4, 39.9)).any()
    assert not land.contains(shapely.Point(-150, 30)).any()


def test_china_has_its_34_province_level_units(small_store: Settings) -> None:
    provinces = boundaries.cn_provinces(small_store).set_index("unit_id")
    assert len(provinces) == 34
    assert (provinces["name_en"] != "").all()
    assert provinces.loc["CN-710000", ["name_zh", "name_en"]].tolist() == ["台湾省", "Taiwan"]
    assert provinces.geometry["CN-710000"].covers(shapely.Point(123.475, 25.744))  # Diaoyu Dao
    assert provinces.geometry["CN-460000"].bounds[1] < 4  # the reefs at Zengmu Ansha


def test_lines_keep_the_kinds_of_the_set(small_store: Settings) -> None:
    lines = boundaries.cn_lines(small_store).set_index("line").geometry
    assert set(lines.index) == {"national", "undetermined", "provincial", "sar", "dashed"}
    assert shapely.get_num_geometries(lines["dashed"]) == 9
    # The solid outline must not run under the stretch that is drawn dashed.
    middle = lines["undetermined"].interpolate(0.5, normalized=True)
    assert lines["national"].distance(middle) > 0.1


def test_a_unit_without_a_polygon_stops_the_building(tmp_path: Path) -> None:
    def change(tables: small_package.Tables) -> None:
        tables["admin_units"][0]["geometry_code"] = "999999"
        tables["admin_units"][4]["geometry"] = "atlantis"

    config = small_package.write(tmp_path, change=change)
    with pytest.raises(CatalogError) as caught:
        boundaries.prepare(config, lambda _step: None)
    assert "CN-110108 (tianditu 999999)" in caught.value.message
    assert "JP-08220 (atlantis 08220)" in caught.value.message
    assert not (config.store_dir / "boundaries/units.parquet").exists()


def test_nothing_half_written_is_left(small_store: Settings) -> None:
    names = {path.name for path in (small_store.store_dir / "boundaries").iterdir()}
    ground = {path.name for path in (small_store.cache_dir / f"ground-{key()}").iterdir()}
    assert names == {f"{reader}.parquet" for reader in READERS} | ground


def test_the_projects_clusters_all_have_their_boundary(store: Settings) -> None:
    catalog = load_catalog(store)
    table = catalog.table("clusters")
    drawn = set(table.loc[table["boundary"] == "units", "cluster_id"])
    assert set(boundaries.clusters(store)["cluster_id"]) == drawn
    assert set(boundaries.units(store)["unit_id"]) == set(catalog.table("admin_units")["unit_id"])
    simplified = boundaries.clusters(store)
    for row in simplified.itertuples():
        assert geodesic_area_km2(row.geometry) == pytest.approx(row.area_km2, rel=0.002), row.cluster_id
