"""Garbage collection: page runs never search the old objects, whichever way the server was started."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from geo.serving import heap
from geo.settings import ROOT, Settings
from tests.browser.server import serve
from tests.visitor import Visitor

PAGES = ("", "catalog", "workbench", "computing_network", "cluster_map", "compare")
SESSIONS, EVERY = 2_000, 250
FLAT_MB = 40.0  # a leak of 25 kB a session would be told
# Read by every Python process that finds it: writes a line with the thread of each search of the oldest generation,
# and one when what is alive is frozen.
NOTING = """
import gc, os, threading

note = open(os.environ["HEAP_NOTES"], "a", buffering=1)
oldest = lambda phase, info: phase == "stop" and info["generation"] == 2
gc.callbacks.append(lambda *told: oldest(*told) and note.write(f"search {threading.current_thread().name}\\n"))
freeze = gc.freeze
gc.freeze = lambda: (freeze(), note.write("frozen\\n"))
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Write the module that notes searches; returns the file it writes to."""
    (tmp_path / "sitecustomize.py").write_text(NOTING, "utf-8")
    path = tmp_path / "notes.txt"
    path.touch()
    return path


def wait_for_freezing(notes: Path) -> None:
    """Wait until the server has loaded what stays."""
    end = time.monotonic() + 60
    while "frozen" not in notes.read_text("utf-8"):
        assert time.monotonic() < end, "what the start has loaded was not frozen"
        time.sleep(0.1)


def test_no_page_run_searches_the_oldest_generation(store: Settings, notes: Path) -> None:
    assert store.store_dir.is_dir()
    with serve(
        notes.with_name("log.txt"),
        options=("--runner.postScriptGC", "true"),  # somebody's own habit must not bring it back
        PYTHONPATH=str(notes.parent),
        HEAP_NOTES=str(notes),
    ) as (address, _server):
        wait_for_freezing(notes)
        before = notes.read_text("utf-8").splitlines()
        with Visitor(address) as visitor:
            runs = [visitor.open(page) for _ in range(2) for page in PAGES]
        after = notes.read_text("utf-8").splitlines()
    assert not any(run.failed for run in runs)
    assert any(line.startswith("search") for line in before), "the notes do not see searches"
    # On a slow machine the sweeper's minute comes round meanwhile; it has a thread of its own.
    assert [line for line in after[len(before) :] if line != "search heap"] == []


def test_the_root_forbids_the_search_after_each_run_wherever_it_is_started(tmp_path: Path) -> None:
    asked = "import app; from streamlit import config; print(config.get_option('runner.postScriptGC'))"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=tmp_path,  # where there is no file of settings
        env={**os.environ, "PYTHONPATH": str(ROOT), "STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == "False"


@pytest.fixture
def as_before() -> Iterator[None]:
    """Give this process its thresholds back; what is frozen stays so, as thousands of collected tests do."""
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("as_before")
def test_what_is_alive_is_frozen_and_cycles_that_come_later_are_still_freed() -> None:
    frozen = gc.get_freeze_count()
    alive: list[list[int]] = [[] for _ in range(20_000)]
    heap.freeze()
    assert gc.get_freeze_count() >= frozen + len(alive)

    class Node:
        itself: Node

    node = Node()
    node.itself = node
    gone = weakref.ref(node)
    del node
    kept: list[list[int]] = []
    while gc.get_count()[1] == 0:  # as a page run would, until the youngest have been searched
        kept.append([])
    assert heap.sweep()
    assert gone() is None


@pytest.mark.usefixtures("as_before")
def test_an_idle_process_is_not_swept() -> None:
    gc.collect()
    assert not heap.sweep()


@pytest.mark.usefixtures("as_before")
def test_memory_is_kept_until_the_server_ends() -> None:
    end, steps = threading.Event(), []
    keeper = threading.Thread(
        target=heap.keep, args=(end,), kwargs={"load": lambda: steps.append("load"), "sweep_s": 0.01}
    )
    keeper.start()
    end.set()
    keeper.join(30)
    assert steps == ["load"]
    assert not keeper.is_alive()
    assert gc.get_threshold() == (heap.YOUNG, heap.MIDDLE, heap.NEVER)


@pytest.mark.slow
def test_memory_stays_flat_over_two_thousand_sessions(store: Settings, tmp_path: Path) -> None:
    """Streamlit keeps up to 128 sessions that have left, for two minutes; beyond these, nothing may stay."""
    assert store.store_dir.is_dir()
    with serve(tmp_path / "log.txt") as (address, server):
        process = psutil.Process(server.pid)
        resident_mb = []
        for number in range(1, SESSIONS + 1):
            with Visitor(address) as visitor:
                assert not visitor.open(PAGES[number % len(PAGES)]).failed
            if number % EVERY == 0:
                resident_mb.append(process.memory_info().rss / 1_000_000)
    settled, last = resident_mb[1], resident_mb[-1]
    print(f"resident memory every {EVERY} sessions, MB: {[round(each) for each in resident_mb]}")
    assert last - settled < FLAT_MB, resident_mb
