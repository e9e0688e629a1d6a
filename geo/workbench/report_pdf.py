"""The workbench's report as PDF, A4 upright, and its pictures as PNG; drawn with Matplotlib and the fonts we bring."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from geo.export.figure import drawing_lock, font_families
from geo.language import Translator
from geo.signs import INK, LINE, MUTED, SIGNAL
from geo.workbench.pictures import Picture, draw
from geo.workbench.report import Block, Heading, Listing, Paragraph, Rows

if TYPE_CHECKING:
    import pandas as pd

DPI: Final = 150
ROWS: Final = 40  # of a table; downloads hold all
_PAGE_IN: Final = (8.27, 11.69)
_LEFT_PT, _TOP_PT, _BOTTOM_PT = 54.0, 50.0, 50.0
_WIDTH_PT: Final = 72 * _PAGE_IN[0] - 2 * _LEFT_PT
_HEIGHT_PT: Final = 72 * _PAGE_IN[1]
_SETTINGS: Final[dict[Any, Any]] = {"pdf.fonttype": 3, "path.simplify": False, "text.parse_math": False}
# Style -> size in points, colour, weight.
_STYLES: Final = {
    "h1": (20.0, INK, "bold"),
    "h2": (14.0, INK, "bold"),
    "h3": (11.5, INK, "bold"),
    "plain": (10.0, INK, "normal"),
    "note": (8.5, MUTED, "normal"),
    "meant": (10.5, INK, "bold"),
    "caution": (9.0, SIGNAL, "normal"),
}


class _Paper:
    """Pages that fill from the top."""

    def __init__(self, fonts: tuple[str, ...]) -> None:
        self.fonts = fonts
        self.pages: list[Any] = []
        self.y = 0.0
        self.turn()

    def turn(self) -> None:
        """Begin a page."""
        from matplotlib.figure import Figure

        self.pages.append(Figure(figsize=_PAGE_IN))
        self.y = _TOP_PT

    def room(self, height: float) -> None:
        """Begin a page unless this one has as much room left, points."""
        if self.y + height > _HEIGHT_PT - _BOTTOM_PT and self.y > _TOP_PT:
            self.turn()

    def words(self, text: str, x: float, y: float, style: tuple[float, str, str]) -> None:
        """Write one line; x and y of its top left corner, points from the page's."""
        size, colour, weight = style
        self.pages[-1].text(
            x / (72 * _PAGE_IN[0]),
            1 - y / _HEIGHT_PT,
            text,
            ha="left",
            va="top",
            fontsize=size,
            color=colour,
            weight=weight,
            family=list(self.fonts),
            parse_math=False,
        )

    def lines(self, text: str, style: str, *, indent: float = 0.0) -> None:
        """Write a paragraph."""
        look = _STYLES[style]
        for line in wrapped(text, _WIDTH_PT - indent, look[0]):
            self.room(look[0] * 1.6)
            self.words(line, _LEFT_PT + indent, self.y, look)
            self.y += look[0] * 1.55
        self.y += 4

    def picture(self, picture: Picture) -> None:
        """Place a picture across the page."""
        height = _WIDTH_PT * picture.height / picture.width
        self.room(height + 8)
        box = (
            _LEFT_PT / (72 * _PAGE_IN[0]),
            1 - (self.y + height) / _HEIGHT_PT,
            _WIDTH_PT / (72 * _PAGE_IN[0]),
            height / _HEIGHT_PT,
        )
        draw(picture, self.pages[-1].add_axes(box), fonts=self.fonts, size=9.0)
        self.y += height + 10

    def table(self, table: pd.DataFrame, t: Translator) -> None:
        """Write a table, cells wrapped, its head again on each page."""
        if table.empty:
            return
        cells = [[str(name) for name in table.columns], *table.head(ROWS).astype(str).to_numpy().tolist()]
        size = 8.0 if len(cells[0]) <= 6 else 6.5
        longest = [max(min(_ems(row[n]), 16.0) for row in cells) + 1.0 for n in range(len(cells[0]))]
        widths = [_WIDTH_PT * one / sum(longest) for one in longest]
        for number, row in enumerate(cells):
            self._row(row, widths, size, head=number == 0)
        if len(table) > ROWS:
            self.lines(t("workbench.table.cut", shown=ROWS, total=len(table)), "note")
        self.y += 8

    def _row(self, row: Sequence[str], widths: Sequence[float], size: float, *, head: bool) -> None:
        from matplotlib.lines import Line2D

        texts = [wrapped(cell, width - 4, size) for cell, width in zip(row, widths, strict=True)]
        height = max(len(lines) for lines in texts) * size * 1.4 + 3
        self.room(height)
        x = _LEFT_PT
        for lines, width in zip(texts, widths, strict=True):
            for place, line in enumerate(lines):
                self.words(line, x, self.y + place * size * 1.4, (size, INK, "bold" if head else "normal"))
            x += width
        self.y += height
        edge = 1 - (self.y - 2) / _HEIGHT_PT
        ends = [_LEFT_PT / (72 * _PAGE_IN[0]), 1 - _LEFT_PT / (72 * _PAGE_IN[0])]
        self.pages[-1].add_artist(Line2D(ends, [edge, edge], color=LINE, linewidth=0.5))


def pdf_report(found: Sequence[Block], t: Translator) -> bytes:
    """Return a report as PDF, the same bytes for the same blocks; see `geo.workbench.report.blocks`."""
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages

    made = BytesIO()
    metadata: dict[str, str | None] = {"CreationDate": None, "Title": t("workbench.report.title")}
    with drawing_lock(), mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a rare character that our fonts lack is drawn as a box
        paper = _Paper(font_families())
        for block in found:
            if isinstance(block, Heading):
                paper.room(60)
                paper.y += 8 if block.level > 1 else 0
                paper.lines(block.text, f"h{block.level}")
            elif isinstance(block, Paragraph):
                paper.lines(block.text, block.style)
            elif isinstance(block, Listing):
                for item in block.items:
                    paper.lines(f"· {item}", "plain", indent=8)
            elif isinstance(block, Rows):
                paper.table(block.table, t)
            else:
                paper.picture(block)
        with PdfPages(made, metadata=metadata) as pages:
            for page in paper.pages:
                pages.savefig(page)
    return made.getvalue()


def png(picture: Picture) -> bytes:
    """Return a picture as PNG, the same bytes for the same picture."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    made = BytesIO()
    width = 6.3
    with drawing_lock(), mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # as above
        sheet = Figure(figsize=(width, width * picture.height / picture.width))
        draw(picture, sheet.add_axes((0.0, 0.0, 1.0, 1.0)), fonts=font_families(), size=9.0)
        sheet.savefig(made, format="png", dpi=DPI, metadata={"Software": None})
    return made.getvalue()


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a text in lines no wider than a width; Chinese breaks anywhere, other words where they can.

    Parameters
    ----------
    width : points.
    size : of the letters, points.

    Examples
    --------
    >>> wrapped("南山区有四十三家企业", 50, 10), wrapped("forty-three firms", 65, 10)
    (['南山区有四', '十三家企业'], ['forty-three', 'firms'])
    """
    most = width / size
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line, used = "", 0.0
        for part in _parts(paragraph):
            wide = _ems(part)
            if used + wide > most and line:
                lines.append(line.rstrip())
                line, used = "", 0.0
                part = part.lstrip()  # noqa: PLW2901 - the space at the break is gone
            while _ems(part) > most and len(part) > 1:
                cut = max(1, int(len(part) * most / _ems(part)))
                lines.append(part[:cut])
                part = part[cut:]  # noqa: PLW2901 - what is longer than a line is cut
            line, used = line + part, used + _ems(part)
        lines.append(line.rstrip())
    return lines


def _parts(text: str) -> list[str]:
    """Return the pieces of a text that stay together: words with the space before them, single wide characters."""
    parts: list[str] = []
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in "WF"
        if wide or letter == " " or not parts or unicodedata.east_asian_width(parts[-1][-1]) in "WF":
            parts.append(letter)
        else:
            parts[-1] += letter
    return parts


def _ems(text: str) -> float:
    """Return about how wide a text is, in widths of a Chinese character."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in text)
