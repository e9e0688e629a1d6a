"""Kept work: comes back as it was, for its owner alone, within its quota, until it expires, is shared or deleted."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

from geo.ingest.examination import Choices
from geo.keeping import audit
from geo.settings import MEGABYTE, ROOT, Limits
from geo.workbench.room import Room, new_layer
from geo.workspace import archive, register
from geo.workspace.desk import Desk, Restored, put_back
from geo.workspace.errors import (
    KeptQuotaError,
    ProjectFileError,
    ProjectNameError,
    ShareEndedError,
    UnknownProjectError,
    UnknownShareError,
)
from geo.workspace.shelf import WorkShelf

from .conftest import ANN, BEN, areas, work


def reopened(shelf: WorkShelf) -> tuple[Desk, Room, Restored]:
    """Return what a new session of Ann's finds."""
    room = Room(Limits())
    desk = Desk(shelf, ANN)
    return desk, room, desk.reopen(room)


def test_work_comes_back_as_it_was(shelf: WorkShelf, room: Room) -> None:
    made = work(room)
    room.choose(room.uploads[0], Choices(datum="gcj02"))
    room.open(room.uploads[0])
    first = room.layers[0]
    desk = Desk(shelf, ANN)
    field = [["workbench_points_most_", first.layer_id, ""], 5.0]
    state = {"view": {"lat": 1.5, "lng": 2.0, "zoom": 9}, "hidden": [first.layer_id], "fields": [field]}
    assert desk.save(room, made, state)
    assert not desk.save(room, made, state)  # nothing has changed

    later, again, restored = reopened(shelf)
    assert [layer.title for layer in again.layers] == [layer.title for layer in room.layers]
    for before, after in zip(room.layers, again.layers, strict=True):
        assert_geodataframe_equal(before.frame, after.frame)
        assert (before.colours, before.legend_title, before.legend_keys) == (
            after.colours,
            after.legend_title,
            after.legend_keys,
        )
        assert (before.legend is None) == (after.legend is None)
        assert before.layer_id != after.layer_id  # whoever has the old address sees nothing of the new session
        assert after.drawn.tile is not None
    assert again.uploads[0].choices == Choices(datum="gcj02")
    assert again.uploads[0].examined.report.as_json() == room.uploads[0].examined.report.as_json()
    assert restored.state["view"] == state["view"]
    assert restored.state["hidden"] == [again.layers[0].layer_id]
    assert restored.state["fields"] == [[["workbench_points_most_", again.layers[0].layer_id, ""], 5.0]]
    assert [study.result.method for study in restored.studies] == [study.result.method for study in made]
    assert_frame_equal(restored.studies[0].result.table, made[0].result.table)
    assert restored.studies[0].method == made[0].method
    again.choose(again.uploads[0], Choices())  # its files are there: it can be read again
    assert again.uploads[0].examined.report.status == "ok"
    assert later.save(again, restored.studies, restored.state)  # the choice is another one
    assert not later.save(again, restored.studies, restored.state)


def test_two_windows_of_one_person_take_nothing_from_each_other(shelf: WorkShelf, room: Room) -> None:
    desk = Desk(shelf, ANN)
    room.add(new_layer(areas(), title="first", kind="result", data="own"))
    desk.save(room, (), {})
    other, window, _ = reopened(shelf)
    window.add(new_layer(areas().head(3), title="of the other window", kind="result", data="own"))
    other.save(window, (), {})
    room.add(new_layer(areas().head(2), title="later", kind="result", data="own"))
    room.put_away(room.layers[0])
    desk.save(room, (), {})
    _, third, _ = reopened(shelf)
    assert sorted(layer.title for layer in third.layers) == ["later", "of the other window"]


def test_a_removed_layer_can_be_taken_back_to_its_place(room: Room) -> None:
    layers = [room.add(new_layer(areas(), title=name, kind="result", data="own")) for name in "abc"]
    room.put_away(layers[1])
    assert [layer.title for layer in room.layers] == ["a", "c"]
    assert room.take_back() is layers[1]
    assert [layer.title for layer in room.layers] == ["a", "b", "c"]
    assert room.take_back() is None


def test_nobody_else_opens_saves_renames_shares_or_deletes(shelf: WorkShelf, room: Room) -> None:
    desk = Desk(shelf, ANN)
    room.add(new_layer(areas(), title="mine", kind="result", data="own"))
    desk.save(room, (), {})
    assert desk.project is not None
    mine = desk.project.project_id
    token, share = shelf.share(ANN, mine, days=1)
    assert shelf.projects(BEN) == []
    assert shelf.shares(BEN) == []
    nobody = dataclasses.replace(BEN, subject="")
    for person in (BEN, nobody):
        for act in (
            lambda person: shelf.open(person, mine),
            lambda person: shelf.open(person, share.snapshot),
            lambda person: shelf.rename(person, mine, "x"),
            lambda person: shelf.share(person, mine, days=1),
            lambda person: shelf.delete(person, mine),
            lambda person: archive.pack(shelf, person, mine, limit_mb=8),
        ):
            with pytest.raises(UnknownProjectError):
                act(person)
        with pytest.raises(UnknownShareError):
            shelf.end_share(person, share.token_hash)
        with pytest.raises(UnknownProjectError), shelf.staging() as staging:
            shelf.save(person, mine, changed=(), removed=(), state={}, staged=staging)
    with pytest.raises(UnknownProjectError), shelf.staging() as staging:  # not even its owner changes what is shared
        shelf.save(ANN, share.snapshot, changed=(), removed=(), state={}, staged=staging)
    shelf.delete_all(BEN)
    assert len(shelf.shared(token)[1]) == 1


def test_a_link_shows_what_was_shared_until_it_ends(shelf: WorkShelf, room: Room, tmp_path: Path) -> None:
    desk = Desk(shelf, ANN)
    made = work(room)
    desk.save(room, made, {})
    assert desk.project is not None
    token, share = shelf.share(ANN, desk.project.project_id, days=7)
    assert token.encode() not in (tmp_path / "kept" / register.FILE).read_bytes()
    room.put_away(room.layers[0])
    desk.save(room, made, {})
    project, items, _ = shelf.shared(token)
    reader = Room(Limits(), read_only=True)
    restored = put_back(items, project.state, reader, shelf)
    assert len(reader.layers) == 3  # as it was
    assert (len(restored.studies), restored.lost) == (2, [])
    for wrong in ("", token[:-1], token + "x", share.token_hash, "' OR 1=1 --"):
        with pytest.raises(UnknownShareError):
            shelf.shared(wrong)
    shelf.end_share(ANN, share.token_hash)
    with pytest.raises(ShareEndedError):
        shelf.shared(token)
    old, _ = shelf.share(ANN, desk.project.project_id, days=-1)
    with pytest.raises(ShareEndedError):
        shelf.shared(old)
    assert shelf.shares(ANN) == []


def test_quotas_count_kept_work_and_refuse_before_anything_is_lost(shelf: WorkShelf, room: Room) -> None:
    desk = Desk(shelf, ANN)
    room.add(new_layer(areas(), title="small", kind="result", data="own"))
    desk.save(room, (), {})
    held = shelf.held_mb(ANN)
    assert 0 < held < 1
    rich = WorkShelf(shelf.folder, days=30, person_mb=8, server_mb=16)
    rich._person_mb = 0  # smaller than what is held
    poor = Desk(rich, ANN)
    window = Room(Limits())
    poor.reopen(window)
    window.add(new_layer(areas().head(4), title="more", kind="result", data="own"))
    for _ in range(2):
        with pytest.raises(KeptQuotaError) as caught:
            poor.save(window, (), {})
    assert caught.value.values["variable"] == "OBSERVATORY_KEPT_PERSON_MB"
    assert [path for path in shelf.files.folder.iterdir() if path.suffix == ".part"] == []
    _, again, _ = reopened(shelf)
    assert [layer.title for layer in again.layers] == ["small"]


def test_work_expires_and_deleting_it_leaves_no_file(shelf: WorkShelf, room: Room) -> None:
    desk = Desk(shelf, ANN)
    desk.save(room, work(room), {})
    assert desk.project is not None
    shelf.share(ANN, desk.project.project_id, days=1)
    assert len(list(shelf.files.folder.iterdir())) > 3
    desk.forget()
    assert list(shelf.files.folder.iterdir()) == []
    assert (shelf.projects(ANN), shelf.shares(ANN)) == ([], [])
    short = WorkShelf(shelf.folder, days=-1, person_mb=8, server_mb=16)
    Desk(short, ANN).save(room, (), {})
    short.sweep()
    assert short.projects(ANN) == []
    assert list(shelf.files.folder.iterdir()) == []
    with short._kept.reading() as ask:
        acts = [line.act for line in audit.read(ask)]
    assert acts == ["make", "share", "end_share", "delete_all", "make", "expire"]


def test_a_damaged_file_is_told_and_the_rest_comes_back(shelf: WorkShelf, room: Room) -> None:
    desk = Desk(shelf, ANN)
    kept = room.add(new_layer(areas(), title="whole", kind="result", data="own"))
    room.add(new_layer(areas().head(2), title="broken", kind="result", data="own"))
    desk.save(room, (), {})
    assert desk.project is not None
    _, items = shelf.open(ANN, desk.project.project_id)
    (digest,) = next(item for item in items if item.body["title"] == "broken").files
    shelf.files.path(digest).write_bytes(b"PAR1")
    _, again, restored = reopened(shelf)
    assert [layer.title for layer in again.layers] == [kept.title]
    assert restored.lost == ["broken"]


def test_projects_have_names(shelf: WorkShelf) -> None:
    first = shelf.new_project(ANN, "")
    second = shelf.new_project(ANN, " 光谷\n产业 ")
    assert [one.name for one in shelf.projects(ANN)] == ["光谷 产业", ""]
    shelf.open(ANN, first.project_id)
    assert shelf.projects(ANN)[0].project_id == first.project_id
    for name in ("", "  ", "x" * 81):
        with pytest.raises(ProjectNameError):
            shelf.rename(ANN, second.project_id, name)
        with pytest.raises(ProjectNameError):
            shelf.new_project(ANN, name)


def exported(shelf: WorkShelf, room: Room) -> bytes:
    """Return a project of Ann's as a file."""
    desk = Desk(shelf, ANN)
    desk.save(room, work(room), {})
    assert desk.project is not None
    shelf.rename(ANN, desk.project.project_id, "光谷")
    return archive.pack(shelf, ANN, desk.project.project_id, limit_mb=8)


def test_a_project_goes_out_as_one_file_and_comes_back(shelf: WorkShelf, room: Room, tmp_path: Path) -> None:
    body = exported(shelf, room)
    taken = archive.take_in(shelf, ANN, body, bounds=Limits(), unnamed="-")
    assert (taken.is_whole, taken.refused, taken.project.name) == (True, (), "光谷")
    _, again, restored = reopened(shelf)
    assert [layer.title for layer in again.layers] == [layer.title for layer in room.layers]
    assert len(restored.studies) == 2
    # On another server everything is read anew, and what nobody there has computed is left out.
    other = WorkShelf(tmp_path / "other", days=30, person_mb=8, server_mb=16)
    path = tmp_path / "x.zip"
    path.write_bytes(body)
    foreign = archive.take_in(other, ANN, path, bounds=Limits(), unnamed="-")
    assert (foreign.is_whole, foreign.refused) == (False, ())
    _, there, found = reopened(other)
    assert sorted(len(layer.frame) for layer in there.layers) == [3, 25, 25]
    assert found.studies == []
    assert {layer.legend for layer in there.layers} == {None}


def changed(body: bytes, **files: bytes | None) -> bytes:
    """Return a zip with some entries replaced or added ("manifest.json" is written manifest)."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = {"manifest": "manifest.json", "evil": "../evil", "pickle": "a.pkl"}
        given = {names[key]: value for key, value in files.items()}
        for name in old.namelist():
            if name not in given:
                new.writestr(name, old.read(name))
        for name, value in given.items():
            if value is not None:
                new.writestr(name, value)
    return out.getvalue()


def test_hostile_files_are_refused_with_words(shelf: WorkShelf, room: Room) -> None:
    body = exported(shelf, room)
    told = json.loads(zipfile.ZipFile(BytesIO(body)).read("manifest.json"))
    before = len(shelf.projects(ANN))

    def listed(**change: object) -> bytes:
        return changed(body, manifest=json.dumps({**told, **change}).encode())

    missing = [{**told["items"][0], "files": {"0" * 64: 1}}]
    for file, why in (
        (b"", "no_zip"),
        (b"PK\3\4 no zip", "no_zip"),
        (changed(body, evil=b"x"), "entries"),
        (changed(body, pickle=b"x"), "entries"),
        (changed(body, manifest=None), "manifest"),
        (changed(body, manifest=b"[" * 100_000), "manifest"),
        (changed(body, manifest=b"{}"), "manifest"),
        (listed(format="x"), "manifest"),
        (listed(version=2), "version"),
        (listed(items=[{"id": "../x", "kind": "layer", "place": 0, "body": {}, "files": {}}]), "manifest"),
        (listed(items=missing), "damaged"),
        (listed(items=[{**told["items"][0], "body": {"sent": 3}}]), "manifest"),
    ):
        with pytest.raises(ProjectFileError) as caught:
            archive.take_in(shelf, ANN, file, bounds=Limits(), unnamed="-")
        assert caught.value.values["why"] == why
    large = dataclasses.replace(Limits(), unpacked_mb=0)
    with pytest.raises(ProjectFileError) as caught:
        archive.take_in(shelf, ANN, body, bounds=large, unnamed="-")
    assert caught.value.values["why"] == "large"
    assert len(shelf.projects(ANN)) == before
    # A changed list is no longer what this server signed: its colours and figures are not taken.
    evil = json.loads(json.dumps(told).replace("#", "url(evil)#"))
    taken = archive.take_in(shelf, ANN, changed(body, manifest=json.dumps(evil).encode()), bounds=Limits(), unnamed="-")
    assert not taken.is_whole
    _, again, _ = reopened(shelf)
    assert not any("evil" in str(layer.colours) for layer in again.layers)


CHILD = """
import sys
from pathlib import Path
from geo.settings import Limits
from geo.workbench.room import Room, new_layer
from geo.workspace.desk import Desk
from geo.workspace.shelf import WorkShelf
from tests.workspace.conftest import ANN, areas

shelf = WorkShelf(Path(sys.argv[1]), days=30, person_mb=500, server_mb=500)
desk, room = Desk(shelf, ANN), Room(Limits())
desk.reopen(room)
rows = areas()
while True:
    rows = rows.assign(jobs=rows["jobs"] + 1)
    layer = room.add(new_layer(rows, title=str(float(rows["jobs"].sum())), kind="result", data="own"))
    desk.save(room, (), {})
    print(layer.title, flush=True)
    if len(room.layers) > 4:
        room.remove(room.layers[0])
"""


def killed(folder: Path, lines: int) -> list[str]:
    """Start a process that keeps work without end, kill it while it writes, and return what it had confirmed."""
    process = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    told = [process.stdout.readline().strip() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    told += [line.strip() for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    process.wait()
    assert process.returncode == -signal.SIGKILL
    return told


@pytest.mark.parametrize("kills", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_a_kill_loses_nothing_that_was_kept(tmp_path: Path, kills: int) -> None:
    for number in range(kills):
        told = killed(tmp_path / "kept", 3 + number % 3)
        shelf = WorkShelf(tmp_path / "kept", days=30, person_mb=500, server_mb=500)
        _, room, restored = reopened(shelf)
        titles = [layer.title for layer in room.layers]
        assert restored.lost == []
        assert told[-1] in titles
        for layer in room.layers:
            assert layer.title == str(float(layer.frame["jobs"].sum()))
        shelf.files.sweep(register_digests(shelf), stale_s=0)
        assert len(list(shelf.files.folder.iterdir())) == len(register_digests(shelf))


def register_digests(shelf: WorkShelf) -> set[str]:
    """Return the digests the register refers to."""
    with shelf._kept.reading() as ask:
        return set(register.digests(ask))


def test_what_is_held_is_counted_once(shelf: WorkShelf, room: Room) -> None:
    for title in ("one", "two"):  # the same rows
        room.add(new_layer(areas(), title=title, kind="result", data="own"))
    desk = Desk(shelf, ANN)
    desk.save(room, (), {})
    (path,) = shelf.files.folder.iterdir()
    assert path.stat().st_size / MEGABYTE <= shelf.held_mb(ANN) < path.stat().st_size / MEGABYTE + 0.01
