"""Tracking and management: what changed, what is due, who holds which label, and the register all that is kept in."""

from pathlib import Path

import streamlit as st

from geo.catalog import load_catalog
from geo.governance.state import VIEWS
from geo.settings import settings
from pages.components import share
from pages.components.boundary import show_notice
from pages.components.frame import page_translator
from pages.components.governance import (
    board,
    calendar,
    controls,
    digest,
    findings,
    register,
    session,
    targets,
    tracking,
)
from pages.components.literal import literal

STYLES = ("governance/governance.css",)


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    session.enter(catalog)
    for name in STYLES:
        st.html(Path(__file__).parent / "components" / name)
    pages = session.book().pages()
    with st.container(horizontal=True, vertical_alignment="center", key="governance_head"):
        literal(t("governance.title"), style="title")
        share.show(t("governance.share"), t, key="governance_share", query=session.current().query())
    for problem in session.problems():
        show_notice(t("governance.link.problem", key=problem.key, value=problem.value))
    seen = session.seen(catalog, pages)
    findings.show(seen, t)
    controls.show(catalog, t)
    st.segmented_control(
        t("governance.view"),
        VIEWS,
        required=True,
        format_func=lambda key: t(f"governance.view.{key}"),
        label_visibility="collapsed",
        **session.bound("view", session.current().view, lambda key: session.change(view=key or VIEWS[0])),
    )
    views = {
        "tracking": lambda: tracking.show(seen, catalog, t),
        "targets": lambda: targets.show(seen, catalog, t),
        "board": lambda: board.show(seen, catalog, t),
        "calendar": lambda: calendar.show(seen, t),
        "digest": lambda: digest.show(seen, pages, catalog, t),
        "register": lambda: register.show(pages, catalog, t),
    }
    views[session.current().view]()
    session.write_address()


show()
