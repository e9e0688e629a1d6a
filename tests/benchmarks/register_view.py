"""`python -m tests.benchmarks.register_view NAME`: a register on the map page in Chromium, panned and filtered.

NAME is a dataset below OBSERVATORY_DATASETS; `python -m geo synth` and `python -m geo ingest` make one. Reported are
the bytes of the first view, the longest work of the map's main thread while it is panned and zoomed (long tasks, which
the browser reports from 50 ms on, and gaps between frames), what painting the cells takes, and the time from a filter
to the last tile.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from tests.benchmarks.__main__ import machine
from tests.benchmarks.figure import figure
from tests.benchmarks.stage import Stage, stage, wait_until_idle

PAINTED = "dco-register-drawn"
LOOKS = ("symbols", "grid", "heat")
PANS = 6
WORDS = ("软件", "深圳", "半导体", "网络科技")
WATCH = """() => {
    const told = window.dcoWatch = {tasks: [], gaps: [], paints: []};
    new PerformanceObserver(list => list.getEntries().forEach(one => told.tasks.push(one.duration)))
        .observe({type: 'longtask'});
    const canvas = Observatory.view.plugins.register.canvas;
    const paint = canvas.paint.bind(canvas);
    canvas.paint = () => { const t = performance.now(); paint(); told.paints.push(performance.now() - t); };
    let last = performance.now();
    const frame = now => { told.gaps.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
}"""


def register_frame(page: Page, *, after: int = 0) -> Frame:
    """Wait until the register's tiles are drawn once more than `after` times, and return the map's frame."""
    handle = page.locator("iframe").first.element_handle()
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_function(f"() => performance.getEntriesByName('{PAINTED}').length > {after}", polling=20)
    return frame


def drawn(frame: Frame) -> list[float]:
    """Return when all tiles were drawn, in milliseconds since 1970."""
    return frame.evaluate(
        f"() => performance.getEntriesByName('{PAINTED}').map(m => performance.timeOrigin + m.startTime)"
    )


def first_view(here: Stage, address: str) -> dict[str, Any]:
    """Open the page as somebody new; returns the bytes that came, those of tiles apart, and the time."""
    with here.visitor() as page:
        session = page.context.new_cdp_session(page)
        sizes: dict[str, float] = {}
        session.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
        session.send("Network.enable")
        page.goto(address, wait_until="commit")
        frame = register_frame(page)
        painted = drawn(frame)[0] - page.evaluate("() => performance.timeOrigin")
        until_painted = sum(sizes.values())
        wait_until_idle(page)
        of_map = frame.evaluate(
            """() => performance.getEntriesByType('resource').map(one => [one.name, one.transferSize])"""
        )
        tiles = [size for name, size in of_map if "/tiles/dataset/" in name]
        return {
            "first view, the map's frame": figure([sum(size for _, size in of_map)], "bytes"),
            "first view, tiles of the register": figure([sum(tiles)], "bytes", note=f"{len(tiles)} requests"),
            "first view, everything until the last tile": figure([until_painted], "bytes", target=1_500_000),
            "first view, everything": figure([sum(sizes.values())], "bytes", note="the tables below the map included"),
            "first view, to the last tile": figure([painted], "ms"),
        }


def pan_and_zoom(here: Stage, address: str, look: str) -> dict[str, Any]:
    """Pan and zoom; returns the longest frame and task of the map's thread and what painting took."""
    with here.visitor() as page:
        page.goto(f"{address}&look={look}", wait_until="commit")
        frame = register_frame(page)
        wait_until_idle(page)
        frame.evaluate(WATCH)
        for step in range(PANS):
            # Nothing is returned: the map, which panBy returns, would be taken apart for us on the thread we watch.
            frame.evaluate(
                "dx => { Observatory.view.map.panBy([dx, 120], {animate: true}); }", 260 if step % 2 else -260
            )
            page.wait_for_timeout(900)
        for change in (1, 1, 1, -1, -1):
            frame.evaluate("dz => { const m = Observatory.view.map; m.setZoom(m.getZoom() + dz); }", change)
            page.wait_for_timeout(1600)
        told = frame.evaluate("() => window.dcoWatch")
        marks = frame.evaluate("() => Observatory.view.plugins.register.canvas.painted.length")
        gaps = sorted(told["gaps"])
        return {
            f"{look}: longest task": figure([max(told["tasks"], default=0.0)], "ms", target=100),
            f"{look}: tasks of 50 ms and more": figure([len(told["tasks"])], "tasks"),
            f"{look}: longest gap between frames": figure([gaps[-1]], "ms", target=100),
            f"{look}: gap between frames, 99 of 100": figure([gaps[int(0.99 * (len(gaps) - 1))]], "ms"),
            f"{look}: painting": figure(told["paints"], "ms", note=f"{marks} marks at the end"),
        }


def filtered(here: Stage, address: str) -> dict[str, Any]:
    """Look for words in the names; returns the time from the press to the last tile."""
    times = []
    with here.visitor() as page:
        page.goto(address, wait_until="commit")
        frame = register_frame(page)
        wait_until_idle(page)
        field = page.locator(".st-key-map_d_text input")
        for words in WORDS:
            before = len(drawn(frame))
            field.fill(words)
            pressed = float(page.evaluate("() => performance.timeOrigin + performance.now()"))
            field.press("Enter")
            register_frame(page, after=before)
            times.append(drawn(frame)[before] - pressed)
            wait_until_idle(page)
    return {"filter to last tile": figure(times, "ms", target=500)}


def main() -> int:
    """Measure and write, part by part."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.register_view", description=__doc__)
    parser.add_argument("name", help="a dataset below OBSERVATORY_DATASETS")
    parser.add_argument("--out", type=Path, default=Path("build/bench-register-view.json"))
    parser.add_argument("--looks", nargs="*", choices=LOOKS, default=LOOKS)
    args = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "dataset": args.name}

    def add(found: dict[str, Any]) -> None:
        told.update(found)
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
        for key, value in found.items():
            print(f"{key:45} {value['median']:>12} {value['max']:>12} {value['unit']}", flush=True)

    with stage() as here:
        view = "layers=clusters,organisations&lat=33&lng=112&z=5"
        address = f"{here.address}/cluster_map?lang=en&data={args.name}&{view}"
        add(first_view(here, address))
        add(filtered(here, address))
        for look in args.looks:
            add(pan_and_zoom(here, address, look))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
