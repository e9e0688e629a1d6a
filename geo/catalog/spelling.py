"""Spelling: how names and queries are compared, in Latin letters, Chinese characters and pinyin.

Pinyin is kept as one lattice per name: syllables separated by spaces, readings of one character separated by "/",
such as "chang/zhang san jiao". A query may spell syllables out, abbreviate them to their first letter, or mix both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

EXACT, PREFIX, WORD, SUBSTRING = range(4)
"""How well a query fits a name, best first."""

# Letters that Unicode does not decompose into a plain letter and a mark.
_PLAIN: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_OTHER: Final = re.compile(r"[^0-9a-z\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003134f]+")
# Names whose everyday reading no dictionary of phrases knows.
_READINGS: Final = {
    "长三角": ["chang", "san", "jiao"],
    "长飞": ["chang", "fei"],
    "长鑫": ["chang", "xin"],
    "长电": ["chang", "dian"],
    "都柏林": ["du", "bo", "lin"],
}
# Second readings that names really have, where no phrase decides; others are too rare to be worth their false hits.
_ALTERNATIVES: Final = (
    {"chang", "zhang"},
    {"chong", "zhong"},
    {"hang", "xing"},
    {"le", "yue"},
    {"diao", "tiao"},
    {"chao", "zhao"},
    {"dan", "shan"},
)


def normalised(text: str) -> str:
    """Return text as it is compared: lower case, no diacritics, no punctuation, single spaces.

    Examples
    --------
    >>> normalised("Société d’Électronique"), normalised("ＡＩ 中关村（海淀）")
    ('societe d electronique', 'ai 中关村 海淀')
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    # Only the marks of Latin letters: those of kana make other syllables.
    plain = "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f")
    return _OTHER.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def has_han(text: str) -> bool:
    """Tell whether a text has Chinese characters."""
    return _HAN.search(text) is not None


def pinyin_lattice(name: str) -> str:
    """Return the readings of a Chinese name; characters inside a known phrase have that phrase's reading alone.

    Examples
    --------
    >>> pinyin_lattice("重庆"), pinyin_lattice("长三角")
    ('chong qing', 'chang san jiao')
    """
    _load_readings()
    from pypinyin import Style, pinyin

    # Words in Latin letters inside a Chinese name are syllables of their own.
    keep_words: Any = str.split
    readings = pinyin(normalised(name), style=Style.NORMAL, heteronym=True, errors=keep_words)
    syllables = []
    for options in readings:
        kept = [option for option in options if option == options[0] or {option, options[0]} in _ALTERNATIVES]
        # lü is typed lv, and by some lu.
        spelled = [variant for option in kept for variant in (option, option.replace("v", "u"))]
        syllables.append("/".join(dict.fromkeys(letters for letters in spelled if letters.isascii())))
    return " ".join(syllable for syllable in syllables if syllable)


@lru_cache(maxsize=1)
def _load_readings() -> None:
    from pypinyin import load_phrases_dict

    load_phrases_dict({phrase: [[syllable] for syllable in syllables] for phrase, syllables in _READINGS.items()})


def fit_text(query: str, name: str) -> int | None:
    """Return how a normalised query fits a normalised name; None if it does not.

    Examples
    --------
    >>> fit_text("valley", "silicon valley") == WORD, fit_text("guian", "gui an") == EXACT
    (True, True)
    """
    if query in name:
        if query == name:
            return EXACT
        if name.startswith(query):
            return PREFIX
        return WORD if f" {query}" in name else SUBSTRING
    joined, whole = query.replace(" ", ""), name.replace(" ", "")
    if joined == whole:
        return EXACT
    return PREFIX if whole.startswith(joined) else None


def fit_pinyin(query: str, lattice: str) -> int | None:
    """Return how a query in Latin letters fits a name by its pinyin, in full, by initials or mixed.

    Examples
    --------
    >>> [fit_pinyin(query, "bei jing zhong guan cun") for query in ("zgc", "bjzhong", "beijingzgc", "eijing")]
    [2, 1, 0, None]
    """
    letters = query.replace(" ", "").replace("'", "")
    if not letters.isascii() or not letters or not lattice:
        return None
    syllables = [syllable.split("/") for syllable in lattice.split(" ")]
    end = _spelled(letters, syllables, 0)
    if end is not None:
        return EXACT if end == len(syllables) else PREFIX
    # One letter would fit somewhere in nearly every name.
    if len(letters) > 1 and any(_spelled(letters, syllables, start) is not None for start in range(1, len(syllables))):
        return WORD
    return None


def _spelled(letters: str, syllables: list[list[str]], start: int) -> int | None:
    """Return the syllable after the last one that `letters` spell from `start`; None if they do not spell any.

    Where several ends are possible the last counts: more syllables used is the closer fit.
    """
    ends: list[int] = []
    positions = {0}  # how many letters may be used up before the syllable
    for number, options in enumerate(syllables[start:], start + 1):
        reached = set()
        for position in positions:
            rest = letters[position:]
            for syllable in options:
                if syllable.startswith(rest):
                    ends.append(number)
                elif rest.startswith(syllable):
                    reached.add(position + len(syllable))
                if rest[0] == syllable[0] and len(rest) > 1:
                    reached.add(position + 1)
        positions = reached
        if not positions:
            break
    return max(ends, default=None)
