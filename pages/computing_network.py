"""East Data, West Computing: reach, latency matrix, what-if, progress, flows and methods of the computing network."""

from pathlib import Path

import streamlit as st

from geo.catalog import load_catalog
from geo.computing.state import VIEWS
from geo.settings import settings
from pages.components.boundary import show_notice
from pages.components.computing_network import findings, flow, matrix, methods, progress, reach, scenario, session
from pages.components.frame import page_translator, styles
from pages.components.literal import literal

_FOLDER = Path(__file__).parent / "components"
STYLES = (_FOLDER / "map.css", _FOLDER / "computing_network/network.css")
SHOWN = {
    "reach": reach.show,
    "matrix": matrix.show,
    "scenario": scenario.show,
    "progress": progress.show,
    "flow": flow.show,
    "methods": methods.show,
}


def show() -> None:
    """Show the page."""
    t = page_translator()
    network = session.the_network()
    session.enter(network)
    st.html(styles(*STYLES))
    with st.container(horizontal=True, vertical_alignment="center", key="network_head"):
        literal(t("network.title"), style="title")
        st.segmented_control(
            t("network.view"),
            VIEWS,
            required=True,
            format_func=lambda key: t(f"network.view.{key}"),
            label_visibility="collapsed",
            **session.bound("view", session.current().view, session.open_view),
        )
    for problem in session.problems():
        show_notice(t("network.link.problem", key=problem.key, value=problem.value))
    findings.show(network, load_catalog(settings()), t, key="network_findings")
    view = session.current().view
    SHOWN[view](network, key=f"network_{view}_view")
    session.write_address()


show()
