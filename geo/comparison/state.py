"""The state of a comparison as it stands in a link, in versions: an old link opens as it was meant.

Keys: v (version), cases, scale, ind, per, rank, chart, year, views, over, low. Values are neutral ids and numbers.
Reading never fails: what cannot be used is left at its default and returned as a list of problems.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from geo.analysis.indicators import BASES
from geo.links import (
    LONGEST_TOLD,
    OBJECT_ID,
    Grammar,
    Parameter,
    Problem,
    Reader,
    Tell,
    flag,
    one_of,
    whole,
    within,
    write_flag,
)

VERSION: Final = 2
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
_YEARS: Final = range(1800, 2101)


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
        return link().write(
            {
                "v": VERSION,
                "cases": self.cases,
                "scale": self.scale,
                "ind": self.indicators,
                "per": self.per,
                "rank": self.ranked,
                "chart": self.chart,
                "year": self.year,
                "views": self.views,
                "over": self.over,
                "low": self.low,
            }
        )


def _from_first(query: dict[str, str]) -> dict[str, str]:
    """Version 1, links without `v`: `mode` was fit or equal, `norm` per_km2, per_capita or share, `year` the first."""
    new = {key: value for key, value in query.items() if key in ("cases", "ind", "year")}
    if "mode" in query:
        new["scale"] = {"equal": "same"}.get(query["mode"], query["mode"])
    if "norm" in query:
        renamed = {"per_km2": "km2", "per_capita": "thousand", "share": "country"}
        new["per"] = renamed.get(query["norm"], query["norm"])
    return new


FORMER_KEYS: Final = ("mode", "norm")  # of links of version 1
MIGRATIONS: Final[dict[int, Callable[[dict[str, str]], dict[str, str]]]] = {1: _from_first}
"""Version -> what turns its parameters into those of the next version."""


def _read_cases(known: Collection[str]) -> Reader[tuple[str, ...]]:
    def read(text: str, tell: Tell) -> tuple[str, ...]:
        found: list[str] = []
        for asked in text.split(","):
            case = FORMER_IDS.get(asked, asked)
            if not asked or case in found:
                continue
            if not OBJECT_ID.fullmatch(case) or case not in known:
                tell(asked, "cluster")
            elif len(found) == MOST:
                tell(asked, "most")
            else:
                found.append(case)
        return tuple(found)

    return read


def _read_indicators(known: Collection[str]) -> Reader[tuple[str, ...]]:
    def read(text: str, tell: Tell) -> tuple[str, ...]:
        wanted = tuple(filter(None, text.split(",")))
        if not known:
            return wanted
        for key in wanted:
            if key not in known:
                tell(key, "indicator")
        return tuple(key for key in wanted if key in known)

    return read


def _read_views(text: str, tell: Tell) -> tuple[tuple[str, MapPlace], ...]:
    found: dict[str, MapPlace] = {}
    latitude, longitude, height = within(-85, 85), within(-540, 540), within(0, 20)
    for part in filter(None, text.split(",")):
        case, *numbers = part.split(":")
        try:
            lat, lng, zoom = numbers
            found[case] = MapPlace(latitude(lat, tell), longitude(lng, tell), height(zoom, tell))
        except ValueError:
            tell(part)
    return tuple(found.items())


def _write_views(views: tuple[tuple[str, MapPlace], ...]) -> str:
    return ",".join(f"{case}:{at.lat:.4f}:{at.lng:.4f}:{at.zoom:.2f}" for case, at in views)


def link(known: Collection[str] = (), indicators: Collection[str] = ()) -> Grammar:
    """Return the grammar of `/compare`; `known` clusters and `indicators` may be named, no `indicators` = any."""
    default = ComparisonState()
    return Grammar(
        Parameter("v", VERSION, whole(1, 999), always=True),
        Parameter("cases", default.cases, _read_cases(known), ",".join, always=True),
        Parameter("scale", default.scale, one_of(SCALES)),
        Parameter("ind", default.indicators, _read_indicators(indicators), ",".join),
        Parameter("per", default.per, one_of(tuple(BASES))),
        Parameter("rank", default.ranked, flag, write_flag),
        Parameter("chart", default.chart, one_of(CHARTS)),
        Parameter("year", default.year, whole(_YEARS[0], _YEARS[-1]), lambda year: str(year or "")),
        Parameter("views", default.views, _read_views, _write_views),
        Parameter("over", default.over, one_of(known, why="cluster")),
        Parameter("low", default.low, flag, write_flag),
    )


KEYS: Final = link().keys


def parse_comparison(
    query: Mapping[str, str], *, known: Collection[str], indicators: Collection[str] = ()
) -> tuple[ComparisonState, tuple[Problem, ...]]:
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
    current, unread = _migrated(dict(query))
    values, problems = link(known, indicators).read(current)
    cases = values["cases"] if "cases" in current else tuple(case for case in DEFAULT_CASES if case in known)
    strays = tuple(case for case, _ in values["views"] if case not in cases)
    state = ComparisonState(
        cases=cases,
        scale=values["scale"],
        indicators=values["ind"],
        per=values["per"],
        ranked=values["rank"],
        chart=values["chart"],
        year=values["year"],
        views=tuple((case, place) for case, place in values["views"] if case in cases),
        over=values["over"],
        low=values["low"],
    )
    return state, (*unread, *problems, *(Problem("views", case) for case in strays))


def _migrated(query: dict[str, str]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Turn the parameters of any version into today's; of an unknown version, what can be read is."""
    text = query.get("v", "1")
    version = int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else 0
    unknown = version > VERSION or version < 1
    for step in range(VERSION if unknown else version, VERSION):
        query = MIGRATIONS[step](query)
    told = (Problem("v", text[:LONGEST_TOLD], "version"),) if unknown else ()
    return {key: value for key, value in query.items() if key != "v"}, told
