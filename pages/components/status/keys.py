"""Keys by which programs read: which there are, making one, revoking one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.access.ledger import LONGEST_NAME, shared_ledger
from geo.language import Translator
from pages.components import person
from pages.components.boundary import boundary
from pages.components.literal import literal, section
from pages.components.plain_table import plain_table

_MADE = "status_key_made"
_SHOWN = 100


def show(t: Translator, *, key: str) -> None:
    """Show the table and the two forms."""
    section(t("status.keys"), t("status.keys.note"))
    ledger = shared_ledger()
    found = ledger.issued()
    if found:
        heads = [t(f"status.column.{name}") for name in ("name", "id", "made", "used", "state")]
        rows = [
            (
                one.name,
                one.key_id,
                one.made_at[:10],
                one.used_on or t("status.word.never"),
                t("status.key.revoked", date=one.revoked_at[:10]) if one.revoked_at else t("status.key.holds"),
            )
            for one in found[:_SHOWN]
        ]
        plain_table(pd.DataFrame(rows, columns=heads), label=t("status.keys"))
    else:
        literal(t("status.keys.none"), style="note")
    if fresh := st.session_state.get(_MADE, ""):
        literal(t("status.key.once"))
        st.code(fresh, language=None)
        st.button(t("status.key.put_away"), key=f"{key}_away", on_click=st.session_state.pop, args=(_MADE, None))
    left, right = st.columns(2, gap="large")
    with left, st.form(key, clear_on_submit=True):
        name = st.text_input(t("status.key.name"), max_chars=LONGEST_NAME, key=f"{key}_name")
        if st.form_submit_button(t("status.key.make"), key=f"{key}_make"):
            with boundary(t):
                st.session_state[_MADE], _entry = ledger.make_key(name, by=person.signed_in())
                st.rerun()
    held = {one.key_id: one.name for one in found if not one.revoked_at}
    if held:
        with right, st.form(f"{key}_revoking"):
            chosen = st.selectbox(
                t("status.key.which"), list(held), format_func=lambda one: f"{held[one]} ({one})", key=f"{key}_which"
            )
            if st.form_submit_button(t("status.key.revoke"), key=f"{key}_revoke"):
                with boundary(t):
                    ledger.revoke_key(chosen, by=person.signed_in())
                    st.rerun()
