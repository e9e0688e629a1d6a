"""Panel: specialisation of regions and concentration of industries, plain and adjusted for neighbours."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.analysis import regional
from geo.analysis.parameters import PARAMETERS
from geo.catalog import Catalog
from geo.language import Translator
from geo.settings import settings
from geo.workbench import columns, joins, naming, painting, studies
from geo.workbench.builtin import Names
from geo.workbench.room import Room, WorkLayer
from geo.workbench.studies import Study
from pages.components.literal import literal
from pages.components.workbench import answer, fields
from pages.components.workbench import room as workbench_room
from pages.components.workbench.refusal import answering, asked, want

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.analysis.result import Coverage

SHOWN: Final = ("location_quotient", "regions", "industries", "proximity_quotient")
FROM_TABLE, FROM_CATALOGUE = "table", "catalogue"
_REGION_WORDS: Final = ("区划", "地区", "城市", "区县", "region", "city", "unit")
_INDUSTRY_WORDS: Final = ("门类", "行业", "产业", "industry", "segment", "sector")
_BANDWIDTH_M: Final = 50_000.0


def show(room: Room, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the panel."""
    fields.suggest(f"{key}_source", FROM_TABLE, among=[FROM_TABLE, FROM_CATALOGUE])
    source = st.segmented_control(
        t("workbench.regions.source"),
        [FROM_TABLE, FROM_CATALOGUE],
        required=True,
        format_func=lambda name: t(f"workbench.regions.source.{name}"),
        key=f"{key}_source",
    )
    if source == FROM_TABLE:
        _own(t, room, catalog, key=f"{key}_own")
    else:
        _catalogue(t, room, catalog, key=f"{key}_catalogue")
    _industry(t, room, key=f"{key}_industry")
    answer.show_last(workbench_room.studies(), SHOWN, t, key=f"{key}_answer", room=room)


def _own(t: Translator, room: Room, catalog: Catalog, *, key: str) -> None:
    layer = fields.layer(
        t,
        room,
        label=t("workbench.regions.layer"),
        key=f"{key}_layer",
        fits=lambda frame: columns.holds(frame, 2),
        best=lambda frame: bool(columns.region_of(frame, words=_INDUSTRY_WORDS)),
        needs=t("workbench.regions.two_columns"),
    )
    if layer is None:
        return
    names = fields.columns_of(layer, numeric=False)
    likely = columns.region_of(layer.frame, words=_REGION_WORDS)
    one, two, three = st.columns(3)
    with one:
        first = names.index(likely) if likely in names else 0
        region = fields.column(t("workbench.regions.region"), names, key=f"{key}_region_{layer.layer_id}", index=first)
    with two:
        industry = fields.column(
            t("workbench.regions.industry"),
            names,
            key=f"{key}_industry_{layer.layer_id}",
            index=fields.guess(names, _INDUSTRY_WORDS, 1),
        )
    with three:
        weight = fields.column(
            t("workbench.regions.weight"),
            [name for name, role in columns.roles_of(layer.frame).items() if role == "measure"],
            key=f"{key}_weight",
            optional=t("workbench.regions.count"),
        )
    coverage = fields.coverage(t, key=f"{key}_coverage")
    if region == industry:
        literal(t("workbench.regions.same"), style="note")
        return
    st.button(t("workbench.run"), key=f"{key}_run", type="primary", on_click=want, args=(key,))
    if asked(key):
        with answering(t, lambda _fault: (), key=key), st.spinner(t("workbench.computing"), show_time=True):
            table = regional.from_units(layer.frame, region=region, industry=industry, weight=weight or None)
            made = studies.specialisation(table, coverage=coverage, data=layer.data)
            values = layer.frame[region]
            called, shapes = naming.of_regions(values, catalog, settings(), places=layer.frame.geometry)
            shapes = shapes or joins.shapes_of(values, [one.frame for one in room.layers if one.kind == "upload"])
            industries = naming.of_industries(layer.frame[industry], catalog)
            own = fields.own({"coverage": f"{key}_coverage"})
            _keep(t, room, made, {"region": called, "industry": industries}, shapes, own)


def _catalogue(t: Translator, room: Room, catalog: Catalog, *, key: str) -> None:
    areas = fields.layer(
        t,
        room,
        label=t("workbench.join.areas"),
        key=f"{key}_areas",
        fits=lambda frame: joins.is_areas(frame) and columns.holds(frame, 1),
        needs=t("workbench.regions.named_areas"),
    )
    if areas is None:
        return
    names = fields.columns_of(areas, numeric=False)
    likely = columns.name_of(areas.frame)
    name = fields.column(
        t("workbench.regions.area_name"),
        names,
        key=f"{key}_name_{areas.layer_id}",
        index=names.index(likely) if likely in names else 0,
    )
    one, two = st.columns(2)
    with one:
        bandwidth = fields.number(t, "bandwidth_m", key=f"{key}_bandwidth", value=_BANDWIDTH_M)
    with two:
        kernel = fields.choice(t, "kernel", PARAMETERS["kernel"].choices, key=f"{key}_kernel")
    literal(t("workbench.regions.sample"), style="note")
    st.button(t("workbench.run"), key=f"{key}_run", type="primary", on_click=want, args=(key,))
    if asked(key):
        with answering(t, lambda _fault: (), key=key), st.spinner(t("workbench.computing"), show_time=True):
            made, shapes = _measure(areas, catalog, name, bandwidth, kernel, coverage="sample")
            industries = naming.of_industries(catalog.table("organisations")["segment"], catalog)
            own = fields.own({"bandwidth_m": f"{key}_bandwidth", "kernel": f"{key}_kernel"})
            _keep(t, room, made, {"industry": industries}, shapes, own)


def _measure(
    areas: WorkLayer, catalog: Catalog, name: str, bandwidth_m: float, kernel: str, *, coverage: Coverage
) -> tuple[tuple[Study, ...], dict[Any, BaseGeometry]]:
    """Measure the catalogue's organisations by area and segment, a curated sample; returns the areas' shapes too."""
    organisations = joins.catalogue_points(catalog.table("organisations"))
    inside = joins.areas_of_points(organisations, areas.frame)
    located = inside.notna()
    rows = organisations[located].assign(region=areas.frame[name].reindex(inside[located]).astype(str).to_numpy())
    data = f"{areas.data}; organisations {catalog.digest}"
    table = regional.from_units(rows, region="region", industry="segment")
    named = areas.frame.assign(region=areas.frame[name].astype(str)).dissolve(by="region")
    near = studies.near_quotients(table, named, bandwidth_m=bandwidth_m, kernel=kernel, coverage=coverage, data=data)
    made = (*studies.specialisation(table, coverage=coverage, data=data), near)
    return made, dict(zip(named.index, named.geometry, strict=True))


def _keep(
    t: Translator,
    room: Room,
    made: Sequence[Study],
    names: Mapping[str, Names],
    shapes: Mapping[Any, BaseGeometry],
    own: tuple[str, ...],
) -> None:
    """Remember the studies with the names of their codes, draw the quotients and send the map there."""
    named = [dataclasses.replace(study, names=names, by_person=own) for study in made]
    first = named[0]
    title = t("analysis.method.location_quotient")
    layer, row_of = painting.paint_quotients(room, first, shapes, t, title=title)
    if layer is not None:
        extra = {"row_of": row_of}
        named = [dataclasses.replace(study, layer_id=layer.layer_id, extra={**study.extra, **extra}) for study in named]
        workbench_room.look_at(layer)
    workbench_room.keep(*named)


def _industry(t: Translator, room: Room, *, key: str) -> None:
    """Show which industry the map is coloured by."""
    newest = next((one for one in workbench_room.studies() if one.result.method == "location_quotient"), None)
    layer = None if newest is None else room.held(newest.layer_id)
    if layer is None:
        return
    industries = [str(name) for name in layer.frame.columns[1:] if name != layer.frame.geometry.name]
    name = f"{key}_{layer.layer_id}"
    fields.suggest(name, layer.legend_title, among=industries)
    chosen = st.selectbox(t("workbench.regions.on_map"), industries, key=name)
    if chosen != layer.legend_title:
        painting.paint_industry(layer, chosen)
