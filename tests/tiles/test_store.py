"""The spatial extension: what its maker did not sign is not loaded, and no database asks twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

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
