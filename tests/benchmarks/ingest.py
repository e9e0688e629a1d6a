"""Topic: the upload doctor beside plain pyogrio on a large shapefile, the worker's start, and its memory at the limit.

The shapefile is synthetic: rings of equal size on a grid over Shandong, with Chinese names in a DBF of UTF-8.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from geo.ingest import examination, pool
from geo.ingest.pool import Worker
from geo.settings import Limits
from tests.benchmarks.figure import figure
from tests.ingest.build import WGS84

RINGS = 120_000
VERTICES = 101
RUNS = 7
START_RUNS = 3
SLOWER_AT_MOST = 1.5
START_TARGET_S = 0.4
MEMORY_MB = (512, 256)
PLAIN = (
    "import sys,time,pyogrio;t=time.perf_counter();c=time.process_time();pyogrio.read_dataframe(sys.argv[1]);"
    "print(time.perf_counter()-t,time.process_time()-c)"
)


def measure() -> dict[str, Any]:
    """Read the same file by turns, so that both meet the same load of the machine."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_shapefile(Path(folder) / "synthetic.shp", rings=RINGS)
        size_mb = sum(part.stat().st_size for part in path.parent.iterdir()) / 1_000_000
        parts = examination.with_siblings(path)
        small = write_shapefile(Path(folder) / "small.shp", rings=10)
        _read(examination.with_siblings(small), Limits())  # the worker has started
        plain, doctor, memory, ratios_cpu = [], [], [], []
        for _ in range(RUNS):
            plain_s, plain_cpu_s = _plain_s(path)
            plain.append(plain_s)
            seconds, cpu_s, memory_mb, _ = _read(parts, Limits())
            doctor.append(seconds)
            ratios_cpu.append(cpu_s / plain_cpu_s)
            memory.append(memory_mb)
        bounded = {limit: _read(parts, Limits(memory_mb=limit)) for limit in MEMORY_MB}
        shared_mb = _resident_mb()
    ratios = [ours / theirs for ours, theirs in zip(doctor, plain, strict=True)]
    under = {
        f"peak memory under a limit of {limit} MB": figure(
            [peak_mb - shared_mb],
            "MB",
            target=limit,
            note=("ended by the limit" if ended else "read within the limit")
            + f"; the {shared_mb:.0f} MB of libraries and boundaries shared with the worker not counted",
        )
        for limit, (_, _, peak_mb, ended) in bounded.items()
    }
    return {
        "synthetic shapefile": figure([size_mb], "MB", note=f"{RINGS} rings of {VERTICES} vertices"),
        "plain pyogrio": figure(plain, "s"),
        "doctor, report included": figure(doctor, "s"),
        "doctor / plain pyogrio": figure(ratios, "times", target=SLOWER_AT_MOST),
        "doctor / plain pyogrio, processor time": figure(ratios_cpu, "times", target=SLOWER_AT_MOST),
        "start of the worker": figure(
            [_start_s() for _ in range(START_RUNS)], "s", target=START_TARGET_S, note="ahead, when the page is opened"
        ),
        "peak memory of the reader": figure(memory, "MB", target=Limits().memory_mb),
        **under,
    }


def _plain_s(path: Path) -> tuple[float, float]:
    """Return the seconds pyogrio takes in a process of its own, and those of the processor, its imports left out."""
    run = subprocess.run([sys.executable, "-c", PLAIN, str(path)], capture_output=True, text=True, check=True)
    wall_s, cpu_s = map(float, run.stdout.split())
    return wall_s, cpu_s


def _read(parts: list[Path], limits: Limits) -> tuple[float, float, float, bool]:
    """Return seconds, processor seconds, peak memory in megabytes, and whether the memory limit ended the reading."""
    started = time.perf_counter()
    examined = examination.examine(parts, bounds=limits)
    seconds = time.perf_counter() - started
    codes = {finding.code for finding in examined.report.findings}
    examined.close()
    assert not codes & {"worker_crashed", "worker_time"}, codes
    return seconds, examined.cpu_s, examined.memory_kb / 1000, "worker_memory" in codes


def _resident_mb() -> float:
    """Return the memory of the worker itself, which its readers share."""
    process = pool.shared()._process
    assert process is not None
    return float(psutil.Process(process.pid).memory_info().rss / 1_000_000)


def _start_s() -> float:
    """Return the seconds from nothing to a worker that takes jobs."""
    worker = Worker()
    started = time.perf_counter()
    worker.warm()
    assert worker._ready.wait(60)
    seconds = time.perf_counter() - started
    worker.close()
    return seconds


def write_shapefile(path: Path, *, rings: int) -> Path:
    """Write a synthetic shapefile of clockwise rings, with .shx, .dbf, .cpg and .prj; returns its path."""
    angle = -np.linspace(0, 2 * np.pi, VERTICES)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1) * 0.004
    circle[-1] = circle[0]
    number = np.arange(rings)
    centre = np.stack([115 + 0.01 * (number % 700), 34.5 + 0.01 * (number // 700)], axis=1)
    content = 48 + 16 * VERTICES
    layout: list[Any] = [("number", ">i4"), ("words", ">i4"), ("kind", "<i4"), ("box", "<f8", 4), ("parts", "<i4")]
    layout += [("points", "<i4"), ("first", "<i4"), ("xy", "<f8", (VERTICES, 2))]
    records = np.zeros(rings, dtype=layout)
    records["number"] = number + 1
    records["words"] = content // 2
    records["kind"], records["parts"], records["points"] = 5, 1, VERTICES
    records["xy"] = centre[:, None, :] + circle
    records["box"][:, :2] = records["xy"].min(axis=1)
    records["box"][:, 2:] = records["xy"].max(axis=1)
    box = (*records["xy"].min(axis=(0, 1)), *records["xy"].max(axis=(0, 1)), 0.0, 0.0, 0.0, 0.0)
    index = np.zeros(rings, dtype=[("offset", ">i4"), ("words", ">i4")])
    index["offset"] = (100 + number * (content + 8)) // 2
    index["words"] = content // 2
    for suffix, body in ((".shp", records), (".shx", index)):
        head = struct.pack(">i20xi", 9994, (100 + body.nbytes) // 2) + struct.pack("<ii8d", 1000, 5, *box)
        path.with_suffix(suffix).write_bytes(head + body.tobytes())
    names = np.array([f" 济南市第{n:08d}号".encode().ljust(41) for n in number], dtype="S41")
    head = struct.pack("<B3BIHH20x", 3, 124, 1, 1, rings, 32 + 32 + 1, 41)
    field = struct.pack("<11sc4xBB14x", b"NAME", b"C", 40, 0)
    path.with_suffix(".dbf").write_bytes(head + field + b"\r" + names.tobytes() + b"\x1a")
    path.with_suffix(".cpg").write_text("UTF-8", "ascii")
    path.with_suffix(".prj").write_text(WGS84, "ascii")
    return path
