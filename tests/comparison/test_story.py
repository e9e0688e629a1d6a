"""Story files: what is saved can be opened again, and what is not ours is refused with a reason."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from geo.catalog import load_catalog
from geo.comparison.claims import claims
from geo.comparison.errors import StoryError
from geo.comparison.guided import GUIDED, guided_story
from geo.comparison.story import LONGEST_NOTES, MOST_STEPS, Step, Story, image_of, read_story, step_at, story_of_link
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


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
OWN = Story(
    {"cases": "ruhr,tsukuba", "v": "2"},
    "zh",
    (
        step_at("maps", {"cases": "ruhr,tsukuba", "year": "1980", "views": "ruhr:51.5:7.2:9.5", "lang": "en"}),
        step_at("chart", {"ind": "population", "low": "1"}, caption="人口"),
        Step("text", text="自己的话"),
        Step("image", caption="照片", image=image_of(PNG)),
    ),
)


def test_a_step_keeps_its_own_state_and_picture() -> None:
    again = read_story(OWN.to_json())
    assert again == OWN
    assert again.steps[0].state == {"year": "1980", "views": "ruhr:51.5:7.2:9.5"}
    assert again.spoken("en", {}).steps[3].image == OWN.steps[3].image


def test_a_story_goes_in_a_link_as_long_as_it_fits() -> None:
    link = OWN.to_link()
    assert re.fullmatch(r"[A-Za-z0-9_-]+", link)
    assert story_of_link(link) == OWN
    noise = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(LONGEST_NOTES))
    assert Story(OWN.query, "zh", (Step("text", text=noise), Step("text", text=noise[::-1]))).to_link() == ""


def bomb() -> str:
    packed = zlib.compress(b" " * 20_000_000, 9)
    return base64.urlsafe_b64encode(packed).decode()


@pytest.mark.parametrize(
    "text", ["x", "{{7*7}}", "AAAA", OWN.to_link()[:-9], OWN.to_link() * 40, bomb()[:6000], "é" * 9]
)
def test_a_link_that_holds_no_whole_story_is_refused(text: str) -> None:
    with pytest.raises(StoryError):
        story_of_link(text)


@pytest.mark.parametrize(
    "step",
    [
        {"view": "image", "image": "data:image/svg+xml;base64,AAAA"},
        {"view": "image", "image": "data:image/png;base64,AAAA"},
        {"view": "image", "image": "https://example.org/x.png"},
        {"view": "image", "image": 'data:image/png;base64,AAAA" onerror="alert(1)'},
        {"view": "image", "image": 7},
        {"view": "maps", "at": "cases=ruhr"},
        {"view": "maps", "at": "year=1980&" * 200},
        {"view": "maps", "at": {"year": 1980}},
    ],
)
def test_a_step_holds_nothing_but_a_state_and_a_picture(step: dict[str, object]) -> None:
    with pytest.raises(StoryError, match="step 1"):
        read_story(changed(steps=[step]))


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", PNG[:4], PNG + b"\x00" * 400_000])
def test_a_picture_is_png_or_jpeg_and_small(content: bytes) -> None:
    with pytest.raises(StoryError, match="picture"):
        image_of(content)
