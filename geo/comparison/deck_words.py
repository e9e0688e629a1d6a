"""Headlines of a comparison: what each view of it says in one line, said from its own figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from geo.analysis.core import coverage
from geo.comparison.advice import Advice
from geo.comparison.finding_words import Spoken
from geo.comparison.gather import Comparison, Subject
from geo.language import Translator, number

_CONTRASTS: Final = ("contrast", "rank", "share")
_LEAST: Final = 2  # contrasts from which it can be said who leads
_PAIR: Final = 2


def headlines(
    comparison: Comparison, findings: Sequence[Spoken], advices: Sequence[Advice], t: Translator
) -> dict[str, str]:
    """Return a headline for every view that shows the comparison, in the order they are told."""
    names = t("compare.doc.and").join(short_name(subject, t) for subject in comparison.subjects)
    in_full = t("compare.doc.and").join(comparison.names(t.language).values())
    policies = sum(len(one.policies) for one in advices)
    lessons = sum(len(one.lessons) for one in advices)
    return {
        "title": t("compare.story.caption.title", names=in_full),
        "maps": _extent(comparison, t) or _forms(comparison, t) or t("compare.story.caption.maps"),
        "table": _gaps(comparison, t),
        "chart": next((one.short for one in findings if one.pair), "") or t("compare.story.caption.chart"),
        "differences": _lead(comparison, t) or _message(findings, names, t),
        "timeline": _starts(comparison, t) or t("compare.story.caption.timeline"),
        "lessons": _lesson(comparison, advices, t) or t("deck.advice.title", lessons=lessons, policies=policies),
    }


def short_name(subject: Subject, t: Translator) -> str:
    """Return a cluster's short name."""
    return (subject.cluster.short or subject.name).localised(t.language)


def case_headline(subject: Subject, t: Translator) -> str:
    """Return what a cluster is about: its name and why it has its model."""
    reason = subject.cluster.model_reason.localised(t.language).rstrip("。.")
    name = short_name(subject, t)
    return t("deck.case.title", name=name, reason=reason) if reason else subject.name.localised(t.language)


def leaders(comparison: Comparison) -> tuple[tuple[str, ...], int, int]:
    """Return which clusters lead in most contrasts, in how many each, and of how many.

    Only rows with a direction of merit count; () with fewer than two such contrasts.
    """
    judged = {row.core_id for row in comparison.core.rows if row.direction != "neutral"}
    led = [one.subjects[0] for one in comparison.findings if one.kind in _CONTRASTS and one.core_id in judged]
    if len(led) < _LEAST:
        return (), 0, len(led)
    times = Counter(led)
    most = max(times.values())
    return tuple(case for case in dict.fromkeys(led) if times[case] == most), most, len(led)


def _lead(comparison: Comparison, t: Translator) -> str:
    """Say who leads, or which two do alike; "" where nobody does."""
    cases, times, contrasts = leaders(comparison)
    names = [_named(comparison, case, t) for case in cases]
    if len(names) == 1:
        key = "deck.summary.lead_all" if times == contrasts else "deck.summary.lead"
        return t(key, name=names[0], times=times, contrasts=contrasts)
    if len(names) == _PAIR:
        return t("deck.summary.lead_two", first=names[0], second=names[1], times=times, contrasts=contrasts)
    return ""


def _message(findings: Sequence[Spoken], names: str, t: Translator) -> str:
    """Say the first two findings where nobody leads, or that none sets the clusters side by side."""
    told = [one for one in findings if one.pair]
    if not any(one.is_contrast for one in told):
        return t("deck.summary.apart", names=names)
    if len(told) < _PAIR:
        return t("deck.summary.one", finding=told[0].short, pair=told[0].pair)
    return t("deck.summary.two", first=told[0].short, second=told[1].short)


def _gaps(comparison: Comparison, t: Translator) -> str:
    """Say how full the core table is and whose figures it lacks most."""
    held = coverage(comparison.core)
    filled = held.cells - held.missing
    if not held.missing:
        return t("deck.table.full", cells=held.cells)
    worst = max(comparison.subjects, key=lambda one: held.by_case.get(one.cluster_id, 0))
    lacking = held.by_case.get(worst.cluster_id, 0)
    return t("deck.table.title", cells=held.cells, filled=filled, name=short_name(worst, t), missing=lacking)


def _lesson(comparison: Comparison, advices: Sequence[Advice], t: Translator) -> str:
    """Say the first lesson of the cluster that leads, else of the first with lessons; "" where there is none."""
    taught = [one for one in advices if one.lessons]
    if not taught:
        return ""
    leading = leaders(comparison)[0]
    one = next((one for case in leading for one in taught if one.case_id == case), taught[0])
    return t("deck.advice.first", name=one.name, lesson=one.lessons[0].rstrip("。."))


def _named(comparison: Comparison, case: str, t: Translator) -> str:
    return next(short_name(one, t) for one in comparison.subjects if one.cluster_id == case)


def _extent(comparison: Comparison, t: Translator) -> str:
    """Say how far apart the published areas are; "" where fewer than two of one scope are known."""
    cells = [
        (cell.figure.middle, subject)
        for subject in comparison.subjects
        if (cell := comparison.core.cell("area", subject.cluster_id))
        and cell.scope == "same"
        and cell.figure.middle > 0
    ]
    if len(cells) < 2:
        return ""
    (least, small), (most, large) = (end(cells, key=lambda one: one[0]) for end in (min, max))
    times = number(most / least, t.language, digits=0 if most / least >= 10 else 1)
    return t("deck.maps.area", first=short_name(large, t), second=short_name(small, t), times=times)


def _forms(comparison: Comparison, t: Translator) -> str:
    """Say which clusters are areas and which a network without a boundary; "" where all are of one form."""
    networks = [short_name(one, t) for one in comparison.subjects if one.is_platform]
    areas = [short_name(one, t) for one in comparison.subjects if not one.is_platform]
    if not networks or not areas:
        return ""
    return t("deck.maps.forms", networks=t("compare.doc.and").join(networks), areas=t("compare.doc.and").join(areas))


def _starts(comparison: Comparison, t: Translator) -> str:
    """Say how far apart the starts are; "" where fewer than two years are known."""
    started = [(subject.cluster.start_year, subject) for subject in comparison.subjects if subject.cluster.start_year]
    if len(started) < 2:
        return ""
    (first_year, first), (last_year, last) = (end(started, key=lambda one: one[0] or 0) for end in (min, max))
    return t(
        "deck.timeline.title",
        years=(last_year or 0) - (first_year or 0),
        first=short_name(first, t),
        first_year=str(first_year),
        last=short_name(last, t),
        last_year=str(last_year),
    )
