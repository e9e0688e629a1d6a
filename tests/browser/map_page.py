"""The map page as a person meets it: waiting for the map, asking it where things are, and clicking them."""

from __future__ import annotations

import contextlib
import time
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Locator, Page, expect

CARD = ".st-key-map_view_card"


def go_to(page: Page, group: str, name: str) -> None:
    """Open a page as people do: from the menu of the bar that holds it."""
    page.get_by_test_id("stTopNav").get_by_role("button", name=group).click()
    page.get_by_role("menuitem", name=name).click()


# Goes to an address once no page runs and none has for a moment, and notes when its own has run. A press of an arrow in
# the very moment a map reports is lost: Streamlit sends both as one run of the map's part alone. One that no run
# follows is pressed once more; a run that begins and ends between two paintings of the page is not seen either.
_FOLLOW = """(path) => {
    const app = document.querySelector("[data-testid=stApp]");
    const runs = () => app.dataset.testScriptState !== "notRunning";
    const arrow = () => dispatchEvent(new PopStateEvent("popstate", {state: {}}));
    window.followed = false;
    let began = false, presses = 0, busy = performance.now();
    const end = () => { watch.disconnect(); clearInterval(clock); window.followed = true; };
    const clock = setInterval(() => {
        if (runs()) busy = performance.now();
        if (began || performance.now() - busy < (presses ? 1000 : 400)) return;
        if (presses === 2) return end();
        if (!presses) history.pushState({}, "", path);
        presses += 1;
        busy = performance.now();
        arrow();
    }, 20);
    const watch = new MutationObserver(() => {
        if (!runs()) busy = performance.now();
        if (began && !runs()) end();
        began ||= presses && runs();
    });
    watch.observe(app, {attributes: true, attributeFilter: ["data-test-script-state"]});
}"""


def follow(page: Page, path: str) -> None:
    """Go to an address of the app as the browser's own arrows do: the session goes on, and nothing is loaded anew."""
    page.evaluate(_FOLLOW, path)
    page.wait_for_function("() => window.followed")


def rest(page: Page) -> None:
    """Wait until what was done has been answered: a map reports a moment after it has moved."""
    page.wait_for_timeout(700)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def frame_when(place: Locator, condition: str) -> Frame:
    """Return the frame at a place once a condition holds in it.

    Streamlit may put another frame there while the page is being built, and waiting in the one that has gone never
    ends; so it is looked up again and again.
    """
    for _ in range(24):
        started = time.monotonic()
        with contextlib.suppress(PlaywrightError):
            handle = place.element_handle(timeout=5_000)
            frame = handle.content_frame() if handle else None
            if frame is not None:
                frame.wait_for_function(condition, timeout=5_000)
                return frame
        time.sleep(max(0.0, 1.0 - (time.monotonic() - started)))
    raise AssertionError(f"no frame where {condition} holds")


def map_frame(page: Page) -> Frame:
    """Wait until the map has drawn its organisations, and return its frame."""
    condition = "() => window.Observatory && Observatory.view && Observatory.view.state"
    frame = frame_when(page.locator("iframe").first, condition)
    settle(frame)
    return frame


def settle(frame: Frame) -> None:
    """Wait until no tiles are on their way."""
    frame.wait_for_function(
        """() => { const v = Observatory.view; const o = v.layers.organisations;
                   return v.state === v.wanted && !v.map._animatingZoom && (!o || !o.isLoading()); }"""
    )
    frame.wait_for_timeout(150)


def move_to(frame: Frame, lat: float, lng: float, zoom: float) -> None:
    """Send the map to a view at once.

    Nothing is returned: the map, which `setView` returns, would be taken apart for us, a second of processor each time.
    """
    frame.evaluate("([a, b, z]) => { Observatory.view.map.setView([a, b], z, {animate: false}); }", [lat, lng, zoom])


def settle_tiles(frame: Frame) -> None:
    """Wait until the map has gone to another place, and nothing of the place before is in it."""
    settle(frame)
    frame.wait_for_function(  # tiles of the zoom before stay until those of this one have come
        """() => Object.values((Observatory.view.layers.organisations || {})._tiles || {})
                   .every(tile => tile.current && tile.loaded)"""
    )


def map_of(page: Page, link: str = "") -> Frame:
    """Return the map's frame once it shows what a link asks for: the map before may still be in it.

    Without a link it is what the address asks for whenever the map is looked at; the one that Playwright knows may be
    older, from a report of the map before.
    """
    frame = map_frame(page)
    frame.wait_for_function(
        """(search) => { const asked = new URLSearchParams(search || parent.location.search);
            const {map, state} = Observatory.view;
            const at = map.getCenter(), layers = asked.get("layers");
            return state.language === (asked.get("lang") || "zh") && map.getZoom() === Number(asked.get("z"))
                && Math.abs(at.lat - asked.get("lat")) < 0.1 && Math.abs(at.lng - asked.get("lng")) < 0.1
                && (!layers || String([...state.layers].sort()) === String(layers.split(",").sort())); }""",
        arg=urlsplit(link).query,
    )
    settle_tiles(frame)
    return frame


def look_at(frame: Frame, lat: float, lng: float, zoom: float) -> None:
    """Take the map to a place without a flight, and wait for what is there."""
    move_to(frame, lat, lng, zoom)
    settle_tiles(frame)


def close_card(page: Page) -> None:
    """Close the card, and wait until it has gone from the map too."""
    page.locator(".st-key-map_view_close button").click()
    expect(page.locator(CARD)).to_have_count(0)
    page.wait_for_function("() => !new URLSearchParams(location.search).has('sel')")


def view_of(frame: Frame) -> tuple[float, float, float]:
    """Return latitude, longitude and zoom of the map."""
    centre = frame.evaluate(
        "() => { const m = Observatory.view.map, c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }"
    )
    return tuple(centre)


def click_place(page: Page, frame: Frame, lat: float, lng: float) -> None:
    """Click the map at a place."""
    point = frame.evaluate(
        "([a, b]) => { const p = Observatory.view.map.latLngToContainerPoint([a, b]); return [p.x, p.y]; }", [lat, lng]
    )
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + point[0], box["y"] + point[1])


def organisations(frame: Frame) -> list[dict[str, Any]]:
    """Return the markers of organisations on screen: data, latitude and longitude."""
    return frame.evaluate(
        """() => { const found = []; const v = Observatory.view;
                   Observatory.eachOrganisation(v.map, v.layers.organisations,
                     (p, data, at) => found.push({...data, lat: at.lat, lng: at.lng}));
                   return found; }"""
    )


def on_map(frame: Frame) -> int:
    """Return how many organisations the visible markers stand for."""
    return sum(marker["n"] for marker in organisations(frame))


def figures(page: Page) -> str:
    """Return the line of figures."""
    return page.locator(".st-key-map_view_head .obs-note").inner_text()


def expect_card(page: Page, title: str) -> None:
    """Wait for the card with a title."""
    expect(page.locator(f"{CARD} .obs-heading")).to_have_text(title)
