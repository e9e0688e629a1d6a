"""One contract for both databases: what the rooms keep is the same in a file of SQLite and in PostgreSQL."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

import geo
from geo.backup.errors import ServerRunningError
from geo.backup.parts import parts
from geo.backup.service import backup, restore
from geo.catalog.errors import FileFault
from geo.errors import ObservatoryError
from geo.governance.book import Book
from geo.governance.register import Award, Note, Value
from geo.keeping import audit
from geo.keeping.errors import DatabaseDownError, KeepingError
from geo.keeping.files import Files
from geo.keeping.opening import files_at, repository_at
from geo.keeping.person import Person, of_browser
from geo.keeping.repository import Repository, Schema
from geo.operations.readiness import readiness
from geo.partners.desk import Desk
from geo.publication.about import About, Owner
from geo.publication.shelf import Proof, Shelf
from geo.settings import Settings
from geo.tables.shelf import TableShelf
from geo.workspace.register import UPLOAD, Item
from geo.workspace.shelf import WorkShelf
from tests.postgres import postgres_server, postgres_url

__all__ = ("postgres_server", "postgres_url")  # fixtures
THINGS = (
    "CREATE TABLE things (name TEXT PRIMARY KEY, size INTEGER NOT NULL DEFAULT 0, share REAL, at TEXT) STRICT",
    "CREATE TABLE numbered (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
    *audit.TABLE,
    *audit.PLACE,
)
SCHEMA = Schema((THINGS,), "box of things", KeepingError)
ABOUT = About("产业园区", "CC-BY-4.0", "", "Own survey, 2024", "2024-01-09", "medium")
BEA = Person("signed_in", "Bea", "https://id.example/|17")
ANN, BEN = of_browser("a" * 43), of_browser("b" * 43)
Opened = Callable[[Schema], Repository]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database, "" for files."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def opened(database: str, tmp_path: Path) -> Opened:
    """Return what opens a repository of a schema, again and again the same one."""
    return lambda schema: repository_at(tmp_path / "things.sqlite", schema, database=database)


@pytest.fixture
def files(database: str, tmp_path: Path) -> Files:
    """Return an empty folder of files."""
    return files_at(tmp_path / "files", suffix=".bin", space="things", database=database)


def test_a_change_stands_whole_or_not_at_all(opened: Opened) -> None:
    box = opened(SCHEMA)
    hostile = "'; DROP TABLE things; -- ? %s %"
    with box.change() as change:
        assert change.run("INSERT INTO things (name, size, share) VALUES (?, ?, ?)", hostile, 1 << 40, 0.1) == 1
    with pytest.raises(ZeroDivisionError), box.change() as change:
        assert change.run("DELETE FROM things") == 1
        raise ZeroDivisionError
    with box.reading() as ask:
        found = ask.rows("SELECT name, size, share, at FROM things WHERE name LIKE '%DROP%'")
    assert found == [(hostile, 1 << 40, 0.1, None)]


def test_lists_have_the_order_of_bytes(opened: Opened) -> None:
    box = opened(SCHEMA)
    names = ["a", "B", "é", "Z", "产", "_", "b"]
    with box.change() as change:
        for name in names:
            change.run("INSERT INTO things (name) VALUES (?)", name)
        change.run("INSERT INTO numbered (name) VALUES (?)", "first")
        change.run("INSERT INTO numbered (name) VALUES (?)", "second")
    with box.reading() as ask:
        found = [row[0] for row in ask.rows("SELECT name FROM things ORDER BY name")]
        assert found == sorted(names, key=str.encode)
        assert ask.rows("SELECT number, name FROM numbered ORDER BY number") == [(1, "first"), (2, "second")]


def test_what_is_read_is_of_one_moment_and_writes_come_one_after_the_other(opened: Opened) -> None:
    box = opened(SCHEMA)
    with box.change() as change:
        change.run("INSERT INTO things (name) VALUES (?)", "counter")

    def add() -> None:
        for _ in range(10):
            with box.change() as change:
                (before,) = change.rows("SELECT size FROM things")[0]
                change.run("UPDATE things SET size = ?", before + 1)

    writers = [threading.Thread(target=add) for _ in range(4)]
    for writer in writers:
        writer.start()
    for _ in range(5):
        with box.reading() as ask:
            first = ask.rows("SELECT size FROM things")
            assert ask.rows("SELECT size FROM things") == first
    for writer in writers:
        writer.join()
    with box.reading() as ask:
        assert ask.rows("SELECT size FROM things") == [(40,)]


def test_lines_of_the_audit_record_neither_change_nor_go(opened: Opened) -> None:
    box = opened(SCHEMA)
    with box.change() as change:
        audit.write(change, audit.line("share", "thing/1", by=BEA, at="2026-01-02T03:04:05Z"))
        audit.write(change, audit.line("remove", "thing/2", by=None))
    for statement in ("UPDATE audit SET act = 'x'", "DELETE FROM audit"):
        with pytest.raises(KeepingError, match="audit record"), box.change() as change:
            change.run(statement)
    with box.reading() as ask:
        assert [one.act for one in audit.read(ask)] == ["share", "remove"]
        assert audit.read(ask, thing="thing/1")[0].person == BEA.key


def test_a_newer_step_is_made_once_and_an_older_program_leaves_it_alone(opened: Opened) -> None:
    opened(SCHEMA)
    more = Schema((THINGS, ("ALTER TABLE things ADD COLUMN colour TEXT",)), SCHEMA.name, KeepingError)
    for _ in range(2):
        with opened(more).change() as change:
            change.run(
                "INSERT INTO things (name, colour) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET colour = excluded.colour",
                *("a", "red"),
            )
    with pytest.raises(KeepingError, match="version 2"):
        opened(SCHEMA)


def schemas() -> dict[str, Schema]:
    """Return the schemas of all rooms of the house."""
    found: dict[str, Schema] = {}
    for module in pkgutil.walk_packages(geo.__path__, "geo."):
        if module.name.endswith(".register"):
            made = getattr(importlib.import_module(module.name), "SCHEMA", None)
            if isinstance(made, Schema):
                found[module.name] = made
    return found


def test_every_room_keeps_its_things_in_both_and_none_in_anothers_place(database: str, tmp_path: Path) -> None:
    rooms = schemas()
    assert len(rooms) >= 5
    assert len({one.space for one in rooms.values()} | {"things"}) == len(rooms) + 1
    for name, schema in rooms.items():
        for _ in range(2):
            box = repository_at(tmp_path / f"{name}.sqlite", schema, database=database)
        with box.reading() as ask:
            assert ask.rows("SELECT count(*) FROM audit") == [(0,)], name


def test_files_are_read_as_they_were_written_or_not_at_all(files: Files, tmp_path: Path) -> None:
    body = bytes(range(256)) * 9000  # more than two blocks
    digest, size = files.put(body)
    assert (size, files.read(digest), files.fault(digest)) == (len(body), body, None)
    assert files.put(body) == (digest, size)
    source = tmp_path / "source"
    source.write_bytes(b"abc")
    small, _ = files.put(source)
    empty, _ = files.put(b"")
    assert files.path(small).read_bytes() == b"abc"
    assert files.read(empty) == b""
    assert isinstance(files.read("0" * 64), FileFault)
    assert files.fault("0" * 64) is not None
    staged = files.stage(b"being written")
    assert files.sweep({digest}) == 2
    assert files.read(digest) == body
    assert isinstance(files.read(small), FileFault)
    files.enter(staged)
    assert files.read(staged.digest) == b"being written"


def test_another_machine_has_the_files_and_a_spoilt_copy_is_fetched_anew(postgres_url: str, tmp_path: Path) -> None:
    here, there = (
        files_at(tmp_path / name, suffix=".bin", space="things", database=postgres_url) for name in ("here", "there")
    )
    digest, _ = here.put(b"abc")
    assert there.read(digest) == b"abc"
    there.path(digest).write_bytes(b"abd")
    assert there.fault(digest) is None
    there.path(digest).write_bytes(b"abd")
    assert there.read(digest) == b"abc"
    here.sweep(())
    there.sweep(())
    assert isinstance(there.read(digest), FileFault)


def test_a_file_stands_or_falls_with_the_change_it_belongs_to(postgres_url: str, tmp_path: Path) -> None:
    box = repository_at(tmp_path / "none", SCHEMA, database=postgres_url)
    here, there = (
        files_at(tmp_path / name, suffix=".bin", space="things", database=postgres_url) for name in ("here", "there")
    )
    with pytest.raises(ZeroDivisionError), box.change():
        digest, _ = here.put(b"abc")
        raise ZeroDivisionError
    assert isinstance(there.read(digest), FileFault)


def test_publications_are_the_same_on_every_replica(database: str, tmp_path: Path) -> None:
    import geopandas as gpd
    from shapely.geometry import Point

    places = [tmp_path / "one", tmp_path / ("two" if database else "one")]
    one, two = (Shelf(place, limit_mb=1, database=database) for place in places)
    layer = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(104, 30), Point(105, 31)], crs="EPSG:4326")
    before = two.serial()
    made = one.publish(layer, ABOUT, Owner("self_declared", "Ann"))
    found = two.find(made.publication_id)
    assert two.serial() != before
    assert two.read(found).equals(one.read(found))
    two.withdraw(made.publication_id, Proof(code=made.code))
    assert one.listing() == ()
    one.remove(made.publication_id)
    assert two.everything() == ()
    assert one.size() == two.size() == 0


def test_kept_work_is_the_same_on_every_replica(database: str, tmp_path: Path) -> None:
    places = [tmp_path / "one", tmp_path / ("two" if database else "one")]
    one, two = (WorkShelf(place, days=30, person_mb=8, server_mb=16, database=database) for place in places)
    project = one.new_project(ANN, "", {"map": [1, 2]})
    with one.staging() as staging:
        digest = staging.put(b"a,b\n1,2\n")
        item = Item("u1", UPLOAD, 0, {"name": "企业.csv \x00"}, {digest: 8})
        one.save(ANN, project.project_id, changed=[item], removed=[], state={"x": 1}, staged=staging)
    opened, items = two.open(ANN, project.project_id)
    assert (opened.state, items) == ({"x": 1}, [item])
    assert two.files.read(digest) == b"a,b\n1,2\n"
    assert two.held_mb(ANN) == one.held_mb(ANN) > 0
    token, _ = two.share(ANN, project.project_id, days=7)
    assert one.shared(token)[1] == [item]
    with pytest.raises(ObservatoryError):
        two.open(BEN, project.project_id)
    one.delete_all(ANN)
    assert two.projects(ANN) == []


def test_registers_are_the_same_on_every_replica(database: str, tmp_path: Path) -> None:
    places = [tmp_path / "one", tmp_path / ("two" if database else "one")]
    first, second = (Book(place / "book", database=database) for place in places)
    value = Value("zgc", "firms", "2025", 12, "firms", "Own count")
    assert first.write_values([value], seen={}, by=BEA) == 1
    first.award(Award("zgc", "bronze", "2025-01-01", "2027-01-01", {"a": 1.5}), by=BEA)
    first.note(Note("zgc", "comment", "第一"), by=BEA)
    first.note(Note("zgc", "comment", "第二"), by=BEA)
    pages = second.pages()
    assert (pages.values[0].amount, pages.awards[0].points) == (12.0, {"a": 1.5})
    assert [one.body for one in pages.notes] == ["第二", "第一"]
    assert pages.serial == first.serial() > 0
    assert first.audit() == second.audit() != ()

    here, there = (Desk(place / "kept", database=database) for place in places)
    here.express(ANN, "org-1", name="Ann", note="first")
    later = here.express(ANN, "org-2", name="Ann", note="second")
    assert [one.note for one in there.interests()] == ["second", "first"]
    there.withdraw(ANN, later.interest_id)
    assert [one.note for one in here.interests()] == ["first"]

    left, right = (TableShelf(p / "kept", days=3, person_mb=1, server_mb=2, database=database) for p in places)
    kept = left.keep(ANN, "表.csv", b"a,b\n", {"year": 1})
    own = right.own(ANN)
    assert own is not None
    assert right.file(own).read_bytes() == b"a,b\n"
    right.publish(ANN, Owner("self_declared", "Ann"), ABOUT)
    left.keep(ANN, "表2.csv", b"c,d\n", {})
    assert [one.digest for one in right.published()] == [kept.digest]


def test_a_database_that_is_down_is_told_and_met_again(
    postgres_server: str, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.keeping.postgres._WAIT_S", 1.0)
    box = repository_at(tmp_path / "none", SCHEMA, database=postgres_url)
    book = Book(tmp_path / "book", database=postgres_url)
    name = postgres_url.rsplit("/", 1)[1]

    def allow(answer: str) -> None:
        """Let the server answer for this database, or end all its connections and let it refuse new ones."""
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {answer}')
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    with pytest.raises(DatabaseDownError), box.change() as change:  # it goes away in the middle
        change.run("INSERT INTO things (name) VALUES (?)", "half")
        allow("false")
        change.rows("SELECT * FROM things")
    for act in (box.reading, box.change):
        with pytest.raises(DatabaseDownError, match=r"127\.0\.0\.1.*OBSERVATORY_DATABASE_URL"), act():
            pass
    assert readiness({"governance": book.serial}).parts == {"governance": "database"}
    allow("true")
    for _ in range(30):  # on a busy machine a second may pass between two looks of the pool at the server
        with contextlib.suppress(DatabaseDownError), box.reading():
            break
    with box.change() as change:
        assert change.rows("SELECT * FROM things") == []
        assert change.run("INSERT INTO things (name) VALUES (?)", "a") == 1
    assert book.serial() == 0


def test_no_message_shows_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.keeping.postgres._WAIT_S", 0.5)
    with pytest.raises(DatabaseDownError) as caught:
        repository_at(tmp_path / "none", SCHEMA, database="postgresql://ann:geheim@127.0.0.1:9/none")
    assert "geheim" not in caught.value.message


def test_a_backup_moves_from_files_into_the_database_and_back(postgres_url: str, tmp_path: Path) -> None:
    def at(home: str, database: str = "") -> Settings:
        folders = {f"{name}_dir": tmp_path / home / name for name in parts(Settings()) if name != "data"}
        return replace(Settings(), **folders, database_url=database)

    def rooms(config: Settings) -> tuple[Shelf, WorkShelf, Book, Desk]:
        where = config.database_url
        return (
            Shelf(config.published_dir, limit_mb=1, database=where),
            WorkShelf(config.kept_dir, days=30, person_mb=8, server_mb=16, database=where),
            Book(config.governance_dir, database=where),
            Desk(config.kept_dir, database=where),
        )

    import geopandas as gpd
    from shapely.geometry import Point

    files, database, again = at("files"), at("database", postgres_url), at("again")
    shelf, work, book, desk = rooms(files)
    layer = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(104, 30)], crs="EPSG:4326")
    made = shelf.publish(layer, ABOUT, Owner("self_declared", "Ann"))
    project = work.new_project(ANN, "")
    with work.staging() as staging:
        digest = staging.put(b"a,b")
        item = Item("u1", UPLOAD, 0, {}, {digest: 3})
        work.save(ANN, project.project_id, changed=[item], removed=[], state={}, staged=staging)
    book.note(Note("zgc", "comment", "第一"), by=BEA)
    desk.express(ANN, "org-1", name="Ann")

    def check(config: Settings) -> None:
        shelf, work, book, desk = rooms(config)
        found = shelf.find(made.publication_id)
        assert shelf.read(found).equals(layer)
        assert work.open(ANN, project.project_id)[1] == [item]
        assert work.files.read(digest) == b"a,b"
        assert [one.body for one in book.pages().notes][-1] == "第一"
        assert len(book.audit()) >= 1
        assert [one.party for one in desk.interests()] == ["org-1"]

    Book(database.governance_dir, database=postgres_url).note(Note("ruhr", "comment", "former"), by=BEA)
    first, _ = backup(tmp_path / "first.tar", files)
    with (  # a server on another machine uses it
        psycopg.connect(postgres_url, application_name="observatory 7@elsewhere", autocommit=True) as replica,
        pytest.raises(ServerRunningError),
    ):
        restore(first, database)
    assert replica.closed
    restore(first, database)
    check(database)
    moved = Book(database.governance_dir, database=postgres_url)
    moved.note(Note("zgc", "comment", "第二"), by=BEA)  # numbers go on
    assert [one.number for one in moved.pages().notes] == [2, 1]
    with psycopg.connect(postgres_url) as connection:
        asked = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'observatory_governance_before_%'"
        assert connection.execute(asked).fetchall() == [(1,)]
    second, _ = backup(tmp_path / "second.tar", database)
    restore(second, again)
    check(again)
