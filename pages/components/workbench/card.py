"""Panel: is this a cluster? A region against the catalogue's cases, and the model its organisations suggest."""

from __future__ import annotations

from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from geo.analysis.scorecard import Scorecard, cases
from geo.catalog import Catalog
from geo.language import NO_VALUE, Translator, localised, number
from geo.workbench import columns, joins, studies
from geo.workbench.report import readable
from geo.workbench.room import Room
from geo.workbench.vocabulary import as_keys
from pages.components.boundary import show_notice
from pages.components.literal import literal
from pages.components.plain_table import plain_table
from pages.components.workbench import answer, fields, memory
from pages.components.workbench import room as workbench_room
from pages.components.workbench.refusal import answering, asked, want

OWN, CATALOGUE = "own", "catalogue"
_KIND_WORDS: Final = ("类型", "类别", "kind", "type")
_SEGMENT_WORDS: Final = ("门类", "segment", "行业", "industry")


def show(room: Room, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the panel."""
    literal(t("workbench.card.lead"), style="note")
    fields.suggest(f"{key}_source", OWN, among=[OWN, CATALOGUE])
    source = st.segmented_control(
        t("workbench.card.source"),
        [OWN, CATALOGUE],
        required=True,
        format_func=lambda name: t(f"workbench.card.source.{name}"),
        key=f"{key}_source",
    )
    if source == OWN:
        _own(t, room, catalog, key=f"{key}_own")
    else:
        _catalogue(t, room, catalog, key=f"{key}_catalogue")
    newest = next((one for one in workbench_room.studies() if one.result.method == "scorecard"), None)
    if newest is not None:
        answer.show(newest, t, key=f"{key}_answer", room=room)
        _card(t, newest.extra["card"], catalog)


def _own(t: Translator, room: Room, catalog: Catalog, *, key: str) -> None:
    layer = fields.layer(
        t,
        room,
        label=t("workbench.card.layer"),
        key=f"{key}_layer",
        fits=lambda frame: len(frame) > 0,
        best=lambda frame: bool(columns.region_of(frame, words=_SEGMENT_WORDS)),
    )
    if layer is None:
        return
    names = fields.columns_of(layer, numeric=False)
    missing = t("workbench.card.unknown")
    one, two = st.columns(2)
    with one:
        kind = fields.column(
            t("workbench.card.kind"),
            names,
            key=f"{key}_kind_{layer.layer_id}",
            optional=missing,
            index=_likely(names, _KIND_WORDS),
        )
    with two:
        segment = fields.column(
            t("workbench.card.segment"),
            names,
            key=f"{key}_segment_{layer.layer_id}",
            optional=missing,
            index=_likely(names, _SEGMENT_WORDS),
        )
    memory.recall(f"{key}_lead", kind=int)
    lead = st.number_input(t("workbench.card.lead_firms"), min_value=0, value=None, step=1, key=f"{key}_lead")
    coverage = fields.coverage(t, key=f"{key}_coverage")
    st.button(t("workbench.run"), key=f"{key}_run", type="primary", on_click=want, args=(key,))
    if asked(key):
        with answering(t, lambda _fault: (), key=key):
            rows = pd.DataFrame(index=layer.frame.index)
            for name, column in (("kind", kind), ("segment", segment)):
                if column:
                    rows[name], unknown = as_keys(layer.frame[column], name)
                    st.session_state[f"{key}_unknown_{name}"] = (column, unknown)
            known = cases(catalog.table("organisations"), catalog.table("clusters"))
            given = {"lead_firms": None if lead is None else float(lead)}
            workbench_room.keep(studies.card(rows, known, coverage=coverage, figures=given | _found(), data=layer.data))
    for name in ("kind", "segment"):
        column, unknown = st.session_state.get(f"{key}_unknown_{name}", ("", ()))
        if unknown:
            show_notice(t("workbench.card.no_words", column=column, values=", ".join(unknown)))


def _catalogue(t: Translator, room: Room, catalog: Catalog, *, key: str) -> None:
    areas = fields.layer(t, room, label=t("workbench.join.areas"), key=f"{key}_areas", fits=joins.is_areas)
    if areas is None:
        return
    st.button(t("workbench.run"), key=f"{key}_run", type="primary", on_click=want, args=(key,))
    if asked(key):
        with answering(t, lambda _fault: (), key=key):
            organisations = joins.catalogue_points(catalog.table("organisations"))
            inside = organisations[joins.areas_of_points(organisations, areas.frame).notna()]
            known = cases(catalog.table("organisations"), catalog.table("clusters"))
            lead = {"lead_firms": float((inside["role"] == "lead").sum())}
            data = f"{areas.data}; organisations {catalog.digest}"
            workbench_room.keep(studies.card(inside, known, coverage="sample", figures=lead, data=data))


def _likely(names: list[str], words: tuple[str, ...]) -> int:
    """Return the position of the likely column among the options, of which the first is none."""
    return fields.guess(["", *names], words)


def _found() -> dict[str, float | None]:
    """Return what this session's tests have found; a scorecard never asks for it again."""
    test = next((one for one in workbench_room.studies() if one.result.method == "nearest_neighbours"), None)
    if test is None:
        return {}
    return {"clustered_p": test.result.figures["p"].value, "clustered_ratio": test.result.figures["ratio"].value}


def _card(t: Translator, card: Scorecard, catalog: Catalog) -> None:
    suggested = t(f"term.model.{card.model}") if card.model else t("workbench.card.no_model")
    st.html(f'<p class="obs-verdict">{escape(t("workbench.card.model", model=suggested))}</p>')
    evidence = pd.DataFrame(
        [
            {
                t("analysis.column.model"): t(f"term.model.{item.model}"),
                t("analysis.column.feature"): t(f"analysis.feature.{item.feature}"),
                t("analysis.column.value"): _share(item.value, t),
                t("analysis.column.cases_mean"): _share(item.cases_mean, t),
                t("analysis.column.score"): NO_VALUE
                if item.score is None
                else number(item.score, t.language, digits=2),
            }
            for item in card.evidence
        ]
    )
    literal(t("workbench.card.evidence"), style="subheading")
    plain_table(evidence, label=t("workbench.card.evidence"))
    literal(t("workbench.card.features"), style="subheading")
    plain_table(readable(card.features, t), label=t("workbench.card.features"))
    if len(card.nearest):
        names = catalog.table("clusters").set_index("cluster_id")
        nearest = card.nearest.assign(
            cluster_id=[localised(names.loc[one].to_dict(), "name", t.language) for one in card.nearest["cluster_id"]]
        )
        literal(t("workbench.card.nearest"), style="subheading")
        plain_table(readable(nearest, t), label=t("workbench.card.nearest"))


def _share(value: float | None, t: Translator) -> str:
    return NO_VALUE if value is None else f"{number(100 * value, t.language, digits=1)}%"
