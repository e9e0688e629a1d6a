"""Bundles of a platform's links: one line to each part of the world, as thick as what it holds, that forks there.

A hundred lines from one place are a fan that says nothing. The map on the screen gathers them likewise, by country:
geo.maps.bundles.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

NEAR_M: Final = 2_800_000.0  # places this near to the one with most links of a part of the world belong to it
BEND: Final = 0.12  # of a line's length, how far it is bent to the right of its direction
_STEPS: Final = 12

Point = tuple[float, float]
Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What leads from the headquarters to one part of the world.

    Attributes
    ----------
    trunk : curve from the headquarters to where it forks.
    branches : from the fork to each place, a straight line each.
    n : links it holds.
    """

    trunk: Line
    branches: tuple[Line, ...]
    n: int


def thickness(n: int) -> float:
    """Return how thick a bundle of `n` links is drawn, points: it grows by 0.6 each time they double.

    Examples
    --------
    >>> thickness(1), thickness(16)
    (0.75, 3.15)
    """
    return round(0.75 + 0.6 * math.log2(n), 2)


def bent(start: Point, end: Point) -> Line:
    """Return a curve that is bent to the right of its direction."""
    (ax, ay), (bx, by) = start, end
    cx, cy = (ax + bx) / 2 + (ay - by) * BEND, (ay + by) / 2 + (bx - ax) * BEND
    shares = [step / _STEPS for step in range(_STEPS + 1)]
    return tuple(
        ((1 - s) ** 2 * ax + 2 * s * (1 - s) * cx + s**2 * bx, (1 - s) ** 2 * ay + 2 * s * (1 - s) * cy + s**2 * by)
        for s in shares
    )


def bundled(links: Sequence[Line]) -> tuple[tuple[Bundle, ...], tuple[Line, ...]]:
    """Gather the links of the place that most of them touch; returns the bundles and the links between other places.

    Parameters
    ----------
    links : from their first to their last point, metres on a plane.

    Examples
    --------
    >>> home, near, far, south = (0.0, 0.0), (1e7, 0.0), (1.1e7, 0.0), (0.0, -9e6)
    >>> bundles, rest = bundled([(home, near), (home, far), (home, south), (near, far)])
    >>> [(one.n, one.trunk[-1]) for one in bundles], rest
    ([(1, (0.0, -9000000.0)), (2, (10500000.0, 0.0))], (((10000000.0, 0.0), (11000000.0, 0.0)),))
    """
    ends = Counter(end for link in links for end in (link[0], link[-1]))
    if not ends:
        return (), ()
    home = max(ends, key=lambda end: (ends[end], end))
    counted = Counter(link[-1] if link[0] == home else link[0] for link in links if home in (link[0], link[-1]))
    rest = tuple(link for link in links if home not in (link[0], link[-1]))
    parts: list[list[Point]] = []
    for place in sorted(counted, key=lambda one: (-counted[one], one)):
        near = next((part for part in parts if math.dist(part[0], place) <= NEAR_M), None)
        if near is None:
            parts.append([place])
        else:
            near.append(place)
    bundles = []
    for part in parts:
        n = sum(counted[place] for place in part)
        fork = (
            sum(x * counted[x, y] for x, y in part) / n,
            sum(y * counted[x, y] for x, y in part) / n,
        )
        branches = tuple((fork, place) for place in part if place != fork)
        bundles.append(Bundle(bent(home, fork), branches, n))
    return tuple(bundles), rest
