"""Ranking: regions, cities or clusters by their firms, or by their firms on 1,000 km2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.catalog import boundaries
from geo.settings import Settings

MEASURES: Final = ("firms", "density")
PER_KM2: Final = 1000.0
PROVINCE: Final = "CN-"  # how the keys of China's provinces begin


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place: how many firms, its area if known, and what it is ranked by."""

    key: str
    firms: int
    area_km2: float | None
    value: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places in their order.

    Attributes
    ----------
    rows : the highest value first; at equal values by key.
    firms : those that pass, wherever they lie.
    placed : those that lie in one of the places of this level, ranked or not.
    unranked : places with firms but without an area, which a density leaves out.
    overall : firms on 1,000 km2 of all ranked places together; None without an area.
    """

    rows: tuple[Ranked, ...]
    firms: int
    placed: int
    unranked: int
    overall: float | None

    def share(self, first: int) -> float:
        """Return the part of the placed firms that the first places hold, 0 to 1."""
        return sum(row.firms for row in self.rows[:first]) / self.placed if self.placed else 0.0


def rank(counts: Mapping[str, int], areas_km2: Mapping[str, float], *, measure: str) -> Ranking:
    """Rank places.

    Parameters
    ----------
    counts : key of a place -> firms that pass; "" = those that lie in none.
    areas_km2 : key of a place -> its area.
    measure : firms or density (firms on 1,000 km2; places without an area are left out).

    Examples
    --------
    >>> found = rank({"a": 30, "b": 20, "": 5}, {"a": 3000.0, "b": 1000.0}, measure="density")
    >>> [(row.key, row.value) for row in found.rows], found.placed, found.overall
    ([('b', 20.0), ('a', 10.0)], 50, 12.5)
    """
    placed = {key: count for key, count in counts.items() if key and count}
    rows = []
    for key, count in placed.items():
        area = areas_km2.get(key)
        if measure == "firms":
            rows.append(Ranked(key, count, area, float(count)))
        elif area:
            rows.append(Ranked(key, count, area, count / area * PER_KM2))
    rows.sort(key=lambda row: (-row.value, row.key))
    known = [row for row in rows if row.area_km2]
    area_sum = sum(row.area_km2 or 0.0 for row in known)
    return Ranking(
        rows=tuple(rows),
        firms=sum(counts.values()),
        placed=sum(placed.values()),
        unranked=len(placed) - len(rows),
        overall=sum(row.firms for row in known) / area_sum * PER_KM2 if area_sum else None,
    )


def by_country(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts of regions with China's provinces together, where there are other countries beside them.

    A list of countries that holds one of them in parts would put others before it that have fewer firms.

    Examples
    --------
    >>> by_country({"CN-44": 30, "CN-11": 20, "JP": 40, "": 5}), by_country({"CN-44": 30, "": 5})
    ({'CN': 50, 'JP': 40, '': 5}, {'CN-44': 30, '': 5})
    """
    if all(key.startswith(PROVINCE) for key in counts if key):
        return dict(counts)
    found: dict[str, int] = {}
    for key, count in counts.items():
        country = "CN" if key.startswith(PROVINCE) else key
        found[country] = found.get(country, 0) + count
    return found


def in_provinces(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts of regions with only China's provinces kept apart; all others count as lying in none ("").

    What is coloured or has an area is compared with its like: a country is none of China's provinces. Without any
    province the counts stay as they are.

    Examples
    --------
    >>> in_provinces({"CN-44": 30, "CN-11": 20, "JP": 40, "": 5}), in_provinces({"JP": 40, "": 5})
    ({'CN-44': 30, 'CN-11': 20, '': 45}, {'JP': 40, '': 5})
    """
    inside = {key: count for key, count in counts.items() if key.startswith(PROVINCE)}
    if not inside:
        return dict(counts)
    return inside | {"": sum(counts.values()) - sum(inside.values())}


def areas_km2(column: str, *, config: Settings) -> Mapping[str, float]:
    """Return the geodesic areas of China's provinces (`region`) or cities (`place`), or of the clusters (`cluster`)."""
    return boundaries.cluster_areas_km2(config) if column == "cluster" else _china(column, config)


@lru_cache(maxsize=4)
def _china(column: str, config: Settings) -> Mapping[str, float]:
    frame = boundaries.cn_provinces(config) if column == "region" else boundaries.cn_prefectures(config)
    return {
        key: boundaries.geodesic_area_km2(shape) for key, shape in zip(frame["unit_id"], frame.geometry, strict=True)
    }
