"""Observatory: regions ranked by open methods, on a map and in a table, with what they say and how they were made."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.observatory.ranking import Ranking, bounded, quick_ranking
from geo.observatory.state import OWN_PLACE, ObservatoryState
from geo.settings import settings
from pages.components import own_table
from pages.components.boundary import show_notice
from pages.components.frame import page_translator, styles
from pages.components.literal import literal
from pages.components.observatory import (
    benchmark,
    controls,
    density,
    export,
    multiples,
    own,
    says,
    scatter,
    session,
    view,
)

_FOLDER = Path(__file__).parent / "components"
STYLES = (_FOLDER / "map.css", _FOLDER / "observatory/observatory.css")


@st.cache_resource(show_spinner=False, max_entries=64)
def cached_ranking(digest: str, state: ObservatoryState, _catalog: Catalog) -> Ranking:
    """Rank the regions of a state, once per version of the data."""
    return quick_ranking(_catalog, state)


@st.cache_resource(show_spinner=False, max_entries=64)
def cached_places(digest: str, state: ObservatoryState, _found: Ranking) -> Ranking:
    """Draw the places that uncertain amounts leave, once per version of the data and state."""
    return bounded(_found)


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    session.enter()
    st.html(styles(*STYLES))
    with st.container(horizontal=True, vertical_alignment="center", key="observatory_head"):
        literal(t("rating.title"), style="title")
        controls.country(t)
    state = _without_region(session.current())
    if state.country == OWN_PLACE:
        own.show(catalog, t)
        if own_table.own() is None:
            session.write_address()
            return
    with st.spinner(t("rating.computing"), show_time=True):
        if state.country == OWN_PLACE:
            found = own.ranked(catalog, state, t)
        else:
            found = cached_ranking(catalog.digest, state, catalog)
    is_low = found.choice is None or found.choice.is_own
    # The places in their order, then the map, so that it is on its way before what stands around it.
    above, places = st.container(key=f"observatory_above{'_low' if is_low else ''}"), view.reserve(found)
    view.show_map(found, places, catalog, t)
    if state.country != OWN_PLACE:
        found = cached_places(catalog.digest, state, found)
    with above:
        told = (*session.problems(), *(() if found.choice is None else found.choice.problems))
        for problem in told:
            show_notice(t("rating.link.problem", key=problem.key, value=problem.value))
        says.show_findings(found, t)
        controls.show(found, catalog, t)
    view.show(found, places, catalog, t)
    multiples.show(found, catalog, t)
    scatter.show(found, t)
    density.show(catalog, t)
    benchmark.show(catalog, t)
    export.show(found, catalog, t)
    says.show_notes(found, catalog, t)
    session.write_address()


def _without_region(state: ObservatoryState) -> ObservatoryState:
    """Return the state as it decides the ranking: which regions are chosen does not."""
    return replace(state, region="", base="", rivals=(), many=(), density=())


show()
