"""The report as slides: findings, native tables and charts, maps as native shapes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO, Final

from geo.export.slide_outline import Outline, add_group
from geo.export.slide_parts import Deck, Panel, paragraph, text_box, wide_of
from geo.governance.pictures import is_drawn
from geo.governance.report import Chapter, Panorama
from geo.governance.slides import add_chart, add_cover, add_sentences, add_table, begin, finish
from geo.governance.words import movement_text
from geo.language import Translator
from geo.workbench.pictures import Area, Dot, Picture, Words
from geo.workbench.report import Listing, Paragraph, Rows

CHARTS: Final = 3
_SENTENCES: Final = 8  # of a slide
_LISTED: Final = 20
_FEW, _SHORT = 12, 220  # lines of a slide, and their width in Latin letters, that are set large
_POINT: Final = 12700
_SHARES: Final = {
    "policies": (0.1, 0.2, 0.25, 0.45),
    "alerts": (0.16, 0.46, 0.38),
    "board": (0.14, 0.2, 0.12, 0.1, 0.1, 0.26, 0.08),
}


def pptx_report(made: Panorama, t: Translator, *, template: Path | BinaryIO | None = None) -> bytes:
    """Return the report as PPTX, everything on it native and editable; raises TemplateError."""
    deck = begin(t, template)
    add_cover(deck, made.title, (made.subtitle, made.said[0]))
    said = list(made.said[1:])
    for start in range(0, len(said), _SENTENCES):
        add_sentences(deck, said[0], said[start : start + _SENTENCES], foot=made.subtitle)
    for chapter in made.chapters:
        if chapter.blocks != (Paragraph(t("governance.report.nothing")),):  # a slide that says so would be an empty one
            _chapter(deck, chapter, made, t)
    return finish(deck, title=made.title, as_of=made.as_of)


def _chapter(deck: Deck, chapter: Chapter, made: Panorama, t: Translator) -> None:
    if chapter.key == "trends":
        drawn = [one for one in made.seen.movements if one.is_good is not None and is_drawn(one.series)]
        for one in drawn[:CHARTS]:
            add_chart(deck, movement_text(one, t), one.series, t, foot=made.subtitle)
    words = [one.text for one in chapter.blocks if isinstance(one, Paragraph) and one.style != "note"]
    if words:
        _listed(deck, chapter.title, words, made.subtitle)
    note = ""
    for place, block in enumerate(chapter.blocks):
        if isinstance(block, Rows):
            shares = _SHARES.get(chapter.key, ())
            shares = shares if len(shares) == len(block.table.columns) else ()
            add_table(deck, chapter.title, block.table, subtitle=note, foot=made.subtitle, shares=shares)
        elif isinstance(block, Picture) and chapter.key == "maps":
            credit = chapter.blocks[place + 1]
            assert isinstance(credit, Paragraph)  # noqa: S101 - whose map it is stands below every map
            _pictured(deck, chapter.title, block, credit.text)
        elif isinstance(block, Listing):
            for start in range(0, len(block.items), _LISTED):
                _listed(deck, chapter.title, block.items[start : start + _LISTED], made.subtitle)
        elif isinstance(block, Paragraph):
            note = block.text if block.style == "note" else note


def _listed(deck: Deck, title: str, items: Any, foot: str) -> None:
    slide = deck.slide(title, foot=foot)
    box = text_box(slide, deck.body, "list")
    size = 14 if len(items) <= _FEW and max(map(wide_of, items), default=0) <= _SHORT else 10
    for number, item in enumerate(items):
        paragraph(box, item if len(item) <= 260 else f"{item[:259]}…", size=size, space=size / 3, first=number == 0)


def _pictured(deck: Deck, title: str, picture: Picture, foot: str) -> None:
    """Draw a picture as native shapes, as large as the slide's body allows."""
    slide = deck.slide(title, foot=foot)
    body = deck.body
    scale = min(body.width / picture.width, body.height / picture.height)
    left = body.left + (body.width - picture.width * scale) / 2

    def at(x: float, y: float) -> tuple[int, int]:
        return round(left + x * scale), round(body.top + y * scale)

    outlines = []
    for number, shape in enumerate(picture.shapes):
        if isinstance(shape, Area):
            rings = [[at(*corner) for corner in (*ring, ring[0])] for ring in shape.rings if ring]
            outlines.append(Outline(f"area {number}", rings, line=shape.line, line_pt=0.5, fill=shape.fill))
        elif isinstance(shape, Dot):
            corners = [
                at(shape.x - shape.radius, shape.y - shape.radius),
                at(shape.x + shape.radius, shape.y + shape.radius),
            ]
            outlines.append(
                Outline(f"place {number}", [corners], preset="ellipse", fill=shape.fill, line="#5C5C5C", line_pt=0.25)
            )
    panel = Panel(left, body.top, picture.width * scale, picture.height * scale)
    add_group(slide, "maps", panel, outlines)
    size = max(8.0, 13 * scale / _POINT * 0.75)
    for shape in picture.shapes:
        if isinstance(shape, Words):
            x, y = at(shape.x, shape.y - 9)
            wide = picture.width * scale / 2
            box = Panel(x - wide if shape.end else x, y, wide, 18 * scale)
            side = "right" if shape.end else "left"
            frame = text_box(slide, box, "label", anchor="middle", align=side)
            paragraph(frame, shape.text, size=size, colour_hex=shape.colour, first=True, align=side)
