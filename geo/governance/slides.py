"""Slides of the board and the report: headlines, sentences, native tables over as many slides as they need, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from geo.comparison.words import Document, Reference, plain
from geo.export.archive import steadied
from geo.export.slide_parts import GREY, LINE, Deck, Panel, colour, fill, open_deck, paragraph, text_box
from geo.governance.series import EXACT, Series
from geo.language import Translator
from geo.signs import ACCENT

if TYPE_CHECKING:
    import pandas as pd

ROWS: Final = 9  # of a table on one slide
_INCH: Final = 914400
_LONGEST: Final = 150  # signs of a cell on a slide


@dataclass(frozen=True, slots=True)
class _Told:
    """What a `Deck` asks of its document outside comparisons: the texts, and no numbered references."""

    t: Translator
    references: tuple[Reference, ...] = ()


def begin(t: Translator, template: Path | BinaryIO | None) -> Deck:
    """Return an empty deck, in a template's look if one is given; raises TemplateError."""
    return open_deck(cast("Document", _Told(t)), template)


def add_cover(deck: Deck, title: str, lines: Sequence[str]) -> None:
    """Add the first slide."""
    slide = deck.slide()
    width, height = deck.width, deck.height
    head = text_box(slide, Panel(width * 0.08, height * 0.3, width * 0.84, height * 0.2), "title", anchor="bottom")
    paragraph(head, title, size=36, bold=True, first=True)
    box = text_box(slide, Panel(width * 0.08, height * 0.53, width * 0.84, height * 0.25), "subtitle")
    for number, line in enumerate(lines):
        paragraph(box, line, size=16, colour_hex=GREY, space=4, first=number == 0)


def add_sentences(deck: Deck, title: str, sentences: Sequence[str], *, foot: str = "") -> None:
    """Add a slide of sentences, the first of them large."""
    slide = deck.slide(title, foot=foot)
    box = text_box(slide, deck.body, "findings")
    for number, sentence in enumerate(sentences):
        paragraph(box, f"{number + 1}. {sentence}", size=18 if number < 3 else 16, space=8, first=number == 0)


def add_table(
    deck: Deck, title: str, table: pd.DataFrame, *, subtitle: str = "", foot: str = "", shares: Sequence[float] = ()
) -> None:
    """Add a table as native tables, ROWS rows a slide.

    Parameters
    ----------
    shares : of the width by column; equal ones if not given.
    """
    rows = [tuple(str(cell) for cell in row) for row in table.itertuples(index=False, name=None)]
    pages = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)] or [[]]
    heads = [str(name) for name in table.columns]
    for number, page in enumerate(pages, start=1):
        counted = f"{title} ({number}/{len(pages)})" if len(pages) > 1 else title
        slide = deck.slide(counted, subtitle=subtitle, foot=foot)
        _draw(slide, deck, [heads, *page], shares or [1 / len(heads)] * len(heads))


def _draw(slide: Any, deck: Deck, rows: Sequence[Sequence[str]], shares: Sequence[float]) -> None:
    from pptx.util import Emu

    body = deck.body
    height = min(body.height, 0.55 * _INCH * len(rows))
    sides = (body.left, body.top, body.width, height)
    shape = slide.shapes.add_table(len(rows), len(rows[0]), *(int(side) for side in sides))
    shape.name = "table"
    table = shape.table
    table.first_row = False  # our own colours, not those of a style
    table.horz_banding = False
    for number, share in enumerate(shares):
        table.columns[number].width = int(body.width * share)
    for at, row in enumerate(rows):
        for number, text in enumerate(row):
            cell = table.cell(at, number)
            cell.margin_left = cell.margin_right = Emu(60000)
            cell.margin_top = cell.margin_bottom = Emu(18000)
            fill(cell.fill, LINE if at == 0 else "#FFFFFF")
            short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
            paragraph(cell.text_frame, short, size=11, bold=at == 0, first=True)


def add_chart(deck: Deck, title: str, series: Series, name: str, unit: str, *, foot: str = "") -> None:
    """Add a slide with a series as a native line over its exact figures."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    exact = [one for one in series.points if one.qualifier in EXACT]
    slide = deck.slide(title, subtitle=f"{name}, {unit}" if unit else name, foot=foot)
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    data.categories = [one.period for one in exact]
    data.add_series(plain(name), [one.amount for one in exact])
    body = deck.body
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE_MARKERS, *(int(side) for side in (body.left, body.top, body.width, body.height)), data
    )
    frame.name = f"chart {series.key}"
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size = Pt(12)
    line = chart.plots[0].series[0]
    line.smooth = False
    line.format.line.color.rgb = colour(ACCENT)
    chart.plots[0].has_data_labels = True
    chart.plots[0].data_labels.number_format = "#,##0.##"
    chart.plots[0].data_labels.number_format_is_linked = False


def finish(deck: Deck, *, title: str, as_of: str) -> bytes:
    """Return the file, the same bytes for the same slides."""
    made = BytesIO()
    deck.file.core_properties.title = plain(title)[:255]
    deck.file.core_properties.author = "Digital Cluster Observatory"
    deck.file.core_properties.last_modified_by = ""
    deck.file.save(made)
    return steadied(made.getvalue(), as_of=as_of)
