"""Panel: clusters of points and tests of whether points gather."""

from __future__ import annotations

import dataclasses
import math
from typing import Final

import pandas as pd
import streamlit as st

from geo.analysis.errors import TooFewError, TooFineError
from geo.analysis.parameters import PARAMETERS
from geo.analysis.point_clusters import suggested_reach
from geo.catalog import Catalog
from geo.errors import ObservatoryError
from geo.language import Translator, number
from geo.settings import settings
from geo.workbench import joins, naming, painting, studies
from geo.workbench.columns import holds_firms
from geo.workbench.room import Room, WorkLayer
from pages.components.literal import literal
from pages.components.workbench import answer, fields, memory
from pages.components.workbench import room as workbench_room
from pages.components.workbench.refusal import Offer, answering, asked, want

CLUSTERS: Final = {"dbscan": ("reach_m", "min_points", "concavity"), "hdbscan": ("least_m", "min_cluster", "concavity")}
TESTS: Final = ("nearest_neighbours", "ripley")
_START_POINTS: Final = 5


def show(room: Room, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the panel."""
    layer = fields.layer(t, room, label=t("workbench.points.layer"), key=f"{key}_layer", fits=joins.is_points)
    if layer is None:
        return
    fields.suggest(f"{key}_method", "dbscan", among=[*CLUSTERS, *TESTS])
    method = (
        st.segmented_control(
            t("workbench.points.method"),
            [*CLUSTERS, *TESTS],
            required=True,
            format_func=lambda name: t(f"analysis.method.{name}"),
            key=f"{key}_method",
        )
        or "dbscan"
    )
    literal(t(f"analysis.method_help.{method}"), style="note")
    stated = fields.uncertain(t, layer, key=f"{key}_uncertain")
    most = fields.most_uncertain(t, stated, key=f"{key}_most_{layer.layer_id}")
    coverage = fields.coverage(t, key=f"{key}_coverage")
    given: studies.SaidOfLayer = {"uncertainty_m": stated, "coverage": coverage, "data": layer.data, "most_m": most}
    if method in CLUSTERS:
        _clusters(t, room, catalog, layer, method, given, key=key)
    else:
        _test(t, room, layer, method, given, key=key)
    answer.show_last(workbench_room.studies(), (method,), t, key=f"{key}_answer", room=room)


def _clusters(
    t: Translator, room: Room, catalog: Catalog, layer: WorkLayer, method: str, given: studies.SaidOfLayer, *, key: str
) -> None:
    with st.form(f"{key}_{method}_form", border=False):
        columns = st.columns(len(CLUSTERS[method]))
        chosen = {}
        for column, name in zip(columns, CLUSTERS[method], strict=True):
            start = (
                _suggested(layer, given["uncertainty_m"], given["most_m"]) if PARAMETERS[name].default is None else None
            )
            with column:
                chosen[name] = fields.number(t, name, key=f"{key}_{name}_{layer.layer_id}", value=start)
        st.form_submit_button(t("workbench.run"), type="primary", on_click=want, args=(f"{key}_{method}",))
    keys = {name: f"{key}_{name}_{layer.layer_id}" for name in CLUSTERS[method]}
    keys |= {"most_m": f"{key}_most_{layer.layer_id}", "coverage": f"{key}_coverage"}
    if not asked(f"{key}_{method}"):
        return
    with (
        answering(t, lambda fault: _offers(fault, t, given, keys), key=f"{key}_{method}"),
        st.spinner(t("workbench.computing"), show_time=True),
    ):
        study = studies.clusters(layer.frame, method=method, parameters=chosen, **given)
        study = dataclasses.replace(study, by_person=fields.own(keys))
        places = layer.frame.geometry.loc[study.extra["members"].index]
        names = naming.of_clusters(places, study.extra["members"], catalog, settings())
        extra = {**study.extra, "firms": holds_firms(layer.frame, layer.title)}
        study = dataclasses.replace(study, names={"cluster": names}, extra=extra)
        title = f"{t(f'analysis.method.{method}')} · {layer.title}"
        made = painting.paint_clusters(room, study, t, title=title, data=layer.data)
        workbench_room.show_result(study, made)


def _offers(fault: ObservatoryError, t: Translator, given: studies.SaidOfLayer, keys: dict[str, str]) -> list[Offer]:
    """Return the fields that would solve a refusal."""
    offers = []
    if isinstance(fault, TooFineError):
        scale, worst = float(math.floor(fault.scale_m)), float(math.ceil(fault.uncertainty_m))
        field = keys.get("reach_m", keys.get("least_m"))
        if field:
            offers.append(Offer(t("workbench.offer.reach", n=number(worst, t.language)), {field: worst}))
        left = int((~(given["uncertainty_m"] > scale)).sum())
        if left >= _START_POINTS and "most_m" in keys:
            words = t("workbench.offer.most", n=number(scale, t.language), left=number(left, t.language))
            offers.append(Offer(words, {keys["most_m"]: max(scale, 1.0)}))
    elif isinstance(fault, TooFewError):
        if given["most_m"] is not None:
            offers.append(Offer(t("workbench.offer.all_points"), {keys["most_m"]: None}))
        if "min_cluster" in keys and fault.count >= _START_POINTS:
            least = fault.count // 2
            offers.append(Offer(t("workbench.offer.min_cluster", n=least), {keys["min_cluster"]: max(least, 2)}))
    return offers


@st.cache_data(show_spinner=False, max_entries=64, scope="session")
def _reach(layer_id: str, stated_m: tuple[float, ...], most_m: float | None, _layer: WorkLayer) -> float | None:
    stated = pd.Series(stated_m, index=_layer.frame.index)
    kept, _ = studies.precise(_layer.frame, stated, most_m)
    if kept.empty:  # the field above says so, and the refusal what to do
        return None
    plane = studies.located(kept)
    if len(plane) < _START_POINTS:
        return None
    places = plane.geometry
    return float(round(suggested_reach(places, min_points=_START_POINTS, uncertainty_m=stated.reindex(plane.index))))


def _suggested(layer: WorkLayer, stated: pd.Series, most_m: float | None) -> float:
    """Return a reach to start from: where the distances between neighbours bend, never finer than the places."""
    found = _reach(layer.layer_id, tuple(float(value) for value in stated), most_m, layer)
    parameter = PARAMETERS["reach_m"]
    return min(max(found or 1000.0, parameter.low or 0.0), parameter.high or 1e6)


def _test(t: Translator, room: Room, layer: WorkLayer, method: str, given: studies.SaidOfLayer, *, key: str) -> None:
    areas = {one.layer_id: one for one in room.layers if one.kind != "before" and joins.is_areas(one.frame)}
    memory.recall(f"{key}_window", among=["", *areas])
    window = st.selectbox(
        t("workbench.points.window"),
        ["", *areas],
        format_func=lambda item: areas[item].title if item else t("workbench.points.hull"),
        help=t("analysis.parameter_help.window_km2"),
        key=f"{key}_window",
    )
    st.button(t("workbench.run"), key=f"{key}_{method}_run", type="primary", on_click=want, args=(f"{key}_{method}",))
    keys = {"most_m": f"{key}_most_{layer.layer_id}", "coverage": f"{key}_coverage"}
    if not asked(f"{key}_{method}"):
        return
    with (
        answering(t, lambda fault: _offers(fault, t, given, keys), key=f"{key}_{method}"),
        st.spinner(t("workbench.computing"), show_time=True),
    ):
        study = studies.pattern(layer.frame, areas[window].frame if window else None, method=method, **given)
        workbench_room.keep(dataclasses.replace(study, by_person=fields.own(keys)))
