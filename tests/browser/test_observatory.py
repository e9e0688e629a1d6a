"""The observatory in Chromium: the map answers a click; a weight, set by keys, re-ranks and stays in the link."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Frame, Page, expect

Open = Callable[..., Page]
CHOSEN = ".st-key-observatory_chosen"
FINDINGS = ".st-key-observatory_findings"
FRAME = ".st-key-observatory_map_frame iframe"
DRAWN = "() => performance.getEntriesByName('dco-areas-drawn').length > 0"
SLOW_MS = 60_000


def drawn_map(page: Page) -> Frame:
    """Wait until the areas are drawn, and return the map's frame."""
    handle = page.locator(FRAME).element_handle(timeout=SLOW_MS)
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_function(DRAWN, timeout=SLOW_MS)
    frame.wait_for_timeout(1500)  # until the map's first report has been answered, which shows nowhere
    return frame


def click_at(frame: Frame, lat: float, lng: float) -> None:
    """Click the map at a place."""
    x, y = frame.evaluate(
        "([a, b]) => { const p = Observatory.view.map.latLngToContainerPoint([a, b]); return [p.x, p.y]; }", [lat, lng]
    )
    frame.locator(".leaflet-container").click(position={"x": x, "y": y})


def test_a_click_on_the_map_chooses_a_region_and_the_link_keeps_it(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/observatory?country=US&lang=en", height=1400)  # the whole map, so nothing scrolls
    frame = drawn_map(page)
    click_at(frame, 37.2, -121.5)
    expect(page.locator(CHOSEN)).to_contain_text("San Jose-Sunnyvale-Santa Clara", timeout=SLOW_MS)
    page.wait_for_url("**sel=US-41940**")
    again = open_page(page.url)
    expect(again.locator(CHOSEN)).to_contain_text("San Jose-Sunnyvale-Santa Clara", timeout=SLOW_MS)


def test_a_weight_ranks_anew_without_reload_and_survives_in_the_link(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/observatory?measure=composite")
    drawn_map(page)
    page.evaluate("() => { window.stays = true; }")
    before = page.locator(FINDINGS).inner_text()
    slider = page.locator(".st-key-observatory_weight_trade_share").get_by_role("slider")
    slider.focus()
    for weight in range(6, 11):
        slider.press("ArrowRight")
        page.wait_for_url(f"**w=5-5-{weight}-5-5**", timeout=SLOW_MS)
    expect(page.locator(FINDINGS)).not_to_have_text(before, timeout=SLOW_MS)
    assert page.evaluate("() => window.stays") is True
    after = page.locator(FINDINGS).inner_text()
    again = open_page(page.url)
    expect(again.locator(FINDINGS)).to_have_text(after, use_inner_text=True, timeout=SLOW_MS)
