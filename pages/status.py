"""State of the server, for its administrator: facts, roles, keys, the audit record and recent faults."""

import streamlit as st

from geo.access.provider import sign_in
from geo.operations.status import status
from geo.settings import settings
from pages.components import account, sitemap
from pages.components.boundary import boundary
from pages.components.frame import page_translator
from pages.components.literal import literal, section
from pages.components.status import facts, faults, keys, people, record


def show() -> None:
    """Show the page to an administrator or, where nobody signs in, on the machine itself."""
    t = page_translator()
    entry = sitemap.PAGES["status"]
    if not sitemap.is_for(entry):
        section(t("status.title"), t("status.lead"), level="title")
        if sign_in().is_on:
            account.allows(entry.act, t, key="status_needs")
        else:
            literal(t("status.elsewhere"))
        return
    with st.container(horizontal=True, vertical_alignment="center", key="status_head"):
        section(t("status.title"), t("status.lead"), level="title")
        st.button(t("status.again"), key="status_again", icon=":material/refresh:")
    facts.show(status(settings()), t)
    with boundary(t):
        people.show(t, key="status_people")
    with boundary(t):
        keys.show(t, key="status_keys")
    with boundary(t):
        record.show(t, key="status_record")
    faults.show(t)


show()
