"""What the observatory's map is told: the class of every area, as digits; ids, numbers and colours only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Unpack

import numpy as np

from geo.analysis.choropleth import NO_DATA, Classes, classify, classify_around_one, classify_around_zero
from geo.analysis.errors import TooFewError
from geo.maps.drawing import Aim, Drawing
from geo.observatory.findings import STAR_METHODS
from geo.observatory.ranking import Ranking

if TYPE_CHECKING:
    import pandas as pd

CLASSES: Final = 5
VIEWS: Final[dict[str, Aim]] = {
    "cn_city": {"lat": 36.0, "lng": 104.0, "zoom": 4, "narrow": 3},
    "cn_province": {"lat": 36.0, "lng": 104.0, "zoom": 4, "narrow": 3},
    "us_cbsa": {"lat": 38.5, "lng": -96.0, "zoom": 4, "narrow": 3},
    "uk_nuts2": {"lat": 54.8, "lng": -3.5, "zoom": 5},
    "de_land": {"lat": 51.1, "lng": 10.4, "zoom": 6},
}
"""Place and zoom a set of areas is first shown at; `narrow` is the zoom on a phone, for countries that are wide."""
STARRED: Final = ("us_strong", *STAR_METHODS)
"""Methods whose signs are drawn as stars: one for a strong cluster, up to three of the European observatory."""
_NONE: Final = "x"  # in the string of classes: nothing is known of this area


def classes_of(ranking: Ranking) -> Classes | None:
    """Sort the values into classes; None where nothing is known."""
    return classes_for(ranking.rows["value"], ranking.of)


def classes_for(values: pd.Series, of: str) -> Classes | None:
    """Sort values of a method or measure into classes; None where nothing is known."""
    try:
        if of in ("lq", "us_strong"):
            return classify_around_one(values)
        if (values < 0).any() and (values > 0).any():
            return classify_around_zero(values)
        if of in STAR_METHODS:  # each number of stars is a class of its own, and no range
            found = classify(values, scheme="equal_interval", classes=CLASSES)
            return replace(found, limits=tuple((stars, stars) for _, stars in found.limits))
        return classify(values, scheme="quantiles", classes=CLASSES)
    except TooFewError:
        return None


def area_classes(area_ids: Sequence[str], rows: pd.DataFrame, classes: Classes | None) -> str:
    """Return one digit an area, `x` where nothing is known of it."""
    if classes is None:
        return _NONE * len(area_ids)
    of = dict(zip(rows["area_id"], classes.of_row, strict=True))
    return "".join(_NONE if of.get(area, NO_DATA) == NO_DATA else str(of[area]) for area in area_ids)


def unknown_areas(area_ids: Sequence[str], rows: pd.DataFrame, classes: Classes | None) -> int:
    """Return how many areas are drawn without a figure; regions that no area is of do not count against them."""
    return area_classes(area_ids, rows, classes).count(_NONE)


def area_values(area_ids: Sequence[str], rows: pd.DataFrame, digits: int) -> list[float | None]:
    """Return the value of each area, None where it is unknown."""
    of = dict(zip(rows["area_id"], rows["value"], strict=True))
    values = (of.get(area, np.nan) for area in area_ids)
    return [None if not np.isfinite(value) else round(float(value), max(digits, 0)) for value in values]


def area_stars(area_ids: Sequence[str], rows: pd.DataFrame) -> list[str]:
    """Return how many stars each area has, one digit each; what is unknown has none."""
    of = dict(zip(rows["area_id"], rows["sign"].fillna(0.0), strict=True))
    return [str(int(of.get(area, 0.0))) for area in area_ids]


def star_counts(ranking: Ranking) -> dict[int, int]:
    """Return how many of the ranked regions have one, two and three stars, the most first; none by other methods."""
    if ranking.of not in STARRED:
        return {}
    stars = ranking.rows["sign"].fillna(0.0)
    return {count: found for count in (3, 2, 1) if (found := int((stars == count).sum()))}


def drawing(
    ranking: Ranking, area_ids: Sequence[str], *, chosen: str, classes: Classes | None, **rest: Unpack[Drawing]
) -> Drawing:
    """Return the state of the map (see `areas.js`).

    Parameters
    ----------
    chosen : area that is outlined, "" = none.
    rest : language, version and basemap.
    """
    rows = ranking.rows
    outlined = list(area_ids).index(chosen) if chosen in area_ids else -1
    return {
        # China's areas are never drawn without its whole set of boundary lines.
        "layers": ["admin", "graticule"] if ranking.area_set.startswith("cn_") else ["graticule"],
        "query": "",
        "clusters": None,
        "links": None,
        "selected": None,
        "view": VIEWS[ranking.area_set],
        "measured": {
            "areas": ranking.area_set,
            "classes": area_classes(area_ids, rows, classes),
            "colours": [] if classes is None else [colour.removeprefix("#") for colour in classes.colours],
            "values": area_values(area_ids, rows, ranking.digits),
            "stars": "".join(area_stars(area_ids, rows)) if ranking.of in STARRED else "",
            "chosen": outlined,
        },
        **rest,
    }
