"""Codes of industries: which classification a column is in, codes that do not belong to it, and parents of parts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from geo.statistics.own import vocabulary

SCHEMES: Final = ("gbt4754", "nace2", "isic4", "naics2017", "sic2007", "own")
"""Classifications a table may use; `own` are codes or names of the table's own."""
TITLES: Final[Mapping[str, str]] = {
    **{"gbt4754": "GB/T 4754", "nace2": "NACE", "isic4": "ISIC", "naics2017": "NAICS", "sic2007": "UK SIC"},
}
"""Classifications as a sentence of any language names them."""
OF_COUNTRY: Final[Mapping[str, str]] = {"CN": "gbt4754", "US": "naics2017", "GB": "sic2007", "DE": "nace2"}
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "gbt4754": re.compile(r"[A-T]|[A-T]?(?:0[1-9]|[1-9]\d)\d{0,2}"),
    "nace2": re.compile(r"[A-U]|[A-U]?(?:0[1-9]|[1-9]\d)(?:\.?\d{1,2})?"),
    "isic4": re.compile(r"[A-U]|[A-U]?(?:0[1-9]|[1-9]\d)\d{0,2}"),
    "sic2007": re.compile(r"[A-U]|[A-U]?(?:0[1-9]|[1-9]\d)(?:\.?\d{1,2}(?:/?\d)?)?"),
    "naics2017": re.compile(r"(?:11|2[1-3]|3[1-3]|4[2-9]|5[1-6]|6[12]|7[12]|8[1]|9[29])\d{0,4}|31-33|44-45|48-49|99"),
}
_SECTIONS: Final[Mapping[str, Mapping[str, tuple[int, int]]]] = {
    "gbt4754": {
        **{"A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60)},
        **{"H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79)},
        **{"O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97)},
    },
    "nace2": {
        **{"A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47)},
        **{"H": (49, 53), "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82)},
        **{"O": (84, 84), "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99)},
    },
}
"""Divisions of each section: GB/T 4754-2017; NACE Rev. 2, ISIC Rev. 4 and UK SIC 2007 share theirs."""
_NAMED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("4754", "国民经济行业"), "gbt4754"),
    "naics": "naics2017",
    **dict.fromkeys(("nace", "wz"), "nace2"),
    "isic": "isic4",
    "sic": "sic2007",
}
_MOST: Final = 0.6  # of the codes have to fit the classification they seem to be of
_SOME: Final = 0.3  # and of one the heading names
_FEW: Final = 2  # codes of one classification that tell that it is in use


def scheme_of(codes: Iterable[str], heading: str, country: str) -> str:
    """Return the classification of a column of codes.

    Named in the heading, or told by codes that only one has (five digits and more are NAICS, dots NACE, a letter with
    three digits or the divisions 40 to 43 under C are GB/T 4754), else the usual one of the country. `own` where fewer
    than three in five codes fit (three in ten, where the heading names it).

    Examples
    --------
    >>> scheme_of(["C39", "I65"], "", "CN"), scheme_of(["334111", "541511"], "", ""), scheme_of(["软件"], "", "CN")
    ('gbt4754', 'naics2017', 'own')
    """
    listed = [code for code in dict.fromkeys(codes) if code]
    if not listed:
        return "own"
    words = vocabulary.plain(heading) + unicodedata.normalize("NFKC", heading).casefold()
    named = next((scheme for word, scheme in _NAMED.items() if word in words), "")
    is_told = bool(named)
    if not named:
        votes = Counter(vote for code in listed if (vote := _tells(code)))
        named = votes.most_common(1)[0][0] if votes else OF_COUNTRY.get(country, "nace2")
    fitting = sum(fits(code, named) for code in listed)
    # A heading that names the classification is believed where some codes fit; the others are told one by one.
    return named if fitting >= (_SOME if is_told else _MOST) * len(listed) else "own"


def fits(code: str, scheme: str) -> bool:
    """Tell whether a code can be one of a classification.

    Examples
    --------
    >>> fits("C39", "gbt4754"), fits("26.11", "gbt4754"), fits("I39", "gbt4754"), fits("334111", "nace2")
    (True, False, False, False)
    """
    if scheme not in _SHAPES:
        return True
    text = code.strip().upper()
    if not _SHAPES[scheme].fullmatch(text):
        return False
    if scheme == "naics2017":
        return True
    sections = _sections(scheme)
    digits = re.sub(r"[^0-9]", "", text)
    letter = text[0] if text[0].isalpha() else ""
    if not digits:
        return letter in sections
    division = int(digits[:2])
    if letter:
        low, high = sections.get(letter, (0, -1))
        return low <= division <= high
    return any(low <= division <= high for low, high in sections.values())


def systems(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the fewest classifications that several codes each belong to, the one with the most codes first.

    Empty where one has them all, or where some code belongs to none: then nothing tells that classifications are mixed.

    Examples
    --------
    >>> systems(["C39", "I65", "62.01", "26.11", "541511", "334413"])
    {'gbt4754': ['C39', 'I65'], 'nace2': ['62.01', '26.11'], 'naics2017': ['541511', '334413']}
    >>> systems(["C39", "I65"])
    {}
    """
    left = list(dict.fromkeys(codes))
    found: dict[str, list[str]] = {}
    while left:
        fitting = {scheme: [code for code in left if fits(code, scheme)] for scheme in SCHEMES if scheme != "own"}
        best = max(fitting, key=lambda scheme: len(fitting[scheme]))
        if len(fitting[best]) < _FEW:
            return {}
        found[best] = fitting[best]
        left = [code for code in left if code not in found[best]]
    return found if len(found) > 1 else {}


def bare(code: str, scheme: str) -> str:
    """Return a code without letter and dots, as the table of digital industries has it.

    Examples
    --------
    >>> bare("C3911", "gbt4754"), bare("26.11", "nace2"), bare("J", "nace2")
    ('3911', '2611', 'J')
    """
    text = code.strip().upper()
    if scheme in ("own", "naics2017"):
        return text
    digits = re.sub(r"[^0-9]", "", text)
    return digits or text


def padded(code: str, scheme: str) -> str:
    """Return a code with the zero a spreadsheet has taken off it: no classification has divisions of one digit.

    Examples
    --------
    >>> padded("1", "gbt4754"), padded("A1", "nace2"), padded("39", "gbt4754"), padded("1", "own")
    ('01', 'A01', '39', '1')
    """
    if scheme in ("own", "naics2017"):
        return code
    return re.sub(r"^([A-Ua-u]?)(\d)$", r"\g<1>0\2", code.strip())


def parents(codes: Iterable[str], scheme: str) -> dict[str, tuple[str, ...]]:
    """Return the codes that others in the same table are parts of, each with its nearest parts.

    Examples
    --------
    >>> parents(["C", "C39", "391", "392", "I65"], "gbt4754")
    {'C': ('C39',), 'C39': ('391', '392')}
    """
    if scheme == "own":
        return {}
    listed = list(dict.fromkeys(codes))
    up = {code: _nearest_parent(code, listed, scheme) for code in listed}
    found: dict[str, tuple[str, ...]] = {}
    for code in listed:
        parts = tuple(part for part, parent in up.items() if parent == code)
        if parts:
            found[code] = parts
    return found


def _nearest_parent(code: str, listed: list[str], scheme: str) -> str:
    own = bare(code, scheme)
    best, length = "", -1
    for other in listed:
        if other == code:
            continue
        text = bare(other, scheme)
        is_parent = own.startswith(text) and len(text) < len(own)
        if text.isalpha() and own[:2].isdigit():
            low, high = _sections(scheme).get(text, (0, -1))
            is_parent = low <= int(own[:2]) <= high
        size = 0 if text.isalpha() else len(text)
        if is_parent and size > length:
            best, length = other, size
    return best


def _sections(scheme: str) -> Mapping[str, tuple[int, int]]:
    return _SECTIONS["gbt4754" if scheme == "gbt4754" else "nace2"]


def _tells(code: str) -> str:
    text = code.strip().upper()
    if re.fullmatch(r"\d{5,6}|31-33|44-45|48-49", text):
        return "naics2017"
    if "." in text and fits(text, "nace2"):
        return "nace2"
    if re.fullmatch(r"[A-U]\d{2,4}", text):
        chinese, european = fits(text, "gbt4754"), fits(text, "nace2")
        return "gbt4754" if chinese and not european else "nace2" if european and not chinese else ""
    return ""
