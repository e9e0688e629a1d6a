"""Words: cuts a text in Chinese and English into what can be looked up, each with its place in the text.

Chinese is cut by `rjieba` (jieba's dictionary and algorithm in Rust). Judged against the others: `jieba` has had no
release since 2020, takes a second and 130 MB to start and warns on import; `jieba-fast` is no longer kept; DuckDB's
full text search cuts at spaces only; SQLite's trigrams find no word of two characters, and most Chinese words have
two. Its guessing of unknown words is off: an unknown word is cut the same way in every text only without it. English is
stemmed by Snowball.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Protocol

from geo.searching.concepts import concepts
from geo.searching.signs import simplified

FORM: Final = 4  # counted up whenever the same text is cut otherwise: indexes that were kept are then made anew
MARK: Final = "="  # before the form of a concept: no word begins with it
MOST_WORDS: Final = 6  # of a concept's longest English member
_RUN: Final = re.compile(r"(?P<han>[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]+)|(?P<latin>[0-9a-z]+(?:['’][a-z]+)*\+?)")
# Between a Latin letter and a sign of another script.
_BETWEEN: Final = re.compile(r"(?<=[0-9a-z])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?=[0-9a-z])")
_STOP: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "these",
        "this",
        "to",
        "was",
        "were",
        "which",
        "who",
        "with",
        "what",
        "how",
        "do",
        "does",
        "did",
        "any",
        "all",
        "about",
        "under",
    ]
)
_STOP_HAN: Final = frozenset(
    [
        "的",
        "和",
        "与",
        "及",
        "在",
        "是",
        "了",
        "对",
        "为",
        "等",
        "有",
        "哪些",
        "什么",
        "如何",
        "关于",
        "有关",
        "以及",
        "进行",
        "年",
        "月",
        "吗",
        "呢",
        "怎么",
        "怎样",
        "方面",
        "相关",
    ]
)


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's name
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes
    ----------
    form : what is looked up: a stem, a Chinese word, or MARK and a concept.
    start, end : where it stands in the text.
    """

    form: str
    start: int
    end: int

    @property
    def is_concept(self) -> bool:
        """Tell whether it is a concept."""
        return self.form.startswith(MARK)


def words(text: str) -> list[Word]:
    """Return the words of a text in their order; a concept stands beside the words it is made of.

    Examples
    --------
    >>> [word.form for word in words("Computing vouchers")]
    ['comput', 'voucher', '=算力券', '=算力', '=计算机']
    >>> [word.form for word in words("算力补贴")]
    ['算力', '补贴', '=算力', '=补贴']
    """
    plain = folded(text)
    found: list[Word] = []
    latin: list[Word] = []
    for run in _RUN.finditer(plain):
        if run["han"]:
            found.extend(_han(run["han"], run.start()))
        else:
            latin.append(Word(stem(run["latin"]), run.start(), run.end()))
    kept = [word for word in latin if word.form not in _STOP]
    concept = [*(() if plain.isascii() else _han_concepts(plain)), *_latin_concepts(latin)]
    return [*sorted([*found, *kept], key=lambda word: word.start), *concept]


def runs(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield the runs of a text in one script: the run as it is folded, where it begins, whether it is Chinese."""
    for run in _RUN.finditer(folded(text)):
        yield run[0], run.start(), run["han"] is not None


def cut(run: str) -> list[str]:
    """Return the words of a Chinese run as they are looked up, without those that say nothing.

    Examples
    --------
    >>> cut("蓉贝软件人才")
    ['蓉贝', '软件', '人才']
    """
    found: list[str] = []
    alone = ""
    for form in segments(run):
        if len(form) > 1 or form in _STOP_HAN:
            found += [form] if form not in _STOP_HAN else []
            alone = ""
            continue
        found += [alone + form] if alone else []
        alone = form
    return found or ([run] if len(run) == 1 and run not in _STOP_HAN else [])


def segments(run: str) -> list[str]:
    """Return a Chinese run cut at the words of the dictionary, nothing left out."""
    import rjieba

    return list(rjieba.cut(run, False))


def is_stop(word: str) -> bool:
    """Tell whether a word says nothing."""
    return word in _STOP or word in _STOP_HAN


def folded(text: str) -> str:
    """Return a text without capitals, accents, full-width and traditional signs, of the same length.

    Examples
    --------
    >>> folded("Düsseldorf ＡＩ 臺灣")
    'dusseldorf ai 台湾'
    """
    return text.lower() if text.isascii() else "".join(map(_fold, text))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of an English word; apostrophes go, so that Gui'an is guian.

    Examples
    --------
    >>> stem("subsidies") == stem("subsidy")
    True
    """
    bare = word.replace("'", "").replace("’", "").rstrip("+")
    if bare.isascii() and bare.isalpha() and len(bare) > 3:
        return _stemmer().stemWord(bare)
    return bare


@cache
def members() -> dict[str, tuple[str, ...]]:
    """Return member -> the concepts it is of; a member is a Chinese word, or stems joined by spaces."""
    found: dict[str, dict[str, None]] = {}
    for name, all_of in concepts():
        for member in all_of:
            found.setdefault(_key(member), {})[MARK + name] = None
    return {key: tuple(names) for key, names in found.items()}


def _key(member: str) -> str:
    plain = folded(member)
    if any(is_han(sign) for sign in plain):
        return plain
    return " ".join(stem(run[0]) for run in _RUN.finditer(plain))


def is_han(sign: str) -> bool:
    """Tell whether a sign is of the scripts written without spaces."""
    return "\u3400" <= sign <= "\u9fff" or "\u3040" <= sign <= "\u30ff" or "\uac00" <= sign <= "\ud7af"


@cache
def mixed() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the members written in both scripts, longest first, each with what finds it, with a space or without."""
    both = [key for key in members() if any(map(is_han, key)) and any(sign.isascii() for sign in key)]
    both.sort(key=lambda key: (-len(key), key))
    return tuple((re.compile(_BETWEEN.sub(" ?", key)), key) for key in both)


@cache
def longest_han() -> int:
    """Return the length of the longest Chinese member of a concept."""
    return max(len(member) for member in members() if is_han(member[0]))


@lru_cache(maxsize=65536)
def _fold(sign: str) -> str:
    """Return one sign for one sign, so that places in the text stay what they are."""
    if is_han(sign):
        return simplified(sign)
    plain = unicodedata.normalize("NFKD", sign).casefold()
    return plain[0] if plain else sign


@cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    found: _Stemmer = snowballstemmer.stemmer("english")
    return found


def _han(run: str, start: int) -> Iterator[Word]:
    """Yield the words of a Chinese run; signs that are no word of the dictionary are taken two by two."""
    import rjieba

    seen = set()
    before = -1  # where a sign that stands alone ends
    for form, first, last in rjieba.tokenize(run, "search", False):
        if (first, last) in seen or form in _STOP_HAN:
            continue
        seen.add((first, last))
        if last - first > 1 or len(run) == 1:
            yield Word(form, start + first, start + last)
            continue
        if before == first:
            yield Word(run[first - 1 : last], start + first - 1, start + last)
        before = last


def _han_concepts(plain: str) -> Iterator[Word]:
    """Yield the concepts whose Chinese members stand in a text; a member within a longer one counts as well."""
    known, begun = members(), _beginnings()
    for first in range(len(plain) - 1):
        longest = min(len(plain), first + begun.get(plain[first : first + 2], 0))
        for last in range(first + 2, longest + 1):
            for name in known.get(plain[first:last], ()):
                yield Word(name, first, last)


@cache
def _beginnings() -> dict[str, int]:
    """Return the first two signs of Chinese members -> the length of the longest that begins so."""
    found: dict[str, int] = {}
    for member in members():
        if any(map(is_han, member)):
            found[member[:2]] = max(found.get(member[:2], 0), len(member))
    return found


def _latin_concepts(latin: list[Word]) -> Iterator[Word]:
    known, begun = members(), _first_words()
    for first, word in enumerate(latin):
        for last in range(min(len(latin), first + begun.get(word.form, 0)), first, -1):
            if latin[last - 1].start - word.end > 8 * (last - first):
                continue
            for name in known.get(" ".join(one.form for one in latin[first:last]), ()):
                yield Word(name, word.start, latin[last - 1].end)


@cache
def _first_words() -> dict[str, int]:
    """Return the first word of English members -> how many words the longest that begins so has."""
    found: dict[str, int] = {}
    for member in members():
        parts = member.split(" ")
        found[parts[0]] = max(found.get(parts[0], 0), len(parts))
    return found
