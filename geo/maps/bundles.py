"""Bundles: the network of a platform cluster by parts of the world, so that it can be read.

Two hundred lines from one place are a fan that says nothing. Places are gathered by country, countries by part of the
world, and each part gets one line from the headquarters that forks there.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, Final

from geo.catalog import Catalog
from geo.model import Organisation

NEAR_KM: Final = 2800.0  # countries this near to the middle of a part of the world belong to it
_EARTH_KM: Final = 6371.0

Point = tuple[float, float]


def of_platforms(catalog: Catalog) -> list[dict[str, Any]]:
    """Return for every platform cluster and part of the world one bundle.

    Edges of low confidence are not drawn as facts.

    Returns
    -------
    cluster, from (latitude and longitude of the headquarters), fork, n (edges), ends (at and n of each country).
    """
    places = catalog.every(Organisation)
    edges = catalog.table("network_edges")
    ends: dict[str, Counter[str]] = {}
    held: dict[tuple[str, str], list[Point]] = {}
    for first, last in edges.loc[edges["confidence"] != "low", ["from_id", "to_id"]].itertuples(index=False):
        if first not in places or last not in places:
            continue
        home = _home(catalog, places[first].cluster_id)
        for one in (places[first], places[last]):
            if home and one is not home and one.is_placed:
                ends.setdefault(home.organisation_id, Counter())[one.country] += 1
                held.setdefault((home.organisation_id, one.country), []).append(_point(one))
    made: list[dict[str, Any]] = []
    for home_id, counted in ends.items():
        home = places[home_id]
        middles = {country: _middle(held[home_id, country]) for country in counted}
        made.extend(
            {
                "cluster": home.cluster_id,
                "from": _rounded(_point(home)),
                "fork": _rounded(_middle([middles[country] for country in part])),
                "n": sum(counted[country] for country in part),
                "ends": [{"at": _rounded(middles[country]), "n": counted[country]} for country in part],
            }
            for part in parts_of(middles, counted)
        )
    return made


def parts_of(middles: dict[str, Point], counted: Counter[str]) -> list[list[str]]:
    """Gather countries round those with most edges: each joins the first within NEAR_KM, or begins a part itself.

    Examples
    --------
    >>> parts_of({"FR": (47.0, 2.0), "DE": (51.0, 10.0), "JP": (36.0, 138.0)}, Counter(FR=3, DE=5, JP=1))
    [['DE', 'FR'], ['JP']]
    """
    parts: list[list[str]] = []
    for country, _n in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        near = next((part for part in parts if _apart_km(middles[part[0]], middles[country]) <= NEAR_KM), None)
        if near is None:
            parts.append([country])
        else:
            near.append(country)
    return parts


def _home(catalog: Catalog, cluster_id: str) -> Organisation | None:
    """Return the organisation of a cluster that most of its network's edges begin at."""
    places = catalog.every(Organisation)
    begun = Counter(one for one in catalog.table("network_edges")["from_id"] if one in places)
    own = [(n, one) for one, n in begun.items() if places[one].cluster_id == cluster_id and places[one].is_placed]
    return places[max(own)[1]] if own else None


def _point(place: Organisation) -> Point:
    return float(place.lat or 0.0), float(place.lon or 0.0)  # whoever asks has seen that it is placed


def _middle(points: list[Point]) -> Point:
    """Return the middle of points on the sphere, so that longitudes either side of the date line do not cancel."""
    turned = [(math.radians(lat), math.radians(lon)) for lat, lon in points]
    x = sum(math.cos(lat) * math.cos(lon) for lat, lon in turned)
    y = sum(math.cos(lat) * math.sin(lon) for lat, lon in turned)
    z = sum(math.sin(lat) for lat, _ in turned)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def _apart_km(one: Point, other: Point) -> float:
    (lat1, lon1), (lat2, lon2) = ([math.radians(part) for part in point] for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def _rounded(point: Point) -> list[float]:
    return [round(point[0], 3), round(point[1], 3)]
