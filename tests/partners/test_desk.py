"""Desk: what is expressed stands until its owner withdraws it, two at once lose nothing, and all is on record."""

from __future__ import annotations

import datetime as dt
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo.keeping.person import Person, of_browser
from geo.partners.desk import LONGEST_NAME, MOST, Desk
from geo.partners.errors import PartnerTextError, TooManyInterestsError, UnknownInterestError
from geo.settings import ROOT

ANN, BEN = of_browser("a" * 43), of_browser("b" * 43)
# Expresses interests without end, takes every second one back, and tells of each thing once it has been kept.
CHILD = """
import sys
from pathlib import Path
from geo.keeping.person import of_browser
from geo.partners.desk import Desk

desk = Desk(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(10_000):
    person = of_browser(f"{sys.argv[2]}{number // 50}".rjust(43, "c"))
    made = desk.express(person, f"p{number}", name="Ann", need="0105")
    print("express", made.interest_id, flush=True)
    if number % 2:
        desk.withdraw(person, made.interest_id)
        print("withdraw", made.interest_id, flush=True)
"""


def test_an_interest_stands_until_it_is_withdrawn(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    made = desk.express(ANN, "huawei", name=" Ann\n<b>& Co ", need="0105", note="{{7*7}}")
    assert (made.name, made.need, made.note) == ("Ann <b>& Co", "0105", "{{7*7}}")
    assert Desk(tmp_path).interests() == (made,)
    with pytest.raises(UnknownInterestError):
        desk.withdraw(BEN, made.interest_id)
    desk.withdraw(ANN, made.interest_id)
    with pytest.raises(UnknownInterestError):
        desk.withdraw(ANN, made.interest_id)
    assert desk.interests() == ()
    assert [(line.act, line.thing, line.person) for line in desk.trail()] == [
        (act, f"interest/{made.interest_id}", ANN.key) for act in ("express", "withdraw")
    ]


@pytest.mark.parametrize("name", ["", "  \n", "x" * (LONGEST_NAME + 1)])
def test_a_name_is_needed_and_not_too_long(tmp_path: Path, name: str) -> None:
    with pytest.raises(PartnerTextError):
        Desk(tmp_path).express(ANN, "huawei", name=name)
    assert Desk(tmp_path).trail() == ()


def test_who_is_not_known_again_can_keep_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownInterestError):
        Desk(tmp_path).express(Person("self_declared", "Ann"), "huawei", name="Ann")


def test_a_person_has_no_more_than_so_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST >= 10
    monkeypatch.setattr("geo.partners.desk.MOST", 2)
    desk = Desk(tmp_path)
    for _ in range(2):
        desk.express(ANN, "huawei", name="Ann")
    with pytest.raises(TooManyInterestsError):
        desk.express(ANN, "sap", name="Ann")
    desk.express(BEN, "sap", name="Ben")


def test_a_round_is_called_answered_and_closed_by_who_called_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    call = desk.call(ANN, title="Chips day", topic="0105", held_on=dt.date(2027, 3, 1))
    answer = desk.express(BEN, "huawei", name="Ben", round_id=call.round_id)
    assert answer.round_id == call.round_id
    with pytest.raises(UnknownInterestError):
        desk.close(BEN, call.round_id, outcome="nothing")
    desk.close(ANN, call.round_id, outcome="two projects")
    (kept,) = desk.rounds()
    assert (kept.outcome, bool(kept.closed_at)) == ("two projects", True)
    with pytest.raises(UnknownInterestError):
        desk.express(BEN, "sap", name="Ben", round_id=call.round_id)
    assert [line.act for line in desk.trail()] == ["call", "express", "close"]


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    Desk(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda n: Desk(tmp_path).express(ANN if n % 2 else BEN, f"p{n}", name="x"), range(12)))
    assert {one.interest_id for one in Desk(tmp_path).interests()} == {one.interest_id for one in kept}
    assert len(Desk(tmp_path).trail()) == 12


@pytest.mark.parametrize("kills", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_a_kill_loses_nothing_acknowledged(tmp_path: Path, kills: int) -> None:
    moments = random.Random(11)  # noqa: S311 - moments, no secrets
    told: set[tuple[str, str]] = set()
    for attempt in range(kills):
        command = [sys.executable, "-W", "error", "-c", CHILD, str(tmp_path), str(attempt)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        lines = [process.stdout.readline()]
        time.sleep(moments.uniform(0.0, 0.08))
        process.send_signal(signal.SIGKILL)
        lines += [line for line in process.stdout if line.endswith("\n")]
        process.stdout.close()
        process.wait()
        told |= {(act, interest) for act, interest in map(str.split, lines)}
        desk = Desk(tmp_path)
        trail = [(line.act, line.thing.removeprefix("interest/")) for line in desk.trail()]
        assert told <= set(trail)
        assert len(trail) == len(set(trail)), "each thing happened once"
        withdrawn = {interest for act, interest in trail if act == "withdraw"}
        standing = {interest for act, interest in trail if act == "express"} - withdrawn
        assert {one.interest_id for one in desk.interests()} == standing, "register and record say the same"
