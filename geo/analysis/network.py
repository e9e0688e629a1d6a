"""The computing network: estimates between places, latency matrices, reach within a budget and rings around a place.

All distances are geodesic on WGS84. Every latency is either one way or a round trip, and says which. The policy's
targets (1 ms in a city, 5 ms in a region, 20 ms between hubs: network_facts nf01 to nf03) are read as one way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pyproj import Geod

from geo.analysis.errors import BorderCrossingError
from geo.analysis.gazetteer import MAINLAND, Place
from geo.analysis.latency import LatencyModels, geodesic_km

if TYPE_CHECKING:
    import pandas as pd

VERDICTS: Final = ("surely", "possibly", "not", "impossible")
"""Within a budget: even the upper edge of the band; the lower edge only; not even that; not even light could."""
TARGET_FACTS: Final = ("nf01", "nf02", "nf03")
MAX_RING_KM: Final = 3900.0  # wider rings leave the country on every side and close in on the pole
_RING_POINTS: Final = 180
_WGS84: Final = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Target:
    """One latency target of the policy, one way."""

    fact_id: str
    limit_ms: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Latency between two places in the asked direction; `meets` lists the targets, ms, its estimate is within."""

    estimate_ms: float
    low_ms: float
    high_ms: float
    floor_ms: float
    distance_km: float
    kind: str
    direction: str
    meets: tuple[float, ...]


def targets(facts: pd.DataFrame) -> tuple[Target, ...]:
    """Return the latency targets of `network_facts`, the strictest first."""
    rows = facts[facts["fact_id"].isin(TARGET_FACTS) & facts["value_low"].notna()]
    found = [Target(row["fact_id"], float(row["value_low"])) for row in rows.to_dict("records")]
    return tuple(sorted(found, key=lambda target: target.limit_ms))


def require_covered(origin: Place, target: Place) -> None:
    """Refuse pairs the models know nothing of.

    All measurements are inside the mainland. Hong Kong pairs came out 3.8 ms too low on average when they were
    tried, so a link that crosses that border, or any other, is refused rather than guessed.

    Raises
    ------
    BorderCrossingError
        unless both places are in mainland China.
    """
    if origin.territory != MAINLAND or target.territory != MAINLAND:
        raise BorderCrossingError(
            origin=f"{origin.name.zh} / {origin.name.en}",
            target=f"{target.name.zh} / {target.name.en}",
            distance_km=round(float(geodesic_km(origin.lon, origin.lat, target.lon, target.lat)), 1),
        )


def estimate(
    models: LatencyModels,
    origin: Place,
    target: Place,
    *,
    kind: str,
    direction: str,
    limits: tuple[Target, ...] = (),
) -> Estimate:
    """Estimate the latency between two places.

    Parameters
    ----------
    kind, direction : of geo.analysis.latency.KINDS and DIRECTIONS.
    limits : targets to compare with; they are one way, whatever `direction` is.

    Raises
    ------
    BorderCrossingError
        unless both places are in mainland China.
    """
    require_covered(origin, target)
    distance_km = geodesic_km(origin.lon, origin.lat, target.lon, target.lat)
    floor_ms = models.floor_ms(distance_km)
    model = models[kind]
    one_way_ms = float(model.estimate.at(floor_ms))
    return Estimate(
        estimate_ms=float(model.estimate.at(floor_ms, direction=direction)),
        low_ms=float(model.low.at(floor_ms, direction=direction)),
        high_ms=float(model.high.at(floor_ms, direction=direction)),
        floor_ms=float(models.floor_ms(distance_km, direction=direction)),
        distance_km=float(distance_km),
        kind=kind,
        direction=direction,
        meets=tuple(limit.limit_ms for limit in limits if one_way_ms <= limit.limit_ms),
    )


def matrix(
    models: LatencyModels, origins: pd.DataFrame, targets: pd.DataFrame, *, kind: str, direction: str
) -> pd.DataFrame:
    """Return the latency of every pair of an origin and a target.

    Parameters
    ----------
    origins, targets : columns `id`, `lon`, `lat` (degrees WGS84, mainland China) and `uncertainty_m`.

    Returns
    -------
    DataFrame
        One row per pair in the order of the inputs: `origin_id`, `target_id`, `distance_km`, `floor_ms`, `low_ms`,
        `estimate_ms`, `high_ms`, and `position_ms`: what the uncertainty of both points adds or takes, since a demand
        region is an area and is stood for by one point.
    """
    import pandas as pd

    pairs = origins.merge(targets, how="cross", suffixes=("_from", "_to"))
    distance_km = geodesic_km(pairs["lon_from"], pairs["lat_from"], pairs["lon_to"], pairs["lat_to"])
    floor_ms = models.floor_ms(distance_km)
    model = models[kind]
    spread_km = (pairs["uncertainty_m_from"] + pairs["uncertainty_m_to"]).to_numpy(dtype=float) / 1000.0
    return pd.DataFrame(
        {
            "origin_id": pairs["id_from"].to_numpy(),
            "target_id": pairs["id_to"].to_numpy(),
            "distance_km": distance_km,
            "floor_ms": models.floor_ms(distance_km, direction=direction),
            "low_ms": model.low.at(floor_ms, direction=direction),
            "estimate_ms": model.estimate.at(floor_ms, direction=direction),
            "high_ms": model.high.at(floor_ms, direction=direction),
            "position_ms": model.estimate.factor * models.floor_ms(spread_km, direction=direction),
        }
    )


def verdicts(pairs: pd.DataFrame, budget_ms: float) -> pd.Series[str]:
    """Return for each row of a matrix which of VERDICTS holds within a budget in the same direction."""
    import pandas as pd

    chosen = np.select(
        [pairs["floor_ms"] > budget_ms, pairs["high_ms"] <= budget_ms, pairs["low_ms"] <= budget_ms],
        ["impossible", "surely", "possibly"],
        default="not",
    )
    return pd.Series(chosen, index=pairs.index, name="verdict")


@dataclass(frozen=True, slots=True)
class Ring:
    """A geodesic circle; `radius_km` is 0 where the budget is too small for any distance.

    Attributes
    ----------
    edge : `sure` (upper edge of the band), `estimate`, `possible` (lower edge) or `floor` (light itself).
    points : latitude and longitude in degrees, longitudes running on past 180; empty where there is nothing to draw.
    """

    edge: str
    radius_km: float
    points: tuple[tuple[float, float], ...]


def rings(
    models: LatencyModels, lon: float, lat: float, *, budget_ms: float, kind: str, direction: str
) -> tuple[Ring, ...]:
    """Return the rings around a point within which a budget is surely, probably and possibly met, and light's own.

    Each is the true circle on the ellipsoid at the distance where the model's line reaches the budget. Rings of more
    than MAX_RING_KM have no points: they would hold the whole mainland.
    """
    model = models[kind]
    floors_ms = {
        "sure": model.high.floor_at(budget_ms, direction=direction),
        "estimate": model.estimate.floor_at(budget_ms, direction=direction),
        "possible": model.low.floor_at(budget_ms, direction=direction),
        "floor": budget_ms / float(models.floor_ms(1.0, direction=direction)) * models.ms_per_km,
    }
    return tuple(_ring(edge, lon, lat, floor_ms / models.ms_per_km) for edge, floor_ms in floors_ms.items())


def _ring(edge: str, lon: float, lat: float, radius_km: float) -> Ring:
    radius_km = max(radius_km, 0.0)
    if not 0.0 < radius_km <= MAX_RING_KM:
        return Ring(edge, radius_km, ())
    azimuths = np.linspace(0.0, 360.0, _RING_POINTS + 1)
    around: Any = _WGS84.fwd(
        np.full_like(azimuths, lon), np.full_like(azimuths, lat), azimuths, np.full_like(azimuths, radius_km * 1000.0)
    )
    lons = np.unwrap(around[0], period=360.0)
    points = [(round(float(y), 4), round(float(x), 4)) for x, y in zip(lons, around[1], strict=True)]
    return Ring(edge, radius_km, tuple(points))
