"""What is asked for: country, data, industry, method, year, filters, and the weights of a composite."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, country_name, number
from geo.observatory.choice import Choice
from geo.observatory.ranking import Ranking
from geo.observatory.state import (
    COMPOSITE_MEASURE,
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
from geo.statistics.cities import AREA_SET, COMPOSITE
from geo.statistics.regions import regions_of
from pages.components.literal import literal, literal_label
from pages.components.observatory import session

ALL = ""


def country(t: Translator) -> None:
    """Show the choice of country."""

    def take(code: str) -> None:
        session.change(country=code, data="", group="", industry="", method="", year=0, parent="", region="", size=0)

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
        if state.measure == COMPOSITE_MEASURE:
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
        format_func=lambda code: literal_label(names[code]) if code else t("rating.all_provinces"),
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
        session.change(data=key, group="", industry="", method="", year=0)

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
        **session.bound("group", choice.grouping, lambda key: session.change(group=key, industry="")),
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
        format_func=lambda key: literal_label(by_slug[key].name.localised(t.language)),
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
    literal(t("rating.weights"), style="note")
    for column, key, weight in zip(st.columns(len(COMPOSITE)), COMPOSITE, state.weights, strict=True):
        with column:
            st.slider(
                t(f"rating.measure.{key}"),
                0,
                HIGHEST_WEIGHT,
                **session.bound(f"weight_{key}", weight, partial(_weigh, key)),
            )


def _weigh(key: str, value: int) -> None:
    weights = dict(zip(COMPOSITE, session.current().weights, strict=True)) | {key: value}
    if any(weights.values()):
        session.change(weights=tuple(weights.values()))
