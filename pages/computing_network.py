"""East Data, West Computing: reach, latency matrix, what-if, progress, flows and methods of the computing network."""

from pathlib import Path

import streamlit as st

from geo.computing.state import VIEWS
from pages.components import (
    hub_progress,
    latency_matrix,
    network_flow,
    network_methods,
    network_session,
    reach_view,
    scenario_view,
)
from pages.components.boundary import show_notice
from pages.components.frame import page_translator
from pages.components.literal import literal

STYLES = ("map.css", "network.css")
SHOWN = {
    "reach": reach_view.show,
    "matrix": latency_matrix.show,
    "scenario": scenario_view.show,
    "progress": hub_progress.show,
    "flow": network_flow.show,
    "methods": network_methods.show,
}


def show() -> None:
    """Show the page."""
    t = page_translator()
    network = network_session.the_network()
    network_session.enter(network)
    for name in STYLES:
        st.html(Path(__file__).parent / "components" / name)
    with st.container(horizontal=True, vertical_alignment="center", key="network_head"):
        literal(t("network.title"), style="title")
        st.segmented_control(
            t("network.view"),
            VIEWS,
            required=True,
            format_func=lambda key: t(f"network.view.{key}"),
            label_visibility="collapsed",
            **network_session.bound("view", network_session.current().view, network_session.open_view),
        )
    for problem in network_session.problems():
        show_notice(t("network.link.problem", key=problem.key, value=problem.value))
    view = network_session.current().view
    SHOWN[view](network, key=f"network_{view}_view")
    network_session.write_address()


show()
