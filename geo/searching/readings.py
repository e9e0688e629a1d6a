"""Readings: Chinese names in pinyin, as many firms write them in Latin letters: 潍柴 is Weichai."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product
from typing import Final

MOST_SIGNS: Final = 4
_SHORTEST: Final = 5  # letters: shorter readings are words of other languages too often
_MOST: Final = 6


@lru_cache(maxsize=4096)
def readings(form: str) -> tuple[str, ...]:
    """Return a Chinese word in pinyin without spaces and tones, in every way its signs are read; () if it is too short.

    Examples
    --------
    >>> readings("潍柴")[0], "changdian" in readings("长电")
    ('weichai', True)
    """
    from pypinyin import Style, pinyin

    if not 2 <= len(form) <= MOST_SIGNS:
        return ()
    signs = pinyin(form, style=Style.NORMAL, heteronym=True, errors="ignore")
    if len(signs) != len(form):
        return ()
    found = dict.fromkeys("".join(parts) for parts in islice(product(*signs), _MOST))
    return tuple(one for one in found if len(one) >= _SHORTEST and one.isascii())
