"""What is asked for: country, data, industry, method, year, filters, and the weights of a composite."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo.analysis.rating.composite import MEANS, SCALES
from geo.catalog import Catalog
from geo.language import Translator, country_name, number
from geo.observatory import words
from geo.observatory.choice import Choice
from geo.observatory.ranking import Ranking
from geo.observatory.state import (
    COMPOSITE_MEASURE,
    COMPOSITES,
    DATA_OF,
    HIGHEST_WEIGHT,
    KINDS,
    MEASURE_KEYS,
    OWN_PLACE,
    PLACES,
    SIZES,
    ObservatoryState,
    slug,
)
from geo.statistics.cities import AREA_SET
from geo.statistics.regions import regions_of
from pages.components.literal import literal, literal_label
from pages.components.observatory import session
from pages.components.observatory.anchors import WEIGHTS

ALL = ""


def country(t: Translator) -> None:
    """Show the choice of country."""

    def take(code: str) -> None:
        asked = {"data": "", "group": "", "industry": "", "method": "", "parent": "", "region": ""}
        session.change(country=code, year=0, size=0, many=(), **asked)

    st.segmented_control(
        t("rating.country"),
        PLACES,
        required=True,
        format_func=lambda code: t("rating.own") if code == OWN_PLACE else country_name(code, t.language),
        label_visibility="collapsed",
        **session.bound("country", session.current().country, take),
    )


def show(ranking: Ranking, catalog: Catalog, t: Translator) -> None:
    """Show the other choices in one row, filters behind a fold."""
    state = session.current()
    choice = ranking.choice
    if choice is None:
        columns = st.columns([3, 3, 4], gap="small", vertical_alignment="bottom")
        with columns[0]:
            _measure(t, state)
        with columns[1]:
            _province(t, catalog, state)
        with columns[2]:
            _year(t, ranking)
        if state.measure in COMPOSITES:
            _weights(t, state)
        return
    columns = st.columns([3, 3, 4, 3], gap="small", vertical_alignment="bottom")
    with columns[0]:
        _data(t, state, choice)
    with columns[1]:
        _group(t, choice)
    with columns[2]:
        _industry(t, choice)
    with columns[3]:
        _method(t, choice)
    with st.container(horizontal=True, vertical_alignment="bottom", key="observatory_filters"):
        _filters(t, state)
        _year(t, ranking)


def _measure(t: Translator, state: ObservatoryState) -> None:
    st.selectbox(
        t("rating.measure"),
        MEASURE_KEYS,
        format_func=lambda key: t(f"rating.measure.{key}"),
        **session.bound("measure", state.measure, lambda key: session.change(measure=key)),
    )


def _province(t: Translator, catalog: Catalog, state: ObservatoryState) -> None:
    known = regions_of(catalog, AREA_SET).values()
    names = {one.parent: one.parent_name.localised(t.language) for one in known}
    st.selectbox(
        t("rating.province"),
        [ALL, *sorted(names)],
        format_func=lambda code: names[code] if code else t("rating.all_provinces"),
        **session.bound(
            "parent", state.parent if state.parent in names else ALL, lambda code: session.change(parent=code)
        ),
    )


def _year(t: Translator, ranking: Ranking) -> None:
    if len(ranking.years) < 2:
        literal(t("rating.one_year", year=ranking.year), style="note")
        return
    st.select_slider(
        t("rating.year"),
        ranking.years,
        **session.bound("year", ranking.year, lambda year: session.change(year=year)),
    )


def _data(t: Translator, state: ObservatoryState, choice: Choice) -> None:
    def take(key: str) -> None:
        session.change(data=key, group="", industry="", method="", year=0, many=())

    st.selectbox(
        t("rating.data"),
        DATA_OF[state.country],
        format_func=lambda key: t(f"rating.data.{key}"),
        **session.bound("data", choice.panel.dataset.key, take),
    )


def _group(t: Translator, choice: Choice) -> None:
    st.selectbox(
        t("rating.group"),
        [key for key in choice.panel.dataset.groupings if _worded(key, choice, t)],
        format_func=lambda key: t(f"rating.group.{key}"),
        **session.bound("group", choice.grouping, lambda key: session.change(group=key, industry="", many=())),
    )


def _worded(grouping: str, choice: Choice, t: Translator) -> bool:
    """Tell whether a grouping's industries have names in the reader's language (fine codes have none in Chinese)."""
    if choice.is_own:
        return True
    sections = choice.panel.dataset.scheme == "wz2008"
    return sections or grouping not in ("industries", "detailed") or grouping == choice.grouping


def _industry(t: Translator, choice: Choice) -> None:
    by_slug = {slug(group.code): group for group in choice.industries}
    st.selectbox(
        t("rating.industry"),
        list(by_slug),
        format_func=lambda key: by_slug[key].name.localised(t.language),
        **session.bound("industry", slug(choice.industry.code), lambda key: session.change(industry=key)),
    )


def _method(t: Translator, choice: Choice) -> None:
    st.selectbox(
        t("rating.method"),
        choice.methods,
        format_func=lambda key: t(f"rating.method.{key}"),
        **session.bound("method", choice.method, lambda key: session.change(method=key)),
    )


def _filters(t: Translator, state: ObservatoryState) -> None:
    if state.country == "US":
        st.selectbox(
            t("rating.kind"),
            KINDS,
            format_func=lambda key: t(f"rating.kind.{key}"),
            width=200,
            **session.bound("kind", state.kind, lambda key: session.change(kind=key)),
        )
        st.selectbox(
            t("rating.size"),
            SIZES,
            format_func=lambda n: t("rating.size.from", n=number(n, t.language)) if n else t("rating.size.all"),
            width=220,
            **session.bound("size", state.size, lambda n: session.change(size=n)),
        )


def _weights(t: Translator, state: ObservatoryState) -> None:
    """Show a slider for each part of a composite, and how the parts are put together."""
    parts = COMPOSITES[state.measure]
    literal(t("rating.weights"), style="note", anchor=WEIGHTS)
    for column, part, weight in zip(st.columns(len(parts)), parts, state.weights_of(state.measure), strict=True):
        with column:
            st.slider(
                literal_label(words.part_name(state.measure, part, t)),
                0,
                HIGHEST_WEIGHT,
                disabled=not parts[part],
                **session.bound(f"weight_{part}", weight, partial(_weigh, state.measure, part)),
            )
    with st.container(horizontal=True, vertical_alignment="bottom", key="observatory_together"):
        st.selectbox(
            t("rating.scale"),
            SCALES,
            format_func=lambda key: t(f"rating.scale.{key}"),
            width=300,
            **session.bound("scale", state.scale, _scale),
        )
        st.selectbox(
            t("rating.mean"),
            MEANS[:1] if state.scale == "z" else MEANS,
            format_func=lambda key: t(f"rating.mean.{key}"),
            width=300,
            **session.bound("mean", state.mean, lambda key: session.change(mean=key)),
        )


def _scale(key: str) -> None:
    session.change(scale=key, **({"mean": MEANS[0]} if key == "z" else {}))  # z scores are negative


def _weigh(composite: str, part: str, value: int) -> None:
    state = session.current()
    weights = dict(zip(COMPOSITES[composite], state.weights_of(composite), strict=True)) | {part: value}
    if any(weights.values()):
        field = "weights" if composite == COMPOSITE_MEASURE else "shares"
        session.change(**{field: tuple(weights.values())})
