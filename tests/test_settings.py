"""Settings of published layers: where they are kept, and that no folder of ours swallows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import SettingError
from geo.settings import ROOT, settings


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Read the environment anew, before and after."""
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_published_layers_lie_beside_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OBSERVATORY_PUBLISHED", raising=False)
    assert settings().published_dir == ROOT / ".published"
    assert settings().published_mb == 4096


@pytest.mark.parametrize("inside", ["data", "store"])
def test_published_layers_are_kept_out_of_data_and_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inside: str
) -> None:
    monkeypatch.setenv("OBSERVATORY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OBSERVATORY_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("OBSERVATORY_PUBLISHED", str(tmp_path / inside / "published"))
    with pytest.raises(SettingError, match="OBSERVATORY_PUBLISHED"):
        settings()


def test_the_size_is_a_number_of_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_PUBLISHED_MB", "0")
    with pytest.raises(SettingError, match="OBSERVATORY_PUBLISHED_MB"):
        settings()
