"""How ordinary a text looks in an encoding: the weight of its characters, and what wrong readings leave behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_GLUED: Final = re.compile(
    r"(?<=[a-z])[^\x00-\x7f](?=[a-z])|(?<=[a-z]{2})[^\x00-\x7f](?![^\x00-\x7f])|(?<![^\W\d_])[\u4e00-\u9fff](?=[a-z]{2})"
)
_JUMBLED: Final = re.compile(r"[\u0430-\u045f][\u0400-\u042f]")


@lru_cache(maxsize=1)
def _level_one() -> dict[str, frozenset[str]]:
    """Return the frequent characters of each encoding: level 1 of GB 2312 (3,755), Big5 (5,401), JIS X 0208 (2,965)."""
    lows = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    simplified = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    traditional = bytes(byte for high in range(0xA4, 0xC7) for low in lows for byte in (high, low))
    japanese = bytes(byte for high in range(0xB0, 0xD0) for low in range(0xA1, 0xFF) for byte in (high, low))
    level = {
        "gb18030": frozenset(simplified.decode("gb2312", "ignore")),
        "big5": frozenset(traditional.decode("big5", "ignore")),
        "shift_jis": frozenset(japanese.decode("euc_jp", "ignore")),
    }
    # Korean writes Hangul; in its encoding Han characters are the exception, so none of them is frequent.
    level |= {"cp932": level["shift_jis"], "euc_kr": frozenset(), "cp949": frozenset()}
    level["utf-8"] = level["gb18030"] | level["big5"] | level["shift_jis"]
    return level


@lru_cache(maxsize=1 << 16)
def _weight(char: str, encoding: str) -> float:  # noqa: PLR0911 - one line per script is the clearest form
    """How ordinary one non-ASCII character is in text of an encoding: 1 everyday, 0 suspicious, -1 impossible."""
    code = ord(char)
    if encoding == "gb18030" and 0xA0 < code < 0xE000 and _is_of_four_bytes(char):
        return 0.9  # rare as a character, but no other encoding has a digit as every second byte
    if code < 0xA0 or 0xE000 <= code <= 0xF8FF or code in (0xFFFD, 0xFEFF):
        return -1.0
    if 0x4E00 <= code <= 0x9FFF:
        level = _level_one()
        return 1.0 if char in level.get(encoding, level["utf-8"]) else 0.35
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E or code in (0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026):
        return 0.9
    if 0x3041 <= code <= 0x30FF:
        return 0.9 if encoding != "gb18030" else 0.3
    if 0xFF61 <= code <= 0xFF9F:
        return 0.1
    if 0xAC00 <= code <= 0xD7A3:
        return 0.9
    if char.isalpha():
        if code <= 0x24F:
            return 0.6
        return 0.55 if 0x400 <= code <= 0x45F else 0.25
    return 0.2


def _is_of_four_bytes(char: str) -> bool:
    return unicodedata.category(char) != "Cn" and len(char.encode("gb18030", "replace")) == 4


def ordinariness(text: str, encoding: str, *, declared: bool = False) -> float:
    """Mean weight of the non-ASCII characters, less for the kinds of runs that wrong readings produce."""
    outside = [char for char in text if ord(char) > 0x7F]
    if not outside:
        return 0.0
    score = sum(_weight(char, encoding) for char in outside) / len(outside)
    if encoding in ("cp1252", "cp1251", "latin-1"):
        # In a western text accents stand among plain letters; runs of them are another script misread.
        runs = sum(len(run) for run in re.findall(r"[\u0080-\u024f]{2,}", text))
        score -= 0.8 * runs / len(outside)
        if encoding == "cp1251":
            lone = sum(len(run) for run in re.findall(r"(?<![\u0400-\u045f])[\u0400-\u045f](?![\u0400-\u045f])", text))
            score -= 0.5 * lone / len(outside)
            # Russian begins words with a capital or writes all of them so; Chinese misread mixes them at random.
            jumbled = (word for word in re.findall(r"[\u0400-\u045f]+", text) if _JUMBLED.search(word))
            score -= 1.5 * sum(map(len, jumbled)) / len(outside)
    elif (
        encoding in ("euc_kr", "cp949")
        and (declared or len(set(outside)) >= 20)
        and all("\uac00" <= c <= "\ud7a3" for c in outside)
    ):
        score += 0.2  # Chinese read as Korean gives Hangul too, but not in every one of many characters
    elif encoding != "utf-8":
        # A Han character glued between small Latin letters is an accent misread with its neighbour.
        glued = len(_GLUED.findall(text))
        score -= 0.8 * glued / len(outside)
    return score


def plausible(texts: Sequence[str], encoding: str) -> float:
    """Return the share of letters beyond ASCII that stand as a script of one byte a letter has them.

    Latin accents stand alone, or two together, among plain letters; Cyrillic and Greek make up whole words. Capitals
    follow no small letters. What reads as an everyday Chinese character is none of these.
    """
    good = total = 0
    for text in texts:
        for word in re.findall(r"[^\W\d_]+|[^\x00-\x7f]", text):
            outside = [char for char in word if ord(char) > 0x7F]
            total += len(outside)
            if not outside or not word.isalpha() or not (word.islower() or word.isupper() or word[1:].islower()):
                continue
            latin = all(ord(char) <= 0x24F for char in outside)
            if not latin and all(_is_everyday(pair, encoding) for pair in re.findall("..?", "".join(outside))):
                continue
            runs = re.findall(r"[^\x00-\x7f]+", word)
            if latin and (len(outside) == len(word) > 1 or max(map(len, runs)) > 2 or _has_signs(text)):
                continue
            if latin and any(len(run) == 2 and _is_everyday(run, encoding) for run in runs):
                continue
            good += len(outside)
    return good / total if total else 0.0


def _has_signs(text: str) -> bool:
    return any(ord(char) > 0x7F and not char.isalpha() for char in text)


def _is_everyday(run: str, encoding: str) -> bool:
    try:
        char = run.encode(encoding).decode("gb2312")
    except UnicodeError:
        return False
    return char in _level_one()["gb18030"]
