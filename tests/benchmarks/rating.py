"""Topic: how long ratings take, beside plain Python and a pandas groupby; the large table is synthetic."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from geo.analysis.rating.cells import Cells
from geo.analysis.rating.ranks import rank_intervals, ranks_of
from geo.analysis.rating.registry import rate
from geo.catalog import load_catalog
from geo.settings import settings
from geo.statistics import panel as panels
from geo.statistics.panel import panel
from tests.benchmarks.figure import figure

RUNS = 5
METHODS = ("lq", "us_strong", "eu_stars_focus", "diversification", "complexity")


def measure() -> dict[str, Any]:
    """Measure the real table from the cold store, a drawn rank interval, and a synthetic table of twenty years."""
    jobs = np.random.default_rng(1).poisson(40.0, (933, 1000)).astype(float)
    long = pd.DataFrame(
        {"region": np.repeat(np.arange(933), 1000), "industry": np.tile(np.arange(1000), 933), "jobs": jobs.ravel()}
    )
    return {
        "933 areas x 961 industries x 5 methods, cold": figure(_runs(_cold), "ms", target=1500.0),
        "quotients of 933 x 1,000, arrays": figure(_runs(lambda: _cells(jobs).quotients), "ms"),
        "quotients of 933 x 1,000, pandas groupby": figure(_runs(lambda: _grouped(long)), "ms"),
        "quotients of 933 x 1,000, plain Python": figure(_runs(lambda: _plain(jobs), runs=1), "ms"),
        "rank intervals, 10,000 draws x 1,000 regions x 50 indicators": figure(_runs(_draw), "ms", target=2000.0),
        "synthetic 3,000 x 1,000 x 20 years, quotients and ranks": figure(_runs(_years, runs=3), "ms", target=3000.0),
        "memory of that": figure([_memory()], "MB", target=1000.0),
    }


def _runs(action: Callable[[], object], *, runs: int = RUNS) -> list[float]:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return times


def _cold() -> None:
    panels._read.cache_clear()
    cells = panel(load_catalog(settings()), "us_cbp_2019").cells(2019)
    for method in METHODS:
        rate(cells, method=method)


def _cells(jobs: np.ndarray) -> Cells:
    names = tuple(map(str, range(jobs.shape[0]))), tuple(map(str, range(jobs.shape[1])))
    return Cells(*names, jobs, jobs.sum(axis=1))


def _grouped(long: pd.DataFrame) -> pd.Series:
    region = long.groupby("region")["jobs"].transform("sum")
    industry = long.groupby("industry")["jobs"].transform("sum")
    return (long["jobs"] / region) / (industry / long["jobs"].sum())


def _plain(jobs: np.ndarray) -> list[list[float]]:
    rows = jobs.tolist()
    totals = [sum(row) for row in rows]
    industries = [sum(column) for column in zip(*rows, strict=True)]
    everything = sum(totals)
    return [
        [(cell / total) / (industry / everything) for cell, industry in zip(row, industries, strict=True)]
        for row, total in zip(rows, totals, strict=True)
    ]


def _draw() -> None:
    scaled = np.random.default_rng(2).random((1000, 50))
    rank_intervals(scaled, np.full(50, 0.02), errors=np.full(scaled.shape, 0.02), draws=10_000)


def _years() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        cells = _cells(rng.random((3000, 1000), dtype=np.float32).astype(np.float64) * 100)
        ranks_of(cells.quotients[:, 0])


def _memory() -> float:
    tracemalloc.start()
    _years()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6
