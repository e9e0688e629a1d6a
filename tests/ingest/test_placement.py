"""Placement: zones, exchanged axes, contradicting declarations and shifted datums, against known places."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from geo.ingest.layer import Layer
from geo.ingest.placing import candidates, crs, datum, placement, places
from geo.ingest.task import Task
from geo.settings import Limits
from tests.ingest.build import WGS84, gauss_kruger

JINAN = (117.12, 36.65)


def projected(epsg: int, lon: float = JINAN[0], lat: float = JINAN[1]) -> tuple[float, float]:
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    return x, y


def layer_at(x: float, y: float, *, text: str = "", **table: list[object]) -> Layer:
    frame = pd.DataFrame(table, index=pd.RangeIndex(1))
    return Layer("t", frame, np.array([shapely.Point(x, y)], object), crs_text=text, format="shapefile")


def place(layer: Layer, **choices: object) -> list[str]:
    placement.place(layer, Task("t", Path(), Limits(), **choices))  # type: ignore[arg-type]
    return [finding.code for finding in layer.findings]


def where(layer: Layer) -> tuple[float, float]:
    lon, lat = crs.to_lonlat(layer.crs, shapely.get_x(layer.geometry), shapely.get_y(layer.geometry))
    return float(lon[0]), float(lat[0])


ZONED_3 = gauss_kruger(117, 39_500_000.0)
BARE_3 = gauss_kruger(117, 500_000.0)
UTM = CRS(32650).to_wkt("WKT1_ESRI")
MERCATOR = CRS(3857).to_wkt("WKT1_ESRI")


@pytest.mark.parametrize(
    ("position", "text", "code"),
    [
        (JINAN, WGS84, "datum_unverified"),
        (JINAN, "", "crs_assumed_degrees"),
        (JINAN[::-1], WGS84, "axes_swapped"),
        (JINAN[::-1], "", "axes_swapped"),
        (projected(4527), ZONED_3, None),
        (projected(4527), "", "crs_zone_prefix"),
        (projected(4498), "", "crs_zone_prefix"),
        (projected(4527)[::-1], "", "axes_swapped"),
        (projected(4527)[::-1], ZONED_3, "axes_swapped"),
        (projected(4548), ZONED_3, "crs_contradicts"),
        (projected(4527), BARE_3, "crs_contradicts"),
        (projected(4527), gauss_kruger(120, 40_500_000.0), "crs_contradicts"),
        (projected(4527), WGS84, "crs_contradicts"),
        (JINAN, ZONED_3, "crs_contradicts"),
        (JINAN, UTM, "crs_contradicts"),
        (JINAN, MERCATOR, "crs_contradicts"),
        (projected(3857), "", "crs_inferred"),
        (projected(3857), WGS84, "crs_contradicts"),
        (projected(32650), UTM, None),
        (JINAN, "/etc/passwd", "crs_unreadable"),
        (JINAN, "+proj=longlat +nadgrids=/etc/passwd", "crs_unreadable"),
        (JINAN, 'LOCAL_CS["own grid",UNIT["Meter",1.0]]', "crs_local"),
        (projected(4527), gauss_kruger(117, 39_500_000.0, "Beijing"), "datum_shift_unknown"),
        (projected(4548), gauss_kruger(117, 39_500_000.0, "Xian"), "crs_contradicts"),
    ],
)
def test_layer_comes_to_its_place_and_the_person_is_told(
    position: tuple[float, float], text: str, code: str | None
) -> None:
    layer = layer_at(*position, text=text)
    found = place(layer)
    assert where(layer) == pytest.approx(JINAN, abs=0.002)
    assert (code in found) if code else (found == [])


def test_longitudes_to_360_are_turned_back() -> None:
    layer = layer_at(237.5, 37.3, text=WGS84)
    assert place(layer) == ["place_wrapped"]
    assert where(layer) == pytest.approx((-122.5, 37.3))


def test_six_digit_eastings_are_asked_for_with_every_meridian() -> None:
    layer = layer_at(*projected(4548))
    assert place(layer) == ["crs_unknown"]
    assert layer.crs is None
    choices = {choice["key"]: choice for choice in layer.findings[0].choices}
    assert choices["EPSG:4548"]["bbox_wgs84"][:2] == pytest.approx(JINAN, abs=1e-5)
    assert choices["EPSG:4549"]["bbox_wgs84"][0] == pytest.approx(JINAN[0] + 3, abs=1e-5)


def test_choices_of_the_person_win() -> None:
    layer = layer_at(*projected(4548))
    assert place(layer, crs="EPSG:4548") == ["crs_forced"]
    assert where(layer) == pytest.approx(JINAN, abs=1e-6)
    layer = layer_at(*JINAN[::-1], text=WGS84)
    assert place(layer, swap_axes=True) == ["axes_forced", "datum_unverified"]
    assert where(layer) == pytest.approx(JINAN)


def test_datum_chosen_shifts_back() -> None:
    x, y = datum.wgs84_to_gcj02(np.array([JINAN[0]]), np.array([JINAN[1]]))
    layer = layer_at(float(x[0]), float(y[0]), text=WGS84)
    assert place(layer, datum="gcj02") == ["datum_converted"]
    assert where(layer) == pytest.approx(JINAN, abs=1e-7)


@given(st.floats(74, 134), st.floats(4, 53), st.sampled_from([3, 6]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_eastings_with_a_zone_number_find_their_zone(lon: float, lat: float, width: int, flipped: bool) -> None:
    meridian = round(lon / 3) * 3 if width == 3 else round((lon + 3) / 6) * 6 - 3
    zone = meridian // 3 if width == 3 else (meridian + 3) // 6
    code = crs.cgcs2000_code(meridian, zone * 1e6 + 5e5)
    assert code is not None
    x, y = projected(code, lon, lat)
    bounds = (y, x, y, x) if flipped else (x, y, x, y)
    found = candidates.candidates(crs.Box(bounds, bounds))
    match = next(option for option in found if option.epsg == code)
    assert match.flipped is flipped
    # Zones 13 and 14 share their numbers with Web Mercator in the east, and only there is a doubt allowed.
    assert match.certain or (width == 6 and 13 <= zone <= 15)


@given(st.floats(75, 134), st.floats(5, 53), st.sampled_from(["gcj02", "bd09"]))
@settings(max_examples=200, deadline=None)
def test_shift_and_its_inverse_cancel(lon: float, lat: float, name: str) -> None:
    x, y = datum.FORWARD[name](np.array([lon]), np.array([lat]))
    back = datum.to_wgs84(name, x, y)
    assert (back[0][0], back[1][0]) == pytest.approx((lon, lat), abs=1e-8)
    metres = np.hypot((x - lon) * 111_320 * np.cos(np.radians(lat)), (y - lat) * 110_600)[0]
    assert metres < 2500


def test_shift_is_none_outside_china() -> None:
    lon, lat = np.array([-122.4, 139.7]), np.array([37.8, 35.7])
    assert np.array_equal(datum.wgs84_to_gcj02(lon, lat), (lon, lat))


def test_known_shift_of_tiananmen() -> None:
    # Published pair of the same gate: WGS 84 116.39123, 39.90691 and GCJ-02 116.39747, 39.90831.
    x, y = datum.wgs84_to_gcj02(np.array([116.39123]), np.array([39.90691]))
    assert (x[0], y[0]) == pytest.approx((116.39747, 39.90831), abs=1e-4)


@pytest.fixture
def boundaries(tmp_path: Path) -> dict[str, Path]:
    """Write three ragged districts as the prepared store has them."""

    def blob(x: float, y: float) -> shapely.Polygon:
        angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        radius = 0.06 * (1 + 0.3 * np.sin(5 * angles))
        return shapely.Polygon(np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)]))

    frame = gpd.GeoDataFrame(
        {
            "unit_id": ["CN-370102", "CN-320106", "CN-350102"],
            "name_zh": ["历下区", "鼓楼区", "鼓楼区"],
            "prefecture_zh": ["济南市", "南京市", "福州市"],
            "province_zh": ["山东省", "江苏省", "福建省"],
        },
        geometry=[blob(117.06, 36.66), blob(118.77, 32.07), blob(119.30, 26.08)],
        crs="EPSG:4326",
    )
    path = tmp_path / "cn_districts.parquet"
    frame.to_parquet(path)
    return {"cn_districts": path}


@pytest.mark.parametrize("name", ["gcj02", "bd09"])
def test_shifted_polygons_are_suspected_by_their_boundary(name: str, boundaries: dict[str, Path]) -> None:
    found = places.gazetteer(boundaries)
    assert found is not None
    true = found.geometry[0]
    shifted = shapely.transform(true, lambda p: np.column_stack(datum.FORWARD[name](p[:, 0], p[:, 1])))
    for shape, code in ((shifted, f"datum_{name}"), (true, "datum_unverified")):
        layer = Layer("t", pd.DataFrame({"NAME": ["历下区"]}), np.array([shape], object), crs_text=WGS84)
        assert place(layer, boundaries=boundaries) == [code]


def test_names_choose_the_meridian(boundaries: dict[str, Path]) -> None:
    layer = layer_at(*projected(4548, 117.06, 36.66), NAME=["历下区"])
    assert place(layer, boundaries=boundaries)[0] == "crs_inferred"
    assert layer.crs == CRS(4548)
    assert layer.findings[0].choices[0]["distance_km"] < 5
    assert layer.findings[0].choices[1]["distance_km"] > 200
    assert "EPSG:32650" in [choice["key"] for choice in layer.findings[0].choices]


@pytest.mark.parametrize(
    ("headers", "rows", "placed"),
    [
        (["code", "v"], [["370102", "1"], ["999999", "2"]], [True, False]),
        (["区划代码"], [["370102001001"], ["CN-320106"]], [True, True]),
        (["区县"], [["历下区"], ["鼓楼区"]], [True, False]),
        (["市", "区县"], [["济南市", "历下区"], ["南京市", "鼓楼区"]], [True, True]),
        (["地区"], [["山东省济南市历下区"], ["福建省福州市鼓楼区"]], [True, True]),
    ],
)
def test_rows_join_boundaries_by_code_or_name(
    headers: list[str], rows: list[list[str]], placed: list[bool], boundaries: dict[str, Path]
) -> None:
    match = places.join(headers, list(zip(*rows, strict=True)), boundaries)
    assert match is not None
    assert (~shapely.is_missing(match.geometry)).tolist() == placed


def test_table_without_known_places_is_not_joined(boundaries: dict[str, Path]) -> None:
    assert places.join(["city"], [["Paris", "Rome"]], boundaries) is None
    assert places.join(["code"], [["370102"]], {}) is None


def test_names_of_somewhere_else_decide_nothing(boundaries: dict[str, Path]) -> None:
    layer = layer_at(*projected(4548, 117.06, 20.0), NAME=["历下区"])
    assert place(layer, boundaries=boundaries) == ["crs_unknown"]


def wide_layer(epsg: int, *, text: str = "", **table: list[object]) -> Layer:
    """Return a province of 1,400 km in the zone of its middle."""
    places_ = [projected(epsg, lon, 41.0) for lon in (109.0, 117.0, 125.0)]
    frame = pd.DataFrame(table, index=pd.RangeIndex(3))
    return Layer("t", frame, np.array([shapely.Point(p) for p in places_], object), crs_text=text, format="shapefile")


def test_layer_wider_than_its_zone_is_placed_by_the_zone_of_its_eastings() -> None:
    layer = wide_layer(4527)
    assert place(layer) == ["crs_inferred"]
    assert layer.findings[0].choices[0]["key"] == "EPSG:4527"
    assert where(layer)[0] == pytest.approx(109.0, abs=1e-6)


def test_layer_wider_than_a_zone_without_number_offers_every_meridian() -> None:
    layer = wide_layer(4548)
    assert place(layer) == ["crs_unknown"]
    assert "EPSG:4548" in [choice["key"] for choice in layer.findings[0].choices]
    chosen = wide_layer(4548)
    assert place(chosen, crs="EPSG:4548") == ["crs_forced"]
    assert where(chosen)[0] == pytest.approx(109.0, abs=1e-6)


@pytest.mark.parametrize(("epsg", "text"), [(4527, ZONED_3), (4548, BARE_3)])
def test_declaration_of_a_layer_wider_than_its_zone_stands(epsg: int, text: str) -> None:
    layer = wide_layer(epsg, text=text)
    assert set(place(layer)) <= {"crs_outside_area"}
    assert where(layer)[0] == pytest.approx(109.0, abs=1e-6)
