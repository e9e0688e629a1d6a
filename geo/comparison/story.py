"""A story told with a comparison: steps with captions and speaker notes, kept as one JSON file.

A file is data only: every text in it is shown literally, and what it cannot hold is refused with a reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.comparison.errors import StoryError

SCHEMA: Final = "digital-cluster-observatory/story"
VERSION: Final = 1
VIEWS: Final = ("title", "maps", "table", "chart", "differences", "timeline", "lessons")
MOST_STEPS: Final = 60
LONGEST_CAPTION: Final = 300  # characters
LONGEST_NOTES: Final = 4000
LARGEST_BYTES: Final = 500_000


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a key of VIEWS, what stands above it, and what the speaker says."""

    view: str
    caption: str = ""
    notes: str = ""


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
            "steps": [{"view": step.view, "caption": step.caption, "notes": step.notes} for step in self.steps],
        }
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

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
    caption, notes = data.get("caption", ""), data.get("notes", "")
    if not _is_text(caption) or len(caption) > LONGEST_CAPTION:
        raise StoryError(f"the caption of step {number} is no text of at most {LONGEST_CAPTION} characters")
    if not _is_text(notes) or len(notes) > LONGEST_NOTES:
        raise StoryError(f"the notes of step {number} are no text of at most {LONGEST_NOTES} characters")
    return Step(data["view"], caption, notes)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
