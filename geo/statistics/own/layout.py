"""Layout of a table: where its headings are, what each column holds, and its cells one by one, long or wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.statistics.own import vocabulary
from geo.statistics.own.faults import Fault

Rows = Sequence[Sequence[object]]
Test = Callable[[str], bool]
_KEYS: Final = ("region_code", "region", "industry_code", "industry", "period", "measure")
_LOOKED: Final = 20  # rows in which the headings are looked for
_WIDE: Final[dict[str, str]] = {
    "period": "years_as_columns",
    "industry": "industries_as_columns",
    "region": "regions_as_columns",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures: what its heading says of every cell beneath, "" or None where it says nothing."""

    at: int
    heading: str
    measure: str = ""
    unit: str = ""
    year: int | None = None
    industry: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """One cell with the texts that say what it is; `row` counts the lines of the file from 1."""

    row: int
    heading: str
    region_code: str
    region: str
    industry_code: str
    industry: str
    period: str
    year: int | None
    measure: str
    unit: str
    cell: object


@dataclass(frozen=True, slots=True)
class Layout:
    """A table understood.

    Attributes
    ----------
    top : position of the row of headings.
    headings : as they stand.
    keys : role of KEYS -> position of its column.
    columns : the columns of figures.
    title : all text above the headings.
    """

    top: int
    headings: tuple[str, ...]
    keys: dict[str, int]
    columns: tuple[Column, ...]
    title: str
    faults: tuple[Fault, ...] = ()


def understand(rows: Rows, *, is_region: Test, is_industry: Test) -> Layout:
    """Find the headings and say what every column holds.

    Parameters
    ----------
    is_region, is_industry : tell whether a heading names a region or an industry, as in tables with these as columns.
    """
    top = _top(rows, is_region, is_industry)
    headings = [text_of(cell) for cell in rows[top]] if rows else []
    title = " ".join(text_of(cell) for row in rows[:top] for cell in row if text_of(cell))
    keys: dict[str, int] = {}
    columns: list[Column] = []
    unused: list[str] = []
    wide: dict[str, int] = {}
    general = vocabulary.unit_of(title)
    roles = [vocabulary.role_of(heading) for heading in headings]
    has_region = any(role in ("region", "region_code") for role in roles)
    has_industry = any(role in ("industry", "industry_code") for role in roles)
    for at, (heading, role) in enumerate(zip(headings, roles, strict=True)):
        if role in _KEYS and role not in keys:
            keys[role] = at
            continue
        if not heading:
            if any(text_of(row[at]) for row in rows[top + 1 :] if at < len(row)):
                unused.append(f"#{at + 1}")
            continue
        column = _figures(at, heading, role, general)
        kind = "period" if column is not None and column.year is not None else ""
        if column is None and not has_industry and is_industry(heading):
            column, kind = Column(at, heading, unit=general, industry=heading), "industry"
        if column is None and not has_region and is_region(heading):
            column, kind = Column(at, heading, unit=general, region=heading), "region"
        if column is None:
            unused.append(heading)
            continue
        columns.append(column)
        if kind:
            wide[kind] = wide.get(kind, 0) + 1
    if not has_region and not any(column.region for column in columns):
        _take(rows, top, keys, unused, test=is_region, role="region")
    if not has_industry and not any(column.industry for column in columns):
        _take(rows, top, keys, unused, test=is_industry, role="industry")
    faults = [Fault(_WIDE[kind], count) for kind, count in wide.items()]
    if top:
        faults.append(Fault("title_lines", top, title[:120]))
    if unused:
        faults.append(Fault("unused_columns", len(unused), "; ".join(unused[:8])))
    return Layout(top, tuple(headings), keys, tuple(columns), title, tuple(faults))


def cells(rows: Rows, layout: Layout) -> Iterator[Raw]:
    """Yield every cell of figures, line by line; lines without any figure are left to `footnotes`."""
    for number, row in enumerate(rows[layout.top + 1 :], layout.top + 2):
        if not _has_figures(row, layout):
            continue

        def text(role: str, row: Sequence[object] = row) -> str:
            at = layout.keys.get(role, -1)
            return text_of(row[at]) if 0 <= at < len(row) else ""

        for column in layout.columns:
            yield Raw(
                row=number,
                heading=column.heading,
                region_code="" if column.region else text("region_code"),
                region=column.region or text("region"),
                industry_code="" if column.industry else text("industry_code"),
                industry=column.industry or text("industry"),
                period=text("period"),
                year=column.year,
                measure=column.measure or text("measure"),
                unit=column.unit,
                cell=row[column.at] if column.at < len(row) else None,
            )


def footnotes(rows: Rows, layout: Layout) -> list[tuple[int, str]]:
    """Return the lines beneath the headings that have text and no figure: notes, sources, headings of groups."""
    found = []
    for number, row in enumerate(rows[layout.top + 1 :], layout.top + 2):
        if not _has_figures(row, layout) and any(text_of(cell) for cell in row):
            found.append((number, " ".join(text_of(cell) for cell in row if text_of(cell))[:120]))
    return found


def _has_figures(row: Sequence[object], layout: Layout) -> bool:
    return any(column.at < len(row) and text_of(row[column.at]) for column in layout.columns)


def _figures(at: int, heading: str, role: str, general: str) -> Column | None:
    """Return a column of figures by its heading: a measure, a year, both, or plain values."""
    unit = vocabulary.unit_of(heading) or general
    if role == "rse_pct":  # percent, whatever the unit of the table
        return Column(at, heading, measure=role)
    if role in vocabulary.MEASURES:
        return Column(at, heading, measure=role, unit=unit)
    if role == "value":
        return Column(at, heading, unit=unit)
    year = vocabulary.year_in(heading)
    if year is None:
        return None
    rest = vocabulary.plain(heading).replace(str(year), "", 1).strip(" 年末底-_:/·")
    measure = vocabulary.role_of(rest) if rest else ""
    return Column(at, heading, measure=measure if measure in vocabulary.MEASURES else "", unit=unit, year=year)


def _top(rows: Rows, is_region: Test, is_industry: Test) -> int:
    """Return the row whose cells are headings: the one with the most cells that say what they are."""

    def score(row: Sequence[object]) -> float:
        texts = [text_of(cell) for cell in row]
        told = sum(bool(vocabulary.role_of(text)) for text in texts)
        years = sum(vocabulary.year_in(text) is not None and len(text) <= 12 for text in texts if text)
        named = sum(is_region(text) or is_industry(text) for text in texts if text and not text.isdigit())
        return told + 0.9 * years + (0.4 * named if len(texts) > 2 else 0)

    scored = [(score(row), -position) for position, row in enumerate(rows[:_LOOKED])]
    best = max(scored, default=(0.0, 0))
    if best[0] > 1:
        return -best[1]
    full = (position for position, row in enumerate(rows[:_LOOKED]) if sum(bool(text_of(cell)) for cell in row) > 1)
    return next(full, 0)


def _take(rows: Rows, top: int, keys: dict[str, int], unused: list[str], *, test: Test, role: str) -> None:
    """Take the first column half of whose cells pass a test for a role, whatever its heading."""
    headings = [text_of(cell) for cell in rows[top]] if rows else []
    body = rows[top + 1 : top + 201]
    for at, heading in enumerate(headings):
        label = heading or f"#{at + 1}"
        if label not in unused:
            continue
        texts = [text_of(row[at]) for row in body if at < len(row) and text_of(row[at])]
        if texts and sum(map(test, texts)) >= 0.5 * len(texts):
            keys[role] = at
            unused.remove(label)
            return


def text_of(cell: object) -> str:
    """Return a cell as text: whole numbers without a decimal point, single spaces."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
