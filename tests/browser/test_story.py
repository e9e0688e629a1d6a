"""A story told in Chromium: it comes in a link, and the speaker's window has notes, clock and buttons of its own."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from geo.comparison.story import Step, Story, step_at

Open = Callable[..., Page]
SLOW_MS = 60_000


def test_the_speakers_window_follows_and_leads(address: str, open_page: Open) -> None:
    steps = (
        Step("text", caption="First", text="Words of ours", notes="<b>Say</b> {{7*7}}"),
        step_at("timeline", {"year": "1990"}, caption="Second"),
    )
    link = Story({"v": "2", "cases": "ruhr,tsukuba"}, "en", steps).to_link()
    query = {"lang": "en", "v": "2", "cases": "ruhr,tsukuba", "present": "1", "story": link}
    page = open_page(f"{address}/compare?{urlencode(query)}")
    expect(page.get_by_role("heading", level=1)).to_have_text("First", timeout=SLOW_MS)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Speaker window").click()
    speaker = opened.value
    expect(speaker.locator("#notes")).to_have_text("<b>Say</b> {{7*7}}")
    expect(speaker.locator("#next")).to_have_text("Next: Second")
    expect(speaker.locator("#page")).to_have_text("1 / 2")
    speaker.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second", timeout=SLOW_MS)
    expect(speaker.locator("#caption")).to_have_text("Second", timeout=SLOW_MS)
    expect(speaker.locator("#next")).to_have_text("Last page")
    assert ":" in speaker.locator("#clock").inner_text()
    speaker.keyboard.press("ArrowLeft")
    expect(speaker.locator("#caption")).to_have_text("First", timeout=SLOW_MS)
    with speaker.expect_event("close", timeout=SLOW_MS):
        page.locator(".st-key-present_leave button").click()
    page.locator(".st-key-compare_choice").wait_for(timeout=SLOW_MS)
