"""Opening DuckDB with the spatial extension: its signature is checked, and no other may be loaded unsigned."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from geo.tiles import store


def test_an_altered_extension_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = Path(store.spatial_extension())
    altered = tmp_path / genuine.name
    body = bytearray(genuine.read_bytes())
    body[len(body) // 2] ^= 1
    altered.write_bytes(body)
    with store.opened(memory="64MB") as connection:  # of the genuine one the signature is known by now
        assert connection.execute("SELECT ST_AsText(ST_Point(1, 2))").fetchone() == ("POINT (1 2)",)
    monkeypatch.setattr(store, "spatial_extension", lambda: str(altered))
    with pytest.raises(duckdb.IOException, match="signature"):
        store.opened(memory="64MB")


def test_no_statement_allows_unsigned_extensions() -> None:
    with store.opened(memory="64MB") as connection:
        allowed = connection.execute("SELECT current_setting('allow_unsigned_extensions')").fetchone()
        assert allowed == (False,)
        with pytest.raises(duckdb.InvalidInputException):
            connection.cursor().execute("SET allow_unsigned_extensions = true")
