"""Topic: how many bytes a first view costs after the static files, which are sent once and kept for a year."""

from __future__ import annotations

import base64
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.benchmarks.figure import figure
from tests.benchmarks.stage import map_of, stage, wait_until_idle

TARGET_BYTES = 1_500_000
PAGES = {
    "map": "/cluster_map?lang=en&lat=34&lng=110&z=5",
    "overview": "/overview?lang=en",
    "catalogue": "/catalog?lang=en",
}


def group_of(url: str) -> str:
    """Return what a request is for: static files, tiles, payloads, or the rest of the application."""
    path = urlsplit(url).path
    if path.startswith(("/static/", "/map/assets/", "/component/")) or path.endswith(
        (".woff2", ".svg", ".png", ".ico")
    ):
        return "static"
    if path.startswith("/tiles/"):
        return "tiles"
    return "payloads" if path.startswith("/map/") else "application"


class Meter:
    """Counts what is transferred, compressed as it was sent; messages of the WebSocket as they are once unpacked."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = defaultdict(int)
        self._urls: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on(
            "Network.requestWillBeSent", lambda event: self._urls.update({event["requestId"]: event["request"]["url"]})
        )
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketFrameReceived", self._message)

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[group_of(self._urls.get(event["requestId"], ""))] += int(event["encodedDataLength"])

    def _message(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        payload = base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else frame["payloadData"].encode()
        self.bytes["messages"] += len(payload)


def measure() -> dict[str, Any]:
    """Weigh the first view of each page by somebody who was never here."""
    figures: dict[str, Any] = {}
    with stage() as here:
        for name, path in PAGES.items():
            with here.visitor() as page:
                meter = Meter(page)
                page.goto(here.address + path)
                if name == "map":
                    map_of(page)
                page.locator(".obs-footer").wait_for()
                wait_until_idle(page)
                parts = dict(meter.bytes)
            static = parts.pop("static", 0)
            note = ", ".join(f"{part} {size:,}" for part, size in sorted(parts.items()))
            figures[f"{name}, after static files"] = figure(
                [sum(parts.values())], "bytes", target=TARGET_BYTES, note=note
            )
            figures[f"{name}, static files once"] = figure([static], "bytes")
    return figures
