"""Reach: the map of what a latency budget reaches from a place, its figures and its list, in one fragment."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from geo import stamp
from geo.analysis.errors import AmbiguousPlaceError, BorderCrossingError, UnknownPlaceError
from geo.analysis.gazetteer import MAINLAND, Place, resolve, territory_of
from geo.analysis.latency import DIRECTIONS, KINDS
from geo.analysis.network import VERDICTS
from geo.catalog import Catalog, boundaries, load_catalog
from geo.catalog.cards import Card, card
from geo.catalog.errors import UnknownObjectError
from geo.computing.network import Network
from geo.computing.reach import Reach, reach
from geo.computing.state import MAX_MS, PageState
from geo.language import Translator, number
from geo.maps.drawing import Chosen
from geo.maps.reach_map import LAYERS, reach_state
from geo.maps.state import OBJECT_KINDS, selection_of
from geo.settings import settings
from pages.components import leaflet, object_card
from pages.components.boundary import boundary, show_notice
from pages.components.computing_network import reach_legend, session
from pages.components.computing_network.words import (
    band,
    html_table,
    milliseconds,
    place_name,
    site_names,
    verdict_mark,
)
from pages.components.frame import page_translator
from pages.components.literal import element, literal, literal_label
from pages.components.parts import ready

HEIGHT_PX: Final = 560  # before the stylesheet fits the map to the window
_COMPONENT: Final = "reach_component"
_CLICK: Final = "reach_click"
_SELECTED: Final = "reach_selected"
_REFUSED: Final = "reach_refused"  # the fault of what was typed as an origin
_ORIGIN_KINDS: Final = ("city", "computing", "hub", "region")
_FAULTS: Final = (UnknownPlaceError, AmbiguousPlaceError, BorderCrossingError)


@st.fragment
def show(network: Network, *, key: str) -> None:
    """Show the controls, the map with its card or legend beside it, and the list of clusters below."""
    t = page_translator()
    with boundary(t):
        with st.container(key=f"{key}_controls"):
            _controls(network, t)
        _say_refusal(network, t)
        state = session.current()
        found = _found(load_catalog(settings()), state.origin, state.budget_ms, state.network, state.direction)
        session.write_address()
        _headline(network, found, t)
        map_column, side = st.columns([7, 2], gap="small")
        with map_column, st.container(key=f"{key}_frame"):
            _map(found, t)
        with side, st.container(key=f"{key}_side"):
            _side(t)
        st.html(_list(load_catalog(settings()), found, state.direction, t))


@ready
def _found(catalog: Catalog, origin: str, budget_ms: float, kind: str, direction: str) -> Reach:
    """Return the reach of an origin; it raises what `geo.computing.reach.reach` does."""
    state = PageState(origin=origin, budget_ms=budget_ms, network=kind, direction=direction)
    return reach(session.network_of(catalog), state, territory_at=territory_at)


@ready
def _names(catalog: Catalog, t: Translator) -> dict[str, str]:
    """Return the places that are offered as an origin, by reference."""
    return {f"{p.kind}:{p.id}": _option(p, t) for p in session.network_of(catalog).known if _offered(p)}


def territory_at(lon: float, lat: float) -> str:
    """Return the territory at a point, from the prepared boundaries."""
    return territory_of(lon, lat, boundaries.cn_provinces(settings()))


def _controls(network: Network, t: Translator) -> None:
    state = session.current()
    names = _names(load_catalog(settings()), t)
    where, budget, kind, direction = st.columns([4, 2, 4, 3], vertical_alignment="bottom")
    with where:
        st.selectbox(
            t("network.reach.origin"),
            list(dict.fromkeys([*names, state.origin])),
            format_func=lambda ref: names.get(ref, ref),
            accept_new_options=True,
            help=t("network.reach.origin.help"),
            **session.bound("origin", state.origin, lambda text: _take_origin(network, text)),
        )
    with budget:
        st.number_input(
            t("network.reach.budget"),
            min_value=0.01,
            max_value=MAX_MS,
            step=1.0,
            **session.bound("budget", state.budget_ms, lambda value: session.change(budget_ms=value)),
        )
    with kind:
        st.segmented_control(
            t("network.kind"),
            KINDS,
            required=True,
            format_func=lambda name: t(f"network.kind.{name}"),
            **session.bound("kind", state.network, lambda value: session.change(network=value)),
        )
    with direction:
        st.segmented_control(
            t("network.direction"),
            DIRECTIONS,
            required=True,
            format_func=lambda name: t(f"network.direction.{name}"),
            **session.bound("direction", state.direction, lambda value: session.change(direction=value)),
        )


def _offered(place: Place) -> bool:
    return place.kind in _ORIGIN_KINDS and place.territory == MAINLAND


def _option(place: Place, t: Translator) -> str:
    return t("network.reach.option", name=place_name(place, t), kind=t(f"network.place.{place.kind}"))


def _take_origin(network: Network, text: str | None) -> None:
    st.session_state.pop(_REFUSED, None)
    if not text:
        return
    try:
        place = resolve(network.known, text, territory_at=territory_at)
        if place.territory != MAINLAND:
            raise BorderCrossingError(origin=f"{place.name.zh} / {place.name.en}", target="-", distance_km=0.0)
    except _FAULTS as fault:
        st.session_state[_REFUSED] = (text, fault)
        return
    session.change(origin=place.id if place.kind == "point" else f"{place.kind}:{place.id}")


def _say_refusal(network: Network, t: Translator) -> None:
    text, fault = st.session_state.get(_REFUSED, ("", None))
    if fault is None:
        return
    if isinstance(fault, BorderCrossingError):
        show_notice(t("network.reach.abroad", place=text))
        return
    show_notice(t("network.reach.unknown", place=text))
    with st.container(horizontal=True, key="reach_suggestions"):
        for ref in (candidate.reference for candidate in fault.candidates):
            place = next((p for p in network.known if f"{p.kind}:{p.id}" == ref and _offered(p)), None)
            if place:
                st.button(
                    literal_label(_option(place, t)),
                    key=f"reach_suggest_{ref}",
                    type="tertiary",
                    on_click=_take_origin,
                    args=(network, ref),
                )


def _headline(network: Network, found: Reach, t: Translator) -> None:
    state = session.current()
    counts = found.rows["verdict"].value_counts()
    words = [
        t(f"network.reach.count.{verdict}", n=number(int(counts[verdict]), t.language))
        for verdict in VERDICTS
        if verdict in counts
    ]
    literal(
        t(
            "network.reach.headline",
            origin=place_name(found.origin, t),
            budget=milliseconds(state.budget_ms, t),
            direction=t(f"network.direction.{state.direction}"),
            kind=t(f"network.kind.{state.network}"),
            counts=t("network.comma").join(words),
            total=number(len(found.rows), t.language),
        )
    )
    if found.below_floor:
        nearest = found.rows.sort_values("floor_ms").iloc[0]
        show_notice(
            t(
                "network.reach.below_floor",
                budget=milliseconds(state.budget_ms, t),
                site=site_names(network, t)[nearest["id"]],
                distance=number(nearest["distance_km"], t.language, digits=0),
                floor=milliseconds(nearest["floor_ms"], t),
            )
        )


def _map(found: Reach, t: Translator) -> None:
    chosen = st.session_state.get(_SELECTED)
    drawn = reach_state(
        found.origin,
        found.rows,
        found.rings,
        layers=session.current().layers,
        language=t.language,
        version=stamp.version(settings()),
        basemap=settings().has_basemap,
        selected=_place_of(chosen, t),
    )
    report = leaflet.show(
        leaflet.cluster_map(settings(), page="computing_network"),
        drawn,
        key=_COMPONENT,
        height=HEIGHT_PX,
        reported=("last_active_drawing",),
    )
    clicked = (report.get("last_active_drawing") or {}).get("properties") or {}
    if clicked and clicked.get("click") != st.session_state.get(_CLICK):
        st.session_state[_CLICK] = clicked.get("click")
        st.session_state[_SELECTED] = selection_of(clicked)
        st.rerun(scope="fragment")


def _card(t: Translator) -> Card | None:
    chosen = st.session_state.get(_SELECTED)
    if chosen is None or chosen.kind not in OBJECT_KINDS:
        return None
    try:
        return card(load_catalog(settings()), chosen.kind, chosen.id, lang=t.language)
    except UnknownObjectError:
        st.session_state[_SELECTED] = None
        return None


def _place_of(chosen: Any, t: Translator) -> Chosen | None:
    found = _card(t)
    if found is None:
        return None
    place: Chosen = {"kind": chosen.kind, "id": chosen.id}
    if found.lon is None or found.lat is None:
        return place
    return {**place, "lat": found.lat, "lng": found.lon, "radius_m": found.uncertainty_m or 0}


def _side(t: Translator) -> None:
    found = _card(t)
    if found is None:
        literal(t("network.reach.hint"), style="note")
    else:
        object_card.show(found, load_catalog(settings()), t, show_low=True, key="reach_card")
        ref = f"{found.kind}:{found.id}"
        with st.container(horizontal=True):
            if found.kind in _ORIGIN_KINDS:
                st.button(t("network.reach.start_here"), key="reach_start", on_click=_start_at, args=(ref,))
            st.button(t("network.reach.close"), key="reach_close", on_click=_start_at, args=("",), type="tertiary")
    reach_legend.show(t)
    st.pills(
        t("network.reach.layers"),
        LAYERS,
        selection_mode="multi",
        format_func=lambda name: t(f"network.layer.{name}"),
        **session.bound("layers", list(session.current().layers), lambda value: session.change(layers=tuple(value))),
    )


def _start_at(ref: str) -> None:
    st.session_state[_SELECTED] = None
    if ref:
        session.change(origin=ref)


@ready
def _list(catalog: Catalog, found: Reach, direction_key: str, t: Translator) -> str:
    """Return the list of clusters, the nearest first."""
    names = site_names(session.network_of(catalog), t)
    rows = [
        [
            escape(names[row["id"]]),
            verdict_mark(row["verdict"], t),
            escape(milliseconds(row["estimate_ms"], t)),
            escape(band(row["low_ms"], row["high_ms"], t)),
            escape(milliseconds(row["floor_ms"], t)),
            escape(t("network.value.km", value=number(row["distance_km"], t.language, digits=0))),
            escape(t("network.value.plus_minus", value=number(row["position_ms"], t.language, digits=2))),
        ]
        for row in found.rows.to_dict("records")
    ]
    direction = t(f"network.direction.{direction_key}")
    heads = [
        t("network.column.site"),
        t("network.column.verdict"),
        t("network.column.estimate", direction=direction),
        t("network.column.band"),
        t("network.column.floor"),
        t("network.column.distance"),
        t("network.column.position"),
    ]
    return (
        element(t("network.reach.list"), style="heading")
        + element(t("network.reach.list.note"), style="note")
        + html_table(heads, rows, label=t("network.reach.list"))
    )
