"""Relations: which classes go together by the statistics, and which organisations are tied already."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.analysis.rating.relatedness import relatedness
from geo.catalog import Catalog
from geo.model import Tie
from geo.partners.classes import CORE
from geo.statistics.grouping import gathered
from geo.statistics.panel import panel

DATASET: Final = "us_cbp_2019"
"""County Business Patterns of 933 areas: the only set at hand fine enough to relate the classes by."""
_SCHEME: Final = "naics2017"


@dataclass(frozen=True, slots=True)
class Relations:
    """What is known of pairs.

    Attributes
    ----------
    grades : (class, class) in alphabetical order -> strong or near; other pairs are weak or unknown.
    correlations : the same pairs and all other known ones -> correlation of jobs over the areas.
    ties : two organisation ids in alphabetical order -> relation, a key of the platform's network.
    """

    grades: Mapping[tuple[str, str], str]
    correlations: Mapping[tuple[str, str], float]
    ties: Mapping[tuple[str, str], str]

    def tie(self, first: str, second: str) -> str:
        """Return what ties two organisations, "" for nothing that is known."""
        return self.ties.get(ordered(first, second), "")

    def grade(self, first: str, second: str) -> str:
        """Return how two different classes are related: strong, near, or "" for weakly or not known."""
        return self.grades.get(ordered(first, second), "")


def ordered(first: str, second: str) -> tuple[str, str]:
    """Return a pair in alphabetical order."""
    return (first, second) if first <= second else (second, first)


@lru_cache(maxsize=2)
def relations(catalog: Catalog) -> Relations:
    """Return the relations of a version of the data; ties of low confidence are left out."""
    found = panel(catalog, DATASET)
    table = catalog.table("digital_industries")
    rows = table[table["scheme"] == _SCHEME]
    of = {str(code): str(group) for code, group in zip(rows["code"], rows["digital_group"], strict=True)}
    groups = gathered(found, {code: group for code, group in of.items() if group in CORE})
    cells = groups.cells(groups.periods[-1])
    related = relatedness(cells)
    grades: dict[tuple[str, str], str] = {}
    correlations: dict[tuple[str, str], float] = {}
    for a, first in enumerate(cells.industries):
        for b, second in enumerate(cells.industries):
            value = float(related.correlation[a, b])
            if a < b and not math.isnan(value):
                correlations[ordered(first, second)] = round(value, 4)
                grade = related.grade(a, b)
                if grade != "weak":
                    grades[ordered(first, second)] = grade
    ties = {
        ordered(tie.from_id, tie.to_id): tie.relation for tie in catalog.every(Tie).values() if tie.confidence != "low"
    }
    return Relations(grades, correlations, ties)
