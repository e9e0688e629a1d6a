"""Code pages by the names files give them: numbers, words of many programs, and the language ids of dBASE headers."""

from __future__ import annotations

import codecs
import re
from typing import Final

_ALIASES: Final = {
    "936": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "ansi936": "gb18030",
    "euccn": "gb18030",
    "950": "big5",
    "cp950": "big5",
    "ansi950": "big5",
    "932": "cp932",
    "cp932": "cp932",
    "949": "cp949",
    "1251": "cp1251",
    "ansi1251": "cp1251",
    "437": "cp437",
    "850": "cp850",
    "852": "cp852",
    "866": "cp866",
    "874": "cp874",
    "1250": "cp1250",
    "1253": "cp1253",
    "1254": "cp1254",
    "1257": "cp1257",
    "ansi1250": "cp1250",
    "ansi1253": "cp1253",
    "ansi1254": "cp1254",
    "1252": "cp1252",
    "ansi1252": "cp1252",
    "88591": "latin-1",
    "iso88591": "latin-1",
    "65001": "utf-8",
    "cp65001": "utf-8",
    "utf8": "utf-8",
    "windowssimpchinese": "gb18030",
    "windowstradchinese": "big5",
    "windowsjapanese": "cp932",
    "windowskorean": "cp949",
    "windowslatin1": "cp1252",
}
# Language driver ids of a DBF header: https://en.wikipedia.org/wiki/DBase (Esri: 0x4D GBK, 0x4E Korean, 0x4F Big5).
DBF_LANGUAGE: Final = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x08: "cp865",
    0x09: "cp437",
    0x0A: "cp850",
    0x0B: "cp437",
    0x0D: "cp437",
    0x0E: "cp850",
    0x0F: "cp437",
    0x10: "cp850",
    0x11: "cp437",
    0x12: "cp850",
    0x13: "cp932",
    0x14: "cp850",
    0x15: "cp437",
    0x16: "cp850",
    0x17: "cp865",
    0x18: "cp437",
    0x19: "cp437",
    0x1A: "cp850",
    0x1B: "cp437",
    0x1C: "cp863",
    0x1D: "cp850",
    0x1F: "cp852",
    0x22: "cp852",
    0x23: "cp852",
    0x24: "cp860",
    0x25: "cp850",
    0x26: "cp866",
    0x37: "cp850",
    0x40: "cp852",
    0x4D: "gb18030",
    0x4E: "cp949",
    0x4F: "big5",
    0x50: "cp874",
    0x57: "cp1252",
    0x58: "cp1252",
    0x59: "cp1252",
    0x64: "cp852",
    0x65: "cp866",
    0x66: "cp865",
    0x67: "cp861",
    0x6A: "cp737",
    0x6B: "cp857",
    0x78: "big5",
    0x79: "cp949",
    0x7A: "gb18030",
    0x7B: "cp932",
    0x7C: "cp874",
    0x86: "cp737",
    0x87: "cp852",
    0x88: "cp857",
    0xC8: "cp1250",
    0xC9: "cp1251",
    0xCA: "cp1254",
    0xCB: "cp1253",
    0xCC: "cp1257",
}


def normalise(name: str) -> str:
    """Return Python's name for an encoding as files write it (``cp936``, ``GBK``, ``ANSI 936``), "" if unknown."""
    cleaned = name.replace("\ufeff", "").strip().strip('"').lower()
    key = re.sub(r"[^a-z0-9]", "", cleaned)
    if key in _ALIASES:
        return _ALIASES[key]
    try:
        found = codecs.lookup(cleaned)
    except (LookupError, ValueError, UnicodeError):
        return ""
    # rot13, base64 and the like are codecs, not encodings; the codec called undefined only ever fails.
    return found.name if getattr(found, "_is_text_encoding", True) and found.name != "undefined" else ""
