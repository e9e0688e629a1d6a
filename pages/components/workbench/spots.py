"""Panel: hot spots and local association of a figure."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from geo.analysis.choropleth import NO_DATA, Classes
from geo.analysis.hot_spots import NEIGHBOURHOODS, Neighbourhood
from geo.language import Translator
from geo.workbench import joins, studies
from geo.workbench.room import Room, WorkLayer, new_layer
from geo.workbench.studies import Study
from pages.components.boundary import boundary
from pages.components.literal import literal
from pages.components.workbench import answer, fields
from pages.components.workbench import room as workbench_room

METHODS: Final = ("hot_spots", "local_moran")
# Kind of place -> colour; ColorBrewer PuOr as elsewhere on this page, white for what is no different from chance.
COLOURS: Final = {
    "hot_spots": {"cold": "#542788", "none": "#f7f7f7", "hot": "#b35806"},
    "local_moran": {
        "low_low": "#542788",
        "low_high": "#998ec3",
        "none": "#f7f7f7",
        "high_low": "#f1a340",
        "high_high": "#b35806",
    },
}


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
            _draw(t, room, layer, study, column)
            st.rerun()
    answer.show_last(workbench_room.studies(), (method,), t, key=f"{key}_answer")


def _draw(t: Translator, room: Room, layer: WorkLayer, study: Study, column: str) -> None:
    if study.layer is None:
        return
    method = study.result.method
    title = f"{t(f'analysis.method.{method}')} · {column}"
    made = room.add(new_layer(study.layer, title=title, kind="result", data=layer.data))
    keys = list(COLOURS[method])
    numbers = (
        study.layer[study.paint].map({name: number for number, name in enumerate(keys)}).fillna(NO_DATA).astype(int)
    )
    counts = tuple(int((numbers == number).sum()) for number in range(len(keys)))
    classes = Classes(numbers, (), counts, int((numbers == NO_DATA).sum()), tuple(COLOURS[method].values()), method)
    made.paint(classes, title, keys=tuple(f"analysis.spot.{name}" for name in keys))
