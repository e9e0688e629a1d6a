"""Region: who it is, what it is strong in, how it moved, what is near to it and whom it resembles."""

from pathlib import Path

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.language import country_name
from geo.observatory.profile import PROFILED, Profile, clusters_of, profile
from geo.settings import settings
from geo.statistics.regions import Region, regions
from pages.components import basket
from pages.components.boundary import show_notice
from pages.components.frame import page_translator
from pages.components.literal import literal
from pages.components.region import session, sheet


@st.cache_resource(show_spinner=False, max_entries=64)
def cached_profile(digest: str, region_id: str, _catalog: Catalog) -> Profile:
    """Describe a region, once per version of the data."""
    return profile(_catalog, region_id)


def _label(region: Region, language: str) -> str:
    return " · ".join(part for part in (region.name(language), region.parent_name(language)) if part)


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    st.html(Path(__file__).parent / "components" / "region" / "region.css")
    asked = session.enter()
    known = {key: one for key, one in regions(catalog).items() if one.area_set in PROFILED}
    if asked not in known:
        show_notice(t("rating.profile.unknown", id=asked))
        session.choose(session.FIRST)
        asked = session.FIRST
    region = known[asked]
    with st.container(horizontal=True, vertical_alignment="bottom", key="region_head"):
        literal(region.name(t.language), style="title")
        st.session_state["region_choice"] = asked
        st.selectbox(
            t("rating.profile.choose"),
            sorted(known),
            format_func=lambda key: _label(known[key], t.language),
            key="region_choice",
            on_change=lambda: session.choose(st.session_state["region_choice"]),
            width=420,
        )
        for case in filter(basket.can_hold, clusters_of(asked)):
            basket.button(case, t, key=f"region_compare_{case}")
    place = region.parent_name(t.language) or country_name(asked[:2], t.language)
    literal(t("rating.profile.lead", place=place, kind=t(f"rating.region_kind.{region.kind}")), style="note")
    sheet.show(cached_profile(catalog.digest, asked, catalog), catalog, t)
    session.write_address()


show()
