"""Topic: how soon a comparison is there, and how long and large the files made of it are."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page

from geo.catalog import load_catalog
from geo.comparison.gather import compare
from geo.comparison.state import DEFAULT_CASES, ComparisonState
from geo.export.files import FORMATS, Order, export
from geo.settings import settings
from tests.benchmarks.figure import figure
from tests.benchmarks.stage import PAINTED, stage, wait_until_idle

RUNS = 7
PAGE = "/compare?lang=en&v=2&cases=tsukuba,ruhr"
TARGETS = {"pptx": (3.0, 3.0), "html": (None, 4.0)}  # seconds, megabytes


def measure() -> dict[str, Any]:
    """Measure the two-case page for a returning visitor, and every export of four cases."""
    with stage() as here, here.visitor() as page:
        _interactive_ms(page, here.address + PAGE)
        wait_until_idle(page)
        times = []
        for _ in range(RUNS):
            page.goto("about:blank")
            times.append(_interactive_ms(page, here.address + PAGE))
            wait_until_idle(page)
    found = {"two-case page interactive, warm": figure(times, "ms", target=1500, note="both maps drawn")}
    for kind in FORMATS:
        found |= _export(kind)
    return found


def _interactive_ms(page: Page, url: str) -> float:
    """Open the page; returns the time until both maps have drawn their organisations, in milliseconds."""
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_function("() => document.querySelectorAll('.st-key-compare_maps iframe').length === 2", polling=20)
    for number in range(2):
        handle = page.locator(".st-key-compare_maps iframe").nth(number).element_handle()
        frame = handle.content_frame() if handle else None
        assert frame is not None
        frame.wait_for_function(f"() => performance.getEntriesByName('{PAINTED}').length > 0", polling=20)
    return (time.perf_counter() - start) * 1000


def _export(kind: str) -> dict[str, Any]:
    catalog, config = load_catalog(settings()), settings()
    state, order = ComparisonState(cases=DEFAULT_CASES, scale="same"), Order(kind=kind, language="zh")
    size = len(export(compare(catalog, config, state), order, catalog, config))
    times = []
    for _ in range(3):
        start = time.perf_counter()
        export(compare(catalog, config, state), order, catalog, config)
        times.append(time.perf_counter() - start)
    seconds, megabytes = TARGETS.get(kind, (None, None))
    return {
        f"{kind} of four cases": figure(times, "s", target=seconds),
        f"{kind} of four cases, size": figure([size / 1e6], "MB", target=megabytes),
    }
