"""What the document of a map page hints is what its map fetches by itself."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect


def without_hints(route: Route) -> None:
    """Answer with the document as it is, but for its hints."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "link"}
    route.fulfill(response=answer, headers=headers)


@pytest.mark.parametrize("path", ["cluster_map?lang=en&lat=34&lng=110&z=5", "computing_network?lang=en"])
def test_every_hint_is_something_the_page_fetches(address: str, browser: Browser, path: str) -> None:
    with urllib.request.urlopen(f"{address}/{path}") as answer:
        hinted = set(re.findall(r"<([^>]+)>", answer.headers["Link"]))
    assert len(hinted) > 10
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    fetched: set[str] = set()
    page.on("request", lambda request: fetched.add(request.url.removeprefix(address)))
    page.route(lambda url: url.startswith(f"{address}/{path.split('?', maxsplit=1)[0]}?"), without_hints)
    page.goto(f"{address}/{path}")
    frame = page.frame_locator("iframe").first
    expect(frame.locator(".leaflet-container")).to_be_visible()
    for _ in range(100):
        if hinted <= fetched:
            break
        page.wait_for_timeout(200)
    context.close()
    assert hinted - fetched == set()


def test_a_page_with_hints_shows_its_map(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/cluster_map?lang=en&lat=34&lng=110&z=5")  # no errors in the console, nobody else asked
    expect(page.frame_locator("iframe").first.locator(".leaflet-container")).to_be_visible()
