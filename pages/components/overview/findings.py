"""The home page's findings: three sentences from the figures, each leading to the comparison that shows it."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.catalog import Catalog
from geo.comparison.finding_words import spoken
from geo.comparison.headlines import Headline
from geo.language import Translator
from geo.model import Cluster, Indicator
from pages.components.literal import literal
from pages.components.sitemap import page_link


def show(headlines: tuple[Headline, ...], catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the findings; nothing is said where the catalogue has no two figures to compare."""
    if not headlines:
        return
    clusters, indicators = catalog.every(Cluster), catalog.every(Indicator)
    with st.container(key=key):
        literal(t("overview.findings.title"), style="heading")
        for number, headline in enumerate(headlines):
            named = (*headline.finding.subjects, *headline.cases)
            names = {one: (clusters[one].short or clusters[one].name).localised(t.language) for one in named}
            said = spoken(headline.finding, names, indicators, t)
            remarks = said.scope + said.caveat
            with st.container(key=f"{key}_{number}", gap=None):
                note = f"<small>{escape(remarks)}</small>" if remarks else ""
                st.html(f'<p class="obs-finding"><strong>{escape(said.headline)}</strong>{note}</p>')
                page_link("compare", t("overview.findings.open"), cases=",".join(headline.cases))
