"""Replicas on one PostgreSQL are killed while they write: whatever was acknowledged is there, on any other machine."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from geo.catalog.errors import FileFault
from geo.governance.book import Book
from geo.keeping.person import of_browser
from geo.publication.shelf import Found, Shelf
from geo.settings import ROOT
from geo.workspace.shelf import WorkShelf
from tests.postgres import postgres_server, postgres_url

__all__ = ("postgres_server", "postgres_url")  # fixtures
KEY = "a" * 43
WRITER = """
import itertools, json, secrets, sys
from pathlib import Path
import geopandas as gpd
from geo.governance.book import Book
from geo.governance.register import Note
from geo.keeping.person import Person, of_browser
from geo.publication.about import About, Owner
from geo.publication.shelf import Shelf
from geo.workspace.register import UPLOAD, Item
from geo.workspace.shelf import WorkShelf

folder, database, key, name = Path(sys.argv[1]), *sys.argv[2:5]
print(flush=True)
sys.stdin.readline()
shelf = Shelf(folder / "published", limit_mb=500, database=database)
work = WorkShelf(folder / "kept", days=30, person_mb=500, server_mb=500, database=database)
book = Book(folder / "book", database=database)
person, writer = of_browser(key), Person("signed_in", name, name)
about = About("Points", "CC0-1.0", "", "A test", "2024-01-09", "low")
projects = work.projects(person)
project = projects[0] if projects else work.new_project(person, "")

def told(kind, key, body=""):
    print(json.dumps([kind, key, body]), flush=True)

for number in itertools.count():
    noise = secrets.token_bytes(1 << 19)
    with work.staging() as staging:
        digest = staging.put(noise)
        item = Item(secrets.token_hex(8), UPLOAD, 0, {"name": name}, {digest: len(noise)})
        work.save(person, project.project_id, changed=[item], removed=[], state={}, staged=staging)
    told("item", item.item_id, digest)
    book.note(Note("ruhr", "comment", f"{name} {secrets.token_hex(8)} {number}"), by=writer)
    told("note", book.pages().notes[0].number)
    places = gpd.points_from_xy([number / 1000, 1.0], [2.0, 3.0])
    frame = gpd.GeoDataFrame({"n": [number, secrets.randbits(40)]}, geometry=places, crs="EPSG:4326")
    told("layer", shelf.publish(frame, about, Owner("self_declared", name)).publication_id)
"""


class Writer:
    """A replica's way of writing, in a process and a folder of its own."""

    def __init__(self, folder: Path, database: str, name: str) -> None:
        command = [sys.executable, "-W", "error", "-c", WRITER, str(folder), database, KEY, name]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self) -> None:
        """Let it write once it has loaded its libraries, and wait until it has written something."""
        assert self.process.stdin
        assert self.process.stdout
        assert self.process.stdout.readline() == "\n"
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def first(self) -> list[str]:
        """Return what it acknowledges first."""
        assert self.process.stdout
        return [self.process.stdout.readline()]

    def kill(self) -> list[str]:
        """End it at once; returns what it had acknowledged that nobody has read yet."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.send_signal(signal.SIGKILL)
        said = [line for line in self.process.stdout if line.endswith("\n")]
        self.process.stdout.close()
        self.process.stdin.close()
        assert self.process.wait() == -signal.SIGKILL
        return said


def check(folder: Path, database: str, acknowledged: list[tuple[str, str, str]]) -> None:
    """Read everything back as a third machine that never saw it before."""
    shelf = Shelf(folder / "published", limit_mb=500, database=database)
    work = WorkShelf(folder / "kept", days=30, person_mb=500, server_mb=500, database=database)
    pages = Book(folder / "book", database=database).pages()
    layers = {one.publication_id: one for one in shelf.everything()}
    person = of_browser(KEY)
    items = {
        item.item_id: item for project in work.projects(person) for item in work.open(person, project.project_id)[1]
    }
    notes = {str(one.number) for one in pages.notes}
    for kind, key, digest in acknowledged:
        if kind == "layer":
            found = Found(layers[key], layers[key].newest)
            assert len(shelf.file(found)) == found.version.bytes  # raises unless it is what was published
        elif kind == "item":
            assert list(items[key].files) == [digest]
        else:
            assert key in notes
    for item in items.values():  # those nobody was told of are whole, too
        for digest in item.files:
            assert not isinstance(work.files.read(digest), FileFault)
    for layer in layers.values():
        shelf.file(Found(layer, layer.newest))
    with psycopg.connect(database) as connection:  # nothing lies about that nobody refers to, parts apart
        asked = "SELECT name FROM observatory_publication_files.files"
        held = {row[0] for row in connection.execute(asked).fetchall()}
    assert held == {layer.newest.digest for layer in layers.values()}


@pytest.mark.parametrize("kills", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_nothing_acknowledged_is_lost_when_a_replica_is_killed(kills: int, postgres_url: str, tmp_path: Path) -> None:
    moments = random.Random(16)  # noqa: S311 - moments, no secrets
    steady, killed = (Writer(tmp_path / name, postgres_url, name) for name in ("steady", "killed"))
    said: list[str] = []
    steady.begin()
    said += steady.first()
    for number in range(kills):
        killed.begin()
        said += killed.first()
        following = Writer(tmp_path / "killed", postgres_url, "killed") if number + 1 < kills else None
        time.sleep(moments.uniform(0.05, 0.6))
        said += killed.kill()
        if following is not None:
            killed = following
    said += steady.kill()
    acknowledged = [(kind, str(key), body) for kind, key, body in map(json.loads, said)]
    assert {kind for kind, _, _ in acknowledged} >= {"item"}
    assert len(acknowledged) >= kills + 1
    check(tmp_path / "third", postgres_url, acknowledged)
