"""Slides of a comparison: one message a slide, said above it; sources once, at the end.

Everything stays editable in PowerPoint: native charts and tables, one freeform per administrative unit and link, one
oval per organisation, grouped and named. With a template of one's own the slides take its masters, fonts and size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from geo.comparison.story import Step
from geo.comparison.words import Document
from geo.export.archive import steadied
from geo.export.scene import Scene
from geo.export.slide_cases import draw_case, draw_maps
from geo.export.slide_kept import Kept, draw_kept
from geo.export.slide_own import OWN, draw_own
from geo.export.slide_parts import Deck, open_deck
from geo.export.slide_story import SOURCE_SLIDES, draw_cover, draw_finding, draw_sources, draw_summary
from geo.export.slide_tables import draw_advice, draw_core_table
from geo.export.slide_timeline import draw_timeline

MOST: Final = 14
"""Slides of a deck; a story's own slides come on top."""
_FINDINGS: Final = 4  # slides of one finding each, where there is room

Report = Callable[[float], None]


def slides(
    doc: Document,
    scenes: Sequence[Scene],
    *,
    as_of: str,
    same_scale: bool,
    template: Path | BinaryIO | None = None,
    kept: Sequence[Kept] = (),
    report: Report = lambda _share: None,
) -> bytes:
    """Return the comparison as a PowerPoint file.

    Parameters
    ----------
    as_of : ISO date of the data; the same input gives the same bytes.
    same_scale : whether all territories are drawn at one scale.
    template : a .pptx whose masters and size are used; its own slides are left out.
    kept : views the story keeps as they were; each is a slide among the story's own.
    report : called with the share that is done, 0 to 1.

    Raises
    ------
    TemplateError
        if the template cannot be read or has no layout.
    """
    deck = open_deck(doc, template)
    views = {id(one.step): one for one in kept}
    own = [_own(deck, step, views.get(id(step))) for step in doc.story.told if step.view in OWN or id(step) in views]
    before: list[Callable[[], None]] = [
        lambda: draw_cover(deck),
        lambda: draw_summary(deck),
        *own,
        lambda: draw_maps(deck, scenes, same_scale=same_scale),
        *((lambda at=at, scene=scene: draw_case(deck, at, scene)) for at, scene in enumerate(scenes)),
        lambda: draw_core_table(deck),
    ]
    after: list[Callable[[], None]] = [
        lambda: draw_timeline(deck),
        lambda: draw_advice(deck),
        lambda: draw_sources(deck, scenes),
    ]
    room = MOST - (len(before) - len(own)) - len(after) + 1 - SOURCE_SLIDES
    makers = [*before, *_findings(deck, min(room, _FINDINGS)), *after]
    for done, make in enumerate(makers, start=1):
        make()
        report(done / (len(makers) + 1))
    made = BytesIO()
    deck.file.core_properties.title = doc.title[:255]
    deck.file.core_properties.author = "Digital Cluster Observatory"
    deck.file.core_properties.comments = doc.stamp
    deck.file.core_properties.last_modified_by = ""
    deck.file.save(made)
    content = steadied(made.getvalue(), as_of=as_of)
    report(1.0)
    return content


def _own(deck: Deck, step: Step, view: Kept | None) -> Callable[[], None]:
    """Return what draws a story's own slide."""
    return (lambda: draw_own(deck, step)) if view is None else (lambda: draw_kept(deck, view))


def _findings(deck: Deck, most: int) -> list[Callable[[], None]]:
    """Return what draws the findings that have a chart, one a slide."""
    doc = deck.doc
    drawn = [(one, chart) for one, chart in zip(doc.findings, doc.drawn, strict=True) if chart][:most]
    return [
        lambda one=one, chart=chart, number=number: draw_finding(deck, one, chart, is_first=number == 0)  # type: ignore[misc]
        for number, (one, chart) in enumerate(drawn)
    ]
