"""Policy library: instruments that made or moved clusters, searched in both languages, drawn, and compared by peers."""

from pathlib import Path

import streamlit as st

from geo.catalog import load_catalog
from geo.language import number
from geo.policies.choice import choose
from geo.policies.library import library
from geo.policies.table import policy_table
from geo.settings import settings
from pages.components.boundary import show_notice
from pages.components.frame import page_translator
from pages.components.literal import literal, section
from pages.components.policy_library import cards, controls, drawn, peers, says, session
from pages.components.table_files import offer

STYLE = Path(cards.__file__).with_name("policy_library.css")


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    session.enter()
    st.html(STYLE)
    every = library(catalog).policies
    section(t("policy.title"), t("policy.lead", n=number(len(every), t.language)), level="title")
    for problem in session.problems():
        show_notice(t("policy.link.problem", key=problem.key, value=problem.value))
    state = session.current()
    if state.policy and state.policy not in every:
        show_notice(t("policy.unknown", id=state.policy))
    said = st.container(key="policy_said")  # above the controls, of what they let through
    controls.show(catalog, t)
    state = session.current()
    found = choose(catalog, state)
    with said:
        says.show(found.policies, t)
    if state.policy in every:
        with st.container(key="policy_chosen"):
            st.html(cards.card(every[state.policy], catalog, found.asked, t))
            st.button(t("policy.close"), key="policy_close", on_click=lambda: session.change(policy=""))
    key = "searched" if found.asked else "all"
    literal(t(f"policy.count.{key}", n=number(len(found.policies), t.language)), style="note")
    if state.view == "timeline":
        drawn.show_timeline(found.policies, t, key="policy_timeline")
    elif state.view == "map":
        drawn.show_map(found.policies, catalog, t, key="policy_map")
    else:
        cards.show(found.policies, catalog, found.asked, t, key="policy_more")
    offer(
        lambda: policy_table(found.policies, catalog, t),
        t,
        name="policies",
        title=t("policy.title"),
        key="policy_table",
        is_empty=not found.policies,
    )
    peers.show(catalog, t, key="policy_peers")
    literal(t("policy.limits"), style="note")
    session.write_address()


show()
