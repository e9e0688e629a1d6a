"""Topic: what one run of each page costs the server, in processor time, messages and bytes; the smallest page beside.

A run is a person's change to the page, in a session that has been here before: what a browser has kept is not sent
again. Processor time is that of the server process, user and system, so that other work on the machine hardly counts.
"""

from __future__ import annotations

from typing import Any

import psutil

from tests.benchmarks.figure import figure
from tests.load.__main__ import minimal, observatory
from tests.visitor import Run, Visitor

RUNS = 30
ROUNDS = 3
COMPARED = "v=2&cases=tsukuba,ruhr,bavaria,boston"
# Page -> (its name in the address, query, budget of processor time in milliseconds).
PAGES = {
    "overview": ("", "", 15),
    "catalogue": ("catalog", "", 15),
    "workbench": ("workbench", "", 15),
    "network": ("computing_network", "", 30),
    "map": ("cluster_map", "lat=34&lng=110&z=5", 40),
    "comparison, four cases": ("compare", COMPARED, 60),
}


def measure() -> dict[str, Any]:
    """Measure every page in one session, after each was opened twice."""
    figures: dict[str, Any] = {}
    with minimal() as (address, pid), Visitor(address) as visitor:
        cpu_ms, run = _page(visitor, pid, "", "")
        figures["smallest page with st_folium and 522 points, processor"] = figure(cpu_ms, "ms", note=_note(run))
    with observatory() as (address, pid), Visitor(address) as visitor:
        for _ in range(2):
            for page, query, _budget in PAGES.values():
                visitor.open(page, query)
        for name, (page, query, budget) in PAGES.items():
            cpu_ms, run = _page(visitor, pid, page, query)
            figures[f"{name}, processor"] = figure(cpu_ms, "ms", target=budget, note=_note(run))
            figures[f"{name}, messages"] = figure([run.messages], "messages")
            figures[f"{name}, bytes"] = figure([run.size], "bytes")
    return figures


def _page(visitor: Visitor, pid: int, page: str, query: str) -> tuple[list[float], Run]:
    """Run one page `RUNS` times in each of `ROUNDS`; returns milliseconds of processor a run, and the last run."""
    process = psutil.Process(pid)
    run = visitor.open(page, query)
    assert not run.failed, f"the page {page or 'home'} failed"
    cpu_ms = []
    for _ in range(ROUNDS):
        before = sum(process.cpu_times()[:2])
        for _ in range(RUNS):
            run = visitor.open(page, query)
        cpu_ms.append((sum(process.cpu_times()[:2]) - before) / RUNS * 1000)
    return cpu_ms, run


def _note(run: Run) -> str:
    return ", ".join(f"{kind} {size:,} bytes" for kind, size in run.elements.most_common(4))
