"""Partner finder: who could work together across clusters, and why; networks, chains, rounds of matchmaking."""

from pathlib import Path

import streamlit as st

from geo.catalog import load_catalog
from geo.language import number
from geo.partners.finding import find
from geo.partners.parties import CATALOGUE, LISTED
from geo.partners.state import VIEWS
from geo.settings import settings
from pages.components.boundary import show_notice
from pages.components.frame import page_translator
from pages.components.literal import literal, section
from pages.components.partners import controls, inside, interest, network, results, rounds, session
from pages.components.partners import own as register

STYLE = Path(results.__file__).with_name("partners.css")


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    session.enter()
    st.html(STYLE)
    every = register.every(catalog)
    own = sum(one.register == CATALOGUE for one in every.values())
    listed = sum(one.register == LISTED for one in every.values())
    counts = {"own": number(own, t.language), "listed": number(listed, t.language)}
    section(t("partner.title"), t("partner.lead", **counts), level="title")
    for problem in session.problems():
        show_notice(t("partner.link.problem", key=problem.key, value=problem.value))
    state = session.current()
    for gone in (one for one in (state.who, *state.picks) if one and one not in every):
        show_notice(t("partner.unknown", id=gone))
    interest.show_done()
    st.segmented_control(
        t("partner.view"),
        VIEWS,
        required=True,
        format_func=lambda key: t(f"partner.view.{key}", n=number(len(state.picks), t.language)),
        label_visibility="collapsed",
        **session.bound("view", state.view, lambda value: session.change(view=value)),
    )
    if state.view == "network":
        network.show(catalog, t, key="partner_network")
    elif state.view == "inside":
        inside.show_inside(catalog, t, key="partner_inside")
    elif state.view == "chain":
        inside.show_chain(catalog, t, key="partner_chain")
    elif state.view == "rounds":
        rounds.show(catalog, t, key="partner_rounds")
    else:
        says = st.container()
        controls.show(catalog, t)
        register.show(catalog, t)
        with st.spinner(t("partner.searching"), show_time=True):
            found = find(catalog, session.current(), own=register.own())
        with says:
            results.show_opening(found, catalog, t)
        results.show(found, catalog, t, key="partner")
    literal(t("partner.limits"), style="note")
    session.write_address()


show()
