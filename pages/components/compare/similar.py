"""Find clusters that are alike by chosen indicators, with the distance shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from geo.analysis.errors import NothingInCommonError
from geo.analysis.similarity import neighbours
from geo.catalog import Catalog
from geo.comparison.state import MOST
from geo.language import Translator, number
from geo.model import Cluster, Figure, Indicator
from pages.components.compare import session
from pages.components.literal import element, literal, literal_label

DEFAULT_INDICATORS: Final = ("population", "gdp", "gdp_per_capita", "wipo_rank", "drawn_area_km2", "drawn_units")
NEAREST: Final = 5


def nearest(
    case: str, figures: Mapping[str, Mapping[str, Figure]], indicators: tuple[str, ...] = DEFAULT_INDICATORS
) -> list[str]:
    """Return the clusters most like one; [] where none shares half of the indicators."""
    try:
        found = neighbours(case, figures, indicators=indicators, least_shared=_least(indicators), limit=NEAREST)
    except NothingInCommonError:
        return []
    return [one.subject_id for one in found]


def show(
    catalog: Catalog,
    known: Mapping[str, Cluster],
    figures: Mapping[str, Mapping[str, Figure]],
    cases: tuple[str, ...],
    t: Translator,
    *,
    key: str,
) -> None:
    """Show the choice of cluster and indicators, and the nearest clusters; nothing where no cluster is compared."""
    cases = tuple(case for case in cases if case in known)  # published layers have no figures of their own to be like
    if not cases:
        return
    names = {case: cluster.name.localised(t.language) for case, cluster in known.items()}
    words = {key: indicator.name.localised(t.language) for key, indicator in catalog.every(Indicator).items()}
    usable = [indicator for indicator in words if len(figures.get(indicator, {})) > NEAREST]
    with st.container(key=key):
        literal(t("compare.similar.title"), style="heading")
        left, right = st.columns([1, 2], gap="small")
        with left:
            case = st.selectbox(t("compare.similar.of"), cases, format_func=names.__getitem__, key=f"{key}_of")
        with right:
            chosen = st.pills(
                t("compare.similar.by"),
                usable,
                selection_mode="multi",
                wrap=True,
                default=[indicator for indicator in DEFAULT_INDICATORS if indicator in usable],
                format_func=words.__getitem__,
                key=f"{key}_by",
            )
        try:
            found = neighbours(case, figures, indicators=chosen, least_shared=_least(tuple(chosen)), limit=NEAREST)
        except NothingInCommonError:
            literal(t("compare.similar.none"), style="note")
            return
        for one in found:
            distance = number(one.distance, t.language, digits=2)
            told = t("compare.similar.distance", distance=distance, shared=len(one.shared), lacking=len(one.lacking))
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(element(names[one.subject_id]) + element(told, style="note"))
                _offer(t, one.subject_id, names[one.subject_id], cases, key=key)
        literal(t("compare.similar.note"), style="note")


def _offer(t: Translator, case: str, name: str, cases: tuple[str, ...], *, key: str) -> None:
    full = len(cases) >= MOST
    st.button(
        t("compare.similar.add"),
        icon=":material/add:",
        help=t("compare.similar.full") if full else literal_label(name),
        disabled=full or case in cases,
        key=f"{key}_add_{case}",
        on_click=session.add,
        args=(case,),
        type="tertiary",
    )


def _least(indicators: tuple[str, ...]) -> int:
    """Return how many indicators two clusters must share: half of those chosen."""
    return (len(indicators) + 1) // 2
