"""What a comparison says: its findings as sentences, each with how far it carries."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.comparison.finding_words import Spoken
from geo.comparison.words import Document
from geo.language import Translator
from pages.components.literal import literal


def show(doc: Document, t: Translator, *, key: str) -> None:
    """Show the findings."""
    with st.container(key=key):
        if not doc.findings:
            literal(t("compare.difference.none", missing=""), style="note")
            return
        reasons = [one.reason for one in doc.findings]
        items = [_item(one, is_new=one.reason not in reasons[:at]) for at, one in enumerate(doc.findings)]
        st.html(f'<ol class="obs-said">{"".join(items)}</ol>')


def _item(one: Spoken, *, is_new: bool) -> str:
    """Return a finding with its remarks; the reason, which is that of a cluster, only where it is first said."""
    told = (one.scope + one.caveat, one.reason if is_new else "")
    remarks = "".join(f"<small>{escape(text)}</small>" for text in told if text)
    return f"<li><strong>{escape(one.headline)}</strong>{remarks}</li>"
