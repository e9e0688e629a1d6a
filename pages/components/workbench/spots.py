"""Panel: hot spots and local association of a figure, or of how many points there are."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.analysis.errors import TooFewError, TooFineError, UnusableValuesError
from geo.analysis.hot_spots import NEIGHBOURHOODS, Neighbourhood
from geo.catalog import Catalog
from geo.errors import ObservatoryError
from geo.language import Translator, number
from geo.settings import settings
from geo.workbench import builtin, columns, joins, painting, studies
from geo.workbench.room import Room, WorkLayer
from pages.components.literal import literal
from pages.components.workbench import answer, fields
from pages.components.workbench import room as workbench_room
from pages.components.workbench.refusal import Offer, answering, asked, refusing, want

if TYPE_CHECKING:
    import geopandas as gpd

METHODS: Final = ("hot_spots", "local_moran")
COUNT: Final = "__count__"  # how many points there are, instead of a column
_REACH_M: Final = 50_000.0


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What hot spots are looked for in."""

    frame: gpd.GeoDataFrame
    column: str
    data: str
    stated: pd.Series
    most_m: float | None
    field: str = ""  # key of the field the column was chosen in


def show(room: Room, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the panel."""
    layer = fields.layer(
        t,
        room,
        label=t("workbench.spots.layer"),
        key=f"{key}_layer",
        fits=lambda frame: len(frame) > 1,
        best=lambda frame: bool(columns.measure_of(frame)),
    )
    if layer is None:
        return
    points = joins.is_points(layer.frame)
    if not points and not columns.ordered(layer.frame):
        literal(t("workbench.colour.no_numbers"), style="note")
        return
    fields.suggest(f"{key}_method", METHODS[0], among=METHODS)
    method = (
        st.segmented_control(
            t("workbench.points.method"),
            METHODS,
            required=True,
            format_func=lambda name: t(f"analysis.method.{name}"),
            key=f"{key}_method",
        )
        or METHODS[0]
    )
    counted = {COUNT: t("workbench.spots.count")} if points else {}
    column = fields.figure(
        t, layer.frame, label=t("workbench.colour.column"), key=f"{key}_column_{layer.layer_id}", first=counted
    )
    if column == COUNT:
        _counted(t, room, catalog, layer, method, key=key)
    else:
        _of_column(t, room, layer, method, column, key=key)
    answer.show_last(workbench_room.studies(), (method,), t, key=f"{key}_answer", room=room)


def _of_column(t: Translator, room: Room, layer: WorkLayer, method: str, column: str, *, key: str) -> None:
    areas = joins.is_areas(layer.frame)
    stated, most = pd.Series(0.0, index=layer.frame.index), None  # an area has a boundary, not a place within a radius
    if not areas:
        stated = fields.uncertain(t, layer, key=f"{key}_uncertain")
        most = fields.most_uncertain(t, stated, key=f"{key}_most")
    kept = stated[~(stated > most)] if most is not None else stated
    asking = _Asked(layer.frame, column, f"{layer.data}, {column}", stated, most, f"{key}_column_{layer.layer_id}")
    _ask(t, room, asking, method, areas, kept, key=key)


def _counted(t: Translator, room: Room, catalog: Catalog, layer: WorkLayer, method: str, *, key: str) -> None:
    own = {one.layer_id: one for one in room.layers if one.kind == "upload" and joins.is_areas(one.frame)}
    options = [*builtin.LEVELS, *own]
    fields.suggest(f"{key}_level", _level(layer.layer_id, layer, catalog), among=options)
    level = st.selectbox(
        t("workbench.spots.level"),
        options,
        format_func=lambda item: own[item].title if item in own else t(f"workbench.builtin.{item}"),
        key=f"{key}_level",
    )
    stated = fields.uncertain(t, layer, key=f"{key}_uncertain")
    most = fields.most_uncertain(t, stated, key=f"{key}_most")
    with refusing(t, lambda _fault: (), key=f"{key}_count"):
        frame = own[level].frame if level in own else _areas(layer.layer_id, level, t.language, layer, catalog)
        kept, _ = studies.precise(layer.frame, stated, most)
        counts, _ = joins.count_in_areas(kept, frame, uncertainty_m=stated.reindex(kept.index))
        title = t("workbench.column.points_in_area")
        table = counts.rename(columns={joins.COUNT: title}).drop(columns=[joins.NEAR_BORDER, joins.PER_KM2])
        name = own[level].data if level in own else t(f"workbench.builtin.{level}")
        asking = _Asked(table, title, f"{layer.data}; {name}", pd.Series(0.0, index=table.index), None)
        _ask(t, room, asking, method, True, asking.stated, key=key)


@st.cache_data(show_spinner=False, max_entries=16, scope="session")
def _areas(layer_id: str, level: str, language: str, _layer: WorkLayer, _catalog: Catalog) -> gpd.GeoDataFrame:
    points = _layer.frame[~(_layer.frame.geometry.isna() | _layer.frame.geometry.is_empty)]
    return builtin.around(points, level, _catalog, settings(), language=language)


@st.cache_data(show_spinner=False, max_entries=16, scope="session")
def _level(layer_id: str, _layer: WorkLayer, _catalog: Catalog) -> str:
    """Return the set of built-in areas that holds most of the points."""
    return builtin.level_at(_layer.frame.geometry, _catalog, settings())


def _ask(t: Translator, room: Room, wanted: _Asked, method: str, areas: bool, kept: pd.Series, *, key: str) -> None:
    one, two = st.columns(2)
    names = NEIGHBOURHOODS[0 if areas else 1 :]
    vague = float(kept.max()) if kept.notna().any() else 0.0
    with one:
        start = "contiguity" if areas else "distance" if vague > 0 else "nearest"
        kind = fields.choice(t, "neighbourhood", names, key=f"{key}_kind_{areas}", start=start)
    reach, count = _REACH_M, 8.0
    keys = {"neighbourhood": f"{key}_kind_{areas}", "permutations": f"{key}_permutations", "most_m": f"{key}_most"}
    with two:
        if kind == "nearest":
            keys["neighbours"] = f"{key}_neighbours"
            count = fields.number(t, "neighbours", key=keys["neighbours"])
        elif kind == "distance":
            keys["reach_m"] = f"{key}_reach"
            reach = fields.number(t, "reach_m", key=keys["reach_m"], value=max(_REACH_M, vague))
    keys["coverage"] = f"{key}_coverage"
    with st.form(f"{key}_form", border=False):
        permutations = fields.number(t, "permutations", key=f"{key}_permutations")
        coverage = fields.coverage(t, key=f"{key}_coverage")
        st.form_submit_button(t("workbench.run"), type="primary", on_click=want, args=(key,))
    if not asked(key):
        return
    with (
        answering(t, lambda fault: _offers(fault, t, wanted, key), key=key),
        st.spinner(t("workbench.computing"), show_time=True),
    ):
        study = studies.spots(
            wanted.frame,
            method=method,
            column=wanted.column,
            neighbourhood=Neighbourhood(kind, k=int(count), distance_m=float(reach)),
            permutations=int(permutations),
            uncertainty_m=wanted.stated,
            coverage=coverage,
            data=wanted.data,
            most_m=wanted.most_m,
        )
        study = dataclasses.replace(study, by_person=fields.own(keys))
        title = f"{t(f'analysis.method.{method}')} · {wanted.column}"
        made = painting.paint_spots(room, study, t, title=title, data=wanted.data)
        workbench_room.show_result(study, made)


def _offers(fault: ObservatoryError, t: Translator, wanted: _Asked, key: str) -> list[Offer]:
    """Return the fields that would solve a refusal."""
    if isinstance(fault, TooFineError):
        scale, worst = float(math.floor(fault.scale_m)), float(math.ceil(fault.uncertainty_m))
        said = {"n": number(worst, t.language)}
        offers = [
            Offer(
                t("workbench.offer.reach", **said),
                {f"{key}_kind_False": "distance", f"{key}_reach": worst},
            )
        ]
        left = int((~(wanted.stated > scale)).sum())
        if left >= 10:
            most = t("workbench.offer.most", n=number(scale, t.language), left=number(left, t.language))
            offers.append(Offer(most, {f"{key}_most": scale}))
        return offers
    if isinstance(fault, TooFewError) and wanted.most_m is not None:
        return [Offer(t("workbench.offer.all_points"), {f"{key}_most": None})]
    if isinstance(fault, UnusableValuesError):
        others = [name for name in columns.ordered(wanted.frame) if name != wanted.column]
        return [
            Offer(t("workbench.offer.column", column=name), {wanted.field: name})
            for name in others[:2]
            if columns.roles_of(wanted.frame)[name] in ("measure", "base")
        ]
    return []
