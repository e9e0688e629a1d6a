"""Plane of measurement: metres are metres on the ground."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

from geo.analysis.errors import NotMetricError, TooFewError, TooFineError
from geo.analysis.plane import require_metres, resolution_cautions, to_metres

BEIJING, SHANGHAI = shapely.Point(116.39, 39.91), shapely.Point(121.47, 31.23)
# Kashgar, Mohe, Fuyuan, Shanghai, Sanya: the corners of the mainland.
CORNERS = [(75.2, 39.5), (122.5, 53.5), (134.3, 48.4), (121.5, 31.2), (109.5, 18.3)]


def test_metres_are_metres_and_areas_are_exact() -> None:
    cities = gpd.GeoDataFrame({"name": ["b", "s"]}, geometry=[BEIJING, SHANGHAI], crs="EPSG:4490")
    plane = to_metres(cities)
    require_metres(plane)
    metres = plane.geometry.iloc[0].distance(plane.geometry.iloc[1])
    _, _, true = Geod(ellps="WGS84").inv(BEIJING.x, BEIJING.y, SHANGHAI.x, SHANGHAI.y)
    assert metres == pytest.approx(true, rel=0.003)
    box = shapely.segmentize(shapely.box(110, 30, 120, 40), 0.1)
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(box)
    assert to_metres(gpd.GeoDataFrame(geometry=[box], crs="EPSG:4326")).area.item() == pytest.approx(area, rel=1e-5)
    assert cities.crs == "EPSG:4490"


def test_china_as_a_whole_can_be_measured() -> None:
    require_metres(to_metres(gpd.GeoDataFrame(geometry=shapely.points(CORNERS), crs=4326)))


def test_the_world_cannot() -> None:
    world = gpd.GeoDataFrame(geometry=[shapely.Point(-120, 40), shapely.Point(120, 40)], crs=4326)
    with pytest.raises(NotMetricError) as caught:
        require_metres(to_metres(world))
    assert caught.value.values["fault"] == "stretched"


@pytest.mark.parametrize(
    ("crs", "fault"),
    [(None, "no_crs"), ("EPSG:4326", "degrees"), ("EPSG:3857", "stretched"), ("EPSG:2229", "not_metres")],
)
def test_other_systems_are_refused(crs: str | None, fault: str) -> None:
    near_los_angeles = gpd.GeoSeries([shapely.Point(-118, 34), shapely.Point(-118.1, 34.1)], crs="EPSG:4326")
    layer = near_los_angeles.to_crs(crs) if crs else near_los_angeles.set_crs(None, allow_override=True)
    with pytest.raises(NotMetricError) as caught:
        require_metres(layer)
    assert caught.value.values["fault"] == fault


def test_a_layer_without_system_or_place_cannot_be_projected() -> None:
    with pytest.raises(NotMetricError):
        to_metres(gpd.GeoDataFrame(geometry=[BEIJING]))
    with pytest.raises(TooFewError):
        to_metres(gpd.GeoDataFrame(geometry=gpd.GeoSeries([None], crs=4326)))


def test_a_scale_at_the_uncertainty_is_allowed_and_below_it_refused() -> None:
    assert resolution_cautions(500.0, 3, scale_m=500, method="dbscan") == []
    with pytest.raises(TooFineError, match="at least 501 m"):
        resolution_cautions(500.5, 3, scale_m=500, method="dbscan")
