"""Small maps side by side: several industries of the same regions on one scale, or several measures of cities."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from html import escape
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator
from geo.observatory import words
from geo.observatory.areas import AREA_SETS
from geo.observatory.multiples import Multiple, multiples, outlines, small_map, usual
from geo.observatory.ranking import Ranking
from geo.observatory.state import MEASURE_KEYS, MOST_SIDE_BY_SIDE, ObservatoryState, slug
from geo.settings import settings
from pages.components import own_table
from pages.components.literal import literal
from pages.components.observatory import session, view

_COLUMNS: Final = 3


@st.cache_resource(show_spinner=False, max_entries=32)
def _cached(digest: str, state: ObservatoryState, keys: tuple[str, ...], _catalog: Catalog) -> tuple[Multiple, ...]:
    return multiples(_catalog, state, keys)


def show(found: Ranking, catalog: Catalog, t: Translator) -> None:
    """Show the choice of what stands side by side and, once there is one, a small map of each."""
    if found.area_set not in AREA_SETS:
        return
    names = _names(found, t)
    if len(names) < 2:
        return
    literal(t("rating.many"), style="heading")
    state = session.current()
    chosen = tuple(key for key in state.many if key in names)
    with st.container(horizontal=True, vertical_alignment="bottom", key="observatory_many_choice"):
        st.multiselect(
            t("rating.many.choose", most=MOST_SIDE_BY_SIDE),
            list(names),
            format_func=names.__getitem__,
            max_selections=MOST_SIDE_BY_SIDE,
            wrap=True,
            placeholder=t("rating.many.placeholder"),
            **session.bound("many", list(chosen), lambda keys: session.change(many=tuple(keys))),
        )
        if not chosen:
            st.button(
                t("rating.many.start"),
                key="observatory_many_start",
                on_click=session.change,
                kwargs={"many": usual(tuple(names), _key(found))},
            )
    if not chosen:
        return
    with st.spinner(t("rating.computing"), show_time=True):
        made = _made(catalog, found, state, chosen)
        shapes = outlines(catalog, settings(), found.area_set)
    scale = "fifths" if found.choice is None else "one_scale"
    literal(t(f"rating.many.{scale}", scope=words.scope(found, state, t), year=found.year), style="note")
    if found.choice is not None and made[0].classes is not None:
        st.html(view.scale(made[0].classes, made[0].ranking, t))
    for row in range(0, len(made), _COLUMNS):
        for column, one in zip(st.columns(_COLUMNS, gap="small"), made[row : row + _COLUMNS], strict=False):
            with column:
                drawn = b64encode(small_map(one, shapes).encode()).decode()
                st.html(
                    f'<figure class="obs-small-map"><figcaption>{escape(names[one.key])}</figcaption>'
                    f'<img src="data:image/svg+xml;base64,{drawn}" alt="{escape(_told(one, names, t))}">'
                    f"<p>{escape(_told(one, names, t))}</p></figure>"
                )
                if one.key != _key(found):
                    st.button(
                        t("rating.many.open"),
                        key=f"observatory_many_{one.key}",
                        on_click=_open,
                        args=(one.key, found.choice is None),
                        type="tertiary",
                    )


def _names(found: Ranking, t: Translator) -> dict[str, str]:
    """Return what can stand side by side: industries of the grouping, or measures of cities."""
    if found.choice is None:
        return {key: t(f"rating.measure.{key}") for key in MEASURE_KEYS}
    return {slug(group.code): group.name.localised(t.language) for group in found.choice.industries}


def _key(found: Ranking) -> str:
    return found.of if found.choice is None else slug(found.choice.industry.code)


def _open(key: str, is_measure: bool) -> None:
    session.change(**{"measure" if is_measure else "industry": key})


def _made(catalog: Catalog, found: Ranking, state: ObservatoryState, keys: tuple[str, ...]) -> tuple[Multiple, ...]:
    asked = replace(state, region="", base="", rivals=(), many=(), density=(), industry="", year=found.year)
    if found.choice is not None:
        asked = replace(asked, method=found.of, group=found.choice.grouping)
        if found.choice.is_own:  # stays in its session
            return multiples(catalog, asked, keys, own_table.own())
    return _cached(catalog.digest, asked, keys, catalog)


def _told(one: Multiple, names: dict[str, str], t: Translator) -> str:
    known = one.ranking.rows[one.ranking.rows["value"].notna()]
    if known.empty:
        return t("rating.many.nothing", name=names[one.key])
    first = known.iloc[0]
    return t(
        "rating.many.first",
        region=first[f"name_{t.language}"],
        value=words.value_text(float(first["value"]), one.ranking, t),
        known=len(known),
        all=len(one.ranking.rows),
    )
