"""Publishing survives a kill at any moment: what is listed afterwards is whole, what is not is gone."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.publication.shelf import Found, Shelf
from geo.settings import ROOT

CHILD = """
import sys
from pathlib import Path
import geopandas as gpd
import numpy as np
from geo.publication.about import About, Owner
from geo.publication.shelf import Proof, Shelf

print(flush=True)
sys.stdin.readline()
shelf = Shelf(Path(sys.argv[1]), limit_mb=500)
rng = np.random.default_rng(int(sys.argv[2]))
about = About("Points", "CC0-1.0", "", "A test", "2024-01-09", "low")
count = int(sys.argv[3])
while count:
    count -= 1
    places = gpd.points_from_xy(rng.random(20_000), rng.random(20_000))
    frame = gpd.GeoDataFrame({"n": rng.random(20_000)}, geometry=places, crs="EPSG:4326")
    first = shelf.publish(frame, about, Owner("self_declared", "Ann"))
    proof = Proof(code=first.code)
    shelf.publish(frame.head(9), about, Owner("self_declared", "Ann"), of=first.publication_id, proof=proof)
    shelf.withdraw(first.publication_id, proof)
    shelf.restore(first.publication_id, proof)
    print(first.publication_id, flush=True)
"""


def child(folder: Path, seed: int, count: int = -1) -> subprocess.Popen[str]:
    """Start a process that publishes without end, or `count` times, once it is told to (see `begin`)."""
    command = [sys.executable, "-W", "error", "-c", CHILD, str(folder), str(seed), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def begin(*processes: subprocess.Popen[str]) -> None:
    """Let processes publish as soon as all of them have loaded their libraries."""
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()


def check(folder: Path) -> tuple[list[str], int]:
    """Open the shelf as a start would and read every version back; returns the ids and the number of files."""
    shelf = Shelf(folder, limit_mb=500)
    listed = shelf.everything()
    digests = set()
    for publication in listed:
        assert [version.number for version in publication.versions] == list(range(1, len(publication.versions) + 1))
        for version in publication.versions:
            assert len(shelf.file(Found(publication, version))) == version.bytes  # raises on another digest
            digests.add(version.digest)
    files = {path.name for path in (folder / "files").iterdir()}
    assert files == {f"{digest}.parquet" for digest in digests}
    return [publication.publication_id for publication in listed], len(files)


@pytest.mark.parametrize("kills", [3, pytest.param(30, marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_leaves_no_half_version(tmp_path: Path, kills: int) -> None:
    folder = tmp_path / "published"
    moments = random.Random(4)  # noqa: S311 - moments, no secrets
    process = child(folder, 0)
    told: set[str] = set()
    for number in range(1, kills + 1):
        assert process.stdin
        assert process.stdout
        begin(process)
        told.add(process.stdout.readline().strip())  # it has finished one: it is publishing now
        following = child(folder, number) if number < kills else None  # loads its libraries meanwhile
        time.sleep(moments.uniform(0.0, 0.06))
        process.send_signal(signal.SIGKILL)
        told |= {line.strip() for line in process.stdout if line.endswith("\n")}
        process.stdout.close()
        process.stdin.close()
        process.wait()
        assert process.returncode == -signal.SIGKILL
        known, _ = check(folder)
        assert told <= set(known)  # what was confirmed is there
        if following:
            process = following
    assert len(told) >= kills


def test_two_processes_publish_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    both = [child(folder, seed, count=8) for seed in (1, 2)]
    begin(*both)
    told: list[str] = []
    for process in both:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        told += out.split()
    known, files = check(folder)
    assert sorted(known) == sorted(told)
    assert len(known) == 16
    assert files == 32
