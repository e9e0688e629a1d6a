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
from geo.model import (
    CLUSTER_MODELS,
    CONFIDENCES,
    EVIDENCE,
    LOAD_CLASSES,
    NO_MODEL,
    NO_SEGMENT,
    ORGANISATION_KINDS,
    SEGMENTS,
)
from geo.signs import MODELS, SHAPES
from pages.components.cluster_map import published, session
from pages.components.literal import literal, literal_label

_QUICK = "map_quick"
# The shapes of the map as characters, so that a model is told apart without its colour here too.
_MODEL_SIGNS = {key: SHAPES[sign.shape].character for key, sign in MODELS.items()}


def show(t: Translator, catalog: Catalog, years: tuple[int, int], *, key: str) -> None:
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
        st.button(
            literal_label(t("map.search.hit", title=hit.title, kind=t(f"map.object.{hit.kind}"))),
            help=literal_label(hit.subtitle) or None,
            key=f"map_hit_{hit.kind}_{hit.id}",
            on_click=_go_to,
            args=(hit,),
            type="tertiary",
            icon=":material/location_on:",
        )


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
    keys = session.WIDGETS
    literal(t("map.filters.title"), style="subheading")
    models = (*CLUSTER_MODELS, NO_MODEL)
    _pills("model", t("map.filter.model"), models, lambda key: f"{_MODEL_SIGNS[key]} {t(f'term.model.{key}')}")
    countries = sorted(set(catalog.table("clusters")["country"]) | set(catalog.table("organisations")["country"]))
    lists = {
        "country": (countries, lambda code: country_name(code, t.language)),
        "segment": ([*SEGMENTS, NO_SEGMENT], lambda key: t(f"term.segment.{key}")),
        "kind": (list(ORGANISATION_KINDS), lambda key: t(f"term.kind.{key}")),
    }
    for name, (options, words) in lists.items():
        st.multiselect(
            t(f"map.filter.{name}"), options, format_func=words, key=keys[name], placeholder=t("map.filter.all")
        )
    st.slider(t("map.filter.years"), *years, key=keys["years"], help=t("map.filter.years.help"))
    rating = t("map.filter.conf")
    _pills("conf", rating, CONFIDENCES, lambda key: t(f"term.confidence.{key}"), help=t("map.filter.conf.help"))
    st.button(t("map.filters.clear"), key="map_clear", on_click=session.clear_filters, args=(years,))


def _pills(name: str, label: str, options: Sequence[str], words: Callable[[str], str], **look: Any) -> None:
    """Show a choice of several as pills under the key `map_session` reads it by."""
    st.pills(label, options, selection_mode="multi", format_func=words, key=session.WIDGETS[name], **look)
