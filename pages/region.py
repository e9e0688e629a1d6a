"""Region: who it is, what it is strong in, how it moved, what is near to it, whom it resembles and how it compares."""

from functools import partial
from pathlib import Path

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.language import Translator, country_name
from geo.observatory.profile import PROFILED, Profile, clusters_of, profile
from geo.settings import settings
from geo.statistics.regions import Region, regions
from pages.components import basket, own_table
from pages.components.boundary import show_notice
from pages.components.frame import page_translator
from pages.components.literal import literal
from pages.components.region import benchmark, session, sheet


@st.cache_resource(show_spinner=False, max_entries=64)
def cached_profile(digest: str, region_id: str, _catalog: Catalog) -> Profile:
    """Describe a region, once per version of the data."""
    return profile(_catalog, region_id)


def _label(region: Region, language: str) -> str:
    return " · ".join(
        part for part in (region.name.localised(language), region.parent_name.localised(language)) if part
    )


def _country(region_id: str, t: Translator) -> str:
    """Return the country of a region; of one that only a table of one's own has, that table."""
    return t("rating.own") if region_id.startswith("XX-") else country_name(region_id[:2], t.language)


def _choose_figures(t: Translator, *, can_both: bool) -> None:
    """Let a person choose between the table of this session and the observatory's figures."""
    if not can_both:
        return
    st.session_state["region_figures"] = session.wants_own()
    st.segmented_control(
        t("rating.profile.figures"),
        [True, False],
        required=True,
        format_func=lambda own: t("rating.own") if own else t("rating.profile.figures.observatory"),
        key="region_figures",
        on_change=lambda: session.use_own(bool(st.session_state["region_figures"])),
        label_visibility="collapsed",
    )


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    st.html(Path(__file__).parent / "components" / "region" / "region.css")
    asked = session.enter()
    known = {key: one for key, one in regions(catalog).items() if one.area_set in PROFILED}
    if session.wants_own():
        own_table.settle(catalog, t, published=own_table.opened())
    own = own_table.own()
    uploaded = {} if own is None else {one.region_id: one for one in own.regions.values()}
    known = uploaded | known
    asked = session.settle_own(asked, uploaded)
    if session.wants_own() and asked not in uploaded:
        show_notice(t("rating.own.gone"))
        session.use_own(False)
    if asked not in known:
        show_notice(t("rating.profile.unknown", id=asked))
        session.choose(session.FIRST)
        asked = session.FIRST
    region = known[asked]
    with st.container(horizontal=True, vertical_alignment="bottom", key="region_head"):
        literal(region.name.localised(t.language), style="title")
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
    place = region.parent_name.localised(t.language) or _country(asked, t)
    literal(t("rating.profile.lead", place=place, kind=t(f"rating.region_kind.{region.kind}")), style="note")
    if asked in uploaded:
        _choose_figures(t, can_both=region.area_set in PROFILED)
    is_own = asked in uploaded and (session.wants_own() or region.area_set not in PROFILED)
    found = profile(catalog, asked, own) if is_own else cached_profile(catalog.digest, asked, catalog)
    more = partial(benchmark.show, region, catalog, t, own=own, is_own=is_own)
    sheet.show(found, catalog, t, own=own if is_own else None, between=more)
    session.write_address()


show()
