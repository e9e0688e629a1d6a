"""The map's state in this session: read from a link, kept while other pages are open, written to the address."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from geo.catalog.divisions import province_of
from geo.links import Problem
from geo.maps.drawing import Aim
from geo.maps.register import Register
from geo.maps.state import DEFAULT_LAYERS, HOME, LINK, MapState, Selection, View, parse_state, selection_of
from geo.model import EVIDENCE, LOAD_CLASSES
from geo.settings import settings
from geo.tiles.filters import CHOICES, LINKED, Filters
from geo.tiles.sample import Bounds
from pages.components.address import Address
from pages.components.cluster_map import register_session
from pages.components.frame import page_translator

COMPONENT: Final = "map_component"  # what the browser last reported of the map
SEARCH: Final = "map_search"
_STATE: Final = "map_state"
_TARGET: Final = "map_target"  # where the map was last told to go, with a serial number
_PROBLEMS: Final = "map_problems"
_BOUNDS: Final = "map_bounds"
_TAKEN: Final = "map_taken"  # what the browser reported last of where the map is, as far as it was taken over
_CLICK: Final = "map_click"
_NEAR_START_DEG: Final = 6.0
_FOLLOW: Final = "map_follow"  # whether the map is to go to the selection a link names without a place
_AWAITED: Final = "map_awaited"  # whether the page has run before the map on it has told its view
_ADDRESS: Final = Address("map", LINK.keys)
PUBLISHED: Final = "map_published"  # a widget that is there only where layers are shared
WIDGETS: Final = {name: f"map_{name}" for name in (*LINKED, "years", "layers", "load", "evidence")}
"""What a control is for -> its key; a list filter has the name it has in the link."""


def enter(years: tuple[int, int]) -> None:
    """Settle the state at the start of a page run.

    A link that this session did not write itself wins; otherwise what the session remembers. Widgets are seeded when
    either is new to them. `years` are the first and last founding year of the data.
    """
    # Streamlit forgets a control with the page it is on. Of one that is folded away it never knew: what stands under
    # its key was put there by `take_widgets`, and stays.
    entering = WIDGETS["layers"] not in st.session_state
    asked = _ADDRESS.asked(changed=not entering and _pressed(years))
    if asked:
        state, st.session_state[_PROBLEMS] = parse_state(asked)
        if "layers" not in asked and _oriented():
            state = state.with_boundaries()
        adopt(state, years)
        st.session_state[_FOLLOW] = "sel" in asked and "lat" not in asked
        if state.find:
            st.session_state[SEARCH] = state.find
    elif entering:
        adopt(current(), years)
    if entering:
        st.session_state.pop(COMPONENT, None)
        for told in (_BOUNDS, _TAKEN, _AWAITED):
            st.session_state.pop(told, None)


def current() -> MapState:
    """Return the state in force."""
    kept: MapState | None = st.session_state.get(_STATE)
    if kept:
        return kept
    return MapState().with_boundaries() if _oriented() else MapState()


def problems() -> tuple[Problem, ...]:
    """Return what of the link could not be used, until the person has dismissed it."""
    told: tuple[Problem, ...] = st.session_state.get(_PROBLEMS, ())
    return told


def note_problem(problem: Problem) -> None:
    """Remember one more part of the link that could not be used."""
    st.session_state[_PROBLEMS] = (*problems(), problem)


def dismiss_problems() -> None:
    """Forget what of the link could not be used."""
    st.session_state[_PROBLEMS] = ()


def adopt(state: MapState, years: tuple[int, int]) -> None:
    """Make `state` the state in force: seed the widgets and send the map to its view."""
    st.session_state[_STATE] = state
    for name, value in _values(state, years).items():
        st.session_state[WIDGETS[name]] = value
    st.session_state[PUBLISHED] = list(state.published)
    register_session.seed(state.register)
    aim(state.view)


def _values(state: MapState, years: tuple[int, int]) -> dict[str, object]:
    """Return what the control of each of WIDGETS says in a state."""
    filters = state.filters
    first, last = years
    return {
        **{name: list(getattr(filters, name)) for name in LINKED},
        "years": (max(filters.year_from or first, first), min(filters.year_to or last, last)),
        "layers": list(state.layers),
        "load": list(state.loads),
        "evidence": list(state.evidence),
    }


def _pressed(years: tuple[int, int]) -> bool:
    """Tell whether a control says something else than the state in force."""
    in_force = _values(current(), years)
    return any(st.session_state.get(WIDGETS[name], value) != value for name, value in in_force.items())


def take_widgets(years: tuple[int, int]) -> MapState:
    """Read the widgets into the state in force and return it; cities go with their province.

    Called before the controls are shown, so that what they say fits together.
    """
    # A control that is folded away is forgotten by Streamlit; it comes back with what is in force.
    for name, in_force in _values(current(), years).items():
        st.session_state.setdefault(WIDGETS[name], in_force)
    value = {name: st.session_state[key] for name, key in WIDGETS.items()}
    first, last = value["years"]
    filters = Filters(
        **{name: tuple(value[name]) for name in LINKED},
        year_from=first if first > years[0] else None,
        year_to=last if last < years[1] else None,
    )
    narrowed = within_provinces(filters)
    if narrowed != filters:
        filters = narrowed
        st.session_state[WIDGETS["city"]] = list(narrowed.city)
    return _keep(
        dataclasses.replace(
            current(),
            filters=filters,
            layers=tuple(value["layers"]),
            loads=tuple(value["load"]),
            evidence=tuple(value["evidence"]),
            published=tuple(st.session_state.get(PUBLISHED, ())),
            register=register_session.take(current().register),
        )
    )


def controls() -> str:
    """Return what the controls beside the map say, to tell whether one has changed."""
    # A control that has not been shown yet says as little as an empty one: the map is drawn before its controls.
    told = [st.session_state.get(key) or None for key in (*WIDGETS.values(), PUBLISHED, SEARCH)]
    return repr([told, register_session.controls()])


def show_register(register: Register | None) -> None:
    """Draw the firms of a register, by its filters and in its way."""
    _keep(dataclasses.replace(current(), register=register))


def clear_filters(years: tuple[int, int]) -> None:
    """Put every filter back to its default; layers, view and selection stay."""
    _filter_anew(dataclasses.replace(current(), filters=Filters(), loads=LOAD_CLASSES, evidence=EVIDENCE), years)


def drop(name: str, value: str, years: tuple[int, int]) -> None:
    """Take one value of a filter away; "" puts the filter back to its default."""
    _filter_anew(without(current(), name, value), years)


def without(state: MapState, name: str, value: str = "") -> MapState:
    """Return a state without one value of a filter; without "" its filter is at its default."""
    if name in ("load", "evidence"):
        return dataclasses.replace(state, **({"loads": LOAD_CLASSES} if name == "load" else {"evidence": EVIDENCE}))
    if name == "years":
        return dataclasses.replace(state, filters=dataclasses.replace(state.filters, year_from=None, year_to=None))
    kept = tuple(one for one in getattr(state.filters, name) if value and one != value)
    lists = {name: kept or CHOICES[name].default}
    chosen = dataclasses.replace(state.filters, **lists)  # type: ignore[arg-type]  # a list filter
    return dataclasses.replace(state, filters=within_provinces(chosen))


def within_provinces(filters: Filters) -> Filters:
    """Return the filters without cities outside the provinces that are chosen; without one, any city stays."""
    if not filters.province:
        return filters
    inside = tuple(city for city in filters.city if province_of("CN", city) in filters.province)
    return dataclasses.replace(filters, city=inside)


def _filter_anew(state: MapState, years: tuple[int, int]) -> None:
    target = st.session_state.get(_TARGET)
    adopt(state, years)
    st.session_state[_TARGET] = target  # a filter does not move the map


def aim(view: View) -> None:
    """Send the map to a view."""
    serial = st.session_state.get(_TARGET, {}).get("serial", 0) + 1
    st.session_state[_TARGET] = {"lat": view.lat, "lng": view.lng, "zoom": view.zoom, "serial": serial}
    _keep(dataclasses.replace(current(), view=view))


def target() -> Aim:
    """Return where the map was last told to go."""
    aimed: Aim = st.session_state[_TARGET]
    return aimed.copy()


def select(selection: Selection | None) -> None:
    """Choose an object, or none."""
    _keep(dataclasses.replace(current(), selection=selection))


def follow() -> bool:
    """Tell, once, whether a link named an object and no place: the map is to go there."""
    return bool(st.session_state.pop(_FOLLOW, False))


def sought() -> str:
    """Return, once, the words a link looks for and names no object besides."""
    state = current()
    if not state.find:
        return ""
    _keep(dataclasses.replace(state, find=""))
    return "" if state.selection else state.find


def bounds() -> Bounds | None:
    """Return the part of the world on screen, None until the browser has told it."""
    return st.session_state.get(_BOUNDS)


def awaits_map() -> bool:
    """Tell, once after the page was entered, that the map is still to tell its view; the run that follows will know it.

    A person who does something meanwhile is not kept waiting.
    """
    if bounds() is not None or st.session_state.get(_AWAITED):
        return False
    st.session_state[_AWAITED] = True
    return True


def take_report() -> MapState:
    """Take over what the browser reported since the last run: the view, and an object that was clicked."""
    report: Mapping[str, Any] = st.session_state.get(COMPONENT) or {}
    state = current()
    centre, zoom = report.get("center"), report.get("zoom")
    place = (centre, zoom, report.get("bounds"))
    # A report stays until the next one. Once the map has been sent elsewhere it is no news but where the map was: taken
    # again it would stand in the address until the map arrives, and Back would lead to it instead of back.
    if centre and zoom is not None and place != st.session_state.get(_TAKEN):
        view = View(round(float(centre["lat"]), 4), round(float(centre["lng"]), 4), round(float(zoom)))
        # A new map reports its start before it has gone to its target; that is nobody's view. A frame that is laid out
        # late has moved it a little by then.
        sent = st.session_state[_TARGET]
        start = view.zoom == HOME.zoom and max(abs(view.lat - HOME.lat), abs(view.lng - HOME.lng)) < _NEAR_START_DEG
        fresh = start and (sent["lat"], sent["lng"], sent["zoom"]) != (HOME.lat, HOME.lng, HOME.zoom)
        if not (fresh and _BOUNDS not in st.session_state):
            if not _is_alike(view, state.view):
                state = dataclasses.replace(state, view=view)
            st.session_state[_BOUNDS] = _bounds(report.get("bounds"))
            st.session_state[_TAKEN] = place
    clicked = (report.get("last_active_drawing") or {}).get("properties") or {}
    if clicked and clicked.get("click") != st.session_state.get(_CLICK):
        st.session_state[_CLICK] = clicked.get("click")
        state = dataclasses.replace(state, selection=selection_of(clicked))
    if state.register:
        state = dataclasses.replace(state, register=register_session.take_list(state.register))
    return _keep(state)


def write_address() -> None:
    """Put the state into the address, leaving other parameters as they are."""
    state = current()
    written = state.query()
    if _oriented():  # what is left out is what this language starts with
        written.pop("layers", None)
        if set(state.layers) != {*DEFAULT_LAYERS, "admin"}:
            written["layers"] = ",".join(sorted(state.layers)) or "none"
    _ADDRESS.write(written)


def _oriented() -> bool:
    """Tell whether China's units are drawn unless a person or a link says otherwise."""
    return settings().draws_units(page_translator().language)


def _keep(state: MapState) -> MapState:
    st.session_state[_STATE] = state
    return state


def _is_alike(view: View, other: View) -> bool:
    """Tell whether two views differ by no more than a pixel, as of a frame that is laid out late."""
    pixel_deg = 360 / (256 * 2**view.zoom)
    return view.zoom == other.zoom and max(abs(view.lat - other.lat), abs(view.lng - other.lng)) <= pixel_deg


def _bounds(reported: Mapping[str, Any] | None) -> Bounds | None:
    if not reported:
        return None
    low, high = reported["_southWest"], reported["_northEast"]
    return Bounds(float(low["lng"]), float(low["lat"]), float(high["lng"]), float(high["lat"]))
