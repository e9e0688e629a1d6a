"""The map's controls in the sidebar: search, quick views, filters and layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from geo.catalog import Catalog
from geo.catalog.search import Hit, search
from geo.language import Translator, country_name
from geo.maps.quick_views import QUICK_VIEWS
from geo.maps.state import LAYERS, OBJECT_KINDS, Selection, View
from geo.model import EVIDENCE, LOAD_CLASSES
from geo.signs import MODELS, SHAPES
from geo.tiles.filters import CHOICES, LINKED
from pages.components import basket
from pages.components.cluster_map import published, session
from pages.components.literal import literal, literal_label

_QUICK = "map_quick"
_AS_PILLS = ("model", "conf")  # few enough to stand side by side
# The shapes of the map as characters, so that a model is told apart without its colour here too.
_MODEL_SIGNS = {key: SHAPES[sign.shape].character for key, sign in MODELS.items()}


def show(catalog: Catalog, years: tuple[int, int], t: Translator, *, key: str) -> None:
    """Show the controls; their values are read by `map_session.take_widgets`."""
    with st.sidebar, st.container(key=key):
        _show_search(t, catalog)
        _show_quick_views(t)
        _show_layers(t)
        published.choose(t)
        _show_filters(t, catalog, years)


def _show_search(t: Translator, catalog: Catalog) -> None:
    query = st.text_input(
        t("map.search.label"), key=session.SEARCH, placeholder=t("map.search.placeholder"), icon=":material/search:"
    )
    if not query.strip():
        return
    hits = search(catalog, query, lang=t.language, limit=8)
    if not hits:
        literal(t("map.search.nothing", query=query.strip()[:60]), style="note")
    for hit in hits:
        _show_hit(t, hit)


def _show_hit(t: Translator, hit: Hit) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", wrap=False):
        st.button(
            literal_label(t("map.search.hit", title=hit.title, kind=t(f"map.object.{hit.kind}"))),
            help=literal_label(hit.subtitle) or None,
            key=f"map_hit_{hit.kind}_{hit.id}",
            on_click=_go_to,
            args=(hit,),
            type="tertiary",
            icon=":material/location_on:",
        )
        if hit.kind == "cluster" and basket.can_hold(hit.id):
            basket.button(hit.id, t, key=f"map_hit_add_{hit.id}", short=True)


def _go_to(hit: Hit) -> None:
    if hit.lat is not None and hit.lon is not None:
        session.aim(View(hit.lat, hit.lon, hit.zoom))
    session.select(Selection(hit.kind, hit.id) if hit.kind in OBJECT_KINDS else None)


def _show_quick_views(t: Translator) -> None:
    st.pills(
        t("map.quick.label"),
        list(QUICK_VIEWS),
        format_func=lambda key: t(f"map.quick.{key}"),
        key=_QUICK,
        on_change=_take_quick_view,
    )


def _take_quick_view() -> None:
    chosen = st.session_state[_QUICK]
    if chosen:
        session.aim(QUICK_VIEWS[chosen])
        st.session_state[_QUICK] = None  # a jump, not a state: the person moves on from there


def _show_layers(t: Translator) -> None:
    literal(t("map.layers.title"), style="subheading")
    _pills("layers", t("map.layers.title"), LAYERS, lambda key: t(f"map.layer.{key}"), label_visibility="collapsed")
    if "links" in st.session_state[session.WIDGETS["layers"]]:
        _pills("load", t("map.filter.load"), LOAD_CLASSES, lambda key: t(f"term.load.{key}"))
        _pills("evidence", t("map.filter.evidence"), EVIDENCE, lambda key: t(f"term.evidence.{key}"))


def _show_filters(t: Translator, catalog: Catalog, years: tuple[int, int]) -> None:
    literal(t("map.filters.title"), style="subheading")
    ratings = [name for name in LINKED if CHOICES[name].default]
    for name in LINKED:
        if name not in ratings:
            _choice(t, name, _options(name, catalog))
    st.slider(t("map.filter.years"), *years, key=session.WIDGETS["years"], help=t("map.filter.years.help"))
    for name in ratings:
        _choice(t, name, _options(name, catalog), help=t(f"map.filter.{name}.help"))
    st.button(t("map.filters.clear"), key="map_clear", on_click=session.clear_filters, args=(years,))


def _options(name: str, catalog: Catalog) -> Sequence[str]:
    """Return the values of a filter: those of its grammar, or those that clusters and organisations have."""
    choice = CHOICES[name]
    if choice.allowed:
        return choice.allowed
    return sorted(set(catalog.table("clusters")[choice.column]) | set(catalog.table("organisations")[choice.column]))


def _choice(t: Translator, name: str, options: Sequence[str], **look: Any) -> None:
    """Show a list filter: few short choices side by side, more in a list."""

    def words(value: str) -> str:
        if name == "country":
            return country_name(value, t.language)
        text = t(f"term.{CHOICES[name].term}.{value}")
        return f"{_MODEL_SIGNS[value]} {text}" if name == "model" else text

    label = t(f"map.filter.{name}")
    if name in _AS_PILLS:
        _pills(name, label, options, words, **look)
    else:
        st.multiselect(
            label, options, format_func=words, key=session.WIDGETS[name], placeholder=t("map.filter.all"), **look
        )


def _pills(name: str, label: str, options: Sequence[str], words: Callable[[str], str], **look: Any) -> None:
    """Show a choice of several as pills under the key `map_session` reads it by."""
    st.pills(label, options, selection_mode="multi", format_func=words, key=session.WIDGETS[name], **look)
