"""Figures as people write them: separators, units, full-width digits, marks of no figure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from geo.statistics.own import vocabulary

_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:([,，' \u00a0\u2009\u202f’])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_NEGATIVE: Final = re.compile(r"\((\d[\d.,' ]*)\)")
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell as it was read.

    Attributes
    ----------
    value : None where there is none.
    fault : "" or text_value.
    grouped : it had separators between its thousands, or full-width digits.
    unit : it had a unit of its own; the value is converted.
    """

    value: float | None
    fault: str = ""
    grouped: bool = False
    unit: str = ""


def read(cell: object) -> Figure:
    """Read one cell.

    Examples
    --------
    >>> read("1,234").value, read("１２３").value, read("12.5万").value, read("(1,200)").value, read("(D)").value
    (1234.0, 123.0, 125000.0, -1200.0, None)
    >>> read("about 30").fault
    'text_value'
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Figure(float(cell)) if abs(cell) < float("inf") else Figure(None)
    raw = "" if cell is None else str(cell).strip()
    text = unicodedata.normalize("NFKC", raw).casefold().strip()
    if text in vocabulary.NO_FIGURE:
        return Figure(None)
    return _read(text, full_width=bool(re.search(r"[０-９，．－]", raw))) or Figure(None, "text_value")


def _read(text: str, *, full_width: bool) -> Figure | None:
    """Return the figure of a text in half width, with a unit of its own or without; None if it is none."""
    if len(text) > _LONGEST:
        return None
    if bracketed := _NEGATIVE.fullmatch(text):
        text = "-" + bracketed[1]
    digits = re.match(r"[+-]?\d(?:[\d.,' \u00a0\u2009\u202f’]*\d)?(?:e[+-]?\d{1,3})?", text.replace("−", "-"))
    if digits is None:
        return None
    number, unit = digits[0], text[digits.end() :].strip()
    grouped = bool(_GROUPED.fullmatch(number))
    factor = vocabulary.factor_of(unit) if unit else 1.0
    if factor is None or not (grouped or _NUMBER.fullmatch(number)):
        return None
    value = float(re.sub(r"[^\de.+-]", "", number)) * factor
    return Figure(value, grouped=grouped or full_width, unit=unit) if abs(value) < float("inf") else None
