"""What the figures come to, in sentences; each leads to the view that shows it."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.governance.overview import Overview, findings
from geo.governance.words import finding_text
from geo.language import Translator
from pages.components.governance import session
from pages.components.literal import literal


def show(seen: Overview, t: Translator) -> None:
    """Show the sentences, each with a link to its view."""
    found = findings(seen)
    with st.container(key="governance_findings", gap="small"):
        if not seen.series:
            literal(t("governance.none"))
        for number, one in enumerate(found):
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.html(f'<p class="obs-finding">{escape(finding_text(one, seen, t))}</p>')
                series = one.movement.series.key if one.movement else ""
                st.button(
                    t("governance.open"),
                    key=f"governance_finding_{number}",
                    type="tertiary",
                    icon=":material/arrow_forward:",
                    on_click=_open,
                    args=(one.view, series),
                )


def _open(view: str, series: str) -> None:
    session.change(view=view, **({"series": series} if series else {}))
