"""Regions of a table: each code or name matched to a region that is known, or the nearest names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from geo.catalog.spelling import has_han, pinyin_lattice
from geo.model.text import Text
from geo.statistics.own import vocabulary
from geo.statistics.regions import Region

OWN_SET: Final = "own"
"""Area set of regions that no map here has."""
NATION: Final = "nation"
"""Code of the row that stands for the whole country or for all regions together."""
_HINTS: Final = 3
_MOST_HINTED: Final = 100  # regions whose nearest names are looked for, each among all names
_LEAST_LIKENESS: Final = 0.5
_SUFFIXES: Final = re.compile(
    r"(?:壮族|回族|维吾尔|藏族|彝族|蒙古族?|朝鲜族|土家族|苗族|布依族|侗族|傣族|景颇族|傈僳族|白族|哈尼族|羌族|哈萨克|柯尔克孜)*"
    r"(?:特别行政区|自治区|自治州|地区|市|省|盟|州)$"
)
_ENGLISH_SUFFIXES: Final = re.compile(
    r"(?:(?:metro|micro)(?:politan)?(?:statistical)?area|msa|cbsa|city|province|prefecture|municipality)$|(?<=\w{4})shi$"
)
_KEYS_OF_LAND: Final[Mapping[str, str]] = {
    **{"01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW", "09": "BY"},
    **{"10": "SL", "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH"},
}


_LOCAL_NAMES: Final[Mapping[str, str]] = {
    **{"Bayern": "BY", "Hessen": "HE", "Niedersachsen": "NI", "Nordrhein-Westfalen": "NW", "Sachsen": "SN"},
    **{"Rheinland-Pfalz": "RP", "Sachsen-Anhalt": "ST", "Thüringen": "TH", "Mecklenburg-Vorpommern": "MV"},
}
"""German names of the Länder that the table of regions has in English only."""


_FORMER_NAMES: Final[Mapping[str, str]] = {
    **{"襄樊": "襄阳市", "思茅": "普洱市", "大庸": "张家界市", "淮阴": "淮安市", "浑江": "白山市", "锦西": "葫芦岛市"},
    **{"零陵": "永州市", "宿县": "宿州市", "滁县": "滁州市", "徽州": "黄山市", "银南": "吴忠市", "建阳": "南平市"},
}
"""Prefectures of China under a name they had; only proposed, since boundaries may have changed with the name."""


@dataclass(frozen=True, slots=True)
class Match:
    """What became of the regions of a table.

    Attributes
    ----------
    area_set : of the regions found, OWN_SET where none is known.
    of : (code, name) as in the table -> region; those of NATION and those not found are missing.
    nation : the (code, name) that stand for a whole country or a total.
    unknown : (code, name) -> nearest names.
    other : (code, name) -> region of another set than most.
    short : (code, name) -> region, of those in `of` whose name is a part of the region's and of no other one's.
    """

    area_set: str
    of: Mapping[tuple[str, str], Region]
    nation: frozenset[tuple[str, str]]
    unknown: Mapping[tuple[str, str], tuple[str, ...]]
    other: Mapping[tuple[str, str], Region]
    short: Mapping[tuple[str, str], Region] = field(default_factory=dict)


class Gazetteer:
    """Regions by set, code and name."""

    def __init__(self, regions: Iterable[Region], *, smaller: Mapping[str, str] | None = None) -> None:
        """Take the regions, and names of smaller places with the words that say which region they lie in."""
        self._smaller = {_of_smaller(name): said for name, said in (smaller or {}).items()}
        self._by_text: dict[str, dict[str, Region]] = {}
        self._names: dict[str, list[tuple[str, str, Region]]] = {}
        self._parts: dict[str, dict[str, list[Region]]] = {}
        self._larger: set[str] = set()
        for region in regions:
            known = self._by_text.setdefault(region.area_set, {})
            for text in (region.region_id, region.code, *_spellings(region)):
                if text:
                    known.setdefault(_key(text), region)
            if region.area_set == "de_land":
                others = (*_KEYS_OF_LAND.items(), *_LOCAL_NAMES.items())
                known.update({_key(text): region for text, land in others if land == region.code})
            for name in (region.name.zh, region.name.en):
                if name:
                    self._names.setdefault(region.area_set, []).append((name, _key(name), region))
            self._larger.update(_key(name) for name in (region.parent_name.en, region.parent_name.zh) if name)
            parts = self._parts.setdefault(region.area_set, {})
            for part in {key for part in _parts(region) if (key := _key(part))}:
                parts.setdefault(part, []).append(region)
                self._names.setdefault(region.area_set, []).append((region.name.en, part, region))

    def find(self, text: str) -> dict[str, Region]:
        """Return the regions a code or name stands for, by set."""
        key = _key(text)
        if not key:
            return {}
        keys = {key, _bare(key)} | ({f"{key}00"} if re.fullmatch(r"\d{4}", key) else set())
        return {
            area_set: next(known[one] for one in sorted(keys) if one in known)
            for area_set, known in self._by_text.items()
            if any(one in known for one in keys)
        }

    def short(self, text: str, area_set: str) -> Region | None:
        """Return the one region of a set that a part of its name stands for, such as Seattle; None if none or several.

        "Portland" is a part of two, and so of none.
        """
        found = self._parts.get(area_set, {}).get(_bare(_key(text)), [])
        return found[0] if len(found) == 1 else None

    def is_larger(self, text: str) -> bool:
        """Tell whether a text names what regions are parts of: a state or province."""
        return _key(text) in self._larger

    def set_of_short(self, text: str) -> list[str]:
        """Return the sets in which a short name stands for one region."""
        return [area_set for area_set in self._parts if self.short(text, area_set) is not None]

    def knows(self, text: str) -> bool:
        """Tell whether a text names a region, by more than a bare number."""
        return not text.isdigit() and bool(self.find(text))

    def nearest(self, text: str, area_set: str) -> tuple[str, ...]:
        """Return the names of a set most like a text, best first."""
        wanted = _key(text)
        if not wanted or wanted.isdigit():
            return ()
        scored = [
            (likeness, name)
            for name, key, _ in self._names.get(area_set, ())
            if (likeness := _likeness(wanted, key)) >= _LEAST_LIKENESS
        ]
        scored.sort(key=lambda item: (-item[0], item[1]))
        inside = self._smaller.get(_of_smaller(text))
        now = _FORMER_NAMES.get(_SUFFIXES.sub("", text.strip())) if area_set == "cn_city" else None
        first = [name for name in (now, inside) if name]
        return tuple(dict.fromkeys([*first, *(name for _, name in scored)]))[:_HINTS]


def match(pairs: Iterable[tuple[str, str]], gazetteer: Gazetteer) -> Match:
    """Match the (code, name) of a table's rows; the set that most of them belong to is that of the table.

    Where none is known the regions are kept as they are, without a map.
    """
    wanted = list(dict.fromkeys(pairs))
    nation = frozenset(
        pair for pair in wanted if any(_key(text) in vocabulary.NATIONS or _key(text) in _TOTALS for text in pair)
    )
    found = {pair: gazetteer.find(pair[0]) or gazetteer.find(pair[1]) for pair in wanted if pair not in nation}
    counts = Counter(area_set for sets in found.values() for area_set in sets)
    for pair, sets in found.items():
        if not sets and pair[1]:
            counts.update(gazetteer.set_of_short(pair[1]))
    if not counts:
        return Match(OWN_SET, {pair: _own(pair, number) for number, pair in enumerate(found, 1)}, nation, {}, {})
    # A municipality is a province and a city: the set that holds more of the others decides.
    chosen = max(counts, key=lambda key: (counts[key], key == "cn_city"))
    # "New York" is a city beside Boston, and a state in a table of states.
    are_larger = sum(gazetteer.is_larger(pair[1]) for pair in found) > 1
    short = {
        pair: region
        for pair, sets in found.items()
        if not sets and pair[1] and (region := gazetteer.short(pair[1], chosen)) is not None
        if not (are_larger and gazetteer.is_larger(pair[1]))
    }
    known = {pair: sets[chosen] for pair, sets in found.items() if chosen in sets}
    missing = [pair for pair, sets in found.items() if not sets and any(pair) and pair not in short]
    unknown: dict[tuple[str, str], tuple[str, ...]] = dict.fromkeys(missing, ())
    unknown |= {pair: gazetteer.nearest(pair[1] or pair[0], chosen) for pair in missing[:_MOST_HINTED]}
    other = {pair: next(iter(sets.values())) for pair, sets in found.items() if sets and chosen not in sets}
    return Match(chosen, known | short, nation, unknown, other, short)


def kept(pair: tuple[str, str], number: int) -> Region:
    """Return a region of one's own for a code or name that is not known: ranked, not drawn."""
    return _own(pair, number)


def _own(pair: tuple[str, str], number: int) -> Region:
    name = pair[1] or pair[0]
    return Region(f"XX-{number}", OWN_SET, pair[0] or f"r{number}", Text(name), "unknown")


def _spellings(region: Region) -> Iterable[str]:
    yield from (region.name.zh, _bare(_key(region.name.zh)), region.name.en)
    if region.area_set == "us_cbsa":
        cities, _, states = region.name.en.partition(", ")
        yield f"{cities.split('-')[0]}, {states.split('-')[0]}"


def _parts(region: Region) -> Iterable[str]:
    """Yield the names within a region's name: each city of a metropolitan area, each half of "A and B"."""
    english = region.name.en
    if region.area_set in ("us_cbsa", "us_oews"):
        cities, _, states = english.partition(", ")
        if "-" in cities:
            yield cities
        for city in re.split(r"[-/]{1,2}", cities):
            yield city
            if "-" not in states:
                yield f"{city}, {states}"
                yield f"{city} {states}"
    elif region.area_set in ("uk_nuts2", "uk_itl2"):
        yield from (part for part in re.split(r",\s*| and ", english) if len(part) > 3)


def _key(text: str) -> str:
    """Return a name as it is compared: no case, accents, spaces or signs."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFC", letters))


def _bare(key: str) -> str:
    """Return a compared name without the words that say what kind of place it is."""
    short = _SUFFIXES.sub("", key) if not key.isascii() else _ENGLISH_SUFFIXES.sub("", key)
    return short if len(short) > 1 else key


def _of_smaller(name: str) -> str:
    """Return the name of a county or district as it is compared: 南山区 is 南山."""
    key = _key(name)
    short = re.sub(r"(?:区|县|市|district|county)$", "", key)
    return short if len(short) > 1 else key


def _likeness(wanted: str, name: str) -> float:
    if wanted in name or name in wanted:
        return 0.6 + 0.4 * min(len(wanted), len(name)) / max(len(wanted), len(name))
    one, other = _bare(wanted), _bare(name)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < _LEAST_LIKENESS:
        return 0.0
    likeness = matcher.ratio()
    if has_han(one) and has_han(other) and len(one) == len(other) and likeness > 0:
        sounds = SequenceMatcher(None, _sound(one), _sound(other), autojunk=False).ratio()
        return (likeness + sounds) / 2 if sounds < 1 else 0.95  # a slip of the keyboard sounds the same
    return likeness


@lru_cache(maxsize=4096)
def _sound(name: str) -> str:
    return " ".join(reading.partition("/")[0] for reading in pinyin_lattice(name).split())


_TOTALS: Final = frozenset(_key(text) for text in vocabulary.TOTALS | vocabulary.WHOLES)
