"""Blocks of rows: a region, industry or year that stands only in the first row of its block, or alone above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.statistics.own.layout import Layout, Rows, cut_lines, text_of
from geo.statistics.own.stacks import Test

_LEAST: Final = 0.5  # rows without a name for each with one, where a table is written in blocks
_FILLED: Final = (("region_code", "region"), ("industry_code", "industry"), ("period",), ("measure",))
_YEAR: Final = re.compile(
    r"[(（\[【]?\s*(?:year\s*)?((?:19|20)\d\d)(?:\.0)?\s*年?[度末底]?\s*[)）\]】]?[:：]?", re.IGNORECASE
)


def head(rows: Rows, layout: Layout, *, is_region: Test) -> tuple[Rows, tuple[str, ...]]:
    """Give the rows beneath a line that holds a year or a region alone a column with it, where the table has none.

    Parameters
    ----------
    is_region : tells whether a text names a region.

    Returns
    -------
    rows, lines : the rows with a column more for each of the two that was found, and the texts of those lines; the
        same rows and no lines where none was found beneath the headings.
    """
    alone = _alone(rows, layout)
    has_year = "period" in layout.keys or any(column.year is not None for column in layout.columns)
    has_region = {"region", "region_code"} & layout.keys.keys() or any(column.region for column in layout.columns)
    found: list[tuple[str, dict[int, str]]] = []
    if not has_year:
        found.append(("年份", {at: year[1] for at, text in alone.items() if (year := _YEAR.fullmatch(text))}))
    if not has_region:
        found.append(("地区", {at: text for at, text in alone.items() if is_region(text)}))
    found = [(heading, lines) for heading, lines in found if any(at >= layout.body for at in lines)]
    if not found:
        return rows, ()
    cut = {one.line - 1: one.code for one in cut_lines(rows, layout)}
    width = max(map(len, rows))
    made = [[*row, *[None] * (width - len(row))] for row in rows]
    for heading, lines in found:
        said: str | None = None
        for at, row in enumerate(made):
            said = lines.get(at, said)
            if at in lines and at >= layout.body:
                row[:] = [None] * len(row)  # told as what it is, and no note
            is_heading = at == layout.top or cut.get(at) == "heading_again"
            is_row = at >= layout.body and at not in cut and any(text_of(cell) for cell in row)
            row.append(heading if is_heading else said if is_row else None)
    return made, tuple(alone[at] for _, lines in found for at in sorted(lines))


def _alone(rows: Rows, layout: Layout) -> dict[int, str]:
    """Return the texts that stand alone in their line, by its position: no row of figures, and no second text."""
    cut = {one.line - 1 for one in cut_lines(rows, layout)}
    found: dict[int, str] = {}
    for at, row in enumerate(rows):
        texts = {text for cell in row if (text := text_of(cell))}
        if len(texts) == 1 and (at < layout.top or at in cut):
            found[at] = texts.pop()
    return found


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows with the names of their blocks, and how many cells were given one, by the first role of the column."""

    rows: Rows
    counts: dict[str, int]
    examples: tuple[str, ...]


def fill(rows: Rows, layout: Layout) -> Filled:
    """Give the rows of a block the name that stands in its first row.

    Only where the table is plainly written in blocks: a table that writes a name in two rows running does not leave it
    out elsewhere, and a name is not carried on to a row that would then say the same thing twice.
    """
    cut = {one.line for one in cut_lines(rows, layout)}
    lines = [at for at in range(layout.body, len(rows)) if at + 1 not in cut]
    filled: list[list[object]] = [list(row) for row in rows]
    counts: dict[str, int] = {}
    examples: list[str] = []
    for _ in _FILLED:  # the name of a year may have to be known before that of a region, and the other way round
        before = len(counts)
        for roles in _FILLED:
            places = [layout.keys[role] for role in roles if role in layout.keys]
            others = [at for role, at in layout.keys.items() if role not in roles]
            if not places or roles[-1] in counts:
                continue
            given = _carried(filled, lines, places, others)
            for line, names in given.items():
                row = filled[line]
                row += [None] * (max(places) + 1 - len(row))
                for place, name in zip(places, names, strict=True):
                    row[place] = name
            if given:
                counts[roles[-1]] = len(given)
                examples += [" ".join(text_of(name) for name in names if text_of(name)) for names in given.values()]
        if len(counts) == before:
            break
    return Filled(filled if counts else rows, counts, tuple(dict.fromkeys(examples)))


def _carried(
    rows: Sequence[Sequence[object]], lines: Sequence[int], places: Sequence[int], others: Sequence[int]
) -> dict[int, tuple[object, ...]]:
    """Return line -> the names carried to it; nothing where the table is not written in blocks."""

    def said(line: int, columns: Sequence[int]) -> tuple[str, ...]:
        row = rows[line]
        return tuple(text_of(row[place]) if place < len(row) else "" for place in columns)

    carried: dict[int, tuple[object, ...]] = {}
    before: tuple[str, ...] = ()
    block: tuple[object, ...] = ()
    seen: set[tuple[str, ...]] = set()
    heads = 0
    outer = [at for at in others if at < min(places)]
    for line in lines:
        names, key = said(line, places), said(line, others)
        if any(names):
            if names == before:
                return {}  # written out in each row
            before, seen, heads = names, set(), heads + 1
            block = tuple(rows[line][place] if place < len(rows[line]) else None for place in places)
        elif not block or (any(said(line, outer)) and said(line, outer) != said(line - 1, outer)):
            continue  # a block of the columns before it begins here, and says nothing of this one
        else:
            carried[line] = block
        if key in seen or (line in carried and not any(key)):
            return {}
        seen.add(key)
    return carried if len(carried) >= _LEAST * heads else {}
