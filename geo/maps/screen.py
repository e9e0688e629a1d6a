"""What the map shows for a state: which clusters and links pass, how many organisations, and the rows on screen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Unpack

import numpy as np
import pandas as pd

from geo import stamp
from geo.catalog import Catalog
from geo.catalog.cards import Card, card
from geo.catalog.divisions import places
from geo.catalog.errors import UnknownObjectError
from geo.maps.drawing import Drawing
from geo.maps.state import MapState
from geo.model import NO_MODEL
from geo.settings import Settings
from geo.tiles import sample, store
from geo.tiles.sample import Bounds, Count

TABLES = ("organisations", "clusters", "computing", "links")


@dataclass(frozen=True, slots=True)
class Shown:
    """Ids and counts for one state; the totals are those of the catalogue.

    `network` names the hubs and computing clusters that pass as "hub:gba"; None = all.
    """

    clusters: tuple[str, ...]
    clusters_total: int
    links: tuple[str, ...]
    links_total: int
    organisations: Count
    computing: int
    network: tuple[str, ...] | None = None


UNFILTERED: Final = Shown((), 0, (), 0, Count(0, 0, 0), 0)
"""What `drawing_state` is given for a map without filters, which need not ask the store: everything is drawn."""


@lru_cache(maxsize=2)
def model_clusters(catalog: Catalog) -> pd.DataFrame:
    """Return the clusters that are classed by model; computing clusters are an infrastructure layer of their own."""
    clusters = catalog.table("clusters")
    return clusters[clusters["kind"] != "computing"]


@lru_cache(maxsize=2)
def drawn_links(catalog: Catalog) -> pd.DataFrame:
    """Return the links with both ends on the map."""
    links = catalog.table("links")
    return links[(links["computing_id"] != "") & (links["region_id"] != "")]


def shown(catalog: Catalog, settings: Settings, state: MapState) -> Shown:
    """Work out what a state shows."""
    # A pan, a click or a layer changes nothing of it.
    return _shown(catalog, settings, stamp.version(settings), _filtered(state))


def _filtered(state: MapState) -> MapState:
    """Return a state's filters alone, all else at its default."""
    return MapState(filters=state.filters, loads=state.loads, evidence=state.evidence)


@lru_cache(maxsize=256)
def _shown(catalog: Catalog, settings: Settings, _version: str, state: MapState) -> Shown:
    clusters = _passing_clusters(catalog, state)
    links = drawn_links(catalog)
    passing = _passing_links(catalog, state)
    network = _passing_network(catalog, state)
    return Shown(
        clusters=tuple(clusters["cluster_id"]),
        clusters_total=len(model_clusters(catalog)),
        links=tuple(passing["link_id"]),
        links_total=len(links),
        organisations=sample.count(store.cursor(settings), state.filters),
        computing=sum(thing.startswith("computing:") for thing in network),
        network=network if state.filters.province or state.filters.city else None,
    )


def computing_passes(state: MapState) -> bool:
    """Tell whether any hub, computing cluster or link can pass: they lie in China and carry none of the models."""
    countries, models = state.filters.country, state.filters.model
    return (not countries or "CN" in countries) and (not models or NO_MODEL in models)


def _lies_in(catalog: Catalog, state: MapState, thing: str) -> bool:
    filters = state.filters
    return places(catalog).passes(thing, provinces=filters.province, cities=filters.city)


def _passing_clusters(catalog: Catalog, state: MapState) -> pd.DataFrame:
    clusters = model_clusters(catalog)
    if state.filters.model:
        clusters = clusters[clusters["model"].replace("", NO_MODEL).isin(state.filters.model)]
    if state.filters.country:
        clusters = clusters[clusters["country"].isin(state.filters.country)]
    lies = [_lies_in(catalog, state, f"cluster:{cluster_id}") for cluster_id in clusters["cluster_id"]]
    return clusters[np.array(lies, dtype=bool)]


def _passing_network(catalog: Catalog, state: MapState) -> tuple[str, ...]:
    """Return the computing clusters and hubs that pass, as kind and id."""
    if not computing_passes(state):
        return ()
    computing = [f"computing:{one}" for one in catalog.table("computing_clusters")["computing_id"]]
    hubs = [f"hub:{one}" for one in catalog.table("hubs")["hub_id"]]
    return tuple(thing for thing in (*computing, *hubs) if _lies_in(catalog, state, thing))


def _passing_links(catalog: Catalog, state: MapState) -> pd.DataFrame:
    """Return the links that pass: of a province or city those that begin or end in it."""
    links = drawn_links(catalog)
    if not computing_passes(state):
        return links.iloc[:0]
    links = links[links["load_class"].isin(state.loads) & links["evidence"].isin(state.evidence)]
    ends = zip(links["region_id"], links["computing_id"], strict=True)
    lies = [
        _lies_in(catalog, state, f"region:{region}") or _lies_in(catalog, state, f"computing:{computing}")
        for region, computing in ends
    ]
    return links[np.array(lies, dtype=bool)]


def members(settings: Settings, state: MapState) -> tuple[str, ...]:
    """Return the ids of the organisations of a chosen stack, in the order of its list.

    Raises
    ------
    UnknownObjectError
        if the filters leave none of it, or there is no such stack.
    """
    selection = state.selection
    if selection is None or selection.kind != "stack":
        return ()
    ids = sample.stack(store.cursor(settings), state.filters, selection.id)
    if not ids:
        raise UnknownObjectError("stack", selection.id)
    return tuple(ids)


def chosen_cards(catalog: Catalog, settings: Settings, state: MapState, *, language: str) -> list[Card]:
    """Return the card of the selection, several for a stack, none without one; raises UnknownObjectError."""
    selection = state.selection
    if selection is None:
        return []
    if selection.kind == "stack":
        return [card(catalog, "org", object_id, lang=language) for object_id in members(settings, state)]
    return [card(catalog, selection.kind, selection.id, lang=language)]


@lru_cache(maxsize=256)
def models_shown(catalog: Catalog, now: Shown) -> frozenset[str]:
    """Return the models of the clusters that are shown."""
    models = catalog.table("clusters").set_index("cluster_id")["model"]
    return frozenset(models[cluster_id] or NO_MODEL for cluster_id in now.clusters)


def rows_on_screen(
    catalog: Catalog, settings: Settings, state: MapState, bounds: Bounds | None, *, table: str
) -> tuple[pd.DataFrame, int]:
    """Return the rows of one of TABLES that lie in `bounds`, and how many there are (organisations are limited).

    A layer that is switched off has no rows: the table says what the map says.
    """
    if table not in state.layers:
        return pd.DataFrame(), 0
    if table == "organisations":
        return sample.listing(store.cursor(settings), state.filters, bounds)
    if table == "links":
        frame = _with_ends(catalog, _passing_links(catalog, state))
        if bounds:
            frame = frame[_within(frame, bounds, "from_") | _within(frame, bounds, "to_")]
    elif table == "clusters":
        frame = _passing_clusters(catalog, state)
        frame = frame[_within(frame, bounds)] if bounds else frame
    else:
        frame = catalog.table("computing_clusters")
        passing = _passing_network(catalog, state)
        frame = frame[np.array([f"computing:{one}" in passing for one in frame["computing_id"]], dtype=bool)]
        frame = frame[_within(frame, bounds)] if bounds else frame
    return frame, len(frame)


def _with_ends(catalog: Catalog, links: pd.DataFrame) -> pd.DataFrame:
    """Add the places and names of both ends of each link."""
    names = ["name_zh", "name_en", "lon", "lat"]
    regions = catalog.table("demand_regions").set_index("region_id")[names].add_prefix("from_")
    supply = catalog.table("computing_clusters").set_index("computing_id")[names].add_prefix("to_")
    return links.join(regions, on="region_id").join(supply, on="computing_id")


def _within(frame: pd.DataFrame, bounds: Bounds, prefix: str = "") -> pd.Series:
    lon, lat = frame[f"{prefix}lon"], frame[f"{prefix}lat"]
    inside = lat.between(bounds.south, bounds.north)
    if bounds.east - bounds.west >= 360.0:
        return inside
    west = (bounds.west + 180.0) % 360.0 - 180.0
    east = (bounds.east + 180.0) % 360.0 - 180.0
    across = lon.between(west, east) if west <= east else (lon >= west) | (lon <= east)
    return inside & across


def drawing_state(shown_now: Shown, state: MapState, **rest: Unpack[Drawing]) -> Drawing:
    """Return what the map script is told: ids, numbers and registry keys only (see `geo.maps.bridge.neutral`).

    `rest` holds language, version, view and the selection's place; lists that hold everything are sent as null.
    """
    hidden = set() if computing_passes(state) else {"computing", "links"}
    if state.register:  # its firms are drawn instead of the sample's
        hidden.add("organisations")
    return {
        "layers": sorted(set(state.layers) - hidden),
        "query": state.filters.query(),
        "clusters": None if len(shown_now.clusters) == shown_now.clusters_total else list(shown_now.clusters),
        "network": None if shown_now.network is None else list(shown_now.network),
        "links": None if len(shown_now.links) == shown_now.links_total else list(shown_now.links),
        **rest,
    }


def founding_years(catalog: Catalog) -> tuple[int, int]:
    """Return the first and last founding year of the sample, widened to whole decades at the start."""
    years = catalog.table("organisations")["founded_year"].dropna().astype(int)
    if years.empty:
        return 1900, 2026
    return int(years.min()) // 10 * 10, max(int(years.max()), int(years.min()) + 1)
