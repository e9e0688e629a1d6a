"""What the catalogue holds, below the fold of the home page: counts, charts, and the programme's published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.language import Translator
from pages.components.literal import element
from pages.components.overview import charts, key_figures
from pages.components.parts import ready
from pages.components.sitemap import page_link

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.overview import Overview


def show(found: Overview, catalog: Catalog, t: Translator) -> None:
    """Show it all, in two pieces with the way to the tables between them: each piece is one message to the browser."""
    with st.container(key="overview_holdings"):
        st.html(_counts(found, catalog, t))
        page_link("catalog", t("overview.count.tables"))
        st.html(_charts(found, catalog, t))


@ready
def _counts(found: Overview, catalog: Catalog, t: Translator) -> str:
    return (
        element(t("overview.figures.title"), style="heading")
        + element(t("overview.figures.note", as_of=catalog.as_of), style="note")
        + key_figures.counts(found, catalog, t)
    )


@ready
def _charts(found: Overview, catalog: Catalog, t: Translator) -> str:
    by_model = element(t("overview.chart.by_model"), style="subheading") + charts.by_model(found, t)
    by_country = element(t("overview.chart.by_country"), style="subheading") + charts.by_country(found, t)
    tentative = element(t("overview.chart.tentative_note"), style="note")
    return (
        element(t("overview.charts.title"), style="heading")
        + element(t("overview.charts.note"), style="note")
        + f'<div class="obs-halves"><div>{by_model}{tentative}</div><div>{by_country}</div></div>'
        + element(t("overview.programme.title"), style="heading")
        + element(t("overview.programme.note"), style="note")
        + key_figures.programme(found, catalog, t)
    )
