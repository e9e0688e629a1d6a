"""Settings: one variable a field, its bounds told, and no folder of ours swallows the published layers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import SettingError
from geo.settings import CONCERNS, ROOT, limits, read, settings, variables
from geo.variables import Choice, Folder, Number, TileSource


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


def test_every_field_has_a_variable_of_its_own() -> None:
    names = [one.name for concern in CONCERNS for one in variables(concern).values()]
    assert len(names) == len(set(names))
    assert all(name.startswith("OBSERVATORY_") for name in names)


@pytest.mark.parametrize("concern", CONCERNS)
def test_a_variable_that_is_empty_is_not_set(concern: type, monkeypatch: pytest.MonkeyPatch) -> None:
    for one in variables(concern).values():
        monkeypatch.setenv(one.name, " ")
    assert read(concern) == concern()


NUMBERS = [one for concern in CONCERNS for one in variables(concern).values() if isinstance(one, Number)]


@pytest.mark.parametrize("one", NUMBERS, ids=lambda one: one.name)
def test_a_number_is_taken_up_to_its_bounds_and_told_beyond_them(one: Number) -> None:
    assert [one.parse(str(number)) for number in (one.low, one.high)] == [one.low, one.high]
    for text in (str(one.low - 1), str(one.high + 1), "1.5", "1e3", "{{7*7}}", "²"):
        with pytest.raises(SettingError, match=f"{one.name} is .* from {one.low} to {one.high}") as refused:
            one.parse(text)
        assert refused.value.values == {"name": one.name, "value": text}


@pytest.mark.parametrize(
    "text",
    [
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example/{z}/{x}/{y}/{-y}.png",
        "https://tiles.example/{z}/{x}/{y}.png?key={key}",
        "https://tiles.example/{z}/{x}/{y",
        "tiles.example/{z}/{x}/{y}.png",
        "javascript:alert(1)/{z}/{x}/{y}",
        "https://a b/{z}/{x}/{y}.png",
        'https://tiles.example/{z}/{x}/{y}.png"onerror="',
        "{{7*7}}",
    ],
)
def test_a_source_of_tiles_is_one_the_map_can_ask(text: str) -> None:
    with pytest.raises(SettingError, match=r"X is .* such as https://tiles"):
        TileSource("X").parse(text)


def test_a_folder_may_be_missing_and_is_no_file(tmp_path: Path) -> None:
    assert Folder("X").parse(str(tmp_path / "none" / "yet")) == tmp_path / "none" / "yet"
    (tmp_path / "file").write_text("", "ascii")
    with pytest.raises(SettingError, match="it must be a folder"):
        Folder("X").parse(str(tmp_path / "file"))


def test_a_choice_tells_what_may_be_chosen() -> None:
    with pytest.raises(SettingError, match="X is 'c'; it must be one of a, b"):
        Choice("X", ("a", "b")).parse("c")


def test_limits_are_read_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "off")
    assert limits().uploads == "off"
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "publish")
    assert limits().uploads == "publish"
