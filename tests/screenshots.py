"""Makes the pictures of the README from the real app: `make screenshots`; with names, only those of them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.map_page import map_frame
from tests.browser.server import ROOT, serve
from tests.browser.test_observatory import drawn_map

FOLDER = ROOT / "docs" / "images"
SHOTS = {
    "cluster-map.zh": "/cluster_map",
    "cluster-map.en": "/cluster_map?lang=en&lat=51.5&lng=7.2&z=9&sel=cluster:ruhr",
    "overview.zh": "/overview",
    "overview.en": "/overview?lang=en",
    "observatory.zh": "/observatory?country=US&method=us_strong&many=01~02~03~04",
    "observatory.en": "/observatory?country=US&method=us_strong&many=01~02~03~04&lang=en",
    "compare.zh": "/compare",
    "compare.en": "/compare?lang=en",
    "region.zh": "/region?id=US-41940",
    "region.en": "/region?id=US-41940&lang=en",
    "governance.zh": "/governance?view=targets",
    "governance.en": "/governance?view=targets&lang=en",
    "policies.zh": "/policy_library?q=算力补贴",
    "policies.en": "/policy_library?q=computing+subsidy&lang=en",
    "partners.zh": "/partners?at=ruhr&need=0301,research&far=1",
    "partners.en": "/partners?at=ruhr&need=0301,research&far=1&lang=en",
}
TALL = {"observatory": 1500, "compare": 1300, "region": 1100, "governance": 1150, "policies": 1000, "partners": 1250}
"""Pages whose picture is taller than a window, pixels."""


def _shoot(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 1440, "height": TALL.get(name.split(".", maxsplit=1)[0], 900)})
    page.goto(address)
    if "/cluster_map" in address:
        map_frame(page)
    else:
        page.get_by_role("heading", level=1).first.wait_for()
    if "/observatory" in address:
        drawn_map(page)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(4000)  # charts, tiles and labels settle without a sign of it
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """Take every picture, 1440 pixels wide."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    log = Path(tempfile.mkdtemp()) / "log.txt"
    with serve(log) as (address, _process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        for name in sys.argv[1:] or SHOTS:
            _shoot(page, address + SHOTS[name], name)
        browser.close()


if __name__ == "__main__":
    main()
