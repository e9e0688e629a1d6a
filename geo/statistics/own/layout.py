"""Layout of a table: where its headings are, what each column holds, and its cells one by one, long or wide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from geo.statistics.own import headings, units, vocabulary
from geo.statistics.own.faults import Fault
from geo.statistics.own.headings import Told
from geo.statistics.own.stacks import Part, Stack, Test, read_part, stacks
from geo.statistics.own.units import Unit

Rows = Sequence[Sequence[object]]
KEYS: Final = ("region_code", "region", "industry_code", "industry", "period", "measure")
_LOOKED: Final = 20  # rows in which the headings are looked for
_MOST_HEADINGS: Final = 4  # rows one heading spans
_WIDE: Final[dict[str, str]] = {
    "period": "years_as_columns",
    "industry": "industries_as_columns",
    "region": "regions_as_columns",
}
_NOTE: Final = re.compile(
    r"[\s(（\[【*※]*(?:注|说明|备注|附注|资料来源|数据来源|来源|制表|填表|审核|sources?|notes?|footnotes?|data source|"
    r"compiled by|prepared by|last updated?)\s*(?:\d{0,2}[.)）])?\s*(?:[:：、.]|$)|[*†‡①-⑳]\s*\S{4,}",
    re.IGNORECASE,
)
_ORDINALS: Final = re.compile(r"[甲乙丙丁戊己庚辛]|[(（]?\d{1,2}[)）]?|[a-h]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures: what its heading says of every cell beneath, "" or None where it says nothing.

    Attributes
    ----------
    unit_at : position of the column with the units of its figures, -1 if none.
    shares_unit : that column is beside other columns of figures too.
    """

    at: int
    heading: str
    measure: str = ""
    unit: Unit | None = None
    unknown_unit: str = ""
    year: int | None = None
    industry: str = ""
    region: str = ""
    unit_at: int = -1
    shares_unit: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """One cell with the texts that say what it is; `row` counts the lines of the file from 1.

    Attributes
    ----------
    unit, unknown_unit : of its heading.
    row_unit : text of its row's unit, None where the table has no column of units for it.
    shares_unit : the row's unit stands for several columns of figures.
    exponent : power of ten its row says its figures are in.
    """

    row: int
    heading: str
    region_code: str
    region: str
    industry_code: str
    industry: str
    period: str
    year: int | None
    measure: str
    unit: Unit | None
    cell: object
    unknown_unit: str = ""
    row_unit: str | None = None
    shares_unit: bool = False
    exponent: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """A line that is no row of the table: its number, its text, and why (footnote or heading_again)."""

    line: int
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A table understood.

    Attributes
    ----------
    top, body : positions of the first row of headings and of the first row beneath them.
    headings : as they stand, those of several rows joined.
    keys : role of KEYS -> position of its column; also `unit_mult`.
    columns : the columns of figures.
    title : all text above the headings.
    told : units that the title and the notes name.
    """

    top: int = 0
    body: int = 1
    headings: tuple[str, ...] = ()
    keys: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    title: str = ""
    told: Told = field(default_factory=Told)
    faults: tuple[Fault, ...] = ()


def understand(rows: Rows, *, is_region: Test, is_industry: Test) -> Layout:
    """Find the headings and say what every column holds.

    Parameters
    ----------
    is_region, is_industry : tell whether a heading names a region or an industry, as in tables with these as columns.
    """
    if not rows:
        return Layout()
    top, body = _heading_rows(rows, is_region, is_industry)
    piled = stacks([[text_of(cell) for cell in row] for row in rows[top:body]])
    lines = list(dict.fromkeys(text_of(cell) for row in rows[:top] for cell in row if text_of(cell)))
    keys: dict[str, int] = {}
    columns: list[Column] = []
    unused: list[str] = []
    measuring: dict[int, str] = {}  # columns of units -> the measure they are of, "" for any
    wide: dict[str, int] = {}
    listed = [stack.heading for stack in piled]
    roles = [stack.role for stack in piled]
    has_region = any(role in ("region", "region_code") for role in roles)
    has_industry = any(role in ("industry", "industry_code") for role in roles)
    tests = (None if has_industry else is_industry, None if has_region else is_region)
    for at, stack in enumerate(piled):
        role, texts = stack.role, _texts(rows, body, at)
        if (of := stack.unit_of) is not None and _are_units(texts, is_region):
            measuring[at] = of
        elif role in (*KEYS, "unit_mult") and (role not in keys or _is_finer(rows, body, at, than=keys[role])):
            unused += [listed[keys[role]]] if role in keys else []
            keys[role] = at
        elif not stack.heading:
            unused += [f"#{at + 1}"] if texts else []
        elif (column := _figures(at, stack, tests, are_counts=role == "unit" and _are_numbers(texts))) is not None:
            columns.append(column)
            kind = "period" if column.year else "industry" if column.industry else "region" if column.region else ""
            wide[kind] = wide.get(kind, 0) + 1
        else:
            unused.append(stack.heading)
    wide.pop("", None)
    columns = _with_groups(columns, piled, tests)
    if not has_region and not any(column.region for column in columns):
        _take(rows, (listed, body), keys, unused, test=is_region, role="region")
    if not has_industry and not any(column.industry for column in columns):
        _take(rows, (listed, body), keys, unused, test=is_industry, role="industry")
    faults = [Fault(_WIDE[kind], count) for kind, count in wide.items()]
    if top:
        faults.append(Fault("title_lines", top, " ".join(lines)[:120]))
    if unused:
        faults.append(Fault("unused_columns", len(unused), "; ".join(unused[:8])))
    found = Layout(top, body, tuple(listed), keys, tuple(_with_units(columns, measuring)), " ".join(lines))
    said = headings.told(lines, [cut.text for cut in cut_lines(rows, found)])
    return Layout(top, body, found.headings, keys, found.columns, found.title, said, tuple(faults))


def cells(rows: Rows, layout: Layout) -> Iterator[Raw]:
    """Yield every cell of figures, line by line; lines without any figure are left to `cut_lines`."""
    for number, row in enumerate(rows[layout.body :], layout.body + 1):
        if _why_cut(row, layout):
            continue

        def text(role: str, row: Sequence[object] = row) -> str:
            return _at(row, layout.keys.get(role, -1))

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
                unknown_unit=column.unknown_unit,
                row_unit=None if column.unit_at < 0 else _at(row, column.unit_at),
                shares_unit=column.shares_unit,
                exponent=text("unit_mult"),
            )


def cut_lines(rows: Rows, layout: Layout) -> list[Cut]:
    """Return the lines beneath the headings that are no rows: notes, sources, headings of groups or said again."""
    found = []
    for number, row in enumerate(rows[layout.body :], layout.body + 1):
        if why := _why_cut(row, layout):
            text = " ".join(dict.fromkeys(text_of(cell) for cell in row if text_of(cell)))
            if text:
                found.append(Cut(number, text[:300], why))
    return found


def _why_cut(row: Sequence[object], layout: Layout) -> str:
    """Return why a line is no row of the table, "" if it is one."""
    texts = [text_of(cell) for cell in row]
    figures = [texts[column.at] for column in layout.columns if column.at < len(texts) and texts[column.at]]
    first = next((text for text in texts if text), "")
    if not figures or (_NOTE.match(first) and not any(re.match(r"[-+(]?\d", text) for text in figures)):
        return "footnote"
    if all(text == heading for text, heading in zip(texts, layout.headings, strict=False)):
        return "heading_again"
    return "footnote" if _is_numbering(texts) else ""


def _is_numbering(texts: Sequence[str]) -> bool:
    """Tell the line 甲 乙 1 2 3 of Chinese forms, which numbers the columns."""
    said = [text for text in texts if text]
    return len(said) > 2 and said[0] in ("甲", "A", "a") and all(_ORDINALS.fullmatch(text) for text in said)


def _is_finer(rows: Rows, body: int, at: int, *, than: int) -> bool:
    """Tell whether a second column of regions or industries names smaller ones: cities beside their provinces."""
    names = [{text for text in _texts(rows, body, place) if not _NOTE.match(text)} for place in (at, than)]
    return len(names[0]) > len(names[1])


def _with_groups(columns: list[Column], piled: Sequence[Stack], tests: tuple[Test | None, Test | None]) -> list[Column]:
    """Take headings over the years for industries where nothing else says which, and they are several."""
    if tests[0] is None:
        return columns
    groups: dict[int, str] = {}
    for column in columns:
        parts = () if column.year is None or column.industry else piled[column.at].parts[:-1]
        names = [part for part in parts if read_part(part, is_industry=None, is_region=tests[1]) is None]
        if names:
            groups[column.at] = names[-1]
    known = {column.industry for column in columns if column.industry}
    if len(known | set(groups.values())) < 2:
        return columns
    return [replace(column, industry=column.industry or groups.get(column.at, "")) for column in columns]


def _with_units(columns: Sequence[Column], measuring: Mapping[int, str]) -> list[Column]:
    """Give each column of figures its column of units: that of its measure, or the one beside it."""
    places = sorted(at for at, measure in measuring.items() if not measure)
    figures = [column.at for column in columns]
    first = bool(places) and bool(figures) and places[0] < min(figures)
    found: list[tuple[Column, int]] = []
    for column in columns:
        own = [at for at, measure in measuring.items() if measure and measure == column.measure]
        if own:
            at = own[0]
        elif len(places) < 2:
            at = places[0] if places else -1
        elif first:
            at = max((place for place in places if place < column.at), default=-1)
        else:
            at = min((place for place in places if place > column.at), default=-1)
        found.append((column, at))
    uses = Counter(at for _, at in found)
    return [replace(column, unit_at=at, shares_unit=uses[at] > 1) for column, at in found]


def _are_units(texts: Sequence[str], is_region: Test) -> bool:
    """Tell whether the cells beneath "单位" or "units" are units, not figures, organisations or regions."""
    listed = texts[:200]
    other = sum(
        bool(re.fullmatch(r"[-+]?[\d.,'\s]+", text) and units.parse(text) is None)
        or bool(re.search(r"(?:局|部|公司|中心|委|院|厅|处|所|办|集团|大学)$", text))
        or (units.parse(text) is None and is_region(text))
        for text in listed
    )
    return bool(listed) and other <= 0.5 * len(listed)


def _are_numbers(texts: Sequence[str]) -> bool:
    return bool(texts) and sum(bool(re.match(r"[-+(]?[\d.]", text)) for text in texts) > 0.5 * len(texts)


def _figures(at: int, stack: Stack, tests: tuple[Test | None, Test | None], *, are_counts: bool) -> Column | None:
    """Return a column of figures by what its headings say: a measure, a year, an industry, a region, or values."""
    if are_counts:  # "units" above numbers counts them
        return Column(at, stack.heading, measure="establishments")
    parts = [read_part(text, is_industry=tests[0], is_region=tests[1]) for text in stack.parts]
    if stack.is_own_last and (not parts or parts[-1] is None):
        return None
    said = [part for part in reversed(parts) if part is not None]  # the lowest says the most
    if not any(part.measure or part.year or part.industry or part.region or part.is_value for part in said):
        return None
    measured = next((part for part in said if part.unit or part.unknown_unit), Part())
    return Column(
        at,
        stack.heading,
        measure=next((part.measure for part in said if part.measure), ""),
        unit=measured.unit,
        unknown_unit=measured.unknown_unit,
        year=next((part.year for part in said if part.year), None),
        industry=next((part.industry for part in said if part.industry), ""),
        region=next((part.region for part in said if part.region), ""),
    )


def _heading_rows(rows: Rows, is_region: Test, is_industry: Test) -> tuple[int, int]:
    """Return where the rows of headings begin and end: the best one, and those above and beneath that belong to it."""

    def says(text: str) -> bool:
        return (
            bool(vocabulary.role_of(text)) or read_part(text, is_industry=is_industry, is_region=is_region) is not None
        )

    best = _top(rows, is_region, is_industry)
    top = best
    while top > 0 and best - top < _MOST_HEADINGS:
        said = [text for cell in rows[top - 1] if (text := text_of(cell))]
        if len(set(said)) < 2 or sum(map(says, said)) < 2:
            break
        top -= 1
    keys = [at for at, text in enumerate(map(text_of, rows[best])) if vocabulary.role_of(text) in KEYS]
    body = best + 1
    while body < len(rows) and body - top < _MOST_HEADINGS:
        texts = [text_of(cell) for cell in rows[body]]
        said = [text for text in texts if text]
        keyed = [texts[at] for at in keys if at < len(texts) and texts[at]]
        repeated = [text_of(cell) for cell in rows[body - 1]]
        if not said or not all(
            vocabulary.role_of(text) or text == (repeated[at] if at < len(repeated) else "")
            for at, text in enumerate(texts)
            if at in keys and text
        ):
            break
        if not all(map(says, said)) or (not keyed and all(text.isdigit() and len(text) != 4 for text in said)):
            break
        if not keyed and not keys:
            break
        body += 1
    return top, body


def _top(rows: Rows, is_region: Test, is_industry: Test) -> int:
    """Return the row whose cells are headings: the one with the most cells that say what they are."""

    def score(row: Sequence[object]) -> float:
        texts = [text_of(cell) for cell in row]
        told = sum(bool(headings.read(text).role) for text in texts)
        dated = [text for text in texts if text and vocabulary.year_in(text) is not None]
        years = sum(
            len(text) <= 12 or bool(read_part(text, is_industry=is_industry, is_region=is_region)) for text in dated
        )
        named = sum(is_region(text) or is_industry(text) for text in texts if text and not text.isdigit())
        return told + 0.9 * years + (0.4 * named if len(texts) > 2 else 0)

    scored = [(score(row), -position) for position, row in enumerate(rows[:_LOOKED])]
    best = max(scored, default=(0.0, 0))
    if best[0] > 1:
        return -best[1]
    full = (position for position, row in enumerate(rows[:_LOOKED]) if sum(bool(text_of(cell)) for cell in row) > 1)
    return next(full, 0)


def _take(
    rows: Rows, place: tuple[list[str], int], keys: dict[str, int], unused: list[str], *, test: Test, role: str
) -> None:
    """Take the first column half of whose cells pass a test for a role, whatever its heading."""
    listed, body = place
    for at, heading in enumerate(listed):
        label = heading or f"#{at + 1}"
        if label not in unused:
            continue
        texts = _texts(rows, body, at)[:200]
        if texts and sum(map(test, texts)) >= 0.5 * len(texts):
            keys[role] = at
            unused.remove(label)
            return


def _texts(rows: Rows, body: int, at: int) -> list[str]:
    """Return the cells beneath a heading that hold something."""
    return [text for row in rows[body:] if at < len(row) and (text := text_of(row[at]))]


def _at(row: Sequence[object], at: int) -> str:
    return vocabulary.unmarked(text_of(row[at])) if 0 <= at < len(row) else ""


def text_of(cell: object) -> str:
    """Return a cell as text: whole numbers without a decimal point, single spaces."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
