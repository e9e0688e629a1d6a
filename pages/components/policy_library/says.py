"""What the policies shown say: sentences made from their figures, each leading to the instruments it is about."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from geo.language import Translator, country_name, number
from geo.policies.findings import Finding, findings
from geo.policies.library import Policy
from geo.policies.state import VIEWS
from pages.components.policy_library import session


def show(policies: Sequence[Policy], t: Translator) -> None:
    """Show the findings as sentences; nothing where nothing is shown."""
    found = findings(policies)
    if not found:
        return
    with st.container(key="policy_findings"):
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.html(f'<p class="obs-finding">{escape(sentence(one, t))}</p>')
                st.button(
                    t("policy.finding.open"),
                    key=f"policy_finding_{one.key}",
                    type="tertiary",
                    on_click=_open,
                    args=(dict(one.shown_by),),
                )


def _open(shown_by: dict[str, tuple[str, ...]]) -> None:
    """Show the instruments a sentence is about, as a list."""
    session.change(view=VIEWS[0], **shown_by)


def sentence(finding: Finding, t: Translator) -> str:
    """Return the sentence of a finding."""
    values: dict[str, str] = {}
    for name, value in finding.figures.items():
        year = name == "first"
        values[name] = str(int(value)) if year else number(value, t.language, digits=0)
    for name, key in finding.names.items():
        if name == "country":
            values[name] = country_name(key, t.language)
        elif name == "instrument":
            values[name] = t(f"policy.instrument.{key}")
        else:
            values[name] = t(f"policy.head.{key}")
    return t(f"policy.finding.{finding.key}", **values)
