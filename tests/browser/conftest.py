"""Chromium against a real server, watching for requests that leave the host and for errors in the console."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from geo.settings import Settings

from .map_page import follow
from .server import serve

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Streamlit probes these below a deep link before it falls back to the root.
PROBES = re.compile(r"/_stcore/(health|host-config)$")

# Whole ways through the app that take a fifth of what all tests take; `make test` leaves them to `make test-journeys`.
JOURNEYS = (
    "test_governance.py",
    "test_kept.py",
    "test_observatory.py",
    "test_partners.py",
    "test_replicas.py",
    "test_take_along.py",
    "test_workbench_trust.py",
    "test_workers.py",
)

expect.set_options(timeout=60_000)  # a busy machine, or two browsers at once, is no fault


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as a browser test; what fails is tried once more, and the summary names it.

    Two browsers, servers and readers of uploads share two processors, so a page may be looked at a moment too early. Of
    a thousand such tests one failed now and then in a whole run and never alone. A fault fails twice.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))
            if item.path.name in JOURNEYS:
                item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    assert CHROMIUM, "Chromium is missing; install chromium-headless-shell (make test does so as root)."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def address(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the real data; returns the server's address."""
    with serve(tmp_path_factory.mktemp("server") / "log.txt") as (address, _process):
        yield address


@dataclass
class Watch:
    """What a page did that it must not do."""

    host: str
    requests: list[str] = field(default_factory=list)
    left_host: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        """Note a request."""
        self.requests.append(request.url)
        if not request.url.startswith((self.host, "data:", "blob:", self.host.replace("http", "ws"))):
            self.left_host.append(request.url)

    def console(self, message: ConsoleMessage) -> None:
        """Note an error, except those of Streamlit's probes."""
        if message.type == "error" and not PROBES.search(message.location.get("url", "")):
            self.errors.append(f"{message.text} ({message.location.get('url')})")


@pytest.fixture(scope="session")
def visitors(browser: Browser) -> list[BrowserContext]:
    """Return browser profiles, one for each page that a test has open at once; `profile` adds them.

    They stay for all tests, so that scripts are fetched and compiled once; nothing else is left in them.
    """
    return []


def profile(visitors: list[BrowserContext], browser: Browser, number: int) -> BrowserContext:
    """Return the profile of a test's page of this number, counted from nought."""
    if number == len(visitors):
        visitors.append(browser.new_context(reduced_motion="reduce"))
    return visitors[number]


def leave(page: Page) -> None:
    """Close a page; with the last of its profile goes all that is left in it but fetched scripts."""
    is_last = len(page.context.pages) == 1
    if is_last:
        with contextlib.suppress(PlaywrightError):  # it may have gone, with its server or by the test
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.close()
    if is_last:
        page.context.clear_cookies()


@contextlib.contextmanager
def opening(visitors: list[BrowserContext], browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages, each in a profile of its own; at the end none may have left the host or logged an error."""
    watches: list[Watch] = []
    pages: list[Page] = []

    def open_at(url: str, *, width: int = 1440, height: int = 900) -> Page:
        page = profile(visitors, browser, len(pages)).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        watch = Watch("/".join(url.split("/")[:3]))
        watches.append(watch)
        page.on("request", watch.request)
        page.on("console", watch.console)
        page.on("pageerror", lambda fault: watch.errors.append(str(fault)))
        page.set_default_timeout(60_000)
        page.goto(url)
        return page

    yield open_at
    for page in pages:
        leave(page)
    assert [url for watch in watches for url in watch.left_host] == []
    assert [error for watch in watches for error in watch.errors] == []


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note that a test failed, for what it shares with others."""
    report = yield
    if call.excinfo is not None:
        item.stash[_FAILED] = True
    return report


def has_failed(item: pytest.Item) -> bool:
    """Tell whether a test has failed; what it shares with others is then not as they expect it."""
    return item.stash.get(_FAILED, False)


@pytest.fixture(scope="module")
def kept(visitors: list[BrowserContext], browser: Browser) -> Iterator[dict[str, Page]]:
    """Return the pages that the tests of a file have open together, by their addresses."""
    with opening(visitors, browser) as open_at:
        yield _Kept(open_at)


class _Kept(dict[str, Page]):
    """Pages by their addresses; one that is not there is opened."""

    def __init__(self, open_at: Callable[..., Page]) -> None:
        super().__init__()
        self._open_at = open_at

    def __missing__(self, url: str) -> Page:
        self[url] = self._open_at(url)
        return self[url]


@pytest.fixture
def stay(kept: dict[str, Page], request: pytest.FixtureRequest) -> Iterator[Callable[[str], Page]]:
    """Return a page at an address as an earlier test of the file left it, which is as it was opened.

    Opening a page is most of what many a test takes. Whoever takes a page so brings it back to where it began; after a
    test that failed it is opened anew.
    """
    taken: list[str] = []

    def at(url: str) -> Page:
        taken.append(url)
        return kept[url]

    yield at
    if has_failed(request.node):
        for url in set(taken):
            kept[url].goto("about:blank")
            kept[url].goto(url)


ASIDE = "/status?lang=en"  # a page that costs little


@pytest.fixture
def arrive(address: str, stay: Callable[[str], Page]) -> Callable[..., Page]:
    """Take the visitor whom the tests of a file share to an address, as the browser's Back and Forward do.

    What the link leaves out is as the page begins. With `anew` the visitor comes from another page, so that the maps
    begin anew too; without it those of the page stay where they are.
    """

    def at(link: str, *, anew: bool = False, width: int = 1440, height: int = 900) -> Page:
        page = stay(f"{address}{ASIDE}")
        page.set_viewport_size({"width": width, "height": height})
        if anew and urlsplit(page.url).path != urlsplit(ASIDE).path:
            follow(page, ASIDE)
            expect(page.locator("iframe")).to_have_count(0)
        follow(page, link)
        return page

    return at


@pytest.fixture
def start_server() -> Iterator[Callable[..., str]]:
    """Start servers of a test's own, as `serve` does; each call returns an address."""
    with contextlib.ExitStack() as running:
        yield lambda log, **options: running.enter_context(serve(log, **options))[0]


@pytest.fixture
def open_page(
    browser: Browser, visitors: list[BrowserContext], start_server: Callable[..., str]
) -> Iterator[Callable[..., Page]]:
    """Open pages for one test; they are closed before its own servers end, so that none asks a server that has gone."""
    with opening(visitors, browser) as open_at:
        yield open_at
