"""Round trip of an upload: examined, kept for the workbench, copied to every format, and each copy examined again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geo.ingest import examination
from geo.ingest.examination import Choices
from geo.settings import Limits

COPIES = (".gpkg", ".geojson", ".parquet", ".shp")
TOLERANCE_DEGREES = 1e-5
Files = Sequence[Any]
Box = list[float] | None


def examined_for_machines(files: Files, **options: Any) -> dict[str, Any]:
    """Return what `python -m geo inspect --json` prints, having read every layer as the workbench does."""
    examined = examination.examine(files, keep=True, bounds=Limits(), **options)
    try:
        report = examined.report.for_machines("en")
        json.dumps(report, allow_nan=False)
        for layer in report["layers"]:
            frame = examined.layer(layer["name"])
            assert len(frame) == layer["features"], f"the workbench shows another number of {layer['name']}"
            assert len(frame.columns) == len(layer["fields"]) + 1
            assert not frame.empty or layer["features"] == 0
        return report
    finally:
        examined.close()


def together(report: dict[str, Any]) -> tuple[int, Box]:
    """Return the number of features of all layers, and their common box."""
    boxes = [layer["bbox_wgs84"] for layer in report["layers"] if layer["bbox_wgs84"]]
    box = [pick(values) for pick, values in zip((min, min, max, max), zip(*boxes, strict=True), strict=False)]
    return sum(layer["features"] for layer in report["layers"]), box or None


def check_copy(files: Files, suffix: str, report: dict[str, Any], *, texts: Sequence[str] = ()) -> None:
    """Assert that a copy in one format holds as many features, the same box and the same texts when it is read."""
    examined = examination.examine(files, copy=f"copy{suffix}", bounds=Limits())
    try:
        assert examined.report.status != "reject", examined.report.findings[0]
        written = sorted(path for path in (examined.folder / "out").iterdir() if path.suffix == suffix)
        assert written, "no copy was written"
        count, box = together(report)
        parts = [_again(path) for path in written]
        assert sum(part[0] for part in parts) == count
        found = [part[1] for part in parts if part[1] is not None]
        if box is not None:  # what has no place here may be given one there, with a warning
            assert found
            for pick, position in ((min, 0), (min, 1), (max, 2), (max, 3)):
                assert abs(pick(entry[position] for entry in found) - box[position]) < TOLERANCE_DEGREES
        seen = "".join(part[2] for part in parts)
        for text in texts:
            assert text in seen, f"{text} is not in the copy"
    finally:
        examined.close()


def _again(path: Path) -> tuple[int, Box, str]:
    """Read a copy as an upload; what is in no known system stays where it is."""
    examined = examination.examine(examination.with_siblings(path), choices=Choices(datum="wgs84"), bounds=Limits())
    try:
        report = examined.report.for_machines("en")
        assert report["status"] != "reject", report["findings"][0]["message"]
        samples = json.dumps([layer["sample"] for layer in report["layers"]], ensure_ascii=False)
        return (*together(report), samples)
    finally:
        examined.close()
