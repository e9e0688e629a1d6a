"""A register on the map in Chromium: its sums are the filter's, its classes are told, a firm's card is literal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Frame, Page, expect

from .map_page import map_frame

Open = Callable[..., Page]
CANVAS = "Observatory.view.plugins.register.canvas"


def drawn(frame: Frame, *, after: int = 0) -> int:
    """Wait until the register's tiles are all there once more than `after` times; returns how often they were."""
    mark = "performance.getEntriesByName('dco-register-drawn').length"
    frame.wait_for_function(f"() => {mark} > {after} && !Observatory.view.plugins.register.frame")
    return int(frame.evaluate(f"() => {mark}"))


def marks(frame: Frame) -> list[dict[str, Any]]:
    """Return the sums that are painted."""
    return frame.evaluate(
        f"() => {CANVAS}.painted.map(({{n, px, py, level, column, row}}) => ({{n, px, py, level, column, row}}))"
    )


def test_a_register_is_summed_classed_filtered_and_opened(address: str, open_page: Open) -> None:
    view = "layers=organisations&lat=36&lng=138&z=5"
    page = open_page(f"{address}/cluster_map?lang=en&data=listed-firms&look=grid&d_region=JP&{view}")
    frame = map_frame(page)
    times = drawn(frame)
    figures = page.locator(".st-key-map_view_head .obs-note")
    expect(figures).to_contain_text("of 26\u202f327 firms")
    matching = int(figures.inner_text().split(" of ")[0].replace("\u202f", ""))
    # All of Japan is in view, so what is painted adds up to what passes: nothing twice, nothing lost at tiles' edges.
    assert sum(mark["n"] for mark in marks(frame)) == matching
    legend = frame.locator(".dco-legend")
    expect(legend).to_contain_text("Listed firms of the world")
    most = max(mark["n"] for mark in marks(frame))
    expect(legend.locator("li").last).to_contain_text(f"{most:,}".replace(",", "\u202f"))
    # Another look sums the same firms.
    page.get_by_role("radio", name="Heat").or_(page.get_by_role("button", name="Heat")).first.click()
    expect(legend).to_contain_text("km²")
    assert sum(mark["n"] for mark in marks(frame)) == matching
    # One more filter, and the tiles follow it.
    page.locator(".st-key-map_d_text input").fill("toyota")
    page.locator(".st-key-map_d_text input").press("Enter")
    times = drawn(frame, after=times)
    expect(figures).to_contain_text("6 of 26\u202f327 firms")
    frame.wait_for_function(f"() => {CANVAS}.painted.reduce((sum, mark) => sum + mark.n, 0) === 6")
    # Near by, a place of a few firms lists them, and a firm's card is text only.
    frame.evaluate("() => Observatory.view.map.setView([35.08, 137.15], 13, {animate: false})")
    drawn(frame, after=times)
    frame.wait_for_function(f"() => {CANVAS}.painted.length > 0 && {CANVAS}.legend.look === 'symbols'")
    frame.evaluate(
        f"""() => {{ const r = Observatory.view.plugins.register; const mark = {CANVAS}.painted[0];
               r.view.map.panTo(r.latlng(mark), {{animate: false}});
               r.list(mark, r.latlng(mark)); }}"""
    )
    card = frame.locator(".dco-card")
    card.locator("button").first.click()
    expect(card.locator("dt").first).to_be_visible()
    expect(card.locator("strong")).to_contain_text("Toyota", ignore_case=True)
    expect(card).to_contain_text("Country or province")
    assert "d_text=toyota" in page.url and "data=listed-firms" in page.url
