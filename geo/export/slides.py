"""Slides of a comparison: maps as native shapes, native charts and tables, sources at the foot of each slide.

Everything stays editable in PowerPoint: one freeform per administrative unit and link, one oval per organisation,
grouped and named. With a template of one's own the slides take its masters, fonts and size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from geo.comparison.words import CaseText, Document, TableRow
from geo.export.archive import steadied
from geo.export.scene import Scene, common_half_height
from geo.export.slide_charts import draw_charts
from geo.export.slide_map import draw_map
from geo.export.slide_parts import (
    GREY,
    LINE,
    Deck,
    Panel,
    fill,
    line_of,
    open_deck,
    paragraph,
    text_box,
)
from geo.signs import INK

ROWS_PER_SLIDE: Final = 10
SOURCES_PER_COLUMN: Final = 13
_INCH: Final = 914400

Report = Callable[[float], None]


def slides(
    doc: Document,
    scenes: Sequence[Scene],
    *,
    as_of: str,
    same_scale: bool,
    template: Path | BinaryIO | None = None,
    report: Report = lambda _share: None,
) -> bytes:
    """Return the comparison as a PowerPoint file.

    Parameters
    ----------
    as_of : ISO date of the data; the same input gives the same bytes.
    same_scale : whether all territories are drawn at one scale.
    template : a .pptx whose masters and size are used; its own slides are left out.
    report : called with the share that is done, 0 to 1.

    Raises
    ------
    TemplateError
        if the template cannot be read or has no layout.
    """
    deck = open_deck(doc, template)
    makers: list[Callable[[], None]] = [
        lambda: _title(deck),
        lambda: _maps(deck, scenes, same_scale=same_scale),
        *(
            (lambda case=case, scene=scene: _case(deck, case, scene))
            for case, scene in zip(doc.cases, scenes, strict=True)
        ),
        lambda: _table(deck),
        lambda: draw_charts(deck),
        lambda: _differences(deck),
        lambda: _timeline(deck),
        lambda: _lessons(deck),
        lambda: _sources(deck, scenes),
    ]
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


def _title(deck: Deck) -> None:
    doc = deck.doc
    slide = deck.slide(notes=doc.story.notes("title"))
    box = Panel(deck.width * 0.07, deck.height * 0.26, deck.width * 0.86, deck.height * 0.3)
    frame = text_box(slide, box, "title")
    paragraph(frame, doc.title, size=40 if len(doc.title) < 40 else 30, bold=True, first=True)
    paragraph(frame, doc.subtitle, size=20, colour_hex=GREY)
    if doc.caption:
        paragraph(frame, doc.caption, size=20)
    foot = text_box(slide, Panel(deck.width * 0.07, deck.height * 0.82, deck.width * 0.86, deck.height * 0.12), "stamp")
    paragraph(foot, doc.stamp, size=12, colour_hex=GREY, first=True)
    paragraph(foot, doc.t("compare.doc.made"), size=12, colour_hex=GREY)


def _maps(deck: Deck, scenes: Sequence[Scene], *, same_scale: bool) -> None:
    doc = deck.doc
    slide = deck.slide(
        doc.story.caption("maps", doc.t("compare.doc.maps")),
        subtitle=doc.t("compare.doc.maps.same" if same_scale else "compare.doc.maps.fit"),
        notes=doc.story.notes("maps"),
        foot=doc.credit_lines([key for scene in scenes for key in scene.credits]),
    )
    area = deck.body
    gap = 0.15 * _INCH
    width = (area.width - gap * (len(scenes) - 1)) / len(scenes)
    height = area.height - 0.5 * _INCH
    half = common_half_height(scenes, width / height) if same_scale else None
    for number, (scene, case) in enumerate(zip(scenes, doc.cases, strict=True)):
        left = area.left + number * (width + gap)
        head = text_box(slide, Panel(left, area.top, width, 0.45 * _INCH), f"name {case.cluster_id}")
        paragraph(head, case.name, size=14, bold=True, first=True)
        panel = Panel(left, area.top + 0.5 * _INCH, width, height)
        draw_map(slide, scene, case, panel, doc, half_height=None if scene.is_world else half)


def _case(deck: Deck, case: CaseText, scene: Scene) -> None:
    doc = deck.doc
    slide = deck.slide(case.name, subtitle=f"{case.country} · {case.model}", foot=doc.credit_lines(scene.credits))
    area = deck.body
    split = area.width * 0.56
    draw_map(slide, scene, case, Panel(area.left, area.top, split, area.height), doc, labels=True)
    frame = text_box(
        slide,
        Panel(area.left + split + 0.25 * _INCH, area.top, area.width - split - 0.25 * _INCH, area.height),
        "facts",
    )
    length = len(case.summary) + sum(len(text) for text in (*(value for _, value in case.facts), *case.lessons))
    size = 14.0 if length < (360 if doc.language == "zh" else 800) else 12.0
    paragraph(frame, case.summary, size=size + 1.5, first=True)
    for label, value in case.facts:
        paragraph(frame, f"{label}: {value}" if doc.language == "en" else f"{label}：{value}", size=size, space=5)
    if case.lessons:
        paragraph(frame, doc.t("compare.doc.lessons"), size=size, bold=True, space=8)
        for lesson in case.lessons:
            paragraph(frame, f"• {lesson}", size=size, space=2)


def _table(deck: Deck) -> None:
    doc = deck.doc
    # Slides show what can be compared; the workbook and the page hold every figure.
    rows = sorted(
        (row for row in doc.table if len(row.line.figures) > 1),
        key=lambda row: (row.line.theme == "sample", -len(row.line.figures)),
    )
    single = sum(len(row.line.figures) == 1 for row in doc.table)
    pages = [rows[at : at + ROWS_PER_SLIDE] for at in range(0, len(rows), ROWS_PER_SLIDE)] or [[]]
    for number, page in enumerate(pages, start=1):
        title = doc.story.caption("table", doc.t("compare.doc.indicators"))
        if len(pages) > 1:
            title = f"{title} ({number}/{len(pages)})"
        cited = [source for row in page for cell in row.cells for source in cell.sources]
        slide = deck.slide(
            title,
            notes=doc.story.notes("table") if number == 1 else "",
            foot=doc.t("compare.doc.sources.short", sources=doc.references_of(cited)),
            subtitle=doc.t("compare.doc.footnotes", single=single),
        )
        _fill_table(slide, page, deck)


def _fill_table(slide: Any, rows: Sequence[TableRow], deck: Deck) -> None:
    doc, area = deck.doc, deck.body
    columns = len(doc.cases) + 1
    height = 0.47 * _INCH * (len(rows) + 1)
    shape = slide.shapes.add_table(
        len(rows) + 1, columns, int(area.left), int(area.top), int(area.width), int(min(height, area.height))
    )
    shape.name = "indicators"
    table = shape.table
    first = area.width * (0.26 if columns > 3 else 0.34)
    for number in range(columns):
        table.columns[number].width = int(first if number == 0 else (area.width - first) / (columns - 1))
    heads = [doc.t("compare.doc.indicator"), *(case.name for case in doc.cases)]
    for number, text in enumerate(heads):
        _fill_cell(table.cell(0, number), text, "", bold=True)
    for at, row in enumerate(rows, start=1):
        _fill_cell(table.cell(at, 0), row.name + (" ※" if row.remarks else ""), row.theme)
        for number, cell in enumerate(row.cells, start=1):
            marks = "".join(f"[{source}]" for source in cell.sources[:3])
            detail = " ".join(part for part in (cell.detail, marks) if part)
            _fill_cell(table.cell(at, number), cell.text, detail, colour_hex=GREY if cell.is_missing else INK)


def _fill_cell(cell: Any, text: str, detail: str, *, bold: bool = False, colour_hex: str = INK) -> None:
    from pptx.util import Emu

    cell.margin_left = cell.margin_right = Emu(60000)
    cell.margin_top = cell.margin_bottom = Emu(22000)
    fill(cell.fill, LINE if bold else "#FFFFFF")
    paragraph(cell.text_frame, text, size=12, bold=bold, colour_hex=colour_hex, first=True)
    if detail:
        paragraph(cell.text_frame, detail, size=9, colour_hex=GREY)


def _differences(deck: Deck) -> None:
    doc = deck.doc
    if not doc.differences:
        return
    slide = deck.slide(
        doc.story.caption("differences", doc.t("compare.doc.differences")),
        subtitle=doc.t("compare.doc.differences"),
        notes=doc.story.notes("differences"),
    )
    frame = text_box(slide, deck.body, "differences")
    for number, sentence in enumerate(doc.differences):
        paragraph(frame, sentence, size=15, space=9, first=number == 0)


def _timeline(deck: Deck) -> None:
    """One lane per cluster on a common axis: a dot per event, the text of the most telling ones beside it."""
    from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE

    doc = deck.doc
    if not doc.events:
        return
    cited = sorted({source for event in doc.events for source in event.source_ids.split(";")})
    numbers = [one.number for one in doc.references if one.source_id in cited]
    slide = deck.slide(
        doc.story.caption("timeline", doc.t("compare.doc.timeline")),
        notes=doc.story.notes("timeline"),
        foot=doc.t("compare.doc.sources.short", sources=doc.references_of(numbers[:12])),
    )
    area = deck.body
    first, last = min(event.year for event in doc.events), max(event.year for event in doc.events)
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
        paragraph(head, case.name, size=12, bold=True, first=True)
        axis = slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, int(at(first)), int(middle), int(at(last)), int(middle)
        )
        line_of(axis, GREY, 1)
        free = {-1: at(first) - 1, 1: at(first) - 1}  # right edge of the last label above and below the line
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


def _lessons(deck: Deck) -> None:
    doc = deck.doc
    told = [case for case in doc.cases if case.lessons]
    if not told:
        return
    slide = deck.slide(doc.story.caption("lessons", doc.t("compare.doc.lessons")), notes=doc.story.notes("lessons"))
    area = deck.body
    gap = 0.2 * _INCH
    width = (area.width - gap * (len(told) - 1)) / len(told)
    for number, case in enumerate(told):
        box = Panel(area.left + number * (width + gap), area.top, width, area.height)
        frame = text_box(slide, box, f"lessons {case.cluster_id}")
        paragraph(frame, case.name, size=16, bold=True, first=True)
        paragraph(frame, case.model, size=12, colour_hex=GREY)
        for lesson in case.lessons:
            paragraph(frame, lesson, size=14, space=8)


def _sources(deck: Deck, scenes: Sequence[Scene]) -> None:
    doc = deck.doc
    per_slide = 2 * SOURCES_PER_COLUMN
    pages = [doc.references[at : at + per_slide] for at in range(0, len(doc.references), per_slide)]
    area = deck.body
    width = (area.width - 0.3 * _INCH) / 2
    for number, page in enumerate(pages, start=1):
        slide = deck.slide(doc.t("compare.doc.sources.page", page=number, pages=len(pages)))
        for column in range(2):
            box = Panel(area.left + column * (width + 0.3 * _INCH), area.top, width, area.height)
            frame = text_box(slide, box, "sources")
            for at, one in enumerate(page[column * SOURCES_PER_COLUMN : (column + 1) * SOURCES_PER_COLUMN]):
                paragraph(frame, f"[{one.number}] {one.text}", size=9, space=3, first=at == 0)
    slide = deck.slide(doc.t("compare.doc.credit"))
    frame = text_box(slide, deck.body, "credits")
    paragraph(frame, doc.credit_lines([key for scene in scenes for key in scene.credits]), size=12, first=True)
    for remark in (*doc.remarks, doc.t("compare.doc.made"), doc.stamp):
        paragraph(frame, remark, size=12, space=6)
