"""Industry codes: GB/T 4754, NACE, NAICS and the names of GICS, mapped to the five segments of the digital economy.

The segments are the major groups of the Statistical Classification of the Digital Economy and its Core Industries
(NBS order 33, 2021), which names classes of GB/T 4754-2017. Classes that it takes only in part are mapped where the
greater part is meant; what it does not name belongs to none, never to 05, since whether a firm of another industry is
digitalised cannot be told from its code. NACE Rev. 2 and NAICS 2017/2022 follow by their published titles.
"""

from __future__ import annotations

import re
from typing import Final

from geo.model import NO_SEGMENT, SEGMENTS

SYSTEMS: Final = ("gbt4754", "nace", "naics", "gics", "segment")
# Longest prefix wins.
_GBT: Final[dict[str, str]] = {
    **dict.fromkeys(("391", "392", "393", "394", "395", "396", "397", "398", "399"), "01"),
    **dict.fromkeys(("3491", "3492", "3562", "3563", "3825", "3832", "3833", "3874", "2330"), "01"),
    **dict.fromkeys(("5176", "5177", "5178", "5273", "5274", "7114", "8121", "8122"), "02"),
    **dict.fromkeys(("63", "641", "642", "644", "645", "649", "65"), "03"),
    **dict.fromkeys(("643", "5193", "5292", "8625", "8626", "871", "872", "873", "874", "875", "876", "877"), "04"),
}
_NACE: Final[dict[str, str]] = {
    **dict.fromkeys(("26", "2731", "182"), "01"),
    **dict.fromkeys(("465", "474", "951", "7733"), "02"),
    **dict.fromkeys(("582", "61", "62", "631"), "03"),
    **dict.fromkeys(("4791", "581", "59", "60", "639"), "04"),
}
_NAICS: Final[dict[str, str]] = {
    **dict.fromkeys(("3341", "3342", "3343", "3344", "3346", "33592", "333242"), "01"),
    **dict.fromkeys(("42343", "42369", "443142", "449210", "532420", "8112"), "02"),
    **dict.fromkeys(("5112", "5132", "517", "518", "5415"), "03"),
    **dict.fromkeys(("4541", "512", "515", "516", "519", "5111", "5131"), "04"),
}
_PREFIXES: Final = {"gbt4754": _GBT, "nace": _NACE, "naics": _NAICS}
# Industries of the Global Industry Classification Standard as the register of listed firms writes them.
_GICS: Final[dict[str, str]] = {
    "communications equipment": "01",
    "electronic equipment, instruments & components": "01",
    "semiconductors & semiconductor equipment": "01",
    "technology hardware, storage & peripherals": "01",
    "electrical components & equipment": NO_SEGMENT,
    "software": "03",
    "it services": "03",
    "diversified telecommunication services": "03",
    "wireless telecommunication services": "03",
    "entertainment": "04",
    "interactive media & services": "04",
    "media": "04",
    "internet & direct marketing retail": "04",
    "broadline retail": NO_SEGMENT,
}
_SECTIONS: Final = "ABCDEFGHIJKLMNOPQRSTU"


def system_of(header: str, samples: list[str]) -> str:
    """Tell which system codes are written in, by the column's header first and then by their form; "" if by none.

    Examples
    --------
    >>> system_of("行业代码", ["6513"]), system_of("NAICS", ["541511"]), system_of("code", ["62.01"])
    ('gbt4754', 'naics', 'nace')
    """
    plain = re.sub(r"[\s_\-.]+", "", header).lower()
    for word, system in (
        ("naics", "naics"),
        ("nace", "nace"),
        ("4754", "gbt4754"),
        ("行业", "gbt4754"),
        ("gics", "gics"),
    ):
        if word in plain:
            return system
    filled = [sample.strip() for sample in samples if sample.strip()]
    if not filled:
        return ""

    def most(pattern: str) -> bool:
        return sum(bool(re.fullmatch(pattern, sample)) for sample in filled) * 2 > len(filled)

    if all(sample in SEGMENTS or sample == NO_SEGMENT for sample in filled):
        return "segment"
    for pattern, system in (
        (r"[A-U]?\d{2}\.\d{1,2}", "nace"),
        (r"\d{6}", "naics"),
        (r"[A-T]?\d{2,4}", "gbt4754"),
    ):
        if most(pattern):
            return system
    return "gics" if sum(sample.lower() in _GICS for sample in filled) * 2 > len(filled) else ""


def segment_of(code: str, system: str) -> str | None:
    """Return the segment a code belongs to, NO_SEGMENT for a known kind of code outside it, None if it is no code.

    Examples
    --------
    >>> segment_of("C3911", "gbt4754"), segment_of("62.01", "nace"), segment_of("0111", "gbt4754")
    ('01', '03', 'none')
    >>> segment_of("?", "nace") is None
    True
    """
    text = code.strip()
    if text in SEGMENTS or text == NO_SEGMENT:
        # A plain 01 to 05 is a segment only where the column holds segments: in GB/T 4754 they are agriculture.
        return text if system in ("segment", "") else NO_SEGMENT
    if system == "gics":
        return _GICS.get(text.lower(), NO_SEGMENT)
    if system not in _PREFIXES:
        return None
    digits = re.sub(r"[.\s]", "", text.upper())
    if digits[:1] in _SECTIONS and len(digits) > 1:
        digits = digits[1:]
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 6:
        # A title in words, such as 软件和信息技术服务业: told as unreadable, since words are not a key.
        return None
    prefixes = _PREFIXES[system]
    for length in range(len(digits), 1, -1):
        if digits[:length] in prefixes:
            return prefixes[digits[:length]]
    return NO_SEGMENT
