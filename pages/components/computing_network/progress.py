"""Progress against targets: each hub's published figures over time, ranges where sources disagree, gaps as gaps."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from geo.analysis.progress import MEASURES, Figure
from geo.catalog import load_catalog
from geo.computing.network import Network
from geo.language import NO_VALUE, Translator, number
from geo.model import Hub
from geo.settings import settings
from geo.signs import COMPUTING, INK
from pages.components.computing_network import session
from pages.components.computing_network.words import date, html_table, sources_of
from pages.components.frame import page_translator
from pages.components.literal import element, section

_LOG_MEASURES: Final = ("racks", "computing")  # span four orders of magnitude
_DIGITS: Final = {"racks": 0, "computing": 0, "utilisation": 2, "pue": 2}


def show(network: Network, *, key: str) -> None:
    """Show the targets of the letters, then each measure as a chart and a table."""
    t = page_translator()
    with st.container(key=key):
        section(t("network.progress.title"), t("network.progress.note"))
        _letters(t)
        measure = st.segmented_control(
            t("network.progress.measure"),
            MEASURES,
            required=True,
            format_func=lambda name: t(f"network.measure.{name}"),
            **session.bound("measure", session.current().measure, lambda value: session.change(measure=value)),
        )
        session.write_address()
        chosen = [figure for figure in network.figures if figure.measure == measure]
        _chart(chosen, measure, t, key=f"{key}_chart")
        st.html(_table(chosen, measure, t))


def _letters(t: Translator) -> None:
    """Show what the letters to the hubs ask for: PUE of new centres and rack utilisation."""
    catalog = load_catalog(settings())
    rows = [
        [
            escape(hub.name.localised(t.language)),
            escape(t(f"term.policy_group.{hub.policy_group}")),
            _limit(
                t("network.progress.at_most", value=number(hub.pue_max, t.language, digits=2)),
                hub,
                hub.pue_confidence,
                t,
            ),
            _limit(
                t("network.progress.at_least", value=number(hub.rack_utilisation_min_pct, t.language)),
                hub,
                hub.rack_confidence,
                t,
            ),
            date(hub.published_date),
        ]
        for hub in catalog.every(Hub).values()
    ]
    heads = [
        t("network.column.hub"),
        t("network.column.group"),
        t("network.column.pue_limit"),
        t("network.column.utilisation_target"),
        t("network.column.published"),
    ]
    st.html(
        element(t("network.progress.letters"), style="subheading")
        + html_table(heads, rows, label=t("network.progress.letters"))
    )


def _limit(text: str, hub: Hub, confidence: str, t: Translator) -> str:
    low = f' <em class="obs-low">{escape(t("term.confidence.low"))}</em>' if confidence == "low" else ""
    mark = sources_of(hub.source_ids, hub.as_of, confidence, load_catalog(settings()), t)
    return f"{escape(text)}{low}{mark}"


def _subject(figure: Figure, t: Translator) -> str:
    return figure.subject.localised(t.language)


def _metric(figure: Figure, t: Translator) -> str:
    metric = figure.metric.localised(t.language)
    return t("network.progress.precision", metric=metric, precision=figure.precision) if figure.precision else metric


def _value(figure: Figure, t: Translator) -> str:
    digits = _DIGITS[figure.measure]
    low, high = (number(edge, t.language, digits=digits) for edge in (figure.low, figure.high))
    first = low if figure.low is not None else high
    return t(f"term.qualifier.{figure.qualifier}", value=first, high=high)


def _table(figures: list[Figure], measure: str, t: Translator) -> str:
    catalog = load_catalog(settings())
    groups = [("", t("network.progress.programme"))]
    groups += [(hub_id, hub.name.localised(t.language)) for hub_id, hub in catalog.every(Hub).items()]
    rows = []
    for hub_id, name in groups:
        own = [figure for figure in figures if figure.hub_id == hub_id]
        if not own:
            rows.append([escape(name), NO_VALUE, escape(t("network.progress.missing")), "", ""])
        rows += [
            [
                escape(name),
                escape(t("network.progress.of", subject=_subject(figure, t), metric=_metric(figure, t))),
                escape(_value(figure, t)) + _tags(figure, t),
                date(figure.as_of),
                _note(figure, t) + sources_of(figure.source_ids, figure.as_of, figure.confidence, catalog, t),
            ]
            for figure in own
        ]
    heads = [
        t("network.column.hub"),
        t("network.column.figure"),
        t("network.column.value_in", unit=t(f"network.unit.{measure}")),
        t("network.column.as_of"),
        t("network.column.basis"),
    ]
    return html_table(heads, rows, label=t(f"network.measure.{measure}"))


def _tags(figure: Figure, t: Translator) -> str:
    tags = []
    if figure.is_target:
        when = figure.target_date or t("network.progress.no_date")
        tags.append(f'<span class="obs-origin">{escape(t("network.progress.target", date=when))}</span>')
    if figure.qualifier == "range" and len(figure.figure_ids) > 1:
        tags.append(f'<span class="obs-origin obs-origin-missing">{escape(t("network.progress.conflict"))}</span>')
    if figure.confidence == "low":
        tags.append(f'<em class="obs-low">{escape(t("term.confidence.low"))}</em>')
    return " " + " ".join(tags) if tags else ""


def _note(figure: Figure, t: Translator) -> str:
    notes = (note.localised(t.language) for note in figure.notes)
    return "".join(f"<small>{escape(note)}</small> " for note in dict.fromkeys(notes))


def _chart(figures: list[Figure], measure: str, t: Translator, *, key: str) -> None:
    """Draw each subject's figures over time: dots for what is, hollow diamonds for targets, bars for ranges."""
    subjects = list(dict.fromkeys(_subject(figure, t) for figure in figures))
    series: list[dict[str, Any]] = []
    for position, subject in enumerate(subjects):
        own = [figure for figure in figures if _subject(figure, t) == subject]
        series.append(_series(subject, position, [each for each in own if not each.is_target], target=False))
        if targets := [each for each in own if each.is_target]:
            series.append(_series(f"{subject} ◇", position, targets, target=True))
    if measure == "utilisation":
        series[0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": INK, "type": "dashed"},
            "data": [{"yAxis": 65, "label": {"formatter": "65 %", "position": "insideEndTop"}}],
        }
    axis = {"type": "log" if measure in _LOG_MEASURES else "value", "scale": True, "name": t(f"network.unit.{measure}")}
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "legend": {"type": "scroll", "bottom": 0, "textStyle": {"color": INK}},
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 44, "containLabel": True},
        "xAxis": {"type": "time", "boundaryGap": ["3%", "3%"], "axisLabel": {"color": INK}},
        "yAxis": {**axis, "axisLabel": {"color": INK}, "nameTextStyle": {"color": INK, "align": "left"}},
        "series": [each for each in series if each["data"]],
    }
    if not spec["series"]:
        return
    words = t("network.comma").join(f"{_subject(f, t)} {_value(f, t)} ({f.as_of})" for f in figures)
    st.echarts_chart(spec, height=320, renderer="svg", key=key, alt=t("network.progress.alt", figures=words))


_SHAPES: Final = ("circle", "rect", "triangle", "diamond", "roundRect", "pin")


def _series(name: str, position: int, figures: list[Figure], *, target: bool) -> dict[str, Any]:
    shape = "diamond" if target else _SHAPES[position % len(_SHAPES)]
    colour = COMPUTING if position % 2 else INK
    look = {"color": "#FFFFFF" if target else colour, "borderColor": colour, "borderWidth": 1.8}
    return {
        "type": "line" if not target else "scatter",
        "name": name,
        "symbol": shape,
        "symbolSize": 10,
        "itemStyle": look,
        "lineStyle": {"color": colour, "width": 1.2, "type": "solid" if position < len(_SHAPES) else "dashed"},
        "data": [
            [_day(figure), value] for figure in figures for value in dict.fromkeys((figure.low, figure.high)) if value
        ],
    }


def _day(figure: Figure) -> str:
    """Return the date a figure is drawn at: that of a target, else that it stands for; a year stands for its middle."""
    date = figure.target_date or figure.as_of
    return {4: f"{date}-07-01", 7: f"{date}-15"}.get(len(date), date)
