"""Overview: the live map beside what the figures say, the three doors, what is new, and what the catalogue holds."""

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.overview import Overview, overview
from geo.settings import settings
from pages.components.frame import page_translator
from pages.components.literal import section
from pages.components.overview import doors, findings, holdings, live_map, news


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
    place, said = st.columns([5, 3], gap="large")
    with place:
        live_map.show(key="overview_map")
    with said:
        findings.show(found.headlines, catalog, t, key="overview_findings")
    doors.show(t)
    news.show(found, t)
    holdings.show(found, catalog, t)


show()
