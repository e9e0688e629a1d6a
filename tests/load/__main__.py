"""`python -m tests.load --workers 2`: the observatory under a crowd, and the smallest page of its kind beside it.

Figures are of this machine and moment; the second column tells how far a page of 20 lines gets on it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from geo.prepare import prepare
from geo.settings import settings
from tests.benchmarks.alternatives import organisations
from tests.browser.server import ROOT, free_port, serve
from tests.load.crowd import MINIMAL, OBSERVATORY, Found, Plan, Stop, visit

POINTS = 522
PLANS = {
    "20 people, four pages each, a second's pause": Plan(people=20, seconds=120, pause_s=1.0, pages=4),
    "100 people, a page every 5 s": Plan(people=100, seconds=180, every_s=5.0),
}
Serving = Callable[[], contextlib.AbstractContextManager[tuple[str, int]]]


@contextlib.contextmanager
def crew(workers: int) -> Iterator[tuple[str, int]]:
    """Serve the observatory by several processes."""
    command = [sys.executable, "-m", "geo", "serve", "--json", "--workers", str(workers), "--port", str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["address"], process.pid
        finally:
            process.terminate()
            process.wait(60)


@contextlib.contextmanager
def observatory() -> Iterator[tuple[str, int]]:
    """Serve the observatory by one process."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as (address, server):
        yield address, server.pid


@contextlib.contextmanager
def minimal() -> Iterator[tuple[str, int]]:
    """Serve the smallest page, from a folder of its own, with Streamlit's own settings."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(Path(__file__).with_name("minimal.py"), folder)
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {"name": row["name_en"]},
            }
            for row in organisations()[:POINTS]
        ]
        (folder / "points.json").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
        with serve(folder / "log.txt", root=folder, script="minimal.py") as (address, server):
            yield address, server.pid


def memory_mb(pid: int) -> float:
    """Return the memory of a process and its children, megabytes; what they share is counted once, where it is told."""
    return sum(memory_apart_mb(pid))


def memory_apart_mb(pid: int) -> tuple[float, float]:
    """Return the memory of a process and that of its children, megabytes; what they share is divided among them."""
    parent = psutil.Process(pid)
    found = []
    for process in (parent, *parent.children(recursive=True)):
        with contextlib.suppress(psutil.Error):  # a reader of an upload that has ended meanwhile
            one = process.memory_full_info()
            found.append((process.pid == pid, getattr(one, "pss", one.rss) / 1_000_000))
    own = sum(size for is_parent, size in found if is_parent)
    return own, sum(size for is_parent, size in found if not is_parent)


def cpu_s(pid: int) -> float:
    """Return the processor time a process and its children have used, user and system, seconds."""
    parent = psutil.Process(pid)
    return sum(sum(process.cpu_times()[:2]) for process in (parent, *parent.children(recursive=True)))


def percentile_ms(seconds: list[float], share: float) -> float | None:
    """Return a percentile in milliseconds; None where nothing was measured."""
    if not seconds:
        return None
    return round(sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] * 1000, 1)


def measured(serving: Serving, way: tuple[Stop, ...], plan: Plan) -> dict[str, Any]:
    """Serve, let everyone see every page once, then let the crowd go."""
    with serving() as (address, pid):
        visit(address, way, Plan(people=2, seconds=60, pause_s=0.2, pages=len(way)))
        before_s, started = cpu_s(pid), time.monotonic()
        found = visit(address, way, plan)
        used_s = cpu_s(pid) - before_s
        return told(found) | {
            "cpu_ms_a_page": round(used_s / max(len(found.page_s), 1) * 1000, 1),
            "seconds": round(time.monotonic() - started, 1),
            "memory_mb": round(memory_mb(pid)),
        }


def told(found: Found) -> dict[str, Any]:
    """Return what the crowd met, as JSON."""
    return {
        "pages": len(found.page_s),
        "page_p50_ms": percentile_ms(found.page_s, 0.5),
        "page_p95_ms": percentile_ms(found.page_s, 0.95),
        "page_mean_ms": round(statistics.fmean(found.page_s) * 1000, 1) if found.page_s else None,
        "tiles": len(found.tile_s),
        "tile_p50_ms": percentile_ms(found.tile_s, 0.5),
        "tile_p95_ms": percentile_ms(found.tile_s, 0.95),
        "kb_a_page": round(found.size / max(len(found.page_s), 1) / 1000, 1),
        "errors": {kind: count for kind, count in found.errors.items() if count},
    }


def main() -> int:
    """Run the plans against both and print them side by side."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/load.json"))
    parser.add_argument("--workers", type=int, default=1, help="processes of the observatory (default: 1)")
    parser.add_argument("--people", type=int, help="run one plan with so many people instead")
    parser.add_argument("--seconds", type=float, default=60.0, help="its length (default: 60)")
    parser.add_argument("--every", type=float, default=5.0, help="seconds from page to page (default: 5)")
    args = parser.parse_args()
    plans = PLANS
    if args.people:
        name = f"{args.people} people, a page every {args.every:g} s, {args.seconds:g} s"
        plans = {name: Plan(people=args.people, seconds=args.seconds, every_s=args.every)}
    prepare(settings())
    report: dict[str, Any] = {
        "cores": os.cpu_count(),
        "workers": args.workers,
        "load_1min": round(os.getloadavg()[0], 1),
        "plans": {},
    }
    for name, plan in plans.items():
        both = {
            "observatory": measured(
                partial(crew, args.workers) if args.workers > 1 else observatory, OBSERVATORY, plan
            ),
            "st_folium, 522 points": measured(minimal, MINIMAL, plan),
        }
        report["plans"][name] = both
        print(f"\n{name}\n{'':16}" + "".join(f"{title:>26}" for title in both), flush=True)
        for figure in next(iter(both.values())):
            print(f"{figure:16}" + "".join(f"{_short(each[figure]):>26}" for each in both.values()), flush=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(f"\nwritten to {args.out}")
    return 0


def _short(value: object) -> str:
    if value is None:
        return "-"
    return "none" if value == {} else str(value)


if __name__ == "__main__":
    raise SystemExit(main())
