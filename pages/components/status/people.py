"""Who has signed in, and the role each of them has: given here, or told by the provider."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.access.ledger import shared_ledger
from geo.access.provider import sign_in
from geo.access.register import Member
from geo.access.roles import ROLES, VIEWER
from geo.language import Translator, number
from pages.components import person
from pages.components.boundary import boundary, show_notice
from pages.components.literal import literal, section
from pages.components.plain_table import plain_table

_CLAIM = ""
_DONE = "status_people_done"
_SHOWN = 200


def show(t: Translator, *, key: str) -> None:
    """Show the table and the form that gives a role or ends sessions."""
    section(t("status.people"), t("status.people.note" if sign_in().is_on else "status.people.off"))
    members = shared_ledger().members()
    if not members:
        if sign_in().is_on:
            literal(t("status.people.none"))
        return
    if done := st.session_state.pop(_DONE, ""):
        show_notice(done)
    heads = [t(f"status.column.{name}") for name in ("name", "role", "by", "last", "person")]
    rows = [(one.name, _role(one, t), _by(one, t), _time(one.last_at), one.person[:8]) for one in members[:_SHOWN]]
    plain_table(pd.DataFrame(rows, columns=heads), label=t("status.people"))
    if len(members) > _SHOWN:
        literal(t("status.people.more", shown=_SHOWN, all=number(len(members), t.language)), style="note")
    by_key = {one.person: one for one in members}
    with st.form(key):
        left, right = st.columns(2)
        with left:
            chosen = st.selectbox(
                t("status.people.who"),
                list(by_key),
                index=None,  # nobody: a press without a choice must not end the sessions of whoever stands first
                placeholder=t("status.people.choose"),
                format_func=lambda one: f"{by_key[one].name} ({one[:8]})",
                key=f"{key}_who",
            )
        with right:
            role = st.selectbox(
                t("status.people.role"),
                [_CLAIM, *ROLES],
                format_func=lambda one: t(f"access.role.{one}") if one else t("status.people.claim"),
                key=f"{key}_role",
            )
        with st.container(horizontal=True):
            give = st.form_submit_button(t("status.people.give"), type="primary", key=f"{key}_give")
            end = st.form_submit_button(t("status.people.end"), key=f"{key}_end")
    if not give and not end:
        return
    if chosen is None:
        show_notice(t("status.people.nobody"))
    else:
        with boundary(t):
            _do(by_key[chosen], role, t, end=end)


def _do(one: Member, role: str, t: Translator, *, end: bool) -> None:
    by = person.signed_in()
    if end:
        shared_ledger().end_sessions(one.person, by=by)
        st.session_state[_DONE] = t("status.people.ended", name=one.name)
    else:
        made = shared_ledger().give(one.person, role, by=by)
        st.session_state[_DONE] = t("status.people.given", name=one.name, role=_role(made, t))
    st.rerun()


def _time(written: str) -> str:
    """Return a moment of the register, 2026-11-29T05:41:55Z, as people read it."""
    return f"{written[:16].replace('T', ' ')} UTC" if written else ""


def _role(one: Member, t: Translator) -> str:
    return t(f"access.role.{one.role or one.claimed or VIEWER}")


def _by(one: Member, t: Translator) -> str:
    if one.role:
        return t("status.by.table")
    return t("status.by.claim" if one.claimed else "status.by.nobody")
