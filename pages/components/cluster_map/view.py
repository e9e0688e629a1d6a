"""The map with the card, legend and table that follow it, in one fragment: a pan or click reruns only this."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geo import stamp
from geo.catalog import Catalog
from geo.catalog.cards import Card
from geo.catalog.errors import UnknownObjectError
from geo.catalog.search import locate
from geo.language import Translator, number
from geo.links import Problem
from geo.maps import extent
from geo.maps.drawing import Chosen
from geo.maps.meaning import meaning
from geo.maps.screen import Shown, chosen_cards, drawing_state, members, models_shown, shown
from geo.maps.state import OBJECT_KINDS, MapState, Selection, View
from geo.settings import settings
from geo.tiles.filters import Filters
from pages.components import leaflet, object_card, publication_words
from pages.components.boundary import boundary, show_notice
from pages.components.cluster_map import figures_line, legend, on_screen, ranking, registers, session
from pages.components.cluster_map import published as map_published
from pages.components.fragment import fragment
from pages.components.frame import page_translator
from pages.components.literal import literal

STYLE = Path(__file__).parent.with_name("map.css")
HEIGHT_PX = 560  # before the stylesheet fits the map to the window
REPORTED = ("center", "zoom", "bounds", "last_active_drawing")


@fragment(within=session.controls)
def show(catalog: Catalog, *, key: str) -> None:
    """Show the map of the state in force, its card and legend beside it and its table below."""
    t = page_translator()
    with boundary(t):
        state = session.take_report()
        now = shown(catalog, settings(), state)
        chosen = _chosen(catalog, state, t)
        _go_to_named(catalog, t)
        state = session.current()
        session.write_address()
        # The places in their order, then the map, so that it is on its way before what stands around it.
        head = st.container(horizontal=True, vertical_alignment="center", key=f"{key}_head")
        problems = st.container(key=f"{key}_problems")
        map_column, side = st.columns([7, 2], gap="small")
        with map_column, st.container(key=f"{key}_frame"):
            published = map_published.shown(state)
            drawn = drawing_state(
                now,
                state,
                language=t.language,
                version=stamp.version(settings()),
                view=session.target(),
                basemap=settings().has_basemap,
                selected=_place_of(state.selection, chosen),
                published=map_published.drawing(published),
            )
            drawn = registers.drawn(drawn, catalog, state)
            leaflet.show(
                leaflet.cluster_map(settings()), drawn, key=session.COMPONENT, height=HEIGHT_PX, reported=REPORTED
            )
        with head:
            figures_line.show(catalog, now, state, t, chosen=chosen[0].title if len(chosen) == 1 else "")
        with problems:
            _show_problems(catalog, state, now, t, key=key)
        with side, st.container(key=f"{key}_side"):
            map_published.show(published, t, opened=not chosen, key=f"{key}_published")
            if state.register and not chosen:
                ranking.show(state.register, registers.counts(state), t, key=f"{key}_ranking")
            _show_side(catalog, state, now, chosen, t, key=key)
        on_screen.show(catalog, state, t, key=f"{key}_table")


def _chosen(catalog: Catalog, state: MapState, t: Translator) -> list[Card]:
    """Return the card of the selection, several for a stack; says so when the object does not exist any more."""
    selection = state.selection
    if selection is None:
        return []
    try:
        return chosen_cards(catalog, settings(), state, language=t.language)
    except UnknownObjectError:
        session.note_problem(Problem("sel", f"{selection.kind}:{selection.id}"))
        session.select(None)
        return []


def _go_to_named(catalog: Catalog, t: Translator) -> None:
    """Send the map to the object a link names where the link has no place of its own."""
    place = _view_of(catalog, session.current().selection, t)
    if session.follow() and place:
        session.aim(place)


def _view_of(catalog: Catalog, selection: Selection | None, t: Translator) -> View | None:
    """Return the view that shows an object; None for what has no place of its own."""
    found = selection and locate(catalog, selection.kind, selection.id, lang=t.language)
    return View(found.lat, found.lon, found.zoom) if found and found.lat is not None and found.lon is not None else None


def _show_problems(catalog: Catalog, state: MapState, now: Shown, t: Translator, *, key: str) -> None:
    """Say what of the link was not restored."""
    _show_elsewhere(catalog, state, now, t, key=key)
    problems = session.problems()
    for problem in problems:
        kind, _, object_id = problem.value.partition(":")
        if problem.key == "data":
            show_notice(t("dataset.gone", name=problem.value))
        elif problem.key == "pub":
            show_notice(publication_words.missing(problem.value, t))
        elif problem.key == "q":
            show_notice(t("map.search.nothing", query=problem.value))
        elif problem.key == "sel" and kind in OBJECT_KINDS:
            show_notice(t("map.link.gone", kind=t(f"map.object.{kind}"), id=object_id))
        else:
            show_notice(t("map.link.problem", key=problem.key, value=problem.value))
    if problems:
        st.button(t("map.link.dismiss"), key=f"{key}_dismiss", on_click=session.dismiss_problems, type="tertiary")


def _show_elsewhere(catalog: Catalog, state: MapState, now: Shown, t: Translator, *, key: str) -> None:
    """Say that all that passes the filters lies off the screen, and offer to go there."""
    seen = session.bounds()
    if seen is None or state.filters == Filters():
        return
    found = extent.results(catalog, settings(), state, now)
    if found and not extent.overlap(found, seen):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_elsewhere"):
            literal(t("map.active.elsewhere"), style="note")
            st.button(
                t("map.active.zoom"), key="map_zoom_elsewhere", on_click=session.aim, args=(extent.view_of(found),)
            )


def _place_of(selection: Selection | None, chosen: list[Card]) -> Chosen | None:
    if selection is None or not chosen:
        return None
    place: Chosen = {"kind": selection.kind, "id": selection.id}
    first = chosen[0]
    if first.lon is None or first.lat is None:
        return place
    # A cluster is drawn with its outline, a derived point stands for a region: a ring would say something else there.
    ringed = selection.kind not in ("cluster", "hub", "region", "link")
    return {**place, "lat": first.lat, "lng": first.lon, "radius_m": (first.uncertainty_m or 0) if ringed else 0}


def _show_side(catalog: Catalog, state: MapState, now: Shown, chosen: list[Card], t: Translator, *, key: str) -> None:
    if len(chosen) > 1 and state.selection:
        number = object_card.show_stack(chosen, t, key=f"{key}_stack")
        if number is not None:
            session.select(Selection("org", members(settings(), state)[int(number)]))
            st.rerun(scope="fragment")
    elif chosen:
        with st.container(horizontal=True, key=f"{key}_card_actions"):
            place = _view_of(catalog, state.selection, t)
            if place:
                st.button(
                    t("map.card.show"),
                    key=f"{key}_show",
                    on_click=session.aim,
                    args=(place,),
                    type="tertiary",
                    icon=":material/my_location:",
                )
            st.button(t("map.card.close"), key=f"{key}_close", on_click=session.select, args=(None,), type="tertiary")
        object_card.show(chosen[0], catalog, t, show_low="low" in state.filters.conf, key=f"{key}_card")
    else:
        _show_meaning(catalog, state, now, t, key=key)
        with st.container(key=f"{key}_hint"):
            literal(t("map.card.hint"), style="note")
    legend.show(state, now, models_shown(catalog, now), t, key=f"{key}_legend")


def _show_meaning(catalog: Catalog, state: MapState, now: Shown, t: Translator, *, key: str) -> None:
    """Say what the clusters shown come to, and offer to see them all."""
    found = meaning(catalog, now) if "clusters" in state.layers else None
    if found is None:
        return
    counts = {"clusters": found.clusters, "home": found.home, "away": found.clusters - found.home, "most": found.most}
    words = {name: number(value, t.language) for name, value in counts.items()}
    literal(t("map.meaning", model=t(f"term.model.{found.model}"), **words))
    st.button(
        t("map.meaning.all"),
        key=f"{key}_meaning_all",
        type="tertiary",
        on_click=_aim_at_all,
        args=(catalog, state, now),
    )


def _aim_at_all(catalog: Catalog, state: MapState, now: Shown) -> None:
    found = extent.results(catalog, settings(), state, now)
    if found:
        session.aim(extent.view_of(found))
