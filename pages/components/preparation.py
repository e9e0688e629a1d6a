"""Shows the preparation of the embedded store on a first start, until the pages can open."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.language import Translator
from geo.prepare import Progress, is_prepared, prepare_in_background, progress
from geo.settings import settings
from pages.components.boundary import boundary, show_alert
from pages.components.frame import page_translator
from pages.components.literal import section

STEP_KEYS: Final = {
    "boundaries": "shell.prepare.boundaries",
    "tiles": "shell.prepare.tiles",
    "map": "shell.prepare.map",
    "search": "shell.prepare.search",
    "partners": "shell.prepare.partners",
    "assets": "shell.prepare.assets",
}
"""Step of geo.prepare -> message key of what it does."""
_POLL_SECONDS: Final = 1.0


def show() -> None:
    """Start the preparation unless it runs or has failed, and show how far it is."""
    state = progress()
    if not state.running and not state.error:
        prepare_in_background()
    _follow()


@st.fragment(run_every=_POLL_SECONDS)
def _follow() -> None:
    t = page_translator()
    with boundary(t):
        state = progress()
        if state.error:
            _show_failure(state, t)
        elif not state.running and is_prepared(settings()):
            st.rerun()
        else:
            _show_step(state, t)


def _show_step(state: Progress, t: Translator) -> None:
    section(t("shell.prepare.title"), t("shell.prepare.lead"), level="title")
    step = t(STEP_KEYS[state.step]) if state.step in STEP_KEYS else t("shell.prepare.starting")
    st.progress(state.number / state.of, text=t("shell.prepare.step", number=state.number, of=state.of, step=step))


def _show_failure(state: Progress, t: Translator) -> None:
    show_alert(t("shell.prepare.failed"), t("shell.prepare.remedy"), t("error.details", message=state.error))
    if st.button(t("shell.prepare.again"), key="prepare_again"):
        prepare_in_background()
        st.rerun(scope="fragment")
