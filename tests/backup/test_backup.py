"""Backup and restore: what was saved comes back, consistent under writers, all or nothing under kills and damage."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from geo.__main__ import main
from geo.access.ledger import Ledger
from geo.backup import archive
from geo.backup.errors import BackupError, DamagedBackupError, ServerRunningError
from geo.backup.exchange import finish, staging
from geo.backup.parts import parts
from geo.backup.presence import present
from geo.backup.service import backup, restore
from geo.governance.book import Book
from geo.keeping.person import of_browser
from geo.publication.about import About, Owner
from geo.publication.shelf import Shelf
from geo.settings import ROOT, Settings, variables
from geo.workspace.shelf import WorkShelf
from tests.publication.test_kill import begin, check, child

PERSON = of_browser("k" * 43)
PARTS = tuple(sorted(parts(Settings())))
VARIABLES = {f"{name}_dir": variables(Settings)[f"{name}_dir"].name for name in PARTS}


def at(home: Path, *, ending: str = "") -> Settings:
    """Return settings whose folders lie in one of their own."""
    return replace(Settings(), **{f"{name}_dir": home / f"{name}{ending}" for name in PARTS})


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    """Return settings with folders of their own."""
    return at(tmp_path / "home")


def publish(config: Settings, title: str) -> None:
    frame = gpd.GeoDataFrame({"name": [title]}, geometry=[Point(104, 30)], crs="EPSG:4326")
    about = About(title, "CC0-1.0", "", "A test", "2024-01-09", "low")
    Shelf(config.published_dir, limit_mb=9).publish(frame, about, Owner("self_declared", "Ann"))


def titles(config: Settings) -> list[str]:
    shelf = Shelf(config.published_dir, limit_mb=9)
    return sorted(one.newest.about.title for one in shelf.everything())


def work(config: Settings) -> WorkShelf:
    return WorkShelf(config.kept_dir, days=30, person_mb=9, server_mb=9)


def dataset(config: Settings, version: str) -> None:
    home = config.datasets_dir / "firms"
    (home / "versions" / version).mkdir(parents=True)
    (home / "versions" / version / "rows.parquet").write_bytes(version.encode())
    (home / "current").write_text(version, "ascii")


def fill(config: Settings, name: str) -> None:
    """Save something of every kind."""
    publish(config, name)
    work(config).new_project(PERSON, name)
    dataset(config, name)
    Book(config.governance_dir)


def saved(config: Settings) -> tuple[list[str], list[str], str]:
    """Return what is saved, by its names."""
    projects = sorted(one.name for one in work(config).projects(PERSON))
    return titles(config), projects, (config.datasets_dir / "firms" / "current").read_text("ascii")


def test_everything_comes_back_and_what_is_replaced_is_kept(config: Settings, tmp_path: Path) -> None:
    fill(config, "one")
    file, contents = backup(tmp_path, config)
    assert (file.parent, file.stat().st_mode & 0o777, set(contents.parts)) == (tmp_path, 0o600, set(PARTS))
    publish(config, "two")
    (config.datasets_dir / "firms" / "current").write_text("gone", "ascii")
    done = restore(file, config)
    assert saved(config) == (["one"], ["one"], "one")
    assert (config.datasets_dir / "firms/versions/one/rows.parquet").read_bytes() == b"one"
    former = next(path for path in done.before if path.name.startswith("published"))
    assert titles(replace(config, published_dir=former)) == ["one", "two"]
    assert {path.name.split(".")[0] for path in config.kept_dir.parent.iterdir()} == set(PARTS)


def test_an_empty_place_takes_a_backup(config: Settings, tmp_path: Path) -> None:
    fill(config, "one")
    file, _ = backup(tmp_path / "b.tar", config)
    other = at(tmp_path / "elsewhere" / "deep")
    restore(file, other)
    assert saved(other) == (["one"], ["one"], "one")


def test_a_backup_under_writers_names_no_file_it_does_not_hold(config: Settings, tmp_path: Path) -> None:
    writer = child(config.published_dir, 1, count=6)
    begin(writer)
    assert writer.stdout
    known = []
    for number in range(3):
        known.append(writer.stdout.readline().strip())
        file, contents = backup(tmp_path / f"{number}.tar", config)
        archive.unpack(file, tmp_path / str(number), known=frozenset(contents.parts))
        ids, _ = check(tmp_path / str(number) / "published")
        assert set(known) <= set(ids)
    assert writer.wait(60) == 0
    writer.stdout.close()
    assert writer.stdin
    writer.stdin.close()


Damage = Callable[[bytes], bytes]


def altered(change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None], more: str = "") -> Damage:
    """Return what rewrites an archive, entry by entry."""

    def damage(body: bytes) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=io.BytesIO(body)) as old, tarfile.open(fileobj=out, mode="w") as new:
            for entry in old:
                found = old.extractfile(entry)
                assert found
                made = change(entry, found.read())
                if made is not None:
                    made[0].size = len(made[1])
                    new.addfile(made[0], io.BytesIO(made[1]))
            if more:
                new.addfile(tarfile.TarInfo(more), io.BytesIO())
        return out.getvalue()

    return damage


def _flip(body: bytes) -> bytes:
    return body[:-1] + bytes([body[-1] ^ 1])


def _linked(entry: tarfile.TarInfo, body: bytes) -> tuple[tarfile.TarInfo, bytes]:
    if entry.name.endswith(".parquet"):
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        return entry, b""
    return entry, body


DAMAGES: dict[str, Damage] = {
    "cut": lambda body: body[: len(body) // 2],
    "cut at its end": altered(lambda entry, body: None if entry.name == archive.SEAL else (entry, body)),
    "empty": lambda _body: b"",
    "text": lambda _body: b"no backup" * 200,
    "a file altered": altered(lambda e, b: (e, _flip(b) if e.name.startswith("published/files") else b)),
    "a database altered": altered(lambda e, b: (e, _flip(b) if e.name.endswith(".sqlite") else b)),
    "a file missing": altered(lambda e, b: None if e.name.startswith("published/files") else (e, b)),
    "the list altered": altered(lambda e, b: (e, b.replace(b'"0.', b'"9.') if e.name == archive.LIST else b)),
    "a file more": altered(lambda e, b: (e, b), more="published/files/more"),
    "a way out": altered(lambda e, b: (e, b), more="../../outside"),
    "a link": altered(_linked),
    "another format": altered(
        lambda e, b: (e, b.replace(b'"format": 1', b'"format": 7') if e.name == archive.LIST else b)
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_archive_changes_nothing(config: Settings, tmp_path: Path, damage: Damage) -> None:
    fill(config, "one")
    file, _ = backup(tmp_path / "b.tar", config)
    file.write_bytes(damage(file.read_bytes()))
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    with pytest.raises(DamagedBackupError, match=r"b\.tar is no whole backup"):
        restore(file, config)
    assert saved(config) == (["one"], ["one"], "one")
    assert [p for p in sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) if p not in before] in (
        [],
        [Path("home/kept/.serving")],
    )


def test_a_name_that_leads_out_is_refused_even_if_the_list_has_it(config: Settings, tmp_path: Path) -> None:
    evil = "published/../../../outside"
    listed = json.dumps(
        {"format": 1, "version": "1", "at": "", "parts": ["published"], "files": {evil: {"sha256": "0", "bytes": 0}}}
    ).encode()
    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as tar:
        for name, body in ((archive.LIST, listed), (evil, b"")):
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))
    with pytest.raises(DamagedBackupError, match="does not belong"):
        restore(file, config)
    assert not (tmp_path / "outside").exists()


def test_nothing_is_restored_under_a_running_server(config: Settings, tmp_path: Path) -> None:
    fill(config, "one")
    file, _ = backup(tmp_path / "b.tar", config)
    with present(config), present(config), pytest.raises(ServerRunningError):
        restore(file, config)
    with pytest.raises(BackupError, match="would lie inside"):
        backup(config.kept_dir / "b.tar", config)
    with pytest.raises(BackupError, match="There is no folder"):
        backup(tmp_path / "none" / "b.tar", config)


def test_a_server_that_cannot_keep_anything_serves_all_the_same(config: Settings) -> None:
    config.kept_dir.parent.mkdir()
    config.kept_dir.write_text("a file where a folder should be", "ascii")
    with present(config):
        pass
    with pytest.raises(BackupError, match="cannot be written"), present(config, alone=True):
        pass


KILLED = """
import os, pathlib, sys
left = int(sys.argv[3])
def dying(call):
    def step(*given, **named):
        global left
        left -= 1
        if left == 0:
            os._exit(9)
        return call(*given, **named)
    return step
os.fsync, os.rename = dying(os.fsync), dying(os.rename)
pathlib.Path.rename, pathlib.Path.replace = dying(pathlib.Path.rename), dying(pathlib.Path.replace)
pathlib.Path.unlink = dying(pathlib.Path.unlink)
from geo.commands import restore
import argparse
restore.run(argparse.Namespace(file=pathlib.Path(sys.argv[1]), json=True))
"""


def killed_at(step: int, file: Path, config: Settings) -> int:
    """Restore in a process that ends at its nth change of the disk; returns its exit status."""
    places = {variable: str(getattr(config, name)) for name, variable in VARIABLES.items()}
    command = [sys.executable, "-c", KILLED, str(file), "", str(step)]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **places}, capture_output=True, check=False).returncode


@pytest.fixture
def two(config: Settings, tmp_path: Path) -> Iterator[tuple[Settings, Path]]:
    """Return folders that hold `two`, and a backup of when they held `one`."""
    fill(config, "one")
    file, _ = backup(tmp_path / "b.tar", config)
    now = at(tmp_path / "home", ending="-now")
    fill(now, "two")
    yield now, file


ONE, TWO = (["one"], ["one"], "one"), (["two"], ["two"], "two")


@pytest.mark.parametrize(
    "step", [11, *(pytest.param(step, marks=pytest.mark.slow) for step in range(1, 30) if step != 11)]
)
def test_a_restore_killed_at_any_step_is_done_or_not(two: tuple[Settings, Path], step: int) -> None:
    config, file = two
    status = killed_at(step, file, config)
    assert status in (9, 0)
    begun = finish(config)  # as the next start does
    assert saved(config) in ((ONE,) if begun or status == 0 else (ONE, TWO))
    restore(file, config)
    assert saved(config) == ONE
    assert not list(config.kept_dir.parent.glob("*.restor*"))


def test_a_restore_killed_between_two_names_is_finished_by_the_next_whatever_was_made_there_meanwhile(
    two: tuple[Settings, Path],
) -> None:
    config, file = two
    place = config.kept_dir
    before = place.with_name(f"{place.name}.before-x")
    shutil.copytree(place, staging(place))
    plan = [{"staged": str(staging(place)), "place": str(place), "before": str(before)}]
    place.with_name(f"{place.name}.restore.json").write_text(json.dumps(plan), "utf-8")
    place.rename(before)  # here it was killed; then a restore looks whether a server runs, which makes the folder
    restore(file, config)
    assert saved(config) == ONE
    assert (before.is_dir(), list(place.parent.glob("*.restor*"))) == (True, [])


class FullDisk:
    """A disk that takes so many bytes to make them last, then none."""

    def __init__(self, syncs: int) -> None:
        self.left = syncs

    def __call__(self, _file: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("syncs", range(12))
def test_a_disk_that_fills_up_while_restoring_leaves_all_or_nothing(
    two: tuple[Settings, Path], syncs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, file = two
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", FullDisk(syncs))
        with contextlib.suppress(BackupError):
            restore(file, config)
    begun = finish(config)
    assert saved(config) in ((ONE,) if begun else (ONE, TWO))
    restore(file, config)
    assert saved(config) == ONE
    assert not list(config.kept_dir.parent.glob("*.restor*"))


def test_a_backup_the_disk_has_no_room_for_says_so_and_leaves_nothing(
    config: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(config, "one")
    there = sorted(tmp_path.rglob("*"))
    full = FullDisk(0)
    for calls in (("os.fsync",), ("os.link", "shutil.copyfile")):  # where links are not possible, files are copied
        with monkeypatch.context() as patch:
            for call in calls:
                patch.setattr(call, lambda file, *_: full(file))
            with pytest.raises(BackupError, match="No space left on device"):
                backup(tmp_path / "b.tar", config)
        assert sorted(tmp_path.rglob("*")) == there, calls
    backup(tmp_path / "b.tar", config)


def test_the_verbs_speak_to_machines(
    config: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(config, "one")
    for name in ("backup", "restore"):
        monkeypatch.setattr(f"geo.commands.{name}.settings", lambda: config)
    file = str(tmp_path / "b.tar")

    def told(*words: str) -> dict[str, object]:
        status = main([*words, "--json"])
        return dict(json.loads(capsys.readouterr().out)) | {"status": status}

    made = told("backup", file)
    assert (made["ok"], made["status"]) == (True, 0)
    assert made["files"] == {"published": 2, "kept": 1, "datasets": 2, "governance": 1}
    back = told("restore", file)
    assert (back["ok"], back["files"], len(back["before"])) == (True, 6, len(PARTS))  # type: ignore[arg-type]
    line = Ledger(config.kept_dir).last("restore")
    assert line is not None
    assert (line.thing, line.detail) == ("backup/b.tar", made["at"])
    Path(file).write_bytes(b"")
    refused = told("restore", file)
    assert (refused["ok"], refused["error"], refused["status"]) == (False, "backup_damaged", 1)
