"""Native charts of a comparison: bars, radar, the timeline and a platform's network."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from geo.analysis.differences import value_text
from geo.comparison import Comparison, Subject
from geo.export.document import SERIES_COLOURS, Document, TableRow, ranked_cases
from geo.language import Translator
from pages.components.literal import literal

_TEXT: Final = "#2B2B2B"
_GREY: Final = "#5C5C5C"
BARS: Final = 6
LEAST_RADAR: Final = 3
MOST_RADAR: Final = 9
_LAYER_COLOURS: Final = {"L0": "#2B2B2B", "L1": "#CC79A7", "L2": "#0072B2", "L3": "#009E73", "L4": "#E69F00"}


def show(doc: Document, comparison: Comparison, t: Translator, *, key: str, most: int = BARS) -> None:
    """Show bars of the lines the clusters share, or a radar of those all of them have."""
    rows = _charted(doc)
    if not rows:
        literal(t("compare.chart.none"), style="note")
        return
    if comparison.state.chart == "radar":
        _radar(rows, doc, t, key=key)
        return
    grid = st.columns(2 if len(rows) > 1 else 1, gap="medium")
    for at, row in enumerate(rows[:most]):
        with grid[at % len(grid)]:
            _bars(row, doc, comparison, t, key=f"{key}_{row.line.indicator_id}")


def _charted(doc: Document) -> list[TableRow]:
    """Return the lines that can be charted, published figures and those of most clusters first."""
    rows = [row for row in doc.common if row.line.figures]
    return sorted(rows, key=lambda row: (row.line.theme == "sample", -len(row.line.figures)))


def _bars(row: TableRow, doc: Document, comparison: Comparison, t: Translator, *, key: str) -> None:
    shown = ranked_cases(row, comparison.state.cases, ranked=comparison.state.ranked)
    cases = {case.cluster_id: (number, case) for number, case in enumerate(doc.cases)}
    names = [cases[case][1].name for case in shown]
    words = [value_text(row.line.figures[case], t) for case in shown]
    literal(f"{row.name} · {row.theme}" + (" ※" if row.remarks else ""), style="subheading")
    spec = {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": True}},
        "grid": {"left": 0, "right": 130, "top": 4, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "show": False, "min": 0},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": {"color": _TEXT, "fontSize": 13, "interval": 0, "width": 120, "overflow": "break"},
        },
        "series": [
            {
                "type": "bar",
                "barWidth": 20,
                "data": [
                    {
                        "value": row.line.figures[case].middle,
                        "itemStyle": {"color": SERIES_COLOURS[cases[case][0]]},
                        "label": {"show": True, "position": "right", "formatter": word, "color": _TEXT},
                    }
                    for case, word in zip(shown, words, strict=True)
                ],
            }
        ],
    }
    told = t("compare.comma").join(f"{name} {word}" for name, word in zip(names, words, strict=True))
    alt = t("compare.chart.alt", indicator=row.name, values=told)
    st.echarts_chart(spec, height=36 * len(shown) + 16, renderer="svg", key=key, alt=alt)


def _radar(rows: list[TableRow], doc: Document, t: Translator, *, key: str) -> None:
    whole = [
        row
        for row in rows
        if len(row.line.figures) == len(doc.cases)
        and all(figure.middle >= 0 and figure.unit not in ("year", "rank") for figure in row.line.figures.values())
    ][:MOST_RADAR]
    if len(whole) < LEAST_RADAR:
        literal(t("compare.chart.radar.need", n=len(whole)), style="note")
        return
    literal(t("compare.doc.radar"), style="note")
    tops = [max(figure.middle for figure in row.line.figures.values()) or 1.0 for row in whole]
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "legend": {"bottom": 0, "textStyle": {"color": _TEXT}},
        "radar": {
            "indicator": [{"name": row.name, "max": 100} for row in whole],
            "radius": "62%",
            "axisName": {"color": _TEXT, "fontSize": 13},
        },
        "series": [
            {
                "type": "radar",
                "data": [
                    {
                        "name": case.name,
                        "value": [
                            round(100 * row.line.figures[case.cluster_id].middle / top, 1)
                            for row, top in zip(whole, tops, strict=True)
                        ],
                        "lineStyle": {
                            "color": SERIES_COLOURS[at],
                            "width": 2.5,
                            "type": ("solid", "dashed", "dotted", "solid")[at],
                        },
                        "itemStyle": {"color": SERIES_COLOURS[at]},
                        "symbol": ("circle", "rect", "triangle", "diamond")[at],
                        "symbolSize": 7,
                    }
                    for at, case in enumerate(doc.cases)
                ],
            }
        ],
    }
    told = t("compare.comma").join(row.name for row in whole)
    alt = t("compare.chart.alt", indicator=t("compare.doc.radar"), values=told)
    st.echarts_chart(spec, height=460, renderer="svg", key=f"{key}_radar", alt=alt)


def show_timeline(comparison: Comparison, t: Translator, *, key: str) -> None:
    """Show all events on one axis, one lane per cluster."""
    events = comparison.events
    if not events:
        literal(t("compare.timeline.none"), style="note")
        return
    names = comparison.names(t.language)
    lanes = list(names.values())
    first, last = min(event.year for event in events), max(event.year for event in events)
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 0, "right": 24, "top": 8, "bottom": 28, "containLabel": True},
        "tooltip": {
            "trigger": "item",
            "formatter": "{@[0]}  {@[2]}",
            "confine": True,
            "extraCssText": "max-width:22rem;white-space:normal",
        },
        "xAxis": {
            "type": "value",
            "min": first // 10 * 10,
            "max": -(-last // 10) * 10,
            "axisLabel": {"formatter": "{value}", "color": _GREY},
            "splitLine": {"lineStyle": {"color": "#E9E5DA"}},
        },
        "yAxis": {
            "type": "category",
            "data": lanes,
            "inverse": True,
            "axisTick": {"show": False},
            "axisLabel": {"color": _TEXT, "fontSize": 13, "width": 130, "overflow": "break"},
            "splitLine": {"show": True, "lineStyle": {"color": "#E9E5DA"}},
        },
        "series": [
            {
                "type": "scatter",
                "symbol": ("circle", "rect", "triangle", "diamond")[at],
                "symbolSize": 13,
                "itemStyle": {"color": SERIES_COLOURS[at], "borderColor": "#fff", "borderWidth": 1},
                "data": [
                    [event.year, names[case], event.text(t.language)] for event in events if event.subject_id == case
                ],
            }
            for at, case in enumerate(names)
        ],
    }
    alt = t("compare.timeline.alt", n=len(events), first=first, last=last)
    st.echarts_chart(spec, height=64 * len(lanes) + 44, renderer="svg", key=key, alt=alt)


def show_network(
    subject: Subject, nodes: list[dict[str, Any]], edges: list[dict[str, str]], t: Translator, *, key: str
) -> None:
    """Show the network of a platform: its places by layer and what ties them.

    Parameters
    ----------
    nodes : id, name and layer of each organisation.
    edges : source and target of each link.
    """
    degrees = {node["id"]: 0 for node in nodes}
    for edge in edges:
        degrees[edge["source"]] += 1
        degrees[edge["target"]] += 1
    layers = sorted({node["layer"] for node in nodes})
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "tooltip": {"formatter": "{b}"},
        "legend": {"bottom": 0, "textStyle": {"color": _TEXT}},
        "series": [
            {
                "type": "graph",
                "layout": "force",
                "roam": True,
                "force": {"repulsion": 60, "edgeLength": [20, 70], "layoutAnimation": False},
                "categories": [{"name": layer, "itemStyle": {"color": _LAYER_COLOURS[layer]}} for layer in layers],
                "lineStyle": {"color": "#9FB4BF", "opacity": 0.7},
                "label": {"color": _TEXT, "fontSize": 11},
                "data": [
                    {
                        "id": node["id"],
                        "name": node["name"],
                        "category": layers.index(node["layer"]),
                        "symbolSize": min(6 + 2 * degrees[node["id"]] ** 0.6, 30),
                        "label": {"show": degrees[node["id"]] > 12, "position": "right"},
                    }
                    for node in nodes
                ],
                "links": edges,
            }
        ],
    }
    alt = t("compare.network.alt", name=subject.name(t.language), nodes=len(nodes), edges=len(edges))
    st.echarts_chart(spec, height=420, renderer="canvas", key=key, alt=alt)
