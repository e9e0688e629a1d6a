"""Tables on slides: the core table, the key figures of one case, and what the cases recommend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.analysis.core import REGION
from geo.comparison.claims import Claim
from geo.comparison.core_charts import MARK
from geo.comparison.core_words import CoreCell
from geo.comparison.words import Document, core_rows
from geo.export.slide_parts import GREY, LINE, Deck, Panel, fill, paragraph
from geo.signs import INK

KEY_FIGURES: Final = 5
_CLAIM_PT: Final = 11.0
_INCH: Final = 914400
_HEAD: Final = 0.34 * _INCH
_CLAIM: Final = 0.55 * _INCH  # height of a claim where there are few
_SOURCES: Final = 2  # of a cell; the workbook names all
_LEADING: Final = 1.35  # of the Chinese fonts, the highest
_MARGIN: Final = 18000  # EMU above and below a cell's text
_POINT: Final = 12700
_CORE_SIZES: Final = ((12.0, 9.0), (11.0, 8.5), (10.5, 8.0))  # points: a figure, and year and sources below it


@dataclass(frozen=True, slots=True)
class _Written:
    """What a cell of a table holds: a line, and a smaller one below it."""

    text: str
    detail: str = ""
    colour: str = INK
    bold: bool = False


def draw_core_table(deck: Deck) -> None:
    """Add the slide of the core table."""
    doc = deck.doc
    rows = core_rows(doc)
    areas = dict.fromkeys(
        remark for line in rows for cell in line.cells if cell.is_other_area for remark in cell.remarks
    )
    slide = deck.slide(
        doc.story.caption("table", doc.headlines["table"]),
        subtitle=doc.t("deck.table.note"),
        notes=doc.story.notes("table") or "\n".join(areas),
    )
    heads = [_Written(doc.t("compare.doc.indicator"), bold=True)]
    heads += [_Written(case.short, bold=True) for case in doc.cases]
    body = [[_Written(line.name, bold=True), *(_core_cell(cell, deck) for cell in line.cells)] for line in rows]
    shares = [0.2, *([0.8 / len(doc.cases)] * len(doc.cases))]
    room = (deck.body.height - _HEAD) / max(len(body), 1)
    # A row that is too low is cut off by some office suites and runs off the slide in others.
    size, small = next(
        (sizes for sizes in _CORE_SIZES if sum(sizes) * _LEADING * _POINT + 2 * _MARGIN <= room), _CORE_SIZES[-1]
    )
    _table(slide, "core", [heads, *body], deck.body, shares, size=size, small=small)


def _core_cell(cell: CoreCell, deck: Deck) -> _Written:
    t = deck.doc.t
    if not cell.text:
        return _Written(t("compare.core.missing" if cell.applies else "compare.core.no_question"), colour=GREY)
    marks = deck.cite(cell.source_ids.split(";"), most=_SOURCES)
    year = t("compare.core.year", year=cell.year)
    detail = t("compare.comma").join(filter(None, (year, cell.dollars)))
    return _Written(f"{cell.text} {MARK}" if cell.is_marked else cell.text, f"{detail} {marks}")


def draw_key_figures(slide: Any, deck: Deck, at: int, panel: Panel) -> None:
    """Draw the key figures of the case in column `at`, its own rows first where it is a platform."""
    doc = deck.doc
    held = [(line, line.cells[at]) for line in doc.core if line.cells[at].text]
    held.sort(key=lambda pair: pair[0].kind == REGION)
    chosen = [pair for pair in held if pair[0].core_id != "area"][:KEY_FIGURES]
    if not chosen:
        return
    rows = [[_Written(line.name, colour=GREY), _core_cell(cell, deck)] for line, cell in chosen]
    height = min(panel.height, 0.5 * _INCH * len(rows))
    _table(slide, "key figures", rows, Panel(panel.left, panel.top, panel.width, height), [0.42, 0.58], size=12)


def draw_advice(deck: Deck) -> None:
    """Add the slide of recommendations: the lessons of each case, and the policies to look up beside them."""
    doc = deck.doc
    if not doc.advice:
        return
    t = doc.t
    slide = deck.slide(
        doc.story.caption("lessons", doc.headlines["lessons"]),
        subtitle=t("deck.advice.note"),
        notes=doc.story.notes("lessons") or "\n".join(_told(doc)),
    )
    head = [
        _Written(words, bold=True)
        for words in (t("deck.advice.case"), t("deck.advice.lesson"), t("deck.advice.policy"))
    ]
    rows = []
    for one in doc.advice:
        lessons = "\n".join(f"• {lesson}" for lesson in one.lessons)
        policies = "\n".join(
            f"• {' '.join(filter(None, (policy.name, policy.year)))} {deck.cite(policy.source_ids, most=_SOURCES)}"
            for policy in one.policies
        )
        name = _Written(one.name, deck.cite(one.source_ids, most=_SOURCES), bold=True)
        rows.append([name, _Written(lessons or "—"), _Written(policies or "—")])
    _table(slide, "recommendations", [head, *rows], deck.body, [0.155, 0.49, 0.355], size=13)


def draw_claims(deck: Deck, told: Sequence[Claim], *, title: str, notes: str) -> None:
    """Add the slide of what the source article claims, with what became of each claim."""
    t = deck.doc.t
    slide = deck.slide(title or t("compare.story.claims"), notes=notes)
    rows = [[_Written(words, bold=True) for words in (t("story.claim"), t("story.verdict"), t("story.found"))]]
    rows += [[_Written(one.text), _Written(one.verdict, bold=True), _Written(one.note)] for one in told]
    area = deck.body
    height = min(area.height, _HEAD + _CLAIM * len(told))
    _table(slide, "claims", rows, Panel(area.left, area.top, area.width, height), [0.42, 0.14, 0.44], size=_CLAIM_PT)


def _told(doc: Document) -> Iterable[str]:
    for one in doc.advice:
        for policy in one.policies:
            yield f"{one.name} · {policy.name} {policy.year}: {policy.summary}"


def _table(
    slide: Any,
    name: str,
    rows: Sequence[Sequence[_Written]],
    panel: Panel,
    shares: Sequence[float],
    *,
    size: float,
    small: float = 9.0,
) -> None:
    sides = (panel.left, panel.top, panel.width, panel.height)
    shape = slide.shapes.add_table(len(rows), len(rows[0]), *(int(side) for side in sides))
    shape.name = name
    table = shape.table
    table.first_row = False  # our own colours, not those of a style
    table.horz_banding = False
    for number, share in enumerate(shares):
        table.columns[number].width = int(panel.width * share)
    has_head = all(one.bold for one in rows[0])
    if has_head:
        table.rows[0].height = int(_HEAD)
        for row in list(table.rows)[1:]:
            row.height = int((panel.height - _HEAD) / (len(rows) - 1))
    for at, row in enumerate(rows):
        for number, written in enumerate(row):
            is_head = at == 0 and has_head
            _fill(table.cell(at, number), written, size=size, small=small, back=LINE if is_head else "#FFFFFF")


def _fill(cell: Any, written: _Written, *, size: float, small: float, back: str) -> None:
    from pptx.util import Emu

    cell.margin_left = cell.margin_right = Emu(60000)
    cell.margin_top = cell.margin_bottom = Emu(_MARGIN)
    _rule(cell)
    fill(cell.fill, back)
    for number, line in enumerate(written.text.split("\n")):
        paragraph(
            cell.text_frame, line, size=size, bold=written.bold, colour_hex=written.colour,
            first=number == 0, space=2 if number else 0,
        )  # fmt: skip
    if written.detail.strip():
        paragraph(cell.text_frame, written.detail, size=small, colour_hex=GREY)


def _rule(cell: Any) -> None:
    """Draw the line below a cell, which leads the eye along a row; python-pptx has no borders."""
    from pptx.oxml import parse_xml

    cell._tc.get_or_add_tcPr().append(
        parse_xml(
            '<a:lnB xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" w="6350">'
            f'<a:solidFill><a:srgbClr val="{LINE[1:]}"/></a:solidFill></a:lnB>'
        )
    )
