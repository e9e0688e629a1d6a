"""Which clusters are most alike by chosen indicators, and how far apart they are.

Each indicator is put on a common footing by the spread of all clusters that have a figure for it; the distance of two
clusters is the root mean square of their differences over the indicators that both have, in standard deviations.
Quantities are compared by their logarithm: twice as many is one step, whether from 10 to 20 or from 1,000 to 2,000.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import pstdev
from typing import Final

from geo.analysis.errors import NothingInCommonError
from geo.analysis.indicators import is_extensive
from geo.model import Figure

LEAST_CLUSTERS: Final = 3  # with fewer, the spread of an indicator is the difference itself
_LOGARITHMIC: Final = ("km2", "per 100 km2")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A cluster and its distance.

    Attributes
    ----------
    distance : root mean square difference over `shared`, in standard deviations; 0 = alike.
    shared : indicators both clusters have.
    lacking : chosen indicators that could not be used for this pair.
    """

    subject_id: str
    distance: float
    shared: tuple[str, ...]
    lacking: tuple[str, ...]


def neighbours(
    subject: str,
    figures: Mapping[str, Mapping[str, Figure]],
    *,
    indicators: Sequence[str],
    least_shared: int = 1,
    limit: int = 5,
) -> tuple[Neighbour, ...]:
    """Return the nearest clusters, nearest first; those that share more indicators come first where distances tie.

    Parameters
    ----------
    figures : indicator_id -> cluster_id -> figure.
    indicators : the indicators to compare by.
    least_shared : clusters that share fewer indicators than this are left out.

    Raises
    ------
    NothingInCommonError
        if no other cluster shares enough of the indicators.
    """
    spreads = {key: steps for key in indicators if (steps := _steps(figures.get(key, {})))}
    others = sorted({other for steps in spreads.values() for other in steps} - {subject})
    found = []
    for other in others:
        shared = tuple(key for key in indicators if key in spreads and {subject, other} <= spreads[key].keys())
        if len(shared) < max(least_shared, 1):
            continue
        squares = [(spreads[key][subject] - spreads[key][other]) ** 2 for key in shared]
        lacking = tuple(key for key in indicators if key not in shared)
        found.append(Neighbour(other, math.sqrt(sum(squares) / len(squares)), shared, lacking))
    if not found:
        raise NothingInCommonError((subject,), tuple(indicators))
    return tuple(sorted(found, key=lambda one: (one.distance, -len(one.shared), one.subject_id))[:limit])


def _steps(figures: Mapping[str, Figure]) -> dict[str, float]:
    """Return each cluster's place on one indicator in standard deviations; {} where the indicator tells nothing."""
    units = {figure.unit for figure in figures.values()}
    if len(figures) < LEAST_CLUSTERS or len(units) != 1:
        return {}
    unit = next(iter(units))
    values = {subject: figure.middle for subject, figure in figures.items()}
    if is_extensive(unit) or unit in _LOGARITHMIC:
        values = {subject: math.log10(1 + value) for subject, value in values.items() if value >= 0}
    spread = pstdev(values.values()) if values else 0.0
    return {subject: value / spread for subject, value in values.items()} if spread else {}
