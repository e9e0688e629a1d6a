"""Story files: what is saved can be opened again, and what is not ours is refused with a reason."""

from __future__ import annotations

import json

import pytest

from geo.comparison.errors import StoryError
from geo.comparison.story import MOST_STEPS, Step, Story, read_story

STORY = Story({"cases": "ruhr,tsukuba", "v": "2"}, "zh", (Step("maps", "{{7*7}} <b>", "讲稿\n第二行"), Step("table")))


def changed(**values: object) -> bytes:
    return json.dumps(json.loads(STORY.to_json()) | values).encode()


def test_a_saved_story_opens_again() -> None:
    assert read_story(STORY.to_json()) == STORY
    assert read_story(b"\xef\xbb\xbf" + STORY.to_json()) == STORY
    assert STORY.notes("maps") == "讲稿\n第二行"
    assert STORY.caption("table", "otherwise") == "otherwise"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b" " * 600_000,
        changed(schema="else"),
        changed(version=2),
        changed(language="fr"),
        changed(comparison=[1]),
        changed(comparison={"cases": 1}),
        changed(steps=[]),
        changed(steps=[{"view": "maps"}] * (MOST_STEPS + 1)),
        changed(steps=["maps"]),
        changed(steps=[{"view": "spreadsheet"}]),
        changed(steps=[{"view": "maps", "caption": "x" * 301}]),
        changed(steps=[{"view": "maps", "notes": {"a": 1}}]),
    ],
)
def test_other_files_are_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(StoryError) as caught:
        read_story(content)
    assert caught.value.values["problem"]
