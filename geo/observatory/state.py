"""The state of the observatory page as it stands in a link: country, data, industry, method, year, filters, region."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from geo.analysis.rating.composite import MEANS, SCALES
from geo.analysis.rating.registry import METHODS
from geo.links import Grammar, Parameter, Problem, Reader, Tell, matching, one_of, whole
from geo.statistics.cities import COMPOSITE, DATASET, DIMENSION_MEASURES, MEASURES
from geo.statistics.own.table import OWN

COUNTRIES: Final = ("CN", "US", "GB", "DE")
OWN_PLACE: Final = "OWN"
"""Stands for a country where a table is shown: a person's own, which no link gives to others, or a published one."""
PLACES: Final = (*COUNTRIES, OWN_PLACE)
DATA_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "CN": (DATASET,),
    "US": ("us_cbp_2019", "us_oews_2025"),
    "GB": ("uk_bres_2015_2018", "uk_gva_1998_2021"),
    "DE": ("de_laender_2015",),
    OWN_PLACE: (OWN,),
}
COMPOSITE_MEASURE: Final = "composite"
DIMENSIONS_MEASURE: Final = "dimensions"
COMPOSITES: Final[Mapping[str, Mapping[str, str]]] = {
    COMPOSITE_MEASURE: {key: key for key in COMPOSITE},
    DIMENSIONS_MEASURE: DIMENSION_MEASURES,
}
"""Composite -> its parts, each with the measure of cities that stands for it, "" = none, and then no weight."""
MEASURE_KEYS: Final = (*MEASURES, *COMPOSITES)
SIZES: Final = (0, 20_000, 100_000, 500_000)
"""Least number of jobs of a region that is shown."""
KINDS: Final = ("all", "metro", "micro")
HIGHEST_WEIGHT: Final = 10
_REGION: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,9}")
_COMPARED: Final = re.compile(r"(?:[A-Z]{2}|own)-[A-Za-z0-9]{1,9}")
MOST_COMPARED: Final = 4
MOST_SIDE_BY_SIDE: Final = 6
RADII_KM: Final = (5, 10, 15, 20, 30, 50)
LEASTS: Final = (20, 50, 100, 200)
"""Radius and least number of firms a density cluster can be asked for with."""
_SHARES: Final = tuple(5 if measure else 0 for measure in DIMENSION_MEASURES.values())
_TABLE: Final = re.compile(r"[0-9a-f]{16}")
_SLUG: Final = re.compile(r"[a-z0-9-]{1,80}")
_KEY: Final = re.compile(r"[a-z0-9_-]{1,80}")


@dataclass(frozen=True, slots=True)
class ObservatoryState:
    """Everything a link to the page restores.

    Attributes
    ----------
    data, group, industry, method : "" = the usual one of the country, data set or grouping.
    measure : of Chinese cities.
    year : 0 = the last one.
    size, kind, parent : filters of the regions shown.
    region : id of the chosen region, "" = none.
    weights, shares : of the composite's indicators and of the four dimensions, 0 to HIGHEST_WEIGHT.
    scale, mean : how a composite's parts are put on one scale and added up, keys of geo.analysis.rating.composite.
    density : radius in km and least number of firms of density clusters, () = not shown.
    many : industries or measures shown side by side, at most MOST_SIDE_BY_SIDE.
    table : id of a published table, "" = one's own.
    base, rivals : the region that is compared with a benchmark, and the benchmark's.
    """

    country: str = COUNTRIES[0]
    data: str = ""
    group: str = ""
    industry: str = ""
    method: str = ""
    measure: str = MEASURE_KEYS[0]
    year: int = 0
    size: int = 0
    kind: str = KINDS[0]
    parent: str = ""
    region: str = ""
    weights: tuple[int, ...] = (5,) * len(COMPOSITE)
    shares: tuple[int, ...] = _SHARES
    scale: str = SCALES[0]
    mean: str = MEANS[0]
    many: tuple[str, ...] = ()
    density: tuple[int, ...] = ()
    table: str = ""
    base: str = ""
    rivals: tuple[str, ...] = ()

    def weights_of(self, composite: str) -> tuple[int, ...]:
        """Return the weights of one of COMPOSITES, in the order of its parts."""
        return self.weights if composite == COMPOSITE_MEASURE else self.shares

    def query(self) -> dict[str, str]:
        """Write the state as query parameters, leaving out what is at its default."""
        return LINK.write(
            {
                "country": self.country,
                "data": self.data,
                "group": self.group,
                "ind": self.industry,
                "method": self.method,
                "measure": self.measure,
                "year": self.year,
                "size": self.size,
                "kind": self.kind,
                "in": self.parent,
                "sel": self.region,
                "w": self.weights,
                "wd": self.shares,
                "scale": self.scale,
                "mean": self.mean,
                "many": self.many,
                "density": self.density,
                "table": self.table,
                "base": self.base,
                "vs": self.rivals,
            }
        )


def parse_state(query: Mapping[str, str]) -> tuple[ObservatoryState, tuple[Problem, ...]]:
    """Read a state from a link, with what of it could not be used.

    Examples
    --------
    >>> state, problems = parse_state({"country": "US", "year": "soon"})
    >>> state.country, [problem.key for problem in problems]
    ('US', ['year'])
    """
    values, problems = LINK.read(query)
    state = ObservatoryState(
        country=values["country"],
        data=values["data"],
        group=values["group"],
        industry=values["ind"],
        method=values["method"],
        measure=values["measure"],
        year=values["year"],
        size=values["size"],
        kind=values["kind"],
        parent=values["in"],
        region=values["sel"],
        weights=values["w"],
        shares=values["wd"],
        scale=values["scale"],
        mean=values["mean"],
        many=values["many"],
        density=values["density"],
        table=values["table"],
        base=values["base"],
        rivals=values["vs"],
    )
    if state.data and state.data not in DATA_OF[state.country]:
        problems = (*problems, Problem("data", state.data))
        state = replace(state, data="")
    if state.scale == "z" and state.mean == "geometric":  # z scores are negative
        problems = (*problems, Problem("mean", state.mean))
        state = replace(state, mean=MEANS[0])
    return state, problems


def slug(code: str) -> str:
    """Return an industry's code as it stands in a link.

    Examples
    --------
    >>> slug("Marketing, Design, and Publishing")
    'marketing-design-and-publishing'
    """
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")


def _weighing(usual: tuple[int, ...]) -> Reader[tuple[int, ...]]:
    """Return a reader of as many weights as the usual ones; what has none in those has no input and keeps none."""

    def read(text: str, tell: Tell) -> tuple[int, ...]:
        parts = text.split("-")
        if len(parts) != len(usual) or not all(part.isdecimal() and int(part) <= HIGHEST_WEIGHT for part in parts):
            raise ValueError(text)
        asked = tuple(int(part) for part in parts)
        found = tuple(weight if can else 0 for weight, can in zip(asked, usual, strict=True))
        if found != asked or not any(found):
            tell(text)
        return found if any(found) else usual

    return read


def _side_by_side(text: str, _tell: Tell) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(text.split("~")))
    if len(parts) > MOST_SIDE_BY_SIDE or not all(_KEY.fullmatch(part) for part in parts):
        raise ValueError(text)
    return parts


def _density(text: str, _tell: Tell) -> tuple[int, ...]:
    parts = text.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() for part in parts):
        raise ValueError(text)
    radius_km, least = (int(part) for part in parts)
    if radius_km not in RADII_KM or least not in LEASTS:
        raise ValueError(text)
    return radius_km, least


def _joined(weights: tuple[int, ...]) -> str:
    return "-".join(map(str, weights))


def _rivals(text: str, _tell: Tell) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(text.split("~")))
    if len(parts) > MOST_COMPARED or not all(_COMPARED.fullmatch(part) for part in parts):
        raise ValueError(text)
    return parts


def _sizes(text: str, _tell: Tell) -> int:
    if not text.isdecimal() or int(text) not in SIZES:
        raise ValueError(text)
    return int(text)


_TEXT: Reader[str] = matching(_SLUG)
_DATA: Final = tuple(key for keys in DATA_OF.values() for key in keys)
LINK: Final = Grammar(
    Parameter("country", COUNTRIES[0], one_of(PLACES)),
    Parameter("data", "", one_of(_DATA)),
    Parameter("group", "", _TEXT),
    Parameter("ind", "", _TEXT),
    Parameter("method", "", one_of(tuple(METHODS))),
    Parameter("measure", MEASURE_KEYS[0], one_of(MEASURE_KEYS)),
    Parameter("year", 0, whole(1990, 2100), lambda year: str(year) if year else ""),
    Parameter("size", 0, _sizes),
    Parameter("kind", KINDS[0], one_of(KINDS)),
    Parameter("in", "", matching(_REGION)),
    Parameter("sel", "", matching(_REGION)),
    Parameter("base", "", matching(_COMPARED)),
    Parameter("vs", (), _rivals, "~".join),
    Parameter("w", (5,) * len(COMPOSITE), _weighing((5,) * len(COMPOSITE)), _joined),
    Parameter("wd", _SHARES, _weighing(_SHARES), _joined),
    Parameter("scale", SCALES[0], one_of(SCALES)),
    Parameter("mean", MEANS[0], one_of(MEANS)),
    Parameter("many", (), _side_by_side, "~".join),
    Parameter("density", (), _density, _joined),
    Parameter("table", "", matching(_TABLE)),
)
