"""Units of figures: what a text such as 万人 or "million euro" multiplies by, and which measures it can belong to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["", "count", "people", "firms", "money", "money_each", "ratio"]
"""Nature of a unit: "" is a bare multiplier such as 万, `count` counts anything, `money_each` is money a person."""
_HAN_SCALES: Final[Mapping[str, float]] = {
    **{"": 1.0, "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8},
    **{"十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12, "兆": 1e12},
}
_HAN_BASES: Final[Mapping[str, tuple[Kind, str]]] = {
    **dict.fromkeys(("人", "名", "位"), ("people", "")),
    **dict.fromkeys(("家", "户", "家企业", "个企业", "户企业"), ("firms", "")),
    "个": ("count", ""),
    "": ("", ""),
    **dict.fromkeys(("元", "元人民币", "人民币", "人民币元", "元(人民币)"), ("money", "CNY")),
    **dict.fromkeys(("美元", "美金"), ("money", "USD")),
    "欧元": ("money", "EUR"),
    "英镑": ("money", "GBP"),
    **dict.fromkeys(("港元", "港币"), ("money", "HKD")),
    "日元": ("money", "JPY"),
    "新台币": ("money", "TWD"),
    "韩元": ("money", "KRW"),
}
_PER_YEAR: Final = re.compile(r"/(?:每)?年$|(?:/|每)年人?均?$|\b(?:per|a) (?:year|annum)$|p\.a\.$|/(?:yr|year)$")
_EACH: Final = re.compile(
    r"/?(?:每)?人$|(?:/| per )(?:person|head|capita|employee|worker|job|person employed|employed person)s?$"
)
_RATIO_WORDS: Final = re.compile(
    r"[%‰]|=\s*1\.?0+\b|=100|百分|同比|环比|增速|增幅|增长|比重|占比|份额|比例|指数|\b(?:pct|pc|pch|percent|per cent|"
    r"percentage|share|shares|growth|change|changes|yoy|index|ratio|quotient|rank)\b"
)
_SCALE_WORDS: Final[Mapping[str, float]] = {
    **dict.fromkeys(("hundred", "hundreds", "100"), 1e2),
    **dict.fromkeys(("thousand", "thousands", "k", "000", "000s", "'000", "'000s", "1000", "1000s", "ths"), 1e3),
    **dict.fromkeys(("thsd", "tsd", "thousands'", "tausend", "1,000", "1,000s"), 1e3),
    **dict.fromkeys(("10k", "10000", "10,000"), 1e4),
    **dict.fromkeys(("lakh", "lakhs", "100000", "100,000"), 1e5),
    **dict.fromkeys(("m", "mn", "mln", "mio", "million", "millions", "1000000", "1,000,000"), 1e6),
    **dict.fromkeys(("bn", "bln", "mrd", "billion", "billions"), 1e9),
    **dict.fromkeys(("tn", "trillion", "trillions"), 1e12),
}
_BASE_WORDS: Final[Mapping[str, tuple[Kind, str]]] = {
    **dict.fromkeys(("person", "persons", "people", "employee", "employees", "worker", "workers"), ("people", "")),
    **dict.fromkeys(("job", "jobs", "employed", "headcount", "heads", "fte", "ftes", "per", "staff"), ("people", "")),
    **dict.fromkeys(("firm", "firms", "establishment", "establishments", "enterprise"), ("firms", "")),
    **dict.fromkeys(("enterprises", "company", "companies", "business", "businesses"), ("firms", "")),
    **dict.fromkeys(("unit", "units", "number", "nr", "no", "no.", "count", "counts"), ("count", "")),
    **dict.fromkeys(("usd", "us$", "$", "dollar", "dollars"), ("money", "USD")),
    **dict.fromkeys(("eur", "euro", "euros", "€"), ("money", "EUR")),
    **dict.fromkeys(("gbp", "£", "pound", "pounds", "sterling"), ("money", "GBP")),
    **dict.fromkeys(("cny", "rmb", "yuan", "renminbi"), ("money", "CNY")),
    **dict.fromkeys(("hkd", "hk$"), ("money", "HKD")),
    **dict.fromkeys(("jpy", "yen"), ("money", "JPY")),
    "¥": ("money", ""),  # yuan or yen
}
_FILLERS: Final = frozenset(("of", "in", "the", "and", "current", "prices", "local", "us", "unit:", "chained", "total"))
_TOKEN: Final = re.compile(r"(?:us|hk)\$|[$€£¥]|'?\d[\d,]*s?\b|\d+k\b|'?[a-z]+\.?|\S")
_JOINED: Final = re.compile(r"(mio|ths|tsd|mn|bn|m|k)(eur|usd|gbp|cny|rmb)|(eur|usd|gbp|cny|rmb)(m|mn|bn|k)")
_LONGEST: Final = 40
_LONGEST_TAIL: Final = 6
# How units end, and words that end so and are none: 临时, 平台, 港澳台, 多元, 配套.
_UNIT_TAIL: Final = re.compile(
    r"(?:(?<![临及同])时|(?<![平澳])台|(?<![多单])元|(?<!配)套|[镑币吨米辆箱只匹亩斤升桶]|人[次年月日天]|工日|千瓦|公顷|公里|"
    r"马力|[班户]次)$"
)
# One sign in the brackets of a measure is a unit, unless it says which persons, firms or time are meant.
_REMARK_SIGNS: Final = frozenset("男女年季月日新旧老上下全总合内外初末中甲乙丙丁戊己注略估现城乡一二三四五六七八九十")
_REMARK_WORDS: Final = frozenset(
    (
        *("males", "females", "residents", "nationals", "locals", "sectors", "industries", "services", "activities"),
        *("sales", "prices", "terms", "estimates", "averages", "totals", "regions", "areas", "states", "counties"),
        *("cities", "years", "quarters", "series", "basis", "results", "sites", "plants", "genders", "sexes", "ages"),
        *("others", "revisions"),
    )
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that is known: its text, the factor of its figures, its nature and the currency of money."""

    text: str
    factor: float
    kind: Kind
    currency: str = ""

    @property
    def same(self) -> tuple[float, str]:
        """What two units have to share for figures in them to be of one size."""
        return self.factor, self.currency


FITTING: Final[Mapping[str, frozenset[Kind]]] = {
    "jobs": frozenset(("", "count", "people")),
    "establishments": frozenset(("", "count", "firms")),
    "value_added": frozenset(("", "money")),
    "wages": frozenset(("", "money", "money_each")),
    "rse_pct": frozenset(("ratio",)),
}
"""Measure -> natures of the units its figures can have."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Unit | None:
    """Return the unit a text names, None for one that is not known.

    Examples
    --------
    >>> parse("万人").factor, parse("Million euro").factor, parse("亿美元").currency, parse("箱")
    (10000.0, 1000000.0, 'USD', None)
    >>> parse("万元/人").kind, parse("THS_PER").factor, parse("£ million").factor, parse("%").kind
    ('money_each', 1000.0, 1000000.0, 'ratio')
    """
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split()).strip("()[]【】 :.")
    words = words.replace("’", "'").replace("‘", "'").replace("``", "'")
    words = re.sub(r"^(?:单位|计量单位|units?)\s*[:：]\s*", "", words)
    words = " ".join(re.sub(r"[()]", " ", re.sub(r"(?<=\d) (?=\d{3}\b)", ",", words)).split())
    if not words or len(words) > _LONGEST:
        return None
    if _RATIO_WORDS.search(words):
        return Unit(text, 0.1 if "‰" in words else 1.0, "ratio")
    words = _PER_YEAR.sub("", words).strip()
    each = _EACH.search(words)
    if each and each.start() > 0 and (found := _plain(words[: each.start()].strip())) and found[1] == "money":
        return Unit(text, found[0], "money_each", found[2])
    amount = _plain(words)
    return None if amount is None else Unit(text, amount[0], amount[1], amount[2])


def _plain(words: str) -> tuple[float, Kind, str] | None:
    """Return factor, nature and currency of a unit without "per"."""
    if any("\u4e00" <= sign <= "\u9fff" for sign in words):
        return _han(words.replace(" ", ""))
    factor, kind, currency, scales, found = 1.0, "", "", 0, False
    # "100 million yuan" is what a Chinese yearbook calls 亿元: a number may stand before the word of a multiplier.
    joined = re.sub(r"^(1,?000|100|10) (?=thousand|million|billion)", r"\1* ", words)
    if times := re.match(r"(10{1,3}|1,000)\* ", joined):
        factor, joined = float(times[1].replace(",", "")), joined[times.end() :]
    joined = _JOINED.sub(lambda hit: " ".join(part for part in hit.groups() if part), joined)
    for token in _TOKEN.findall(joined):
        if token in _SCALE_WORDS:
            factor *= _SCALE_WORDS[token]
            scales += 1
        elif token in _BASE_WORDS or token.rstrip(".") in _BASE_WORDS:
            base = _BASE_WORDS.get(token) or _BASE_WORDS[token.rstrip(".")]
            if kind not in ("", base[0]) and "count" not in (kind, base[0]):
                return None
            kind = base[0] if kind in ("", "count") else kind
            currency = currency or base[1]
        elif token in _FILLERS:
            continue
        else:
            return None
        found = True
    return (factor, kind, currency) if found and scales <= 1 else None  # type: ignore[return-value]


def _han(words: str) -> tuple[float, Kind, str] | None:
    words = words.removeprefix("人民币") or words
    scale = re.match(r"[十百千万亿兆]*", words)
    assert scale is not None  # noqa: S101 - it matches nothing too
    for end in range(scale.end(), -1, -1):
        base = words[end:]
        if words[:end] in _HAN_SCALES and base in _HAN_BASES and words:
            kind, currency = _HAN_BASES[base]
            return _HAN_SCALES[words[:end]], kind, currency
    return None


def looks_like(text: str) -> bool:
    """Tell whether a text that is no known unit was meant as one: it begins with a multiplier, or ends as units do.

    Examples
    --------
    >>> looks_like("万工时"), looks_like("年末"), looks_like("thousand hours"), looks_like("现价")
    (True, False, True, False)
    """
    words = unicodedata.normalize("NFKC", text).casefold().strip()
    if re.match(r"[十百千万亿兆]", words):
        return True
    if len(words) <= _LONGEST_TAIL and _UNIT_TAIL.search(words):
        return True
    first = re.match(r"'?[a-z0-9,]+", words)
    return bool(re.match(r"(?:in |per |/)", words)) or (
        len(words) > 1 and first is not None and first[0] in _SCALE_WORDS
    )


def may_be_one(text: str) -> bool:
    """Tell whether an unknown text in the brackets of a measure has to be a unit: it is too short for a remark.

    Examples
    --------
    >>> may_be_one("坊"), may_be_one("furlongs"), may_be_one("男"), may_be_one("females"), may_be_one("规模以上")
    (True, True, False, False, False)
    """
    words = unicodedata.normalize("NFKC", text).casefold().strip()
    if len(words) == 1:
        return "\u4e00" <= words <= "\u9fff" and words not in _REMARK_SIGNS
    return bool(re.fullmatch(r"[a-z]{3,}[a-rt-z]s", words)) and words not in _REMARK_WORDS


def fits(measure: str, unit: Unit) -> bool:
    """Tell whether figures of a measure can have a unit.

    Examples
    --------
    >>> fits("jobs", parse("万人")), fits("jobs", parse("亿元")), fits("wages", parse("元/人"))
    (True, False, True)
    """
    return unit.kind in FITTING[measure]


def measure_of(unit: Unit) -> str:
    """Return the measure a unit belongs to: money is value added, persons are jobs; "" where it tells nothing."""
    if unit.kind == "count":
        return "establishments" if "个" in unit.text else ""
    named = {"people": "jobs", "firms": "establishments", "money": "value_added", "money_each": "wages"}
    return named.get(unit.kind, "")
