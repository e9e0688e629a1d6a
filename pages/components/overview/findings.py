"""The home page's findings: three sentences from the figures, each leading to the comparison that shows it."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.catalog import Catalog
from geo.comparison.finding_words import spoken
from geo.comparison.headlines import Headline
from geo.comparison.state import ComparisonState
from geo.language import Translator
from geo.model import Cluster, Indicator
from pages.components.literal import element
from pages.components.parts import ready
from pages.components.sitemap import page_link


def show(headlines: tuple[Headline, ...], catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the findings; nothing is said where the catalogue has no two figures to compare."""
    if not headlines:
        return
    with st.container(key=key, gap="small"):
        for number, (said, cases) in enumerate(_said(headlines, catalog, t)):
            title = "" if number else element(t("overview.findings.title"), style="heading")
            st.html(title + said)
            page_link("compare", t("overview.findings.open"), **ComparisonState(cases=cases).query())


@ready
def _said(headlines: tuple[Headline, ...], catalog: Catalog, t: Translator) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each finding as HTML with the cases it compares."""
    clusters, indicators = catalog.every(Cluster), catalog.every(Indicator)
    made = []
    for headline in headlines:
        named = (*headline.finding.subjects, *headline.cases)
        names = {one: (clusters[one].short or clusters[one].name).localised(t.language) for one in named}
        said = spoken(headline.finding, names, indicators, t)
        remarks = said.scope + said.caveat
        note = f"<small>{escape(remarks)}</small>" if remarks else ""
        finding = f'<p class="obs-finding"><strong>{escape(said.headline)}</strong>{note}</p>'
        made.append((finding, headline.cases))
    return tuple(made)
