"""The state of a comparison as it stands in a link, in versions: an old link opens as it was meant.

Keys: v (version), cases, scale, ind, per, rank, chart, year, views, over, low. Values are neutral ids and numbers.
Reading never fails: what cannot be used is left at its default and returned as a list of problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from geo.analysis.indicators import BASES

VERSION: Final = 2
KEYS: Final = ("v", "cases", "scale", "ind", "per", "rank", "chart", "year", "views", "over", "low")
SCALES: Final = ("fit", "same", "linked")
CHARTS: Final = ("bar", "radar")
LEAST: Final = 2
MOST: Final = 4
DEFAULT_CASES: Final = ("tsukuba", "silicon_valley", "ruhr", "microsoft_cloud")
# Ids that clusters had in earlier tables; a link that uses one still finds its cluster.
FORMER_IDS: Final[dict[str, str]] = {
    "bj_zgc": "beijing_zhongguancun",
    "sz_ict": "shenzhen",
    "hz_digital": "hangzhou",
    "wh_ov": "wuhan_optics_valley",
    "gy_bigdata": "guian",
    "microsoft": "microsoft_cloud",
}
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_YEARS: Final = range(1800, 2101)
_LONGEST: Final = 60  # of a text that is told back


@dataclass(frozen=True, slots=True)
class MapPlace:
    """Where one map was moved to: WGS84 degrees and fractional zoom."""

    lat: float
    lng: float
    zoom: float


@dataclass(frozen=True, slots=True)
class ComparisonState:
    """Everything a link to a comparison restores.

    Attributes
    ----------
    cases : cluster ids in the order of the columns.
    scale : key of SCALES.
    indicators : ids shown; empty = all.
    per : key of geo.analysis.indicators.BASES.
    ranked : whether figures are ordered from best to last.
    chart : key of CHARTS.
    year : last year shown on timelines and maps; None = all.
    views : place of each map that was moved, by cluster id.
    over : cluster whose outline lies in true size over the other maps; "" = none.
    low : whether figures of low confidence are shown.
    """

    cases: tuple[str, ...] = DEFAULT_CASES
    scale: str = "fit"
    indicators: tuple[str, ...] = ()
    per: str = "none"
    ranked: bool = False
    chart: str = "bar"
    year: int | None = None
    views: tuple[tuple[str, MapPlace], ...] = ()
    over: str = ""
    low: bool = False

    def query(self) -> dict[str, str]:
        """Write the state as query parameters; what is at its default is left out, except version and cases."""
        written = {"v": str(VERSION), "cases": ",".join(self.cases)}
        default = ComparisonState()
        choices = {"scale": self.scale, "per": self.per, "chart": self.chart, "over": self.over}
        written |= {key: value for key, value in choices.items() if value != getattr(default, key)}
        if self.indicators:
            written["ind"] = ",".join(self.indicators)
        if self.ranked:
            written["rank"] = "1"
        if self.year is not None:
            written["year"] = str(self.year)
        if self.views:
            places = (f"{case}:{at.lat:.4f}:{at.lng:.4f}:{at.zoom:.2f}" for case, at in self.views)
            written["views"] = ",".join(places)
        if self.low:
            written["low"] = "1"
        return written


@dataclass(frozen=True, slots=True)
class LinkProblem:
    """A part of a link that could not be used: its key, its value, and why (key of `compare.link`)."""

    key: str
    value: str
    why: str


def _from_first(query: dict[str, str]) -> dict[str, str]:
    """Version 1, links without `v`: `mode` was fit or equal, `norm` per_km2, per_capita or share, `year` the first."""
    new = {key: value for key, value in query.items() if key in ("cases", "ind", "year")}
    if "mode" in query:
        new["scale"] = {"equal": "same"}.get(query["mode"], query["mode"])
    if "norm" in query:
        renamed = {"per_km2": "km2", "per_capita": "thousand", "share": "country"}
        new["per"] = renamed.get(query["norm"], query["norm"])
    return new


MIGRATIONS: Final[dict[int, Callable[[dict[str, str]], dict[str, str]]]] = {1: _from_first}
"""Version -> what turns its parameters into those of the next version."""


def parse_comparison(
    query: Mapping[str, str], *, known: Collection[str], indicators: Collection[str] = ()
) -> tuple[ComparisonState, tuple[LinkProblem, ...]]:
    """Read a state of any version from query parameters; keys that are not ours are ignored.

    Parameters
    ----------
    known : cluster ids that can be compared.
    indicators : indicator ids; empty skips that check.

    Examples
    --------
    >>> state, problems = parse_comparison({"cases": "tsukuba,ruhr", "mode": "equal"}, known={"tsukuba", "ruhr"})
    >>> state.cases, state.scale, problems
    (('tsukuba', 'ruhr'), 'same', ())
    """
    problems: list[LinkProblem] = []
    current = _migrated(dict(query), problems)
    cases = _cases(current, known, problems)
    chosen = _choices(current, problems)
    wanted = tuple(key for key in current.get("ind", "").split(",") if key)
    if indicators:
        unknown = (key for key in wanted if key not in indicators)
        problems.extend(LinkProblem("ind", key[:_LONGEST], "indicator") for key in unknown)
        wanted = tuple(key for key in wanted if key in indicators)
    over = current.get("over", "")
    if over and over not in known:
        problems.append(LinkProblem("over", over[:_LONGEST], "cluster"))
        over = ""
    state = ComparisonState(
        cases=cases,
        scale=chosen["scale"],
        indicators=wanted,
        per=chosen["per"],
        ranked=current.get("rank") == "1",
        chart=chosen["chart"],
        year=_year(current.get("year", ""), problems),
        views=_views(current.get("views", ""), cases, problems),
        over=over,
        low=current.get("low") == "1",
    )
    return state, tuple(problems)


def _migrated(query: dict[str, str], problems: list[LinkProblem]) -> dict[str, str]:
    text = query.get("v", "1")
    version = int(text) if text.isdecimal() and len(text) <= 3 else 0
    if version > VERSION or version < 1:
        problems.append(LinkProblem("v", text[:_LONGEST], "version"))
        version = VERSION  # read what can be read
    while version < VERSION:
        query = MIGRATIONS[version](query)
        version += 1
    return query


def _cases(query: Mapping[str, str], known: Collection[str], problems: list[LinkProblem]) -> tuple[str, ...]:
    if "cases" not in query:
        return tuple(case for case in DEFAULT_CASES if case in known)
    found: list[str] = []
    for text in query["cases"].split(","):
        case = FORMER_IDS.get(text, text)
        if not text or case in found:
            continue
        if not _ID.fullmatch(case) or case not in known:
            problems.append(LinkProblem("cases", text[:_LONGEST], "cluster"))
        elif len(found) == MOST:
            problems.append(LinkProblem("cases", text[:_LONGEST], "most"))
        else:
            found.append(case)
    return tuple(found)


def _choices(query: Mapping[str, str], problems: list[LinkProblem]) -> dict[str, str]:
    chosen = {}
    for key, allowed in (("scale", SCALES), ("per", BASES), ("chart", CHARTS)):
        value = query.get(key, allowed[0])
        if value not in allowed:
            problems.append(LinkProblem(key, value[:_LONGEST], "value"))
            value = allowed[0]
        chosen[key] = value
    return chosen


def _year(text: str, problems: list[LinkProblem]) -> int | None:
    if not text:
        return None
    if text.isdecimal() and len(text) == 4 and int(text) in _YEARS:
        return int(text)
    problems.append(LinkProblem("year", text[:_LONGEST], "value"))
    return None


def _views(text: str, cases: tuple[str, ...], problems: list[LinkProblem]) -> tuple[tuple[str, MapPlace], ...]:
    found: dict[str, MapPlace] = {}
    for part in filter(None, text.split(",")):
        case, *numbers = part.split(":")
        try:
            lat, lng, zoom = (float(number) for number in numbers)
            usable = case in cases and abs(lat) <= 85 and abs(lng) <= 540 and 0 <= zoom <= 20
        except ValueError:
            usable = False
        if usable:
            found[case] = MapPlace(lat, lng, zoom)
        else:
            problems.append(LinkProblem("views", part[:_LONGEST], "value"))
    return tuple(found.items())
