"""Topic: how long a server takes to start, from its process to its first page."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.figure import figure
from tests.benchmarks.stage import chromium
from tests.browser.server import ROOT, serve

RUNS = 5


def measure() -> dict[str, Any]:
    """Measure the start of the server and of `geo prepare` when nothing is to be done."""
    healthy: list[float] = []
    first_page: list[float] = []
    with chromium() as browser:
        for _ in range(RUNS):
            started = time.perf_counter()
            with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as (address, _server):
                healthy.append(time.perf_counter() - started)
                page = browser.new_page()
                page.goto(f"{address}/overview", wait_until="commit")
                page.locator(".obs-footer").wait_for()
                first_page.append(time.perf_counter() - started)
                page.close()
    return {
        "process to health": figure(healthy, "s"),
        "process to first page": figure(first_page, "s"),
        "check that the store is current": figure([_current() for _ in range(RUNS)], "s"),
        "second make run": figure(
            [health + _current() for health in healthy], "s", target=5, note="store check and server start"
        ),
    }


def _current() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "geo", "prepare"], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started
