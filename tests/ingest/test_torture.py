"""Every awkward upload of the torture set, by name: right, told, or refused clearly; no file read, no call made.

The cases lie beside the tests. A larger set is found through OBSERVATORY_TORTURE (a folder with manifest.json and
files/) or at ../shared/torture beside the checkout; what it has beyond ours is run too.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from geo.ingest import examination
from geo.settings import ROOT, Limits

OWN = Path(__file__).parent / "cases"
CANARY = "canary-7f3a9"
TOLERANCE_DEGREES = 0.01  # about a kilometre: old datums shift by a tenth of that
MAX_SECONDS = 20.0
PORT = 18999
CANARY_FOLDER = Path("/srv/geo/canary")
CANARIES = {
    "secret.txt": CANARY,
    "secret.csv": f"leak\n{CANARY}\n",
    "secret.geojson": f'{{"x": "{CANARY}"}}',
}
# Cannot be proven to be wrong: the finding is a note, as the issue asks.
NOTE_IS_ENOUGH = {"datum_unverified"}


def cases() -> dict[str, tuple[dict[str, Any], Path]]:
    """Return id -> (truth, file) of our own cases and of those of a larger set."""
    found = {
        case["id"]: (case, OWN / f"{case['id']}.bin") for case in json.loads((OWN / "manifest.json").read_text("utf-8"))
    }
    larger = Path(os.environ.get("OBSERVATORY_TORTURE", "") or ROOT.parent / "shared" / "torture")
    if (larger / "manifest.json").is_file():
        for case in json.loads((larger / "manifest.json").read_text("utf-8")):
            case["name"] = Path(case["path"]).name
            found[case["id"]] = (case, larger / case["path"])
    return found


CASES = cases()


@dataclass(slots=True)
class Trap:
    """Canaries where the attacks would read and an ear where they would call; `faults` is what could not be set up."""

    calls: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    """Set the trap for all cases, and take it away."""
    made = Trap()
    placed = []
    for name, text in CANARIES.items():
        try:
            CANARY_FOLDER.mkdir(parents=True, exist_ok=True)
            if not (CANARY_FOLDER / name).exists():
                (CANARY_FOLDER / name).write_text(text, "utf-8")
                placed.append(CANARY_FOLDER / name)
        except OSError as fault:
            made.faults.append(f"{CANARY_FOLDER / name}: {fault.strerror}")
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind(("127.0.0.1", PORT))
        server.listen()
    except OSError as fault:
        made.faults.append(f"port {PORT}: {fault.strerror}")

    def accept() -> None:
        while True:
            try:
                server.accept()[0].close()
            except OSError:
                return
            made.calls.append("connection")

    ear = threading.Thread(target=accept, daemon=True)
    ear.start()
    yield made
    with contextlib.suppress(OSError):
        server.shutdown(socket.SHUT_RDWR)
    server.close()
    ear.join(5)
    for path in placed:
        path.unlink()


def test_trap_is_set_and_springs(trap: Trap) -> None:
    """Without it the cases below would show nothing: so what cannot be set up is a failure, not a silence."""
    assert not trap.faults, f"run the tests as a user who may write {CANARY_FOLDER} and listen on {PORT}"
    assert all(CANARY in (CANARY_FOLDER / name).read_text("utf-8") for name in CANARIES)
    socket.create_connection(("127.0.0.1", PORT), timeout=5).close()
    until = time.monotonic() + 5
    while not trap.calls and time.monotonic() < until:
        time.sleep(0.01)
    assert trap.calls == ["connection"]
    trap.calls.clear()


@pytest.mark.parametrize("case_id", CASES)
def test_case(case_id: str, trap: Trap) -> None:
    case, path = CASES[case_id]
    examined = examination.examine([(case["name"], path.read_bytes())], bounds=Limits())
    try:
        report = examined.report.for_machines("en")
        text = json.dumps(report, allow_nan=False)
    finally:
        examined.close()
    assert not trap.calls, "an upload made a network call"
    assert CANARY not in text, "an upload read a local file"
    assert report["seconds"] < MAX_SECONDS
    codes = {finding["code"] for finding in report["findings"]}
    assert not {code for code in codes if code.startswith("worker_")}, "the reader crashed or hung"
    if case["want"] == "reject":
        assert report["status"] == "reject"
        assert not report["layers"]
        assert re.search(case["clear"], report["findings"][0]["message"])
        return
    assert report["status"] != "reject", report["findings"][0]["message"]
    if case["want"] == "load":
        assert report["status"] == "ok", "a sound upload was warned of"
    if case["want"] == "warn":
        assert report["status"] == "warn" or codes & NOTE_IS_ENOUGH, "the person was not told"
    layer = report["layers"][0]
    assert layer["features"] == case["n"]
    if case["crs"]:
        assert layer["crs"]
    if case["bbox"]:
        assert layer["bbox_wgs84"] == pytest.approx(case["bbox"], abs=TOLERANCE_DEGREES)
    if case["attr"]:
        field, value = case["attr"]
        assert value in [record.get(field) for record in layer["sample"]]


def test_all_categories_are_there() -> None:
    assert len(CASES) >= 142
    assert {case["cat"] for case, _ in CASES.values()} >= {"encoding", "crs", "zip", "attack", "payload", "geometry"}
