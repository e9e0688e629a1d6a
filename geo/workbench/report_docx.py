"""The workbench's report as a Word document: headings, tables and lists as Word's own, maps and charts as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from geo.export.archive import steadied
from geo.language import Translator
from geo.workbench.report import Block, Heading, Listing, Paragraph, Rows
from geo.workbench.report_pdf import png

if TYPE_CHECKING:
    import pandas as pd

ROWS: Final = 60  # of a table; downloads hold all
_WIDTH_CM: Final = 16.0
_FONT: Final = "Noto Sans SC"


def docx_report(found: Sequence[Block], t: Translator, *, as_of: str) -> bytes:
    """Return a report as DOCX, the same bytes for the same blocks.

    Parameters
    ----------
    found : see `geo.workbench.report.blocks`.
    as_of : ISO date that stands in the file as its date.
    """
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    paper = docx.Document()
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Title"):
        style: Any = paper.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    normal: Any = paper.styles["Normal"]
    normal.font.size = Pt(10.5)
    paper.core_properties.title = t("workbench.report.title")
    paper.core_properties.author = paper.core_properties.comments = ""
    for block in found:
        if isinstance(block, Heading):
            paper.add_heading(_clean(block.text), level=block.level - 1)
        elif isinstance(block, Paragraph):
            run = paper.add_paragraph().add_run(_clean(block.text))
            run.bold = block.style == "meant"
            run.italic = block.style == "caution"
            if block.style == "note":
                run.font.size = Pt(9)
        elif isinstance(block, Listing):
            for item in block.items:
                paper.add_paragraph(_clean(item), style="List Bullet")
        elif isinstance(block, Rows):
            _table(paper, block.table, t)
        else:
            paper.add_picture(BytesIO(png(block)), width=Cm(_WIDTH_CM))
    made = BytesIO()
    paper.save(made)
    return steadied(made.getvalue(), as_of=as_of)


def _table(paper: Any, table: pd.DataFrame, t: Translator) -> None:
    from docx.shared import Pt

    if table.empty:
        return
    grid = paper.add_table(rows=1, cols=len(table.columns))
    grid.style = "Light Grid Accent 1"
    lines = [[str(name) for name in table.columns], *table.head(ROWS).astype(str).to_numpy().tolist()]
    for _ in lines[1:]:
        grid.add_row()
    for cells, texts in zip(grid.rows, lines, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.paragraphs[0].add_run(_clean(text)).font.size = Pt(8)
    if len(table) > ROWS:
        paper.add_paragraph(t("workbench.table.cut", shown=ROWS, total=len(table)))


def _clean(text: str) -> str:
    """Return a text without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))
