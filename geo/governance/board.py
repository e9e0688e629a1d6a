"""Board: clusters by label and model, what each would need to move up, and who is to be visited next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.analysis.rating.labels import GOLD_SHARE, GROUPS, IMPROVED_GROUPS, Assessment, Criterion, Label, label
from geo.catalog import Catalog
from geo.governance.alerts import SILENT, Alert
from geo.governance.book import Pages
from geo.governance.register import VISIT, Award
from geo.model import Cluster, Text

ORDER: Final = ("gold", "silver", "bronze", "none")
EXPIRED, DUE, WARNED, UNASSESSED, HELD = "expired", "due", "warned", "unassessed", "held"
DUE_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class NamedCriterion:
    """A criterion of the labels with the words people read."""

    criterion: Criterion
    name: Text
    asks: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a cluster stands.

    Attributes
    ----------
    level : label in force, "none" without one.
    until : its last day, "" without one.
    next_level : the label above it, "" for gold.
    missing_points : to the share gold asks for; None while criteria are open.
    open_criteria : not assessed yet.
    improve_groups : how many more groups must be better than last time for silver.
    alerts : early warnings about it.
    visit : why somebody should go there: of EXPIRED, DUE, WARNED, UNASSESSED, HELD, the most urgent.
    visited_on : last visit written down, "" for none.
    """

    cluster: Cluster
    level: str
    until: str
    next_level: str
    missing_points: float | None
    open_criteria: tuple[str, ...]
    improve_groups: int
    alerts: tuple[Alert, ...]
    visit: str
    visited_on: str


@lru_cache(maxsize=2)
def criteria(catalog: Catalog) -> tuple[NamedCriterion, ...]:
    """Return the criteria of the table `label_criteria`, which an institution edits."""
    return tuple(
        NamedCriterion(
            Criterion(str(row["criterion_id"]), str(row["group"]), float(row["most"])),
            Text.of(row, "name"),
            Text.of(row, "asks"),
        )
        for row in catalog.table("label_criteria").to_dict("records")
    )


def earned(catalog: Catalog, points: Mapping[str, float], on: str, before: Award | None) -> Label:
    """Return the label that an assessment earns; see geo.analysis.rating.labels."""
    asked = tuple(one.criterion for one in criteria(catalog))
    earlier = None if before is None else Assessment(dt.date.fromisoformat(before.awarded_on), {**before.points})
    return label(asked, Assessment(dt.date.fromisoformat(on), points), before=earlier)


def standings(
    catalog: Catalog, pages: Pages, alerts: Sequence[Alert], *, today: str, clusters: Iterable[str] = ()
) -> tuple[Standing, ...]:
    """Return where every cluster stands, those to be visited first in front.

    Parameters
    ----------
    clusters : ids to be shown; all without them.
    """
    wanted = set(clusters)
    made = [
        _standing(catalog, pages, one, [alert for alert in alerts if alert.subject == one.cluster_id], today)
        for one in catalog.every(Cluster).values()
        if not wanted or one.cluster_id in wanted
    ]
    urgency = (EXPIRED, DUE, WARNED, UNASSESSED, HELD)
    return tuple(
        sorted(
            made,
            key=lambda one: (
                urgency.index(one.visit),
                one.until or "9",
                -sum(alert.rule.kind != SILENT for alert in one.alerts),
                -len(one.alerts),
                one.visited_on,
                one.cluster.cluster_id,
            ),
        )
    )


def _standing(catalog: Catalog, pages: Pages, cluster: Cluster, alerts: list[Alert], today: str) -> Standing:
    award = pages.label_of(cluster.cluster_id)
    level = "none" if award is None or (award.until and award.until < today) else award.level
    visits = [one for one in pages.notes if one.cluster == cluster.cluster_id and one.kind == VISIT]
    points = {} if award is None else award.points
    asked = [one.criterion for one in criteria(catalog)]
    open_ones = tuple(one.criterion_id for one in asked if one.criterion_id not in points)
    short = None
    if not open_ones and asked:
        reached = sum(min(points[one.criterion_id], one.most) for one in asked)
        short = max(0.0, GOLD_SHARE * sum(one.most for one in asked) - reached)
    until = "" if award is None else award.until
    if award is not None and until and until < today:
        visit = EXPIRED
    elif until and (dt.date.fromisoformat(until) - dt.date.fromisoformat(today)).days <= DUE_DAYS:
        visit = DUE
    elif any(one.rule.kind != SILENT for one in alerts):
        visit = WARNED
    else:
        visit = UNASSESSED if award is None else HELD
    above = ORDER[max(ORDER.index(level) - 1, 0)]
    return Standing(
        cluster,
        level,
        until,
        "" if level == "gold" else above,
        short,
        open_ones,
        min(IMPROVED_GROUPS, len(GROUPS)),
        tuple(alerts),
        visit,
        visits[0].signed.at[:10] if visits and visits[0].signed else "",
    )
