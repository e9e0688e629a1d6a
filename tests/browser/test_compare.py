"""The compare page in Chromium: maps of their own, a link that restores the view, and a page that needs no network."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely
from playwright.sync_api import Browser, Frame, Page, expect
from pyproj import Geod

from geo.catalog import load_catalog
from geo.comparison.gather import compare
from geo.comparison.state import ComparisonState
from geo.export.files import Order, export
from geo.settings import Settings, settings

from .map_page import frame_when

Open = Callable[..., Page]
Arrive = Callable[..., Page]
LINK = "/compare?lang=en&v=2&cases=tsukuba,ruhr"


def frames(page: Page, count: int) -> None:
    """Wait until every map of the page has drawn its state."""
    expect(page.locator(".st-key-compare_maps iframe")).to_have_count(count, timeout=30_000)
    for number in range(count):
        frame_when(
            page.locator(".st-key-compare_maps iframe").nth(number),
            "() => window.Observatory && document.querySelectorAll('path.leaflet-interactive').length",
        )


PLACE = "() => { const m = Observatory.view.map, c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }"
# What a map's pixel is on the ground, measured between two points of the screen on the ellipsoid.
POINTS = """() => { const m = Observatory.view.map, s = m.getSize();
    return [[-20, 0], [20, 0], [0, -20], [0, 20]].map(([x, y]) => {
        const p = m.containerPointToLatLng([s.x / 2 + x, s.y / 2 + y]); return [p.lng, p.lat]; }); }"""


def frame_of(page: Page, number: int) -> Frame:
    """Return the frame of one map."""
    handle = page.locator(".st-key-compare_maps iframe").nth(number).element_handle()
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    return frame


CREDIT_SHARE = """() => {
    const [of, map] = [".leaflet-control-attribution", ".leaflet-container"].map(
        (name) => document.querySelector(name).getBoundingClientRect());
    return of.height / map.height;
}"""


def metres_per_pixel(frame: Frame) -> float:
    west, east, south, north = frame.evaluate(POINTS)
    lines = (Geod(ellps="WGS84").inv(*a, *b)[2] / 40 for a, b in ((west, east), (south, north)))
    return math.sqrt(math.prod(lines))


def test_the_same_scale_is_the_same_ground_distance_in_every_map(arrive: Arrive) -> None:
    page = arrive("/compare?lang=en&v=2&cases=tsukuba,silicon_valley,ruhr,shenzhen&scale=same", anew=True)
    frames(page, 4)
    pixels = [metres_per_pixel(frame_of(page, number)) for number in range(4)]
    assert max(pixels) / min(pixels) < 1.005
    for number in range(4):  # the credits cover little of a small map, and are whole once they are pointed at
        frame = frame_of(page, number)
        share = frame.evaluate(CREDIT_SHARE)
        assert share < 0.1, share
        assert frame.locator(".leaflet-control-attribution").get_attribute("title")


def test_linked_maps_move_together_and_the_link_keeps_the_place(arrive: Arrive) -> None:
    page = arrive(f"{LINK}&scale=linked")
    frames(page, 2)
    page.wait_for_timeout(800)
    first, second = frame_of(page, 0), frame_of(page, 1)
    before = second.evaluate(PLACE)
    page.locator(".st-key-compare_maps iframe").first.scroll_into_view_if_needed()  # findings stand above the maps
    box = page.locator(".st-key-compare_maps iframe").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 290, box["y"] + 200, steps=8)
    page.mouse.up()
    second.wait_for_function(f"before => Math.abs(({PLACE})()[1] - before) > 0.01", arg=before[1])
    after = second.evaluate(PLACE)
    assert after[1] < before[1]  # dragged to the east: the view goes west in both maps
    assert metres_per_pixel(first) == pytest.approx(metres_per_pixel(second), rel=0.005)
    expect(page).to_have_url(re.compile("views="))


def test_an_outline_lies_over_the_other_map_in_true_size(arrive: Arrive) -> None:
    page = arrive(f"{LINK}&scale=same&over=ruhr")
    frames(page, 2)
    over = frame_of(page, 0)
    over.wait_for_function("() => Observatory.view.layers.over")
    shape = shapely.from_geojson(
        over.evaluate("() => JSON.stringify(Observatory.view.layers.over.toGeoJSON().features[0].geometry)")
    )
    area = abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e6
    assert area == pytest.approx(4439, rel=0.01)
    assert frame_of(page, 1).evaluate("() => !Observatory.view.layers.over")


def test_a_link_restores_what_was_set(address: str, open_page: Open) -> None:
    link = "&scale=same&per=km2&chart=radar&over=tsukuba&year=1990&low=1&rank=1&ind=area_km2,population"
    page = open_page(f"{address}/compare?lang=en&v=2&cases=ruhr,tsukuba{link}")
    frames(page, 2)
    query = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    assert query | {"lang": "en"} == {
        key: values[0] for key, values in parse_qs(f"lang=en&v=2&cases=ruhr,tsukuba{link}").items()
    }
    expect(page.locator(".st-key-compare_year")).to_contain_text("1990")
    expect(page.locator(".st-key-compare_maps h2").first).to_have_text("Ruhr Area")
    expect(page.locator(".st-key-compare_timeline")).to_be_attached()


@pytest.mark.parametrize("scale", ["fit", "same"])
def test_every_case_has_a_map_of_its_own(arrive: Arrive, scale: str) -> None:
    page = arrive(f"{LINK}&scale={scale}")
    frames(page, 2)
    expect(page.get_by_role("heading", name="Ruhr Area").first).to_be_visible()


def test_the_presenter_is_driven_by_keys(arrive: Arrive) -> None:
    page = arrive(f"{LINK}&scale=fit")
    frames(page, 2)
    page.locator(".st-key-compare_present button").click()
    bar = page.locator(".st-key-present_bar")
    expect(bar).to_be_visible()
    expect(page.locator(".st-key-compare_choice")).to_have_count(0)
    for key, seen in (
        ("ArrowRight", "2 / 7"),
        ("PageDown", "3 / 7"),
        (" ", "4 / 7"),
        ("ArrowLeft", "3 / 7"),
        ("PageUp", "2 / 7"),
    ):
        page.keyboard.press(key)
        expect(bar).to_contain_text(seen)
    page.keyboard.press("n")
    expect(page.locator(".obs-notes")).to_be_visible()
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement")
    page.evaluate("() => document.exitFullscreen()")
    page.wait_for_function("() => !document.fullscreenElement")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-compare_present button")).to_be_visible()
    frames(page, 2)
    page.locator(".st-key-compare_chart").get_by_text("Radar", exact=True).click()
    expect(page).to_have_url(re.compile("chart=radar"))
    expect(page.locator(".st-key-compare_cases")).to_contain_text("Ruhr Area")  # what was compared still is
    expect(page).to_have_url(re.compile(r"cases=tsukuba(,|%2C)ruhr"))
    page.locator(".st-key-compare_chart").get_by_text("Bars", exact=True).click()
    expect(page).not_to_have_url(re.compile("chart="))
    frames(page, 2)


def test_switching_to_the_same_scale_moves_every_map(arrive: Arrive) -> None:
    page = arrive(f"{LINK}&scale=fit")
    frames(page, 2)
    page.wait_for_timeout(1500)  # where they are now has been reported
    first, second = frame_of(page, 0), frame_of(page, 1)
    assert metres_per_pixel(first) != pytest.approx(metres_per_pixel(second), rel=0.2)
    page.locator(".st-key-compare_scale").get_by_text("Same scale", exact=True).click()
    for _ in range(300):
        if metres_per_pixel(first) == pytest.approx(metres_per_pixel(second), rel=0.005):
            break
        page.wait_for_timeout(200)
    assert metres_per_pixel(first) == pytest.approx(metres_per_pixel(second), rel=0.005)
    expect(page).not_to_have_url(re.compile("views="))


def test_the_exported_page_works_without_a_network(store: Settings, browser: Browser, tmp_path: Path) -> None:
    comparison = compare(load_catalog(), settings(), ComparisonState(cases=("tsukuba", "ruhr")))
    file = tmp_path / "compare.html"
    file.write_bytes(export(comparison, Order(kind="html", language="en"), load_catalog(), settings()))
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(file.as_uri())
    page.wait_for_selector(".leaflet-container path, .leaflet-container canvas")
    zoom = "() => comparison.views[0].map.getZoom()"
    before = page.evaluate(zoom)
    page.locator(".leaflet-control-zoom-in").first.click()
    page.wait_for_function(f"before => ({zoom})() > before + 0.5", arg=before)
    page.wait_for_function("() => !comparison.views[0].map._animatingZoom")  # a drag before that is none
    centre = "() => comparison.views[0].map.getCenter().lng"
    start = page.evaluate(centre)
    page.locator(".map").first.scroll_into_view_if_needed()  # findings stand above the maps
    box = page.locator(".map").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 150, steps=6)
    page.mouse.up()
    page.wait_for_function(f"start => ({centre})() > start", arg=start)
    units = page.locator(".map path.leaflet-interactive")
    shown = units.count()
    page.locator("#layer-boundary").uncheck()
    assert units.count() < shown
    page.locator("#layer-boundary").check()
    assert units.count() == shown
    page.locator("#filter").fill("zzz")
    expect(page.locator("tbody tr[data-name]:visible")).to_have_count(0)
    page.locator("#filter").fill("area")
    expect(page.locator("tbody tr[data-name]:visible").first).to_contain_text("Area")
    page.locator("#same").check()
    scale = "() => comparison.views.map(v => comparison.metresPerPixel(v.map.getCenter().lat, v.map.getZoom()))"
    first, second = page.evaluate(scale)
    assert first == pytest.approx(second, rel=0.005)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert faults == []
    context.close()
