"""Compare cases: two to four clusters side by side, linkable, presentable, and to be taken along as a file."""

from pathlib import Path

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.comparison.gather import Comparison, all_figures, comparable, compare, event_years
from geo.comparison.state import LEAST, ComparisonState
from geo.comparison.story import Story
from geo.comparison.words import Document, document
from geo.language import Translator
from geo.model import Figure, Indicator
from geo.settings import settings
from pages.components.compare import (
    charts,
    choice,
    core,
    export,
    maps,
    presenter,
    profile,
    published,
    said,
    session,
    similar,
    table,
)
from pages.components.compare import story as compare_story
from pages.components.frame import page_translator
from pages.components.literal import literal

STYLE = Path(maps.__file__).with_name("compare.css")


@st.cache_resource(show_spinner=False, max_entries=64)
def cached(
    digest: str, serial: int, state: ComparisonState, language: str, story: Story | None, _catalog: Catalog
) -> tuple[Comparison, Document]:
    """Put a comparison together once per state, language and version of the data and of the published layers."""
    made = compare(_catalog, settings(), state)
    return made, document(made, _catalog, language=language, story=story)


def cached_figures(catalog: Catalog) -> dict[str, dict[str, Figure]]:
    """Return the figures of all clusters; geo keeps them."""
    return all_figures(catalog, settings())


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    known = {**comparable(catalog), **published.known()}
    years = event_years(catalog)
    session.enter(known, list(catalog.every(Indicator)), years)
    published.drop_missing(t, known)
    st.html(STYLE)
    step = session.step()
    if step is None:
        choice.head(t)
        choice.show_problems(t)
        choice.show(catalog, known, years, t, key="compare_choice")
    state = session.take_widgets(years) if step is None else session.presented(known)
    session.write_address()
    if len(state.cases) < LEAST:
        near = similar.nearest(state.cases[0], cached_figures(catalog)) if state.cases else []
        names = [(case, known[case].name.localised(t.language)) for case in near or list(known)[:4]]
        choice.show_suggestions(names, t, key="compare_near")
        return
    story = session.story()
    comparison, doc = cached(catalog.digest, published.serial(), state, t.language, story, catalog)
    if step is not None:
        presenter.show(comparison, doc, catalog, t, number=step, key="compare_presented")
        return
    literal(t("compare.difference.title"), style="heading")
    said.show(doc, t, key="compare_said")
    maps.show(comparison, catalog, t, key="compare_maps")
    literal(t("compare.core.title"), style="heading")
    core.show(comparison, catalog, t, key="compare_core")
    _show_rest(comparison, doc, catalog, t, years)


def _show_rest(comparison: Comparison, doc: Document, catalog: Catalog, t: Translator, years: tuple[int, int]) -> None:
    literal(t("compare.doc.charts"), style="heading")
    charts.show(doc, comparison, t, key="compare_chart_grid")
    literal(t("compare.timeline.title"), style="heading")
    charts.show_timeline(doc, t, key="compare_timeline")
    literal(t("compare.lessons.title"), style="heading")
    profile.show(doc, comparison, catalog, t, key="compare_profile")
    literal(t("compare.table.title"), style="heading")  # long, and looked up rather than read: after what is told
    table.show(doc, t, key="compare_table")
    similar.show(
        catalog, comparable(catalog), cached_figures(catalog), comparison.state.cases, t, key="compare_similar"
    )
    export.show(comparison, catalog, key="compare_export")
    compare_story.show(comparison, doc, years, t, key="compare_story")


show()
