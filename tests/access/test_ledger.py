"""The register of access: roles that count at once, keys nobody can read out of it, and a record of all registers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from geo.access.errors import AccessError, ForbiddenError, RoleChangeError
from geo.access.ledger import Ledger, shared_ledger
from geo.commands import access as access_verb
from geo.governance.book import shared_book
from geo.governance.register import Note
from geo.keeping.repository import SqliteRepository
from geo.operations.trail import COLUMNS, as_csv, trail
from geo.settings import settings
from tests.access.conftest import asking, person


def test_a_role_is_given_counts_at_once_and_can_be_left_to_the_claim(signing: Path) -> None:
    ledger = Ledger(signing)
    ann, bea = person("ann"), person("bea")
    for one in (ann, bea):
        ledger.came_in(one, claimed="analyst")
    assert ledger.member(ann).role == ""  # type: ignore[union-attr]
    ledger.give(ann.key, "administrator", by=None)
    assert ledger.member(ann).role == "administrator"  # type: ignore[union-attr]
    with asking("ann", "administrator"), pytest.raises(RoleChangeError, match="last administrator"):
        ledger.give(ann.key, "viewer", by=ann)
    ledger.give(bea.key, "administrator", by=None)
    with asking("ann", "administrator"):
        ledger.give(ann.key, "", by=ann)
    assert [(one.name, one.role) for one in sorted(ledger.members(), key=lambda one: one.name)] == [
        ("Ann", ""),
        ("Bea", "administrator"),
    ]
    for key, role in (("0" * 32, "viewer"), (ann.key, "root")):
        with pytest.raises(RoleChangeError):
            ledger.give(key, role, by=None)


def test_a_key_holds_until_it_is_revoked_and_only_its_hash_is_kept(signing: Path) -> None:
    ledger = Ledger(signing)
    token, made = ledger.make_key(" QGIS\n of Ann ", by=None)
    assert made.name == "QGIS of Ann"
    assert ledger.holds(token)
    assert token.encode() not in (signing / "people.sqlite").read_bytes()
    assert not any(ledger.holds(one) for one in ("", token[:-1], f"{token}x", made.hash, token.lower()))
    assert ledger.issued()[0].used_on
    ledger.revoke_key(made.key_id, by=None)
    assert not ledger.holds(token)
    with pytest.raises(RoleChangeError):
        ledger.revoke_key(made.key_id, by=None)
    for name in ("", " \n", "x" * 61):
        with pytest.raises(RoleChangeError):
            ledger.make_key(name, by=None)


def test_one_record_of_all_registers_with_who_what_when_and_from_where(signing: Path) -> None:
    assert signing.is_dir()
    with asking("ann", "steward"):
        shared_ledger().came_in(person("ann"), claimed="steward")
        shared_book().note(Note("ruhr", "comment", "x"), by=person("ann"))
    with asking("ann", "steward"), pytest.raises(ForbiddenError):
        trail(settings())
    with asking("adam", "administrator"):
        entries = trail(settings())
    told = [(one.register, one.name, one.line.act, one.line.thing, one.line.place) for one in entries]
    assert ("governance", "Ann", "comment", "cluster/ruhr", "10.0.0.7") in told
    assert ("access", "Ann", "sign_in", f"person/{person('ann').key}", "10.0.0.7") in told
    assert ("access", "Ann", "refused", "act/administer", "10.0.0.7") in told
    assert [one.line.at for one in entries] == sorted(one.line.at for one in entries)
    rows = list(csv.reader(io.StringIO(as_csv(entries).decode("utf-8-sig"))))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == len(entries) + 1


def test_lines_of_access_do_not_change_either(signing: Path) -> None:
    ledger = Ledger(signing)
    ledger.note("backup", "backup/a.tar", by=None)
    assert ledger.last("backup").thing == "backup/a.tar"  # type: ignore[union-attr]
    kept: SqliteRepository = ledger._kept
    for statement in ("UPDATE audit SET act = 'x'", "DELETE FROM audit"):
        with pytest.raises(AccessError, match="audit record"), kept.change() as change:
            change.run(statement)


def test_the_verb_makes_the_first_administrator(signing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    assert signing.is_dir()
    shared_ledger().came_in(person("adam"), claimed="")
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    access_verb.add_arguments(parser)
    for line in (["people"], ["role", person("adam").key, "administrator"], ["key", "QGIS"], ["keys"]):
        assert access_verb.run(parser.parse_args(line)) == 0
    told = capsys.readouterr().out
    assert "Adam: administrator" in told
    assert "dco_" in told
    assert shared_ledger().member(person("adam")).role == "administrator"  # type: ignore[union-attr]
