"""Compare cases: two to four clusters side by side, linkable, presentable, and to be taken along as a file."""

from pathlib import Path

import streamlit as st

from geo.analysis.comparison import Figure
from geo.analysis.comparison_state import LEAST, ComparisonState
from geo.analysis.story import Story
from geo.catalog import Catalog, load_catalog
from geo.comparison import Comparison, all_figures, comparable, compare, event_years
from geo.export.document import Document, document
from geo.language import Translator, localised
from geo.settings import settings
from pages.components import (
    compare_charts,
    compare_choice,
    compare_export,
    compare_maps,
    compare_presenter,
    compare_profile,
    compare_published,
    compare_session,
    compare_similar,
    compare_story,
    compare_table,
)
from pages.components.frame import page_translator
from pages.components.literal import literal

STYLE = Path(compare_maps.__file__).with_name("compare.css")


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
    known = {**comparable(catalog), **compare_published.known()}
    years = event_years(catalog)
    compare_session.enter(known, list(catalog.table("indicator_definitions")["indicator_id"]), years)
    compare_published.drop_missing(t, known)
    st.html(STYLE)
    step = compare_session.step()
    if step is None:
        compare_choice.head(t)
        compare_choice.show_problems(t)
        compare_choice.show(t, catalog, known, years, key="compare_choice")
    state = compare_session.take_widgets(years) if step is None else compare_session.current(known)
    compare_session.write_address()
    if len(state.cases) < LEAST:
        near = compare_similar.nearest(state.cases[0], cached_figures(catalog)) if state.cases else []
        names = [(case, localised(known[case], "name", t.language)) for case in near or list(known)[:4]]
        compare_choice.show_suggestions(t, names, key="compare_near")
        return
    story = compare_session.story()
    comparison, doc = cached(catalog.digest, compare_published.serial(), state, t.language, story, catalog)
    if step is not None:
        compare_presenter.show(comparison, doc, catalog, t, number=step, key="compare_presented")
        return
    compare_maps.show(comparison, catalog, t, key="compare_maps")
    _show_rest(comparison, doc, catalog, t, years)


def _show_rest(comparison: Comparison, doc: Document, catalog: Catalog, t: Translator, years: tuple[int, int]) -> None:
    literal(t("compare.lessons.title"), style="heading")
    compare_profile.show(doc, comparison, catalog, t, key="compare_profile")
    literal(t("compare.table.title"), style="heading")
    compare_table.show(doc, t, key="compare_table")
    literal(t("compare.doc.charts"), style="heading")
    compare_charts.show(doc, comparison, t, key="compare_chart_grid")
    literal(t("compare.difference.title"), style="heading")
    compare_choice.show_differences(doc, comparison, t, key="compare_differences")
    literal(t("compare.timeline.title"), style="heading")
    compare_charts.show_timeline(doc, t, key="compare_timeline")
    compare_similar.show(
        t, catalog, comparable(catalog), cached_figures(catalog), comparison.state.cases, key="compare_similar"
    )
    compare_export.show(comparison, catalog, key="compare_export")
    compare_story.show(comparison, t, years, key="compare_story")


show()
