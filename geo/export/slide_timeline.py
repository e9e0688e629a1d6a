"""The slide of events: one lane a cluster on a common axis of years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from geo.comparison.words import CaseText, Document
from geo.export.slide_parts import GREY, Deck, Panel, fill, line_of, paragraph, text_box
from geo.model import Event

_INCH: Final = 914400
_TOLD: Final = 4  # events a cluster whose text is written and whose sources are named


def draw_timeline(deck: Deck) -> None:
    """Add the slide of events: a lane a cluster, a dot an event, its text beside it where there is room."""
    from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE

    doc = deck.doc
    if not doc.events:
        return
    told = _told(doc)
    slide = deck.slide(
        doc.story.caption("timeline", doc.headlines["timeline"]),
        subtitle=doc.t("deck.timeline.note"),
        notes=doc.story.notes("timeline") or "\n".join(_spoken(doc)),
        foot=deck.foot(source for event in told for source in event.source_ids.split(";")),
    )
    area = deck.body
    starts = [case.start_year for case in doc.cases if case.start_year]
    years = [*(event.year for event in doc.events), *starts]
    first, last = min(years), max(years)
    first, last = first // 10 * 10, max(last, first + 10)
    lane = area.height / len(doc.cases)
    name_width = area.width * 0.13

    def at(year: int) -> float:
        return area.left + name_width + (area.width - name_width) * (year - first) / (last - first) * 0.97

    for number, case in enumerate(doc.cases):
        events = [event for event in doc.events if event.cluster_id == case.cluster_id]
        middle = area.top + lane * (number + 0.5)
        head = text_box(
            slide,
            Panel(area.left, middle - 0.3 * _INCH, name_width - 0.1 * _INCH, 0.6 * _INCH),
            f"lane {case.cluster_id}",
        )
        paragraph(head, case.short, size=13, bold=True, first=True)
        axis = slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, int(at(first)), int(middle), int(at(last)), int(middle)
        )
        line_of(axis, GREY, 1)
        free = {-1: at(first) - 1, 1: at(first) - 1}  # right edge of the last label above and below the line
        if case.start_year and case.start_year not in {event.year for event in events}:
            free[-1] = _draw_start(slide, case, at(case.start_year), middle, lane, doc)
        for event in events:
            x = at(event.year)
            dot = slide.shapes.add_shape(MSO_SHAPE.OVAL, int(x - 45000), int(middle - 45000), 90000, 90000)
            dot.name = f"event {event.event_id}"
            fill(dot.fill, case.series)
            line_of(dot, "#FFFFFF", 0.5)
            width = 1.75 * _INCH
            left = min(x - 0.05 * _INCH, area.left + area.width - width)
            side = next((side for side in (-1, 1) if left > free[side]), 0)
            if not side:
                continue  # no room: the dot alone, its text is in the workbook
            top = middle - lane * 0.44 if side < 0 else middle + 0.06 * _INCH
            label = text_box(
                slide,
                Panel(left, top, width, lane * 0.4),
                f"text {event.event_id}",
                anchor="bottom" if side < 0 else "top",
            )
            text = event.text.localised(doc.language)
            limit = 26 if doc.language == "zh" else 58
            shown = text if len(text) <= limit else text[: limit - 1] + "…"
            paragraph(label, f"{event.year} {shown}", size=9, first=True)
            free[side] = left + width
    for year in range(first, last + 1, 10 if last - first <= 120 else 20):
        mark = text_box(
            slide,
            Panel(at(year) - 0.3 * _INCH, area.top + area.height - 0.02 * _INCH, 0.6 * _INCH, 0.25 * _INCH),
            f"year {year}",
            align="center",
        )
        paragraph(mark, str(year), size=9, colour_hex=GREY, first=True)


def _draw_start(slide: Any, case: CaseText, x: float, middle: float, lane: float, doc: Document) -> float:
    """Draw the year a cluster began, which is no event of its own, as an open dot; returns its label's right edge."""
    from pptx.enum.shapes import MSO_SHAPE

    dot = slide.shapes.add_shape(MSO_SHAPE.OVAL, int(x - 45000), int(middle - 45000), 90000, 90000)
    dot.name = f"start {case.cluster_id}"
    fill(dot.fill, "#FFFFFF")
    line_of(dot, case.series, 1.5)
    width = 0.9 * _INCH
    left = x - 0.05 * _INCH
    label = text_box(
        slide, Panel(left, middle - lane * 0.44, width, lane * 0.4), f"begun {case.cluster_id}", anchor="bottom"
    )
    paragraph(label, f"{case.start_year} {doc.t('compare.doc.start')}", size=9, first=True)
    return left + width


def _told(doc: Document) -> list[Event]:
    """Return the first events of every cluster: what the foot names the sources of."""
    own = {case.cluster_id: [one for one in doc.events if one.cluster_id == case.cluster_id] for case in doc.cases}
    return [event for events in own.values() for event in events[:_TOLD]]


def _spoken(doc: Document) -> Iterator[str]:
    names = {case.cluster_id: case.short for case in doc.cases}
    for event in doc.events:
        yield f"{event.year} {names[event.cluster_id]} · {event.text.localised(doc.language)}"
