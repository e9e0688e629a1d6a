"""Expressions of interest: the form, and the list of those that stand with what one's own can be withdrawn."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.access.roles import INTEREST
from geo.catalog import Catalog
from geo.errors import ObservatoryError
from geo.keeping.person import Person
from geo.language import Translator
from geo.partners.classes import OFFERS
from geo.partners.desk import LONGEST_NAME, LONGEST_NOTE, shared_desk
from geo.partners.parties import Party, parties
from geo.partners.register import Interest
from geo.partners.words import class_name, name_of
from pages.components import account, person
from pages.components.boundary import fault_text, show_alert, show_notice
from pages.components.literal import literal
from pages.components.partners import session


def show_form(one: Party, t: Translator, *, key: str) -> None:
    """Show the form of an expression of interest in an organisation."""
    desk, who = shared_desk(), person.current()
    if desk is None or who is None:
        show_notice(t("partner.interest.unkept" if desk is None else "partner.interest.nobody"))
        return
    if not account.allows(INTEREST, t, key=f"{key}_needs"):
        return
    calls = {call.round_id: call.title for call in desk.rounds() if not call.closed_at}
    needs = session.current().needs
    with st.form(key):
        literal(t("partner.interest.note"), style="note")
        name = st.text_input(t("partner.interest.name"), value=who.name, max_chars=LONGEST_NAME, key=f"{key}_name")
        need = st.selectbox(
            t("partner.interest.need"),
            ["", *OFFERS],
            index=1 + OFFERS.index(needs[0]) if needs else 0,
            format_func=lambda code: class_name(code, t) if code else t("partner.any"),
            key=f"{key}_need",
        )
        note = st.text_area(t("partner.interest.text"), max_chars=LONGEST_NOTE, key=f"{key}_text", height=80)
        round_id = st.selectbox(
            t("partner.interest.round"),
            ["", *calls],
            format_func=lambda one: calls[one] if one else t("partner.interest.round.none"),
            key=f"{key}_round",
        )
        if st.form_submit_button(t("partner.interest.send"), type="primary", key=f"{key}_send"):
            try:
                desk.express(who, one.party_id, name=name, need=need, note=note, round_id=round_id)
            except ObservatoryError as fault:
                show_alert(t("error.title"), fault_text(fault, t))
                return
            session.change(party="")
            session.tell(t("partner.interest.done", name=name_of(one, t)))
            st.rerun()


def show_done() -> None:
    """Say what has been kept or withdrawn, until something else is done."""
    if session.told():
        show_notice(session.told())


def show_list(catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the expressions of interest that stand; one's own can be withdrawn."""
    literal(t("partner.interests"), style="heading")
    desk, who = shared_desk(), person.current()
    standing = () if desk is None else desk.interests()
    if desk is None or not standing:
        literal(t("partner.interest.unkept" if desk is None else "partner.interests.none"), style="note")
        return
    literal(t("partner.interests.note"), style="note")
    calls = {call.round_id: call.title for call in desk.rounds()}
    for one in standing:
        with st.container(horizontal=True, vertical_alignment="center", key=f"partner_interest_{one.interest_id}"):
            st.html(_row(one, catalog, calls.get(one.round_id, ""), t))
            if who is not None and who.key == one.person:
                st.button(
                    t("partner.interest.withdraw"),
                    key=f"{key}_withdraw_{one.interest_id}",
                    on_click=_withdraw,
                    args=(who, one.interest_id, t),
                )


def _row(one: Interest, catalog: Catalog, call: str, t: Translator) -> str:
    party = parties(catalog).every.get(one.party)
    words = t(
        "partner.interest.row",
        who=one.name,
        name=name_of(party, t) if party else one.party,
        need=class_name(one.need, t) if one.need else t("partner.any"),
        date=one.made_at[:10],
    )
    more = t("partner.dot").join(text for text in (one.note, call) if text)
    return f'<p class="obs-interest">{escape(words)}<small>{escape(more)}</small></p>'


def _withdraw(who: Person, interest_id: str, t: Translator) -> None:
    desk = shared_desk()
    if desk is None:
        return
    try:
        desk.withdraw(who, interest_id)
        session.tell(t("partner.interest.withdrawn"))
    except ObservatoryError as fault:
        session.tell(fault_text(fault, t))
