"""Topic: how soon a person sees the map, and how soon it follows a filter or another page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.benchmarks.alternatives import from_memory
from tests.benchmarks.figure import figure
from tests.benchmarks.stage import Stage, chromium, first_paint_ms, map_of, paints, stage, wait_until_idle
from tests.load.__main__ import POINTS, minimal

RUNS = 7
MAP = "/cluster_map?lang=en&lat=34&lng=110&z=5"
MODELS = ("●", "■", "▲", "◆")  # each button begins with its sign
# In whatever frame the points of the smallest page come to be, the moment all of them are there is marked.
WATCH = f"""(() => {{
    const look = () => document.querySelectorAll('path.leaflet-interactive').length >= {POINTS}
        ? performance.mark("points-drawn") : setTimeout(look, 10);
    look();
}})()"""
SWITCH = """([name, title]) => new Promise(done => {
    const find = () => [...document.querySelectorAll('header a, nav a, [role=menuitem]')]
        .find(a => a.innerText.trim() === name);
    let start = 0;
    const look = () => {
        const heading = document.querySelector('h1');
        const drawn = heading && heading.innerText.trim() === title && document.querySelector('.obs-footer')
            && !document.querySelector('[data-stale="true"]');
        drawn ? done(performance.now() - start) : requestAnimationFrame(look);
    };
    const press = link => {
        start = performance.now();
        link.click();
        look();
    };
    const open = () => find() ? press(find()) : requestAnimationFrame(open);
    // The page may be in the last menu of the bar: a person's time begins when they press its name there.
    if (!find()) [...document.querySelectorAll('[data-testid=stTopNavSection]')].pop().click();
    open();
})"""


def measure() -> dict[str, Any]:
    """Measure first paints, filters and page switches in one browser against one server, the smallest page beside."""
    return {**_ours(), **_smallest()}


def _ours() -> dict[str, Any]:
    with stage() as here:

        def open_map(page: Page) -> float:
            return first_paint_ms(page, here.address + MAP)

        cold = _new(here, open_map, runs=1)
        return {
            "first map paint, cold": figure(cold, "ms", note="first visit to a fresh process, nothing cached"),
            "first map paint, new visitor": figure(
                _new(here, open_map), "ms", note="warm server, nothing cached in the browser"
            ),
            "first map paint, warm": figure(
                _returning(here, open_map), "ms", target=2000, note="warm server and browser"
            ),
            **_filters(here),
            **_switches(here),
        }


def _smallest() -> dict[str, Any]:
    """Measure the first paints of the smallest page that shows as many points, served as Streamlit serves it."""
    with minimal() as (address, _pid), chromium() as browser:
        here = Stage(address, browser, WATCH)

        def open_points(page: Page) -> float:
            page.route(lambda url: not url.startswith(address), from_memory)  # without its CDN it shows nothing
            page.goto(address, wait_until="commit")
            return _points_ms(page)

        _new(here, open_points, runs=1)
        return {
            "smallest page with st_folium and 522 points, new visitor": figure(_new(here, open_points), "ms"),
            "smallest page with st_folium and 522 points, warm": figure(_returning(here, open_points), "ms"),
        }


def _points_ms(page: Page) -> float:
    """Wait for the points of the smallest page; returns the time from navigation to the last of them."""
    page.locator("iframe").first.wait_for()
    handle = page.locator("iframe").first.element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    frame.wait_for_function("() => performance.getEntriesByName('points-drawn').length > 0", polling=20)
    drawn = frame.evaluate("() => performance.timeOrigin + performance.getEntriesByName('points-drawn')[0].startTime")
    return float(drawn) - float(page.evaluate("() => performance.timeOrigin"))


def _new(here: Stage, open_page: Callable[[Page], float], *, runs: int = RUNS) -> list[float]:
    """Open a page as somebody who was never here, several times."""
    times = []
    for _ in range(runs):
        with here.visitor() as page:
            times.append(open_page(page))
    return times


def _returning(here: Stage, open_page: Callable[[Page], float]) -> list[float]:
    """Open a page again, several times, as somebody whose browser knows it."""
    with here.visitor() as page:
        open_page(page)
        wait_until_idle(page)
        times = []
        for _ in range(RUNS):
            page.goto("about:blank")
            times.append(open_page(page))
            wait_until_idle(page)
    return times


def _filters(here: Stage) -> dict[str, Any]:
    with here.visitor() as page:
        first_paint_ms(page, here.address + MAP)
        wait_until_idle(page)
        changes = [_press(page, name) for name in MODELS]  # each adds a model
        changes += [_press(page, name) for name in MODELS]  # each takes one away
    return {"filter change to last tile": figure(changes, "ms", target=350)}


def _press(page: Page, name: str) -> float:
    """Press a model's button; returns the time from the click to the last tile, in milliseconds."""
    frame = map_of(page)
    before = len(paints(frame))
    pressed = page.evaluate(
        """name => {
            const buttons = [...document.querySelectorAll('.st-key-map_model button')];
            buttons.find(button => button.innerText.startsWith(name)).click();
            return performance.timeOrigin + performance.now();
        }""",
        name,
    )
    frame.wait_for_function(
        f"() => performance.getEntriesByName('dco-organisations-loaded').length > {before}", polling=20
    )
    drawn = paints(frame)[before]
    wait_until_idle(page)
    return drawn - float(pressed)


def _switches(here: Stage) -> dict[str, Any]:
    """Switch between the pages, the map included: its page is there before its tiles."""
    tour = (
        ("Data catalogue", "Data catalogue"),
        ("Overview", ""),
        ("Cluster map", "Cluster map"),
        ("Overview", ""),
    )
    times: dict[str, list[float]] = {}
    map_again: list[float] = []
    with here.visitor() as page:
        page.goto(f"{here.address}/overview?lang=en")
        page.locator(".obs-footer").wait_for()
        wait_until_idle(page)
        home = page.locator("h1").first.inner_text()
        for _ in range(RUNS):
            for name, title in tour:
                started = page.evaluate("() => performance.timeOrigin + performance.now()")
                times.setdefault(name, []).append(page.evaluate(SWITCH, [name, title or home]))
                if name == "Cluster map":
                    map_again.append(paints(map_of(page))[0] - started)
                wait_until_idle(page)
    figures = {f"page switch to {name.lower()}": figure(runs, "ms", target=150) for name, runs in times.items()}
    return {**figures, "page switch to map drawn": figure(map_again, "ms")}
