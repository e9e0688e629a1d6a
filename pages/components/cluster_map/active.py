"""The filters in force as chips, each of which takes its own away, the view of the results, and ways out of none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, number
from geo.maps import extent
from geo.maps.screen import Shown, shown
from geo.maps.state import MapState
from geo.model import EVIDENCE, LOAD_CLASSES
from geo.settings import settings
from geo.tiles.filters import CHOICES, LINKED
from pages.components.boundary import boundary
from pages.components.cluster_map import filters, registers, session
from pages.components.literal import literal, literal_label

MOST_CHIPS = 12
_WAYS_OUT = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force: which, its value ("" = the filter as a whole), and its words."""

    name: str
    value: str
    words: str


def show(catalog: Catalog, years: tuple[int, int], t: Translator, *, key: str) -> None:
    """Show the chips; without a filter in force there is nothing."""
    with boundary(t):
        state = session.current()
        if state.register:
            registers.show_active(state.register, t, key=key)
            return
        chips = list(_chips(state, catalog, t))
        if not chips:
            return
        now = shown(catalog, settings(), state)
        with st.container(horizontal=True, gap="small", key=f"{key}_chips"):
            for chip in chips[:MOST_CHIPS]:
                st.button(
                    literal_label(chip.words),
                    key=f"map_chip_{chip.name}_{chip.value}",
                    help=t("map.active.remove"),
                    icon=":material/close:",
                    on_click=session.drop,
                    args=(chip.name, chip.value, years),
                )
            found = extent.results(catalog, settings(), state, now)
            if found:
                st.button(
                    t("map.active.zoom"),
                    key="map_zoom_results",
                    type="tertiary",
                    icon=":material/zoom_in_map:",
                    on_click=session.aim,
                    args=(extent.view_of(found),),
                )
            st.button(
                t("map.active.clear"),
                key="map_clear_all",
                type="tertiary",
                on_click=session.clear_filters,
                args=(years,),
            )
        if _is_empty(now):
            _show_ways_out(catalog, state, chips, years, t, key=key)


def _chips(state: MapState, catalog: Catalog, t: Translator) -> Iterator[Chip]:
    for name in LINKED:
        chosen, default = getattr(state.filters, name), CHOICES[name].default
        if default and sorted(chosen) != sorted(default):
            yield Chip(name, "", _joined(name, [filters.words(name, one, catalog, t) for one in chosen], t))
        elif not default:
            yield from (Chip(name, value, filters.words(name, value, catalog, t)) for value in chosen)
    first, last = state.filters.year_from, state.filters.year_to
    if first or last:
        yield Chip("years", "", _joined("years", [f"{first or '…'}–{last or '…'}"], t))
    for name, chosen, every in (("load", state.loads, LOAD_CLASSES), ("evidence", state.evidence, EVIDENCE)):
        if sorted(chosen) != sorted(every):
            yield Chip(name, "", _joined(name, [t(f"term.{name}.{one}") for one in chosen], t))


def _joined(name: str, values: list[str], t: Translator) -> str:
    listed = t("map.card.list_comma").join(values) or t("map.active.nothing")
    return t("map.active.values", filter=t(f"map.filter.{name}"), values=listed)


def _is_empty(now: Shown) -> bool:
    return not (now.clusters or now.organisations.shown or now.computing or now.links)


def _show_ways_out(
    catalog: Catalog, state: MapState, chips: list[Chip], years: tuple[int, int], t: Translator, *, key: str
) -> None:
    """Say that nothing passes, and which filter to drop to see how much."""
    literal(t("map.active.none"), style="note")
    ways = []
    for name in dict.fromkeys(chip.name for chip in chips):
        other = session.without(state, name)
        n = shown(catalog, settings(), other).organisations.shown
        if n:
            ways.append((n, name))
    with st.container(horizontal=True, gap="small", key=f"{key}_out"):
        for n, name in sorted(ways, reverse=True)[:_WAYS_OUT]:
            st.button(
                t("map.active.way_out", filter=t(f"map.filter.{name}"), n=number(n, t.language)),
                key=f"map_way_out_{name}",
                on_click=session.drop,
                args=(name, "", years),
            )
