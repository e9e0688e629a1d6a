"""The verb `seal`: what it records, what it leaves alone and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from geo.catalog.errors import DataFileError
from geo.catalog.package import load_catalog
from geo.commands.seal import seal
from geo.errors import CatalogError
from geo.settings import ROOT, Settings
from tests import small_package

HUBS = "tables/hubs.csv"


def descriptor(folder: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return described


def resource(folder: Path, path: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in descriptor(folder)["resources"] if item["path"] == path)
    return found


@pytest.fixture
def sealed(tmp_path: Path) -> Settings:
    """A small package whose descriptor records all that `seal` records."""
    config = small_package.write(tmp_path)
    seal(config.data_dir)
    return config


def test_an_edited_row_is_recorded_and_the_package_opens_again(sealed: Settings) -> None:
    path = sealed.data_dir / HUBS
    text = path.read_text("utf-8")
    row = text.splitlines()[1].replace("yrd,", "gba,", 1)
    path.write_text(f"{text}{row}\n", "utf-8")
    with pytest.raises(DataFileError, match=r"tables/hubs\.csv"):
        load_catalog(sealed)

    changed = seal(sealed.data_dir)

    assert [(item.path, item.rows) for item in changed] == [(HUBS, 2)]
    recorded = resource(sealed.data_dir, HUBS)
    assert recorded["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert recorded["bytes"] == path.stat().st_size
    assert recorded["rows"] == 2
    assert list(load_catalog(sealed).table("hubs")["hub_id"]) == ["yrd", "gba"]


def test_a_second_seal_leaves_the_descriptor_alone(sealed: Settings) -> None:
    path = sealed.data_dir / "datapackage.json"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert seal(sealed.data_dir) == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_boundaries_get_a_hash_and_no_row_count(sealed: Settings) -> None:
    path = sealed.data_dir / "boundaries/tsukuba.geojson"
    path.write_bytes(path.read_bytes() + b"\n")
    assert [(item.path, item.rows) for item in seal(sealed.data_dir)] == [("boundaries/tsukuba.geojson", None)]
    assert "rows" not in resource(sealed.data_dir, "boundaries/tsukuba.geojson")


def test_every_missing_file_is_named_and_nothing_is_written(sealed: Settings) -> None:
    before = descriptor(sealed.data_dir)
    for name in (HUBS, "boundaries/tsukuba.geojson"):
        (sealed.data_dir / name).unlink()
    with pytest.raises(DataFileError) as caught:
        seal(sealed.data_dir)
    assert [fault.path for fault in caught.value.faults] == [HUBS, "boundaries/tsukuba.geojson"]
    assert descriptor(sealed.data_dir) == before


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"\n", b"\r\n", "carriage returns"),
        (b"hub_id", b"\xef\xbb\xbfhub_id", "byte order mark"),
        (b"hub_id,name_zh", b"name_zh,hub_id", "its schema has hub_id, name_zh"),
        (b"yrd,", b"yrd,extra,", "record 2"),
        ("长三角".encode(), b"\xff\xfe", "UTF-8"),
        (b"yrd,", b'"yrd"x,', "UTF-8 CSV"),
    ],
)
def test_a_damaged_table_is_refused_with_a_remedy(sealed: Settings, old: bytes, new: bytes, reason: str) -> None:
    before = descriptor(sealed.data_dir)
    path = sealed.data_dir / HUBS
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, -1 if old == b"\n" else 1))
    with pytest.raises(CatalogError, match=reason):
        seal(sealed.data_dir)
    assert descriptor(sealed.data_dir) == before


def test_an_empty_table_is_refused(sealed: Settings) -> None:
    (sealed.data_dir / HUBS).write_bytes(b"")
    with pytest.raises(CatalogError, match=r"\(none\)"):
        seal(sealed.data_dir)


@pytest.mark.parametrize("content", [None, "[]", "{}", '{"resources": [{}]}', "not json"])
def test_a_folder_without_a_usable_descriptor_is_a_clear_fault(tmp_path: Path, content: str | None) -> None:
    if content is None:
        with pytest.raises(DataFileError):
            seal(tmp_path)
        return
    (tmp_path / "datapackage.json").write_text(content, "utf-8")
    with pytest.raises(CatalogError, match="descriptor"):
        seal(tmp_path)


def test_the_verb_prints_what_changed(
    sealed: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from geo import __main__ as entry
    from geo.commands import seal as verb

    monkeypatch.setattr(verb, "settings", lambda: sealed)
    path = sealed.data_dir / HUBS
    path.write_text(path.read_text("utf-8").replace("长三角", "长江三角洲"), "utf-8")
    assert entry.main(["seal", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["ok"] is True
    assert [item["path"] for item in printed["changed"]] == [HUBS]
    assert entry.main(["seal"]) == 0
    assert capsys.readouterr().out.startswith("0 files changed.")


def test_the_committed_package_is_sealed() -> None:
    for item in descriptor(ROOT / "data")["resources"]:
        content = (ROOT / "data" / item["path"]).read_bytes()
        assert item["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", item["path"]
        assert item["bytes"] == len(content), item["path"]
        if item["format"] == "csv":
            assert item["rows"] == len(list(csv.reader(content.decode("utf-8").splitlines(keepends=True)))) - 1
