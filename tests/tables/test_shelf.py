"""Shelf of tables: a person's own comes back, what is published is for all, and only its owner withdraws it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from geo.keeping.person import SELF_DECLARED, Person, of_browser
from geo.publication.about import About
from geo.settings import MEGABYTE
from geo.tables.errors import TableFileError, TableQuotaError, TablesError, UnknownTableError
from geo.tables.shelf import TableShelf, about_of

ANN, BEN = of_browser("a" * 43), of_browser("b" * 43)
ABOUT = About("Jobs <b>2024</b>", "CC0-1.0", "", "Own survey {{7*7}}", "2024-12-31", "medium")
BODY = "地区,行业,年份,值\n深圳市,电子,2024,10\n".encode()


def shelf(folder: Path, *, person_mb: int = 10, server_mb: int = 20, days: int = 30) -> TableShelf:
    return TableShelf(folder, days=days, person_mb=person_mb, server_mb=server_mb)


def test_what_a_person_works_on_comes_back_after_a_restart(tmp_path: Path) -> None:
    shelf(tmp_path).keep(ANN, "jobs.csv", BODY, {"year": 2024})
    again = shelf(tmp_path)
    found = again.own(ANN)
    assert found is not None
    assert (found.name, found.choices) == ("jobs.csv", '{"year": 2024}')
    assert again.file(found).read_bytes() == BODY
    assert again.own(BEN) is None
    assert again.published() == ()


def test_a_new_table_takes_the_place_of_the_one_before_and_its_file_goes(tmp_path: Path) -> None:
    kept = shelf(tmp_path)
    first = kept.keep(ANN, "a.csv", BODY, {})
    kept.keep(ANN, "b.csv", BODY + b"x", {})
    kept.decide(ANN, {"scheme": "isic"})
    found = kept.own(ANN)
    assert found is not None
    assert (found.name, found.choices) == ("b.csv", '{"scheme": "isic"}')
    with pytest.raises(TableFileError):
        kept.file(first)
    kept.give_up(ANN)
    assert kept.own(ANN) is None
    assert list((tmp_path / "tables").iterdir()) == []


def test_a_published_table_outlives_what_its_owner_works_on(tmp_path: Path) -> None:
    kept = shelf(tmp_path)
    kept.keep(ANN, "a.csv", BODY, {})
    made = kept.publish(ANN, Person(SELF_DECLARED, "Ann"), ABOUT)
    kept.give_up(ANN)
    found = kept.find(made.table_id)
    assert (about_of(found), found.owner, found.is_published) == (ABOUT, "Ann", True)
    assert kept.file(found).read_bytes() == BODY
    with pytest.raises(UnknownTableError):
        kept.withdraw(BEN, made.table_id)
    kept.withdraw(ANN, made.table_id)
    with pytest.raises(UnknownTableError):
        kept.find(made.table_id)
    assert [(line.act, line.person) for line in kept.trail()] == [
        (act, ANN.key) for act in ("keep", "publish", "remove", "withdraw")
    ]


def test_nothing_can_be_published_that_was_not_kept(tmp_path: Path) -> None:
    with pytest.raises(UnknownTableError):
        shelf(tmp_path).publish(ANN, Person(SELF_DECLARED, "Ann"), ABOUT)
    with pytest.raises(UnknownTableError):
        shelf(tmp_path).keep(Person(SELF_DECLARED, "Ann"), "a.csv", BODY, {})


@pytest.mark.parametrize(("person_mb", "server_mb"), [(1, 20), (20, 1)])
def test_a_table_beyond_the_quota_is_refused_and_the_one_before_stays(
    tmp_path: Path, person_mb: int, server_mb: int
) -> None:
    kept = shelf(tmp_path, person_mb=person_mb, server_mb=server_mb)
    kept.keep(ANN, "a.csv", BODY, {})
    with pytest.raises(TableQuotaError):
        kept.keep(ANN, "b.csv", b"x" * (MEGABYTE + 1), {})
    found = kept.own(ANN)
    assert found is not None
    assert kept.file(found).read_bytes() == BODY
    assert len(list((tmp_path / "tables").iterdir())) == 1


def test_a_full_disk_is_told_and_the_table_before_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = shelf(tmp_path)
    kept.keep(ANN, "a.csv", BODY, {})

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("geo.keeping.files.os.fsync", full)
        with pytest.raises(TablesError, match="No space left"):
            kept.keep(ANN, "b.csv", BODY + b"x", {})
    found = kept.own(ANN)
    assert found is not None
    assert (found.name, len(list((tmp_path / "tables").iterdir()))) == ("a.csv", 1)


def test_ones_own_expires_and_a_published_one_stays(tmp_path: Path) -> None:
    kept = shelf(tmp_path, days=-1)
    kept.keep(ANN, "a.csv", BODY, {})
    made = kept.publish(ANN, Person(SELF_DECLARED, "Ann"), ABOUT)
    kept.sweep()
    assert kept.own(ANN) is None
    assert kept.file(kept.find(made.table_id)).read_bytes() == BODY


def test_a_damaged_file_is_told_and_not_opened(tmp_path: Path) -> None:
    kept = shelf(tmp_path)
    made = kept.keep(ANN, "a.csv", BODY, {})
    kept.file(made).write_bytes(b"another")
    with pytest.raises(TableFileError):
        kept.file(made)
