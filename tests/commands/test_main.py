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
