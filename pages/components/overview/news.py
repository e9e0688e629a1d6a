"""What is new on the home page: the newest instruments of the policy library, each leading to its card."""

from __future__ import annotations

import streamlit as st

from geo.governance.words import period_text
from geo.language import Translator
from geo.overview import Overview
from pages.components.literal import element
from pages.components.sitemap import page_link


def show(overview: Overview, t: Translator) -> None:
    """Show the newest instruments side by side; nothing where none has a day."""
    found = overview.newest
    if not found:
        return
    st.html(element(t("overview.news.title"), style="heading"))
    grid = st.grid(len(found), min_column_width=280, gap="small", key="overview_news")
    for policy in found:
        with grid.container(gap="xsmall"):
            page_link("policy_library", policy.name.localised(t.language), sel=policy.policy_id)
            day, issuer = period_text(policy.as_of, t), policy.issuer.localised(t.language)
            st.html(
                element(t("overview.news.when", day=day, issuer=issuer), style="note")
                + element(policy.summary.localised(t.language))
            )
