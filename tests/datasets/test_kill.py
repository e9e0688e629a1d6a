"""A kill at any moment: the old dataset still opens, and the same command ends with the identical content."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.datasets import layout, register, synth
from geo.settings import ROOT, Settings

ROWS = 20_000


def command(path: Path, config: Settings) -> subprocess.Popen[str]:
    environment = {**os.environ, "OBSERVATORY_DATASETS": str(config.datasets_dir)}
    order = [sys.executable, "-m", "geo", "ingest", str(path), "--name", "firms", "--json"]
    return subprocess.Popen(order, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> tuple[dict[str, object], str]:
    out, err = process.communicate()
    return (json.loads(out) if out else {}), err


def trials(config: Settings, tmp_path: Path, count: int) -> None:
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    synth.write(500, 1, small, config=config)
    synth.write(ROWS, 2, large, config=config)
    began = time.monotonic()
    expected, err = finish(command(large, config))
    assert expected, err
    took_s = time.monotonic() - began
    register.remove("firms", config=config)
    old, err = finish(command(small, config))
    assert old, err
    chance = random.Random(14)  # noqa: S311 - moments to kill at, no secrets
    for _ in range(count):
        process = command(large, config)
        time.sleep(chance.uniform(0.1, 1.0) * took_s)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        manifest = layout.read_manifest(layout.version_folder(config.datasets_dir, "firms"))
        assert manifest.content in (old["content"], expected["content"])
        assert register.verify("firms", config=config) == []
        if manifest.content == expected["content"]:  # it was done before it was killed: begin anew from the old one
            finish(command(small, config))
    again, err = finish(command(large, config))
    assert again, err
    assert again["content"] == expected["content"]
    assert register.verify("firms", config=config) == []
    home = config.datasets_dir / "firms"
    assert sorted(path.name for path in home.iterdir()) == [".lock", "current", "versions"]


def test_a_kill_at_any_moment_leaves_old_or_new(config: Settings, tmp_path: Path) -> None:
    trials(config, tmp_path, 2)


@pytest.mark.slow
def test_fifty_kills_leave_old_or_new(config: Settings, tmp_path: Path) -> None:
    trials(config, tmp_path, 50)


@pytest.mark.slow
def test_a_small_disk_ends_in_words_and_the_old_dataset(config: Settings, tmp_path: Path) -> None:
    disk = tmp_path / "datasets"
    disk.mkdir()
    mount = ["/usr/bin/mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        small, large = tmp_path / "small.csv", tmp_path / "large.csv"
        synth.write(500, 1, small, config=config)
        synth.write(ROWS, 2, large, config=config)
        old, err = finish(command(small, config))
        assert old, err
        failed, err = finish(command(large, config))
        assert failed["error"] == "dataset_disk", err
        assert layout.read_manifest(layout.version_folder(disk, "firms")).content == old["content"]
        assert register.verify("firms", config=config) == []
    finally:
        subprocess.run(["/usr/bin/umount", str(disk)], check=True)
