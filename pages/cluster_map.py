"""Cluster map: boundaries, organisations and the East-Data-West-Computing network, filtered and linkable."""

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.maps.screen import founding_years
from geo.settings import settings
from pages.components.cluster_map import active, filters, published, registers, session, view
from pages.components.frame import page_translator


@st.cache_resource(show_spinner=False, max_entries=2)
def cached_years(digest: str, _catalog: Catalog) -> tuple[int, int]:
    """Find the first and last founding year, once per version of the data."""
    return founding_years(_catalog)


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    years = cached_years(catalog.digest, catalog)
    session.enter(years)
    published.settle()
    registers.settle()
    filters.find(catalog, t)
    session.take_widgets(years)
    st.html(view.STYLE)
    above = st.container(key="map_active")  # always there, so that the map below keeps its place
    view.show(catalog, key="map_view")  # before the controls beside it: a browser draws in the order of what it is sent
    filters.show(catalog, years, t, key="map_filters")
    with above:
        active.show(catalog, years, t, key="map_active")


show()
