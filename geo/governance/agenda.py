"""Agenda: what is due when: labels to be renewed, targets, plans that end, reports on their cycle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.governance.book import Pages
from geo.governance.movements import AHEAD, UNKNOWN, Outcome
from geo.governance.series import last_day
from geo.model import Cluster, Text

RENEWAL, TARGET, PLAN, REPORT = "renewal", "target", "plan", "report"
KINDS: Final = (RENEWAL, TARGET, PLAN, REPORT)
REPORT_YEARS: Final = 2  # the cycle of the panorama the article takes as its model


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of the agenda.

    Attributes
    ----------
    day : ISO date.
    kind : of KINDS.
    subjects : ids of the clusters it is about; none for what is of no cluster the catalogue has.
    name : of the cluster, the plan or the target.
    is_past : whether the day has gone by.
    """

    day: str
    kind: str
    subjects: tuple[str, ...]
    name: Text
    is_past: bool
    source_ids: tuple[str, ...] = ()


def agenda(catalog: Catalog, pages: Pages, judged: Iterable[Outcome], *, today: str, since: str) -> tuple[Entry, ...]:
    """Return what is due from `since` on, in the order of the days.

    The end of a plan is that of its last year; one that names no cluster is about those of its country. A report is
    due two years after the last edition was saved.
    """
    clusters = catalog.every(Cluster)
    made = [
        Entry(award.until, RENEWAL, (one,), clusters[one].name, award.until < today)
        for one in clusters
        if (award := pages.label_of(one)) is not None and award.until
    ]
    for judgement in judged:
        if judgement.verdict in (UNKNOWN, AHEAD):
            day = last_day(judgement.target.due)
            name = judgement.target.name or judgement.series.measure_name
            whole = Text(f"{judgement.series.name.zh}：{name.zh}", f"{judgement.series.name.en}: {name.en}")
            made.append(
                Entry(day, TARGET, (judgement.series.subject,), whole, day < today, judgement.target.source_ids)
            )
    at_home: dict[str, tuple[str, ...]] = {}
    for key, one_cluster in clusters.items():
        at_home[one_cluster.country] = (*at_home.get(one_cluster.country, ()), key)
    for row in catalog.table("policies").to_dict("records"):
        end = row["year_end"]
        if not isinstance(end, int):  # a plan without an end
            continue
        day = f"{int(end)}-12-31"
        named = tuple(one for one in split_values(str(row["applies_to"])) if one in clusters)
        made.append(
            Entry(
                day, PLAN, named or at_home.get(str(row["country"]), ()), Text.of(row, "name"), day < today,
                split_values(str(row["source_ids"])),
            )
        )  # fmt: skip
    if pages.editions and (signed := pages.editions[0].signed) is not None:
        day = f"{int(signed.at[:4]) + REPORT_YEARS}{signed.at[4:10]}"
        made.append(Entry(day, REPORT, (), Text(), day < today))
    return tuple(sorted((one for one in made if one.day >= since), key=lambda one: (one.day, one.kind, one.name.en)))
