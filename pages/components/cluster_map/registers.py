"""Registers on the cluster map: the choice of what firms are drawn, filters with exact counts, and what is in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.datasets import listing
from geo.datasets.counts import Counts, shared_tally
from geo.datasets.errors import DatasetError
from geo.datasets.filters import CODED, LIST_KEYS, PLACED, DatasetFilters
from geo.datasets.listing import Listed
from geo.datasets.place_names import name_of_key
from geo.datasets.record import CODES
from geo.language import Translator, number
from geo.links import Problem
from geo.maps import extent, register
from geo.maps.drawing import Drawing
from geo.maps.register import LOOKS, Register
from geo.maps.state import MapState, View
from geo.settings import settings
from geo.tiles.sample import Bounds
from pages.components.boundary import show_notice
from pages.components.cluster_map import link_filters, ranking, register_session, session
from pages.components.literal import literal, literal_label

_TERMS: Final = {"model": "model", "segment": "segment", "kind": "kind", "conf": "confidence"}
_FIRST: Final = ("model", "region")


def settle() -> None:
    """Drop a choice that is not there any more, and note it; call it before anything is shown."""
    name = st.session_state.get(register_session.CHOICE)
    if name and listing.find(settings(), name) is None:
        session.note_problem(Problem("data", name))
        register_session.seed(None)


def choose(t: Translator) -> None:
    """Show the choice of what firms are drawn; where there is no dataset there is no choice."""
    known = {one.name: one for one in listing.listed(settings())}
    if not known:
        return

    def said(name: str) -> str:
        return label(known[name], t) if name in known else t("dataset.choice.sample")

    st.selectbox(
        t("dataset.choice"), ["", *known], format_func=said, key=register_session.CHOICE, help=t("dataset.choice.help")
    )


def label(one: Listed, t: Translator) -> str:
    """Return a dataset's title with its size, and that it is synthetic where it is."""
    title = literal_label(one.title.get(t.language, one.name))
    n = number(one.rows, t.language)
    return t("dataset.choice.synthetic" if one.synthetic else "dataset.choice.named", title=title, n=n)


def counts(state: MapState) -> Counts | None:
    """Return the counts under the filter in force; None for the sample, and where they took too long."""
    if state.register is None:
        return None
    try:
        return shared_tally().counts(state.register.name, state.register.filters)
    except DatasetError:
        return None


def show_filters(catalog: Catalog, t: Translator) -> None:
    """Show how the register is drawn and its filters, beside each choice how many firms it lets through."""
    state = session.current()
    shown = register_session.found(state.register)
    if state.register is None or shown is None:
        return
    if shown.synthetic:
        show_notice(t("dataset.synthetic"))
    st.segmented_control(
        t("dataset.look"),
        LOOKS,
        format_func=lambda key: t(f"dataset.look.{key}"),
        required=True,
        key=register_session.WIDGETS["look"],
    )
    st.button(
        t("dataset.extent"),
        key="map_d_extent",
        type="tertiary",
        icon=":material/zoom_out_map:",
        on_click=session.aim,
        args=(_extent(shown),),
    )
    literal(t("map.filters.title"), style="subheading")
    counted = counts(state)
    literal(t("dataset.filters.counts" if counted else "dataset.filters.slow"), style="note")
    st.text_input(
        t("dataset.filter.text"),
        key=register_session.WIDGETS["text"],
        placeholder=t("dataset.filter.text.hint"),
        max_chars=60,
    )
    if register_session.unread():
        show_notice(t("dataset.filter.text.short"))
    for name in _FIRST:
        _choice(name, state.register, counted, t)
    more = st.expander(t("map.filters.more"), expanded=_folded_in_force(state.register), key="map_d_more")
    with more:
        for name in (key for key in LIST_KEYS if key not in _FIRST):
            _choice(name, state.register, counted, t)
        if shown.years[1] > shown.years[0]:
            st.slider(
                t("dataset.filter.years"),
                *shown.years,
                key=register_session.WIDGETS["years"],
                help=t("map.filter.years.help"),
            )
        link_filters.show(catalog, t)
    st.button(t("map.filters.clear"), key="map_d_clear", on_click=clear)


def clear() -> None:
    """Take every filter of the register away, and those of the links."""
    link_filters.clear()
    in_force = session.current().register
    if in_force:
        _put(Register(in_force.name, DatasetFilters(), in_force.look, in_force.level, in_force.measure))


def _extent(shown: Listed) -> View:
    west, south, east, north = shown.bbox
    return extent.view_of(Bounds(west, south, east, north))


def _folded_in_force(chosen: Register) -> bool:
    free = chosen.filters.without("text")
    for name in _FIRST:
        free = free.without(name)
    return link_filters.in_force() or not free.is_empty


def _choice(name: str, chosen: Register, counted: Counts | None, t: Translator) -> None:
    """Show a list filter; what nothing has is left out unless it is chosen."""
    found = dict(counted.beside[name]) if counted else {}
    if name in CODED:
        every = [key for key in CODES[CODED[name]] if key]
        options = [key for key in every if found.get(key) or key in getattr(chosen.filters, name) or counted is None]
    else:
        options = sorted((key for key in found if key), key=lambda key: (-found[key], key))
        options += [key for key in getattr(chosen.filters, name) if key not in found]

    def said(key: str) -> str:
        return t("map.filter.counted", name=words(name, key, t), n=number(found.get(key, 0), t.language))

    st.multiselect(
        t(f"dataset.filter.{name}"),
        options,
        format_func=said,
        wrap=True,
        key=register_session.WIDGETS[name],
        placeholder=t("map.filter.all"),
    )


def words(name: str, value: str, t: Translator) -> str:
    """Return the words of a value of a list filter."""
    if name in PLACED:
        return name_of_key(name, value, t.language, config=settings())
    return t(f"term.{_TERMS[name]}.{value}")


def chips(chosen: Register, t: Translator) -> Iterator[tuple[str, str, str]]:
    """Yield the filters in force: which, its value, its words."""
    for name in LIST_KEYS:
        for value in getattr(chosen.filters, name):
            yield name, value, words(name, value, t)
    first, last = chosen.filters.year_from, chosen.filters.year_to
    if first or last:
        values = f"{first or '…'}–{last or '…'}"
        yield "years", "", t("map.active.values", filter=t("dataset.filter.years"), values=values)
    if chosen.filters.text:
        yield "text", "", t("map.active.values", filter=t("dataset.filter.text"), values=chosen.filters.text)


def show_active(chosen: Register, t: Translator, *, key: str) -> None:
    """Show the filters in force as chips, each of which takes its own away."""
    found = list(chips(chosen, t))
    if not found:
        return
    with st.container(horizontal=True, gap="small", key=f"{key}_chips"):
        for name, value, said in found[:12]:
            st.button(
                literal_label(said),
                key=f"map_d_chip_{name}_{value}",
                help=t("map.active.remove"),
                icon=":material/close:",
                on_click=_drop,
                args=(name, value),
            )
        st.button(t("map.active.clear"), key="map_d_clear_all", type="tertiary", on_click=clear)


def _drop(name: str, value: str) -> None:
    in_force = session.current().register
    if in_force:
        _put(register_session.without(in_force, name, value))


def _put(chosen: Register) -> None:
    session.show_register(chosen)
    register_session.seed(chosen)


def drawn(drawing: Drawing, catalog: Catalog, state: MapState) -> Drawing:
    """Return what the map script is told, with the register in it; as it is for the sample."""
    shown = register_session.found(state.register)
    if state.register is None or shown is None or "organisations" not in state.layers:
        return drawing
    told: Drawing = {**drawing, "register": register.drawing(state.register, shown.version)}
    if state.register.look == "areas":
        # China's areas are never drawn without its whole set of boundary lines.
        told["layers"] = sorted({*state.layers, "admin"} - {"organisations"})
        told["measured"] = ranking.measured(catalog, state.register, counts(state))
    return told


def figures(state: MapState, t: Translator) -> str:
    """Return how many firms pass, of how many; "" for the sample."""
    shown = register_session.found(state.register)
    if shown is None:
        return ""
    counted = counts(state)
    said = t(
        "dataset.figures" if counted else "dataset.figures.slow",
        title=shown.title.get(t.language, shown.name),
        shown=number(counted.matching if counted else None, t.language),
        total=number(shown.rows, t.language),
    )
    return said + (t("dataset.figures.synthetic") if shown.synthetic else "")
