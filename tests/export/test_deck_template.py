"""Slides on an organisation's own template, notes of a story, and the font that figures are set in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pptx import Presentation
from pptx.util import Inches

from geo.catalog import load_catalog
from geo.commands import export as verb
from geo.comparison.errors import StoryError
from geo.comparison.gather import compare
from geo.comparison.state import ComparisonState
from geo.comparison.story import Step, Story
from geo.export.errors import TemplateError
from geo.export.figure import FONTS
from geo.export.files import Order, export
from geo.language import LANGUAGES, domains
from geo.settings import Settings

STATE = ComparisonState(cases=("tsukuba", "ruhr"))


def template(folder: Path) -> Path:
    """Write a template of 10 by 7.5 inches with two slides of its own."""
    file = Presentation()
    file.slide_width, file.slide_height = Inches(10), Inches(7.5)
    file.core_properties.subject = "house style"
    for _ in range(2):
        file.slides.add_slide(file.slide_layouts[0]).shapes.title.text = "old slide"
    file.save(str(folder / "house.pptx"))
    return folder / "house.pptx"


def test_a_template_gives_size_and_masters_and_loses_its_slides(store: Settings, tmp_path: Path) -> None:
    order = Order(kind="pptx", language="en", template=template(tmp_path))
    deck = Presentation(BytesIO(export(compare(load_catalog(), store, STATE), order, load_catalog(), store)))
    assert deck.slide_width == Inches(10)
    assert deck.core_properties.subject == "house style"
    text = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert "old slide" not in text
    assert any("Tsukuba" in words for words in text)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + 1


@pytest.mark.parametrize("content", [None, b"", b"not a deck", b"PK\x03\x04broken"])
def test_what_is_no_template_is_refused(store: Settings, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.pptx"
    if content is not None:
        path.write_bytes(content)
    comparison = compare(load_catalog(), store, STATE)
    with pytest.raises(TemplateError, match="cannot be used"):
        export(comparison, Order(kind="pptx", language="en", template=path), load_catalog(), store)


def test_captions_and_notes_of_a_story_are_on_the_slides(store: Settings) -> None:
    story = Story({}, "en", (Step("maps", "{{7*7}} our caption", "say this"),))
    order = Order(kind="pptx", language="en", story=story)
    deck = Presentation(BytesIO(export(compare(load_catalog(), store, STATE), order, load_catalog(), store)))
    slide = next(s for s in deck.slides if s.shapes.title is not None and "our caption" in s.shapes.title.text)
    assert slide.shapes.title.text == "{{7*7}} our caption"
    assert slide.notes_slide.notes_text_frame.text == "say this"


def test_the_command_takes_a_saved_story_and_refuses_another_file(store: Settings, tmp_path: Path) -> None:
    story = tmp_path / "story.json"
    story.write_bytes(Story({}, "en", (Step("title", "From the command"),)).to_json())
    assert verb._story(story) == Story({}, "en", (Step("title", "From the command"),))
    with pytest.raises(StoryError, match="cannot be read"):
        verb._story(tmp_path / "missing.json")


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_font_has_every_sign_that_may_be_drawn(store: Settings, weight: str) -> None:
    (path,) = FONTS.glob(f"*{weight}*.otf")
    known = set(TTFont(path).getBestCmap())
    drawn = set()
    catalog = load_catalog()
    for name in ("clusters", "cases", "indicator_definitions", "indicators", "sources", "admin_units", "timeline"):
        table = catalog.table(name)
        drawn |= set("".join(str(cell) for column in table.columns for cell in table[column]))
    for language in LANGUAGES:
        for domain in domains(language):
            if domain.stem in ("compare", "card", "term"):
                drawn |= set(domain.read_text("utf-8"))
    assert {sign for sign in drawn if ord(sign) not in known and not sign.isspace()} == set()
