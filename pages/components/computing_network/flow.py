"""Flow of demand to supply as a Sankey diagram: the published pairings, or the scenario's allocations in racks."""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from typing import Final

import streamlit as st

from geo.catalog import load_catalog
from geo.computing.network import Network
from geo.computing.scenario import Allocation, work_out
from geo.computing.state import FLOWS
from geo.language import Translator, number
from geo.model import LOAD_CLASSES, Link
from geo.settings import settings
from geo.signs import COMPUTING, INK
from pages.components.boundary import boundary
from pages.components.computing_network import session
from pages.components.computing_network.words import amount, date, html_table, place_name, site_names, sources_of
from pages.components.frame import page_translator
from pages.components.literal import literal, section

_PLATE: Final = "rgba(255, 255, 255, 0.85)"  # under a name, or the flow behind it strikes it through
_LOAD_LOOK: Final = {
    "real_time": {"color": COMPUTING, "opacity": 0.75},
    "non_real_time": {"color": COMPUTING, "opacity": 0.35},
    "general": {"color": "#8C8C8C", "opacity": 0.35},
}
Flow = tuple[str, str, float, str]  # from, to, size, key of the look


@st.fragment
def show(network: Network, *, key: str) -> None:
    """Show the choice of flow and its diagram with the same content as a table."""
    t = page_translator()
    with boundary(t), st.container(key=key):
        section(t("network.flow.title"), t("network.flow.note"))
        chosen = st.segmented_control(
            t("network.flow.choice"),
            FLOWS,
            required=True,
            format_func=lambda name: t(f"network.flow.{name}"),
            **session.bound("flow", session.current().flow, lambda value: session.change(flow=value)),
        )
        session.write_address()
        links = load_catalog(settings()).every(Link).values()
        if chosen == "pairings":
            _pairings(network, links, t, key=key)
            return
        result = work_out(network, links, session.current().scenario)
        allocation = result.own if chosen == "own" else result.optimal
        if allocation is None:
            literal(t("network.scenario.optimal.none"), style="note")
        else:
            _allocation(network, allocation, t, key=key)


def _pairings(network: Network, links: Collection[Link], t: Translator, *, key: str) -> None:
    regions = {region.id: place_name(region, t) for region in network.regions}
    catalog = load_catalog(settings())
    supply = {key: t("network.flow.supply", name=name) for key, name in site_names(network, t).items()}
    drawn = [link for link in links if link.region_id in regions and link.computing_id in supply]
    if not drawn:
        literal(t("network.empty"), style="note")
        return
    flows: list[Flow] = [(regions[link.region_id], supply[link.computing_id], 1.0, link.load_class) for link in drawn]
    _sankey(flows, t, key=f"{key}_pairings")
    literal(t("network.flow.pairings.note"), style="note")
    st.html(f'<ul class="obs-ms-legend">{"".join(_swatch(load, t) for load in LOAD_CLASSES)}</ul>')
    rows = [
        [
            escape(regions.get(link.region_id, link.region_id)),
            escape(link.target.localised(t.language)),
            escape(link.load_type.localised(t.language)),
            escape(t(f"term.evidence.{link.evidence}")),
            escape(link.latency_claim.localised(t.language)),
            date(link.date),
            f"<small>{escape(link.statement.localised(t.language))}</small>"
            + sources_of(link.source_ids, link.as_of, link.confidence, catalog, t),
        ]
        for link in links
    ]
    heads = [
        t(f"network.column.{name}") for name in ("demand", "supply", "load", "evidence", "claim", "as_of", "basis")
    ]
    st.html(html_table(heads, rows, label=t("network.flow.title")))


def _swatch(load: str, t: Translator) -> str:
    look = _LOAD_LOOK[load]
    colour = f"background:{look['color']};opacity:{look['opacity']}"
    return f'<li><span class="obs-swatch" style="{colour}"></span>{escape(t(f"term.load.{load}"))}</li>'


def _allocation(network: Network, allocation: Allocation, t: Translator, *, key: str) -> None:
    names = site_names(network, t)
    region = place_name(network.region(session.current().scenario.region), t)
    by_load = allocation.parts.groupby("load_id", sort=False)["racks"].sum()
    flows: list[Flow] = [
        (t("network.flow.demand", name=region), t(f"network.workload.{load}"), float(racks), "general")
        for load, racks in by_load.items()
    ]
    flows += [
        (
            t(f"network.workload.{row['load_id']}"),
            t("network.flow.supply", name=names[row["site_id"]]),
            float(row["racks"]),
            "real_time" if row["load_id"] == "real_time" else "non_real_time",
        )
        for row in allocation.parts.to_dict("records")
    ]
    _sankey(flows, t, key=f"{key}_allocation")
    rows = [[escape(start), escape(end), escape(amount(size, t))] for start, end, size, _look in flows]
    heads = [t("network.column.from"), t("network.column.to"), t("network.column.racks")]
    st.html(html_table(heads, rows, label=t("network.flow.title")))


def _sankey(flows: list[Flow], t: Translator, *, key: str) -> None:
    """Draw the flows; ECharts writes names on SVG text and escapes them in its tooltip."""
    nodes = list(dict.fromkeys(name for start, end, _size, _look in flows for name in (start, end)))
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 8,
                "right": 170,
                "top": 8,
                "bottom": 8,
                "nodeGap": 12,
                "emphasis": {"focus": "adjacency"},
                "label": {
                    "color": INK,
                    "fontSize": 12,
                    "backgroundColor": _PLATE,
                    "padding": [1, 3],
                    "borderRadius": 2,
                },
                "itemStyle": {"color": INK, "borderWidth": 0},
                "data": [{"name": name} for name in nodes],
                "links": [
                    {
                        "source": start,
                        "target": end,
                        "value": round(size, 2),
                        "lineStyle": {**_LOAD_LOOK[look], "curveness": 0.5},
                    }
                    for start, end, size, look in flows
                ],
            }
        ],
    }
    words = t("network.comma").join(
        f"{start} → {end} {number(size, t.language, digits=0)}" for start, end, size, _ in flows
    )
    st.echarts_chart(spec, height=480, renderer="svg", key=key, alt=t("network.flow.alt", flows=words))
