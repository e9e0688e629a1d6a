"""Rounds of matchmaking: a call with a date, who answered, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import streamlit as st

from geo.access.roles import ROUND
from geo.catalog import Catalog
from geo.errors import ObservatoryError
from geo.keeping.person import Person
from geo.language import Translator, number
from geo.partners.classes import OFFERS
from geo.partners.desk import LONGEST_NAME, LONGEST_NOTE, Desk, shared_desk
from geo.partners.register import Round
from geo.partners.words import class_name
from pages.components import account, person
from pages.components.boundary import fault_text, show_alert, show_notice
from pages.components.literal import literal
from pages.components.partners import interest


def show(catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the rounds, the form of a new call, and the expressions of interest."""
    literal(t("partner.rounds.note"), style="note")
    desk, who = shared_desk(), person.current()
    if desk is None:
        show_notice(t("partner.interest.unkept"))
        return
    found = desk.rounds()
    answers = Counter(one.round_id for one in desk.interests())
    if not found:
        literal(t("partner.rounds.none"), style="body")
    for one in found:
        with st.container(border=True, key=f"partner_round_{one.round_id}"):
            _show_round(one, answers[one.round_id], desk, who, t, key=key)
    if who is None:
        show_notice(t("partner.interest.nobody"))
    elif account.allows(ROUND, t, key=f"{key}_needs"):
        _show_call(desk, who, t, key=f"{key}_call")
    interest.show_list(catalog, t, key=key)


def _show_round(one: Round, answers: int, desk: Desk, who: Person | None, t: Translator, *, key: str) -> None:
    literal(one.title, style="subheading")
    literal(
        t(
            "partner.round.facts",
            date=one.held_on,
            topic=class_name(one.topic, t) if one.topic else t("partner.any"),
            n=number(answers, t.language),
            state=t("partner.round.closed" if one.closed_at else "partner.round.open"),
        ),
        style="note",
    )
    if one.closed_at:
        literal(t("partner.round.outcome", outcome=one.outcome))
    elif who is not None and who.key == one.person:
        with st.form(f"{key}_close_{one.round_id}"):
            outcome = st.text_input(
                t("partner.round.what_came"), max_chars=LONGEST_NOTE, key=f"{key}_outcome_{one.round_id}"
            )
            if st.form_submit_button(t("partner.round.close"), key=f"{key}_close_send_{one.round_id}"):
                _try(lambda: desk.close(who, one.round_id, outcome=outcome), t)


def _show_call(desk: Desk, who: Person, t: Translator, *, key: str) -> None:
    with st.expander(t("partner.call")), st.form(key):
        title = st.text_input(t("partner.call.title"), max_chars=LONGEST_NAME, key=f"{key}_title")
        topic = st.selectbox(
            t("partner.call.topic"),
            ["", *OFFERS],
            format_func=lambda code: class_name(code, t) if code else t("partner.any"),
            key=f"{key}_topic",
        )
        held_on = st.date_input(t("partner.call.date"), key=f"{key}_date", format="YYYY-MM-DD")
        if st.form_submit_button(t("partner.call.send"), type="primary", key=f"{key}_send"):
            day = held_on if isinstance(held_on, dt.date) else dt.datetime.now(tz=dt.UTC).date()
            _try(lambda: desk.call(who, title=title, topic=topic, held_on=day), t)


def _try(act: Callable[[], object], t: Translator) -> None:
    try:
        act()
    except ObservatoryError as fault:
        show_alert(t("error.title"), fault_text(fault, t))
        return
    st.rerun()
