"""The ground: built once for what it is made from, and taken over by every store."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from geo.catalog import ground
from geo.settings import Settings


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Replace what takes seconds; returns the folders the ground was built in."""
    folders: list[Path] = []

    def build(folder: Path) -> None:
        folders.append(folder)
        (folder / "coast.wkb").write_bytes(b"coast")

    monkeypatch.setattr(ground, "_build", build)
    return folders


def test_it_is_built_once_for_all_stores(built: list[Path], tmp_path: Path) -> None:
    config = Settings(cache_dir=tmp_path / "cache")
    for name in ("one", "two"):
        ground.put(config, tmp_path / name)
        assert (tmp_path / name / "coast.wkb").read_bytes() == b"coast"
    assert len(built) == 1
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [f"ground-{ground.key()}"]


def test_what_an_older_version_kept_goes_and_stores_keep_theirs(
    built: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Settings(cache_dir=tmp_path / "cache")
    ground.put(config, tmp_path / "one")
    monkeypatch.setattr(ground, "key", lambda: "newer")
    ground.put(config, tmp_path / "two")
    assert len(built) == 2
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["ground-newer"]
    assert (tmp_path / "one" / "coast.wkb").read_bytes() == b"coast"


def test_without_a_place_to_keep_it_it_is_built_into_the_store(built: list[Path], tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, no folder", "utf-8")
    ground.put(dataclasses.replace(Settings(), cache_dir=tmp_path / "cache"), tmp_path / "store")
    assert built == [tmp_path / "store"]
    assert (tmp_path / "store" / "coast.wkb").read_bytes() == b"coast"


def test_a_build_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ground, "_build", fail)
    with pytest.raises(OSError, match="No space left"):
        ground.put(Settings(cache_dir=tmp_path / "cache"), tmp_path / "store")
    assert list((tmp_path / "cache").iterdir()) == []
