"""The card of the chosen object: its facts, each with its source, date and confidence."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.catalog import Catalog
from geo.catalog.cards import Card
from geo.catalog.writer import Fact
from geo.language import Translator
from geo.observatory.profile import REGION_OF_CLUSTER
from pages.components import basket, sitemap
from pages.components.literal import literal
from pages.components.source_mark import figure_facts, source_list


def show(card: Card, catalog: Catalog, t: Translator, *, show_low: bool, key: str) -> None:
    """Show a card.

    Parameters
    ----------
    show_low : whether values of low confidence are shown; otherwise the card says that there are some.
    """
    with st.container(key=key):
        literal(card.title, style="heading")
        if card.subtitle:
            literal(card.subtitle, style="note")
        if card.summary:
            literal(card.summary, style="body")
        if card.compare_id:
            basket.button(card.compare_id, t, key=f"{key}_compare")
        facts = [fact for fact in card.facts if show_low or fact.confidence != "low"]
        st.html(f'<dl class="obs-facts">{"".join(_row(fact, t) for fact in facts)}</dl>')
        if hidden := len(card.facts) - len(facts):
            literal(t.plural("map.card.low_hidden", hidden, n=hidden), style="note")
        for note in card.notes:
            literal(note, style="note")
        _show_sources(card, facts, catalog, t, key=key)
        if card.kind == "cluster" and card.id in REGION_OF_CLUSTER:
            sitemap.page_link("region", t("map.card.profile"), id=card.id)
        if card.kind == "cluster":
            sitemap.page_link("governance", t("map.card.tracking"), **{"in": card.id})


def _row(fact: Fact, t: Translator) -> str:
    low = f' <em class="obs-low">{escape(t("term.confidence.low"))}</em>' if fact.confidence == "low" else ""
    return f"<div><dt>{escape(fact.label)}</dt><dd>{escape(fact.value)}{low}</dd></div>"


def _show_sources(card: Card, facts: list[Fact], catalog: Catalog, t: Translator, *, key: str) -> None:
    """List which facts rest on which sources, grouped so that each list of sources comes once."""
    groups: dict[tuple[str, str, str], list[str]] = {(card.source_ids, card.as_of, card.confidence): [card.title]}
    for fact in facts:
        if fact.source_ids:
            groups.setdefault((fact.source_ids, fact.as_of, fact.confidence), []).append(fact.label)
    with st.popover(t("map.card.sources"), key=f"{key}_sources"):
        for (source_ids, as_of, confidence), labels in groups.items():
            st.html(
                f'<p class="obs-source-of">{escape(t("map.card.list_comma").join(dict.fromkeys(labels)))}</p>'
                + figure_facts(as_of=as_of, confidence=confidence, t=t)
                + source_list(catalog.sources(source_ids), t)
            )


def show_stack(members: list[Card], t: Translator, *, key: str) -> str | None:
    """Show the organisations that share one point; returns the number of the one chosen now, if any."""
    with st.container(key=key):
        literal(t.plural("map.stack.title", len(members), n=len(members)), style="heading")
        literal(t("map.stack.note"), style="note")
        for number, member in enumerate(members):
            if st.button(member.title.replace("\n", " "), key=f"{key}_{number}", type="tertiary"):
                return str(number)
    return None
