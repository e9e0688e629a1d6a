"""Panel: count points into areas, and colour a layer by one of its columns."""

from __future__ import annotations

import dataclasses
from typing import Final

import streamlit as st

from geo.analysis.choropleth import MAX_CLASSES, MIN_CLASSES
from geo.catalog import Catalog
from geo.language import Translator
from geo.settings import settings
from geo.workbench import builtin, columns, joins, painting
from geo.workbench.report import caution_text
from geo.workbench.room import Room
from pages.components.boundary import show_notice
from pages.components.literal import literal
from pages.components.workbench import answer, fields
from pages.components.workbench import room as workbench_room
from pages.components.workbench.refusal import Offer, answering, asked, want

_CATALOGUE: Final = "catalogue"
_CLASSES: Final = 5


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
    drawn = [layer for layer in room.layers if layer.kind != "before"]
    areas = {layer.layer_id: layer for layer in drawn if joins.is_areas(layer.frame)}
    own = {layer.layer_id: layer for layer in drawn if joins.is_points(layer.frame)}
    options = [*areas, *builtin.LEVELS]
    fields.suggest(f"{key}_areas", next(iter(areas), "cn_prefecture"), among=options)
    into = st.selectbox(
        t("workbench.join.areas"),
        options,
        format_func=lambda item: areas[item].title if item in areas else t(f"workbench.builtin.{item}"),
        key=f"{key}_areas",
    )
    choices = [*own, _CATALOGUE]
    fields.suggest(f"{key}_points", choices[0], among=choices)
    chosen = st.selectbox(
        t("workbench.join.points"),
        choices,
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
    st.button(t("workbench.join.run"), key=f"{key}_run", type="primary", on_click=want, args=(key,))
    if asked(key):
        with answering(t, lambda _fault: (), key=key):
            if into in areas:
                frame, name, source = areas[into].frame, areas[into].title, areas[into].data
            else:
                frame = builtin.around(points, into, catalog, settings(), language=t.language)
                name = source = t(f"workbench.builtin.{into}")
            made, cautions = painting.paint_counts(
                room, frame, points, t, title=f"{name} · {title}", data=f"{source}; {data}", uncertainty_m=stated
            )
            workbench_room.look_at(made)
            st.session_state[f"{key}_said"] = [caution_text(caution, t) for caution in cautions]
    for text in st.session_state.get(f"{key}_said", []):
        show_notice(text)


def _colour(t: Translator, room: Room, *, key: str) -> None:
    layer = fields.layer(
        t,
        room,
        label=t("workbench.colour.layer"),
        key=f"{key}_layer",
        fits=lambda frame: len(frame) > 0,
        best=lambda frame: bool(columns.measure_of(frame)),
    )
    if layer is None:
        return
    if not columns.ordered(layer.frame):
        literal(t("workbench.colour.no_numbers"), style="note")
        return
    name = fields.figure(t, layer.frame, label=t("workbench.colour.column"), key=f"{key}_column_{layer.layer_id}")
    bases = [base for base in columns.ordered(layer.frame) if base != name]
    likely = columns.denominator_of(layer.frame, name)
    base = fields.column(
        t("workbench.colour.base"),
        bases,
        key=f"{key}_base_{layer.layer_id}_{name}",
        optional=t("workbench.colour.no_base"),
        index=1 + bases.index(likely) if likely in bases else 0,
    )
    with st.form(f"{key}_form", border=False):
        scheme = fields.choice(t, "scheme", painting.CHOICES, key=f"{key}_scheme")
        fields.suggest(f"{key}_classes", _CLASSES)
        classes = st.slider(
            t("analysis.parameter.classes"),
            MIN_CLASSES,
            MAX_CLASSES,
            help=t("analysis.parameter_help.classes"),
            key=f"{key}_classes",
        )
        st.form_submit_button(t("workbench.colour.run"), type="primary", on_click=want, args=(key,))
    if asked(key):
        offers = [
            Offer(t("workbench.offer.column", column=other), {f"{key}_column_{layer.layer_id}": other})
            for other in columns.ordered(layer.frame)[:2]
            if other != name
        ]
        with answering(t, lambda _fault: offers, key=key):
            study = painting.paint_column(layer, name, base=base, scheme=scheme, classes=int(classes))
            keys = {"scheme": f"{key}_scheme", "classes": f"{key}_classes"}
            study = dataclasses.replace(study, by_person=fields.own(keys))
            workbench_room.show_result(study, layer)
    answer.show_last(workbench_room.studies(), ("choropleth",), t, key=f"{key}_answer", room=room)
