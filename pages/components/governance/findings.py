"""What the figures come to, in sentences; each leads to the view that shows it."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.governance.overview import MOST, Finding, Overview, findings
from geo.governance.words import finding_text
from geo.language import Translator, number
from pages.components.governance import session
from pages.components.literal import literal


def show(seen: Overview, t: Translator) -> None:
    """Show the gravest sentences, each with a link to its view; the others are behind a press."""
    found = tuple(enumerate(findings(seen)))
    with st.container(key="governance_findings", gap="small"):
        if not seen.series:
            literal(t("governance.none"))
        for place, one in found[:MOST]:
            _sentence(place, one, seen, t)
        if found[MOST:]:
            more = t.plural("governance.findings.more", len(found) - MOST, n=number(len(found) - MOST, t.language))
            with st.expander(more, key="governance_findings_more"):
                for place, one in found[MOST:]:
                    _sentence(place, one, seen, t)


def _sentence(place: int, one: Finding, seen: Overview, t: Translator) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(f'<p class="obs-finding">{escape(finding_text(one, seen, t))}</p>')
        st.button(
            t("governance.open"),
            key=f"governance_finding_{place}",
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=_open,
            args=(one.view, one.movement.series.key if one.movement else ""),
        )


def _open(view: str, series: str) -> None:
    session.change(view=view, **({"series": series} if series else {}))
