"""Naming: calls clusters that were found after the place most of their members lie in, and codes by their names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analysis.point_clusters import NOISE
from geo.catalog import Catalog
from geo.language import LANGUAGES, translator
from geo.model import SEGMENTS
from geo.settings import Settings
from geo.workbench import builtin
from geo.workbench.builtin import Names
from geo.workbench.errors import NoMatchError

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

MOST: Final = 0.5  # of a cluster's members, that a place must hold for the cluster to be called after it
_BORDER_DEGREES: Final = 0.05  # built-in areas are drawn coarsely
_KINDS: Final = (" District", " County", " Banner", " New Area")


def of_clusters(places: gpd.GeoSeries, clusters: pd.Series, catalog: Catalog, config: Settings) -> Names:
    """Return the Chinese and English name of each cluster.

    A cluster is called after the smallest of county, prefecture and province that holds MOST of its members, abroad
    after the metropolitan area, region or state; one that lies nowhere we know has no name, and is left out. A second
    cluster in a place bears its number.

    Parameters
    ----------
    places : members, EPSG:4326.
    clusters : number of the cluster of each, NOISE for none; the same index.
    """
    kept = clusters[clusters != NOISE]
    members = places.loc[kept.index].to_numpy()
    found: dict[int, tuple[str, str]] = {}
    for level in ("cn_county", "cn_prefecture", "cn_province", *builtin.ABROAD):
        rest = ~kept.isin(list(found)).to_numpy()
        if not rest.any():
            break
        frame = builtin.areas(level, catalog, config)
        point, area = frame.sindex.query(members[rest], predicate="intersects")
        lies = pd.Series(area, index=kept[rest].to_numpy()[point])
        sizes = kept[rest].value_counts()
        for cluster, inside in lies.groupby(level=0):
            counts = inside.value_counts()
            if counts.iloc[0] >= MOST * sizes[cluster]:
                zh, en = frame.loc[counts.index[0], ["name_zh", "name_en"]]
                found[int(str(cluster))] = (zh, _short(en))
    return _numbered({cluster: found[cluster] for cluster in sorted(found)})


def of_regions(
    values: pd.Series, catalog: Catalog, config: Settings, *, places: gpd.GeoSeries | None = None
) -> tuple[Names, dict[Any, Any]]:
    """Return the names and the polygons (EPSG:4326) of a column's values that are codes or names of built-in areas.

    Parameters
    ----------
    places : where the rows lie, EPSG:4326. An area that holds less than MOST of its rows is another one of that name,
        such as a North District of another city, and is left out.
    """
    different = [value for value in pd.unique(values) if not pd.isna(value) and value != ""]
    try:
        match = builtin.match(different, catalog, config)
    except NoMatchError:
        return {}, {}
    names, shapes = match.names, builtin.geometry_of(match, catalog, config)
    if places is not None:
        lie = places.reindex(values.index)
        other = {value for value, shape in shapes.items() if not _holds(shape, lie[(values == value).to_numpy()])}
        names = {value: name for value, name in names.items() if value not in other}
        shapes = {value: shape for value, shape in shapes.items() if value not in other}
    return names, shapes


def _holds(shape: BaseGeometry, places: gpd.GeoSeries) -> bool:
    """Tell whether most of some places lie in an area or at its border; where none is known, too."""
    known = places[~(places.isna() | places.is_empty)]
    if known.empty:
        return True
    return bool(known.intersects(shape.buffer(_BORDER_DEGREES)).mean() >= MOST)


def of_industries(values: pd.Series, catalog: Catalog) -> Names:
    """Return the names of the values that are classes of the digital economy: 01 to 05 or 0101 and the like."""
    different = [value for value in pd.unique(values) if not pd.isna(value) and value != ""]
    texts = {value: builtin.text_of(value) for value in different}
    longest = max((len(text) for text in texts.values() if text.isdigit()), default=0)
    names: dict[str, tuple[str, str]] = {}
    for key in SEGMENTS:
        zh, en = (translator(language)(f"term.segment.{key}") for language in LANGUAGES)
        names[key] = (zh, en)
    groups = catalog.table("digital_groups")
    for code, zh, en in groups[["group_id", "name_zh", "name_en"]].itertuples(index=False, name=None):
        names.setdefault(str(code), (zh, en))
    width = 2 if longest <= 2 else 4
    full = {value: text.zfill(width) if text.isdigit() else text for value, text in texts.items()}
    found = {value: names[code] for value, code in full.items() if code in names}
    return found if len(found) >= MOST * max(1, len(different)) else {}


def named(values: Any, names: Names, language: str) -> list[str]:
    """Return values as people read them: by their names where they have any, else as they are."""
    place = list(LANGUAGES).index(language)
    return [names[value][place] if value in names else builtin.text_of(value) for value in values]


def _short(name: str) -> str:
    for kind in _KINDS:
        name = name.removesuffix(kind)
    return name


def _numbered(found: dict[int, tuple[str, str]]) -> dict[int, tuple[str, str]]:
    seen: Counter[str] = Counter()
    result = {}
    for cluster, (zh, en) in found.items():
        seen[zh] += 1
        n = seen[zh]
        result[cluster] = (zh, en) if n == 1 else (f"{zh}（{n}）", f"{en} ({n})")
    return result
