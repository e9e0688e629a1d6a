"""Grids: the cells of tables without places, as they stand, read inside the worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypedDict

from geo.ingest import formats, job
from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.report import Report
from geo.ingest.tables import delimited, sheets
from geo.ingest.task import GridOrder, Task
from geo.settings import Limits


class Sheet(TypedDict):
    """A sheet as it is written for the server."""

    name: str
    rows: list[list[Any]]


def work(folder: Path, order: GridOrder, *, limits: Limits, confined: bool) -> None:
    """Read the table of one job folder and write ``out/report.json`` and ``out/grids.json``.

    Parameters
    ----------
    folder : job folder with ``in``, ``work`` and ``out``.
    limits : bounds of the upload.
    confined : whether the sandbox is complete; if not, the report says so.
    """
    task = Task(name=order["name"], work=folder / "work", limits=limits)

    def examine(_: Report) -> list[Layer]:
        found = read(folder / "in" / order["files"][0]["file"], task.name, task)
        job.write(folder / "out" / "grids.json", found)
        return []

    job.run(folder, task, examine, confined=confined)


def read(path: Path, name: str, task: Task) -> list[Sheet]:
    """Return name and rows of every sheet that has cells; raises Refusal for what is no table."""
    if path.stat().st_size > task.limits.upload_mb << 20:
        raise Refusal("file_too_large", mb=path.stat().st_size >> 20, limit=task.limits.upload_mb)
    key = formats.recognise(path, name)
    if key == "csv":
        found = [(name, delimited.grid(path, name, task))]
    elif key == "xlsx":
        found = sheets.grids(path, name, task)
    else:
        raise Refusal("statistics_format", name=name)
    kept = [(sheet, rows) for sheet, rows in found if any(cell not in ("", None) for row in rows for cell in row)]
    if not kept:
        raise Refusal("table_empty", name=name)
    cells = sum(len(row) for _, rows in kept for row in rows)
    task.count_features(cells)  # a cell of a wide table is a row of a long one
    for _, rows in kept:
        task.count_fields(max(map(len, rows)))
    return [{"name": sheet, "rows": rows} for sheet, rows in kept]
