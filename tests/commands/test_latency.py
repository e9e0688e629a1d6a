"""Verb `latency`: the JSON of the issue, names in both languages, faults that say what to do."""

from __future__ import annotations

import json

import pytest

from geo.__main__ import main
from geo.settings import Settings

KEYS = ["estimate_ms", "low_ms", "high_ms", "floor_ms", "distance_km", "kind", "direction", "meets"]


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """Run the verb with --json and return what it prints."""
    status = main(["latency", *arguments, "--json"])
    return {"status": status, **json.loads(capsys.readouterr().out)}


def test_json_has_the_documented_keys(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "北京", "贵安")
    assert list(found)[1:] == KEYS
    assert (found["status"], found["kind"], found["direction"], found["meets"]) == (0, "optical", "one-way", [20.0])
    assert found["floor_ms"] < found["low_ms"] < found["estimate_ms"] < found["high_ms"]


def test_both_languages_name_the_same_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys, "上海", "韶关") == report(capsys, "Shanghai", "Shaoguan")


def test_round_trip_is_said_and_twice_as_long(capsys: pytest.CaptureFixture[str]) -> None:
    one = report(capsys, "上海", "武汉", "--kind", "internet")
    two = report(capsys, "上海", "武汉", "--kind", "internet", "--direction", "rtt")
    assert (one["direction"], two["direction"]) == ("one-way", "rtt")
    assert two["estimate_ms"] == pytest.approx(2 * one["estimate_ms"], abs=0.002)
    assert one["meets"] == two["meets"]


def test_coordinates_are_placed_by_the_prepared_boundaries(store: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys, "116.4,39.9", "121.47,31.23")["distance_km"] == pytest.approx(1066, abs=2)
    found = report(capsys, "114.17,22.28", "121.47,31.23")
    assert (found["status"], found["error"]) == (1, "border_crossing")


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("上海", "贵安新"), "unknown_place", "computing:guian"),
        (("Suzhou", "上海"), "ambiguous_place", "city:cn_341300"),
        (("上海", "香港"), "border_crossing", "mainland"),
        (("筑波", "上海"), "border_crossing", "mainland"),
        (("{{7*7}}", "上海"), "unknown_place", "{{7*7}}"),
    ],
)
def test_faults_are_named_with_their_remedy(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], error: str, words: str
) -> None:
    found = report(capsys, *arguments)
    assert (found["status"], found["error"]) == (1, error)
    assert words in str(found["message"])


def test_people_read_band_floor_and_targets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["latency", "京津冀枢纽", "和林格尔"]) == 0
    said = capsys.readouterr().out
    assert "one-way" in said
    assert "band" in said
    assert "floor" in said
    assert "5 ms met" in said
    assert "1 ms not met" in said
