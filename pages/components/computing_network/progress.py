"""Progress against targets: each subject's published figures in a plot of its own, and all of them in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Final

import streamlit as st

from geo.analysis.progress import MEASURES, Figure
from geo.catalog import load_catalog
from geo.computing.network import Network
from geo.language import NO_VALUE, Translator, number
from geo.model import Hub
from geo.settings import settings
from pages.components.computing_network import panels, session
from pages.components.computing_network.words import date, html_table, sources_of
from pages.components.frame import page_translator
from pages.components.literal import element, literal, section

_LETTERS: Final[Mapping[str, Callable[[Hub], float | None]]] = {
    "pue": lambda hub: hub.pue_max,
    "utilisation": lambda hub: hub.rack_utilisation_min_pct,
}
_DIGITS: Final = {"racks": 0, "computing": 0, "utilisation": 2, "pue": 2}


def show(network: Network, *, key: str) -> None:
    """Show each measure as small plots and a table, then what the letters ask for."""
    t = page_translator()
    with st.container(key=key):
        section(t("network.progress.title"), t("network.progress.note"))
        measure = st.segmented_control(
            t("network.progress.measure"),
            MEASURES,
            required=True,
            format_func=lambda name: t(f"network.measure.{name}"),
            **session.bound("measure", session.current().measure, lambda value: session.change(measure=value)),
        )
        measure = measure or session.current().measure
        session.write_address()
        chosen = [figure for figure in network.figures if figure.measure == measure]
        panels.show(network.figures, measure, _asked(measure), t, key=f"{key}_panels")
        literal(t("network.panel.note"), style="note")
        st.html(_table(chosen, measure, t))
        _letters(t)


def _asked(measure: str) -> dict[str, float]:
    """Return what the letter to each hub asks for in a measure."""
    hubs = load_catalog(settings()).every(Hub)
    asked = {hub_id: _LETTERS[measure](hub) for hub_id, hub in hubs.items()} if measure in _LETTERS else {}
    return {hub_id: value for hub_id, value in asked.items() if value is not None}


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
