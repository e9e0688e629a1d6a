"""Headlines: the three findings the home page opens with, each between clusters of one group, and what shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.comparison.core import core_of, subject_kinds
from geo.comparison.findings import Finding, findings

HEADLINES: Final = 3
GROUPS: Final = (
    ("tsukuba", "silicon_valley", "ruhr"),
    ("shenzhen", "hangzhou", "beijing_zhongguancun", "sh_zhangjiang"),
    ("shenzhen", "beijing_zhongguancun", "silicon_valley", "bengaluru"),
)
"""Clusters asked about together: the regional main cases, the best-covered Chinese clusters, China and abroad."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One finding, and the clusters whose comparison shows it."""

    finding: Finding
    cases: tuple[str, ...]


def headlines(catalog: Catalog) -> tuple[Headline, ...]:
    """Return the most telling finding of each group, no row twice where another is to be had.

    A catalogue without a group's clusters, or without figures of them, gives fewer.
    """
    known = subject_kinds(catalog)
    made: list[Headline] = []
    for group in GROUPS:
        cases = tuple(case for case in group if case in known)
        if len(cases) < 2:
            continue
        found = [one for one in findings(core_of(catalog, cases)) if one.values]
        used = {one.finding.core_id for one in made}
        fresh = [one for one in found if one.core_id not in used] or found
        if fresh:
            subjects = fresh[0].subjects if len(fresh[0].subjects) > 1 else cases[:2]
            made.append(Headline(fresh[0], subjects))
    return tuple(made[:HEADLINES])
