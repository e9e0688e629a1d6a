"""Stacked headings: rows of headings one above the other, joined column by column, and what each of them says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.statistics.own import headings, units, vocabulary
from geo.statistics.own.units import Unit

Test = Callable[[str], bool]
_KEYS: Final = ("region_code", "region", "industry_code", "industry", "period", "measure", "unit", "unit_mult")
_WITH_YEAR: Final = re.compile(
    r"(?:fy|cy|yr|year|y|x|年度?|年?[末底]数?|期末数?|全年|数值?|合计|[pre]|/\d\d)?", re.IGNORECASE
)
_UNIT_HEADING: Final = re.compile(r"^(.+?)\s*(?:的?(?:计量)?单位|\bunits?)$")


@dataclass(frozen=True, slots=True)
class Part:
    """What one heading of a stack says of the figures beneath it."""

    measure: str = ""
    unit: Unit | None = None
    unknown_unit: str = ""
    year: int | None = None
    industry: str = ""
    region: str = ""
    is_value: bool = False


@dataclass(frozen=True, slots=True)
class Stack:
    """The headings of one column from the top down.

    Attributes
    ----------
    parts : the texts, those of groups to the left included.
    heading : the texts joined, as a person would call the column.
    role : of a column that says what rows are, or of one with a single heading.
    is_own_last : whether the lowest text stands above this very column.
    """

    parts: tuple[str, ...]
    heading: str
    role: str
    is_own_last: bool

    @property
    def unit_of(self) -> str | None:
        """The measure whose units the column holds, "" for any, None for a column of anything else."""
        if self.role == "unit":
            return ""
        found = _UNIT_HEADING.match(vocabulary.plain(self.heading))
        role = vocabulary.role_of(found[1]) if found else ""
        return role if role in vocabulary.MEASURES else None


def stacks(rows: Sequence[Sequence[str]]) -> list[Stack]:
    """Join rows of headings column by column; a heading over several columns counts for those to its right.

    Parameters
    ----------
    rows : rows of headings, the texts of their cells.

    Examples
    --------
    >>> [stack.heading for stack in stacks([["城市", "从业人员", ""], ["", "2021", "2022"]])]
    ['城市', '从业人员 2021', '从业人员 2022']
    """
    width = max(map(len, rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    found = []
    for at in range(width):
        parts: list[str] = []
        own: list[str] = []
        for level, row in enumerate(full):
            text = row[at]
            if text:
                own.append(text)
            elif level < len(full) - 1 and any(below[at] for below in full[level + 1 :]):
                text = _group(row, at, below="".join(lower[at] for lower in full[level + 1 :]))
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        heading = " ".join(parts)
        found.append(
            Stack(tuple(parts), heading, _role(parts, own), bool(own) and bool(parts) and parts[-1] == own[-1])
        )
    return found


def _group(row: Sequence[str], at: int, *, below: str) -> str:
    """Return the heading to the left that spans a column, "" if it says what rows are and not what figures are."""
    text = next((row[place] for place in range(at - 1, -1, -1) if row[place]), "")
    is_key = vocabulary.role_of(text) in _KEYS and vocabulary.role_of(text + below) not in _KEYS
    return "" if is_key else text


def _role(parts: Sequence[str], own: Sequence[str]) -> str:
    """Return the role of a stack: "行业" over "代码" is a code, "城市" over nothing a region."""
    if not own:
        return ""
    for text in ("".join(parts), " ".join(parts)):
        if len(parts) > 1 and (role := vocabulary.role_of(text)) in _KEYS:
            return role
    roles = [headings.read(text).role for text in own]
    if len(own) == 1 and len(parts) == 1:
        return roles[0]
    return next((role for role in reversed(roles) if role in _KEYS), "")


def read_part(text: str, *, is_industry: Test | None, is_region: Test | None) -> Part | None:
    """Return what a heading says of figures, None if nothing.

    Parameters
    ----------
    is_industry, is_region : None where rows say so and a heading need not be looked at.
    """
    found = headings.read(text)
    if found.role in (*vocabulary.MEASURES, "value"):
        measure = "" if found.role == "value" else found.role
        return Part(measure, found.unit, found.unknown, is_value=not measure)
    year = vocabulary.year_in(found.words)
    if year is not None:
        return _of_year(found, year, is_industry=is_industry, is_region=is_region)
    alone = units.parse(text)
    if alone is not None and (alone.kind or not text.isascii() or len(text) > 1) and not text.isdigit():
        return Part(unit=alone)
    return _of_name(found, text, is_industry=is_industry, is_region=is_region)


def _of_name(found: headings.Heading, text: str, *, is_industry: Test | None, is_region: Test | None) -> Part | None:
    """Return what a heading that names an industry or a region says."""
    bare = _without_unit(text) if found.unit or found.unknown else text
    if is_industry is not None and is_industry(bare):
        return Part(unit=found.unit, unknown_unit=found.unknown, industry=bare)
    if is_region is not None and is_region(bare):
        return Part(unit=found.unit, unknown_unit=found.unknown, region=bare)
    return None


def _of_year(found: headings.Heading, year: int, *, is_industry: Test | None, is_region: Test | None) -> Part | None:
    """Return what a heading with a year says: a plain year, or one with a measure, an industry or a region.

    Anything else beside a year is another quantity, as in "2021年同比增速", and no figure of that year.
    """
    rest = found.words.replace(str(year), "", 1).strip(" -_:/·,")
    for text in (rest, re.sub(r"^年(?:[末底]|度)?", "", rest).strip()):
        if _WITH_YEAR.fullmatch(text):
            return Part(unit=found.unit, unknown_unit=found.unknown, year=year)
        inner = headings.read(text)
        unit = found.unit or inner.unit
        if inner.role in vocabulary.MEASURES or inner.role == "value":
            measure = inner.role if inner.role != "value" else ""
            return Part(measure, unit, found.unknown, year)
        if is_industry is not None and is_industry(text.upper()):
            return Part(unit=unit, unknown_unit=found.unknown, year=year, industry=text.upper())
        if is_region is not None and is_region(text):
            return Part(unit=unit, unknown_unit=found.unknown, year=year, region=text)
    return None


def _without_unit(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return " ".join(re.sub(r"[(\[【][^()\[\]】]*[)\]】]", " ", plain).split()) or plain
