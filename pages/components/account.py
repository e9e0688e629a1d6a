"""The account: signing in and out, what the person may do, and what is said where something needs another role."""

from __future__ import annotations

import datetime as dt
from typing import Final

import streamlit as st

from geo.access.entrance import PARAMETER
from geo.access.provider import sign_in
from geo.access.roles import LOOK, NEEDS
from geo.language import Translator
from pages.components import person
from pages.components.boundary import show_alert, show_notice
from pages.components.literal import literal, literal_label

_OUTCOMES: Final = ("failed", "refused")
_TOLD: Final = "account_told"
_ROOM: Final = "<style>.stAppHeader .stAppToolbar { padding-right: 23rem; }</style>"


def show(t: Translator, *, key: str) -> None:
    """Show who is signed in, or the button to sign in; nothing where nobody signs in here."""
    if not sign_in().is_on:
        return
    st.html(_ROOM)
    with st.container(key=key):
        found = person.session()
        if found is None:
            st.button(t("access.sign_in"), key=f"{key}_in", icon=":material/login:", on_click=st.login)
        else:
            with st.popover(literal_label(found.person.name), icon=":material/person:", key=f"{key}_who"):
                ends = dt.datetime.fromtimestamp(found.ends_at, tz=dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
                literal(t("access.you", name=found.person.name, role=t(f"access.role.{found.role}")))
                literal(t("access.until", at=ends), style="note")
                st.button(t("access.sign_out"), key=f"{key}_out", on_click=st.logout)
    _outcome(t)


def _outcome(t: Translator) -> None:
    """Say how a sign-in went that did not succeed, and that a session is over."""
    told = st.query_params.get(PARAMETER, "")
    if told in _OUTCOMES:
        st.session_state[_TOLD] = told
        del st.query_params[PARAMETER]
    if person.session() is not None:
        st.session_state.pop(_TOLD, None)
    elif told := st.session_state.get(_TOLD, ""):
        show_alert(t(f"access.outcome.{told}"), t("access.outcome.visitor" if _is_open() else "access.outcome.closed"))
    elif person.is_over():
        show_notice(t("access.over"))


def _is_open() -> bool:
    return sign_in().visitors == "open"


def lets_in(t: Translator) -> bool:
    """Tell whether pages are shown to this person; say how to come in where they are not."""
    if person.allowed(LOOK):
        return True
    literal(t("access.closed.title"), style="title")
    literal(t("access.closed.lead"))
    st.button(t("access.sign_in"), key="account_closed_in", type="primary", on_click=st.login)
    return False


def allows(act: str, t: Translator, *, key: str) -> bool:
    """Tell whether this person may do an act; say which role it needs where they may not."""
    if person.allowed(act):
        return True
    values = {"act": t(f"access.act.{act}"), "role": t(f"access.role.{NEEDS[act]}")}
    if person.signed_in() is None:
        show_notice(t("access.needs.sign_in", **values))
        st.button(t("access.sign_in"), key=f"{key}_sign_in", on_click=st.login)
    else:
        show_notice(t("access.needs.role", **values))
    return False
