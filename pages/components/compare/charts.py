"""Native charts of a comparison: bars, radar, the timeline and a platform's network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from geo.comparison.core_charts import RANK, Bar, CoreChart
from geo.comparison.gather import Comparison, Subject
from geo.comparison.shown_charts import shown_charts
from geo.comparison.words import CaseText, Document
from geo.language import Translator
from geo.model import Organisation, Tie
from geo.signs import INK, MUTED, NETWORK_LAYERS, PAPER
from pages.components.literal import literal

BARS: Final = 6
LEAST_RADAR: Final = 3
MOST_RADAR: Final = 9
_MARGIN: Final = 0.06  # of an axis of years, before its first event
_ON_PAPER: Final = {"backgroundColor": PAPER, "padding": [2, 4], "borderRadius": 3}  # or lines strike a name through
_LABELS: Final = "45%"  # of a chart's width, for the figures beside its bars, however narrow it is


def show(
    doc: Document, comparison: Comparison, t: Translator, *, key: str, most: int = BARS, scale: float = 1.0
) -> None:
    """Show the core rows drawn, or what was asked for instead: chosen indicators, a normalised view, or a radar.

    Parameters
    ----------
    most : bars charts at most.
    scale : of type and bars; above 1 for a room.
    """
    state = comparison.state
    if state.chart == "radar":
        _radar(doc, t, key=key, scale=scale)
        return
    charts = shown_charts(doc, state)
    if not charts:
        literal(t("compare.chart.none"), style="note")
        return
    grid = st.columns(2 if len(charts) > 1 else 1, gap="medium")
    for at, chart in enumerate(charts[:most]):
        with grid[at % len(grid)]:
            show_chart(chart, doc, t, ranked=state.ranked, key=f"{key}_{chart.core_id}", scale=scale)


def show_chart(
    chart: CoreChart, doc: Document, t: Translator, *, ranked: bool = False, key: str, scale: float = 1.0
) -> None:
    """Show one chart: bars, places of a rank, or a trend; every cluster keeps its place.

    Parameters
    ----------
    ranked : whether the clusters stand from first to last instead of in their order.
    """
    literal(chart.title, style="subheading")
    cases = {case.cluster_id: case for case in doc.cases}
    bars = sorted(chart.bars, key=lambda bar: _order(bar, chart.kind)) if ranked else list(chart.bars)
    names = [cases[bar.case_id].short if bar.case_id in cases else bar.case_id for bar in bars]
    room = (chart.longest or 1.0) * 1.02
    is_rank = chart.kind == RANK
    spec = {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": not is_rank}},
        "grid": {"left": 0, "right": _LABELS, "top": 4, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "show": False, "min": 0, "max": room},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": _names(120, scale) | {"interval": 0},
            "splitLine": {"show": is_rank, "lineStyle": {"color": "#E9E5DA"}},
        },
        "series": [
            {
                "type": "scatter" if is_rank else "bar",
                "symbolSize": 14 * scale,
                "barWidth": 20 * scale,
                "data": [_drawn(bar, cases, scale, is_rank=is_rank) for bar in bars],
            }
        ],
    }
    told = t("compare.comma").join(f"{name} {bar.text}" for name, bar in zip(names, bars, strict=True))
    alt = t("compare.chart.alt", indicator=chart.title, values=told)
    st.echarts_chart(spec, height=round(36 * scale * len(bars)) + 16, renderer="svg", key=key, alt=alt)
    if chart.remarks:
        literal(t("deck.marks", remarks=t("finding.and").join(chart.remarks)), style="note")


def _order(bar: Bar, kind: str) -> tuple[bool, float]:
    """Order bars from first to last, those without a figure at the end."""
    value = bar.value or 0.0
    return bar.value is None, value if kind == RANK else -value


def _drawn(bar: Bar, cases: Mapping[str, CaseText], scale: float, *, is_rank: bool) -> dict[str, Any]:
    missing = bar.value is None
    label = {
        "show": True,
        "position": "right",
        "formatter": bar.text,
        "color": MUTED if missing else INK,
        "fontSize": 12 * scale,
    }
    at: float = bar.value or 0.0
    colour = "transparent" if missing else cases[bar.case_id].series if bar.case_id in cases else INK
    name = cases[bar.case_id].short if bar.case_id in cases else bar.case_id
    return {"value": [at, name] if is_rank else at, "itemStyle": {"color": colour}, "label": label}


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


def show_timeline(doc: Document, t: Translator, *, key: str, presented: bool = False) -> None:
    """Show all events on one axis, one lane per cluster.

    Parameters
    ----------
    presented : in a room: larger, the axis with its dots alone; `history` says them in words.
    """
    scale = 1.5 if presented else 1.0
    events = doc.events
    if not events:
        literal(t("compare.timeline.none"), style="note")
        return
    lanes = [case.short if presented else case.name for case in doc.cases]
    names = dict(zip((case.cluster_id for case in doc.cases), lanes, strict=True))
    first, last = min(event.year for event in events), max(event.year for event in events)
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 0, "right": 24 if presented else 72, "top": 8, "bottom": 28, "containLabel": True},
        "tooltip": {
            "trigger": "item",
            "formatter": "{@[3]}  {@[2]}",
            "confine": True,
            "extraCssText": "max-width:22rem;white-space:normal",
        },
        "xAxis": {
            "type": "time",  # a number would be written as 1,950
            "min": _day(axis_from(first, last)),
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
                "label": {
                    "show": not presented,
                    "position": "top",
                    "formatter": "{@[3]} {@[2]}",
                    "color": INK,
                    "fontSize": 11 * scale,
                    "width": 120 * scale,
                    "overflow": "truncate",
                },
                "labelLayout": {"hideOverlap": True},
                "data": [
                    [_day(event.year), names[case.cluster_id], event.text.localised(t.language), str(event.year)]
                    for event in events
                    if event.cluster_id == case.cluster_id
                ],
            }
            for at, case in enumerate(doc.cases)
        ],
    }
    alt = t("compare.timeline.alt", n=len(events), first=first, last=last)
    st.echarts_chart(spec, height=round((40 if presented else 64) * len(lanes)) + 44, renderer="svg", key=key, alt=alt)


def _day(year: int) -> int:
    """Return a day early in a year, in milliseconds as ECharts counts them; not the first, or zones west are before."""
    return round(datetime(year, 1, 2, tzinfo=UTC).timestamp() * 1000)


def axis_from(first: int, last: int) -> int:
    """Return the year an axis begins at: a round one, far enough before the first event that its words have room.

    Examples
    --------
    >>> axis_from(1832, 2025), axis_from(1986, 2020)
    (1820, 1980)
    """
    year = first // 10 * 10
    return year if (first - year) > _MARGIN * (last - year) else year - 10


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
                        "label": {"show": degrees[node.organisation_id] > 12, "position": "right"} | _ON_PAPER,
                    }
                    for node in nodes
                ],
                "links": [{"source": tie.from_id, "target": tie.to_id} for tie in ties],
            }
        ],
    }
    alt = t("compare.network.alt", name=subject.name.localised(t.language), nodes=len(nodes), edges=len(ties))
    st.echarts_chart(spec, height=420, renderer="canvas", key=key, alt=alt)
