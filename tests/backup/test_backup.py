"""Backup and restore: what was saved comes back, consistent under writers, all or nothing under kills and damage."""

from __future__ import annotations

import io
import json
import os
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
from geo.backup import archive
from geo.backup.errors import BackupError, DamagedBackupError, ServerRunningError
from geo.backup.exchange import finish
from geo.backup.presence import present
from geo.backup.service import backup, restore
from geo.keeping.person import of_browser
from geo.publication.about import About, Owner
from geo.publication.shelf import Shelf
from geo.settings import ROOT, Settings
from geo.workspace.shelf import WorkShelf
from tests.publication.test_kill import begin, check, child

PERSON = of_browser("k" * 43)
VARIABLES = {
    "published_dir": "OBSERVATORY_PUBLISHED",
    "kept_dir": "OBSERVATORY_KEPT",
    "datasets_dir": "OBSERVATORY_DATASETS",
}


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    """Return settings with folders of their own."""
    home = tmp_path / "home"
    return replace(Settings(), published_dir=home / "published", kept_dir=home / "kept", datasets_dir=home / "datasets")


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


def saved(config: Settings) -> tuple[list[str], list[str], str]:
    """Return what is saved, by its names."""
    projects = sorted(one.name for one in work(config).projects(PERSON))
    return titles(config), projects, (config.datasets_dir / "firms" / "current").read_text("ascii")


def test_everything_comes_back_and_what_is_replaced_is_kept(config: Settings, tmp_path: Path) -> None:
    fill(config, "one")
    file, contents = backup(tmp_path, config)
    assert (file.parent, file.stat().st_mode & 0o777, set(contents.parts)) == (
        tmp_path,
        0o600,
        {"published", "kept", "datasets"},
    )
    publish(config, "two")
    (config.datasets_dir / "firms" / "current").write_text("gone", "ascii")
    done = restore(file, config)
    assert saved(config) == (["one"], ["one"], "one")
    assert (config.datasets_dir / "firms/versions/one/rows.parquet").read_bytes() == b"one"
    former = next(path for path in done.before if path.name.startswith("published"))
    assert titles(replace(config, published_dir=former)) == ["one", "two"]
    assert {path.name.split(".")[0] for path in config.kept_dir.parent.iterdir()} == {"published", "kept", "datasets"}


def test_an_empty_place_takes_a_backup(config: Settings, tmp_path: Path) -> None:
    fill(config, "one")
    file, _ = backup(tmp_path / "b.tar", config)
    other = replace(config, published_dir=tmp_path / "n/p", kept_dir=tmp_path / "n/k", datasets_dir=tmp_path / "n/d")
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
    now = replace(config, published_dir=config.published_dir.with_name("p"), kept_dir=config.kept_dir.with_name("k"))
    now = replace(now, datasets_dir=config.datasets_dir.with_name("d"))
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
    assert made["files"] == {"published": 2, "kept": 1, "datasets": 2}
    back = told("restore", file)
    assert (back["ok"], back["files"], len(back["before"])) == (True, 5, 3)  # type: ignore[arg-type]
    Path(file).write_bytes(b"")
    refused = told("restore", file)
    assert (refused["ok"], refused["error"], refused["status"]) == (False, "backup_damaged", 1)
