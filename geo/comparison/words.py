"""A comparison in words, as every export writes it: cells, remarks, sources and credits in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo import __version__
from geo.analysis.core import REGION
from geo.analysis.indicators import SAMPLE, Caveat, Line, common_lines
from geo.catalog import Catalog
from geo.catalog.credits import CREDITS, licence_words
from geo.catalog.things import split_values
from geo.comparison.advice import Advice, advice
from geo.comparison.core_charts import CoreChart, core_charts, finding_chart
from geo.comparison.core_words import CoreLine, core_lines
from geo.comparison.deck_words import case_headline, headlines, short_name
from geo.comparison.finding_words import Spoken, spoken
from geo.comparison.gather import Comparison, Subject
from geo.comparison.story import Step, Story
from geo.comparison.values import short_text, value_text
from geo.language import Translator, country_name, translator
from geo.model import DEFAULT_CONFIDENCES, Event, Figure, Indicator
from geo.publication.cases import PublishedCase, owner_words

_SHADES: Final = (0.0, -0.4, 0.5, -0.65)  # towards black or white, of the clusters that share a model
CONTROL_SIGNS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML cannot hold them


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in the table.

    Attributes
    ----------
    text : value with unit, or why there is none.
    detail : year, scope and confidence; "" where there is nothing to add.
    claim : what the source article claims, as a sentence; "" without one.
    sources : numbers in the list of sources.
    """

    text: str
    detail: str
    claim: str
    sources: tuple[int, ...]
    is_missing: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table, with the remarks a reader needs to compare its figures."""

    line: Line
    theme: str
    name: str
    cells: tuple[Cell, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseText:
    """What is said of one cluster.

    Attributes
    ----------
    colour : of its model.
    series : in charts: the same, in another shade where an earlier cluster has that model too.
    """

    cluster_id: str
    name: str
    colour: str
    series: str
    model: str
    country: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    lessons: tuple[str, ...]
    headline: str = ""
    short: str = ""
    start_year: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the list of sources; `is_weak` where another that stands for the same thing is named instead."""

    number: int
    source_id: str
    title: str
    publisher: str
    date: str
    url: str
    licence: str
    is_weak: bool = False

    @property
    def text(self) -> str:
        """Return it as one line."""
        return ". ".join(part for part in (self.title, self.publisher, self.date, self.url) if part)


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a comparison says, in one language.

    Attributes
    ----------
    common : lines that can be charted; never counts of the sample.
    radar : those of them that may be axes of a radar.
    core : the core table, figures rounded as one says them.
    charts : the core rows that can be drawn.
    drawn : the chart each finding is read from; None for one without figures.
    advice : what the cases recommend.
    headlines : what each view says, by key of geo.comparison.story.VIEWS.
    findings : what the core rows say; `differences` has the same as plain sentences.
    """

    language: str
    title: str
    subtitle: str
    caption: str
    stamp: str
    remarks: tuple[str, ...]
    cases: tuple[CaseText, ...]
    table: tuple[TableRow, ...]
    common: tuple[TableRow, ...]
    radar: tuple[TableRow, ...]
    core: tuple[CoreLine, ...]
    charts: tuple[CoreChart, ...]
    drawn: tuple[CoreChart | None, ...]
    advice: tuple[Advice, ...]
    headlines: Mapping[str, str]
    findings: tuple[Spoken, ...]
    differences: tuple[str, ...]
    events: tuple[Event, ...]
    references: tuple[Reference, ...]
    story: Story

    @property
    def t(self) -> Translator:
        """Return the translator of its language."""
        return translator(self.language)

    def references_of(self, numbers: Sequence[int]) -> str:
        """Return short references for the foot of a page."""
        chosen = [self.references[number - 1] for number in sorted(set(numbers))]
        return "; ".join(
            f"[{one.number}] {one.publisher or one.title}{f' {one.date[:4]}' if one.date else ''}" for one in chosen
        )

    def credit_lines(self, keys: Sequence[str]) -> str:
        """Return the credit lines of geometry that is drawn."""
        lines = "; ".join(CREDITS[key].localised(self.language) for key in dict.fromkeys(keys))
        return self.t("compare.doc.credits", credits=lines)


def plain(text: str) -> str:
    """Return text without the control signs that no file format can hold."""
    return CONTROL_SIGNS.sub("", text)


def document(
    comparison: Comparison, catalog: Catalog, *, language: str, caption: str = "", story: Story | None = None
) -> Document:
    """Write a comparison in one language.

    Parameters
    ----------
    caption : a line of the presenter's own, shown literally below the title.
    story : gives captions and speaker notes; the default story otherwise.
    """
    t = translator(language)
    names = comparison.names(language)
    advices = advice(comparison, catalog, t)
    numbers = {source: number for number, source in enumerate(_cited(comparison, advices), start=1)}
    indicators = catalog.every(Indicator)
    rows = tuple(_row(line, comparison, numbers, t) for line in comparison.shown)
    common = {line.indicator_id for line in common_lines(comparison.shown, comparison.state.cases)}
    # Counts of the sample are in the table and nowhere else: they never rate, rank or explain.
    shared = [row for row in rows if row.line.is_common and row.line.theme != SAMPLE]
    told_findings = finding_words(comparison, catalog, t)
    said = headlines(comparison, told_findings, advices, t)
    told = story.spoken(language, said) if story else default_story(comparison, language, said)
    title = t("compare.doc.title", names=t("compare.doc.and").join(names.values()))
    return Document(
        language=language,
        title=plain(told.caption("title", title)),
        subtitle=t("compare.doc.subtitle"),
        caption=plain(caption),
        stamp=t("compare.doc.stamp", version=__version__, as_of=catalog.as_of, digest=catalog.digest),
        remarks=(
            t("compare.doc.sample_note"),
            t("compare.doc.low_shown" if comparison.state.low else "compare.doc.low"),
        ),
        cases=tuple(
            _case(subject, series, t)
            for subject, series in zip(
                comparison.subjects, series_colours([subject.colour for subject in comparison.subjects]), strict=True
            )
        ),
        table=rows,
        common=tuple(sorted(shared, key=lambda row: row.line.indicator_id not in common)),
        radar=_radar(shared, comparison),
        core=core_lines(comparison.core, indicators, t, text=short_text),
        charts=core_charts(comparison.core, indicators, t),
        drawn=tuple(finding_chart(comparison.core, one, indicators, t) for one in comparison.findings),
        advice=advices,
        headlines=said,
        findings=told_findings,
        differences=tuple(one.sentence for one in told_findings),
        events=comparison.events,
        references=_references(comparison, catalog, numbers, t),
        story=told,
    )


def _radar(shared: Sequence[TableRow], comparison: Comparison) -> tuple[TableRow, ...]:
    """Return the lines a radar may have as axes: core indicators in one unit that every cluster has, no ranks."""
    measures = {measure.indicator_id for row in comparison.core.rows for measure in row.measures}
    return tuple(
        row
        for row in shared
        if row.line.indicator_id in measures
        and len(row.line.figures) == len(comparison.subjects)
        and all(figure.middle >= 0 and figure.unit not in ("year", "rank") for figure in row.line.figures.values())
    )


def finding_words(comparison: Comparison, catalog: Catalog, t: Translator) -> tuple[Spoken, ...]:
    """Return the findings of a comparison in the translator's language, clusters by their short names."""
    names = {one.cluster_id: (one.cluster.short or one.name).localised(t.language) for one in comparison.subjects}
    reasons = {one.cluster_id: one.cluster.model_reason for one in comparison.subjects}
    indicators = catalog.every(Indicator)
    return tuple(spoken(one, names, indicators, t, reasons=reasons) for one in comparison.findings)


def default_story(comparison: Comparison, language: str, said: Mapping[str, str]) -> Story:
    """Return the story a comparison tells by itself: every view under what it says."""
    return Story(comparison.state.query(), language, tuple(Step(view, said[view]) for view in said))


def _cited(comparison: Comparison, advices: Sequence[Advice]) -> tuple[str, ...]:
    """Return every source of the comparison, its core figures and its advice, each once."""
    found = [*comparison.source_ids]
    for cell in comparison.core.cells.values():
        found += [source for value in cell.series for source in split_values(value.figure.source_ids)]
    for one in advices:
        found += [*one.source_ids, *(source for policy in one.policies for source in policy.source_ids)]
    return tuple(dict.fromkeys(found))


def core_rows(doc: Document) -> tuple[CoreLine, ...]:
    """Return the core rows a printed table shows: those of regions, a platform's own where there is no region."""
    return tuple(line for line in doc.core if line.kind == REGION) or doc.core


def cell_text(figure: Figure | None, line: Line, subject_id: str, t: Translator) -> str:
    """Return a figure, or why there is none."""
    if figure is not None:
        return value_text(figure, t)
    fault = line.faults.get(subject_id)
    return t(f"compare.fault.{fault.reason}") if fault else t("compare.missing")


def detail_text(figure: Figure, t: Translator) -> str:
    """Return the year of a figure, what it covers and how far it is to be trusted, where that needs saying."""
    parts = [figure.as_of[:4]]
    if figure.scope:
        parts.append(t(f"compare.scope.{figure.scope}"))
    if figure.computed:
        parts.append(t("compare.computed"))
    if figure.confidence == "low":
        parts.append(t("term.confidence.low"))
    return t("compare.comma").join(parts)


def remark_text(caveat: Caveat, line: Line, names: Mapping[str, str], t: Translator) -> str:
    """Return a caveat as a sentence with the clusters it is about."""
    details = {
        "years": lambda: [f"{names[subject]} {line.figures[subject].as_of[:4]}" for subject in caveat.subjects],
        "scopes": lambda: [_scope(line.figures[subject], names[subject], t) for subject in caveat.subjects],
        "definition": lambda: [line.indicator.caveat.localised(t.language)],
        "tentative": lambda: [names[subject] for subject in caveat.subjects],
        "computed": lambda: [names[subject] for subject in caveat.subjects],
        "denominators": lambda: [
            f"{names[subject]} {year}" for subject, year in zip(caveat.subjects, caveat.years, strict=True)
        ],
    }
    if caveat.kind not in details:
        return t(f"compare.caveat.{caveat.kind}")
    return t(f"compare.caveat.{caveat.kind}", detail=t("compare.comma").join(details[caveat.kind]()))


def _scope(figure: Figure, name: str, t: Translator) -> str:
    note = figure.note.localised(t.language)
    return f"{name} {t(f'compare.scope.{figure.scope}')}" + (f" ({note.rstrip('。.')})" if note else "")


def _row(line: Line, comparison: Comparison, numbers: Mapping[str, int], t: Translator) -> TableRow:
    names = comparison.names(t.language)
    cells = []
    for subject in comparison.state.cases:
        figure, claim = line.figures.get(subject), line.claims.get(subject)
        cited = figure.source_ids.split(";") if figure else []
        cells.append(
            Cell(
                text=cell_text(figure, line, subject, t),
                detail=detail_text(figure, t) if figure else "",
                claim=t("compare.claim", value=value_text(claim, t)) if claim else "",
                sources=tuple(numbers[source.strip()] for source in cited if source.strip() in numbers),
                is_missing=figure is None,
            )
        )
    return TableRow(
        line=line,
        theme=t(f"compare.theme.{line.theme}"),
        name=line.indicator.name.localised(t.language),
        cells=tuple(cells),
        remarks=tuple(remark_text(caveat, line, names, t) for caveat in line.caveats),
    )


def series_colours(colours: Sequence[str]) -> tuple[str, ...]:
    """Return a colour for each cluster's figures, given those of their models, so that no two are the same.

    Examples
    --------
    >>> series_colours(["#0072b2", "#aa3300", "#0072b2"])
    ('#0072b2', '#aa3300', '#00446b')
    """
    return tuple(_shade(colour, _SHADES[list(colours[:at]).count(colour)]) for at, colour in enumerate(colours))


def _shade(colour: str, share: float) -> str:
    """Move a colour towards white, or towards black for a negative share."""
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    moved = (channel + (255 - channel) * share if share > 0 else channel * (1 + share) for channel in channels)
    return "#" + "".join(f"{round(channel):02x}" for channel in moved)


def _case(subject: Subject, series: str, t: Translator) -> CaseText:
    facts = [
        (t("compare.doc.model"), "" if subject.published else t(f"term.model.{subject.model}")),
        (t("compare.doc.start"), str(subject.cluster.start_year or "")),
        (t("compare.doc.governance"), subject.case.governance.localised(t.language) if subject.case else ""),
        (t("compare.doc.scope"), subject.cluster.scope.localised(t.language)),
    ]
    return CaseText(
        cluster_id=subject.cluster_id,
        name=subject.name.localised(t.language),
        colour=subject.colour,
        series=series,
        model=subject.kind(t),
        country=country_name(subject.cluster.country, t.language),
        summary=subject.summary.localised(t.language),
        facts=tuple((label, value) for label, value in facts if value),
        lessons=tuple(lesson.localised(t.language) for lesson in subject.lessons),
        headline=case_headline(subject, t),
        short=short_name(subject, t),
        start_year=subject.cluster.start_year,
    )


def _references(
    comparison: Comparison, catalog: Catalog, numbers: Mapping[str, int], t: Translator
) -> tuple[Reference, ...]:
    published = {subject.cluster_id: subject.published for subject in comparison.subjects if subject.published}
    made = []
    for source_id, number in numbers.items():
        if source_id in published:
            made.append(_published(published[source_id], number, t))
            continue
        source = catalog.source(source_id)
        title, publisher = plain(source.title.localised(t.language)), plain(source.publisher.localised(t.language))
        made.append(
            Reference(
                number, source_id, title, publisher, source.date, source.url, licence_words(source, t),
                is_weak=source.confidence not in DEFAULT_CONFIDENCES,
            )
        )  # fmt: skip
    return tuple(made)


def _published(one: PublishedCase, number: int, t: Translator) -> Reference:
    """Return what a published layer says of itself as a source."""
    version, about = one.found.version, one.found.version.about
    title = t("publication.case.reference", title=about.title, number=version.number, source=about.source)
    return Reference(
        number, one.case_id, plain(title), owner_words(one.owner, t), about.as_of, "", plain(about.licence_name)
    )
