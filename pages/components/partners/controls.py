"""Who looks for what, and among whom."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, country_name
from geo.model import Cluster
from geo.partners.classes import OFFERS
from geo.partners.parties import LISTED, OWN
from geo.partners.state import REGISTERS
from geo.partners.words import class_name, name_of
from geo.searching.question import LONGEST
from pages.components.partners import own as register
from pages.components.partners import session


def show(catalog: Catalog, t: Translator) -> None:
    """Show the search, who looks, what is needed, and the filters."""
    state = session.current()
    every = register.every(catalog)
    there = catalog.every(Cluster)
    own = {key: one for key, one in every.items() if one.register != LISTED}
    if state.who in every:
        own.setdefault(state.who, every[state.who])
    at = every[state.who].cluster_id if state.who in every else state.at
    first, second, third = st.columns(3, gap="small")
    with first:
        st.selectbox(
            t("partner.who"),
            ["", *sorted(own, key=lambda key: name_of(own[key], t))],
            format_func=lambda key: name_of(own[key], t) if key else t("partner.who.none"),
            **session.bound("who", state.who if state.who in own else "", lambda value: session.change(who=value)),
        )
    with second:
        st.selectbox(
            t("partner.at"),
            ["", *there],
            format_func=lambda key: there[key].name.localised(t.language) if key else t("partner.any"),
            **session.bound("at", at if at in there else "", lambda value: session.change(at=value, who="")),
        )
    with third:
        st.multiselect(
            t("partner.need"),
            OFFERS,
            format_func=lambda code: class_name(code, t),
            wrap=True,
            placeholder=t("partner.need.none"),
            **session.bound("need", list(state.needs), lambda values: session.change(needs=tuple(values))),
        )
    _filters(catalog, t)


def _filters(catalog: Catalog, t: Translator) -> None:
    state = session.current()
    there = catalog.every(Cluster)
    every = register.every(catalog)
    places = [code for code, _ in Counter(one.country for one in every.values() if one.country).most_common()]
    cells = st.columns([2, 1, 1, 1], gap="small")
    with cells[0]:
        st.text_input(
            t("partner.search"),
            placeholder=t("partner.search.placeholder"),
            icon=":material/search:",
            max_chars=LONGEST,
            **session.bound("query", state.query, lambda value: session.change(query=_one_line(value))),
        )
    with cells[1]:
        st.selectbox(
            t("partner.register"),
            ["", *(key for key in REGISTERS if key != OWN or register.own())],
            format_func=lambda key: t(f"partner.register.{key}") if key else t("partner.register.both"),
            **session.bound(
                "register",
                state.registers[0] if len(state.registers) == 1 else "",
                lambda value: session.change(registers=(value,) if value else ()),
            ),
        )
    with cells[2]:
        st.selectbox(
            t("partner.country"),
            ["", *places],
            format_func=lambda code: country_name(code, t.language) if code else t("partner.any"),
            **session.bound(
                "country",
                state.country if state.country in places else "",
                lambda value: session.change(country=value),
            ),
        )
    with cells[3]:
        st.selectbox(
            t("partner.cluster"),
            ["", *there],
            format_func=lambda key: there[key].short.localised(t.language) if key else t("partner.any"),
            **session.bound(
                "cluster",
                state.cluster if state.cluster in there else "",
                lambda value: session.change(cluster=value),
            ),
        )
    st.toggle(
        t("partner.elsewhere"),
        **session.bound("elsewhere", state.elsewhere, lambda value: session.change(elsewhere=bool(value))),
    )


def _one_line(value: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
