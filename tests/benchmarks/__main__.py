"""`python -m tests.benchmarks --out build/bench.json`: runs every topic and writes what was measured.

A topic is a module of this package with `measure() -> dict`; a new one needs no entry anywhere.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import os
import pkgutil
import platform
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

import tests.benchmarks
from geo import __version__
from geo.catalog import load_catalog
from geo.prepare import prepare
from geo.settings import settings
from tests.browser.conftest import CHROMIUM


def topics() -> dict[str, Callable[[], dict[str, Any]]]:
    """Return the measuring function of every topic, by its module's name."""
    names = [found.name for found in pkgutil.iter_modules(tests.benchmarks.__path__) if found.name != "__main__"]
    modules = {name: importlib.import_module(f"tests.benchmarks.{name}") for name in names}
    return {name: module.measure for name, module in modules.items() if hasattr(module, "measure")}


def machine() -> dict[str, Any]:
    """Describe where the figures come from; the load says how far to trust them."""
    browser = subprocess.run([str(CHROMIUM), "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 1_000_000,
        "load_1min": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "browser": browser,
        "version": __version__,
        "data": load_catalog(settings()).digest,
    }


def main() -> int:
    """Measure the topics asked for, print them and write them."""
    known = topics()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"))
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"some of: {', '.join(known)} (default: all)")
    args = parser.parse_args()
    if unknown := set(args.topics) - set(known):
        parser.error(f"unknown topics: {', '.join(sorted(unknown))}; topics: {', '.join(known)}")
    prepare(settings())
    report: dict[str, Any] = {"machine": machine(), "topics": {}}
    for name in args.topics or known:
        started = time.monotonic()
        report["topics"][name] = known[name]()
        print(f"{name} ({time.monotonic() - started:.0f} s)", flush=True)
        for title, figure in report["topics"][name].items():
            target = f", target {figure['target']}" if figure.get("target") is not None else ""
            print(f"  {title}: {figure['median']} {figure['unit']}{target}", flush=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(f"written to {args.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
