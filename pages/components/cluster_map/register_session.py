"""The register on the map in this session: what its controls say, and what the map shows by them."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import streamlit as st

from geo.datasets import listing
from geo.datasets.filters import LIST_KEYS, DatasetFilters, parse_dataset_filters
from geo.datasets.listing import Listed
from geo.maps.register import LEVELS, LOOKS, Register
from geo.settings import settings
from geo.tiles.errors import FilterError

CHOICE: Final = "map_data"
"""Holds the name of the dataset that is drawn, "" for the sample."""
WIDGETS: Final = {name: f"map_d_{name}" for name in (*LIST_KEYS, "years", "text", "look")}
LISTED: Final = {"level": "map_d_rank", "measure": "map_d_by"}
"""Controls of the list beside the map, which lie in its fragment."""
_UNREAD: Final = "map_d_text_unread"


def seed(register: Register | None) -> None:
    """Make the controls say what a register is shown by."""
    st.session_state[CHOICE] = register.name if register else ""
    for name, value in _values(register).items():
        st.session_state[{**WIDGETS, **LISTED}[name]] = value
    st.session_state[_UNREAD] = ""


def take(in_force: Register | None) -> Register | None:
    """Read the controls; another dataset begins without filters, but is looked at in the same way."""
    name = st.session_state.setdefault(CHOICE, in_force.name if in_force else "")
    if not name:
        return None
    if in_force is None or in_force.name != name:
        kept = in_force or Register(name)
        begun = Register(name, look=kept.look, level=kept.level, measure=kept.measure)
        seed(begun)
        return begun
    # A control that is folded away is forgotten by Streamlit; it comes back with what is in force.
    for key, value in _values(in_force).items():
        st.session_state.setdefault({**WIDGETS, **LISTED}[key], value)
    value = {key: st.session_state[widget] for key, widget in WIDGETS.items()}
    lists = {key: tuple(sorted(value[key])) for key in LIST_KEYS}
    first, last = _bounds(in_force, value["years"])
    filters = DatasetFilters(**lists, year_from=first, year_to=last, text=_text(value["text"]))
    return dataclasses.replace(take_list(in_force), filters=filters, look=value["look"] or LOOKS[0])


def take_list(in_force: Register) -> Register:
    """Read the controls of the list alone, as a fragment does that runs without its page."""
    return dataclasses.replace(
        in_force,
        level=st.session_state.get(LISTED["level"]) or in_force.level,
        measure=st.session_state.get(LISTED["measure"]) or in_force.measure,
    )


def controls() -> list[Any]:
    """Return what the controls beside the map say, to tell whether one has changed."""
    return [st.session_state.get(key) or None for key in (CHOICE, *WIDGETS.values())]


def unread() -> str:
    """Return words that are too short or long to look for, "" where all could be used."""
    found: str = st.session_state.get(_UNREAD, "")
    return found


def found(register: Register | None) -> Listed | None:
    """Return the dataset that is drawn, None for the sample and for one that is gone."""
    return listing.find(settings(), register.name) if register else None


def without(register: Register, key: str, value: str = "") -> Register:
    """Return a register without one value of a filter; without "" that filter does not restrict any more."""
    filters = register.filters
    if key == "years":
        filters = filters.without("year_from").without("year_to")
    elif value:
        kept = tuple(one for one in getattr(filters, key) if one != value)
        filters = dataclasses.replace(filters, **{key: kept})  # type: ignore[arg-type]  # a list filter
    else:
        filters = filters.without(key)
    return dataclasses.replace(register, filters=filters)


def _values(register: Register | None) -> dict[str, object]:
    filters = register.filters if register else DatasetFilters()
    listed = found(register)
    first, last = listed.years if listed else (0, 0)
    return {
        **{key: list(getattr(filters, key)) for key in LIST_KEYS},
        "years": (
            min(max(filters.year_from or first, first), last),
            max(min(filters.year_to or last, last), first),
        ),
        "text": filters.text,
        "look": register.look if register else LOOKS[0],
        "level": register.level if register else LEVELS[0],
        "measure": register.measure if register else "firms",
    }


def _bounds(register: Register, chosen: tuple[int, int]) -> tuple[int | None, int | None]:
    """Return the bounds of the founding year: none where the slider is at its end."""
    listed = found(register)
    if listed is None or not listed.years[1]:
        return register.filters.year_from, register.filters.year_to  # there is no slider
    (first, last), (low, high) = listed.years, chosen
    return low if low > first else None, high if high < last else None


def _text(words: str) -> str:
    try:
        read = parse_dataset_filters([("text", words)]).text if words.strip() else ""
    except FilterError:
        st.session_state[_UNREAD] = words
        return ""
    st.session_state[_UNREAD] = ""
    return read
