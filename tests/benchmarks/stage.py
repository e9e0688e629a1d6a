"""Where browser measurements happen: a server of its own, Chromium, and clocks that both frames of a page share."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.server import serve

VIEWPORT = {"width": 1440, "height": 900}
PAINTED = "dco-organisations-loaded"  # the map's script marks the moment its organisations are drawn


@dataclass(frozen=True, slots=True)
class Stage:
    """A running server and browser, and a script that every frame of its pages begins with."""

    address: str
    browser: Browser
    script: str = ""

    @contextlib.contextmanager
    def visitor(self) -> Iterator[Page]:
        """Open a page of somebody who was never here: no cookies, nothing cached."""
        context = self.browser.new_context(viewport=VIEWPORT, reduced_motion="reduce")  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(60_000)
        if self.script:
            page.add_init_script(self.script)
        yield page
        context.close()


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Serve the app; yields its address."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as (address, _server):
        yield address


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Start a server and a browser."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder) / "log.txt") as (address, _server),
        chromium() as browser,
    ):
        yield Stage(address, browser)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def map_of(page: Page) -> Frame:
    """Wait until the map has drawn its organisations and return its frame."""
    handle = page.locator("iframe").first.element_handle()
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_function(f"() => performance.getEntriesByName('{PAINTED}').length > 0", polling=20)
    return frame


def paints(frame: Frame) -> list[float]:
    """Return when organisations were drawn, in milliseconds since 1970."""
    return frame.evaluate(
        f"() => performance.getEntriesByName('{PAINTED}').map(m => performance.timeOrigin + m.startTime)"
    )


def first_paint_ms(page: Page, address: str) -> float:
    """Open an address and return the time from navigation to organisations drawn, in milliseconds."""
    page.goto(address, wait_until="commit")
    painted = paints(map_of(page))[0]
    return painted - page.evaluate("() => performance.timeOrigin")


def wait_until_idle(page: Page) -> None:
    """Wait until Streamlit has nothing to run and the network is quiet."""
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.wait_for_timeout(700)
