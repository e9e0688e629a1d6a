"""The map's controls in the sidebar: search, quick views, filters and layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

import streamlit as st

from geo import stamp
from geo.catalog import Catalog
from geo.catalog.divisions import cities, name_of, places, province_of
from geo.catalog.search import Hit, closest, search
from geo.errors import NotPreparedError
from geo.language import Translator, country_name, number
from geo.links import Problem
from geo.maps.quick_views import QUICK_VIEWS
from geo.maps.state import LAYERS, OBJECT_KINDS, Selection, View
from geo.settings import settings
from geo.signs import MODELS, SHAPES
from geo.tiles.filters import CHOICES, LINKED, Filters
from geo.tiles.sample import facets
from geo.tiles.store import cursor
from pages.components import basket
from pages.components.cluster_map import link_filters, published, registers, session
from pages.components.literal import literal, literal_label

_QUICK = "map_quick"
_AS_PILLS = ("model", "conf")  # few enough to stand side by side
_FIRST = ("model", "country", "province")  # what nearly everybody asks for; the others are a click away
# The shapes of the map as characters, so that a model is told apart without its colour here too.
_MODEL_SIGNS = {key: SHAPES[sign.shape].character for key, sign in MODELS.items()}


def show(catalog: Catalog, years: tuple[int, int], t: Translator, *, key: str) -> None:
    """Show the controls; their values are read by `map_session.take_widgets`."""
    with st.sidebar, st.container(key=key):
        _show_search(t, catalog)
        _show_quick_views(t)
        _show_layers(t)
        published.choose(t)
        registers.choose(t)
        if session.current().register:
            registers.show_filters(catalog, t)
        else:
            _show_filters(t, catalog, years)


def _show_search(t: Translator, catalog: Catalog) -> None:
    query = st.text_input(
        t("map.search.label"),
        key=session.SEARCH,
        placeholder=t("map.search.placeholder"),
        icon=":material/search:",
        live=True,
    )
    if not query.strip():
        return
    hits = search(catalog, query, lang=t.language, limit=8)
    if not hits:
        hits = closest(catalog, query, lang=t.language, limit=5)
        literal(t("map.search.close") if hits else t("map.search.nothing", query=query.strip()[:60]), style="note")
    for hit in hits:
        _show_hit(t, hit)


def find(catalog: Catalog, t: Translator) -> None:
    """Go to what a link names in words: the best hit, or the one spelled most alike; nothing found is told."""
    words = session.sought()
    if not words:
        return
    hits = search(catalog, words, lang=t.language, limit=1) or closest(catalog, words, lang=t.language, limit=1)
    if hits:
        _go_to(hits[0])
    else:
        session.note_problem(Problem("q", words))


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


def _show_filters(t: Translator, catalog: Catalog, years: tuple[int, int]) -> None:
    literal(t("map.filters.title"), style="subheading")
    literal(t("map.filters.counts"), style="note")
    counts = _counts(session.current().filters)

    def choice(name: str, **look: Any) -> None:
        _choice(t, name, catalog, counts.get(name, {}), **look)

    for name in _FIRST:
        choice(name)
    if _options("city", catalog):
        choice("city")
    # Five lists more would take a browser as long to draw as the map takes.
    more = st.expander(t("map.filters.more"), expanded=_folded_in_force(), on_change="rerun", key="map_more")
    if more.open:
        with more:
            others = [name for name in LINKED if name not in (*_FIRST, "city")]
            ratings = [name for name in others if CHOICES[name].default]
            for name in others:
                if name not in ratings:
                    choice(name)
            st.slider(t("map.filter.years"), *years, key=session.WIDGETS["years"], help=t("map.filter.years.help"))
            for name in ratings:
                choice(name, help=t(f"map.filter.{name}.help"))
            link_filters.show(catalog, t)
    st.button(t("map.filters.clear"), key="map_clear", on_click=session.clear_filters, args=(years,))


def _folded_in_force() -> bool:
    """Tell whether a filter is in force that stands among the further ones."""
    in_force, none = session.current().filters, Filters()
    shown = {"city", *_FIRST}
    return link_filters.in_force() or any(
        getattr(in_force, name) != getattr(none, name)
        for name in (field.name for field in fields(Filters))
        if name not in shown
    )


def _counts(chosen: Filters) -> dict[str, dict[str, int]]:
    """Return how many organisations each choice lets through; none without a store, which the map says."""
    try:
        return _counted(stamp.version(settings()), chosen)
    except NotPreparedError:
        return {}


@lru_cache(maxsize=128)
def _counted(_version: str, chosen: Filters) -> dict[str, dict[str, int]]:
    return facets(cursor(settings()), chosen)


def _options(name: str, catalog: Catalog) -> Sequence[str]:
    """Return the values of a filter: those of its grammar, or those that clusters and organisations have."""
    allowed = CHOICES[name].allowed
    if allowed:
        return allowed
    chosen = getattr(session.current().filters, name)
    known = _known(name, catalog)
    if name == "city":
        provinces = session.current().filters.province
        known = tuple(city for city in known if province_of("CN", city) in provinces)
    return [*known, *(value for value in chosen if value not in known)]  # a link may name one that nothing has


@lru_cache(maxsize=8)
def _known(name: str, catalog: Catalog) -> tuple[str, ...]:
    """Return what a filter can hold: China first, then what there is most of."""
    if name == "city":
        return cities(catalog)
    organisations = catalog.table("organisations")
    if name == "province":
        placed = zip(organisations["country"], organisations["unit_id"].str.removeprefix("CN-"), strict=True)
        held = {province_of(country, code) for country, code in placed}
        held |= set().union(*places(catalog).provinces.values())
        return tuple(sorted(held - {""}))
    counted = organisations["country"].value_counts()
    found = set(counted.index) | set(catalog.table("clusters")["country"])
    return tuple(sorted(found, key=lambda code: (code != "CN", code[:3] != "CN-", -int(counted.get(code, 0)), code)))


def words(name: str, value: str, catalog: Catalog, t: Translator) -> str:
    """Return the words of a value of a list filter."""
    if name == "country":
        return country_name(value, t.language)
    if name in ("province", "city"):
        return name_of(catalog, value).localised(t.language)
    text = t(f"term.{CHOICES[name].term}.{value}")
    return f"{_MODEL_SIGNS[value]} {text}" if name == "model" else text


def _with_count(text: str, n: int, t: Translator) -> str:
    return t("map.filter.counted", name=text, n=number(n, t.language))


def _choice(t: Translator, name: str, catalog: Catalog, counts: Mapping[str, int], **look: Any) -> None:
    """Show a list filter, how much each choice lets through beside it: few side by side, more in a list."""

    def said(value: str) -> str:
        return _with_count(words(name, value, catalog, t), counts.get(value, 0), t)

    label, options = t(f"map.filter.{name}"), _options(name, catalog)
    if name in _AS_PILLS:
        _pills(name, label, options, said, **look)
        return
    st.multiselect(
        label,
        options,
        format_func=said,
        key=session.WIDGETS[name],
        placeholder=t("map.filter.all"),
        **look,
    )


def _pills(name: str, label: str, options: Sequence[str], said: Callable[[str], str], **look: Any) -> None:
    """Show a choice of several as pills under the key `map_session` reads it by."""
    st.pills(label, options, selection_mode="multi", format_func=said, key=session.WIDGETS[name], **look)
