"""Slides that tell: the cover, the executive summary, one slide a finding, and the list of sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from geo.comparison.core_charts import CoreChart
from geo.comparison.finding_words import Spoken
from geo.comparison.words import Reference
from geo.export.scene import Scene
from geo.export.slide_charts import draw_chart
from geo.export.slide_parts import GREY, Deck, Panel, fill, paragraph, text_box, title_size, wide_of
from geo.signs import INK

SOURCE_SLIDES: Final = 2
_COLUMNS: Final = 3
_INCH: Final = 914400
_BADGE: Final = 0.42 * _INCH
_LINE_SIZES: Final = (20.0, 18.0, 17.0, 16.0, 15.0, 14.0)  # points of a finding in the summary
_SOURCE_SIZES: Final = (12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
_ONE_PAGE: Final = 9.0  # points below which sources are better on two pages
_WIDEST: Final = 0.66  # of a Latin letter in bold where the font of the deck is missing and another takes its place
_APART: Final = 2.0  # points between the lines of a finding
_UNDER: Final = 11.0  # points of what stands below its figures
_LETTER: Final = 0.5  # mean width of a Latin letter, in type sizes; a Han character takes two
_LEADING: Final = 1.2
_BETWEEN_PT: Final = 3.0
_POINT: Final = 12700


def draw_cover(deck: Deck) -> None:
    """Add the title slide: who is compared, by which model, as of when."""
    from pptx.enum.shapes import MSO_SHAPE

    doc = deck.doc
    slide = deck.slide(notes=doc.story.notes("title"))
    left, width = deck.width * 0.07, deck.width * 0.86
    frame = text_box(slide, Panel(left, deck.height * 0.22, width, deck.height * 0.32), "title", anchor="bottom")
    paragraph(frame, doc.subtitle, size=20, colour_hex=GREY, first=True)
    paragraph(frame, doc.title, size=min(title_size(doc.title) + 10, 36), bold=True, space=6)
    if doc.caption:
        paragraph(frame, doc.caption, size=20, space=6)
    gap = 0.2 * _INCH
    across = (width - gap * (len(doc.cases) - 1)) / len(doc.cases)
    for number, case in enumerate(doc.cases):
        x = left + number * (across + gap)
        bar = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, int(x), int(deck.height * 0.6), int(across), int(0.08 * _INCH)
        )
        bar.name = f"model {case.cluster_id}"
        fill(bar.fill, case.series)
        bar.line.fill.background()
        bar.shadow.inherit = False
        under = text_box(slide, Panel(x, deck.height * 0.62, across, deck.height * 0.12), f"case {case.cluster_id}")
        paragraph(under, case.short, size=16, bold=True, first=True)
        paragraph(under, " · ".join(filter(None, (case.country, case.model))), size=12, colour_hex=GREY)
    foot = text_box(slide, Panel(left, deck.height * 0.84, width, deck.height * 0.1), "stamp")
    paragraph(foot, doc.stamp, size=11, colour_hex=GREY, first=True)
    paragraph(foot, doc.t("compare.doc.made"), size=11, colour_hex=GREY)


def draw_summary(deck: Deck) -> None:
    """Add the executive summary: every finding in a line, its figures and how far they carry below."""
    doc = deck.doc
    if not doc.findings:
        return
    sources = [source for chart in doc.drawn if chart for source in chart.source_ids]
    slide = deck.slide(
        doc.story.caption("differences", doc.headlines["differences"]),
        notes=doc.story.notes("differences") or "\n".join(one.sentence for one in doc.findings),
        foot=deck.foot(sources),
    )
    area = deck.body
    left = area.left + _BADGE + 0.25 * _INCH
    width = area.width - (left - area.left)
    told = [_lines_of(one, width) for one in doc.findings]
    heights = [sum(_height(text, size, width) for text, size in lines) for lines in told]
    gap = max(area.height - sum(heights), 0.0) / max(len(told), 3)
    top = area.top
    for number, (lines, height) in enumerate(zip(told, heights, strict=True), start=1):
        _badge(slide, number, area.left, top + 0.03 * _INCH)
        frame = text_box(slide, Panel(left, top, width, height), f"finding {number}")
        for at, (text, size) in enumerate(lines):
            paragraph(
                frame, text, size=size, bold=not at, colour_hex=GREY if size == _UNDER else INK,
                space=_APART if at else 0, first=not at,
            )  # fmt: skip
        top += height + gap


def _lines_of(one: Spoken, width: float) -> list[tuple[str, float]]:
    """Return what the summary says of a finding: the sentence, its figures, how far they carry, each with its size."""
    under = (one.scope + one.caveat).strip()
    lines = [(one.short, _line_size(one.short, width)), (one.pair, 14.0), (under, _UNDER)]
    return [(text, size) for text, size in lines if text]


def _height(text: str, size: float, width: float) -> float:
    """Return how high a paragraph may become, EMU, in the widest font that an office suite takes for ours."""
    across = max(int(width / _POINT / (size * _WIDEST)), 1)
    return (-(-wide_of(text) // across) * size * _LEADING + _APART) * _POINT


def _line_size(text: str, width: float) -> float:
    """Return the type size, points, at which a finding takes one line of the summary in any font."""
    across = width / _POINT / (max(wide_of(text), 1) * _WIDEST)
    return next((size for size in _LINE_SIZES if size <= across), _LINE_SIZES[-1])


def _badge(slide: Any, number: int, left: float, top: float) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, int(left), int(top), int(_BADGE), int(_BADGE))
    shape.name = f"number {number}"
    fill(shape.fill, INK)
    shape.line.fill.background()
    shape.shadow.inherit = False
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph(frame, str(number), size=14, bold=True, colour_hex="#FFFFFF", first=True, align="center")


def draw_finding(deck: Deck, one: Spoken, chart: CoreChart, *, is_first: bool) -> None:
    """Add the slide of one finding: it stands above, its chart at the left, how to read it at the right."""
    doc = deck.doc
    told = doc.story.caption("chart", one.short) if is_first else one.short
    notes = doc.story.notes("chart") if is_first else ""
    slide = deck.slide(
        told,
        notes=notes or "\n".join(filter(None, (one.sentence, one.reason))),
        foot=deck.foot(chart.source_ids),
    )
    area = deck.body
    split = area.width * 0.62
    draw_chart(slide, chart, doc, Panel(area.left, area.top, split, area.height))
    left = area.left + split + 0.35 * _INCH
    frame = text_box(slide, Panel(left, area.top, area.width - (left - area.left), area.height), "reading")
    paragraph(frame, one.pair, size=18, bold=True, first=True)
    for text, size, shade in ((one.reason, 14.0, INK), (one.scope + one.caveat, 12.0, GREY)):
        if text.strip():
            paragraph(frame, text.strip(), size=size, colour_hex=shade, space=12)
    if chart.remarks:
        paragraph(
            frame, doc.t("deck.marks", remarks=doc.t("finding.and").join(chart.remarks)),
            size=12, colour_hex=GREY, space=12,
        )  # fmt: skip


def draw_sources(deck: Deck, scenes: Sequence[Scene]) -> None:
    """Add the appendix: every source the slides name, once, each a link; then whose maps and what was left out."""
    doc = deck.doc
    cited = deck.cited
    area = deck.body
    gap = 0.25 * _INCH
    width = (area.width - gap * (_COLUMNS - 1)) / _COLUMNS
    box_height = area.height + 0.3 * _INCH
    words = [_reference(number, one) for number, one in cited]
    pages, size = _fitted(words, width / _POINT, box_height / _POINT)
    per_page = -(-len(cited) // pages) if cited else 0
    for page in range(pages):
        shown = cited[page * per_page : (page + 1) * per_page]
        is_last = page == pages - 1
        slide = deck.slide(
            doc.t("compare.doc.sources.page", page=page + 1, pages=pages)
            if pages > 1
            else doc.t("compare.doc.sources"),
            foot=_credits(deck, scenes) if is_last else "",
        )
        per_column = -(-len(shown) // _COLUMNS) if shown else 0
        for column in range(_COLUMNS):
            box = Panel(area.left + column * (width + gap), area.top - 0.35 * _INCH, width, box_height)
            part = shown[column * per_column : (column + 1) * per_column]
            if not part:
                continue
            frame = text_box(slide, box, "sources")
            for at, (number, one) in enumerate(part):
                text = _reference(number, one)
                paragraph(frame, text, size=size, space=_BETWEEN_PT, first=at == 0, address=one.url)


def _reference(number: int, one: Reference) -> str:
    return f"[{number}] " + ". ".join(filter(None, (one.title.rstrip("。."), one.publisher.rstrip("。."), one.date)))


def _fitted(words: Sequence[str], width_pt: float, height_pt: float) -> tuple[int, float]:
    """Return on how many slides sources are listed and in what type size, so that every column fits its box."""

    def fits(pages: int, size: float) -> bool:
        per_page = -(-len(words) // pages)
        per_column = max(-(-per_page // _COLUMNS), 1)
        across = width_pt / (size * _LETTER)
        lines = [-(-wide_of(text) // max(int(across), 1)) for text in words]
        columns = [lines[at : at + per_column] for at in range(0, len(lines), per_column)]
        return all(sum(one) * size * _LEADING + len(one) * _BETWEEN_PT <= height_pt for one in columns)

    one_page = next((size for size in _SOURCE_SIZES if size >= _ONE_PAGE and fits(1, size)), 0.0)
    if one_page:
        return 1, one_page
    return SOURCE_SLIDES, next((size for size in _SOURCE_SIZES if fits(SOURCE_SLIDES, size)), _SOURCE_SIZES[-1])


def _credits(deck: Deck, scenes: Sequence[Scene]) -> str:
    doc = deck.doc
    lines = doc.credit_lines([key for scene in scenes for key in scene.credits])
    return "  ".join([lines, *doc.remarks])
