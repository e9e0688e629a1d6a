"""A workbook of a comparison: every value with its unit, year, scope, confidence and sources, as plain cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from geo.comparison.values import unit_text
from geo.comparison.words import Document, TableRow, plain
from geo.export.archive import steadied
from geo.export.scene import Scene
from geo.model import Figure

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets may read as a formula
_WIDTHS: Final = {"values": (14, 30, 24, 14, 14, 22, 8, 18, 12, 14, 60, 40, 60), "sources": (8, 60, 30, 12, 60, 18)}


def comparison_book(doc: Document, scenes: Sequence[Scene], *, as_of: str) -> bytes:
    """Return the comparison as .xlsx: a sheet of values, one of sources and one about the file."""
    from openpyxl import Workbook

    book = Workbook()
    about = book.active
    about.title = doc.t("compare.doc.about_sheet")
    _about(about, doc, scenes)
    _values(book.create_sheet(doc.t("compare.doc.values_sheet"), 0), doc)
    _sources(book.create_sheet(doc.t("compare.doc.sources_sheet"), 1), doc)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is book.worksheets[0]
    # openpyxl writes the hour of saving; the archive gets the data's date instead.
    book.properties.created = book.properties.modified = datetime(1980, 1, 1)
    book.properties.creator = "Digital Cluster Observatory"
    book.properties.title = doc.title[:255]
    made = BytesIO()
    book.save(made)
    return steadied(made.getvalue(), as_of=as_of)


def literal(text: str) -> str:
    """Return text that a spreadsheet shows as it is: what begins like a formula gets an apostrophe before it.

    Examples
    --------
    >>> literal("=HYPERLINK(1)"), literal("Ruhr")
    ("'=HYPERLINK(1)", 'Ruhr')
    """
    cleaned = plain(text)
    return f"'{cleaned}" if cleaned.startswith(FORMULA_STARTS) else cleaned


def _write(sheet: Any, row: int, cells: Sequence[object], *, bold: bool = False) -> None:
    from openpyxl.styles import Alignment, Font

    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(row, column)
        cell.value = literal(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # never a formula, whatever the text
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if bold:
            cell.font = Font(bold=True)


def _head(sheet: Any, heads: Sequence[str], widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    _write(sheet, 1, heads, bold=True)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _values(sheet: Any, doc: Document) -> None:
    t = doc.t
    keys = (
        "theme",
        "indicator",
        "case",
        "value",
        "value",
        "unit",
        "year",
        "scope_of",
        "confidence",
        "kind",
        "note",
        "sources",
        "caveats",
    )
    heads = [t(f"compare.doc.{key}") for key in keys]
    heads[4] = t("compare.doc.high")
    _head(sheet, heads, _WIDTHS["values"])
    at = 2
    for row in doc.table:
        for case in doc.cases:
            for figure, nature in _figures_of(row, case.cluster_id, doc):
                _write(sheet, at, _value_cells(row, case.name, figure, nature, doc))
                at += 1


def _figures_of(row: TableRow, cluster_id: str, doc: Document) -> list[tuple[Figure | None, str]]:
    """Return a cluster's figure, or none, and what the source article claims."""
    figure = row.line.figures.get(cluster_id)
    nature = "computed" if figure and figure.computed else "published"
    found: list[tuple[Figure | None, str]] = [(figure, doc.t(f"compare.doc.{nature}") if figure else "")]
    claim = row.line.claims.get(cluster_id)
    return [*found, (claim, doc.t("compare.doc.claimed"))] if claim else found


def _value_cells(row: TableRow, name: str, figure: Figure | None, nature: str, doc: Document) -> list[object]:
    t = doc.t
    if figure is None:
        cell = next(cell for cell, case in zip(row.cells, doc.cases, strict=True) if case.name == name)
        return [row.theme, row.name, name, cell.text, "", "", "", "", "", "", "", "", "\n".join(row.remarks)]
    numbers = {one.source_id: one for one in doc.references}
    cited = [numbers[key] for key in figure.source_ids.split(";") if key in numbers]
    return [
        row.theme,
        row.name,
        name,
        figure.low,
        figure.high if figure.high != figure.low else "",
        unit_text(figure, t),
        figure.as_of,
        t(f"compare.scope.{figure.scope}") if figure.scope else t("compare.doc.as_defined"),
        t(f"term.confidence.{figure.confidence}"),
        nature,
        figure.note.localised(doc.language),
        "\n".join(f"[{one.number}] {one.title}" for one in cited),
        "\n".join(row.remarks),
    ]


def _sources(sheet: Any, doc: Document) -> None:
    keys = ("number", "source_title", "publisher", "date", "url", "licence")
    _head(sheet, [doc.t(f"compare.doc.{key}") for key in keys], _WIDTHS["sources"])
    for at, one in enumerate(doc.references, start=2):
        _write(sheet, at, [one.number, one.title, one.publisher, one.date, one.url, one.licence])


def _about(sheet: Any, doc: Document, scenes: Sequence[Scene]) -> None:
    lines = [doc.title, doc.subtitle, doc.caption, doc.stamp, *doc.remarks]
    lines += [doc.credit_lines([key for scene in scenes for key in scene.credits]), *doc.differences]
    for case in doc.cases:
        lines += [f"{case.name}: {lesson}" for lesson in case.lessons]
    lines += [f"{event.year} {event.text.localised(doc.language)}" for event in doc.events]
    sheet.column_dimensions["A"].width = 120
    for at, line in enumerate((line for line in lines if line), start=1):
        _write(sheet, at, [line], bold=at == 1)
