"""A story told with a comparison: steps with captions and speaker notes, kept as one JSON file.

A file is data only: every text in it is shown literally, and what it cannot hold is refused with a reason.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.comparison.errors import StoryError

SCHEMA: Final = "digital-cluster-observatory/story"
VERSION: Final = 1
VIEWS: Final = ("title", "maps", "table", "chart", "differences", "timeline", "lessons", "text", "claims")
MOST_STEPS: Final = 60
LONGEST_CAPTION: Final = 300  # characters
LONGEST_NOTES: Final = 4000
_LONGEST: Final = {
    "caption": LONGEST_CAPTION,
    "other_caption": LONGEST_CAPTION,
    "notes": LONGEST_NOTES,
    "text": LONGEST_NOTES,
}
LARGEST_BYTES: Final = 500_000


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes
    ----------
    view : key of VIEWS.
    caption : what stands above it, in the story's language; "" for what the view says of itself.
    notes : what the speaker says.
    other_caption : the caption in the other language.
    text : the words of a slide of its own, view "text".
    shown : whether it is told; one that is not keeps its caption and notes.
    """

    view: str
    caption: str = ""
    notes: str = ""
    other_caption: str = ""
    text: str = ""
    shown: bool = True

    def to_json(self) -> dict[str, str | bool]:
        """Return it as it stands in a file; what is at its default is left out."""
        held: dict[str, str | bool] = {"view": self.view, "caption": self.caption, "notes": self.notes}
        if self.other_caption:
            held["other_caption"] = self.other_caption
        if self.text:
            held["text"] = self.text
        return held if self.shown else held | {"shown": False}


@dataclass(frozen=True, slots=True)
class Story:
    """A story: the comparison it is about as link parameters, its language and its steps."""

    query: Mapping[str, str]
    language: str
    steps: tuple[Step, ...]

    def to_json(self) -> bytes:
        """Return the file's content, the same for the same story."""
        content = {
            "schema": SCHEMA,
            "version": VERSION,
            "language": self.language,
            "comparison": dict(sorted(self.query.items())),
            "steps": [step.to_json() for step in self.steps],
        }
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

    @property
    def told(self) -> tuple[Step, ...]:
        """Return the steps that are told; all of them where none is."""
        return tuple(step for step in self.steps if step.shown) or self.steps

    def spoken(self, language: str, said: Mapping[str, str]) -> Story:
        """Return the story in a language: captions of that language, and what a view says of itself where it has none.

        Parameters
        ----------
        said : headline of each view in that language.
        """
        turned = language != self.language
        steps = tuple(
            dataclasses.replace(
                step,
                caption=(step.other_caption if turned else step.caption) or said.get(step.view, ""),
                other_caption=step.caption if turned else step.other_caption,
            )
            for step in self.steps
        )
        return Story(self.query, language, steps)

    def kept(self, said: Mapping[str, str]) -> Story:
        """Return the story as it is kept: a caption that is what the view says of itself is none of the person's."""
        steps = (
            dataclasses.replace(step, caption="") if step.caption == said.get(step.view) else step
            for step in self.steps
        )
        return Story(self.query, self.language, tuple(steps))

    def caption(self, view: str, otherwise: str) -> str:
        """Return the caption of the first step with this view that has one."""
        return next((step.caption for step in self.steps if step.view == view and step.caption), otherwise)

    def notes(self, view: str) -> str:
        """Return the speaker notes of every step with this view."""
        return "\n".join(step.notes for step in self.steps if step.view == view and step.notes)


def read_story(content: bytes) -> Story:
    """Read a story file.

    Raises
    ------
    StoryError
        naming what is wrong: not JSON, not our schema, another version, an unknown view, too long.

    Examples
    --------
    >>> story = Story({"cases": "ruhr,tsukuba"}, "en", (Step("maps", "Two regions"),))
    >>> read_story(story.to_json()) == story
    True
    """
    if len(content) > LARGEST_BYTES:
        raise StoryError(f"it has {len(content)} bytes, at most {LARGEST_BYTES} are read")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise StoryError("it is not JSON in UTF-8") from fault
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise StoryError(f"its schema is not {SCHEMA}")
    if data.get("version") != VERSION:
        raise StoryError(f"its version is {str(data.get('version'))[:20]}, this server reads {VERSION}")
    language, query, steps = data.get("language"), data.get("comparison"), data.get("steps")
    if language not in ("zh", "en"):
        raise StoryError("its language is neither zh nor en")
    if not isinstance(query, dict) or not all(_is_text(key) and _is_text(value) for key, value in query.items()):
        raise StoryError("its comparison is not a list of link parameters")
    if not isinstance(steps, list) or not 0 < len(steps) <= MOST_STEPS:
        raise StoryError(f"it must have 1 to {MOST_STEPS} steps")
    return Story(dict(query), language, tuple(_step(number, step) for number, step in enumerate(steps, start=1)))


def _step(number: int, data: Any) -> Step:
    if not isinstance(data, dict) or data.get("view") not in VIEWS:
        raise StoryError(f"step {number} has no view of {', '.join(VIEWS)}")
    texts = {key: data.get(key, "") for key in _LONGEST}
    for key, most in _LONGEST.items():
        if not _is_text(texts[key]) or len(texts[key]) > most:
            raise StoryError(f"{key} of step {number} is no text of at most {most} characters")
    return Step(data["view"], **texts, shown=data.get("shown") is not False)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
