"""Panel: count points into areas, and colour a layer by one of its columns."""

from __future__ import annotations

import streamlit as st

from geo.analysis.choropleth import MAX_CLASSES, MIN_CLASSES
from geo.catalog import Catalog
from geo.language import Translator
from geo.workbench import joins, painting
from geo.workbench.report import caution_text
from geo.workbench.room import Room
from pages.components.boundary import boundary, show_notice
from pages.components.literal import literal
from pages.components.workbench import fields
from pages.components.workbench import room as workbench_room

_CATALOGUE = "catalogue"


def show(room: Room, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the panel."""
    left, right = st.columns(2, gap="large")
    with left:
        literal(t("workbench.join.title"), style="subheading")
        _join(t, room, catalog, key=f"{key}_join")
    with right:
        literal(t("workbench.colour.title"), style="subheading")
        _colour(t, room, key=f"{key}_colour")


def _join(t: Translator, room: Room, catalog: Catalog, *, key: str) -> None:
    areas = fields.layer(t, room, label=t("workbench.join.areas"), key=f"{key}_areas", fits=joins.is_areas)
    if areas is None:
        return
    own = {layer.layer_id: layer for layer in room.layers if layer.kind != "before" and joins.is_points(layer.frame)}
    chosen = st.selectbox(
        t("workbench.join.points"),
        [_CATALOGUE, *own],
        format_func=lambda item: t("workbench.join.catalogue") if item == _CATALOGUE else own[item].title,
        key=f"{key}_points",
    )
    if chosen == _CATALOGUE:
        points = joins.catalogue_points(catalog.table("organisations"))
        stated = points["uncertainty_m"].astype(float)
        title, data = t("workbench.join.catalogue"), f"organisations {catalog.digest}"
    else:
        points, title, data = own[chosen].frame, own[chosen].title, own[chosen].data
        stated = fields.uncertain(t, own[chosen], key=f"{key}_uncertain")
    if st.button(t("workbench.join.run"), key=f"{key}_run", type="primary"):
        with boundary(t):
            _, cautions = painting.paint_counts(room, areas, points, title=title, data=data, uncertainty_m=stated)
            st.session_state[f"{key}_said"] = [caution_text(caution, t) for caution in cautions]
            st.rerun()
    for text in st.session_state.get(f"{key}_said", []):
        show_notice(text)


def _colour(t: Translator, room: Room, *, key: str) -> None:
    layer = fields.layer(
        t, room, label=t("workbench.colour.layer"), key=f"{key}_layer", fits=lambda frame: len(frame) > 0
    )
    if layer is None:
        return
    names = fields.columns_of(layer, numeric=True)
    if not names:
        literal(t("workbench.colour.no_numbers"), style="note")
        return
    with st.form(f"{key}_form", border=False):
        name = fields.column(t("workbench.colour.column"), names, key=f"{key}_column")
        scheme = fields.choice(t, "scheme", painting.CHOICES, key=f"{key}_scheme")
        classes = st.slider(
            t("analysis.parameter.classes"),
            MIN_CLASSES,
            MAX_CLASSES,
            5,
            help=t("analysis.parameter_help.classes"),
            key=f"{key}_classes",
        )
        pressed = st.form_submit_button(t("workbench.colour.run"), type="primary")
    if pressed:
        with boundary(t):
            workbench_room.keep(painting.paint_column(layer, name, scheme=scheme, classes=int(classes)))
            st.rerun()
