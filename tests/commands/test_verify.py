"""The verb `verify`: exit status and what it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from geo.settings import ROOT, Settings
from tests import small_package


def run(config: Settings, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OBSERVATORY_DATA": str(config.data_dir), "OBSERVATORY_STORE": str(config.store_dir)}
    command = [sys.executable, "-m", "geo", "verify", *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_a_sound_package_passes_without_a_store(small: Settings) -> None:
    done = run(small)
    assert done.returncode == 0, done.stderr
    assert "0 faults, 1 notes." in done.stdout
    assert not small.store_dir.exists()


def test_faults_make_it_fail_and_are_all_printed(tmp_path: Path) -> None:
    def change(tables: small_package.Tables) -> None:
        tables["clusters"][0]["as_of"] = "soon"
        tables["parks"][0]["lat"] = 30.9

    done = run(small_package.write(tmp_path, change=change))
    assert done.returncode == 1
    assert "FAULT [dates] clusters, row 2:" in done.stdout
    assert "FAULT [points] parks, row 2:" in done.stdout
    assert done.stderr == ""


def test_json_is_one_object_with_every_fault(small: Settings) -> None:
    (small.data_dir / "tables/places.csv").unlink()
    done = run(small, "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["ok"] is False
    assert set(report) == {"ok", "faults", "notes", "checked"}
    faults = [(fault["check"], fault["table"], fault["row"]) for fault in report["faults"]]
    assert ("files", "tables/places.csv", None) in faults
    assert report["checked"]["files"] == len(small_package.TABLES) + 1  # and one file of boundaries


def test_a_folder_without_a_package_is_a_clear_fault(tmp_path: Path) -> None:
    done = run(Settings(tmp_path, tmp_path, "zh", 1, "", ""), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"] == "data_file"
