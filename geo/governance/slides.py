"""Slides of the board and the report: headlines, sentences, native tables over as many slides as they need, charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from geo.comparison.words import Document, Reference, plain
from geo.export.archive import steadied
from geo.export.slide_parts import GREY, LINE, Deck, Panel, colour, fill, open_deck, paragraph, text_box, wide_of
from geo.governance.series import EXACT, Series
from geo.governance.words import drawn_unit, period_text
from geo.language import Translator
from geo.signs import ACCENT

if TYPE_CHECKING:
    import pandas as pd

_LETTER: Final = 70_000  # width of a Latin letter of 11 points, EMU; a Han character takes two
_LINE: Final = 186_000  # height of its line
_MARGIN: Final = 60_000  # of a cell to either side
_ABOVE: Final = 30_000  # and above and below
_LONGEST: Final = 150  # signs of a cell on a slide
_HEAD_LINES: Final = 4
_MOST_LINES: Final = 18


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
    """Add a slide of sentences below the one that is its headline."""
    slide = deck.slide(title, foot=foot)
    box = text_box(slide, deck.body, "findings")
    for number, sentence in enumerate(one for one in sentences if one != title):
        paragraph(box, f"• {sentence}", size=18, space=10, first=number == 0)


def add_table(
    deck: Deck, title: str, table: pd.DataFrame, *, subtitle: str = "", foot: str = "", shares: Sequence[float] = ()
) -> None:
    """Add a table as native tables, as many rows on a slide as it holds and about as many on each.

    Parameters
    ----------
    shares : of the width by column; by what the columns hold if not given.
    """
    rows = [
        tuple(_cut("" if cell is None else str(cell)) for cell in row)
        for row in table.itertuples(index=False, name=None)
    ]
    heads = [_cut(str(name)) for name in table.columns]
    parts = list(shares) or _shares([heads, *rows])
    wide = [share * deck.body.width - 2 * _MARGIN for share in parts]
    heads = [_fitting(text, width, _HEAD_LINES) for text, width in zip(heads, wide, strict=True)]
    rows = [tuple(_fitting(text, width, _MOST_LINES) for text, width in zip(row, wide, strict=True)) for row in rows]
    pages = _paged([_height(row, wide) for row in rows], deck.body.height - _height(heads, wide))
    for number, (start, end) in enumerate(pages, start=1):
        counted = f"{title} ({number}/{len(pages)})" if len(pages) > 1 else title
        slide = deck.slide(counted, subtitle=subtitle, foot=foot)
        page = [heads, *rows[start:end]]
        _draw(slide, deck, page, [_height(row, wide) for row in page], parts)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _fitting(text: str, width: float, lines: int) -> str:
    """Return a text cut to what so many lines of a column hold, so that no row is higher than a slide."""
    most = int(lines * width / _LETTER / 1.05)
    if wide_of(text) <= most:
        return text
    while wide_of(text) >= most:
        text = text[:-1]
    return f"{text}…"


def _shares(lines: Sequence[Sequence[str]]) -> list[float]:
    """Return the share of the width of each column, by the length of its cells: a long one may take several lines."""
    held = [min(44.0, 5 + sum(map(wide_of, column)) / len(lines)) for column in zip(*lines, strict=True)]
    least = [
        5 + max(min(14, wide_of(word)) for cell in column for word in (*cell.split(), ""))
        for column in zip(*lines, strict=True)
    ]
    wanted = [max(pair) for pair in zip(held, least, strict=True)]
    return [one / sum(wanted) for one in wanted]


def _height(row: Sequence[str], wide: Sequence[float]) -> float:
    """Return how high a row gets in which every cell breaks its text; a little more rather than less."""
    lines = max(math.ceil(1.05 * wide_of(text) * _LETTER / width) or 1 for text, width in zip(row, wide, strict=True))
    return lines * _LINE + 2 * _ABOVE


def _paged(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    """Return the first and the last row (excluded) of each slide: no more slides than needed, about evenly filled."""
    slides = _filled(heights, room)
    while room > 0:  # the last slide is not to hold one row alone
        tighter = _filled(heights, room - _LINE)
        if len(tighter) > len(slides):
            break
        slides, room = tighter, room - _LINE
    return slides


def _filled(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    found, start, held = [], 0, 0.0
    for place, height in enumerate(heights):
        if held + height > room and place > start:
            found.append((start, place))
            start, held = place, 0.0
        held += height
    return [*found, (start, len(heights))]


def _draw(
    slide: Any, deck: Deck, rows: Sequence[Sequence[str]], heights: Sequence[float], shares: Sequence[float]
) -> None:
    from pptx.util import Emu

    body = deck.body
    sides = (body.left, body.top, body.width, sum(heights))
    shape = slide.shapes.add_table(len(rows), len(rows[0]), *(int(side) for side in sides))
    shape.name = "table"
    table = shape.table
    table.first_row = False  # our own colours, not those of a style
    table.horz_banding = False
    for number, share in enumerate(shares):
        table.columns[number].width = int(body.width * share)
    for at, row in enumerate(rows):
        table.rows[at].height = int(heights[at])
        for number, text in enumerate(row):
            cell = table.cell(at, number)
            cell.margin_left = cell.margin_right = Emu(_MARGIN)
            cell.margin_top = cell.margin_bottom = Emu(_ABOVE)
            fill(cell.fill, LINE if at == 0 else "#FFFFFF" if at % 2 else "#F7F7F4")
            paragraph(cell.text_frame, text, size=11, bold=at == 0, first=True)


def add_chart(deck: Deck, title: str, series: Series, t: Translator, *, foot: str = "") -> None:
    """Add a slide with a series as native columns over its exact figures, in the unit that sentences say them in."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
    from pptx.util import Pt

    exact = [one for one in series.points if one.qualifier in EXACT]
    name = series.measure_name.localised(t.language)
    times, unit = drawn_unit(series, t)
    said = name if not unit or unit.casefold() == name.casefold() else t("governance.report.axis", name=name, unit=unit)
    slide = deck.slide(title, subtitle=said, foot=foot)
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    data.categories = [period_text(one.period, t) for one in exact]
    data.add_series(plain(name), [round(one.amount * times, 6) for one in exact])
    body = deck.body
    wide = body.width * min(1.0, 0.3 + 0.14 * len(exact))  # two columns over a whole slide would be two walls
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, *(int(side) for side in (body.left, body.top, wide, body.height)), data
    )
    frame.name = f"chart {series.key}"
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size = Pt(14)
    plot = chart.plots[0]
    plot.gap_width = 80
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = colour(ACCENT)
    plot.has_data_labels = True
    plot.data_labels.number_format = "#,##0.##" if any(one.amount * times % 1 for one in exact) else "#,##0"
    plot.data_labels.number_format_is_linked = False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    chart.value_axis.visible = False  # the columns say their figures
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = min(0.0, *(one.amount * times for one in exact))


def finish(deck: Deck, *, title: str, as_of: str) -> bytes:
    """Return the file, the same bytes for the same slides."""
    made = BytesIO()
    deck.file.core_properties.title = plain(title)[:255]
    deck.file.core_properties.author = "Digital Cluster Observatory"
    deck.file.core_properties.last_modified_by = ""
    deck.file.save(made)
    return steadied(made.getvalue(), as_of=as_of)
