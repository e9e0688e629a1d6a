"""Panel: hot spots and local association of a figure."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from geo.analysis.hot_spots import NEIGHBOURHOODS, Neighbourhood
from geo.language import Translator
from geo.workbench import joins, painting, studies
from geo.workbench.room import Room
from pages.components.boundary import boundary
from pages.components.literal import literal
from pages.components.workbench import answer, fields
from pages.components.workbench import room as workbench_room

METHODS: Final = ("hot_spots", "local_moran")


def show(room: Room, t: Translator, *, key: str) -> None:
    """Show the panel."""
    layer = fields.layer(
        t, room, label=t("workbench.spots.layer"), key=f"{key}_layer", fits=lambda frame: len(frame) > 1
    )
    if layer is None:
        return
    names = fields.columns_of(layer, numeric=True)
    if not names:
        literal(t("workbench.colour.no_numbers"), style="note")
        return
    method = st.segmented_control(
        t("workbench.points.method"),
        METHODS,
        default=METHODS[0],
        required=True,
        format_func=lambda name: t(f"analysis.method.{name}"),
        key=f"{key}_method",
    )
    areas = joins.is_areas(layer.frame)
    with st.form(f"{key}_form", border=False):
        one, two, three = st.columns(3)
        with one:
            column = fields.column(t("workbench.colour.column"), names, key=f"{key}_column")
            permutations = fields.number(t, "permutations", key=f"{key}_permutations")
        with two:
            kind = fields.choice(t, "neighbourhood", NEIGHBOURHOODS[0 if areas else 1 :], key=f"{key}_kind")
            count = fields.number(t, "neighbours", key=f"{key}_neighbours")
        with three:
            reach = fields.number(t, "reach_m", key=f"{key}_reach", value=50_000.0)
        stated = fields.uncertain(t, layer, key=f"{key}_uncertain")
        coverage = fields.coverage(t, key=f"{key}_coverage")
        pressed = st.form_submit_button(t("workbench.run"), type="primary")
    if pressed:
        if areas:
            stated = pd.Series(0.0, index=layer.frame.index)  # an area has a boundary, not a place within a radius
        with boundary(t), st.spinner(t("workbench.computing"), show_time=True):
            study = studies.spots(
                layer.frame,
                method=method,
                column=column,
                neighbourhood=Neighbourhood(kind, k=int(count), distance_m=float(reach)),
                permutations=int(permutations),
                uncertainty_m=stated,
                coverage=coverage,
                data=f"{layer.data}, {column}",
            )
            workbench_room.keep(study)
            title = f"{t(f'analysis.method.{method}')} · {column}"
            painting.paint_spots(room, study, title=title, data=layer.data)
            st.rerun()
    answer.show_last(workbench_room.studies(), (method,), t, key=f"{key}_answer")
