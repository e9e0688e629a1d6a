"""`python -m geo`: what holds for every verb."""

from __future__ import annotations

import subprocess
import sys

from geo.settings import ROOT


def test_a_reader_who_stops_early_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "geo", "latency", "上海", "乌兰察布", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        told = process.stderr.read()
    assert process.returncode == 1
    assert told == ""


def test_a_verb_loads_only_what_it_needs_itself() -> None:
    looked_up = "import sys; from geo.__main__ import build_parser; build_parser('inspect'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", looked_up], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "argparse" in loaded
    assert loaded & {"numpy", "pandas", "shapely", "scipy", "duckdb"} == set()
