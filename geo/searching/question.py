"""Question: what a person typed, as terms that are looked up: concepts first, then words, typing errors put right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.searching.concepts import BROADER, WEAK
from geo.searching.readings import MOST_SIGNS, readings
from geo.searching.words import (
    MARK,
    MOST_WORDS,
    cut,
    folded,
    is_han,
    is_stop,
    longest_han,
    members,
    mixed,
    runs,
    segments,
    stem,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LONGEST: Final = 200  # characters; what follows is not looked at
MOST_TERMS: Final = 24
_WIDER, _GUESS, _LITTLE, _READ = 0.45, 0.8, 0.25, 0.9
_SAYS_LITTLE: Final = frozenset(
    [
        *map(stem, ["policy", "measure", "support", "instrument", "country", "city", "find", "show", "best"]),
        "政策",
        "支持",
        "措施",
    ]
)
_ARTICLES: Final = re.compile(r"(?<=[\u4e00-\u9fff])([1-9][0-9]?)(?:条|條)")
_DIGITS: Final = "零一二三四五六七八九"
_NUMBERS: Final = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
# A number in figures and in English words are the same, from two on.
_SAME: Final = {str(number): stem(word) for number, word in enumerate(_NUMBERS, start=2)}
_SAME_NUMBER: Final = _SAME | {word: number for number, word in _SAME.items()}
_MOST_PREFIXES: Final = 12
_LONGEST_GUESS: Final = 8


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for.

    Attributes
    ----------
    forms : what it may stand as in a document -> how good that is, up to 1.
    weight : how much it counts beside the other terms.
    """

    forms: Mapping[str, float]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; () for nothing that could be looked up."""

    terms: tuple[Term, ...]

    def forms(self) -> frozenset[str]:
        """Return every form that is asked for, for marking where it stands."""
        return frozenset(form for term in self.terms for form in term.forms)


def question(text: str, known: Known) -> Question:
    """Read what a person typed, of documents whose words are `known`."""
    terms: list[Term] = []
    latin: list[str] = []
    plain, named = _of_two_scripts(_plain(text[:LONGEST]), known)
    terms.extend(named)
    for run, _, in_han in [*runs(plain), ("", 0, True)]:
        if not in_han:
            latin.append(run)
            continue
        terms.extend(_latin_terms(latin, known))
        latin = []
        terms.extend(_han_terms(run, known))
    merged: dict[tuple[str, ...], Term] = {}
    for term in terms[:MOST_TERMS]:
        merged.setdefault(tuple(term.forms), term)
    said = tuple(term for term in merged.values() if not _is_letter(term))
    found = said or tuple(merged.values())  # beside words a letter alone says nothing: the X of Gaia-X
    if found and all(term.weight < 1 for term in found):
        found = tuple(Term(term.forms) for term in found)
    return Question(found)


def _of_two_scripts(text: str, known: Known) -> tuple[str, list[Term]]:
    """Return a question without the names written in both scripts, as LG电子, and those names."""
    plain, found = folded(text), []
    for pattern, member in mixed():
        usable = [name for name in members()[member] if _findable(name, known)]
        if usable and (place := pattern.search(plain)):
            found.append(_concept(usable, []))
            plain = f"{plain[: place.start()]} {plain[place.end() :]}"
    return plain, found


def _is_letter(term: Term) -> bool:
    return all(len(form) == 1 and form.isascii() and form.isalpha() for form in term.forms)


def _plain(text: str) -> str:
    """Return a question without quotation marks, articles counted in the words papers are called by.

    Examples
    --------
    >>> _plain("数据“20条”")
    '数据二十条'
    """
    bare = text.replace("人工智能+", "人工智能").replace("“", "").replace("”", "")
    return _ARTICLES.sub(lambda found: f"{_counted(int(found[1]))}条", bare)


def _counted(many: int) -> str:
    tens, ones = divmod(many, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


class Known:
    """What the documents hold, and what a misspelt word may have meant.

    Parameters
    ----------
    vocabulary : form -> its number in `counts`.
    counts : in how many documents each form stands.
    """

    def __init__(self, vocabulary: Mapping[str, int], counts: npt.NDArray[np.intp]) -> None:
        self.vocabulary = vocabulary
        self._counts = counts
        every = dict.fromkeys([*vocabulary, *members()])
        self._latin = [form for form in every if form.isascii() and form.isalpha() and len(form) > 2]
        self._han = [form for form in every if len(form) > 2 and all(map(is_han, form))]

    def count(self, form: str) -> int:
        """Return in how many documents a form stands."""
        at = self.vocabulary.get(form)
        return 0 if at is None else int(self._counts[at])

    def nearest_latin(self, word: str) -> dict[str, float]:
        """Return the words a misspelt one may be: as few letters apart as any, and the beginnings of longer words."""
        if len(word) >= 4:
            begun = [form for form in self._latin if form.startswith(word) and self.count(form)]
            if begun:
                begun.sort(key=lambda form: (-self.count(form), form))
                return dict.fromkeys(begun[:_MOST_PREFIXES], _GUESS)
        allowed = 0 if len(word) < 4 or word.isdecimal() else 1 if len(word) < 7 else 2
        return _closest(word, self._latin, allowed, self.count)

    def nearest_han(self, run: str) -> tuple[str, int, int] | None:
        """Return a concept or word of three or more signs that a part of a run misses by one sign, and where."""
        for length in range(min(len(run), _LONGEST_GUESS), 2, -1):
            for first in range(len(run) - length + 1):
                near = _closest(run[first : first + length], self._han, 1, self.count)
                same = [form for form in near if len(form) == length] or list(near)
                if same:
                    return same[0], first, first + length
        return None


def _closest(word: str, choices: Sequence[str], allowed: int, count: Callable[[str], int]) -> dict[str, float]:
    from rapidfuzz.distance import OSA, JaroWinkler
    from rapidfuzz.process import extract

    if not allowed:
        return {}
    near = extract(word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=8)
    if not near:
        return {}
    least = min(distance for _, distance, _ in near)
    ties = {form for form, distance, _ in near if distance == least}
    # Among words as few letters apart people more often mean the one that begins as what they typed.
    kept = sorted(ties, key=lambda form: (-round(JaroWinkler.similarity(word, form), 2), -count(form), form))
    return dict.fromkeys(kept[:4], _GUESS)


def _latin_terms(latin: list[str], known: Known) -> list[Term]:
    """Return the terms of English words: the longest phrase that is a concept, else the word."""
    stems: list[str] = []
    for word in latin:
        form = stem(word)
        if not is_stop(form) and form not in members() and not known.count(form):
            part_of_phrase = any(form in member.split(" ") for member in members())
            guesses = {} if part_of_phrase else known.nearest_latin(form)
            single = next(iter(guesses), form) if len(guesses) == 1 else form
            form = next((guess for guess in guesses if guess in members()), single)
        stems.append(form)
    found: list[Term] = []
    first = 0
    while first < len(stems):
        for last in range(min(len(stems), first + MOST_WORDS), first, -1):
            names = members().get(" ".join(stems[first:last]), ())
            usable = [name for name in names if _findable(name, known)]
            if usable and not (last - first == 1 and is_stop(stems[first])):
                words = [form for form in stems[first:last] if not is_stop(form)]
                found.append(_concept(usable, words if len(words) == 1 else []))
                first = last
                break
        else:
            form = stems[first]
            if not is_stop(form):
                forms = {form: 1.0} if known.count(form) else known.nearest_latin(form) or {form: 1.0}
                forms |= {same: 1.0 for same in _same_numbers(form) if known.count(same)}
                little = form in _SAYS_LITTLE or len(form) == 1
                found.append(Term(forms, _LITTLE if little else 1.0))
            first += 1
    return found


def _same_numbers(form: str) -> list[str]:
    """Return other ways to write a number: as a word, and a listing's code with fewer or more zeros before it."""
    same = [_SAME_NUMBER[form]] if form in _SAME_NUMBER else []
    bare = form.lstrip("0")
    if form.isdecimal() and len(bare) >= 3 and len(form) <= 6:
        same += [code for width in (0, 4, 5, 6) if (code := bare.zfill(width)) != form]
    return same


def _findable(name: str, known: Known) -> bool:
    wider = BROADER.get(name.removeprefix(MARK))
    return bool(known.count(name) or (wider and known.count(MARK + wider)))


def _concept(names: Sequence[str], words: Sequence[str]) -> Term:
    forms = dict.fromkeys(names, 1.0)
    for name in names:
        wider = BROADER.get(name.removeprefix(MARK))
        if wider:
            forms.setdefault(MARK + wider, _WIDER)
    for word in words:
        forms.setdefault(word, 1.0)
    weak = all(name.removeprefix(MARK) in WEAK for name in names)
    return Term(forms, _LITTLE * 2 if weak else 1.0)


def _han_terms(run: str, known: Known) -> list[Term]:
    """Return the terms of a Chinese run: the longest concepts from the left, and the words between them."""
    found: list[Term] = []
    first = rest = 0
    while first < len(run):
        for last in range(min(len(run), first + longest_han()), first + 1, -1):
            usable = [name for name in members().get(run[first:last], ()) if _findable(name, known)]
            if usable:
                found.extend(_plain_han(run[rest:first], known))
                found.append(_concept(usable, [run[first:last]]))
                first = rest = last
                break
        else:
            first += 1
    return [*found, *_plain_han(run[rest:], known)]


def _read(run: str, known: Known) -> tuple[Term, int, int] | None:
    """Return the first, longest part of a run whose pinyin the documents hold, and where it stands."""
    parts = segments(run)
    for many in range(min(len(parts), MOST_SIGNS), 0, -1):
        for first in range(len(parts) - many + 1):
            form = "".join(parts[first : first + many])
            if many > 1 and all(map(known.count, parts[first : first + many])):
                continue
            # A brand the dictionary has as one word is often half of it in pinyin: 农夫山泉 is Nongfu Spring.
            begun = [form] if known.count(form) else [form[:length] for length in range(len(form), 1, -1)]
            for part in begun:
                read = {said: _READ for one in readings(part) if known.count(said := stem(one))}
                if read:
                    at = len("".join(parts[:first]))
                    return Term(({part: 1.0} if known.count(part) else {}) | read), at, at + len(part)
    return None


def _plain_han(run: str, known: Known) -> list[Term]:
    if read := _read(run, known):
        term, first, last = read
        return [*_plain_han(run[:first], known), term, *_plain_han(run[last:], known)]
    meant = cut(run)
    if len(run) > 2 and not all(map(known.count, meant)):
        near = known.nearest_han(run)
        if near is not None:
            form, first, last = near
            names = [name for name in members().get(form, ()) if _findable(name, known)]
            guess = _concept(names, [form]) if names else Term({form: _GUESS})
            return [*_plain_han(run[:first], known), guess, *_plain_han(run[last:], known)]
    return [Term({part: 1.0}, _LITTLE if part in _SAYS_LITTLE else 1.0) for part in meant]
