"""Profile of one region: its strengths, talent, options, most similar regions, its place, and three findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis.rating.cells import Cells
from geo.analysis.rating.drawn import DrawnRanks
from geo.analysis.rating.ranks import ranks_of
from geo.analysis.rating.relatedness import diversification, relatedness
from geo.catalog import Catalog
from geo.catalog.errors import UnknownObjectError
from geo.language import LANGUAGES
from geo.model.text import Text
from geo.observatory import standing
from geo.observatory.findings import Finding
from geo.observatory.talent import talent_of
from geo.statistics.cities import DATASET, MEASURES, cities
from geo.statistics.grouping import grouped, groups
from geo.statistics.own.table import Own
from geo.statistics.panel import Panel, panel
from geo.statistics.regions import Region, regions, regions_of

if TYPE_CHECKING:
    import pandas as pd

# Set of regions -> data set and grouping of their profile.
STRUCTURE: Final[Mapping[str, tuple[str, str]]] = {
    "us_cbsa": ("us_cbp_2019", "traded"),
    "uk_nuts2": ("uk_bres_2015_2018", "segments"),
    "de_land": ("de_laender_2015", "industries"),
}
PROFILED: Final = (*STRUCTURE, "cn_city")
REGION_OF_CLUSTER: Final[Mapping[str, str]] = {
    "silicon_valley": "US-41940",
    "cambridge_uk": "GB-UKH1",
    "ruhr": "DE-NW",
    "microsoft_cloud": "US-42660",
    "shenzhen": "CN-440300",
    "hangzhou": "CN-330100",
    "beijing_zhongguancun": "CN-110000",
    "wuhan_optics_valley": "CN-420100",
}
"""Cluster of the catalogue -> the region whose figures describe the place it lies in; the scopes differ."""
SHOWN: Final = 12
PEERS: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What is known of a region; a part that does not exist for it is None.

    Attributes
    ----------
    dataset : key of the data set of its structure or, for a Chinese city, of its macro figures.
    strengths : code, name_zh, name_en, jobs, lq, share_pct, strong, by jobs.
    options : name_zh, name_en, nearness, related, lq: industries near to what the region does.
    peers : region_id, name_zh, name_en, likeness (0 to 1), shared_zh, shared_en.
    talent : see geo.observatory.talent.
    places : key (method or measure), value, rank, of, rank_parent, of_parent.
    trend : year, value, middle (median of all cities) of GDP per head.
    """

    region: Region
    dataset: str
    year: int
    strengths: pd.DataFrame | None
    options: pd.DataFrame | None
    peers: pd.DataFrame | None
    talent: pd.DataFrame | None
    places: pd.DataFrame | None
    trend: pd.DataFrame | None
    findings: tuple[Finding, ...]


def clusters_of(region_id: str) -> tuple[str, ...]:
    """Return the clusters of the catalogue whose place a region is.

    Examples
    --------
    >>> clusters_of("CN-440300"), clusters_of("CN-510100")
    (('shenzhen',), ())
    """
    return tuple(cluster for cluster, region in REGION_OF_CLUSTER.items() if region == region_id)


def profile(catalog: Catalog, region_id: str, own: Own | None = None) -> Profile:
    """Describe a region, by one's own table where one is given; raises UnknownObjectError for one without a profile."""
    if own is not None:
        return _of_own(own, region_id)
    known = regions(catalog)
    if region_id not in known or known[region_id].area_set not in PROFILED:
        raise UnknownObjectError("region", region_id[:20])
    region = known[region_id]
    return _city(catalog, region) if region.area_set == "cn_city" else _structure(catalog, region)


def _structure(catalog: Catalog, region: Region) -> Profile:
    key, grouping = STRUCTURE[region.area_set]
    found = grouped(panel(catalog, key), catalog, grouping)
    named = {code: group.name for code, group in groups(found, catalog, grouping).items()}
    made = _structured(region, found, named, regions_of(catalog, region.area_set))
    return made if made.strengths is None else replace(made, talent=talent_of(catalog, region, first=SHOWN))


def _of_own(own: Own, region_id: str) -> Profile:
    region = next((one for one in own.regions.values() if one.region_id == region_id), None)
    if region is None or own.panel is None:
        raise UnknownObjectError("region", region_id[:20])
    return _structured(region, own.panel, own.names, own.regions)


def place_intervals(catalog: Catalog, found: Profile, own: Own | None = None) -> Mapping[str, tuple[float, float]]:
    """Return the places of a region that hold 90 % of the draws of uncertain amounts, by key of `places`.

    Empty for cities, whose figures come without any statement of their uncertainty.
    """
    if own is not None and own.panel is not None:
        cells, places = _own_standing(own.panel, found.year)
        return standing.of_region(cells, places, found.region.code)
    if found.region.area_set not in STRUCTURE:
        return {}
    cells, places = _standing(catalog, found.region.area_set)
    return standing.of_region(cells, places, found.region.code)


@lru_cache(maxsize=4)
def _own_standing(own: Panel, year: int) -> tuple[Cells, Mapping[str, DrawnRanks]]:
    cells = own.cells(year)
    return cells, standing.intervals(cells)


@lru_cache(maxsize=len(STRUCTURE))
def _standing(catalog: Catalog, area_set: str) -> tuple[Cells, Mapping[str, DrawnRanks]]:
    """Draw the places of all regions of a set at once, once per version of the data."""
    key, grouping = STRUCTURE[area_set]
    found = grouped(panel(catalog, key), catalog, grouping)
    cells = found.cells(found.periods[-1])
    return cells, standing.intervals(cells)


def _structured(region: Region, found: Panel, named: Mapping[str, Text], known: Mapping[str, Region]) -> Profile:
    import pandas as pd

    key = found.dataset.key
    year = found.periods[-1]
    cells = found.cells(year)
    if region.code not in cells.regions:  # units only, as in Northern Ireland
        return Profile(region, key, year, None, None, None, None, None, None, ())
    row = cells.regions.index(region.code)
    names = pd.DataFrame(
        {
            "code": cells.industries,
            **{f"name_{lang}": [named[code].localised(lang) for code in cells.industries] for lang in LANGUAGES},
        }
    )
    strong = standing.strong_flags(cells)[row]
    whole = names.assign(
        jobs=cells.jobs[row],
        lq=cells.quotients[row],
        share_pct=cells.jobs[row] / cells.totals[row] * 100,
        country_pct=cells.country[0] / cells.country[1] * 100,
        strong=strong,
    )
    strengths = whole[whole["jobs"] > 0].sort_values("jobs", ascending=False)
    options = _options(cells, row, names)
    return Profile(
        region,
        key,
        year,
        strengths.reset_index(drop=True),
        options,
        _peers(cells, row, names, known),
        None,
        standing.places(cells, row),
        None,
        _said(strengths, options, region),
    )


def _options(cells: Cells, row: int, names: pd.DataFrame) -> pd.DataFrame:
    found = diversification(cells, relatedness(cells))
    table = names.assign(nearness=found.nearness[row], related=found.related_present[row], lq=cells.quotients[row])
    table = table[table["nearness"].notna()]
    # Nearness alone favours industries that few regions have; one that is related to nothing here is no option.
    related = table[table["related"] > 0]
    table = related if len(related) else table
    return table.sort_values(["nearness", "code"], ascending=[False, True]).head(SHOWN).reset_index(drop=True)


def _peers(cells: Cells, row: int, names: pd.DataFrame, known: Mapping[str, Region]) -> pd.DataFrame:
    """Return the regions whose shares are most alike (cosine), with the industries both are specialised in."""
    import pandas as pd

    shares = np.nan_to_num(cells.jobs, nan=0.0) / cells.totals[:, None]
    length = np.sqrt((shares**2).sum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        likeness = shares @ shares[row] / (length * length[row])
    likeness[row] = -1
    # Among regions of like size, or the smallest, with one published industry, would come first.
    comparable = (cells.totals > cells.totals[row] / 5) & (cells.totals < cells.totals[row] * 5)
    likeness = np.where(comparable & np.isfinite(likeness), likeness, -1)
    order = [at for at in np.argsort(-likeness)[:PEERS] if likeness[at] > 0]
    lq = np.nan_to_num(cells.quotients, nan=0.0)
    rows = []
    for at in order:
        both = np.minimum(lq[at], lq[row])
        shared = [column for column in np.argsort(-both)[:2] if both[column] >= 1]
        rows.append(
            {
                "region_id": known[cells.regions[at]].region_id,
                "name_zh": known[cells.regions[at]].name.localised("zh"),
                "name_en": known[cells.regions[at]].name.localised("en"),
                "likeness": float(likeness[at]),
                "shared_zh": "、".join(names["name_zh"].iloc[column] for column in shared),
                "shared_en": ", ".join(names["name_en"].iloc[column] for column in shared),
            }
        )
    return pd.DataFrame(rows, columns=["region_id", "name_zh", "name_en", "likeness", "shared_zh", "shared_en"])


def _said(strengths: pd.DataFrame, options: pd.DataFrame, region: Region) -> tuple[Finding, ...]:
    found: list[Finding] = []
    here = {"region": (region.name.localised("zh"), region.name.localised("en"))}
    if len(strengths):
        special = strengths[strengths["share_pct"] >= 0.5].sort_values("lq", ascending=False)
        if len(special):
            one = special.iloc[0]
            figures = {"lq": float(one["lq"]), "jobs": float(one["jobs"])}
            found.append(Finding("profile_special", figures, {**here, "industry": _names(one)}))
        largest = strengths.iloc[0]
        figures = {"share": float(largest["share_pct"]), "country": float(largest["country_pct"])}
        found.append(Finding("profile_largest", figures, {**here, "industry": _names(largest)}))
    if len(options):
        one = options.iloc[0]
        figures = {"nearness": float(one["nearness"]), "related": float(one["related"])}
        found.append(Finding("profile_option", figures, {**here, "industry": _names(one)}))
    return tuple(found)


def _names(row: pd.Series) -> tuple[str, str]:
    return str(row["name_zh"]), str(row["name_en"])


def _city(catalog: Catalog, region: Region) -> Profile:
    import pandas as pd

    found = cities(catalog)
    year = found.years[-1]
    at = found.codes.index(region.code)
    known = regions_of(catalog, "cn_city")
    same = np.array([known[code].parent == region.parent for code in found.codes])
    rows = []
    for key in MEASURES:
        values = found.values(key, year)
        ranks, inside = ranks_of(values), ranks_of(np.where(same, values, np.nan))
        rows.append(
            {
                "key": key,
                "value": values[at],
                "rank": ranks[at],
                "of": float(np.isfinite(values).sum()),
                "rank_parent": inside[at],
                "of_parent": float((np.isfinite(values) & same).sum()),
            }
        )
    heads = np.array([found.values("gdp_per_head", one) for one in found.years])
    trend = pd.DataFrame(
        {"year": found.years, "value": heads[:, at], "middle": [float(np.nanmedian(one)) for one in heads]}
    )
    places = pd.DataFrame(rows)
    said = _said_of_city(places, trend, region)
    return Profile(region, DATASET, year, None, None, _city_peers(catalog, region, year), None, places, trend, said)


def _city_peers(catalog: Catalog, region: Region, year: int) -> pd.DataFrame:
    """Return the cities whose macro figures are most alike, by distance of ranks over all measures."""
    import pandas as pd

    found = cities(catalog)
    at = found.codes.index(region.code)
    keys = list(MEASURES)
    ranks = np.column_stack([ranks_of(found.values(key, year)) / len(found.codes) for key in keys])
    apart = np.abs(ranks - ranks[at])
    distance = np.where(np.isfinite(apart).all(axis=1), apart.mean(axis=1), np.inf)
    distance[at] = np.inf
    known = regions_of(catalog, "cn_city")
    rows = []
    for place in np.argsort(distance)[:PEERS]:
        if not np.isfinite(distance[place]):
            continue
        other = known[found.codes[place]]
        nearest = [keys[column] for column in np.argsort(apart[place])[:2]]
        rows.append(
            {
                "region_id": other.region_id,
                "name_zh": other.name.localised("zh"),
                "name_en": other.name.localised("en"),
                "likeness": 1 - float(distance[place]),
                "shared_zh": ";".join(nearest),
                "shared_en": ";".join(nearest),
            }
        )
    return pd.DataFrame(rows, columns=["region_id", "name_zh", "name_en", "likeness", "shared_zh", "shared_en"])


def _said_of_city(places: pd.DataFrame, trend: pd.DataFrame, region: Region) -> tuple[Finding, ...]:
    found: list[Finding] = []
    here = {"region": (region.name.localised("zh"), region.name.localised("en"))}
    head = places[places["key"] == "gdp_per_head"].iloc[0]
    if np.isfinite(head["rank"]):
        figures = {"rank": float(head["rank"]), "of": float(head["of"])}
        found.append(Finding("profile_head", figures, here))
    known = trend.dropna().tail(11)
    if len(known) > 1:
        first, last = known.iloc[0], known.iloc[-1]
        figures = {"first": float(first["value"]), "last": float(last["value"]), "since": float(first["year"])}
        found.append(Finding("profile_trend", figures, here))
    best = places[places["rank"].notna()].sort_values("rank")
    if len(best):
        one = best.iloc[0]
        figures = {"rank": float(one["rank"]), "of": float(one["of"])}
        found.append(Finding(f"profile_best:{one['key']}", figures, here))
    return tuple(found)
