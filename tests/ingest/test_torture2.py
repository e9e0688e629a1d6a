"""Every awkward upload of the second set, by name: right or told, kept for the workbench, and copied to every format.

The cases lie beside the tests. OBSERVATORY_TORTURE2 names a folder with manifest.json of more cases, which are run too.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from geo.ingest import examination
from tests.ingest import roundtrip

OWN = Path(__file__).parent / "cases2"
TOLERANCE_DEGREES = 0.001


def cases() -> dict[str, tuple[dict[str, Any], Path]]:
    """Return id -> (truth, file) of our own cases and of those of a further set."""
    found: dict[str, tuple[dict[str, Any], Path]] = {}
    for folder in (OWN, Path(os.environ.get("OBSERVATORY_TORTURE2") or OWN)):
        for case in json.loads((folder / "manifest.json").read_text("utf-8")):
            found[case["id"]] = (case, folder / case["path"])
    return found


CASES = cases()


def texts_of(case: dict[str, Any]) -> list[str]:
    """Return the texts that must be read."""
    text = case.get("text", [])
    return [text] if isinstance(text, str) else text


@pytest.fixture(scope="module")
def reports() -> dict[str, dict[str, Any]]:
    """Return reports by id, so that each case is examined once."""
    return {}


def report_of(case_id: str, reports: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if case_id not in reports:
        path = CASES[case_id][1]
        reports[case_id] = roundtrip.examined_for_machines(examination.with_siblings(path))
    return reports[case_id]


@pytest.mark.parametrize("case_id", CASES)
def test_case(case_id: str, reports: dict[str, dict[str, Any]]) -> None:
    case, _ = CASES[case_id]
    report = report_of(case_id, reports)
    allowed = case["status"] if isinstance(case["status"], list) else [case["status"]]
    assert report["status"] in allowed, report["findings"][:1]
    words = " ".join(f"{finding['message']} {finding['fix']}" for finding in report["findings"])
    if "match" in case and report["status"] != "ok":
        assert re.search(case["match"], words), "the person was not told"
    if report["status"] == "reject":
        return
    layer = report["layers"][0]
    if "count" in case:
        assert layer["features"] == case["count"]
    if "bbox" in case:
        assert layer["bbox_wgs84"] == pytest.approx(case["bbox"], abs=TOLERANCE_DEGREES)
    sample = json.dumps(layer["sample"], ensure_ascii=False)
    assert all(text in sample for text in texts_of(case))


@pytest.mark.parametrize("suffix", roundtrip.COPIES)
@pytest.mark.parametrize("case_id", CASES)
def test_copy(case_id: str, suffix: str, reports: dict[str, dict[str, Any]]) -> None:
    case, path = CASES[case_id]
    report = report_of(case_id, reports)
    if report["status"] == "reject":
        return
    roundtrip.check_copy(examination.with_siblings(path), suffix, report, texts=texts_of(case))


def test_layers_of_one_name_show_their_own_data(reports: dict[str, dict[str, Any]]) -> None:
    boxes = [layer["bbox_wgs84"] for layer in report_of("same_layer_names", reports)["layers"]]
    assert boxes[0][0] == pytest.approx(117.0)
    assert boxes[1][0] == pytest.approx(121.4)
