"""A click in the very moment a map reports: Streamlit sends both as one rerun of the map's fragment alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

Open = Callable[..., Page]
# Press a button while a report of a map is being taken, in the same task of the browser.
PRESS = """(button) => addEventListener("message", (event) => {
    if (event.data?.type === "streamlit:setComponentValue") { window.pressed = true; button.click(); }
}, {once: true})"""


def press_while_the_map_reports(page: Page, button: Locator) -> None:
    """Drag the first map, and press the button while it reports that."""
    expect(button).to_be_visible()
    expect(page.frame_locator("iframe").first.locator("path.leaflet-interactive").first).to_be_attached()
    page.wait_for_timeout(1500)  # its first reports are through
    button.evaluate(PRESS)
    page.locator("iframe").first.scroll_into_view_if_needed()  # findings stand above the maps
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    page.mouse.up()
    page.wait_for_function("() => window.pressed")


def test_the_presentation_is_left(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/compare?lang=en&v=2&cases=tsukuba,ruhr&present=2")
    press_while_the_map_reports(page, page.locator(".st-key-present_leave button"))
    expect(page.locator(".st-key-compare_present button")).to_be_visible()


def test_the_cluster_map_is_filtered(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/cluster_map?lang=en&lat=34&lng=110&z=5")
    figures = page.locator(".st-key-map_view_head .obs-note")
    expect(figures).to_contain_text("27 of 27 clusters")
    press_while_the_map_reports(page, page.locator(".st-key-map_model").get_by_role("button").first)
    expect(figures).not_to_contain_text("27 of 27 clusters")


def test_the_cluster_map_changes_its_language(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/cluster_map?lang=en")
    press_while_the_map_reports(page, page.locator(".st-key-language").get_by_role("radio").first)
    expect(page.get_by_role("link", name="集群地图")).to_be_visible()
