"""Overview: all that page and report look at, worked out once: series, movements, outcomes, alerts, standings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.governance.agenda import PLAN, REPORT, Entry, agenda
from geo.governance.alerts import SILENT, Alert, alerts, rules
from geo.governance.board import Standing, standings
from geo.governance.book import Pages
from geo.governance.movements import AHEAD, MET, MISSED, UNKNOWN, Movement, Outcome, movements, outcomes
from geo.governance.series import Series, all_series
from geo.model import Cluster


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of some clusters on a day.

    Attributes
    ----------
    today, since : ISO days: on which it is looked at, and from which movements are told.
    """

    today: str
    since: str
    series: tuple[Series, ...]
    movements: tuple[Movement, ...]
    outcomes: tuple[Outcome, ...]
    alerts: tuple[Alert, ...]
    standings: tuple[Standing, ...]
    agenda: tuple[Entry, ...]

    def one(self, key: str) -> Series | None:
        """Return a series by its key, the one that moved most where it is not there; None where there is none."""
        found = next((one for one in self.series if one.key == key), None)
        if found is not None or not self.series:
            return found
        return self.movements[0].series if self.movements else self.series[0]


def look(
    catalog: Catalog, pages: Pages, *, today: str, since: str, clusters: Sequence[str] = (), low: bool = False
) -> Overview:
    """Return the overview of some clusters, of all and what is beside them (hubs, the country) for none.

    Parameters
    ----------
    clusters : ids; unknown ones find nothing.
    low : whether figures of low confidence count.
    """
    every = all_series(catalog, pages.values, low=low)
    judged_all = outcomes(every, today=today)
    names = {key: one.name for key, one in catalog.every(Cluster).items()}
    labels = [(award, names[key]) for key in names if (award := pages.label_of(key)) is not None]
    countries = {key: one.country for key, one in catalog.every(Cluster).items()}
    told_all = alerts(rules(catalog), every, judged_all, today=today, labels=labels, countries=countries)
    wanted = set(clusters)
    found = tuple(one for one in every if not wanted or one.subject in wanted)
    judged = tuple(one for one in judged_all if not wanted or one.series.subject in wanted)
    told = tuple(one for one in told_all if not wanted or one.subject in wanted)
    first = f"{int(today[:4]) - 1}-12-31"
    days = agenda(catalog, pages, judged, today=today, since=first)
    return Overview(
        today,
        since,
        found,
        movements(found, since=since),
        judged,
        told,
        standings(catalog, pages, told, today=today, clusters=clusters),
        tuple(one for one in days if not wanted or not wanted.isdisjoint(one.subjects) or one.kind == REPORT),
    )


MOST: Final = 5
"""Findings that page and report open with; the others are a press away."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the page: its key below governance.finding.*, and what it is about.

    Attributes
    ----------
    view : of the page that shows it.
    count, of : how many, and of how many.
    met, missed : targets.
    movement, outcome, alert : that it tells of.
    """

    key: str
    view: str
    count: int = 0
    of: int = 0
    met: int = 0
    missed: int = 0
    movement: Movement | None = None
    outcome: Outcome | None = None
    alert: Alert | None = None
    day: str = ""


def findings(seen: Overview) -> tuple[Finding, ...]:
    """Return what an overview comes to, the gravest first: what was missed, what is due, what grew worse and better.

    Nothing is said of what has no figure.
    """
    made = [*_of_targets([one for one in seen.outcomes if one.verdict != AHEAD])]
    better = [one for one in seen.movements if one.is_good]
    worse = [one for one in seen.movements if one.is_good is False]
    if worse:
        made.append(Finding("worse", "tracking", movement=worse[0]))
    if better:
        made.append(Finding("better", "tracking", movement=better[0]))
    grave = [one for one in seen.alerts if one.rule.kind != SILENT]
    warned = {one.subject for one in grave}
    if grave:
        single = grave[0] if len(warned) == 1 else None
        made.append(
            Finding("alerts_one" if single else "alerts", "board", count=len(grave), of=len(warned), alert=single)
        )
    if len(better) + len(worse) > 1:
        made.append(Finding("balance", "tracking", count=len(better), of=len(worse)))
    ended = [one for one in seen.agenda if one.kind == PLAN and one.is_past]
    if ended:
        made.append(Finding("plans", "calendar", count=len(ended), day=ended[-1].day))
    labelled = sum(one.level != "none" for one in seen.standings)
    if labelled:
        made.append(Finding("labels", "board", count=labelled, of=len(seen.standings)))
    elif seen.standings:
        made.append(Finding("unlabelled", "board", count=len(seen.standings)))
    return tuple(made)


def _of_targets(due: Sequence[Outcome]) -> Iterator[Finding]:
    """Return what is said of the targets that have come due: the gravest, all of them, the one reached."""
    if not due:
        return
    missed, met = ([one for one in due if one.verdict == verdict] for verdict in (MISSED, MET))
    behind = [one for one in due if one.verdict == UNKNOWN and one.share is not None and one.share < 1]

    def reached(one: Outcome) -> float:
        return 1.0 if one.share is None else one.share

    if missed:
        yield Finding("missed", "targets", outcome=min(missed, key=reached))
    silent = len(due) - len(met) - len(missed)
    key = "due_silent" if silent == len(due) else "due"
    yield Finding(key, "targets", count=len(due), of=silent, met=len(met), missed=len(missed))
    if behind and not missed:
        yield Finding("behind", "targets", outcome=min(behind, key=reached))
    if met:
        yield Finding("reached", "targets", outcome=met[0])
