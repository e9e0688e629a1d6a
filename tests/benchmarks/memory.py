"""Topic: resident memory of the server, idle and with many sessions that each have the map open."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks.figure import figure
from tests.benchmarks.stage import chromium, first_paint_ms
from tests.browser.server import serve
from tests.visitor import Visitor

SESSIONS = 20
TARGET_MB = 15.0
MAP = "lang=en&lat=34&lng=110&z=5"


def measure() -> dict[str, Any]:
    """Measure after a first visit by a browser, then with sessions that run the map page over their own WebSocket."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as (address, server):
        fresh = resident_mb(server.pid)
        with chromium() as browser:
            page = browser.new_page()
            page.set_default_timeout(60_000)
            first_paint_ms(page, f"{address}/cluster_map?{MAP}")
            page.close()
        time.sleep(2)
        idle = resident_mb(server.pid)
        sessions = [open_session(address) for _ in range(SESSIONS)]
        time.sleep(2)
        busy = resident_mb(server.pid)
        # The first sessions may find memory that the start left free, so the cost of one is told by as many again.
        sessions += [open_session(address) for _ in range(SESSIONS)]
        time.sleep(2)
        busier = resident_mb(server.pid)
        for session in sessions:
            session.close()
    each = max(busy - idle, busier - busy) / SESSIONS
    return {
        "started, nobody there": figure([fresh], "MB"),
        "idle after a first visit": figure([idle], "MB"),
        f"with {SESSIONS} sessions on the map": figure([busy], "MB"),
        f"with {2 * SESSIONS} sessions on the map": figure([busier], "MB"),
        "for each session": figure([each], "MB", target=TARGET_MB),
    }


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, megabytes."""
    parent = psutil.Process(pid)
    return sum(process.memory_info().rss for process in (parent, *parent.children(recursive=True))) / 1_000_000


def open_session(address: str) -> Visitor:
    """Open a session on the map page, and wait until its script has run."""
    visitor = Visitor(address)
    run = visitor.open("cluster_map", MAP)
    assert not run.failed and run.kinds["delta"] > 20, "the map page did not run"
    return visitor
