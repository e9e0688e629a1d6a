"""Facts of the server in sections, what needs somebody's hand first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from geo.language import Translator, number
from geo.operations.status import Fact
from pages.components.boundary import show_notice
from pages.components.literal import literal


def show(sections: Mapping[str, Sequence[Fact]], t: Translator) -> None:
    """Show all sections."""
    faults = [one for facts in sections.values() for one in facts if one.is_fault]
    if faults:
        names = t("status.comma").join(t(f"status.fact.{one.name}") for one in faults)
        show_notice(t.plural("status.faults", len(faults), n=len(faults), names=names))
    else:
        literal(t("status.well"))
    columns = st.columns(3, gap="large")
    for place, (name, facts) in enumerate(sections.items()):
        with columns[place % len(columns)]:
            literal(t(f"status.section.{name}"), style="heading")
            st.html(f'<dl class="obs-facts">{"".join(_row(one, t) for one in facts)}</dl>')


def _row(one: Fact, t: Translator) -> str:
    name = t(f"status.fact.{one.name}")
    return f"<div><dt>{escape(name)}</dt><dd>{escape(_said(one, t))}</dd></div>"


def _said(one: Fact, t: Translator) -> str:
    if one.key:
        return t(f"status.word.{one.key}")
    if one.amount is None:
        return one.text
    digits = 0 if one.unit != "mb" or one.amount >= 100 else 1
    amount = number(one.amount, t.language, digits=digits)
    if one.most is not None:
        amount = t("status.of", amount=amount, most=number(one.most, t.language, digits=0))
    return t(f"status.unit.{one.unit}", amount=amount) if one.unit else amount
