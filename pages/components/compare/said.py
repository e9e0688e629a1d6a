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
        st.html(f'<ol class="obs-said">{"".join(_item(one) for one in doc.findings)}</ol>')


def _item(one: Spoken) -> str:
    remarks = "".join(f"<small>{escape(text)}</small>" for text in (one.scope + one.caveat, one.reason) if text)
    return f"<li><strong>{escape(one.headline)}</strong>{remarks}</li>"
