"""The slide of events: all of them as dots on a common axis of years, and below, a column a cluster, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from geo.comparison.timeline import BETWEEN_PT, fitted
from geo.comparison.words import CaseText, Document
from geo.export.slide_parts import GREY, Deck, Panel, fill, line_of, paragraph, text_box, wide_of
from geo.model import Event

_INCH: Final = 914400
_POINT: Final = 12700
_LANE: Final = 0.27 * _INCH
_YEARS: Final = 0.3 * _INCH  # below the lanes, for the years of the axis
_HEAD: Final = 0.34 * _INCH
_YEAR_APART: Final = 0.62 * _INCH
_BEGUN: Final = 10.0  # points of the year a cluster began
_BEGUN_LETTER: Final = 0.62  # width of a letter there, of the type size, in the widest font


def draw_timeline(deck: Deck) -> None:
    """Add the slide of events: a lane a cluster with a dot an event, and the events in words below."""
    doc = deck.doc
    if not doc.events:
        return
    area = deck.body
    lanes = area.top + _LANE * len(doc.cases)
    gap = 0.3 * _INCH
    width = (area.width - gap * (len(doc.cases) - 1)) / len(doc.cases)
    top = lanes + _YEARS + 0.12 * _INCH
    room = area.top + area.height - top - _HEAD
    told = fitted(
        [_events(doc, case) for case in doc.cases],
        language=doc.language,
        width_pt=width / _POINT,
        height_pt=room / _POINT,
    )
    slide = deck.slide(
        doc.story.caption("timeline", doc.headlines["timeline"]),
        subtitle="" if sum(len(one.events) for one in told) == len(doc.events) else doc.t("deck.timeline.note"),
        notes=doc.story.notes("timeline") or "\n".join(_spoken(doc)),
        foot=deck.foot(
            source for one in told for event in one.events for source in deck.standing(event.source_ids.split(";"))
        ),
    )
    _draw_axis(slide, doc, area)
    for number, (case, one) in enumerate(zip(doc.cases, told, strict=True)):
        left = area.left + number * (width + gap)
        head = text_box(slide, Panel(left, top, width, _HEAD), f"history {case.cluster_id}")
        paragraph(head, case.short, size=14, bold=True, first=True)
        frame = text_box(slide, Panel(left, top + _HEAD, width, room), f"events {case.cluster_id}")
        for at, (year, text) in enumerate(one.lines):
            paragraph(frame, f"{year} {text}", size=one.size, space=BETWEEN_PT if at else 0, first=at == 0)


def _events(doc: Document, case: CaseText) -> list[Event]:
    return [event for event in doc.events if event.cluster_id == case.cluster_id]


def _draw_axis(slide: Any, doc: Document, area: Panel) -> None:
    """Draw the lanes with a dot an event, an open one where a cluster began, and the years below."""
    from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
    from pptx.oxml.ns import qn

    starts = [case.start_year for case in doc.cases if case.start_year]
    years = [*(event.year for event in doc.events), *starts]
    first = min(years) // 10 * 10
    last = max(-(-max(years) // 10) * 10, first + 10)
    name_width = area.width * 0.13

    def at(year: int) -> float:
        return area.left + name_width + (area.width - name_width - 0.2 * _INCH) * (year - first) / (last - first)

    def dot(name: str, x: float, middle: float) -> Any:
        shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, int(x - 45000), int(middle - 45000), 90000, 90000)
        shape.name = name
        shape.shadow.inherit = False
        return shape

    for number, case in enumerate(doc.cases):
        middle = area.top + _LANE * (number + 0.5)
        head = text_box(
            slide,
            Panel(area.left, middle - _LANE / 2, name_width - 0.1 * _INCH, _LANE),
            f"lane {case.cluster_id}",
            anchor="middle",
        )
        paragraph(head, case.short, size=12, bold=True, first=True)
        axis = slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, int(at(first)), int(middle), int(at(last)), int(middle)
        )
        line_of(axis, GREY, 0.5)
        axis.element.remove(axis.element.find(qn("p:style")))  # the theme would give a line a shadow
        for event in _events(doc, case):
            made = dot(f"event {event.event_id}", at(event.year), middle)
            fill(made.fill, case.series)
            line_of(made, "#FFFFFF", 0.5)
        if case.start_year and case.start_year not in {event.year for event in _events(doc, case)}:
            x = at(case.start_year)
            began = f"{case.start_year} {doc.t('compare.doc.start')}"
            begun_width = wide_of(began) * _BEGUN * _BEGUN_LETTER * _POINT
            beside = [other for event in _events(doc, case) if x - begun_width < (other := at(event.year)) < x]
            made = dot(f"start {case.cluster_id}", x, middle)
            fill(made.fill, "#FFFFFF")
            line_of(made, case.series, 1.5)
            before = min([x, *beside]) - begun_width - 0.08 * _INCH
            has_room = before >= area.left + name_width
            label = text_box(
                slide,
                Panel(before if has_room else x + 0.08 * _INCH, middle - _LANE / 2, begun_width, _LANE),
                f"begun {case.cluster_id}",
                anchor="middle",
                align="right" if has_room else "left",
            )
            fill(label._parent.fill, "#FFFFFF")  # or the axis strikes the words through
            paragraph(label, began, size=_BEGUN, first=True, align="right" if has_room else "left")
    inch = (at(last) - at(first)) / (last - first)
    step = next(step for step in (5, 10, 20, 25, 50, 100) if step * inch >= _YEAR_APART)
    for year in range(-(-first // step) * step, last + 1, step):
        mark = text_box(
            slide,
            Panel(at(year) - 0.3 * _INCH, area.top + _LANE * len(doc.cases), 0.6 * _INCH, 0.22 * _INCH),
            f"year {year}",
            align="center",
        )
        paragraph(mark, str(year), size=10, colour_hex=GREY, first=True)


def _spoken(doc: Document) -> Iterator[str]:
    names = {case.cluster_id: case.short for case in doc.cases}
    for event in doc.events:
        yield f"{event.year} {names[event.cluster_id]} · {event.text.localised(doc.language)}"
