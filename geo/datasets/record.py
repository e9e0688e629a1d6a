"""The record of a firm as datasets keep it: its columns, their codes, and the words of files that mean a code.

Coded columns hold small whole numbers; the tables here give their keys, position = code. Code 0 is "none" or "not
known", never a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import pyarrow as pa

from geo.language import LANGUAGES, translator
from geo.model import CLUSTER_MODELS, CONFIDENCES, NO_MODEL, NO_SEGMENT, ORGANISATION_KINDS, PRECISIONS, SEGMENTS

# Column -> its keys by code.
CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "model": (NO_MODEL, *CLUSTER_MODELS),
    "segment": (NO_SEGMENT, *SEGMENTS),
    "kind": ("", *ORGANISATION_KINDS),
    "confidence": ("", *CONFIDENCES),
    "precision": ("", *PRECISIONS),
}
DEFAULTS: Final = {"kind": "firm", "confidence": "medium", "model": NO_MODEL, "segment": NO_SEGMENT}
NO_YEAR: Final = 0
FIRST_YEAR: Final = 1000
STAGE_SCHEMA: Final = pa.schema(
    [
        ("q", pa.int64()),  # Morton number at zoom 22
        ("seq", pa.int64()),  # file and line: the order of the input
        ("lon_e7", pa.int32()),
        ("lat_e7", pa.int32()),  # 1e-7 degrees, about a centimetre
        ("id", pa.string()),
        ("id_hash", pa.uint64()),
        ("name", pa.string()),
        ("model", pa.uint8()),
        ("segment", pa.uint8()),
        ("kind", pa.uint8()),
        ("confidence", pa.uint8()),
        ("precision", pa.uint8()),
        ("year", pa.uint16()),
        ("admin", pa.uint32()),  # administrative code as declared, 0 = none
        ("region", pa.uint16()),  # as declared, a position in the regions' list; 0 = none
    ]
)
# What is kept: the stage without its means, and with the places that were found.
ROW_SCHEMA: Final = pa.schema(
    [
        *(STAGE_SCHEMA.field(name) for name in ("q", "lon_e7", "lat_e7", "id", "name")),
        *(STAGE_SCHEMA.field(name) for name in ("model", "segment", "kind", "confidence", "precision", "year")),
        ("region", pa.uint16()),
        ("place", pa.uint16()),
        ("cluster", pa.uint16()),
    ]
)


@lru_cache(maxsize=8)
def words_of(column: str) -> dict[str, int]:
    """Return what files write for the keys of a coded column: the keys and their words in both languages."""
    found: dict[str, int] = {}
    for code, key in enumerate(CODES[column]):
        if not key:
            continue
        found[_plain(key)] = code
        for language in LANGUAGES:
            found.setdefault(_plain(translator(language)(f"term.{column}.{key}")), code)
    return found


def code_of(column: str, text: str) -> int | None:
    """Return the code a file's word means, None if it means none.

    Examples
    --------
    >>> code_of("kind", "University"), code_of("confidence", "高"), code_of("kind", "zoo")
    (6, 1, None)
    """
    return words_of(column).get(_plain(text))


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-]+", "", text).casefold()


def year_of(text: str, *, latest: int) -> int | None:
    """Return the year of a date as people write it, NO_YEAR where there is none, None where it cannot be one.

    Examples
    --------
    >>> [year_of(text, latest=2027) for text in ("2015-03-01", "2015年3月", "3/1/2015", "", "3021", "abc", "20150301")]
    [2015, 2015, 2015, 0, None, None, 2015]
    """
    text = text.strip()
    if not text or text.lower() in ("null", "none", "nan", "nat", "na", "n/a", "-", "--", "/", "未知", "不详"):
        return NO_YEAR
    match = re.match(r"(\d{4})(?:\D|$|\d{4}(?:\D|$)|\d{2}$)", text) or re.search(r"(?:^|\D)(\d{4})(?:年|\.0)?$", text)
    if not match:
        return None
    year = int(match[1])
    return year if FIRST_YEAR <= year <= latest else None
