"""Story files: what is saved can be opened again, and what is not ours is refused with a reason."""

from __future__ import annotations

import json

import pytest

from geo.catalog import load_catalog
from geo.comparison.claims import claims
from geo.comparison.errors import StoryError
from geo.comparison.guided import GUIDED, guided_story
from geo.comparison.story import MOST_STEPS, Step, Story, read_story
from geo.language import translator
from geo.settings import Settings

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


def test_captions_follow_the_language_and_unticking_keeps_them() -> None:
    said = {"maps": "Extent", "table": "Figures"}
    told = Story({}, "zh", (Step("maps", "地图", other_caption="Maps"), Step("table"), Step("text", "话", shown=False)))
    spoken = told.spoken("en", said)
    assert [step.caption for step in spoken.steps] == ["Maps", "Figures", ""]
    assert [step.view for step in spoken.told] == ["maps", "table"]
    assert spoken.spoken("zh", {}).steps[0] == told.steps[0]
    assert spoken.kept(said).steps[1].caption == ""  # what a view says of itself is no caption of the person's
    again = read_story(told.to_json())
    assert again == told
    assert not again.steps[2].shown


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", list(GUIDED))
def test_every_main_case_has_a_story_with_captions_in_both_languages(case: str, language: str) -> None:
    story = guided_story(case, language)
    assert case in story.query["cases"]
    assert {"title", "text", "maps", "claims", "chart", "lessons"} <= {step.view for step in story.steps}
    assert read_story(story.to_json()) == story
    other = story.spoken("en" if language == "zh" else "zh", {})
    own = [step for step in story.steps if step.caption]
    assert all(one.caption != two.caption for one, two in zip(story.steps, other.steps, strict=True) if one in own)


def test_claims_come_with_their_verdicts(store: Settings) -> None:
    found = {one.claim_id: one for one in claims(load_catalog(), ("ruhr",), translator("en"))}
    assert found["sc27"].verdict == "likely wrong"
    assert "sc05" not in found  # of Tsukuba
