"""Who uses this session: the person signed in, else whoever holds this browser's key."""

from __future__ import annotations

import streamlit as st

from geo.keeping.person import SIGNED_IN, Person, of_browser
from geo.workspace.key import COOKIE, KEY


def signed_in() -> Person | None:
    """Return the person signed in with st.login, None where that is not configured or nobody is."""
    user = st.user.to_dict()
    if not user.get("is_logged_in"):
        return None
    subject = str(user.get("sub") or user.get("email") or "")
    name = str(user.get("name") or user.get("email") or subject)
    return Person(SIGNED_IN, name, f"{user.get('iss', '')}|{subject}")


def current() -> Person | None:
    """Return the person whose work this is, None for a browser that takes no cookies."""
    person = signed_in()
    if person is not None:
        return person
    key = st.context.cookies.get(COOKIE, "")
    return of_browser(key) if KEY.fullmatch(key) else None
