"""Headings: the role a heading names and the unit that stands in it, and units in titles and notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.statistics.own import units, vocabulary
from geo.statistics.own.units import Unit

_BRACKETS: Final = re.compile(r"[(\[【]([^()\[\]】]*)[)\]】]")
_LINE: Final = re.compile(
    r"(?:(?:计量|度量|数据|数值)?单位|\bunits?(?: of measure(?:ment)?)?)\s*(?:[:：]|为|是|\bis\b|\bare\b|=)\s*",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[\n。;；)]")
_COUNTED_IN: Final = re.compile(
    r"以([^，。；以]{1,6})(?:计|为单位)|"
    r"\bin ((?:thousand|million|billion|hundred)s?(?: of)?(?: [a-z$€£]+){0,2}|'?000s?)",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"[,，;；、:：]|\s+(?:and|和|及|或)\s+|[和及]")
_LONGEST: Final = 80
_CODE: Final = re.compile(r"[A-Za-z]{1,3}")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says.

    Attributes
    ----------
    role : of vocabulary.ROLES, "" if none.
    words : the heading without its unit, as `vocabulary.plain` writes it.
    unit : that is known.
    unknown : text of a unit that is not.
    """

    role: str
    words: str
    unit: Unit | None = None
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Units that a table's title and notes name.

    Attributes
    ----------
    all : of every figure whose heading and row have none ("单位：万人").
    some : of figures of their nature only, named in passing ("employment is in thousands").
    unknown : text of one that is not known and was said of every figure.
    """

    all: tuple[Unit, ...] = ()
    some: tuple[Unit, ...] = ()
    unknown: str = ""


@lru_cache(maxsize=4096)
def read(text: str) -> Heading:
    """Read a heading.

    Examples
    --------
    >>> found = read("从业人员（万人）"); found.role, found.unit.factor
    ('jobs', 10000.0)
    >>> found = read("Employment, thousands"); found.role, found.unit.factor
    ('jobs', 1000.0)
    >>> found = read("2021年增加值亿元"); found.role, found.words, found.unit.factor
    ('', '2021年增加值', 100000000.0)
    >>> read("从业人员（万工时）").unknown, read("从业人员（坊）").unknown, read("从业人员（年末）").unknown
    ('万工时', '坊', '')
    """
    role, words = vocabulary.role_of(text), vocabulary.plain(text)
    is_of_figures = role in (*vocabulary.MEASURES, "value") or (not role and vocabulary.year_in(words) is not None)
    unit, unknown = _bracketed(text, is_of_figures=is_of_figures)
    if unit is None and not unknown and not role and len(text) <= _LONGEST:
        head, unit = _trailing(words)
        if unit is not None:
            role, words = vocabulary.role_of(head), head
    return Heading(role, words, unit, unknown)


def told(lines: Iterable[str], notes: Iterable[str]) -> Told:
    """Return the units that the lines above a table and its notes name.

    Examples
    --------
    >>> found = told(["2023年各市就业（单位：万人、亿元）"], [])
    >>> [unit.text for unit in found.all]
    ['万人', '亿元']
    >>> [unit.factor for unit in told([], ["注：从业人员以万人计"]).some]
    [10000.0]
    """
    every: list[Unit] = []
    some: list[Unit] = []
    unknown = ""
    for is_note, text in (*((False, line) for line in lines), *((True, line) for line in notes)):
        plain = unicodedata.normalize("NFKC", text)
        rest = plain
        for start, said in _lines(plain):
            listed = _listed(said)
            # "增加值单位为亿元" says it of one measure, "单位：亿元" of all.
            is_of_one = bool(re.search(r"[\u4e00-\u9fffa-z]$", plain[:start].casefold()))
            (some if is_of_one else every).extend(listed)
            if not listed and not is_of_one and not is_note:
                unknown = unknown or said.strip()[:20]
            rest = rest.replace(said, " ")
        tail = re.split(r"[,，;；—–]\s*", rest)[-1].strip(" .。")
        if tail != rest.strip() and (unit := units.parse(tail)) is not None and unit.kind != "ratio":
            some += [unit] * _is_plain(tail, unit)
        for inner in _BRACKETS.findall(rest):
            some += [unit for unit in _listed(inner) if unit.kind != "ratio" and _is_plain(inner, unit)]
        for hit in _COUNTED_IN.finditer(rest):
            some += _listed(hit[1] or hit[2])
    return Told(tuple(dict.fromkeys(every)), tuple(dict.fromkeys(some)), unknown)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return what stands after each "单位：" of a text, with where the words begin."""
    found = list(_LINE.finditer(text))
    ends = [hit.start() for hit in found[1:]] + [len(text)] * bool(found)
    said = []
    for hit, end in zip(found, ends, strict=True):
        words = _END.split(text[hit.end() : end])[0]
        if end < len(text):  # the words before the next one belong to it
            words = re.split(r"[,，、][^,，、]*$", words)[0]
        said.append((hit.start(), words))
    return said


def _is_plain(text: str, unit: Unit) -> bool:
    """Tell a unit from a letter in brackets: (K) is a section of a classification, (万) and (thousand) are units."""
    return bool(unit.kind) or not text.strip().isascii() or len(text.strip()) > 1


def _listed(text: str) -> list[Unit]:
    """Return the units of a list such as "万人、亿元", or of one text."""
    whole = units.parse(text.strip().split("  ")[0])
    if whole is not None:
        return [whole]
    found = []
    for part in _PARTS.split(text):
        words = part.strip()
        unit = units.parse(words) or units.parse(words.split(" ")[0]) if words else None
        if unit is not None:
            found.append(unit)
    return found


def remarks(text: str) -> tuple[str, ...]:
    """Return what stands in the brackets of a measure's heading and is taken neither for a unit nor for a code.

    Examples
    --------
    >>> remarks("从业人员（含劳务派遣）"), remarks("从业人员（万人）"), remarks("Jobs (2023)")
    (('含劳务派遣',), (), ())
    """
    found = []
    for inner in _BRACKETS.findall(unicodedata.normalize("NFKC", text)):
        words = inner.strip()
        if not words or _CODE.fullmatch(words) or any(sign.isdigit() for sign in words):
            continue
        if _bracketed(f"({words})", is_of_figures=True) == (None, ""):
            found.append(words)
    return tuple(found)


def _bracketed(text: str, *, is_of_figures: bool) -> tuple[Unit | None, str]:
    """Return the unit in a heading's brackets, or the text there that was meant as one.

    Parameters
    ----------
    is_of_figures : the heading names a measure or a year, so that a word in its brackets is no part of a name.
    """
    unknown = ""
    plain = unicodedata.normalize("NFKC", text)
    for inner in (*_BRACKETS.findall(plain), *(said for _, said in _lines(plain))):
        for part in (inner, *re.split(r"[,，;；:：、]", inner)):
            words = part.strip()
            unit = units.parse(words) if words else None
            if unit is not None and _is_plain(words, unit):
                return unit, ""
        is_meant = units.looks_like(inner) or (is_of_figures and units.may_be_one(inner))
        if not unknown and (is_meant or _LINE.search(plain)):
            unknown = _LINE.sub("", inner).strip()
    return None, unknown


def _trailing(words: str) -> tuple[str, Unit | None]:
    """Return a heading without the unit at its end, and the unit; what is left has to say something by itself."""
    cuts = [hit.start() for hit in re.finditer(r"[\s,/\-·:]", words)]
    if any("\u4e00" <= sign <= "\u9fff" for sign in words):
        cuts = list(range(1, len(words)))
    for cut in cuts:
        head, tail = words[:cut].strip(" ,/-·:"), words[cut:].strip(" ,/-·:")
        if not (vocabulary.role_of(head) or vocabulary.year_in(head)):
            continue
        unit = units.parse(tail)
        if unit is not None and (unit.kind or len(tail) > 1 or not tail.isascii()):
            return head, unit
    return words, None
