"""The register of tracking: versions, two writers, what it refuses, and kills at any moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from geo.governance.book import Book
from geo.governance.errors import EntryError, GovernanceError, StaleValuesError
from geo.governance.register import Award, Note, Value
from geo.keeping.person import Person
from geo.settings import ROOT

ANN = Person("self_declared", "Ann")
BEA = Person("signed_in", "Bea", "https://id.example/|17")
CHILD = """
import sys
from pathlib import Path
from geo.governance.book import Book
from geo.governance.register import Award, Note, Value
from geo.keeping.person import Person

book = Book(Path(sys.argv[1]))
by = Person("self_declared", "Child")
print("ready", flush=True)
number = int(sys.argv[2]) * 100000
while True:
    number += 1
    rows = [Value("ruhr", f"m{at}", str(2000 + at), float(number), "x", "test") for at in range(5)]
    book.write_values(rows, seen=book.pages().versions(), by=by)
    book.note(Note("ruhr", "comment", f"n{number}"), by=by)
    book.award(Award("ruhr", "bronze", "2025-01-01", "2027-01-01", {"c": 1.0}), by=by)
    print(number, flush=True)
"""


def value(amount: float, *, period: str = "2024", source: str = "report") -> Value:
    """Return a value of one key."""
    return Value("ruhr", "gdp", period, amount, "bn EUR", source)


def test_a_correction_is_a_further_version_and_the_same_value_none(tmp_path: Path) -> None:
    book = Book(tmp_path)
    assert book.write_values([value(1.0), value(2.0, period="2025")], seen={}, by=ANN) == 2
    assert book.write_values([value(1.0)], seen={}, by=ANN) == 0, "nothing changed, so nobody is overruled"
    seen = book.pages().versions()
    assert book.write_values([value(3.0)], seen=seen, by=BEA) == 1
    history = book.history(("ruhr", "gdp", "2024", False))
    assert [(one.version, one.amount, one.signed.name) for one in history if one.signed] == [
        (1, 1.0, "Ann"),
        (2, 3.0, "Bea"),
    ]
    lines = book.audit(thing="value/ruhr/gdp/2024")
    assert [(line.act, line.detail) for line in lines] == [("value", "1"), ("value", "2")]
    assert lines[1].person == BEA.key


def test_two_people_at_once_the_second_is_told_and_nothing_of_hers_is_written(tmp_path: Path) -> None:
    first, second = Book(tmp_path), Book(tmp_path)
    first.write_values([value(1.0)], seen={}, by=ANN)
    seen = second.pages().versions()
    first.write_values([value(2.0)], seen=seen, by=ANN)
    with pytest.raises(StaleValuesError) as caught:
        second.write_values([value(5.0, period="2020"), value(9.0)], seen=seen, by=BEA)
    assert caught.value.keys == (("ruhr", "gdp", "2024"),)
    assert [one.amount for one in second.pages().values] == [2.0]
    assert second.write_values([value(9.0)], seen=second.pages().versions(), by=BEA) == 1


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    book = Book(tmp_path)

    def write(number: int) -> None:
        for at in range(5):
            book.note(Note("ruhr", "comment", f"{number}-{at}"), by=ANN)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.body for one in book.pages().notes}) == 20
    assert len(book.audit()) == 20
    assert book.serial() == 20


def test_a_label_is_given_renewed_and_ended(tmp_path: Path) -> None:
    book = Book(tmp_path)
    assert book.pages().label_of("ruhr") is None
    book.award(Award("ruhr", "bronze", "2022-03-01", "2024-03-01", {"a": 3.0}), by=ANN)
    book.award(Award("ruhr", "silver", "2024-02-01", "2026-02-01", {"a": 5.0}), by=ANN)
    held = book.pages().label_of("ruhr")
    assert held is not None
    assert (held.level, held.until, held.points) == ("silver", "2026-02-01", {"a": 5.0})
    book.award(Award("ruhr", "none", "2025-01-01", ""), by=ANN)
    assert book.pages().label_of("ruhr") is None
    assert [line.act for line in book.audit(thing="cluster/ruhr")] == ["label_bronze", "label_silver", "label_none"]


@pytest.mark.parametrize(
    ("note", "by", "why"),
    [
        (Note("ruhr", "comment", "  "), ANN, "empty"),
        (Note("ruhr", "comment", "x" * 2001), ANN, "long"),
        (Note("ruhr", "gossip", "x"), ANN, "kind"),
        (Note("ruhr", "comment", "x"), Person("self_declared", " \n"), "name"),
        (Note("ruhr", "comment", "x"), Person("self_declared", "x" * 61), "long_name"),
    ],
)
def test_what_cannot_stand_there_is_refused(tmp_path: Path, note: Note, by: Person, why: str) -> None:
    book = Book(tmp_path)
    with pytest.raises(EntryError) as caught:
        book.note(note, by=by)
    assert caught.value.values["why"] == why
    assert book.audit() == ()


def test_lines_neither_change_nor_go(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.note(Note("ruhr", "decision", "visit in May"), by=ANN)
    for statement in ("UPDATE notes SET body = 'x'", "DELETE FROM notes", "DELETE FROM audit"):
        with pytest.raises(GovernanceError), book._kept.change() as change:
            change.run(statement)
    assert book.pages().notes[0].body == "visit in May"


def kills(folder: Path, number: int) -> None:
    """Kill a writer again and again; what it said to have written is there each time, whole and audited."""
    moments = random.Random(7)  # noqa: S311 - moments, no secrets
    told: set[int] = set()
    for attempt in range(1, number + 1):
        command = [sys.executable, "-W", "error", "-c", CHILD, str(folder), str(attempt)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        told.add(int(process.stdout.readline()))
        time.sleep(moments.uniform(0.0, 0.08))
        process.send_signal(signal.SIGKILL)
        told |= {int(line) for line in process.stdout if line.endswith("\n")}
        process.stdout.close()
        process.wait()
        book = Book(folder)
        pages = book.pages()
        assert {f"n{one}" for one in told} <= {one.body for one in pages.notes}
        assert len({one.amount for one in pages.values}) == 1, "five values are written together or not at all"
        lines = [line.act for line in book.audit()]
        assert lines.count("comment") == len(pages.notes)
        assert lines.count("label_bronze") == len(pages.awards)
        assert lines.count("value") == sum(one.version for one in pages.values)


def test_a_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    kills(tmp_path, 1)


@pytest.mark.slow
def test_thirty_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    kills(tmp_path, 30)
