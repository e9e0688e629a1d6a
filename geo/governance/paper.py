"""The report as a Word document: in Chinese the layout of official papers (GB/T 9704-2012), in English a plain report.

A4, 37 mm above and 35 below, 28 mm left and 26 right; title 方正小标宋简体 22 pt, text 仿宋_GB2312 16 pt on 29 pt lines
with two letters' indent, first headings 黑体, second ones 楷体_GB2312; page numbers in 14 pt between dashes, outside. A
machine without these fonts takes the alternative that the file names for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from geo.export.archive import steadied
from geo.export.slide_parts import wide_of
from geo.language import Translator
from geo.workbench.report import Block, Heading, Listing, Paragraph, Rows
from geo.workbench.report_pdf import png

if TYPE_CHECKING:
    import pandas as pd

TITLE, BODY, FIRST, SECOND = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
FALLBACKS: Final = {TITLE: "宋体", BODY: "仿宋", FIRST: "SimHei", SECOND: "楷体"}
"""Font -> the one a machine without it is told to take (`w:altName`)."""
_LATIN: Final = "Times New Roman"
_PLAIN: Final = "Calibri"
_LINE_PT: Final = 29.0
_SMALL_LINE_PT: Final = 20.0
_LISTED_LINE_PT: Final = 16.0
_MARGINS_MM: Final = (37.0, 35.0, 28.0, 26.0)  # top, bottom, left, right
_PLAIN_MARGINS_MM: Final = (25.0, 25.0, 25.0, 25.0)
_PICTURE_CM: Final = 15.6
_OFFICIAL_PICTURE_CM: Final = 13.2  # so that two pictures of maps stand on a page of 225 mm
_NARROWEST: Final = 5
_SHORT: Final = 10
_STEPS: Final = 40  # in which the room that is left is given away
_LOOKED_AT: Final = 60  # rows by which it is
_SIGN_MM, _LATIN_MM, _PADDING_MM = 1.7, 1.55, 4.0  # of a sign and of a letter at 9 pt, and of a cell's two sides
_TABLE_ROWS: Final = 120
_INDENT: Final = "200"  # hundredths of a letter


def docx_report(found: Sequence[Block], t: Translator, *, title: str, as_of: str) -> bytes:
    """Return the report as DOCX, the same bytes for the same blocks.

    Parameters
    ----------
    found : see geo.governance.report.blocks.
    as_of : ISO date that stands in the file as its date.
    """
    import docx

    paper = docx.Document()
    is_official = t.language == "zh"
    _page(paper, is_official)
    _styles(paper, is_official)
    _number_pages(paper, is_official)
    paper.core_properties.title = _clean(title)[:255]
    paper.core_properties.author = paper.core_properties.comments = ""
    for block, after in zip(found, [*found[1:], None], strict=True):
        if isinstance(block, Heading):
            _heading(paper, block, is_official)
        elif isinstance(block, Paragraph):
            line = _paragraph(paper, block, is_official)
            line.paragraph_format.keep_with_next = isinstance(after, Rows)  # what a table means stands with it
        elif isinstance(block, Listing):
            for place, item in enumerate(block.items, start=1):
                _words(paper, f"{place}. {item}", is_official, size_pt=10.5 if is_official else 9.0)
        elif isinstance(block, Rows):
            _table(paper, block.table, t)
        else:
            _picture(paper, png(block), block.told, width_cm=_OFFICIAL_PICTURE_CM if is_official else _PICTURE_CM)
    made = BytesIO()
    paper.save(made)
    return steadied(made.getvalue(), as_of=as_of)


def _page(paper: Any, is_official: bool) -> None:
    from docx.shared import Mm

    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, bottom, left, right = _MARGINS_MM if is_official else _PLAIN_MARGINS_MM
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(28 if is_official else 12)


def _font(style: Any, latin: str, east: str, size_pt: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name = latin
    style.font.size = Pt(size_pt)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), east)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win
        if fonts.get(qn(f"w:{theme}")) is not None:
            del fonts.attrib[qn(f"w:{theme}")]


def _styles(paper: Any, is_official: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt

    if not is_official:
        for name, size in (("Normal", 10.5), ("Title", 22.0), ("Heading 1", 15.0), ("Heading 2", 12.0)):
            _font(paper.styles[name], _PLAIN, "Noto Sans SC", size)
        return
    fonts = {"Normal": (BODY, 16.0), "Title": (TITLE, 22.0), "Heading 1": (FIRST, 16.0), "Heading 2": (SECOND, 16.0)}
    for name, (east, size) in fonts.items():
        style = paper.styles[name]
        _font(style, _LATIN, east, size)
        style.font.bold = False
        spacing = style.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        spacing.line_spacing = Pt(_LINE_PT if name != "Title" else 36.0)
    title = paper.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(_LINE_PT)
    for border in title.element.xpath(".//w:pBdr"):
        border.getparent().remove(border)
    _name_fallbacks(paper)


def _name_fallbacks(paper: Any) -> None:
    """Say in the file's table of fonts what a machine without a font is to take."""
    part = next((one for one in paper.part.package.iter_parts() if str(one.partname).endswith("fontTable.xml")), None)
    if part is None:
        return
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    text = part.blob.decode("utf-8")
    part._blob = re.sub(r"</w:fonts>\s*$", f"{entries}</w:fonts>", text).encode("utf-8")


def _number_pages(paper: Any, is_official: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section = paper.sections[0]
    sides = [(section.footer, WD_ALIGN_PARAGRAPH.RIGHT if is_official else WD_ALIGN_PARAGRAPH.CENTER)]
    if is_official:  # outside: right on odd pages, left on even ones
        paper.settings.odd_and_even_pages_header_footer = True
        sides.append((section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.first_line_indent = None
        if is_official:
            _run(line, "— ", 14.0, "宋体")
        _field(line, "PAGE", 14.0 if is_official else 9.0)
        if is_official:
            _run(line, " —", 14.0, "宋体")


def _run(line: Any, text: str, size_pt: float, east: str = "") -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = line.add_run(text)
    run.font.size = Pt(size_pt)
    if east:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), east)
    return run


def _field(line: Any, name: str, size_pt: float) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "text", "end"):
        run = _run(line, "", size_pt, "宋体")
        if kind == "text":
            made = OxmlElement("w:instrText")
            made.text = name
        else:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        run._r.append(made)


def _heading(paper: Any, block: Heading, is_official: bool) -> None:
    if block.level == 1:
        paper.add_paragraph(_clean(block.text), style="Title")
        return
    line = paper.add_heading(_clean(block.text), level=min(block.level - 1, 2))
    if is_official:
        _indent(line)


def _paragraph(paper: Any, block: Paragraph, is_official: bool) -> Any:
    small = block.style == "note"
    size = (12.0 if small else 16.0) if is_official else (9.0 if small else 10.5)
    return _words(paper, block.text, is_official, size_pt=size, bold=block.style == "meant")


def _words(paper: Any, text: str, is_official: bool, *, size_pt: float, bold: bool = False) -> Any:
    from docx.shared import Pt

    line = paper.add_paragraph()
    run = _run(line, _clean(text), size_pt)
    run.bold = bold
    if is_official:
        _indent(line, size_pt)
        if size_pt < 16.0:  # what is set smaller stands closer
            line.paragraph_format.line_spacing = Pt(_SMALL_LINE_PT if size_pt >= 12.0 else _LISTED_LINE_PT)
    return line


def _indent(line: Any, size_pt: float = 16.0) -> None:
    """Indent the first line by two letters: in letters for Word, in points for who does not know those."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    line.paragraph_format.first_line_indent = Pt(2 * size_pt)
    line._p.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), _INDENT)


def _table(paper: Any, table: pd.DataFrame, t: Translator) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    rows = [[str(cell) for cell in row] for row in table.head(_TABLE_ROWS).itertuples(index=False, name=None)]
    lines = [[str(name) for name in table.columns], *rows]
    grid = paper.add_table(rows=len(lines), cols=len(lines[0]))
    grid.style = "Table Grid"
    section = paper.sections[0]
    sign_mm = _SIGN_MM if t.language == "zh" else _LATIN_MM
    whole = section.page_width - section.left_margin - section.right_margin
    widths = _widths(lines, whole, sign_mm=sign_mm)
    grid.autofit = False
    for column, width in zip(grid._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    for place, (cells, texts) in enumerate(zip(grid.rows, lines, strict=True)):
        if place == 0:  # the heads stand again on every page
            head = OxmlElement("w:tblHeader")
            head.set(qn("w:val"), "true")
            cells._tr.get_or_add_trPr().append(head)
        split = OxmlElement("w:cantSplit")
        cells._tr.get_or_add_trPr().append(split)
        for cell, text, width in zip(cells._tr.tc_lst, texts, widths, strict=True):
            cell.width = width
            line = _first_line(cell, paper)
            line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            _run(line, _clean(text), 9.0).bold = place == 0
    if len(table) > _TABLE_ROWS:
        paper.add_paragraph(t("workbench.table.cut", shown=_TABLE_ROWS, total=len(table)))
    after = paper.add_paragraph()
    after.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    after.paragraph_format.line_spacing = Pt(8)


def _widths(lines: list[list[str]], whole: int, *, sign_mm: float = _SIGN_MM) -> list[int]:
    """Return the widths of columns: room for the longest word of each, the rest where it makes rows lowest.

    A Chinese sign counts as two.
    """
    from docx.shared import Mm

    columns = list(zip(*lines, strict=True))
    # Cells of a few signs take one line, with a wider font than the one asked for, too.
    short = [min(_SHORT, max(map(wide_of, column)) + 1) for column in columns]
    least = [
        int(Mm(_PADDING_MM + sign_mm * max(_NARROWEST, one, *map(_longest, column))))
        for one, column in zip(short, columns, strict=True)
    ]
    if sum(least) >= whole:
        return [int(whole * one / sum(least)) for one in least]
    padding, step = int(Mm(_PADDING_MM)), (whole - sum(least)) // _STEPS
    told = [[wide_of(text) * int(Mm(sign_mm)) for text in row] for row in lines[:_LOOKED_AT]]
    widths = least
    for _ in range(_STEPS):
        wider = [[one + step * (at == place) for at, one in enumerate(widths)] for place in range(len(widths))]
        widths = min(wider, key=lambda made: _heights(told, [one - padding for one in made]))
    return widths


def _heights(told: list[list[int]], room: list[int]) -> float:
    """Return the lines of all rows: those of the highest cell of each, and a little for the others."""
    lines = [[max(1.0, wide / width) for wide, width in zip(row, room, strict=True)] for row in told]
    return sum(max(row) + 0.01 * sum(row) for row in lines)


def _longest(text: str) -> int:
    """Return the length of the longest part of a text that no line break divides, at most half a wide column."""
    return min(18, max((len(word) for word in re.split(r"[\s\u2e80-\uffff]+", text)), default=0))


def _first_line(cell: Any, paper: Any) -> Any:
    """Return the paragraph of a cell's element; python-pptx's own way of rows is slow for large tables."""
    from docx.text.paragraph import Paragraph as Line

    return Line(cell.p_lst[0], paper)


def _picture(paper: Any, content: bytes, told: str, *, width_cm: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Cm

    line = paper.add_paragraph()
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True  # whose map it is stands on its page
    shape = line.add_run().add_picture(BytesIO(content), width=Cm(width_cm))
    shape._inline.docPr.set("descr", _clean(told)[:900])


def _clean(text: str) -> str:
    """Return a text without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))
