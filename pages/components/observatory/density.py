"""Density clusters of listed firms, drawn when asked for: a small map, the largest ones, and what they leave out."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, number
from geo.observatory.density import AREA_SETS, COUNTRIES, RESOURCE, SHOWN, USUAL, Density, density
from geo.observatory.multiples import circle_map, outlines
from geo.observatory.state import LEASTS, RADII_KM
from geo.settings import settings
from pages.components.literal import literal
from pages.components.observatory import session
from pages.components.plain_table import table_html
from pages.components.source_mark import source_list

_MAP_SHARE: Final = [3, 5]


def show(catalog: Catalog, t: Translator) -> None:
    """Show the switch and, once it is on, the clusters of the country."""
    state = session.current()
    if state.country not in COUNTRIES:
        return
    literal(t("rating.density"), style="heading")
    with st.container(horizontal=True, vertical_alignment="bottom", key="observatory_density_row"):
        st.toggle(
            t("rating.density.show"),
            **session.bound("density", bool(state.density), lambda on: session.change(density=USUAL if on else ())),
        )
        if not state.density:
            return
        radius_km, least = state.density
        st.selectbox(
            t("rating.density.radius"),
            RADII_KM,
            width=180,
            **session.bound("density_km", radius_km, lambda km: session.change(density=(km, least))),
        )
        st.selectbox(
            t("rating.density.least"),
            LEASTS,
            width=180,
            **session.bound("density_least", least, lambda firms: session.change(density=(radius_km, firms))),
        )
    with st.spinner(t("rating.computing"), show_time=True):
        found = density(catalog, settings(), state.country, radius_km=radius_km, least=least)
        shapes = outlines(catalog, settings(), AREA_SETS[state.country])
    literal(t("rating.density.note", firms=number(found.firms, t.language), inside=number(found.inside, t.language)))
    left, right = st.columns(_MAP_SHARE, gap="medium")
    places = found.clusters
    drawn = circle_map(shapes, [one.lon for one in places], [one.lat for one in places], [one.firms for one in places])
    with left:
        data = b64encode(drawn.encode()).decode()
        said = escape(t("rating.density.map", n=len(places)))
        st.html(f'<figure class="obs-small-map"><img src="data:image/svg+xml;base64,{data}" alt="{said}"></figure>')
    with right:
        st.html(table_html(_table(found, t), label=t("rating.density")))
    resource = catalog.resource(RESOURCE)
    literal(t("rating.density.method"), style="note")
    literal(t("rating.density.exact"), style="note")
    literal(resource.description.localised(t.language), style="note")
    st.html(source_list(catalog.sources(resource.source_ids), t))


def _table(found: Density, t: Translator) -> pd.DataFrame:
    shown = found.clusters[:SHOWN]
    return pd.DataFrame(
        {
            t("rating.column.rank"): range(1, len(shown) + 1),
            t("rating.density.place"): [one.region.localised(t.language) for one in shown],
            t("rating.density.firms"): [number(one.firms, t.language) for one in shown],
            t("rating.density.cities"): [number(one.cities, t.language) for one in shown],
        }
    )
