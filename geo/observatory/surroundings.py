"""Surroundings of a region: the clusters of the catalogue that lie in it, their organisations and policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.model import Cluster, Organisation
from geo.model.text import Text
from geo.observatory.profile import clusters_of

MOST: Final = 12
_FIRST_ROLES: Final = ("lead", "core")


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy: its name, issuer and years (None = not over, or not stated)."""

    name: Text
    issuer: Text
    year_start: int | None
    year_end: int | None
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the catalogue has of a region.

    Attributes
    ----------
    clusters : that lie in it; their boundaries are not the region's.
    organisations : the first MOST, leading ones first; `count` is how many there are.
    policies : that apply to these clusters, oldest first.
    """

    clusters: tuple[Cluster, ...]
    organisations: tuple[Organisation, ...]
    count: int
    policies: tuple[PolicyLine, ...]


def surroundings(catalog: Catalog, region_id: str) -> Surroundings | None:
    """Return what the catalogue has of a region, None where no cluster lies in it."""
    ids = frozenset(clusters_of(region_id))
    if not ids:
        return None
    clusters = tuple(one for key, one in catalog.every(Cluster).items() if key in ids)
    members = [one for one in catalog.every(Organisation).values() if one.cluster_id in ids]
    members.sort(key=lambda one: (one.role not in _FIRST_ROLES, one.founded_year or 9999, one.organisation_id))
    table = catalog.table("policies")
    policies = [
        PolicyLine(
            Text.of(row, "name"),
            Text.of(row, "issuer"),
            _year(row["year_start"]),
            _year(row["year_end"]),
            split_values(row["source_ids"]),
        )
        for row in table.to_dict("records")
        if ids & set(split_values(row["applies_to"]))
    ]
    policies.sort(key=lambda one: one.year_start or 9999)  # those without a year last
    return Surroundings(clusters, tuple(members[:MOST]), len(members), tuple(policies))


def _year(value: object) -> int | None:
    text = str(value)
    return int(float(text)) if text.replace(".", "", 1).isdigit() else None
