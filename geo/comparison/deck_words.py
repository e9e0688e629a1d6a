"""Headlines of a comparison: what each view of it says in one line, said from its own figures."""

from __future__ import annotations

from collections.abc import Sequence

from geo.analysis.core import coverage
from geo.comparison.advice import Advice
from geo.comparison.finding_words import Spoken
from geo.comparison.gather import Comparison, Subject
from geo.language import Translator, number


def headlines(
    comparison: Comparison, findings: Sequence[Spoken], advices: Sequence[Advice], t: Translator
) -> dict[str, str]:
    """Return a headline for every view that shows the comparison, in the order they are told."""
    names = t("compare.doc.and").join(short_name(subject, t) for subject in comparison.subjects)
    in_full = t("compare.doc.and").join(comparison.names(t.language).values())
    held = coverage(comparison.core)
    policies = sum(len(one.policies) for one in advices)
    lessons = sum(len(one.lessons) for one in advices)
    return {
        "title": t("compare.story.caption.title", names=in_full),
        "maps": _extent(comparison, t) or t("compare.story.caption.maps"),
        "table": t("deck.table.title", cells=held.cells, filled=held.cells - held.missing),
        "chart": next((one.short for one in findings if one.pair), "") or t("compare.story.caption.chart"),
        "differences": t("deck.summary.title", names=names),
        "timeline": _starts(comparison, t) or t("compare.story.caption.timeline"),
        "lessons": t("deck.advice.title", lessons=lessons, policies=policies),
    }


def short_name(subject: Subject, t: Translator) -> str:
    """Return a cluster's short name."""
    return (subject.cluster.short or subject.name).localised(t.language)


def case_headline(subject: Subject, t: Translator) -> str:
    """Return what a cluster is about: its name and why it has its model."""
    reason = subject.cluster.model_reason.localised(t.language).rstrip("。.")
    name = short_name(subject, t)
    return t("deck.case.title", name=name, reason=reason) if reason else subject.name.localised(t.language)


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
