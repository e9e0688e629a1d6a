"""The crew: members that end are started again, and one that does not come up is told."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from geo.serving import crew
from geo.serving.caddy import Front
from geo.serving.crew import Member
from geo.serving.errors import CrewError

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "raise SystemExit(3)"]


def test_a_member_that_was_killed_is_started_again() -> None:
    member = Member("sleeper", SLEEPS, niceness=1)
    member.start()
    first = member.pid
    end = threading.Event()
    watcher = threading.Thread(target=crew.watch, args=([member], end))
    watcher.start()
    assert member.process is not None
    member.process.kill()
    deadline = time.monotonic() + 20
    while member.pid == first or not member.is_running():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    end.set()
    watcher.join()
    member.end()
    member.process.wait(10)


def test_quotas_of_the_server_are_divided_among_the_page_processes(tmp_path: Path) -> None:
    one, two, *_rest = crew.members(Front("127.0.0.1", 8501), workers=2, folder=tmp_path)
    assert one.environment == two.environment
    divided = {name: one.environment[name] for name in one.environment if name.startswith("OBSERVATORY_SERVER")}
    assert divided == {"OBSERVATORY_SERVER_MB": "4096", "OBSERVATORY_SERVER_LAYERS_MB": "2048"}  # of 8,192 and 4,096


def test_a_member_that_ends_again_and_again_is_given_pauses() -> None:
    member = Member("ender", ENDS)
    member.start()
    pauses = []
    for _ in range(3):
        assert member.process is not None
        member.process.wait(20)
        member.started -= member.pause_s  # as if the pause were over
        assert member.revive()
        pauses.append(member.pause_s)
    assert pauses == [1.0, 2.0, 4.0]
    assert member.process is not None
    member.process.wait(20)
    assert not member.revive()


def test_a_member_that_does_not_come_up_is_told() -> None:
    member = Member("ender", ENDS, health="http://127.0.0.1:9/health")
    member.start()
    assert member.process is not None
    member.process.wait(20)
    with pytest.raises(CrewError, match="ender did not come up: it ended with status 3"):
        crew.wait_until_well([member])


def test_the_ports_of_a_crew_differ() -> None:
    ports = crew.free_ports(20)
    assert len(set(ports)) == 20
