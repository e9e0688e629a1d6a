"""Advice: what a comparison recommends, drawn from the lessons of its cases and the policies behind them.

Nothing is invented: a recommendation is a lesson of a case study; beside it stand the policies of that cluster whose
words are nearest to its lessons, each with its sources. Policies of low confidence are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.comparison.gather import Comparison, Subject
from geo.language import Translator
from geo.model import CONFIDENCES, DEFAULT_CONFIDENCES, Text

POLICIES: Final = 2  # of each cluster at most


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy in words."""

    policy_id: str
    name: str
    year: str
    summary: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What one case recommends.

    Attributes
    ----------
    lessons : of its case study; () for a cluster without one.
    policies : at most POLICIES, the nearest to the lessons first.
    source_ids : of the case study.
    """

    case_id: str
    name: str
    lessons: tuple[str, ...]
    policies: tuple[Policy, ...]
    source_ids: tuple[str, ...]


def advice(comparison: Comparison, catalog: Catalog, t: Translator) -> tuple[Advice, ...]:
    """Return the advice of every compared cluster that has lessons or policies, in their order."""
    rows = catalog.table("policies").to_dict("records")
    found = (_advice(subject, rows, comparison.state.year, t) for subject in comparison.subjects)
    return tuple(one for one in found if one.lessons or one.policies)


def _advice(subject: Subject, rows: Sequence[dict[Any, Any]], year: int | None, t: Translator) -> Advice:
    own = [row for row in rows if subject.cluster_id in split_values(row["applies_to"] or "") and _counts(row, year)]
    said = "".join(lesson.zh for lesson in subject.lessons)
    own.sort(key=lambda row: (len(split_values(row["applies_to"])) > 1, *_rank(row, said)))
    return Advice(
        case_id=subject.cluster_id,
        name=(subject.cluster.short or subject.name).localised(t.language),
        lessons=tuple(lesson.localised(t.language) for lesson in subject.lessons),
        policies=tuple(_policy(row, t) for row in own[:POLICIES]),
        source_ids=tuple(split_values(subject.case.source_ids)) if subject.case else (),
    )


def _counts(row: dict[Any, Any], year: int | None) -> bool:
    started = row["year_start"]
    return row["confidence"] in DEFAULT_CONFIDENCES and (year is None or not started or int(started) <= year)


def _rank(row: dict[Any, Any], said: str) -> tuple[int, int, str]:
    """Return what orders a cluster's policies: how many pairs of signs they share with its lessons, then trust."""
    shared = _pairs([said]) & _pairs([row["name_zh"], row["summary_zh"]])
    return -len(shared), CONFIDENCES.index(row["confidence"]), str(row["policy_id"])


def _pairs(texts: Iterable[str]) -> set[str]:
    return {text[at : at + 2] for text in texts for at in range(len(text) - 1)}


def _policy(row: dict[Any, Any], t: Translator) -> Policy:
    started = row["year_start"]
    return Policy(
        policy_id=str(row["policy_id"]),
        name=Text.of(row, "name").localised(t.language),
        year=str(int(started)) if started else "",
        summary=Text.of(row, "summary").localised(t.language),
        source_ids=tuple(split_values(row["source_ids"])),
    )
