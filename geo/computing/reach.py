"""Reach of a place: which clusters a latency budget surely, possibly or never reaches, and the rings to draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.analysis.gazetteer import MAINLAND, Place, resolve
from geo.analysis.network import Ring, matrix, require_covered, rings, verdicts
from geo.computing.network import Network
from geo.computing.state import PageState

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What a budget reaches from a place.

    Attributes
    ----------
    rows : one per cluster, the nearest first: columns of geo.analysis.network.matrix with `id` for the cluster, and
        `verdict`.
    below_floor : True if not even light could reach the nearest cluster within the budget.
    """

    origin: Place
    rows: pd.DataFrame
    rings: tuple[Ring, ...]
    below_floor: bool


def reach(network: Network, state: PageState, *, territory_at: Callable[[float, float], str]) -> Reach:
    """Work out the reach of the state's origin within its budget.

    Raises
    ------
    UnknownPlaceError
        for an origin the catalogue does not hold.
    BorderCrossingError
        for one outside mainland China.
    """
    origin = resolve(network.known, state.origin, territory_at=territory_at)
    require_covered(origin, next(place for place in network.known if place.territory == MAINLAND))
    pairs = matrix(
        network.models,
        places_frame((origin,)),
        places_frame(network.sites),
        kind=state.network,
        direction=state.direction,
    )
    rows = pairs.assign(verdict=verdicts(pairs, state.budget_ms)).rename(columns={"target_id": "id"})
    return Reach(
        origin=origin,
        rows=rows.sort_values("estimate_ms", ignore_index=True),
        rings=rings(
            network.models,
            origin.lon,
            origin.lat,
            budget_ms=state.budget_ms,
            kind=state.network,
            direction=state.direction,
        ),
        below_floor=bool((rows["floor_ms"] > state.budget_ms).all()),
    )


def places_frame(places: tuple[object, ...]) -> pd.DataFrame:
    """Return places or clusters as the frame `geo.analysis.network.matrix` takes."""
    import pandas as pd

    columns = ("id", "lon", "lat", "uncertainty_m")
    return pd.DataFrame({column: [getattr(place, column) for place in places] for column in columns})


def region_matrix(network: Network, *, kind: str, direction: str) -> pd.DataFrame:
    """Return the latency of every demand region to every cluster."""
    return matrix(
        network.models, places_frame(network.regions), places_frame(network.sites), kind=kind, direction=direction
    )
