"""Tables that are published for all: which there are, what is said of the one shown, publishing and withdrawing."""

from __future__ import annotations

import streamlit as st

from geo.access.roles import PUBLISH
from geo.catalog import Catalog
from geo.errors import ObservatoryError
from geo.keeping.person import Person
from geo.language import Translator
from geo.settings import limits
from geo.tables.errors import TablesError, UnknownTableError
from geo.tables.register import Table
from geo.tables.shelf import about_of, shared_tables
from pages.components import account, own_table, person, publication_form, publication_words
from pages.components.boundary import boundary, show_fault
from pages.components.literal import literal
from pages.components.observatory import session

_OWN = ""


def settle(catalog: Catalog, t: Translator) -> None:
    """Bring back the table of the link, or the person's own; one that is not there is told."""
    try:
        if own_table.settle(catalog, t, published=session.current().table):
            session.forget_ranked()
    except UnknownTableError as fault:
        show_fault(fault, t)
        session.change(table=_OWN)
        settle(catalog, t)
    except TablesError as fault:
        show_fault(fault, t)


def choose(t: Translator) -> None:
    """Show the choice between one's own table and the published ones, where there are any."""
    shelf = shared_tables()
    tables = {one.table_id: one for one in shelf.published()} if shelf else {}
    if tables:
        st.selectbox(
            t("rating.own.which"),
            [_OWN, *tables],
            format_func=lambda key: about_of(tables[key]).title if key in tables else t("rating.own.mine"),
            **session.bound("own_which", session.current().table, session.open_table),
        )


def show(t: Translator) -> None:
    """Show what is said of the published table that is shown, and the button that withdraws one's own."""
    shelf = shared_tables()
    table = next((one for one in (shelf.published() if shelf else ()) if one.table_id == own_table.opened()), None)
    if table is None:
        return
    owner = Person(table.owner_kind, table.owner)
    about = about_of(table)
    literal(about.title, style="subheading")
    st.html(publication_words.said(about, owner, {}, t))
    mine = person.current()
    if mine is not None and mine.key == table.person:
        st.button(t("rating.own.withdraw"), key="observatory_own_withdraw", on_click=_withdraw, args=(table, t))


def offer(t: Translator) -> None:
    """Show the form that publishes one's own table, where this server shares what people make."""
    if limits().uploads != "publish" or own_table.own() is None or own_table.opened():
        return
    shelf, mine, table = shared_tables(), person.current(), own_table.received()
    if shelf is None or mine is None or table is None:
        return
    with st.expander(t("rating.own.publish"), key="observatory_own_publish"), boundary(t):
        if not account.allows(PUBLISH, t, key="observatory_own_publish_needs"):
            return
        literal(t("rating.own.publish.lead"), style="note")
        given = publication_form.show(
            t, title=table.name, before=None, owner=person.signed_in(), key="observatory_own_publish"
        )
        if given is not None:
            about, owner = given
            session.open_table(shelf.publish(mine, owner, about).table_id)
            st.rerun()


def _withdraw(table: Table, t: Translator) -> None:
    shelf, mine = shared_tables(), person.current()
    if shelf and mine:
        try:
            shelf.withdraw(mine, table.table_id)
        except ObservatoryError as fault:
            show_fault(fault, t)
        session.open_table(_OWN)
