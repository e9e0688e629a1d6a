"""The latency matrix: every demand region to every cluster, with bands, the policy's pairings and downloads."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.analysis.latency import DIRECTIONS, KINDS
from geo.catalog import load_catalog
from geo.catalog.tables import safe_csv
from geo.computing.network import Network
from geo.computing.reach import region_matrix
from geo.computing.tables import matrix_table, model_sources
from geo.export.workbook import workbook
from geo.language import Translator, number
from geo.model import Link
from geo.settings import settings
from pages.components.boundary import boundary
from pages.components.computing_network import session
from pages.components.computing_network.words import html_table, place_name, site_names, sources_of
from pages.components.frame import page_translator
from pages.components.literal import literal, section

if TYPE_CHECKING:
    import pandas as pd

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MARKS: Final = {"official": "●", "reported": "○"}


@st.fragment
def show(network: Network, *, key: str) -> None:
    """Show the matrix with its controls."""
    t = page_translator()
    with boundary(t), st.container(key=key):
        section(t("network.matrix.title"), t("network.matrix.note"))
        _controls(t)
        state = session.current()
        session.write_address()
        if not network.regions or not network.sites:
            literal(t("network.empty"), style="note")
            return
        pairs = region_matrix(network, kind=state.network, direction=state.direction)
        st.html(_table(network, pairs, t))
        catalog = load_catalog(settings())
        model = network.models[state.network]
        newest = max(source.date for source in catalog.sources(model.source_ids))
        st.html(
            '<div class="obs-note">'
            + escape(t("network.matrix.basis", kind=t(f"network.kind.{state.network}")))
            + " "
            + sources_of(model_sources(network.models, state.network), newest, "medium", catalog, t)
            + "</div>"
        )
        _downloads(network, pairs, t)


def _controls(t: Translator) -> None:
    state = session.current()
    with st.container(horizontal=True, key="matrix_controls"):
        st.segmented_control(
            t("network.kind"),
            KINDS,
            required=True,
            format_func=lambda name: t(f"network.kind.{name}"),
            **session.bound("matrix_kind", state.network, lambda value: session.change(network=value)),
        )
        st.segmented_control(
            t("network.direction"),
            DIRECTIONS,
            required=True,
            format_func=lambda name: t(f"network.direction.{name}"),
            **session.bound("matrix_direction", state.direction, lambda value: session.change(direction=value)),
        )


def _table(network: Network, pairs: pd.DataFrame, t: Translator) -> str:
    ways = 2.0 if session.current().direction == "rtt" else 1.0
    limits = [target.limit_ms * ways for target in network.targets]
    paired = _pairings(t)
    by_region = {
        origin: {row["target_id"]: row for row in rows.to_dict("records")}
        for origin, rows in pairs.groupby("origin_id", sort=False)
    }
    rows = []
    for region in network.regions:
        cells = [escape(place_name(region, t))]
        for site in network.sites:
            cell = by_region[region.id][site.id]
            step = sum(cell["estimate_ms"] > limit for limit in limits)
            mark, words = paired.get((region.id, site.id), ("", ""))
            title = t(
                "network.matrix.cell",
                floor=number(cell["floor_ms"], t.language, digits=2),
                distance=number(cell["distance_km"], t.language, digits=0),
                position=number(cell["position_ms"], t.language, digits=1),
            )
            cells.append(
                f'<span class="obs-ms obs-ms-{step}" title="{escape(title)}">'
                f"<strong>{number(cell['estimate_ms'], t.language, digits=1)}</strong>"
                f"<small>{escape(_edges(cell, t))}</small>"
                + (f'<i title="{escape(words)}">{mark}</i>' if mark else "")
                + "</span>"
            )
        rows.append(cells)
    heads = [t("network.matrix.corner"), *site_names(network, t).values()]
    return html_table(heads, rows, label=t("network.matrix.title"), style="obs-matrix") + _legend(network, ways, t)


def _edges(cell: Mapping[Any, Any], t: Translator) -> str:
    low, high = (number(cell[edge], t.language, digits=1) for edge in ("low_ms", "high_ms"))
    return t("network.value.range", low=low, high=high)


def _pairings(t: Translator) -> dict[tuple[str, str], tuple[str, str]]:
    """Return for region and cluster the mark and the words of the policy's pairing; official ones win."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    links = load_catalog(settings()).every(Link).values()
    for link in sorted(links, key=lambda link: link.evidence, reverse=True):
        words = t(
            "network.value.pairing",
            load=link.load_type.localised(t.language),
            evidence=t(f"term.evidence.{link.evidence}"),
        )
        found[(link.region_id, link.computing_id)] = (_MARKS[link.evidence], words)
    return found


def _legend(network: Network, ways: float, t: Translator) -> str:
    steps = [
        t("network.matrix.within", limit=number(target.limit_ms * ways, t.language)) for target in network.targets
    ] + [t("network.matrix.beyond")]
    items = "".join(f'<li><span class="obs-ms obs-ms-{n}"></span>{escape(text)}</li>' for n, text in enumerate(steps))
    marks = "".join(f"<li>{_MARKS[name]} {escape(t(f'term.evidence.{name}'))}</li>" for name in _MARKS)
    return f'<ul class="obs-ms-legend">{items}{marks}</ul>'


def _downloads(network: Network, pairs: pd.DataFrame, t: Translator) -> None:
    state = session.current()
    table = matrix_table(network, pairs, t, kind=state.network, direction=state.direction)
    name = f"latency-{state.network}-{state.direction}"
    with st.container(horizontal=True, key="matrix_downloads"):
        st.download_button(
            t("network.download.as_csv"),
            lambda: safe_csv(table),
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            t("network.download.as_xlsx"),
            lambda: workbook({t("network.matrix.title"): table}),
            file_name=f"{name}.xlsx",
            mime=_XLSX,
            on_click="ignore",
        )
