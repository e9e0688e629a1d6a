"""Every route of app.py as a stranger meets it: no traces, nobody's things, headers on all, no writing from afar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from geo.operations.kinds import DATA
from geo.settings import ROOT, Settings
from tests.access.provider import environment

SPILLS = ("Traceback", "site-packages", 'File "', "duckdb.", "SELECT ", str(ROOT), "what nobody may see")
OPEN = {"/healthz", "/readyz", "/map/basemap.json"}  # without parts, and meant for anybody
PROBES = {"/healthz", "/readyz", "/metrics", "/map/basemap.json"}  # without data, and asked for by machines
KEYED = {"digest.atom", "map", "ogc", "published", "tilejson", "tiles"}
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
    return _walk(own)


@pytest.fixture(scope="module")
def closed(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Walk where people sign in and visitors see nothing."""
    folder = tmp_path_factory.mktemp("closed")
    own = environment(1, "http://testserver") | {"OBSERVATORY_VISITORS": "closed", "OBSERVATORY_SIGN_INS": "0"}
    own |= {"OBSERVATORY_STORE": str(store.store_dir), "OBSERVATORY_UPLOADS": "publish"}
    for name in ("PUBLISHED", "KEPT", "GOVERNANCE"):
        own[f"OBSERVATORY_{name}"] = str(folder / name)
    return _walk(own)


def _walk(own: Mapping[str, str]) -> dict[str, Any]:
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
    held = {other for other in walked["others"] if any(f"/{other}" in one["address"] for one in walked["answers"])}
    assert held == set(walked["others"]), "they were not asked for"
    gone = [answer for answer in walked["answers"] if f"/published/{walked['others'][0]}/" in answer["address"]]
    assert {answer["status"] for answer in gone} == {410}


def test_what_leads_nowhere_below_data_is_no_page(walked: dict[str, Any]) -> None:
    nowhere = [one for one in walked["answers"] if "{rest:path}" in one["route"] and one["method"] == "GET"]
    assert {one["route"].strip("/").partition("/")[0] for one in nowhere} == {kind for kind in DATA if "." not in kind}
    codes = {json.loads(one["text"])["error"] for one in nowhere if one["status"] == 404}
    assert codes == {"unknown_address"}


def test_nothing_is_changed_by_another_sites_page(walked: dict[str, Any]) -> None:
    writing = [answer for answer in walked["answers"] if answer["method"] != "GET"]
    assert {answer["status"] for answer in writing if answer["foreign"]} == {403}
    assert {answer["status"] for answer in writing if not answer["foreign"]} == {405}, "a writing route? say who may"
    assert walked["upload"] == 403


def test_a_closed_app_answers_only_who_is_signed_in_and_keys_where_they_read(closed: dict[str, Any]) -> None:
    by_address: dict[str, dict[str, Answer]] = {}
    for answer in closed["answers"]:
        by_address.setdefault(answer["address"], {})[answer["visitor"]] = answer
    for address, found in by_address.items():
        status = {visitor: answer["status"] for visitor, answer in found.items()}
        outside = {status[visitor] for visitor in ("stranger", "forged", "swapped", "over", "revoked")}
        if address in PROBES:
            assert outside | {status["viewer"], status["key"]} <= {200, 404}, address
            continue
        assert outside == {401}, f"{address}: {status}"
        assert "key_needed" in found["stranger"]["text"], address
        assert status["viewer"] not in (401, 403), address
        opened = address.lstrip("/").partition("/")[0] in KEYED
        assert status["key"] == (status["viewer"] if opened else 401), address
    assert len(by_address) > 12


def test_nobody_without_the_role_may_send_a_file(closed: dict[str, Any]) -> None:
    assert closed["uploads"] == dict.fromkeys(closed["uploads"], 401) | {"viewer": 403}
