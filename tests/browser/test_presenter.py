"""The presenter on a small projector: everything a step says stands above its bar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Open = Callable[..., Page]
TABLE, CHARTS, FINDINGS, TIMELINE, LESSONS = 3, 4, 5, 6, 7  # steps of the default story
SAID = "svg text, td, .obs-history li, .obs-history h2, .obs-lessons li, .obs-note"
LEAST = 5  # things a step says; fewer stand there while it is drawn
BELOW = """(said) => {
    const bar = document.querySelector(".st-key-present_bar").getBoundingClientRect().top;
    return [...document.querySelectorAll(said)].filter((node) => node.closest(".st-key-compare_presented")
        && node.getBoundingClientRect().bottom > bar).map((node) => node.textContent);
}"""
WIDER = """() => [...document.querySelectorAll(".st-key-compare_presented :is(td, th)")]
    .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("step", [TABLE, CHARTS, FINDINGS, TIMELINE, LESSONS])
def test_nothing_said_is_hidden_behind_the_bar(address: str, open_page: Open, step: int, language: str) -> None:
    page = open_page(f"{address}/compare?lang={language}&v=2&present={step}")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator(".st-key-present_bar").wait_for()
    page.locator(".st-key-compare_presented").locator(SAID).nth(LEAST - 1).wait_for()
    page.wait_for_timeout(1500)  # charts are drawn anew in the new size without a sign of it
    assert page.evaluate(BELOW, SAID) == []
    assert page.evaluate(WIDER) == []
