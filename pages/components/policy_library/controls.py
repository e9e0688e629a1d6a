"""Search and filters of the policy library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, country_name
from geo.policies.library import HEADS, INSTRUMENTS, library
from geo.policies.state import MODELS, VIEWS
from geo.searching.question import LONGEST
from pages.components.policy_library import session


def show(catalog: Catalog, t: Translator) -> None:
    """Show the search, the filters and the choice of view."""
    state = session.current()
    st.text_input(
        t("policy.search"),
        placeholder=t("policy.search.placeholder"),
        icon=":material/search:",
        max_chars=LONGEST,
        **session.bound("query", state.query, lambda value: session.change(query=_one_line(value))),
    )
    policies = library(catalog).policies.values()
    places = [code for code, _ in Counter(one.country for one in policies).most_common()]
    places += [code for code in state.countries if code not in places]
    cells = st.columns(4, gap="small")
    for cell, (name, field, options, words) in zip(
        cells,
        (
            ("instrument", "instruments", INSTRUMENTS, lambda key: t(f"policy.instrument.{key}")),
            ("country", "countries", places, lambda code: country_name(code, t.language)),
            ("model", "models", MODELS, lambda key: t(f"term.model.{key}")),
            ("head", "heads", HEADS, lambda key: t(f"policy.head.{key}")),
        ),
        strict=True,
    ):
        with cell:
            st.multiselect(
                t(f"policy.filter.{name}"),
                options,
                format_func=words,
                wrap=True,
                placeholder=t("policy.filter.all"),
                **session.bound(name, list(getattr(state, field)), _take(field)),
            )
    years = sorted({one.year_start for one in policies if one.year_start is not None} | {state.start, state.end} - {0})
    with st.container(horizontal=True, vertical_alignment="bottom", key="policy_views"):
        st.segmented_control(
            t("policy.view"),
            VIEWS,
            required=True,
            format_func=lambda key: t(f"policy.view.{key}"),
            **session.bound("view", state.view, lambda value: session.change(view=value)),
        )
        for name in ("start", "end"):
            st.selectbox(
                t(f"policy.filter.{name}"),
                [0, *years],
                format_func=lambda year: str(year) if year else t("policy.filter.any"),
                width=150,
                **session.bound(name, getattr(state, name), _take_one(name)),
            )


def _take(field: str) -> Callable[[list[str]], None]:
    return lambda values: session.change(**{field: tuple(values)})


def _take_one(field: str) -> Callable[[int], None]:
    return lambda value: session.change(**{field: value})


def _one_line(value: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
