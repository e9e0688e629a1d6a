"""What the page opens with: what its figures mean, each sentence with a way to the view that shows it."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.computing.findings import Finding, findings
from geo.computing.network import Network
from geo.language import Translator, number
from geo.model import Hub
from pages.components.computing_network import panels, session
from pages.components.computing_network.words import sources_of
from pages.components.parts import ready

_PLAIN: Final = {"regions": 0, "within": 0, "least": 1, "most": 1, "limit": 0, "times": 1}
_SHARES: Final = ("least", "most")


def show(network: Network, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the findings; nothing where the catalogue has no figures for any."""
    with st.container(key=key, gap=None):
        for number_of, (finding, words) in enumerate(_said(catalog, t)):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_{number_of}"):
                st.html(words)
                st.button(
                    t("network.finding.open"),
                    key=f"{key}_open_{finding.key}",
                    type="tertiary",
                    on_click=_open,
                    args=(dict(finding.query),),
                )


@ready
def _said(catalog: Catalog, t: Translator) -> tuple[tuple[Finding, str], ...]:
    """Return the findings, each with its sentence and sources as HTML."""
    limits = [hub.pue_max for hub in catalog.every(Hub).values() if hub.pue_max]
    return tuple((finding, _words(finding, catalog, t)) for finding in findings(session.network_of(catalog), limits))


def _words(finding: Finding, catalog: Catalog, t: Translator) -> str:
    marks = "".join(sources_of(one.source_ids, one.as_of, one.confidence, catalog, t) for one in finding.figures)
    return f'<div class="obs-finding">{escape(sentence(finding, t))}{marks}</div>'


def sentence(finding: Finding, t: Translator) -> str:
    """Return a finding in words, with its figures, dates and scope."""
    values = {name: _value(finding, name, value, t) for name, value in finding.values.items()}
    key = f"network.finding.{finding.key}"
    if finding.key == "gap" and values["low"] == values["high"]:
        key = "network.finding.gap_one"
    if finding.key == "pue" and values["low"] == values["high"]:
        key = "network.finding.pue_one"
    if finding.key == "reach" and values["within"] == values["regions"]:
        key = "network.finding.reach_all"
    metric = finding.metric.localised(t.language)
    precision = finding.figures[0].precision if finding.figures else ""
    if precision:
        metric = t("network.progress.precision", metric=metric, precision=precision)
    return t(key, subject=finding.subject.localised(t.language), metric=metric, **finding.dates, **values)


def _value(finding: Finding, name: str, value: float, t: Translator) -> str:
    if finding.key == "gap" and name in _SHARES:
        return number(value * 100, t.language, digits=0)
    if finding.measure and name not in _PLAIN:
        return panels.amount(value, finding.measure, t)
    return number(value, t.language, digits=_PLAIN[name])


def _open(query: dict[str, str]) -> None:
    session.change(**query)
