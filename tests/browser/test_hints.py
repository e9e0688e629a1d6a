"""What the document of a map page hints is what its map fetches, and where the server is, is known at once."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

FETCHED = "() => performance.getEntriesByType('resource').map(entry => entry.name)"


@pytest.mark.parametrize("path", ["?lang=en", "cluster_map?lang=en&lat=34&lng=110&z=5", "computing_network?lang=en"])
def test_every_hint_is_something_the_map_fetches(address: str, open_page: Callable[..., Page], path: str) -> None:
    with urllib.request.urlopen(f"{address}/{path}") as answer:
        hinted = set(re.findall(r"<([^>]+)>", answer.headers["Link"]))
    assert len(hinted) > 10
    page = open_page(f"{address}/{path}")
    page.locator("iframe").first.wait_for()
    missing = hinted
    for _ in range(300):
        # Entries of the map's own frame: what the document fetched because of the hints is not among them.
        names = [name for frame in page.frames if frame != page.main_frame for name in frame.evaluate(FETCHED)]
        missing = hinted - {name.removeprefix(address) for name in names}
        if not missing:
            break
        page.wait_for_timeout(200)
    assert missing == set()


@pytest.mark.parametrize("page_name", ["cluster_map", "catalog"])
def test_the_server_is_asked_for_its_health_once(address: str, open_page: Callable[..., Page], page_name: str) -> None:
    page = open_page(f"{address}/{page_name}?lang=en")
    page.get_by_role("heading", level=1).first.wait_for()
    asked = [url for url in page.evaluate(FETCHED) if url.endswith("/_stcore/health")]
    assert asked == [f"{address}/_stcore/health"]
