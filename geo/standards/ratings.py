"""Ratings as layers: the regions of a data set with the figure of one method, by the parameters of the map's links.

A layer is `rating-DATA-METHOD` (`rating-us_cbp_2019-lq`), and of Chinese cities `rating-cn-MEASURE`; `group`, `ind` and
`year` choose among industries and years as they do in the address of the page, and the usual ones stand without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog
from geo.observatory.areas import polygons
from geo.observatory.choice import choose
from geo.observatory.ranking import ranking
from geo.observatory.state import COUNTRIES, DATA_OF, MEASURE_KEYS, ObservatoryState, parse_state
from geo.settings import Settings
from geo.standards.errors import RequestParameterError, UnknownCollectionError

if TYPE_CHECKING:
    import geopandas as gpd

RATING: Final = "rating-"
PARAMETERS: Final = ("group", "ind", "year")
_CITIES: Final = "cn"
_DATA: Final = {data: country for country in COUNTRIES if country != "CN" for data in DATA_OF[country]}
_COLUMNS: Final = ("region_id", "name_zh", "name_en", "value", "rank", "low", "high", "sign")


def names(catalog: Catalog) -> tuple[str, ...]:
    """Return the layers there are: every measure of cities, and every method each data set has the inputs of."""
    cities = (f"{RATING}{_CITIES}-{measure}" for measure in MEASURE_KEYS)
    others = (
        f"{RATING}{data}-{method}"
        for data, country in _DATA.items()
        for method in choose(catalog, ObservatoryState(country=country, data=data)).methods
    )
    return (*cities, *others)


def frame(name: str, query: Mapping[str, str], catalog: Catalog, settings: Settings) -> gpd.GeoDataFrame:
    """Return the areas of a rating: region, names, value, rank, bounds, sign, and of what, when and whom they are.

    Regions whose figure is unknown have none (never zero).

    Raises
    ------
    UnknownCollectionError
        if there is no such layer.
    RequestParameterError
        if a parameter names an industry, a grouping or a year the data set does not have.
    """
    state = _state(name, query)
    if state.country != "CN":
        chosen = choose(catalog, state)
        if state.method not in chosen.methods:
            raise UnknownCollectionError("rating", name)
        for problem in chosen.problems:
            raise RequestParameterError(problem.key, query.get(problem.key, ""), "one the data set has")
    found = ranking(catalog, state)
    if state.year and found.year != state.year:
        raise RequestParameterError("year", str(state.year), ", ".join(map(str, found.years)))
    areas = polygons(catalog, settings, found.area_set)[["region_id", "geometry"]]
    rows = found.rows.assign(area_id=found.rows["area_id"].replace("", None))
    joined = areas.rename(columns={"region_id": "area_id"}).merge(
        rows[["area_id", *(column for column in _COLUMNS if column in rows)]].dropna(subset="area_id"), on="area_id"
    )
    industry = "" if found.choice is None else found.choice.industry.code
    data = DATA_OF["CN"][0] if found.choice is None else found.choice.panel.dataset.key
    return joined.drop(columns="area_id").assign(
        of=found.of, unit=found.unit, industry=industry, year=found.year, data=data
    )


def _state(name: str, query: Mapping[str, str]) -> ObservatoryState:
    """Return what a layer's name and parameters ask of the observatory."""
    data, _, of = name.removeprefix(RATING).partition("-")
    if data == _CITIES:
        asked = {"country": "CN", "measure": of}
    elif data in _DATA:
        asked = {"country": _DATA[data], "data": data, "method": of}
    else:
        raise UnknownCollectionError("rating", name)
    state, problems = parse_state({**asked, **query})
    for problem in problems:
        if problem.key in PARAMETERS:
            raise RequestParameterError(problem.key, query.get(problem.key, ""), "one the data set has")
        raise UnknownCollectionError("rating", name)
    return state
