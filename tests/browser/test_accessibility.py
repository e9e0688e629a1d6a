"""For everyone: axe finds no serious fault, the keyboard reaches the map, a phone needs no sideways scrolling."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect
from playwright.sync_api import Error as PlaywrightError

from .conftest import opening
from .map_page import CARD, close_card, expect_card, follow, look_at, map_frame, settle, view_of

Open = Callable[..., Page]
Stay = Callable[[str], Page]
AXE = Axe().axe_script
CHINA = "/cluster_map?lang=en&lat=34&lng=110&z=5"
RUHR = "/cluster_map?lang=en&layers=clusters&lat=51.5&lng=7.2&z=9"
PAGES = {
    "overview": "/overview",
    "cluster_map": "/cluster_map",
    "cluster_map with a card": "/cluster_map?sel=cluster:ruhr&lat=51.5&lng=7.2&z=9",
    "compare": "/compare",
    "workbench": "/workbench",
    "catalog": "/catalog",
    "reach": "/computing_network",
    "latency matrix": "/computing_network?view=matrix",
    "what-if": "/computing_network?view=scenario&region=yrd_core",
    "progress": "/computing_network?view=progress",
    "flows": "/computing_network?view=flow",
    "methods": "/computing_network?view=methods",
    "observatory": "/observatory",
    "observatory by industry": "/observatory?country=US&sel=US-41940&method=us_strong&many=01~02",
    "region": "/region?id=US-41940",
    "policy library": "/policy_library",
    "governance": "/governance",
    "governance register": "/governance?view=register",
    "status": "/status",
}


def serious(target: Page | Frame) -> list[str]:
    """Return axe's serious and critical findings, each with the element it is about."""
    # Every rule runs; the nodes that pass are not described, which is most of the time it takes. The size of targets
    # (WCAG 2.2, 2.5.8), which axe leaves out by itself, is asked of pages: signs on a map stand where the things are,
    # which the criterion excepts. A frame is a target of its own.
    rules = {"target-size": {"enabled": isinstance(target, Page)}}
    options = {"resultTypes": ["violations"], "rules": rules, "iframes": False}
    if not target.evaluate("() => 'axe' in window"):  # a page turned to another language has it already
        target.evaluate(AXE)
    found = target.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


def wait_until_drawn(page: Page) -> None:
    """Wait until the page has its title and nothing is on its way any more."""
    page.get_by_role("heading", level=1).first.wait_for()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.locator(".obs-footer")).to_be_visible()


def speak(page: Page, language: str) -> None:
    """Turn a page to a language, by its switch, unless it speaks it."""
    html = {"zh": "html[lang=zh-CN]", "en": "html[lang=en]"}[language]
    if page.locator(html).count() == 0:
        switch = page.locator(".st-key-language")
        switch.get_by_role("radio", name={"zh": "中文", "en": "English"}[language]).click()
        page.locator(html).wait_for(state="attached")
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


@pytest.fixture(scope="module")
def tour(address: str, browser: Browser, visitors: list[BrowserContext]) -> Iterator[Callable[[str, str], Page]]:
    """Take a visitor from page to page: each is met in Chinese, and turned to English by its switch."""
    with contextlib.ExitStack() as here:
        at: dict[str, Page] = {}

        def visit(path: str, language: str) -> Page:
            if path not in at:
                link = f"{path}{'&' if '?' in path else '?'}lang=zh"
                if at:
                    page = at.popitem()[1]
                    page.set_viewport_size({"width": 1440, "height": 900})
                    follow(page, link)
                else:  # the first, or one after a page that was never reached
                    here.pop_all().close()
                    page = here.enter_context(opening(visitors, browser))(f"{address}{link}")
                wait_until_drawn(page)
                at[path] = page
            page = at[path]
            page.set_viewport_size({"width": 1440, "height": 900})
            speak(page, language)
            return page

        yield visit


@pytest.fixture(
    scope="module",
    params=[(path, language) for path in PAGES.values() for language in ("zh", "en")],
    ids=[f"{name}-{language}" for name in PAGES for language in ("zh", "en")],
)
def visited(request: pytest.FixtureRequest, tour: Callable[[str, str], Page]) -> Page:
    """Return a page that is drawn; what is asked of every page is asked of one visit."""
    page = tour(*request.param)
    if "cluster_map" in page.url:
        map_frame(page)
    wait_until_drawn(page)
    return page


def test_axe_finds_nothing_serious(visited: Page) -> None:
    if "cluster_map" in visited.url:
        assert serious(map_frame(visited)) == []
    assert serious(visited) == []


def test_a_phone_needs_no_sideways_scrolling(visited: Page) -> None:
    visited.set_viewport_size({"width": 320, "height": 844})  # 1280 px at a zoom of 400 % (WCAG 2.2, 1.4.10)
    wait_until_drawn(visited)
    wide = """() => [document.scrollingElement, ...document.querySelectorAll('.stMain, .stAppViewContainer')]
        .map(e => [e.className, e.scrollWidth - e.clientWidth]).filter(([, over]) => over > 1)"""
    with contextlib.suppress(PlaywrightError):  # a frame or a chart takes its new width a moment after the window
        visited.wait_for_function(f"() => ({wide})().length === 0", timeout=10_000)
    assert visited.evaluate(wide) == []
    beyond = visited.evaluate(
        """() => [...document.querySelectorAll('.stMainBlockContainer :is(button, h1, iframe)')]
            .filter(e => e.checkVisibility()).map(e => [e.innerText || e.tagName, e.getBoundingClientRect().right])
            .filter(([, right]) => right > innerWidth + 1)"""
    )
    assert beyond == []


# Texts and numbers of which a part is out of sight, however one scrolls.
CUT = """() => {
    const main = document.querySelector(".stMain");
    const scrolls = (node) => { for (let up = node; up !== main; up = up.parentElement) {
        if (["auto", "scroll"].includes(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth) return true;
    } return false; };
    const leaves = [...main.querySelectorAll("*")].filter((node) => node.checkVisibility({visibilityProperty: true})
        && !node.closest("[data-testid=stDataFrame], svg, details:not([open]), .stMultiSelect, .stSelectbox")
        && [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()));
    const cut = leaves.filter((node) => {
        const {left, right, width} = node.getBoundingClientRect();
        if (width < 2 || scrolls(node)) return false;
        for (let up = node; up !== main; up = up.parentElement) {
            if (!["hidden", "clip"].includes(getComputedStyle(up).overflowX)) continue;
            const box = up.getBoundingClientRect();
            const own = up === node && node.scrollWidth > node.clientWidth + 2;
            if (box.width > 2 && (right > box.right + 3 || left < box.left - 3 || own)) return true;
        }
        return right > innerWidth + 2;
    });
    const groups = [...main.querySelectorAll(".stButtonGroup > div, .stNumberInput input, .stDateInput input")]
        .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 2);
    return [...cut, ...groups].map((node) => node.value || node.textContent.trim().slice(0, 60));
}"""


# A window of 1366 and one of 1920 px at a zoom of 200 %.
@pytest.mark.parametrize("width", [683, 960])
def test_nothing_is_cut_off_at_twice_the_size(visited: Page, width: int) -> None:
    visited.set_viewport_size({"width": width, "height": 540})
    wait_until_drawn(visited)
    with contextlib.suppress(PlaywrightError):  # what follows the window takes its new width a moment later
        visited.wait_for_function(f"() => ({CUT})().length === 0", timeout=10_000)
    assert visited.evaluate(CUT) == []


def test_the_keyboard_reaches_a_cluster_and_opens_and_closes_its_card(address: str, stay: Stay) -> None:
    page = stay(f"{address}{RUHR}")
    frame = map_frame(page)
    page.get_by_role("heading", level=1).click()
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = frame.evaluate("() => document.activeElement && document.activeElement.getAttribute('aria-label')")
        inside = page.evaluate("() => document.activeElement.tagName") == "IFRAME"
        if inside and str(focused).startswith("Ruhr Area"):
            break
    else:
        pytest.fail("Tab never came to the cluster")
    outline = frame.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "whoever uses the keyboard must see where they are"
    page.keyboard.press("Enter")
    expect_card(page, "Ruhr Area")
    close = page.get_by_role("button", name="Close")
    close.focus()
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_have_count(0)
    expect(page.get_by_text("Click a cluster")).to_be_visible()
    look_at(frame, 51.5, 7.2, 9)  # the map follows the focus


# Notes what comes to have the focus, one after the other.
STOPS = """() => { window.stops = []; document.addEventListener("focusin", ({target}) => {
    window.stops.push([target.ariaLabel, String(target.className)]); }); }"""


@pytest.mark.parametrize("path", [CHINA, "/computing_network?lang=en"])
def test_every_stop_on_the_map_has_a_name_and_clusters_come_first(address: str, stay: Stay, path: str) -> None:
    page = stay(f"{address}{path}")
    frame = map_frame(page)
    frame.locator(".leaflet-container").focus()
    frame.evaluate(STOPS)
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.tagName") != "IFRAME":
            break
    else:
        pytest.fail("Tab never left the map")
    stops = frame.evaluate("() => window.stops")
    assert [look for name, look in stops if not name] == []
    clusters = ["dco-cluster" in str(look) for _, look in stops]
    assert clusters == sorted(clusters, reverse=True)
    assert any(clusters) == ("cluster_map" in path)
    assert len(stops) > 10
    if any(clusters):
        look_at(frame, 34, 110, 5)  # the map follows the focus


def test_the_map_moves_with_the_keyboard(address: str, stay: Stay) -> None:
    page = stay(f"{address}{RUHR}")
    frame = map_frame(page)
    frame.locator(".leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    frame.wait_for_function("() => Observatory.view.map.getCenter().lng > 7.22")
    page.keyboard.press("-")
    frame.wait_for_function("() => Observatory.view.map.getZoom() === 8")
    look_at(frame, 51.5, 7.2, 9)


def test_the_map_and_its_controls_have_names_in_the_language(address: str, stay: Stay) -> None:
    page = stay(f"{address}{RUHR}")
    frame = map_frame(page)
    english = ("en", "arrow keys", "Zoom in")
    for language, name, zoom_in in (english, ("zh", "方向键移动", "放大"), english):
        speak(page, language)
        frame.wait_for_function(f"() => Observatory.view.state.language === '{language}'")
        label = frame.locator(".leaflet-container").get_attribute("aria-label") or ""
        assert name in label.lower()
        expect(frame.get_by_role("button", name=zoom_in)).to_be_visible()
        assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]


def fly(page: Page) -> list[tuple[float, float, float]]:
    """Jump from China to the Ruhr; returns every view the map passed through."""
    frame = map_frame(page)
    frame.evaluate(
        """() => { window.passed = []; const map = Observatory.view.map;
                   const note = c => window.passed.push([c.lat, c.lng, map.getZoom()]);
                   map.on('move zoom', () => note(map.getCenter())); }"""
    )
    page.locator(".st-key-map_quick").get_by_role("radio", name="Ruhr").click()
    frame.wait_for_function("() => Math.abs(Observatory.view.map.getCenter().lng - 7.2) < 0.01")
    settle(frame)
    assert view_of(frame) == pytest.approx((51.5, 7.2, 9), abs=0.01)
    return [tuple(view) for view in frame.evaluate("() => window.passed")]


# What Leaflet lets glide: a zoom, the signs with it, a tile that has come.
GLIDES = """() => ["zoomAnimation", "markerZoomAnimation", "fadeAnimation"].map(
    (glides) => Observatory.view.map.options[glides])"""


def test_who_wants_no_motion_gets_none(address: str, open_page: Open) -> None:
    def between(view: tuple[float, float, float]) -> bool:
        return 8.0 < view[1] < 109.0

    page = open_page(f"{address}{CHINA}", width=1000, height=700)
    assert not [view for view in fly(page) if between(view)]
    assert map_frame(page).evaluate(GLIDES) == [False] * 3
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{address}{CHINA}")
    assert [view for view in fly(page) if between(view)]
    assert map_frame(page).evaluate(GLIDES) == [True] * 3


def test_a_chosen_link_does_not_pulse_for_who_wants_no_motion(address: str, stay: Stay) -> None:
    page = stay(f"{address}{CHINA}")
    frame = map_frame(page)
    frame.locator("path[role=button][aria-label*='→']").first.focus()
    page.keyboard.press("Enter")
    frame.wait_for_selector(".dco-pulse", state="attached")
    assert frame.evaluate("() => getComputedStyle(document.querySelector('.dco-pulse')).animationName") == "none"
    close_card(page)
