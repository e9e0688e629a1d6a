"""Guided stories: the source article's four cases told with our own figures, words and verdicts."""

from __future__ import annotations

from typing import Final

from geo.comparison.state import ComparisonState
from geo.comparison.story import Step, Story
from geo.language import Translator, translator

GUIDED: Final = {
    "tsukuba": ("tsukuba", "beijing_zhongguancun"),
    "silicon_valley": ("silicon_valley", "shenzhen"),
    "ruhr": ("ruhr", "tsukuba"),
    "microsoft_cloud": ("microsoft_cloud", "hangzhou"),
}
"""Case -> the clusters its story compares: itself, and one that shows what is its own."""


def guided_story(case: str, language: str) -> Story:
    """Return the story of one case; its captions are in both languages.

    Raises
    ------
    KeyError
        for a case that has none.

    Examples
    --------
    >>> [step.view for step in guided_story("ruhr", "en").steps][:3]
    ['title', 'text', 'maps']
    """
    here, other = translator(language), translator("en" if language == "zh" else "zh")
    steps = (
        _step("title", f"story.{case}.title", here, other),
        _step("text", f"story.{case}.question", here, other, text=here(f"story.{case}.text")),
        Step("maps"),
        Step("chart"),
        _step("claims", f"story.{case}.claims", here, other),
        Step("timeline"),
        Step("lessons"),
    )
    return Story(ComparisonState(cases=GUIDED[case]).query(), language, steps)


def _step(view: str, key: str, here: Translator, other: Translator, *, text: str = "") -> Step:
    return Step(view, here(key), notes=text, other_caption=other(key), text=text)
