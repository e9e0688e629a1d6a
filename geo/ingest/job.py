"""Job of the reading process: what every one of them does around its work, from the start to the report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.report import Report
from geo.ingest.task import Task
from geo.json_values import plain


def run(folder: Path, task: Task, act: Callable[[Report], list[Layer]], *, confined: bool) -> None:
    """Do the work of one job folder and write ``out/report.json``.

    Parameters
    ----------
    folder : job folder with ``in``, ``work`` and ``out``.
    task : what is asked for; its findings go into the report.
    act : fills the report, writes what is asked for, and returns the layers whose findings belong to it.
    confined : whether the sandbox is complete; if not, the report says so.
    """
    start = time.monotonic()
    if not confined:
        task.found("sandbox_partial")
    result = Report(task.name)
    layers: list[Layer] = []
    try:
        layers = act(result)
    except Refusal as fault:
        result.layers = []
        result.findings = [fault.finding]
    result.findings += [*task.findings, *(finding for layer in layers for finding in layer.findings)]
    result.seconds = time.monotonic() - start
    write(folder / "out" / "report.json", result.as_json())


def write(target: Path, value: Any) -> None:
    """Write a value as JSON that strict parsers read."""
    target.write_text(json.dumps(value, ensure_ascii=False, allow_nan=False, default=plain), "utf-8", "surrogatepass")
