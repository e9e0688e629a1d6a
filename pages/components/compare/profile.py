"""What is said of each compared cluster: summary, facts, lessons, and a platform's layers and network."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from geo.catalog import Catalog
from geo.comparison.gather import Comparison, Subject
from geo.comparison.words import CaseText, Document
from geo.language import Translator, localised
from pages.components import publication_words
from pages.components.compare import charts
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
                    row = subject.case or subject.row
                    facts = figure_facts(as_of=str(row["as_of"]), confidence=str(row["confidence"]), t=t)
                    st.html(facts + source_list(catalog.sources(str(row["source_ids"])), t))
        for subject in comparison.subjects:
            if subject.is_platform:
                _platform(subject, catalog, t, key=f"{key}_platform_{subject.cluster_id}")


def show_lessons(doc: Document, *, key: str) -> None:
    """Show the lessons alone, large, for a presentation."""
    with st.container(key=key):
        for column, case in zip(st.columns(len(doc.cases), gap="medium"), doc.cases, strict=True):
            with column:
                items = "".join(f"<li>{escape(lesson)}</li>" for lesson in case.lessons)
                st.html(f'<h2 class="obs-subheading">{escape(case.name)}</h2><ul class="obs-lessons">{items}</ul>')


def _profile(case: CaseText, t: Translator) -> None:
    facts = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in case.facts)
    lessons = "".join(f"<li>{escape(lesson)}</li>" for lesson in case.lessons)
    told = f'<h4>{escape(t("compare.doc.lessons"))}</h4><ul class="obs-lessons">{lessons}</ul>' if lessons else ""
    st.html(
        f'<h3 class="obs-subheading">{escape(case.name)}</h3><p class="obs-body">{escape(case.summary)}</p>'
        f'<dl class="obs-facts obs-one">{facts}</dl>{told}'
    )


def _platform(subject: Subject, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the layers a platform is made of and the graph of its places."""
    members = catalog.table("organisations")
    members = members[members["cluster_id"] == subject.cluster_id]
    edges = catalog.table("network_edges")
    known = set(members["organisation_id"])
    edges = edges[edges["from_id"].isin(known) & edges["to_id"].isin(known) & (edges["confidence"] != "low")]
    tied = set(edges["from_id"]) | set(edges["to_id"])
    nodes: list[dict[str, Any]] = [
        {"id": row["organisation_id"], "name": localised(row, "name", t.language), "layer": row["layer"]}
        for row in members[members["organisation_id"].isin(tied)].to_dict("records")
    ]
    links = [{"source": start, "target": end} for start, end in zip(edges["from_id"], edges["to_id"], strict=True)]
    literal(f"{subject.name(t.language)} · {t('compare.column.network')}", style="heading")
    graph, layers = st.columns([3, 2], gap="medium")
    with graph:
        literal(t("compare.network.title"), style="subheading")
        charts.show_network(subject, nodes, links, t, key=key)
    with layers:
        literal(t("compare.layer.title"), style="subheading")
        _layers(catalog, t)


def _layers(catalog: Catalog, t: Translator) -> None:
    rows = catalog.table("platform_layers").to_dict("records")
    parts = []
    for layer in dict.fromkeys(row["layer"] for row in rows):
        items = [row for row in rows if row["layer"] == layer]
        listed = "".join(
            f"<li>{escape(localised(row, 'item', t.language))}"
            + (f' <em class="obs-low">{escape(t("term.confidence.low"))}</em>' if row["confidence"] == "low" else "")
            + "</li>"
            for row in items
        )
        name = escape(localised(items[0], "layer_name", t.language))
        parts.append(f"<h4>{escape(layer)} {name}</h4><ul class='obs-lessons'>{listed}</ul>")
    st.html("".join(parts))
