"""The compare page in Chromium: maps of their own, a link that restores the view, and a page that needs no network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.analysis.comparison_state import ComparisonState
from geo.catalog import load_catalog
from geo.export.files import Order, export
from geo.settings import Settings, settings

Open = Callable[..., Page]
LINK = "/compare?lang=en&v=2&cases=tsukuba,ruhr"


def frames(page: Page, count: int) -> None:
    """Wait until every map of the page has drawn its state."""
    expect(page.locator(".st-key-compare_maps iframe")).to_have_count(count, timeout=30_000)
    for number in range(count):
        handle = page.locator(".st-key-compare_maps iframe").nth(number).element_handle()
        assert handle is not None
        frame = handle.content_frame()
        assert frame is not None
        frame.wait_for_function(
            "() => window.Observatory && document.querySelectorAll('path.leaflet-interactive').length"
        )


@pytest.mark.parametrize("scale", ["fit", "same"])
def test_every_case_has_a_map_of_its_own(address: str, open_page: Open, scale: str) -> None:
    page = open_page(f"{address}{LINK}&scale={scale}")
    frames(page, 2)
    expect(page.get_by_role("heading", name="Ruhr Area").first).to_be_visible()


def test_the_presenter_is_driven_by_keys(address: str, open_page: Open) -> None:
    page = open_page(f"{address}{LINK}")
    frames(page, 2)
    page.locator(".st-key-compare_present button").click()
    bar = page.locator(".st-key-present_bar")
    expect(bar).to_be_visible()
    expect(page.locator(".st-key-compare_choice")).to_have_count(0)
    before = bar.inner_text()
    page.keyboard.press("ArrowRight")
    expect(bar).not_to_have_text(before)
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-compare_present button")).to_be_visible()


def test_the_exported_page_works_without_a_network(store: Settings, browser: Browser, tmp_path: Path) -> None:
    order = Order(kind="html", state=ComparisonState(cases=("tsukuba", "ruhr")), language="en")
    file = tmp_path / "compare.html"
    file.write_bytes(export(order, load_catalog(), settings()))
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(file.as_uri())
    page.wait_for_selector(".leaflet-container path, .leaflet-container canvas")
    page.locator(".leaflet-control-zoom-in").first.click()
    page.wait_for_timeout(500)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert faults == []
    context.close()
