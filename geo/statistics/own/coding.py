"""Coding: the industries of a table as one code each, however each row writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from geo.model.text import Text
from geo.statistics.own import codes, vocabulary, words

TOTAL = "total"
_SIGNS = r"\s、.:-"
_CODED = re.compile(rf"([A-U]?\d{{1,6}}(?:\.\d{{1,2}})?|[A-U](?=[{_SIGNS}]|[\u4e00-\u9fff]))[{_SIGNS}]*(.*)$")
_APART = re.compile(r"^([A-U])[\s.-]+(?=\d)")  # "C 39" is C39
_OF_WHICH = re.compile(r"^(?:其中|#|of which)\s*[:：]?\s*", re.IGNORECASE)
_SHOWN = 4  # codes of each classification in a sentence
Tell = Callable[..., None]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Industries:
    """What is known of industries.

    Attributes
    ----------
    names : (scheme, code without letter and dots) -> its names.
    digital : (scheme, code without letter and dots) -> major group of the digital economy.
    by_name : name without spaces -> major group, for tables without codes.
    """

    names: Mapping[tuple[str, str], Text]
    digital: Mapping[tuple[str, str], str]
    by_name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Coded:
    """Industries of a table.

    Attributes
    ----------
    of : (code, name) as they stand -> code in the statistics, TOTAL, or "" for none.
    names : code in the statistics -> the table's own name.
    refused : (code, name) that have none -> why.
    """

    of: Mapping[Pair, str]
    names: Mapping[str, str]
    refused: Mapping[Pair, str]

    def name_of(self, code: str, scheme: str, industries: Industries) -> Text:
        """Return the names of an industry; the table's own words where its classification has none."""
        known = industries.names.get((scheme, codes.bare(code, scheme)), Text())
        own = self.names.get(code, "")
        return Text(known.zh or own or code, known.en or own or code)


@dataclass(slots=True)
class _Written:
    """Ways of writing the industries met so far."""

    first: dict[str, str] = field(default_factory=dict)  # what is compared -> the first way of writing it
    joined: dict[str, list[str]] = field(default_factory=dict)  # the first way -> the other ways
    numbers: dict[str, str] = field(default_factory=dict)  # names without a plain code -> the number they get

    def one(self, key: str, written: str, said: str) -> str:
        """Return the one way of writing an industry; another one is noted."""
        first = self.first.setdefault(key, written)
        ways = self.joined.setdefault(first, [])
        if said not in ways:
            ways.append(said)
        return first

    def told(self) -> list[str]:
        """Return the industries that are written in several ways, these joined."""
        return [" = ".join(ways) for ways in self.joined.values() if len(ways) > 1]


def code(
    pairs: Sequence[Pair],
    heading: str,
    country: str,
    *,
    chosen: str,
    tell: Tell,
    names: Mapping[Pair, Text] | None = None,
) -> tuple[str, Coded]:
    """Give every (code, name) of a table one code of one classification.

    Parameters
    ----------
    heading : of the column of codes, "" if there is none.
    chosen : the classification a person chose, "" to find it.
    tell : takes the code of a fault, what it is about (one text each), and a hint.
    names : (scheme, code) -> its official names, for tables that write names and no codes.
    """
    split = {pair: _plain(pair) for pair in pairs}
    parts = _parts(pairs, split)
    pairs = [pair for pair in pairs if pair not in parts]
    real = [pair for pair in pairs if not is_total(pair)]
    if not any(split[pair][0] for pair in real):
        by_name, named = words.coded([split[pair][1] for pair in real], names or {}, chosen=chosen, tell=tell)
        split |= {pair: (by_name[split[pair][1]], split[pair][1]) for pair in real if split[pair][1] in by_name}
        chosen = chosen or named
    listed = [split[pair][0] for pair in real]
    scheme = chosen or codes.scheme_of(listed, heading, country)
    if scheme != "own" and sum(bool(one) for one in listed) < 0.5 * len(listed):
        scheme = "own"
    of: dict[Pair, str] = {}
    said: dict[str, str] = {}
    refused: dict[Pair, str] = dict.fromkeys(parts, "of_which")
    written = _Written()
    for pair in pairs:
        found, name = split[pair]
        if is_total(pair):
            of[pair] = TOTAL
            continue
        if not found and not name:
            refused[pair] = "no_industry"
            continue
        found = codes.padded(found, scheme)
        if scheme != "own" and not (found and codes.fits(found, scheme)):
            refused[pair] = "mixed_codes"
            continue
        if scheme != "own":
            text = written.one(codes.bare(found, scheme), found.upper(), pair[0] or pair[1].split(" ")[0])
        else:
            # A code of one's own stands in links, so it is plain; others get a number in the order they come.
            key = name_key(unicodedata.normalize("NFKC", found or pair[1]))
            text = written.one(key, found or pair[1], pair[0] or pair[1])
            if not (text.isascii() and any(sign.isalnum() for sign in text)):
                text = written.numbers.setdefault(text, f"n{len(written.numbers) + 1:03d}")
        of[pair] = text
        said.setdefault(text, name or found)
    if real:
        tell("codes_read", [scheme])
    if scheme == "own" and not chosen:
        _tell_of_own(listed, tell)
    if several := written.told():
        tell("codes_joined", several)
    tell("mixed_codes", [pair[0] or pair[1] for pair, why in refused.items() if why == "mixed_codes"], scheme)
    return scheme, Coded(of, said, refused)


def _tell_of_own(listed: Sequence[str], tell: Tell) -> None:
    """Say that what looks like codes is of several classifications, or of none that is known."""
    coded = [one for one in listed if re.fullmatch(r"[A-U]?\d{2,6}(?:\.\d{1,2})?", one)]
    if mixed := codes.systems(coded):
        told = [f"{codes.TITLES[system]}: {', '.join(some[:_SHOWN])}" for system, some in mixed.items()]
        tell("systems_mixed", told)
    elif len(coded) > 0.5 * len(listed):
        tell("codes_unknown", coded)


def _parts(pairs: Sequence[Pair], split: Mapping[Pair, Pair]) -> set[Pair]:
    """Return what is "of which" in the industry above it: counted there already, so no industry of its own.

    Beneath a total it is a part like any other, and where codes stand they tell what is part of what.
    """
    found: set[Pair] = set()
    above: Pair | None = None
    for pair in pairs:
        is_part = bool(_OF_WHICH.match(unicodedata.normalize("NFKC", pair[1]).strip())) and not split[pair][0]
        if is_part and above is not None and not is_total(above):
            found.add(pair)
        elif any(pair):
            above = pair
    return found


def is_total(pair: Pair) -> bool:
    """Tell whether a (code, name) stands for all industries."""
    if any(vocabulary.plain(text) in vocabulary.TOTALS for text in pair if text):
        return True
    return pair[0].strip() in ("0", "00", "000000")


def split(text: str) -> Pair:
    """Return the code a name begins with, and the name.

    Examples
    --------
    >>> split("C39 计算机制造"), split("软件"), split("Ｃ３９")
    (('C39', '计算机制造'), ('', '软件'), ('C39', 'C39'))
    """
    plain = _OF_WHICH.sub("", unicodedata.normalize("NFKC", text).strip()) or text
    found = _CODED.match(_APART.sub(r"\1", plain))
    if found is None or (found[1].isalpha() and not found[2]):
        return "", plain if plain != unicodedata.normalize("NFKC", text) else text
    if found[1].isdigit() and len(found[1]) == 1:  # a number in a list, not a code
        return "", text
    return found[1], found[2] or found[1]


def name_key(text: str) -> str:
    """Return a name as it is compared: no case and no spaces."""
    return "".join(text.casefold().split())


def names_industry(text: str, known: set[str]) -> bool:
    """Tell whether a text names an industry: a known name, a code with a letter, or a Chinese name of a trade."""
    key = name_key(vocabulary.plain(text))
    if key in known or key in vocabulary.TOTALS:
        return True
    found, name = split(text)
    if found and found[0].isalpha() and any(codes.fits(found, scheme) for scheme in ("gbt4754", "nace2")):
        return True
    return bool(name) and name.endswith(("业", "服务", "制造", "社会组织", "国际组织"))


def _plain(pair: Pair) -> Pair:
    """Return code and name of a pair, the code in half width without spaces within."""
    if not pair[0]:
        return split(pair[1])
    plain = unicodedata.normalize("NFKC", pair[0]).strip(" '’`,，、;；")
    plain = re.sub(r"(?<=[\dA-Za-z])[-–—](?=\d\d$)", "-", plain)
    joined = _APART.sub(r"\1", plain.upper()) if re.fullmatch(r"[A-Za-z][\s.-]+\d[\d.]*", plain) else plain
    if not pair[1] and (found := split(joined))[0] and found[1] != found[0]:
        return found  # code and name in the one column of codes
    return joined, pair[1]
