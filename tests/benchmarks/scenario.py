"""Topic: how long the network page takes to work a changed scenario out and to show it.

`measure` runs the page itself, without a browser, as Streamlit does after a widget changed: the fragment's script
run from the new value to the last element. The analysis alone is measured beside it.
"""

from __future__ import annotations

import time
from typing import Any

from streamlit.testing.v1 import AppTest

from geo.catalog import load_catalog
from geo.computing.network import network
from geo.computing.scenario import work_out
from geo.computing.state import Scenario
from geo.model import Link
from geo.settings import ROOT, settings
from tests.benchmarks.figure import figure

RUNS = 20
TARGET_MS = 300.0


def measure() -> dict[str, Any]:
    """Measure scenarios that can and cannot be met, and the page that shows them."""
    return {
        "scenario that can be met": figure(_analysis("jjj"), "ms"),
        "scenario that cannot be met": figure(_analysis("yrd_core"), "ms"),
        "changed scenario to page": figure(_page(), "ms", target=TARGET_MS),
    }


def _analysis(region: str) -> list[float]:
    catalog = load_catalog(settings())
    known = network(catalog)
    links = catalog.every(Link).values()
    work_out(known, links, Scenario(region=region))  # imports and caches
    return [
        _timed(lambda racks=racks: work_out(known, links, Scenario(region=region, racks=racks)))
        for racks in (10_000.0 + 137 * run for run in range(RUNS))
    ]


def _page() -> list[float]:
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    app.query_params.update({"view": "scenario"})
    app.switch_page("computing_network.py").run()
    times = []
    for run in range(RUNS):
        app.number_input(key="network_racks").set_value(10_000.0 + 137 * run)
        times.append(_timed(app.run))
        if app.exception:
            raise RuntimeError(f"The page failed: {app.exception}")
    return times[1:]


def _timed(action: object) -> float:
    start = time.perf_counter()
    action()  # type: ignore[operator]
    return (time.perf_counter() - start) * 1000.0
