"""Topic: how soon a person sees the map, and how soon it follows a filter or another page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.benchmarks.figure import figure
from tests.benchmarks.stage import Stage, first_paint_ms, map_of, paints, stage, wait_until_idle

RUNS = 7
MAP = "/cluster_map?lang=en&lat=34&lng=110&z=5"
MODELS = ("●", "■", "▲", "◆")  # each button begins with its sign
SWITCH = """([name, title]) => new Promise(done => {
    const find = () => [...document.querySelectorAll('header a, nav a, [role=menuitem]')]
        .find(a => a.innerText.trim() === name);
    const start = performance.now();
    const link = find();
    if (link) link.click();
    else {  // the page is in the last menu of the bar
        [...document.querySelectorAll('[data-testid=stTopNavSection]')].pop().click();
        const open = () => find() ? find().click() : requestAnimationFrame(open);
        open();
    }
    const look = () => {
        const heading = document.querySelector('h1');
        const drawn = heading && heading.innerText.trim() === title && document.querySelector('.obs-footer')
            && !document.querySelector('[data-stale="true"]');
        drawn ? done(performance.now() - start) : requestAnimationFrame(look);
    };
    look();
})"""


def measure() -> dict[str, Any]:
    """Measure first paints, filters and page switches in one browser against one server."""
    with stage() as here:
        with here.visitor() as page:
            cold = first_paint_ms(page, here.address + MAP)
        new = []
        for _ in range(RUNS):
            with here.visitor() as page:
                new.append(first_paint_ms(page, here.address + MAP))
        return {
            "first map paint, cold": figure([cold], "ms", note="first visit to a fresh process, nothing cached"),
            "first map paint, new visitor": figure(new, "ms", note="warm server, nothing cached in the browser"),
            "first map paint, warm": figure(_returning(here), "ms", target=2000, note="warm server and browser"),
            **_filters(here),
            **_switches(here),
        }


def _returning(here: Stage) -> list[float]:
    with here.visitor() as page:
        first_paint_ms(page, here.address + MAP)
        wait_until_idle(page)
        times = []
        for _ in range(RUNS):
            page.goto("about:blank")
            times.append(first_paint_ms(page, here.address + MAP))
            wait_until_idle(page)
        return times


def _filters(here: Stage) -> dict[str, Any]:
    with here.visitor() as page:
        first_paint_ms(page, here.address + MAP)
        wait_until_idle(page)
        changes = [_press(page, name) for name in MODELS]  # each adds a model
        changes += [_press(page, name) for name in MODELS]  # each takes one away
    return {"filter change to last tile": figure(changes, "ms", target=600)}


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
    figures = {f"page switch to {name.lower()}": figure(runs, "ms", target=500) for name, runs in times.items()}
    return {**figures, "page switch to map drawn": figure(map_again, "ms")}
