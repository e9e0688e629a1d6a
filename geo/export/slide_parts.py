"""The parts slides are made of: the deck on its template, panels, text and colours."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from geo.comparison.timeline import letters
from geo.comparison.words import Document, Reference, plain
from geo.export.errors import TemplateError
from geo.signs import INK

wide_of: Final = letters
GREY: Final = "#5C5C5C"
LINE: Final = "#E9E5DA"
FONTS: Final = {"zh": "Microsoft YaHei", "en": "Calibri"}
"""Fonts that office suites have; a template brings its own."""
_INCH: Final = 914400
_WIDE: Final = (13.333, 7.5)
_SUBTITLE_SIZES: Final = ((140, 13.0), (165, 11.0), (180, 10.0))  # width in Latin letters that one line takes -> points
_TITLE_SIZES: Final = ((64, 26.0), (90, 22.0), (150, 20.0))
"""Signs of a headline up to which a size is used, a Han sign counting as two."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle on a slide, EMU."""

    left: float
    top: float
    width: float
    height: float


class Deck:
    """The file being made, with its page size and the document it tells."""

    def __init__(self, file: Any, doc: Document, *, has_template: bool) -> None:
        self.file = file
        self.doc = doc
        self.width = float(file.slide_width)
        self.height = float(file.slide_height)
        self.body = Panel(self.width * 0.04, self.height * 0.195, self.width * 0.92, self.height * 0.705)
        self._cited: dict[str, int] = {}
        self._has_template = has_template
        self._layout = _plainest(file.slide_layouts)

    def standing(self, source_ids: Iterable[str]) -> list[str]:
        """Return which sources of one thing are named: no blog and no memory beside a published one."""
        weak = {one.source_id: one.is_weak for one in self.doc.references}
        known = [source for source in dict.fromkeys(source_ids) if source in weak]
        return [source for source in known if not weak[source]] or known

    def cite(self, source_ids: Iterable[str], *, most: int = 99) -> str:
        """Return the marks of sources, numbered in the order the deck first names them, such as [1][4]."""
        wanted = self.standing(source_ids)[:most]
        return "".join(f"[{number}]" for number in sorted(self._number(source) for source in wanted))

    def _number(self, source_id: str) -> int:
        return self._cited.setdefault(source_id, len(self._cited) + 1)

    def foot(self, source_ids: Iterable[str], *, credits: str = "") -> str:
        """Return what stands at a slide's foot: which sources of the appendix it rests on, and whose map it is."""
        marks = in_ranges(self.cite(source_ids))
        told = [self.doc.t("deck.foot", numbers=marks)] if marks else []
        return self.doc.t("deck.foot.between").join([*told, *([credits] if credits else [])])

    @property
    def cited(self) -> tuple[tuple[int, Reference], ...]:
        """Return the sources named so far with their numbers."""
        found = {one.source_id: one for one in self.doc.references}
        return tuple((number, found[source]) for source, number in self._cited.items())

    def slide(self, title: str = "", *, subtitle: str = "", notes: str = "", foot: str = "") -> Any:
        """Add a slide with a title, a remark below it, sources at its foot and the speaker's notes."""
        slide = self.file.slides.add_slide(self._layout)
        slide.shapes.turbo_add_enabled = True  # or every shape would look for a free id among all others
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type != _title_type() or not title:
                shape.element.getparent().remove(shape.element)
        head = Panel(self.body.left, self.height * 0.03, self.body.width, self.height * 0.105)
        size = title_size(title)
        if title and slide.shapes.title is not None:
            shape = slide.shapes.title
            if not self._has_template:
                shape.left, shape.top, shape.width, shape.height = (
                    int(v) for v in (head.left, head.top, head.width, head.height)
                )
            paragraph(
                shape.text_frame, title, size=None if self._has_template else size, bold=True, first=True, align="left"
            )
            anchor_of(shape.text_frame, "middle")
            if not self._has_template:
                shape.text_frame.margin_left = shape.text_frame.margin_right = 0
        elif title:
            paragraph(text_box(slide, head, "title"), title, size=size, bold=True, first=True)
        if subtitle:
            box = Panel(self.body.left, self.height * 0.14, self.body.width, self.height * 0.045)
            small = next((size for most, size in _SUBTITLE_SIZES if wide_of(subtitle) <= most), 9.0)
            paragraph(text_box(slide, box, "subtitle"), subtitle, size=small, colour_hex=GREY, first=True)
        last = self.height * 0.92
        if foot:
            box = Panel(self.body.left, last, self.body.width * 0.93, self.height * 0.07)
            paragraph(text_box(slide, box, "sources", anchor="top"), foot, size=8, colour_hex=GREY, first=True)
        page = Panel(self.body.left + self.body.width * 0.94, last, self.body.width * 0.06, self.height * 0.04)
        number = text_box(slide, page, "page", align="right")
        paragraph(number, str(len(self.file.slides)), size=10, colour_hex=GREY, first=True, align="right")
        if notes:
            slide.notes_slide.notes_text_frame.text = plain(notes)
        return slide


def in_ranges(marks: str) -> str:
    """Return marks of sources with three or more in a row as one range.

    Examples
    --------
    >>> in_ranges("[1][2][3][7][9][10]")
    '[1–3][7][9][10]'
    """
    numbers = [int(one) for one in marks.strip("[]").split("][") if one]
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    told = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(one) for one in run] for run in runs]
    return "".join(f"[{one}]" for part in told for one in part)


def title_size(title: str) -> float:
    """Return the type size, points, at which a headline takes two lines at most."""
    wide = wide_of(title)
    return next((size for most, size in _TITLE_SIZES if wide <= most), 18.0)


def open_deck(doc: Document, template: Path | BinaryIO | None) -> Deck:
    """Open an empty wide deck, or the template without its slides; raises TemplateError."""
    from pptx import Presentation
    from pptx.exc import PythonPptxError
    from pptx.util import Inches

    if template is None:
        file = Presentation()
        file.slide_width, file.slide_height = (Inches(side) for side in _WIDE)
        return Deck(file, doc, has_template=False)
    name = template.name if isinstance(template, Path) else "template"
    try:
        file = Presentation(str(template) if isinstance(template, Path) else template)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, PythonPptxError) as fault:
        raise TemplateError(name, "it is not a readable .pptx file") from fault
    if not len(file.slide_layouts):
        raise TemplateError(name, "it has no layout")
    slides = file.slides._sldIdLst  # python-pptx has no public way to drop a slide
    for entry in list(slides):
        file.part.drop_rel(entry.rId)
        slides.remove(entry)
    return Deck(file, doc, has_template=True)


def _title_type() -> Any:
    from pptx.enum.shapes import PP_PLACEHOLDER

    return PP_PLACEHOLDER.TITLE


def _plainest(layouts: Any) -> Any:
    """Return the layout with a title and little else."""

    def rank(layout: Any) -> tuple[bool, int]:
        kinds = [shape.placeholder_format.type for shape in layout.placeholders]
        return (_title_type() not in kinds, len(kinds))

    return min(layouts, key=rank)


def colour(text: str) -> Any:
    """Return a hex colour as python-pptx wants it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(text.removeprefix("#"))  # type: ignore[no-untyped-call]


def fill(of: Any, colour_hex: str) -> None:
    """Fill a shape's or cell's `fill` with one colour."""
    of.solid()
    of.fore_color.rgb = colour(colour_hex)


def line_of(shape: Any, colour_hex: str, width_pt: float) -> None:
    """Give a shape an outline."""
    from pptx.util import Pt

    shape.line.color.rgb = colour(colour_hex)
    shape.line.width = Pt(width_pt)


def anchor_of(frame: Any, anchor: str) -> None:
    """Set where text stands in its box: top, middle or bottom."""
    from pptx.enum.text import MSO_ANCHOR

    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]


def text_box(slide: Any, panel: Panel, name: str, *, anchor: str = "top", align: str = "left") -> Any:
    """Add an empty text box and return its text frame; `align` is that of its first paragraph."""
    shape = slide.shapes.add_textbox(*(int(value) for value in (panel.left, panel.top, panel.width, panel.height)))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    anchor_of(frame, anchor)
    _align(frame.paragraphs[0], align)
    return frame


def paragraph(
    frame: Any,
    text: str,
    *,
    size: float | None,
    bold: bool = False,
    colour_hex: str = INK,
    space: float = 0,
    first: bool = False,
    align: str = "",
    address: str = "",
) -> None:
    """Write one paragraph of literal text; `first` uses the empty one that is there, `space` is above it in points.

    An `address` of the web makes it a link.
    """
    from pptx.util import Pt

    made = frame.paragraphs[0] if first else frame.add_paragraph()
    if align:
        _align(made, align)
    made.space_before = Pt(space)
    run = made.add_run()
    run.text = plain(" ".join(text.split()))
    run.font.bold = bold
    if address.startswith(("https://", "http://")):
        run.hyperlink.address = address
    if size is not None:
        run.font.size = Pt(size)
        run.font.color.rgb = colour(colour_hex)


def _align(made: Any, align: str) -> None:
    from pptx.enum.text import PP_ALIGN

    made.alignment = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}[align]
