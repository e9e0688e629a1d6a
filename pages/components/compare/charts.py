"""Native charts of a comparison: bars, radar, the timeline and a platform's network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from geo.comparison.gather import Comparison, Subject
from geo.comparison.values import value_text
from geo.comparison.words import Document, TableRow, ranked_cases
from geo.language import Translator
from geo.model import Organisation, Tie
from geo.signs import INK, MUTED, NETWORK_LAYERS
from pages.components.literal import literal

BARS: Final = 6
LEAST_RADAR: Final = 3
MOST_RADAR: Final = 9


def show(
    doc: Document, comparison: Comparison, t: Translator, *, key: str, most: int = BARS, scale: float = 1.0
) -> None:
    """Show bars of the lines the clusters share, or a radar of those all of them have.

    Parameters
    ----------
    most : bars charts at most.
    scale : of type and bars; above 1 for a room.
    """
    rows = _charted(doc)
    if not rows:
        literal(t("compare.chart.none"), style="note")
        return
    if comparison.state.chart == "radar":
        _radar(doc, t, key=key, scale=scale)
        return
    grid = st.columns(2 if len(rows) > 1 else 1, gap="medium")
    for at, row in enumerate(rows[:most]):
        with grid[at % len(grid)]:
            _bars(row, doc, comparison, t, key=f"{key}_{row.line.indicator_id}", scale=scale)


def _charted(doc: Document) -> list[TableRow]:
    """Return the lines that can be charted, published figures and those of most clusters first."""
    rows = [row for row in doc.common if row.line.figures]
    return sorted(rows, key=lambda row: (row.line.theme == "sample", -len(row.line.figures)))


def _bars(row: TableRow, doc: Document, comparison: Comparison, t: Translator, *, key: str, scale: float) -> None:
    shown = ranked_cases(row, comparison.state.cases, ranked=comparison.state.ranked)
    cases = {case.cluster_id: case for case in doc.cases}
    names = [cases[case].name for case in shown]
    words = [value_text(row.line.figures[case], t) for case in shown]
    literal(f"{row.name} · {row.theme}" + (" ※" if row.remarks else ""), style="subheading")
    spec = {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": True}},
        "grid": {"left": 0, "right": 130 * scale, "top": 4, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "show": False, "min": 0},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": _names(120, scale) | {"interval": 0},
        },
        "series": [
            {
                "type": "bar",
                "barWidth": 20 * scale,
                "data": [
                    {
                        "value": row.line.figures[case].middle,
                        "itemStyle": {"color": cases[case].series},
                        "label": {
                            "show": True,
                            "position": "right",
                            "formatter": word,
                            "color": INK,
                            "fontSize": 12 * scale,
                        },
                    }
                    for case, word in zip(shown, words, strict=True)
                ],
            }
        ],
    }
    told = t("compare.comma").join(f"{name} {word}" for name, word in zip(names, words, strict=True))
    alt = t("compare.chart.alt", indicator=row.name, values=told)
    st.echarts_chart(spec, height=round(36 * scale * len(shown)) + 16, renderer="svg", key=key, alt=alt)


def _names(width: int, scale: float) -> dict[str, Any]:
    return {"color": INK, "fontSize": 13 * scale, "width": width * scale, "overflow": "break"}


def _radar(doc: Document, t: Translator, *, key: str, scale: float) -> None:
    whole = doc.radar[:MOST_RADAR]
    if len(whole) < LEAST_RADAR:
        literal(t("compare.chart.radar.need", n=len(whole)), style="note")
        return
    literal(t("compare.doc.radar"), style="note")
    tops = [max(figure.middle for figure in row.line.figures.values()) or 1.0 for row in whole]
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "legend": {"bottom": 0, "textStyle": {"color": INK, "fontSize": 12 * scale}},
        "radar": {
            "indicator": [{"name": row.name, "max": 100} for row in whole],
            "radius": "62%",
            "axisName": {"color": INK, "fontSize": 13 * scale},
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
                            "color": case.series,
                            "width": 2.5,
                            "type": ("solid", "dashed", "dotted", "solid")[at],
                        },
                        "itemStyle": {"color": case.series},
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


def show_timeline(doc: Document, t: Translator, *, key: str, scale: float = 1.0) -> None:
    """Show all events on one axis, one lane per cluster."""
    events = doc.events
    if not events:
        literal(t("compare.timeline.none"), style="note")
        return
    lanes = [case.name for case in doc.cases]
    first, last = min(event.year for event in events), max(event.year for event in events)
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 0, "right": 24, "top": 8, "bottom": 28, "containLabel": True},
        "tooltip": {
            "trigger": "item",
            "formatter": "{@[3]}  {@[2]}",
            "confine": True,
            "extraCssText": "max-width:22rem;white-space:normal",
        },
        "xAxis": {
            "type": "time",  # a number would be written as 1,950
            "min": _day(first // 10 * 10),
            "max": _day(-(-last // 10) * 10),
            "axisLabel": {
                "formatter": "{yyyy}",
                "color": MUTED,
                "fontSize": 12 * scale,
                "hideOverlap": True,
                "customValues": [_day(year) for year in _round_years(first, last)],
            },
            "axisTick": {"customValues": [_day(year) for year in _round_years(first, last)]},
            "splitLine": {"lineStyle": {"color": "#E9E5DA"}},
        },
        "yAxis": {
            "type": "category",
            "data": lanes,
            "inverse": True,
            "axisTick": {"show": False},
            "axisLabel": _names(130, scale),
            "splitLine": {"show": True, "lineStyle": {"color": "#E9E5DA"}},
        },
        "series": [
            {
                "type": "scatter",
                "symbol": ("circle", "rect", "triangle", "diamond")[at],
                "symbolSize": 13 * scale,
                "itemStyle": {"color": case.series, "borderColor": "#fff", "borderWidth": 1},
                "data": [
                    [_day(event.year), case.name, event.text.localised(t.language), str(event.year)]
                    for event in events
                    if event.cluster_id == case.cluster_id
                ],
            }
            for at, case in enumerate(doc.cases)
        ],
    }
    alt = t("compare.timeline.alt", n=len(events), first=first, last=last)
    st.echarts_chart(spec, height=round(64 * scale * len(lanes)) + 44, renderer="svg", key=key, alt=alt)


def _day(year: int) -> int:
    """Return a day early in a year, in milliseconds as ECharts counts them; not the first, or zones west are before."""
    return round(datetime(year, 1, 2, tzinfo=UTC).timestamp() * 1000)


def _round_years(first: int, last: int) -> list[int]:
    """Return the years to write at an axis: round ones, nine at most."""
    step = next(step for step in (5, 10, 20, 25, 50, 100, 200) if (last - first) / step <= 8)
    return list(range(first // step * step, last + step, step))


def show_network(
    subject: Subject, nodes: Sequence[Organisation], ties: Sequence[Tie], t: Translator, *, key: str
) -> None:
    """Show the network of a platform: its places by layer and what ties them.

    Parameters
    ----------
    nodes : organisations that are tied.
    ties : what ties them.
    """
    degrees = Counter(end for tie in ties for end in (tie.from_id, tie.to_id))
    layers = sorted({node.layer for node in nodes})
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "tooltip": {"formatter": "{b}"},
        "legend": {"bottom": 0, "textStyle": {"color": INK}},
        "series": [
            {
                "type": "graph",
                "layout": "force",
                "roam": True,
                "force": {"repulsion": 60, "edgeLength": [20, 70], "layoutAnimation": False},
                "categories": [{"name": layer, "itemStyle": {"color": NETWORK_LAYERS[layer]}} for layer in layers],
                "lineStyle": {"color": "#9FB4BF", "opacity": 0.7},
                "label": {"color": INK, "fontSize": 11},
                "data": [
                    {
                        "id": node.organisation_id,
                        "name": node.name.localised(t.language),
                        "category": layers.index(node.layer),
                        "symbolSize": min(6 + 2 * degrees[node.organisation_id] ** 0.6, 30),
                        "label": {"show": degrees[node.organisation_id] > 12, "position": "right"},
                    }
                    for node in nodes
                ],
                "links": [{"source": tie.from_id, "target": tie.to_id} for tie in ties],
            }
        ],
    }
    alt = t("compare.network.alt", name=subject.name.localised(t.language), nodes=len(nodes), edges=len(ties))
    st.echarts_chart(spec, height=420, renderer="canvas", key=key, alt=alt)
