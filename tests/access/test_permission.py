"""Who may do what: every act with every role, at the place where it is written, and as ever without sign-in."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from geo.access.errors import ForbiddenError, SignInNeededError
from geo.access.ledger import shared_ledger
from geo.access.permission import may, permit
from geo.access.provider import sign_in
from geo.access.roles import NEEDS, ROLES, rank, suffices
from geo.errors import ObservatoryError
from geo.governance.book import Book
from geo.governance.register import Award, Note
from geo.keeping.actor import Actor
from geo.partners.desk import Desk
from geo.publication.about import About, Owner
from geo.publication.shelf import Proof, Shelf
from geo.settings import ROOT
from geo.tables.shelf import TableShelf
from geo.workspace.shelf import WorkShelf
from tests.access.conftest import asking, person

ABOUT = About("Title", "CC0-1.0", "", "A test", "2024-01-09", "low")
FRAME = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(1, 2)], crs="EPSG:4326")
Write = Callable[[Path], object]


def test_the_table_is_whole_and_each_role_may_what_the_one_before_may() -> None:
    assert set(NEEDS.values()) == set(ROLES)
    for act, needed in NEEDS.items():
        allowed = [suffices(role, act, open_to_visitors=False) for role in ("", *ROLES)]
        assert allowed == [False] * rank(needed) + [True] * (len(ROLES) + 1 - rank(needed)), act
        assert suffices("", act, open_to_visitors=True) == (needed == "viewer")


def publish(folder: Path) -> object:
    return Shelf(folder, limit_mb=9).publish(FRAME, ABOUT, Owner("signed_in", "Ann", "x"))


def work(folder: Path) -> WorkShelf:
    return WorkShelf(folder, days=1, person_mb=9, server_mb=9)


def rename(folder: Path) -> object:
    made = work(folder).new_project(person("ann"), "A")
    return work(folder).rename(person("ann"), made.project_id, "B")


def share(folder: Path) -> object:
    made = work(folder).new_project(person("ann"), "A")
    return work(folder).share(person("ann"), made.project_id, days=1)


def tables(folder: Path) -> TableShelf:
    return TableShelf(folder, days=1, person_mb=9, server_mb=9)


def call(folder: Path) -> object:
    import datetime as dt

    return Desk(folder).call(person("ann"), title="A", topic="", held_on=dt.date(2026, 1, 9))


# What writes -> the least role that may.
WRITES: dict[str, tuple[str, Write]] = {
    "publish a layer": ("publisher", publish),
    "withdraw a layer": ("publisher", lambda folder: Shelf(folder, limit_mb=9).withdraw("aaaaaaaaaa", Proof())),
    "restore a layer": ("publisher", lambda folder: Shelf(folder, limit_mb=9).restore("aaaaaaaaaa", Proof())),
    "remove a layer": ("administrator", lambda folder: Shelf(folder, limit_mb=9).remove("aaaaaaaaaa")),
    "keep work": ("viewer", lambda folder: work(folder).new_project(person("ann"), "A")),
    "share work": ("analyst", share),
    "keep a table": ("analyst", lambda folder: tables(folder).keep(person("ann"), "a.csv", b"a\n1\n", {})),
    "decide on a table": ("analyst", lambda folder: tables(folder).decide(person("ann"), {})),
    "rename work": ("viewer", rename),
    "publish a table": ("publisher", lambda folder: tables(folder).publish(person("ann"), person("ann"), ABOUT)),
    "withdraw a table": ("publisher", lambda folder: tables(folder).withdraw(person("ann"), "x")),
    "express interest": ("analyst", lambda folder: Desk(folder).express(person("ann"), "huawei", name="Ann")),
    "withdraw interest": ("analyst", lambda folder: Desk(folder).withdraw(person("ann"), "x")),
    "call a round": ("steward", call),
    "close a round": ("steward", lambda folder: Desk(folder).close(person("ann"), "x", outcome="a")),
    "write values": ("steward", lambda folder: Book(folder).write_values((), seen={}, by=person("ann"))),
    "give a label": (
        "steward",
        lambda folder: Book(folder).award(Award("ruhr", "none", "2026-01-09", ""), by=person("ann")),
    ),
    "write a note": ("steward", lambda folder: Book(folder).note(Note("ruhr", "comment", "x"), by=person("ann"))),
    "save an edition": ("steward", lambda folder: Book(folder).save_edition("{}", by=person("ann"))),
    "give a role": ("administrator", lambda _folder: shared_ledger().give("x", "viewer", by=person("ann"))),
    "end sessions": ("administrator", lambda _folder: shared_ledger().end_sessions("x", by=person("ann"))),
    "make a key": ("administrator", lambda _folder: shared_ledger().make_key("A", by=person("ann"))),
    "revoke a key": ("administrator", lambda _folder: shared_ledger().revoke_key("x", by=person("ann"))),
}


@pytest.mark.parametrize("name", WRITES)
def test_every_write_asks_for_its_role_where_it_is_written(signing: Path, name: str) -> None:
    needed, write = WRITES[name]
    folder = signing / "place"
    folder.mkdir()
    for role in ROLES:
        with asking("ann", role):
            if rank(role) < rank(needed):
                with pytest.raises(ForbiddenError) as refused:
                    write(folder)
                assert (refused.value.values["needs"], refused.value.values["role"]) == (needed, role)
            else:
                try:
                    write(folder)
                except ForbiddenError as fault:
                    pytest.fail(f"{role}: {fault.message}")
                except ObservatoryError:
                    pass  # there is no such thing; that is said to who may ask
    with asking("", ""):
        if needed == "viewer":
            write(folder)  # a visitor's own work, as before
        else:
            with pytest.raises(SignInNeededError):
                write(folder)
    write_free = shared_ledger().lines()
    refusals = [one for one in write_free if one.act == "refused"]
    assert len(refusals) == (rank(needed) if needed != "viewer" else 0)
    assert all(one.place == "10.0.0.7" for one in refusals)


# What changes a register and asks for no role, and why.
UNASKED = {
    ("access/ledger.py", "came_in"): "the provider has let them in",
    ("access/ledger.py", "end"): "whoever is signed in may sign out",
    ("access/ledger.py", "holds"): "the day a key was used",
    ("access/ledger.py", "ask"): "the same",
    ("access/ledger.py", "note"): "the record itself, refusals among it",
    ("keeping/copying.py", "save"): "a command: into a folder of its own",
    ("tables/shelf.py", "give_up"): "one's own data may be taken back in any role",
    ("tables/shelf.py", "own"): "how long one's own table lives on",
    ("tables/shelf.py", "sweep"): "what has expired",
    ("workspace/shelf.py", "open"): "how long one's own project lives on",
    ("workspace/shelf.py", "delete"): "one's own data may be taken back in any role",
    ("workspace/shelf.py", "delete_all"): "the same",
    ("workspace/shelf.py", "end_share"): "the same",
    ("workspace/shelf.py", "sweep"): "what has expired",
}


def test_nothing_changes_a_register_without_asking_for_a_role_but_what_is_named_here() -> None:
    unasked = set()
    for path in sorted((ROOT / "geo").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef) or function.name == "change":
                continue
            called = [one.func for one in ast.walk(function) if isinstance(one, ast.Call)]
            changes = any(isinstance(one, ast.Attribute) and one.attr == "change" for one in called)
            asks = any(isinstance(one, ast.Name) and one.id == "permit" for one in called)
            if changes and not asks:
                unasked.add((path.relative_to(ROOT / "geo").as_posix(), function.name))
    assert unasked == UNASKED.keys()


def test_without_sign_in_and_for_a_command_nothing_is_asked(signing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing.is_dir()
    permit("administer")  # a command
    with asking("", ""):
        assert not may("publish")
        monkeypatch.delenv("OBSERVATORY_OIDC_METADATA")
        sign_in.cache_clear()
        assert may("publish")
        permit("administer")


def test_a_closed_app_shows_visitors_nothing(signing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing.is_dir()
    assert may("look", Actor())
    monkeypatch.setenv("OBSERVATORY_VISITORS", "closed")
    sign_in.cache_clear()
    assert not may("look", Actor())
    assert may("look", Actor(person("vera"), "viewer"))
