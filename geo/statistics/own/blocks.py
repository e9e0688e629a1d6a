"""Blocks of rows: a region, industry or year that stands in the first row of its block only, as in merged cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.statistics.own.layout import Layout, Rows, cut_lines, text_of

_LEAST: Final = 0.5  # rows without a name for each with one, where a table is written in blocks
_FILLED: Final = (("region_code", "region"), ("industry_code", "industry"), ("period",), ("measure",))


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
