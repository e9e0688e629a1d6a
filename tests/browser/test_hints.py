"""What the document of a map page hints is what its map fetches."""

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
