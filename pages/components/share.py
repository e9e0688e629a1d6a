"""The share panel: the link to what is on screen and a short text about it, each with a button that copies it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from geo.catalog import load_catalog
from geo.language import Translator
from geo.settings import settings
from pages.components.literal import literal

# Streamlit's own copy button asks the browser's clipboard, which pages have over https and on the machine itself only.
_SCRIPT: Final = (Path(__file__).parent / "share.js").read_text("utf-8")


def show(about: str, t: Translator, *, key: str, query: Mapping[str, str] | None = None) -> None:
    """Show the panel, folded.

    Parameters
    ----------
    about : what is on screen, in a few words, without a full stop.
    query : parameters of the link; those in the address if not given.
    """
    address = link(dict(query) if query is not None else st.query_params.to_dict())
    text = t("share.message", about=about, title=t("shell.title"), as_of=load_catalog(settings()).as_of)
    with st.popover(t("share.label"), icon=":material/share:", key=key):
        literal(t("share.note"), style="note")
        fields = _field(t, "address", address) + _field(t, "text", f"{text}\n{address}")
        st.html(
            f'<div class="obs-share">{fields}<p role="status" class="obs-note"></p></div><script>{_SCRIPT}</script>',
            unsafe_allow_javascript=True,
        )


def link(query: Mapping[str, str]) -> str:
    """Return the address of this page with other parameters."""
    return urlunsplit(urlsplit(st.context.url or "")._replace(query=urlencode(query, safe=",:"), fragment=""))


def _field(t: Translator, name: str, value: str) -> str:
    label, done, failed = (escape(t(f"share.{word}")) for word in (name, "done", "failed"))
    return (
        f'<label>{label}<textarea name="{name}" rows="3" readonly spellcheck="false">{escape(value)}</textarea></label>'
        f'<button type="button" class="obs-copy" value="{name}" data-done="{done}" data-failed="{failed}">'
        f"{escape(t(f'share.copy.{name}'))}</button>"
    )
