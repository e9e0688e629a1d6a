"""Built-in areas: China's provinces, prefectures and counties and the observatory's regions, without any upload.

They are counted into, joined to by code or name, and what found clusters are named after. Chinese names come from the
set of the national map service (Tianditu), English ones from the catalogue; a county the catalogue has no English name
for is spelled in pinyin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.catalog import Catalog, boundaries
from geo.observatory.areas import polygons
from geo.settings import Settings
from geo.statistics.regions import regions
from geo.workbench.errors import NoMatchError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

CHINESE: Final = ("cn_province", "cn_prefecture", "cn_county")
ABROAD: Final = ("us_cbsa", "uk_nuts2", "de_land")
LEVELS: Final = (*CHINESE, *ABROAD)
"""Sets of areas; their names are texts `workbench.builtin.<level>`."""
_KINDS: Final = {"区": " District", "县": " County", "旗": " Banner"}
LEAST_MATCH: Final = 0.5  # of the different values, for a column to be taken for names or codes of a set
_SUFFIX: Final = re.compile("(特别行政区|自治区|自治州|自治县|自治旗|地区|新区|林区|[市省区县盟旗])$")
_PEOPLE: Final = re.compile(
    "(蒙古|藏|维吾尔|回|壮|苗|彝|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|"
    "土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各)族$"
)

Names = Mapping[Any, tuple[str, str]]
"""Value of a column -> its Chinese and its English name."""


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """What values of a column are among the built-in areas.

    Attributes
    ----------
    level : of LEVELS, the set that most of them are in.
    row_of : value -> set and index label of its area; Chinese columns may mix levels, as registers do.
    names : value -> Chinese and English name, told apart from others of the same name.
    missing : values that are no such area.
    """

    level: str
    row_of: Mapping[Any, tuple[str, int]]
    names: Names
    missing: tuple[Any, ...]


def areas(level: str, catalog: Catalog, config: Settings) -> gpd.GeoDataFrame:
    """Return a set of areas: code, name_zh, name_en, parent_zh, parent_en, geometry in EPSG:4326. Do not change it.

    Raises
    ------
    NotPreparedError
        if the store lacks the boundaries.
    """
    source = _READERS[level](config) if level in CHINESE else polygons(catalog, config, level)
    return _areas(level, _Same(source), catalog)


def _coded(values: pd.Series) -> pd.Series:
    return values.str.split("-", n=1).str[-1]


@dataclass(frozen=True, slots=True)
class _Same:
    """A frame that is the same as long as it is the same object: the readers keep theirs by file and stamp."""

    frame: Any

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.frame is other.frame


_READERS: Final = {
    "cn_province": boundaries.cn_provinces,
    "cn_prefecture": boundaries.cn_prefectures,
    "cn_county": boundaries.cn_districts,
}


@lru_cache(maxsize=12)
def _areas(level: str, source: _Same, catalog: Catalog) -> gpd.GeoDataFrame:
    import geopandas as gpd

    frame, known = source.frame, regions(catalog)
    ids = frame["unit_id" if level in CHINESE else "region_id"]
    if level not in CHINESE:
        found = [known[one] for one in ids]
        columns = {
            "name_zh": [one.name.localised("zh") for one in found],
            "name_en": [one.name.localised("en") for one in found],
            "parent_zh": [one.parent_name.zh for one in found],
            "parent_en": [one.parent_name.en for one in found],
        }
    else:
        named = dict(catalog.table("admin_units")[["unit_id", "name_en"]].itertuples(index=False, name=None))
        english = {one.region_id: one.name.en for one in known.values() if one.region_id.startswith("CN-")} | named
        above = frame.get("prefecture_zh", frame.get("parent_zh"))
        parents = [""] * len(frame) if above is None else above.fillna("").tolist()
        columns = {
            "name_zh": frame["name_zh"].tolist(),
            "name_en": [
                english.get(one) or f"{spelled(name)}{_KINDS.get(name[-1], '')}"
                for one, name in zip(ids, frame["name_zh"].tolist(), strict=True)
            ],
            "parent_zh": parents,
            "parent_en": [_english_parent(name, level) for name in parents],
        }
    return gpd.GeoDataFrame(
        {"code": _coded(ids).tolist(), **columns}, geometry=frame.geometry.to_numpy(), crs="EPSG:4326"
    )


@lru_cache(maxsize=512)
def _english_parent(name: str, level: str) -> str:
    return spelled(name) if name and level == "cn_county" else ""


def bare(name: str) -> str:
    """Return a Chinese name without what kind of place it is.

    Examples
    --------
    >>> bare("南山区"), bare("延边朝鲜族自治州"), bare("东区"), bare("广西壮族自治区")
    ('南山', '延边', '东区', '广西')
    """
    found = _SUFFIX.sub("", name)
    if len(found) < 2:
        return name
    if found == name or "自治" not in name:
        return found
    while len(shorter := _PEOPLE.sub("", found)) > 1 and shorter != found:
        found = shorter
    found = found.removesuffix("维吾尔") if len(found) > 3 else found
    return found.removesuffix("族") if len(found) > 2 else found


@lru_cache(maxsize=8192)
def spelled(name: str) -> str:
    """Return a Chinese name in pinyin, one word, as place names are written abroad.

    Examples
    --------
    >>> spelled("南山区"), spelled("西安市")
    ('Nanshan', "Xi'an")
    """
    from geo.catalog.spelling import pinyin_lattice

    syllables = [readings.split("/")[0] for readings in pinyin_lattice(bare(name)).split()]
    if not syllables:
        return name
    syllables = [part.replace("lv", "lü").replace("nv", "nü") for part in syllables]
    joined = "".join(("'" if n and part[0] in "aoe" else "") + part for n, part in enumerate(syllables))
    return joined[:1].upper() + joined[1:]


def match(values: Sequence[Any], catalog: Catalog, config: Settings) -> Match:
    """Find the set of areas that most of some values are codes or names of.

    Parameters
    ----------
    values : different values of a column: codes as numbers or texts (6, 9 or 12 digits), names short or full.

    Raises
    ------
    NoMatchError
        if no set holds LEAST_MATCH of them.
    """
    best: dict[str, dict[Any, int]] = {}
    for family in (CHINESE, *((level,) for level in ABROAD)):
        found = {level: _matched(level, values, areas(level, catalog, config)) for level in family}
        if len(_merged(found)) > len(_merged(best)):
            best = found
        if len(_merged(best)) == len(values):
            break
    rows = _merged(best)
    if len(rows) < max(1, LEAST_MATCH * len(values)):
        raise NoMatchError(count=len(values), found=len(rows))
    level = max(best, key=lambda name: len(best[name]))
    names = _told_apart(rows, {name: areas(name, catalog, config) for name in best})
    return Match(level, rows, names, tuple(value for value in values if value not in rows))


def _merged(found: Mapping[str, Mapping[Any, int]]) -> dict[Any, tuple[str, int]]:
    """Return the area of each value; where several sets hold it, as Beijing, in the set that holds most values."""
    rows: dict[Any, tuple[str, int]] = {}
    for level in sorted(found, key=lambda name: len(found[name])):
        rows |= {value: (level, row) for value, row in found[level].items()}
    return rows


def _matched(level: str, values: Sequence[Any], frame: gpd.GeoDataFrame) -> dict[Any, int]:
    by_code, by_name = _keys(level, frame)
    row_of = {}
    for value in values:
        text = text_of(value)
        row = by_code.get(_short(text) if text.isdigit() and level in CHINESE else text.removeprefix("CN-"))
        if row is None:
            row = by_name.get(text, by_name.get(bare(text)) if level in CHINESE else None)
        if row is not None:
            row_of[value] = row
    return row_of


def _keys(level: str, frame: gpd.GeoDataFrame) -> tuple[dict[str, int], dict[str, int]]:
    by_code = {code: row for row, code in enumerate(frame["code"])}
    doubles: Counter[str] = Counter()
    by_name: dict[str, int] = {}
    for row, (zh, en, parent) in enumerate(
        frame[["name_zh", "name_en", "parent_zh"]].itertuples(index=False, name=None)
    ):
        # A name that several places bear names none of them; with its parent before it, it does.
        for name in {zh, en, bare(zh) if level in CHINESE else zh}:
            doubles[name] += 1
            by_name[name] = row
        if level == "cn_county":
            by_name[f"{parent}{zh}"] = row
    return by_code, {name: row for name, row in by_name.items() if doubles[name] < 2}


def _short(code: str) -> str:
    """Return a division code with its first six digits; towns and villages (9, 12) lie in a county."""
    return f"{code[:6]:0<6}" if len(code) in (2, 4, 6, 9, 12) else code


def text_of(value: Any) -> str:
    """Return a value as a person wrote it: a code that a spreadsheet made a number of is digits again.

    Examples
    --------
    >>> text_of(440305.0), text_of(" 南山区 ")
    ('440305', '南山区')
    """
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        value = int(value)
    return str(value).strip()


def _told_apart(
    row_of: Mapping[Any, tuple[str, int]], frames: Mapping[str, gpd.GeoDataFrame]
) -> dict[Any, tuple[str, str]]:
    columns = ["name_zh", "name_en", "parent_zh", "parent_en"]
    found = {place: tuple(frames[place[0]].loc[place[1], columns]) for place in set(row_of.values())}
    zh_count, en_count = (Counter(row[n] for row in found.values()) for n in (0, 1))
    named = {}
    for place, (zh, en, parent_zh, parent_en) in found.items():
        full_zh = f"{parent_zh}{zh}" if zh_count[zh] > 1 and parent_zh != zh else zh
        full_en = f"{en}, {parent_en}" if en_count[en] > 1 and parent_en not in ("", en) else en
        named[place] = (full_zh, full_en)
    return {value: named[place] for value, place in row_of.items()}


def joined(frame: pd.DataFrame, column: str, catalog: Catalog, config: Settings) -> tuple[gpd.GeoDataFrame, Match]:
    """Put the rows of a table onto built-in areas by a column of codes or names.

    Returns
    -------
    tuple
        The rows that have an area, with its geometry in EPSG:4326 and their own columns; and how they matched.

    Raises
    ------
    NoMatchError
        if too few of the values are areas of one set.
    """
    import geopandas as gpd
    import pandas as pd

    values = frame[column]
    different = [value for value in pd.unique(values) if not pd.isna(value) and value != ""]
    found = match(different, catalog, config)
    shapes = geometry_of(found, catalog, config)
    kept = values.isin(list(shapes)).to_numpy()
    geometry = [shapes[value] for value in values[kept]]
    table = pd.DataFrame(frame.drop(columns=["geometry"], errors="ignore"))[kept]
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=geometry, crs="EPSG:4326"), found


def geometry_of(found: Match, catalog: Catalog, config: Settings) -> dict[Any, BaseGeometry]:
    """Return the polygon of each value that was matched."""
    shapes = {level: areas(level, catalog, config).geometry for level in {level for level, _ in found.row_of.values()}}
    return {value: shapes[level].loc[row] for value, (level, row) in found.row_of.items()}


def around(
    points: gpd.GeoDataFrame, level: str, catalog: Catalog, config: Settings, *, language: str
) -> gpd.GeoDataFrame:
    """Return the areas of a set in whose parents (provinces, states) points lie: what they are counted into.

    Columns: code, name (in the language), geometry. Abroad all areas of the set are returned.
    """
    frame = areas(level, catalog, config)
    if level in CHINESE:
        inside = np.unique(frame.sindex.query(points.geometry.to_numpy(), predicate="intersects")[1])
        provinces = {code[:2] for code in frame["code"].iloc[inside]}
        frame = frame[frame["code"].str[:2].isin(provinces)]
    found = frame[["code", f"name_{language}", "geometry"]].rename(columns={f"name_{language}": "name"})
    return found.reset_index(drop=True)


def level_at(places: gpd.GeoSeries, catalog: Catalog, config: Settings) -> str:
    """Return the set of areas that most of some places lie in, China's prefectures for China; EPSG:4326."""
    points = places[~(places.isna() | places.is_empty)].representative_point().to_numpy()
    best, most = "cn_prefecture", 0
    for level in ("cn_province", *ABROAD):
        found = len(np.unique(areas(level, catalog, config).sindex.query(points, predicate="intersects")[0]))
        if found > most:
            best, most = ("cn_prefecture" if level == "cn_province" else level), found
        if 2 * most > len(points):
            break
    return best
