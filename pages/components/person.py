"""Who uses this session: the person signed in, else whoever holds this browser's key; and what they may do."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.access.permission import may
from geo.access.provider import sign_in
from geo.access.session import Session, person_of, session_of
from geo.keeping.actor import NOBODY, Actor, told_by
from geo.keeping.person import Person, of_browser
from geo.workspace.key import COOKIE, KEY

_LOCAL: Final = "127.0.0.1"
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


def signed_in() -> Person | None:
    """Return the person signed in with st.login, None where that is not configured or nobody is."""
    if not sign_in().is_on:
        return person_of(st.user.to_dict())
    found = session()
    return found.person if found else None


def session() -> Session | None:
    """Return the session of whoever signed in, asked anew each time: it may be over, or the role another one."""
    return session_of(st.user.to_dict()) if sign_in().is_on else None


def is_over() -> bool:
    """Tell whether somebody had signed in and the session has ended."""
    return sign_in().is_on and person_of(st.user.to_dict()) is not None and session() is None


def current() -> Person | None:
    """Return the person whose work this is, None for a browser that takes no cookies."""
    person = signed_in()
    if person is not None:
        return person
    key: object = st.context.cookies.get(COOKIE, "")  # no text where a page is run without a browser
    return of_browser(key) if isinstance(key, str) and KEY.fullmatch(key) else None


def allowed(act: str) -> bool:
    """Tell whether whoever looks at this page may do an act; what they do is checked again where it is done."""
    return may(act, _actor())


def is_local() -> bool:
    """Tell whether the page is looked at from the machine itself, and through no proxy."""
    headers = st.context.headers
    return _address() == _LOCAL and not any(name in headers for name in _FORWARDED)


def _address() -> str:
    """Return the address the page is looked at from; Streamlit names none for the machine itself."""
    found: object = st.context.ip_address
    # A server that listens to both kinds of addresses sees one of IPv4 as a part of IPv6.
    return found.removeprefix("::ffff:") if isinstance(found, str) else _LOCAL


def _actor() -> Actor:
    if get_script_run_ctx(suppress_warning=True) is None:
        return NOBODY
    found = session()
    place = _address()
    return Actor(found.person, found.role, place) if found else Actor(place=place)


told_by(_actor)
