"""What the page looks at: clusters, since when, and whether figures of low confidence count."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from geo.catalog import Catalog
from geo.governance.state import MOST_CLUSTERS
from geo.language import Translator
from geo.model import Cluster
from pages.components.governance import session


def show(catalog: Catalog, t: Translator) -> None:
    """Show the controls."""
    state = session.current()
    clusters = catalog.every(Cluster)
    with st.container(key="governance_controls"):
        chosen, since, low = st.columns([6, 2, 2], vertical_alignment="bottom", gap="small")
        with chosen:
            st.multiselect(
                t("governance.clusters"),
                list(clusters),
                max_selections=MOST_CLUSTERS,
                format_func=lambda key: clusters[key].name.localised(t.language),
                wrap=True,
                placeholder="",
                **session.bound("clusters", list(state.clusters), lambda keys: session.change(clusters=tuple(keys))),
            )
        with since:
            st.date_input(
                t("governance.since"),
                min_value=dt.date(1950, 1, 1),
                max_value=dt.date.fromisoformat(session.today()),
                **session.bound(
                    "since",
                    min(dt.date.fromisoformat(state.since), dt.date.fromisoformat(session.today())),
                    lambda day: session.change(since=day.isoformat()),
                ),
            )
        with low:
            st.checkbox(t("governance.low"), **session.bound("low", state.low, lambda on: session.change(low=on)))
