"""The controls of a comparison: which clusters, at which scale, up to which year, in which view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from geo.analysis.indicators import BASES
from geo.catalog import Catalog
from geo.comparison.state import CHARTS, MOST, SCALES
from geo.language import Translator
from geo.model import CLUSTER_MODELS, NO_MODEL, Cluster, Indicator
from pages.components import share
from pages.components.boundary import show_notice
from pages.components.compare import published, session
from pages.components.compare.session import WIDGETS
from pages.components.literal import literal, literal_label

_NEXT: Final = "compare_play_next"  # a step of the years is due
_WOUND: Final = "compare_play_wound"
PLAY_S: Final = 2.0
_MODELS = "compare_models"


def show(catalog: Catalog, known: Mapping[str, Cluster], years: tuple[int, int], t: Translator, *, key: str) -> None:
    """Show the controls; their values are read by `compare_session.take_widgets`."""
    with st.container(key=key):
        head = st.columns([5, 4, 3], vertical_alignment="bottom", gap="small")
        with head[0]:
            _choose(t, known)
        with head[1]:
            st.segmented_control(
                t("compare.scale"),
                SCALES,
                format_func=lambda scale: t(f"compare.scale.{scale}"),
                required=True,
                wrap=True,
                key=WIDGETS["scale"],
            )
        with head[2]:
            _years(t, years)
        row = st.columns([2, 2, 2, 5], vertical_alignment="bottom", gap="small")
        chosen = st.session_state[WIDGETS["cases"]]
        if st.session_state[WIDGETS["over"]] not in ("", *chosen):
            st.session_state[WIDGETS["over"]] = ""
        drawn = [case for case in chosen if known[case].is_drawn]
        names = {case: known[case].name.localised(t.language) for case in chosen}
        with row[0]:
            st.selectbox(
                t("compare.over"),
                ["", *drawn],
                format_func=lambda case: names[case] if case else t("compare.over.none"),
                help=t("compare.over.help"),
                key=WIDGETS["over"],
            )
        with row[1]:
            st.selectbox(t("compare.per"), BASES, format_func=lambda base: t(f"compare.per.{base}"), key=WIDGETS["per"])
        with row[2]:
            st.segmented_control(
                t("compare.chart"),
                CHARTS,
                format_func=lambda chart: t(f"compare.chart.{chart}"),
                required=True,
                key=WIDGETS["chart"],
            )
        with row[3]:
            _more(t, catalog, known, years)


def _years(t: Translator, years: tuple[int, int]) -> None:
    """Show the slider of years and what plays it; the slider holds the year, whoever moves it."""
    if session.playing() and st.session_state.pop(_NEXT, False):
        session.play(years)
    slider, button = st.columns([5, 1], vertical_alignment="bottom", gap="small")
    with slider:
        st.slider(t("compare.year"), *years, key=WIDGETS["year"], help=t("compare.year.help"))
    with button:
        st.button(
            "",
            icon=":material/pause:" if session.playing() else ":material/play_arrow:",
            help=t("compare.year.stop" if session.playing() else "compare.year.play"),
            key="compare_play",
            on_click=session.turn_play,
            args=(years,),
            type="tertiary",
        )
    st.session_state[_WOUND] = False
    if session.playing():
        _tick()


@st.fragment(run_every=PLAY_S)
def _tick() -> None:
    """Ask for the next step whenever this runs by itself; a run of the whole page only winds it up."""
    if not st.session_state.get(_WOUND):
        st.session_state[_WOUND] = True
        return
    st.session_state[_WOUND], st.session_state[_NEXT] = False, True
    st.rerun()


def _choose(t: Translator, known: Mapping[str, Cluster]) -> None:
    wanted = st.session_state.get(_MODELS) or ()
    chosen = st.session_state[WIDGETS["cases"]]
    options = [case for case, cluster in known.items() if case in chosen or not wanted or cluster.model_key in wanted]
    names = published.names({case: known[case] for case in options}, t)
    st.multiselect(
        t("compare.choose"),
        options,
        format_func=names.__getitem__,
        max_selections=MOST,
        placeholder=t("compare.choose.placeholder"),
        wrap=True,
        key=WIDGETS["cases"],
    )


def _more(t: Translator, catalog: Catalog, known: Mapping[str, Cluster], years: tuple[int, int]) -> None:
    names = {key: indicator.name.localised(t.language) for key, indicator in catalog.every(Indicator).items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.popover(t("compare.more"), icon=":material/tune:", key="compare_more"):
            st.pills(
                t("compare.choose.models"),
                (*CLUSTER_MODELS, NO_MODEL),
                selection_mode="multi",
                wrap=True,
                format_func=lambda model: t(f"term.model.{model}"),
                key=_MODELS,
            )
            st.multiselect(
                t("compare.indicators"), list(names), format_func=names.__getitem__, key=WIDGETS["indicators"]
            )
            st.toggle(t("compare.ranked"), key=WIDGETS["ranked"])
            st.toggle(t("compare.low"), key=WIDGETS["low"])
        _share(t, known, years)
        st.button(
            t("compare.present.start"),
            icon=":material/slideshow:",
            type="primary",
            key="compare_present",
            on_click=session.go_to_step,
            args=(0,),
        )


def _share(t: Translator, known: Mapping[str, Cluster], years: tuple[int, int]) -> None:
    query = {key: value for key, value in st.query_params.to_dict().items() if key != "present"}
    shown = session.take_widgets(years)  # what the controls show now, not a run before
    chosen = [known[case].name.localised(t.language) for case in shown.cases if case in known]
    about = t("compare.share", names=t("share.comma").join(chosen))
    told = session.story()
    packed = told.to_link() if told is not None else ""
    share.show(about, t, key="compare_link", query=query | shown.query() | ({session.STORY: packed} if packed else {}))


def show_problems(t: Translator) -> None:
    """Say what of a link could not be used."""
    for problem in session.problems():
        gone = published.missing(problem.value, t)
        show_notice(gone or t(f"compare.link.{problem.why}", key=problem.key, value=problem.value))


def show_suggestions(near: list[tuple[str, str]], t: Translator, *, key: str) -> None:
    """Say that a comparison needs two clusters, and offer some.

    Parameters
    ----------
    near : cluster id and name of those that are alike.
    """
    show_notice(t("compare.need.two"))
    with st.container(horizontal=True, key=key):
        for case, name in near:
            st.button(
                literal_label(name),
                icon=":material/add:",
                key=f"{key}_{case}",
                on_click=session.add,
                args=(case,),
            )


def head(t: Translator) -> None:
    """Show the page's title and what it is for."""
    literal(t("compare.title"), style="title")
    literal(t("compare.lead"), style="note")
