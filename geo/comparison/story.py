"""A story told with a comparison: steps with captions and speaker notes, kept as one JSON file or in a link.

A file is data only: every text in it is shown literally, and what it cannot hold is refused with a reason.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from geo.comparison.errors import StoryError

SCHEMA: Final = "digital-cluster-observatory/story"
VERSION: Final = 1
VIEWS: Final = ("title", "maps", "table", "chart", "differences", "timeline", "lessons", "text", "image", "claims")
KEPT_VIEWS: Final = ("maps", "chart")
"""Views that a step may keep as they were: where the maps had been moved to, a year, the indicators of a chart."""
MOST_STEPS: Final = 60
LONGEST_CAPTION: Final = 300  # characters
LONGEST_NOTES: Final = 4000
_LONGEST: Final = {
    "caption": LONGEST_CAPTION,
    "other_caption": LONGEST_CAPTION,
    "notes": LONGEST_NOTES,
    "text": LONGEST_NOTES,
}
LARGEST_BYTES: Final = 3_000_000
LARGEST_IMAGE: Final = 400_000  # bytes of a picture
LONGEST_LINK: Final = 6_000  # characters; browsers and proxies take about 8,000 of an address
_LONGEST_STATE: Final = 1_000
_STATED: Final = ("v", "scale", "ind", "per", "rank", "chart", "year", "views", "over", "low")
"""Link parameters of a comparison that a step may keep for itself: where its maps are and what it charts."""
_MAGIC: Final = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_IMAGE: Final = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/]+={0,2})")


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
    at : state of the comparison in this step where it has one of its own, as link parameters: maps where they were,
        a year, the indicators of a chart.
    image : a picture of its own as a data URI, view "image".
    """

    view: str
    caption: str = ""
    notes: str = ""
    other_caption: str = ""
    text: str = ""
    shown: bool = True
    at: str = ""
    image: str = ""

    @property
    def state(self) -> dict[str, str]:
        """Return the link parameters in which this step differs from the comparison."""
        return dict(parse_qsl(self.at))

    @property
    def keeps_view(self) -> bool:
        """Tell whether it shows maps or a chart as they were, which the headline of the comparison says nothing of."""
        return bool(self.at) and self.view in KEPT_VIEWS

    def to_json(self) -> dict[str, str | bool]:
        """Return it as it stands in a file; what is at its default is left out."""
        held: dict[str, str | bool] = {"view": self.view, "caption": self.caption, "notes": self.notes}
        if self.other_caption:
            held["other_caption"] = self.other_caption
        for name in ("text", "at", "image"):
            if value := getattr(self, name):
                held[name] = value
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

    def to_link(self) -> str:
        """Return the story as one parameter of a link; "" where it is too long for one, as with pictures."""
        packed = base64.urlsafe_b64encode(zlib.compress(self.to_json(), 9)).decode().rstrip("=")
        return packed if len(packed) <= LONGEST_LINK else ""

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
                caption=(step.other_caption if turned else step.caption)
                or ("" if step.keeps_view else said.get(step.view, "")),
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
        """Return the caption of the first step with this view that has one; a kept view is another slide."""
        found = (step.caption for step in self.steps if step.view == view and step.caption and not step.keeps_view)
        return next(found, otherwise)

    def notes(self, view: str) -> str:
        """Return the speaker notes of every step with this view that keeps none of its own."""
        told = (step.notes for step in self.steps if step.view == view and not step.keeps_view)
        return "\n".join(filter(None, told))


def step_at(view: str, query: Mapping[str, str], *, caption: str = "") -> Step:
    """Return a step that keeps how the comparison is shown now.

    Examples
    --------
    >>> step_at("maps", {"cases": "ruhr,tsukuba", "year": "1980"}).state
    {'year': '1980'}
    """
    kept = {key: query[key] for key in _STATED if key in query}
    return Step(view, caption=caption, at=urlencode(kept))


def image_of(content: bytes) -> str:
    """Return a PNG or JPEG picture as a step keeps it; it is never opened here, browsers show it.

    Raises
    ------
    StoryError
        for another kind of file, or one that is too large.
    """
    kind = next((name for name, magic in _MAGIC.items() if content.startswith(magic)), "")
    if not kind:
        raise StoryError("its picture is neither PNG nor JPEG")
    if len(content) > LARGEST_IMAGE:
        raise StoryError(f"its picture has {len(content)} bytes, at most {LARGEST_IMAGE} are kept")
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def story_of_link(text: str) -> Story:
    """Read a story from a link; raises StoryError.

    Examples
    --------
    >>> story = Story({"cases": "ruhr,tsukuba"}, "en", (Step("maps", "Two regions"),))
    >>> story_of_link(story.to_link()) == story
    True
    """
    if len(text) > LONGEST_LINK:
        raise StoryError(f"the link holds {len(text)} characters of it, at most {LONGEST_LINK} are read")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, LARGEST_BYTES)
    except (ValueError, binascii.Error, zlib.error) as fault:
        raise StoryError("the link does not hold a whole story") from fault
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise StoryError("the link does not hold a whole story")
    return read_story(content)


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
    at, image = data.get("at", ""), data.get("image", "")
    if not _is_text(at) or len(at) > _LONGEST_STATE or not {key for key, _ in parse_qsl(at)} <= set(_STATED):
        raise StoryError(f"step {number} keeps a state that is none of a comparison")
    if image and not _is_image(image):
        raise StoryError(f"the picture of step {number} is neither PNG nor JPEG, or larger than {LARGEST_IMAGE} bytes")
    return Step(data["view"], **texts, shown=data.get("shown") is not False, at=at, image=image)


def _is_image(value: object) -> bool:
    """Tell whether a text is a data URI of a picture whose content begins as its kind does."""
    found = _IMAGE.fullmatch(value) if isinstance(value, str) and len(value) <= 2 * LARGEST_IMAGE else None
    if found is None:
        return False
    try:
        content = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        return False
    return content.startswith(_MAGIC[found[1]]) and len(content) <= LARGEST_IMAGE


def _is_text(value: object) -> bool:
    return isinstance(value, str)
