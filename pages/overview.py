"""Overview: three doors, the key figures with their sources, and the clusters by model and country."""

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.overview import Overview, overview
from geo.settings import settings
from pages.components.frame import page_translator
from pages.components.literal import literal, section
from pages.components.overview import charts, doors, key_figures


@st.cache_resource(show_spinner=False, max_entries=2)
def cached_overview(digest: str, _catalog: Catalog) -> Overview:
    """Summarise the catalogue, once per version of the data."""
    return overview(_catalog)


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    found = cached_overview(catalog.digest, catalog)
    section(t("overview.title"), t("overview.lead"), level="title")
    doors.show(t)
    section(t("overview.figures.title"), t("overview.figures.note", as_of=catalog.as_of))
    key_figures.show_counts(found.counts, catalog, t)
    section(t("overview.charts.title"), t("overview.charts.note"))
    by_model, by_country = st.columns(2, gap="large")
    with by_model:
        literal(t("overview.chart.by_model"), style="subheading")
        charts.show_by_model(found.by_model, t)
        literal(t("overview.chart.tentative_note"), style="note")
    with by_country:
        literal(t("overview.chart.by_country"), style="subheading")
        charts.show_by_country(found.by_country, t)
    section(t("overview.programme.title"), t("overview.programme.note"))
    key_figures.show_programme(found.programme, t)


show()
