"""Slides of a story's own: its words, and its pictures, which are put into the file as they are and never decoded."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from typing import Any, Final

from geo.comparison.story import Step
from geo.comparison.words import plain
from geo.export.slide_parts import Deck, Panel, paragraph, text_box, wide_of

OWN: Final = ("text", "image")
"""Views of a story that are a slide of the presenter's own."""
_SIZES: Final = (28.0, 24.0, 18.0, 14.0, 12.0, 10.0, 9.0, 8.0)
_LETTER: Final = 0.62  # width of a Latin letter, of the type size, in the widest font that takes the place of ours
_LEADING: Final = 1.25
_BETWEEN_PT: Final = 8.0
_POINT: Final = 12700
_TYPES: Final = {"png": "image/png", "jpeg": "image/jpeg"}
_PNG_SIZE: Final = slice(16, 24)
_NO_FRAME: Final = (0xC4, 0xC8, 0xCC)  # markers among those of frames that are none
_STANDALONE: Final = (0x01, *range(0xD0, 0xD8))  # markers without a length


def draw_own(deck: Deck, step: Step) -> None:
    """Add the slide of one step: its caption above, its words or its picture below."""
    slide = deck.slide(step.caption or deck.doc.title, notes=step.notes or step.text)
    body = deck.body
    if step.view == "image" and step.image:
        _picture(slide, step, body)
        return
    frame = text_box(slide, body, "words", anchor="middle")  # a few lines at the top leave a slide half empty
    lines = [line for line in step.text.splitlines() if line.strip()]
    size = next((size for size in _SIZES if _height_pt(lines, size, body.width / _POINT) * _POINT <= body.height), 7.0)
    for number, line in enumerate(lines):
        paragraph(frame, line, size=size, first=number == 0, space=_BETWEEN_PT)


def _height_pt(lines: Sequence[str], size: float, width_pt: float) -> float:
    """Return how high paragraphs become, points, in the widest font that takes the place of ours."""
    across = width_pt / (size * _LETTER)
    return sum(-(-wide_of(line) // across) * size * _LEADING + _BETWEEN_PT for line in lines)


def _picture(slide: Any, step: Step, panel: Panel) -> None:
    """Put a picture into the middle of a panel, as large as fits."""
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.oxml.shapes.picture import CT_Picture
    from pptx.parts.image import ImagePart

    head, _, data = step.image.partition(";base64,")
    kind = head.removeprefix("data:image/")
    content = base64.b64decode(data)
    wide, high = picture_size(content) or (4, 3)
    scale = min(panel.width / wide, panel.height / high)
    width, height = int(wide * scale), int(high * scale)
    left, top = int(panel.left + (panel.width - width) / 2), int(panel.top + (panel.height - height) / 2)
    package = slide.part.package
    part = ImagePart(package.next_image_partname("jpg" if kind == "jpeg" else kind), _TYPES[kind], package, content)
    made = CT_Picture.new_pic(  # type: ignore[no-untyped-call]
        max(int(number) for number in slide.element.xpath("//p:cNvPr/@id")) + 1,
        "picture",
        plain(step.caption),
        slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE),
        left,
        top,
        width,
        height,
    )
    slide.shapes._spTree.append(made)


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG picture in pixels, from its head alone; None where it has none.

    Examples
    --------
    >>> picture_size(b"\\x89PNG\\r\\n\\x1a\\n" + bytes(8) + (640).to_bytes(4, "big") + (480).to_bytes(4, "big"))
    (640, 480)
    """
    found = _png(content) if content.startswith(b"\x89PNG") else _jpeg(content)
    return found if found and min(found) > 0 else None


def _png(content: bytes) -> tuple[int, int] | None:
    held = content[_PNG_SIZE]
    return (int.from_bytes(held[:4], "big"), int.from_bytes(held[4:], "big")) if len(held) == 8 else None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Return the size a JPEG's frame names; segments before it are stepped over."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _STANDALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            return wide, high
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
