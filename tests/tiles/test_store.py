"""The tile store: its spatial extension is the maker's, checked once, and its shapes are built once for all stores."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from geo.settings import Settings
from geo.tiles import store as tile_store


@pytest.fixture
def unchecked() -> Iterator[None]:
    """Let this process forget that it has checked the extension."""
    tile_store._checked_extension.cache_clear()
    yield
    tile_store._checked_extension.cache_clear()


@pytest.mark.usefixtures("unchecked")
def test_an_altered_extension_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    altered = tmp_path / "spatial.duckdb_extension"
    shutil.copyfile(tile_store.spatial_extension(), altered)
    with altered.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    monkeypatch.setattr(tile_store, "spatial_extension", lambda: str(altered))
    for _ in range(2):
        with pytest.raises(duckdb.Error, match="signature"):
            tile_store.with_spatial(":memory:", memory_limit="64MB", threads=1)


@pytest.mark.usefixtures("unchecked")
def test_the_signature_is_checked_once_for_all_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    path = tile_store.spatial_extension()
    monkeypatch.setattr(tile_store, "spatial_extension", lambda: asked.append(path) or path)
    for _ in range(2):
        with tile_store.with_spatial(":memory:", memory_limit="64MB", threads=1) as connection:
            assert connection.execute("SELECT ST_X(ST_Point(7, 51))").fetchone() == (7.0,)
    assert asked == [path]


def test_no_statement_allows_unsigned_extensions_again() -> None:
    with tile_store.with_spatial(":memory:", memory_limit="64MB", threads=1) as connection:
        allowed = connection.execute("SELECT current_setting('allow_unsigned_extensions')").fetchone()
        assert allowed == (False,)
        with pytest.raises(duckdb.InvalidInputException):
            connection.cursor().execute("SET allow_unsigned_extensions = true")


def test_shapes_are_built_once_and_stores_add_to_copies_of_their_own(
    small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Path] = []

    def build(_config: Settings, folder: Path) -> None:
        built.append(folder)
        with tile_store.connect(folder / tile_store.FILE, read_only=False) as connection:
            connection.execute("CREATE TABLE land AS SELECT ST_Point(7, 51) AS geom")

    monkeypatch.setattr(tile_store, "_build_shapes", build)
    for name in ("one", "two"):
        config = dataclasses.replace(small, store_dir=tmp_path / name, cache_dir=tmp_path / "cache")
        tile_store.prepare(config, lambda _step: None)
        cursor = tile_store.cursor(config)
        assert cursor.execute("SELECT ST_X(geom) FROM land").fetchall() == [(7.0,)]
        assert cursor.execute("SELECT count(*) > 0 FROM organisations").fetchone() == (True,)
    assert len(built) == 1
    (kept,) = (tmp_path / "cache").iterdir()
    with tile_store.connect(kept / tile_store.FILE, read_only=True) as connection:
        assert connection.execute("SELECT table_name FROM information_schema.tables").fetchall() == [("land",)]
