"""Figures as people write them: separators, units, full-width digits, marks of no figure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from geo.statistics.own import units, vocabulary

_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:([,，' \u00a0\u2009\u202f’])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_CURRENCY: Final = re.compile(r"((?:us|hk)?\$|[€£¥]|(?:usd|eur|gbp|cny|rmb)(?=\s*\d))\s*")
_NEGATIVE: Final = re.compile(r"\((\d[\d.,' ]*)\)")
_FLAGGED: Final = re.compile(
    r"([-+−(]?[\d.,' ]*\d\)?)\s*(?:[(\[](p|e|r|b|f|est\.?|prov\.?)[)\]]|(?<=[\d ])(p|r|b)|(\*{1,3}))"
)
_ONLY_COMMA: Final = re.compile(r"[-+]?(?:\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|0,\d+)")
_ONLY_POINT: Final = re.compile(
    r"[-+]?(?:\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|0\.\d+)"
)
_WITH_UNIT: Final = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?\s*(?!e\d)[^\W\d_][^\d]{0,11}")
_PERCENT: Final = re.compile(r"[-+−]?\d[\d.,]*\s*[%‰]")
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell as it was read.

    Attributes
    ----------
    value : None where there is none.
    fault : "", text_value, unknown_unit for a number with a word behind it that is no unit, or wrong_unit for one in
        percent: a share or a growth, which is no amount.
    grouped : it had separators between its thousands, or full-width digits.
    unit : it had a unit of its own; the value is converted.
    flag : letter behind it, such as p for provisional.
    """

    value: float | None
    fault: str = ""
    grouped: bool = False
    unit: str = ""
    flag: str = ""


def has_decimal_comma(cells: Iterable[object], *, usual: bool = False) -> bool:
    """Tell whether a table writes 1.234,5 for what others write 1,234.5.

    Its cells decide: one that can be read in one way only says so for all, unless another one says the contrary.

    Parameters
    ----------
    usual : the table's country writes so, which decides where every point has three digits behind it.

    Examples
    --------
    >>> has_decimal_comma(["85.312", "88.120,5"]), has_decimal_comma(["85.31", "1,234"]), has_decimal_comma(["85.312"])
    (True, False, False)
    """
    texts = [unicodedata.normalize("NFKC", cell).strip() for cell in cells if isinstance(cell, str)]
    comma = sum(bool(_ONLY_COMMA.fullmatch(text)) for text in texts)
    point = sum(bool(_ONLY_POINT.fullmatch(text)) for text in texts)
    either = sum(bool(re.fullmatch(r"[-+]?\d{1,3}\.\d{3}", text)) for text in texts)
    return (comma > 0 and not point) or (usual and either > 0 and not point)


def read(cell: object, *, is_comma: bool = False) -> Figure:
    """Read one cell.

    Parameters
    ----------
    is_comma : the table has decimal commas.

    Examples
    --------
    >>> read("1,234").value, read("１２３").value, read("12.5万").value, read("(1,200)").value, read("(D)").value
    (1234.0, 123.0, 125000.0, -1200.0, None)
    >>> read("about 30").fault, read("30 furlongs").fault, read("234①").value, read("£1.5m").value
    ('text_value', 'unknown_unit', 234.0, 1500000.0)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Figure(float(cell)) if abs(cell) < float("inf") else Figure(None)
    raw = "" if cell is None else vocabulary.unmarked(str(cell).strip())
    text = unicodedata.normalize("NFKC", raw).casefold().strip()
    if text in vocabulary.NO_FIGURE or text.strip("()[] ") in vocabulary.NO_FIGURE:
        return Figure(None)
    flagged = _FLAGGED.fullmatch(text)
    if flagged:
        text = flagged[1]
    if is_comma and re.match(r"\(?[-+−]?\d", text):
        text = text.replace(".", " ").replace(",", ".")
    found = _read(text, full_width=bool(re.search(r"[０-９，．－]", raw)))
    if found is None:
        if _PERCENT.fullmatch(text):
            return Figure(None, "wrong_unit")
        return Figure(None, "unknown_unit" if _WITH_UNIT.fullmatch(text) else "text_value")
    return replace(found, flag=flagged[2] or flagged[3] or flagged[4]) if flagged else found


def _read(text: str, *, full_width: bool) -> Figure | None:
    """Return the figure of a text in half width, with a unit of its own or without; None if it is none."""
    if len(text) > _LONGEST:
        return None
    if bracketed := _NEGATIVE.fullmatch(text):
        text = "-" + bracketed[1]
    currency = _CURRENCY.match(text)
    if currency:
        text = text[currency.end() :]
    digits = re.match(r"[+-]?\d(?:[\d.,' \u00a0\u2009\u202f’]*\d)?(?:e[+-]?\d{1,3})?", text.replace("−", "-"))
    if digits is None:
        return None
    number, unit = digits[0], text[digits.end() :].strip()
    grouped = bool(_GROUPED.fullmatch(number))
    unit = f"{currency[1] if currency else ''}{' ' if currency and unit else ''}{unit}"
    known = units.parse(unit) if unit else None
    factor = 1.0 if not unit else None if known is None or known.kind == "ratio" else known.factor
    if factor is None or not (grouped or _NUMBER.fullmatch(number)):
        return None
    value = float(re.sub(r"[^\de.+-]", "", number)) * factor
    return Figure(value, grouped=grouped or full_width, unit=unit) if abs(value) < float("inf") else None
