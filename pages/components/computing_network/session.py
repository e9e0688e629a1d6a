"""The state of the network page in this session: read from a link, changed by widgets, written to the address.

The state is the authority. Every widget is given its value from it before it is drawn, and writes back through
`bound`, so that widgets that are not on screen keep theirs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.computing.network import Network, network
from geo.computing.state import LINK, PageState, Scenario, parse_state
from geo.links import Problem, write_some
from geo.settings import settings
from pages.components.address import Address
from pages.components.frame import page_translator
from pages.components.page_state import Binding

_STATE: Final = "network_state"
_ADDRESS: Final = Address("network", LINK.keys)
_PROBLEMS: Final = "network_problems"


@st.cache_resource(show_spinner=False, max_entries=2)
def _cached(digest: str, _catalog: Catalog) -> Network:
    """Read the network, once per version of the data."""
    return network(_catalog)


def the_network() -> Network:
    """Return the catalogue's side of the page."""
    return network_of(load_catalog(settings()))


def network_of(catalog: Catalog) -> Network:
    """Return the network of one version of the data."""
    return _cached(catalog.digest, catalog)


def enter(known: Network) -> None:
    """Settle the state at the start of a page run; a link this session did not write itself wins."""
    asked = _ADDRESS.asked()
    if asked:
        sites = tuple(site.id for site in known.sites)
        regions = tuple(region.id for region in known.regions)
        state, st.session_state[_PROBLEMS] = parse_state(asked, sites=sites, regions=regions)
        st.session_state[_STATE] = state if "layers" in asked else _begun(state)
    if _STATE not in st.session_state:
        st.session_state[_STATE] = _begun(PageState())
    if current().scenario.region not in {region.id for region in known.regions} and known.regions:
        change_scenario(region=known.regions[0].id)


def current() -> PageState:
    """Return the state in force."""
    state: PageState = st.session_state[_STATE]
    return state


def problems() -> tuple[Problem, ...]:
    """Return what of the link could not be used, once."""
    told: tuple[Problem, ...] = st.session_state.pop(_PROBLEMS, ())
    return told


def change(**values: Any) -> None:
    """Change fields of the state."""
    _ADDRESS.press()
    st.session_state[_STATE] = dataclasses.replace(current(), **values)


def open_view(view: str) -> None:
    """Open another view of the page."""
    change(view=view)


def change_scenario(**values: Any) -> None:
    """Change fields of the scenario."""
    change(scenario=dataclasses.replace(current().scenario, **values))


def set_scenario(scenario: Scenario) -> None:
    """Put another scenario in place."""
    change(scenario=scenario)


def bound(name: str, value: Any, take: Callable[[Any], None]) -> Binding:
    """Return the arguments that bind a widget to the state: its key, and a callback that gives `take` its value."""
    key = f"network_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _take, "args": (key, take)}


def _take(key: str, take: Callable[[Any], None]) -> None:
    take(st.session_state[key])


def write_address() -> None:
    """Put the state into the address, leaving other parameters as they are."""
    state = current()
    written = state.query()
    written.pop("layers", None)  # what is left out is what this language begins with
    if set(state.layers) != set(_begun(PageState()).layers):
        written["layers"] = write_some(state.layers)
    _ADDRESS.write(written)


def _begun(state: PageState) -> PageState:
    """Return a state with China's units drawn where maps begin with them in this language."""
    drawn = settings().draws_units(page_translator().language) and "admin" not in state.layers
    return dataclasses.replace(state, layers=(*state.layers, "admin")) if drawn else state
