"""Every route of app.py as a stranger meets it: no traces, nobody's things, headers on all, no writing from afar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from geo.settings import ROOT, Settings

SPILLS = ("Traceback", "site-packages", 'File "', "duckdb.", "SELECT ", str(ROOT), "what nobody may see")
OPEN = {"/healthz", "/readyz", "/map/basemap.json"}  # without parts, and meant for anybody
Answer = Mapping[str, Any]


@pytest.fixture(scope="module")
def walked(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Walk once, in a process of its own."""
    folder = tmp_path_factory.mktemp("walk")
    own = {
        "OBSERVATORY_STORE": str(store.store_dir),
        "OBSERVATORY_UPLOADS": "publish",
        "OBSERVATORY_PUBLISHED": str(folder / "published"),
        "OBSERVATORY_KEPT": str(folder / "kept"),
    }
    command = [sys.executable, "-m", "tests.operations.walk"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_no_answer_is_a_server_fault_or_tells_of_the_inside(walked: dict[str, Any]) -> None:
    answers = walked["answers"]
    assert len({answer["route"] for answer in answers}) > 12
    for answer in answers:
        where = f"{answer['method']} {answer['address'][:80]}"
        assert answer["status"] < 500, where
        assert [spill for spill in SPILLS if spill in answer["text"]] == [], where


def test_every_answer_has_the_security_headers_and_an_id(walked: dict[str, Any]) -> None:
    for answer in walked["answers"]:
        headers = answer["headers"]
        where = f"{answer['method']} {answer['address'][:80]}"
        assert headers["x-content-type-options"] == "nosniff", where
        assert "default-src" in headers["content-security-policy"], where
        assert {"referrer-policy", "permissions-policy", "x-request-id"} <= headers.keys(), where
        assert "access-control-allow-origin" not in headers, where


def test_forged_ids_and_those_of_others_find_nothing(walked: dict[str, Any]) -> None:
    for answer in walked["answers"]:
        if answer["method"] == "GET" and "{" in answer["route"] and "/map/" not in answer["route"]:
            assert 400 <= answer["status"] < 500, answer["address"][:80]
    gone = [answer for answer in walked["answers"] if f"/published/{walked['other']}/" in answer["address"]]
    assert {answer["status"] for answer in gone} == {410}


def test_nothing_is_changed_by_another_sites_page(walked: dict[str, Any]) -> None:
    writing = [answer for answer in walked["answers"] if answer["method"] != "GET"]
    assert {answer["status"] for answer in writing if answer["foreign"]} == {403}
    assert {answer["status"] for answer in writing if not answer["foreign"]} == {405}, "a writing route? say who may"
    assert walked["upload"] == 403
