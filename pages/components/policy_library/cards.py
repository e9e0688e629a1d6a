"""Policies as a list of cards: what was searched is marked, each has its period, budget, clusters and sources."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, country_name, number
from geo.model import Cluster
from geo.policies.library import Policy
from geo.searching.marks import pieces
from geo.searching.question import Question
from pages.components.literal import literal
from pages.components.source_mark import figure_facts, source_list, source_mark

FIRST: Final = 12
_SHOWN: Final = "policy_shown"


def show(policies: Sequence[Policy], catalog: Catalog, asked: Question | None, t: Translator, *, key: str) -> None:
    """Show the first cards, and the rest on demand."""
    if not policies:
        literal(t("policy.none"), style="body")
        return
    most = int(st.session_state.get(_SHOWN, FIRST))
    st.html(f'<div class="obs-policies">{"".join(card(one, catalog, asked, t) for one in policies[:most])}</div>')
    if len(policies) > most:
        st.button(
            t("policy.more", left=number(len(policies) - most, t.language)), key=key, on_click=_more, args=(most,)
        )


def card(policy: Policy, catalog: Catalog, asked: Question | None, t: Translator) -> str:
    """Return one card as HTML whose every text is escaped."""
    clusters = catalog.every(Cluster)
    facts = [
        t(f"policy.instrument.{policy.instrument}"),
        country_name(policy.country, t.language),
        policy.issuer.localised(t.language),
        policy.years if policy.years else t("policy.years.none"),
    ]
    applied = [clusters[one].short.localised(t.language) for one in policy.clusters if one in clusters]
    rows = [(t("policy.card.head"), escape(t(f"policy.head.{policy.head}")))]
    budget = policy.budget(t.language)
    rows.append((t("policy.card.budget"), escape(budget or t("policy.budget.none"))))
    rows.append(
        (t("policy.card.clusters"), escape(t("card.list.separator").join(applied) or t("policy.clusters.none")))
    )
    sources = source_list((catalog.source(one) for one in policy.source_ids), t)
    about = figure_facts(as_of=policy.as_of, confidence=policy.confidence, t=t) + sources
    name = marked(policy.name.localised(t.language), asked)
    address = f"?sel={policy.policy_id}&lang={t.language}"
    more = "".join(f"<dt>{escape(head)}</dt><dd>{body}</dd>" for head, body in rows)
    low = f'<span class="obs-policy-low">{escape(t("policy.low"))}</span>' if policy.confidence == "low" else ""
    return (
        f'<article class="obs-policy" id="policy-{escape(policy.policy_id)}">'
        f'<h3><a href="{escape(address)}" target="_self">{name}</a>{low}</h3>'
        f'<p class="obs-policy-facts">{marked(t("policy.dot").join(fact for fact in facts if fact), asked)}</p>'
        f'<p class="obs-policy-summary">{marked(policy.summary.localised(t.language), asked)}</p>'
        f"<dl>{more}</dl>{source_mark(about, t)}</article>"
    )


def marked(text: str, asked: Question | None) -> str:
    """Return a text as HTML in which what was asked for is an element of its own, all of it literal."""
    return "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.is_marked else escape(piece.text) for piece in pieces(text, asked)
    )


def _more(most: int) -> None:
    st.session_state[_SHOWN] = most + 2 * FIRST
