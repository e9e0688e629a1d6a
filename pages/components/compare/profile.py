"""What is said of each compared cluster: summary, facts, lessons, and a platform's layers and network."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.catalog import Catalog
from geo.comparison.gather import Comparison, Subject, members, ties
from geo.comparison.words import CaseText, Document
from geo.language import Translator
from geo.model import PlatformItem, Sourced
from pages.components import publication_words
from pages.components.compare import charts, structure
from pages.components.literal import literal
from pages.components.source_mark import figure_facts, source_list


def show(doc: Document, comparison: Comparison, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show one column per cluster."""
    with st.container(key=key):
        columns = st.columns(len(doc.cases), gap="small")
        for column, case, subject in zip(columns, doc.cases, comparison.subjects, strict=True):
            with column:
                _profile(case, t)
                with st.popover(t("map.card.sources"), type="tertiary", key=f"{key}_sources_{case.cluster_id}"):
                    if subject.published:
                        st.html(publication_words.facts(subject.published.found, t))
                        continue
                    told: Sourced = subject.case or subject.cluster
                    facts = figure_facts(as_of=told.as_of, confidence=told.confidence, t=t)
                    st.html(facts + source_list(catalog.sources(told.source_ids), t))
        for subject in comparison.subjects:
            if subject.is_platform and subject.has_begun(comparison.state.year):
                _platform(subject, catalog, t, year=comparison.state.year, key=f"{key}_platform_{subject.cluster_id}")
    structure.show(comparison, catalog, t, key=f"{key}_structure")


def show_lessons(doc: Document, *, key: str) -> None:
    """Show the lessons alone, large, for a presentation."""
    with st.container(key=key):
        for column, case in zip(st.columns(len(doc.cases), gap="medium"), doc.cases, strict=True):
            with column:
                items = "".join(f"<li>{escape(lesson)}</li>" for lesson in case.lessons)
                st.html(
                    f'<h2 class="obs-subheading">{escape(case.short)}</h2><ul class="obs-lessons obs-fill">{items}</ul>'
                )


def _profile(case: CaseText, t: Translator) -> None:
    facts = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in case.facts)
    lessons = "".join(f"<li>{escape(lesson)}</li>" for lesson in case.lessons)
    told = f'<h4>{escape(t("compare.doc.lessons"))}</h4><ul class="obs-lessons">{lessons}</ul>' if lessons else ""
    st.html(
        f'<h3 class="obs-subheading">{escape(case.name)}</h3><p class="obs-body">{escape(case.summary)}</p>'
        f'<dl class="obs-facts obs-one">{facts}</dl>{told}'
    )


def _platform(subject: Subject, catalog: Catalog, t: Translator, *, year: int | None, key: str) -> None:
    """Show the layers a platform is made of and the graph of its places, without those founded after a year."""
    inside = {
        one.organisation_id: one
        for one in members(catalog, subject.cluster_id)
        if year is None or one.founded_year is None or one.founded_year <= year
    }
    edges = ties(catalog, inside)
    tied = {end for tie in edges for end in (tie.from_id, tie.to_id)}
    nodes = [one for key, one in inside.items() if key in tied]
    literal(f"{subject.name.localised(t.language)} · {t('compare.column.network')}", style="heading")
    graph, layers = st.columns([3, 2], gap="medium")
    with graph:
        literal(t("compare.network.title"), style="subheading")
        charts.show_network(subject, nodes, edges, t, key=key)
    with layers:
        literal(t("compare.layer.title"), style="subheading")
        _layers(catalog, t)


def _layers(catalog: Catalog, t: Translator) -> None:
    every = catalog.every(PlatformItem).values()
    parts = []
    for layer in dict.fromkeys(item.layer for item in every):
        items = [item for item in every if item.layer == layer]
        listed = "".join(
            f"<li>{escape(item.item.localised(t.language))}"
            + (f' <em class="obs-low">{escape(t("term.confidence.low"))}</em>' if item.confidence == "low" else "")
            + "</li>"
            for item in items
        )
        name = escape(items[0].layer_name.localised(t.language))
        parts.append(f"<h4>{escape(layer)} {name}</h4><ul class='obs-lessons'>{listed}</ul>")
    st.html("".join(parts))
