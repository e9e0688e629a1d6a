"""`python -m geo inspect FILE --fix OUT`, as people run it, over every upload of the torture set that is accepted.

The copy is inspected again: as many features, the same box, the same text. The normal run makes one copy of every
sixth upload, in another format each; `make test-slow` makes every copy of every upload.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geo.__main__ import main
from tests.ingest.roundtrip import COPIES, TOLERANCE_DEGREES, together
from tests.ingest.test_torture import CASES

FORMATS = (*COPIES, ".json", ".zip")
ACCEPTED = [case_id for case_id, (case, _) in CASES.items() if case["want"] != "reject"]
SOME = [(case_id, FORMATS[(number // 6) % len(FORMATS)]) for number, case_id in enumerate(ACCEPTED) if number % 6 == 0]


def inspect(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    """Return what the command prints for machines."""
    status = main(["inspect", str(path), "--json", *options])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert status == {"ok": 0, "warn": 1, "reject": 2}[report["status"]]
    return report


def check(case_id: str, suffix: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Assert that the copy of one upload in one format is whole."""
    case, source = CASES[case_id]
    upload = folder / "in" / Path(case["name"]).name
    upload.parent.mkdir()
    upload.write_bytes(source.read_bytes())
    target = folder / "out" / f"fixed{suffix}"
    report = inspect(upload, capsys, "--fix", str(target))
    assert report["status"] != "reject", report["findings"][0]["message"]
    assert json.loads(target.with_name(f"{target.name}.repair.json").read_text("utf-8"))["upload"] == upload.name
    again = [
        inspect(path, capsys, "--datum", "wgs84", "--no-swap-axes")
        for path in sorted(target.parent.glob(f"fixed*{suffix}"))
        if not path.name.endswith(".repair.json")
    ]
    assert again, "no copy was written"
    assert [part["findings"][0]["message"] for part in again if part["status"] == "reject"] == []
    counts, boxes = zip(*map(together, again), strict=True)
    count, box = together(report)
    assert sum(counts) == count
    if box is not None:  # what has no place here may be given one there, with a warning
        found = list(zip(*[part for part in boxes if part is not None], strict=True))
        for pick, sides, side in zip((min, min, max, max), found, box, strict=True):
            assert abs(pick(sides) - side) < TOLERANCE_DEGREES
    if case["attr"] and report["layers"][0]["features"] == case["n"]:
        cells = {
            str(cell) for part in again for layer in part["layers"] for row in layer["sample"] for cell in row.values()
        }
        assert any(text in cell for text in as_held(str(case["attr"][1]), suffix) for cell in cells)


def as_held(text: str, suffix: str) -> set[str]:
    """Return how a format may hold a text: GDAL's have no NUL and show it, and dBASE fills its cells with spaces."""
    held = {text}
    if suffix in (".gpkg", ".shp", ".zip"):
        held = {text.replace("\0", "\u2400")}
    return {cell.rstrip(" ") for cell in held} if suffix in (".shp", ".zip") else held


@pytest.mark.parametrize(("case_id", "suffix"), SOME)
def test_copy_is_whole(case_id: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(case_id, suffix, tmp_path, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("case_id", ACCEPTED)
def test_every_copy_is_whole(case_id: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(case_id, suffix, tmp_path, capsys)
