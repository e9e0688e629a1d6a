"""Dates as the data package writes them: a year, a month or a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_ISO_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def is_iso_date(text: str) -> bool:
    """Tell whether `text` is a calendar date, possibly without its day or month.

    Examples
    --------
    >>> is_iso_date("2022-02"), is_iso_date("2022-02-30")
    (True, False)
    """
    found = _ISO_DATE.fullmatch(text)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True
