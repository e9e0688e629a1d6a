"""The table of statistics a person has uploaded or opened, which several pages show: it comes back after a reload."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from pathlib import Path
from typing import Final

import streamlit as st

from geo.access.errors import ForbiddenError, SignInNeededError
from geo.catalog import Catalog
from geo.errors import ObservatoryError
from geo.language import Translator
from geo.observatory.own import Received, decide, receive
from geo.settings import limits, settings
from geo.statistics.own.table import Choices, Own
from geo.tables.register import Table
from geo.tables.shelf import TableShelf, shared_tables
from pages.components import person
from pages.components.boundary import show_fault

_KEY: Final = "observatory_own"
_OPENED: Final = "observatory_own_opened"  # id of the published table that is shown, "" for one's own
_LOOKED: Final = "observatory_own_looked"  # whether what was kept has been looked for in this session


def received() -> Received | None:
    """Return the table that is shown in this session."""
    found: Received | None = st.session_state.get(_KEY)
    return found


def opened() -> str:
    """Return the id of the published table that is shown, "" where it is one's own or there is none."""
    return str(st.session_state.get(_OPENED, ""))


def own() -> Own | None:
    """Return the statistics of the table that is shown, None where there is none or no cell of it can be used."""
    table = received()
    return None if table is None or table.own is None or table.own.panel is None else table.own


def settle(catalog: Catalog, t: Translator, *, published: str = "") -> bool:
    """Bring back what is to be shown: a published table, or the one this person worked on; tells whether it changed.

    Raises
    ------
    UnknownTableError
        for a published table that is not there, or was withdrawn.
    """
    shelf = shared_tables()
    if shelf is None:
        return False
    if published:
        if published == opened() and received() is not None:
            return False
        table = shelf.find(published)
    else:
        if opened():
            _show(None)
            st.session_state.pop(_LOOKED, None)
        if received() is not None or st.session_state.get(_LOOKED):
            return False
        st.session_state[_LOOKED] = True
        mine = person.current()
        kept = shelf.own(mine) if mine else None
        if kept is None:
            return False
        table = kept
    with st.spinner(t("rating.own.reading"), show_time=True):
        _show(_read(catalog, shelf, table), opened=published)
    return True


def take(name: str, body: bytes | Path, table: Received, t: Translator) -> None:
    """Show a table that was just uploaded, and keep it for this person; what stands against keeping it is told."""
    _show(table)
    shelf, mine = shared_tables(), person.current()
    if shelf is None or mine is None or table.own is None:
        return
    try:
        shelf.keep(mine, name, body, dataclasses.asdict(table.choices))
    except ObservatoryError as fault:  # it is there all the same, for this session
        show_fault(fault, t)


def change(table: Received) -> None:
    """Show a table as it is after a decision of the person, and keep the decision."""
    st.session_state[_KEY] = table
    shelf, mine = shared_tables(), person.current()
    if shelf and mine and not opened():
        with contextlib.suppress(SignInNeededError, ForbiddenError):  # their role is gone: it counts for this session
            shelf.decide(mine, dataclasses.asdict(table.choices))


def give_up() -> None:
    """Let go of the table that is shown; one's own is not kept any longer either."""
    shelf, mine = shared_tables(), person.current()
    if shelf and mine and not opened():
        shelf.give_up(mine)
    _show(None)


def _show(table: Received | None, *, opened: str = "") -> None:
    st.session_state[_KEY] = table
    st.session_state[_OPENED] = opened


def _read(catalog: Catalog, shelf: TableShelf, table: Table) -> Received:
    found = receive(
        table.name, shelf.file(table), table.digest[:12], catalog=catalog, config=settings(), bounds=limits()
    )
    return (
        decide(found, Choices(**json.loads(table.choices)), catalog=catalog, config=settings()) if found.own else found
    )
