"""The ground of what people save: nothing half, lines that stay, files that are what they were, one type of person."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest

from geo.catalog.errors import FileFault
from geo.keeping import audit
from geo.keeping.errors import KeepingError
from geo.keeping.files import Files
from geo.keeping.person import Person, of_browser
from geo.keeping.repository import Schema, SqliteRepository
from geo.publication.register import Register

THINGS = Schema(
    (("CREATE TABLE things (name TEXT PRIMARY KEY) STRICT", *audit.TABLE), audit.PLACE), "box of things", KeepingError
)


@pytest.fixture
def box(tmp_path: Path) -> SqliteRepository:
    """Return an empty repository of things."""
    return SqliteRepository(tmp_path / "things.sqlite", THINGS)


def test_a_change_stands_whole_or_not_at_all(box: SqliteRepository) -> None:
    with box.change() as change:
        assert change.run("INSERT INTO things VALUES (?)", "'; DROP TABLE things; --") == 1
    with pytest.raises(ZeroDivisionError), box.change() as change:
        change.run("DELETE FROM things")
        raise ZeroDivisionError
    with box.reading() as reading:
        assert reading.rows("SELECT name FROM things") == [("'; DROP TABLE things; --",)]


def test_lines_of_the_audit_record_neither_change_nor_go(box: SqliteRepository) -> None:
    bea = Person("signed_in", "Bea", "https://id.example/|17")
    with box.change() as change:
        audit.write(change, audit.line("share", "thing/1", by=bea, at="2026-01-02T03:04:05Z"))
        audit.write(change, audit.line("remove", "thing/2", by=None))
    for statement in ("UPDATE audit SET act = 'x'", "DELETE FROM audit"):
        with pytest.raises(KeepingError, match="audit record"), box.change() as change:
            change.run(statement)
    with box.reading() as reading:
        first, second = audit.read(reading)
        assert audit.read(reading, thing="thing/2") == (second,)
    assert first == audit.Line("2026-01-02T03:04:05Z", "owner", bea.key, "share", "thing/1")
    assert (second.role, second.person) == ("operator", "")


def test_a_newer_step_is_made_once_and_an_older_program_leaves_it_alone(box: SqliteRepository, tmp_path: Path) -> None:
    more = Schema((*THINGS.steps, ("ALTER TABLE things ADD COLUMN size INTEGER",)), THINGS.name, KeepingError)
    for _ in range(2):
        with SqliteRepository(tmp_path / "things.sqlite", more).change() as change:
            change.run("INSERT OR REPLACE INTO things (name, size) VALUES (?, ?)", "a", 3)
    with pytest.raises(KeepingError, match="version 3"):
        SqliteRepository(tmp_path / "things.sqlite", THINGS)


def test_events_of_an_older_register_begin_its_audit_record(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "register.sqlite")
    connection.executescript(
        """CREATE TABLE serial (number INTEGER NOT NULL);
        CREATE TABLE events (publication TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
                             by TEXT NOT NULL) STRICT;
        INSERT INTO serial VALUES (7);
        INSERT INTO events VALUES ('abcdefghij', 1, 'publish', '2026-01-02T03:04:05Z', 'owner');
        INSERT INTO events VALUES ('abcdefghij', 0, 'withdraw', '2026-01-03T03:04:05Z', 'operator');
        PRAGMA user_version = 1;"""
    )
    connection.close()
    register = Register(tmp_path)
    with register.reading() as reading:
        lines = audit.read(reading)
    assert [(one.role, one.act, one.thing, one.detail) for one in lines] == [
        ("owner", "publish", "publication/abcdefghij", "1"),
        ("operator", "withdraw", "publication/abcdefghij", ""),
    ]
    assert register.serial() == 7


def test_files_are_read_as_they_were_written_or_not_at_all(tmp_path: Path) -> None:
    files = Files(tmp_path / "files", suffix=".bin")
    digest, size = files.put(b"abc")
    assert (size, files.read(digest), files.fault(digest)) == (3, b"abc", None)
    assert files.path(digest).stat().st_mode & 0o077 == 0
    source = tmp_path / "source"
    source.write_bytes(b"abc")
    assert files.put(source) == (digest, 3)
    files.path(digest).write_bytes(b"abd")
    assert isinstance(files.read(digest), FileFault)
    assert files.fault(digest) is not None
    missing = files.read("0" * 64)
    assert isinstance(missing, FileFault)
    assert missing.found is None


def test_a_sweep_takes_what_nobody_refers_to_and_spares_what_is_being_written(tmp_path: Path) -> None:
    files = Files(tmp_path / "files", suffix=".bin")
    kept, _ = files.put(b"kept")
    unused, _ = files.put(b"unused")
    written, left = files.stage(b"being written"), files.stage(b"left by a kill")
    old = time.time() - 7200
    os.utime(left.part, (old, old))
    assert files.sweep({kept}) == 2
    assert {path.name for path in files.folder.iterdir()} == {f"{kept}.bin", written.part.name}
    assert unused not in str(list(files.folder.iterdir()))
    files.enter(written)
    assert files.read(written.digest) == b"being written"


def test_a_browser_is_known_again_by_its_key_which_is_kept_nowhere() -> None:
    person = of_browser("secret")
    assert person == of_browser("secret")
    assert person.key != of_browser("secret2").key
    assert "secret" not in repr(person)
    assert person.key != Person("signed_in", "", person.subject).key
    assert Person("self_declared", "Ann").key == ""
