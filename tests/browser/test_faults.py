"""What goes wrong, as a person meets it: altered data, a first start, a base path, a server that stops answering."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route, ViewportSize, expect

from geo.catalog import load_catalog
from geo.prepare import STEPS
from geo.settings import Settings, settings

from .conftest import ASIDE, has_failed, leave, profile
from .map_page import figures, follow, frame_when, go_to, map_frame, on_map, settle
from .server import serve

Open = Callable[..., Page]
RUHR = "lat=51.5&lng=7.2&z=9"
SMALL: ViewportSize = {"width": 1000, "height": 640}  # a third of the tiles of a usual window
TILES = re.compile(r"/tiles/organisations/")
NETWORK = re.compile(r"/map/network\.json")
SITES = re.compile(r"/map/sites\.json")
TRUE_SIZE = re.compile(r"/map/true_size/")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data package that a test may damage."""
    return Path(shutil.copytree(settings().data_dir, tmp_path / "data"))


def test_an_altered_data_file_stops_the_start_with_one_clear_message(data: Path, tmp_path: Path) -> None:
    table = data / "tables" / "hubs.csv"
    table.write_bytes(table.read_bytes() + b"x\n")
    (data / "tables" / "links.csv").unlink()
    with (
        pytest.raises(RuntimeError, match="The server ended with 1") as caught,
        serve(tmp_path / "log.txt", OBSERVATORY_DATA=str(data), OBSERVATORY_STORE=str(tmp_path / "store")),
    ):
        pass
    said = str(caught.value)
    catalog = load_catalog()
    assert f"tables/hubs.csv has sha256 {hashlib.sha256(table.read_bytes()).hexdigest()}" in said
    assert f"expected sha256 {catalog.resource('hubs').sha256}" in said
    assert f"tables/links.csv is missing, expected sha256 {catalog.resource('links').sha256}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("name", "value"), [("OBSERVATORY_LANG", "fr"), ("OBSERVATORY_TILE_CACHE_MB", "{{7*7}}")])
def test_a_setting_that_cannot_be_used_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with (
        pytest.raises(RuntimeError, match="The server ended with 1") as caught,
        serve(tmp_path / "log.txt", **{name: value}),
    ):
        pass
    assert f"{name} is '{value}'; it must be" in str(caught.value)
    assert "Traceback" not in str(caught.value)


class OwnServer:
    """A server below a base path that these tests may stop; who asks for it when it is stopped has another started."""

    def __init__(self) -> None:
        self._running = contextlib.ExitStack()
        self._address = ""

    def start(self, folder: Path, **environment: str) -> str:
        """Start it anew, and return its address."""
        self.stop()
        self._address, _process = self._running.enter_context(
            serve(folder / "log.txt", base="/region/north", **environment)
        )
        return self._address

    def address(self, folder: Path) -> str:
        """Return the address of the server that runs, or start one."""
        return self._address or self.start(folder)

    def stop(self) -> None:
        """Stop it."""
        self._address = ""
        self._running.close()


@pytest.fixture(scope="module")
def own(store: Settings) -> Iterator[OwnServer]:
    """Return a server for the tests that stop it, start it without a store or look below a base path."""
    assert store.store_dir.is_dir()
    server = OwnServer()
    yield server
    server.stop()


def test_a_first_start_prepares_with_progress_and_opens_the_page_by_itself(
    own: OwnServer, open_page: Open, tmp_path: Path
) -> None:
    address = own.start(tmp_path, OBSERVATORY_STORE=str(tmp_path / "store"))
    page = open_page(f"{address}/cluster_map?lang=en&sel=cluster:ruhr&{RUHR}", **SMALL)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text(f"of {len(STEPS)}")).to_be_visible()
    page.locator("iframe").first.wait_for(timeout=120_000)
    frame = map_frame(page)
    assert on_map(frame) > 0
    expect(page.locator(".st-key-map_view_card .obs-heading")).to_have_text("Ruhr Area")
    assert {path.name for path in tmp_path.iterdir()} == {"governance", "kept", "log.txt", "store"}


def test_below_a_base_path_everything_works(own: OwnServer, open_page: Open, tmp_path: Path) -> None:
    address = own.address(tmp_path)
    page = open_page(f"{address}/cluster_map?lang=en&{RUHR}")
    frame = map_frame(page)
    fetched = page.evaluate("() => performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [url for url in fetched if url.endswith("/_stcore/health")] == [f"{address}/_stcore/health"]
    assert on_map(frame) > 0
    assert frame.locator(".dco-label").count() > 0
    go_to(page, "Data", "Data catalogue")
    expect(page).to_have_url(re.compile("/region/north/catalog"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Data catalogue")


@pytest.fixture
def without_watch(browser: Browser, visitors: list[BrowserContext]) -> Iterator[Callable[[str], Page]]:
    """Open a page whose console may hold errors: those are what the test is about."""
    page = profile(visitors, browser, 0).new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.set_default_timeout(20_000)

    def open_at(url: str) -> Page:
        page.goto(url)
        return page

    yield open_at
    leave(page)


@pytest.fixture(scope="module")
def wanderer(browser: Browser, visitors: list[BrowserContext], address: str) -> Iterator[Page]:
    """Return a page of somebody who goes from page to page; its console may hold errors, as in `without_watch`."""
    page = profile(visitors, browser, 1).new_page()
    page.set_viewport_size(SMALL)
    page.set_default_timeout(60_000)
    page.goto(f"{address}{ASIDE}")
    yield page
    leave(page)


@pytest.fixture
def arrive(wanderer: Page, address: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Come to a page from another one, so that its maps begin anew; what is `missing` is refused from then on."""

    def at(link: str, *, missing: re.Pattern[str] | None = None) -> Page:
        if urlsplit(wanderer.url).path != urlsplit(ASIDE).path:
            follow(wanderer, ASIDE)
            expect(wanderer.locator("iframe")).to_have_count(0)
        if missing:
            wanderer.route(missing, refuse)
        follow(wanderer, link)
        return wanderer

    yield at
    wanderer.unroute_all()
    if has_failed(request.node):
        wanderer.goto("about:blank")
        wanderer.goto(f"{address}{ASIDE}")


def refuse(route: Route) -> None:
    route.fulfill(status=503, content_type="application/json", body='{"error": "not_prepared", "message": "gone"}')


@pytest.mark.parametrize("fail", [refuse, lambda route: route.abort()], ids=["refused", "cut off"])
def test_tiles_that_do_not_come_are_told_and_come_back(
    arrive: Callable[..., Page], fail: Callable[[Route], None]
) -> None:
    page = arrive(f"/cluster_map?lang=en&{RUHR}")
    frame = map_frame(page)
    fault = frame.locator(".dco-fault")
    expect(fault).to_be_hidden()
    page.route(TILES, fail)
    frame.evaluate("() => { Observatory.view.map.setView([37.4, -122.0], 10, {animate: false}); }")
    expect(fault).to_be_visible()
    expect(fault).to_contain_text("could not be loaded")
    frame.wait_for_timeout(500)
    expect(fault).to_be_visible()  # that other layers have their tiles does not mend this one
    page.unroute(TILES)
    frame.evaluate("() => { Observatory.view.map.panBy([40, 0], {animate: false}); }")
    expect(fault).to_be_hidden()
    settle(frame)
    assert on_map(frame) > 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_map_without_its_network_says_so(arrive: Callable[..., Page], language: str) -> None:
    page = arrive(f"/cluster_map?lang={language}", missing=NETWORK)
    fault = page.frame_locator("iframe").first.locator(".dco-fault")
    expect(fault).to_be_visible()
    assert fault.inner_text().startswith({"zh": "部分地图数据未能加载", "en": "Some map data"}[language])
    page.unroute(NETWORK)
    page.frame_locator("iframe").first.locator(".leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    frame = map_frame(page)
    expect(fault).to_be_hidden()
    assert on_map(frame) > 0


@pytest.mark.parametrize(
    ("link", "frames", "number", "failing", "drawn"),
    [
        ("/computing_network?lang=en&origin=hangzhou", ".st-key-network_reach_view_frame iframe", 0, SITES, "parks"),
        (
            "/compare?lang=en&v=2&cases=tsukuba,ruhr&scale=same&over=ruhr",
            ".st-key-compare_maps iframe",
            0,
            TRUE_SIZE,
            "over",
        ),
    ],
    ids=["parks of the reach", "outline of a comparison"],
)
def test_what_a_map_draws_besides_is_told_when_it_does_not_come_and_comes_with_the_next_move(
    arrive: Callable[..., Page],
    wanderer: Page,
    link: str,
    frames: str,
    number: int,
    failing: re.Pattern[str],
    drawn: str,
) -> None:
    thrown: list[str] = []
    wanderer.on("pageerror", lambda fault: thrown.append(str(fault)))
    page = arrive(link, missing=failing)
    place = page.locator(frames).nth(number)
    frame: Frame = frame_when(place, "() => window.Observatory && Observatory.view && Observatory.view.state")
    fault = frame.locator(".dco-fault")
    expect(fault).to_be_visible(timeout=90_000)
    frame.evaluate("() => { Observatory.view.map.panBy([40, 0], {animate: false}); }")
    expect(fault).to_be_visible()
    assert thrown == []
    page.unroute(failing)
    frame.evaluate("() => { Observatory.view.map.panBy([40, 0], {animate: false}); }")
    expect(fault).to_be_hidden()
    owner = "Observatory.reach" if drawn == "parks" else "Observatory.view"
    frame.wait_for_function(f"() => {owner}.layers['{drawn}']")
    assert thrown == []


def test_two_people_do_not_see_each_others_filters(address: str, open_page: Open, arrive: Callable[..., Page]) -> None:
    one = open_page(f"{address}/cluster_map?lang=en&country=DE&{RUHR}", **SMALL)
    map_frame(one)
    other = arrive(f"/cluster_map?lang=en&{RUHR}")
    map_frame(other)
    assert one.context != other.context
    assert "1 of " in figures(one)
    assert figures(other) != figures(one)
    one.reload()
    map_frame(one)
    assert "1 of " in figures(one)


def test_a_reload_keeps_the_view(arrive: Callable[..., Page]) -> None:
    page = arrive(f"/cluster_map?lang=en&{RUHR}")
    frame = map_frame(page)
    frame.evaluate("() => { Observatory.view.map.setView([51.45, 7.0], 10, {animate: false}); }")
    page.wait_for_function("() => new URLSearchParams(location.search).get('z') === '10'")
    page.reload()
    frame = map_frame(page)
    assert frame.evaluate("() => Observatory.view.map.getZoom()") == 10


def test_a_page_that_does_not_exist_is_said_in_the_language(without_watch: Callable[[str], Page], address: str) -> None:
    page = without_watch(f"{address}/nothing_here?lang=zh")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("没有这个页面")
    expect(dialog).to_contain_text("已为您打开总览")


def test_a_server_that_has_gone_is_said_in_the_language(
    own: OwnServer, without_watch: Callable[[str], Page], tmp_path: Path
) -> None:
    page = without_watch(f"{own.address(tmp_path)}/overview?lang=zh")
    expect(page.locator(".obs-footer")).to_be_visible()
    own.stop()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("连接中断")
    expect(dialog).to_contain_text("服务器没有应答")
