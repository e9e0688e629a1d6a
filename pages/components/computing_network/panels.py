"""Small multiples of progress: one plot a subject and metric, each on a scale of its own, with its targets as lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any, Final

import streamlit as st

from geo.analysis.progress import Figure, Panel, panels
from geo.language import Translator, number
from geo.signs import COMPUTING, INK, MUTED

HEIGHT_PX: Final = 150
# Measure -> what a figure is divided by to be read; Chinese counts racks in ten thousands.
_FACTORS: Final[Mapping[str, Mapping[str, float]]] = {
    "racks": {"zh": 1e4, "en": 1e3},
    "computing": {"zh": 1e3, "en": 1e3},
    "utilisation": {"zh": 1.0, "en": 1.0},
    "pue": {"zh": 1.0, "en": 1.0},
}
_LEAST: Final = {"pue": 1.0}  # where a scale begins; no centre is below it


def amount(value: float | None, measure: str, t: Translator, *, unit: bool = True) -> str:
    """Return a figure as it is read: racks in thousands or 万, computing power in EFLOPS."""
    shown = None if value is None else value / _FACTORS[measure][t.language]
    whole = shown is not None and (shown >= 100 or float(shown).is_integer())
    digits = 2 if measure == "pue" else 0 if whole else 1
    text = number(shown, t.language, digits=digits)
    return t(f"network.amount.{measure}", value=text) if unit else text


def value(figure: Figure, t: Translator) -> str:
    """Return a figure with its unit and with what is said of it: about, over, a range."""
    low, high = amount(figure.low, figure.measure, t, unit=False), amount(figure.high, figure.measure, t, unit=False)
    said = t(f"term.qualifier.{figure.qualifier}", value=low if figure.low is not None else high, high=high)
    return t(f"network.amount.{figure.measure}", value=said)


def show(figures: tuple[Figure, ...], measure: str, limits: Mapping[str, float], t: Translator, *, key: str) -> None:
    """Show one plot for each subject and metric.

    Parameters
    ----------
    limits : what the letters ask of each hub in this measure; empty where they ask nothing.
    """
    shown = panels(figures, measure)
    days = sorted(_day(each) for panel in shown for each in (*panel.figures, *panel.targets))
    if not days:
        return
    grid = st.grid(min(len(shown), 4), min_column_width=230, gap="small", key=key)
    for place, panel in enumerate(shown):
        hub = panel.head.hub_id
        lines = sorted({limit for one, limit in limits.items() if hub in ("", one)})
        with grid.container(gap=None):
            st.html(_head(panel, t))
            st.echarts_chart(
                _plot(panel, lines, (f"{days[0][:4]}-01-01", f"{int(days[-1][:4]) + 1}-01-01"), t),
                height=HEIGHT_PX,
                renderer="svg",
                key=f"{key}_{measure}_{place}",
                alt=_told(panel, t),
            )


def name(panel: Panel, t: Translator) -> str:
    """Return subject and metric of a panel, with the precision of computing power where one is stated."""
    head = panel.head
    metric = head.metric.localised(t.language)
    if head.precision:
        metric = t("network.progress.precision", metric=metric, precision=head.precision)
    return t("network.progress.of", subject=head.subject.localised(t.language), metric=metric)


def _head(panel: Panel, t: Translator) -> str:
    """Return the name, the newest figure with its date, and how far it is on the way to its target."""
    newest = panel.figures[-1] if panel.figures else None
    words = t("network.panel.newest", value=value(newest, t), as_of=newest.as_of) if newest else ""
    return (
        f'<p class="obs-panel"><strong>{escape(name(panel, t))}</strong>'
        f"<span>{escape(words or t('network.panel.unpublished'))}</span>{_way(panel, t)}</p>"
    )


def _way(panel: Panel, t: Translator) -> str:
    share = panel.share()
    if share is None:
        return ""
    least, most = (number(edge * 100, t.language, digits=0) for edge in share)
    key = "network.panel.share" if least == most else "network.panel.shares"
    return f"<span>{escape(t(key, least=least, most=most))}</span>"


def _told(panel: Panel, t: Translator) -> str:
    parts = [t("network.panel.newest", value=value(one, t), as_of=one.as_of) for one in panel.figures]
    parts += [
        t("network.panel.target", value=value(one, t), date=one.target_date or t("network.progress.no_date"))
        for one in panel.targets
    ]
    return t("network.panel.alt", name=name(panel, t), figures=t("network.comma").join(parts))


def _plot(panel: Panel, limits: list[float], span: tuple[str, str], t: Translator) -> dict[str, Any]:
    head = panel.head
    factor, least = _FACTORS[head.measure][t.language], _LEAST.get(head.measure, 0.0)
    reached = [(one, edge / factor) for one in panel.figures for edge in dict.fromkeys((one.low, one.high)) if edge]
    points = [
        {
            "value": [_day(one), edge],
            "symbol": "triangle" if one.qualifier == "gt" else "circle",
            "itemStyle": {
                "color": "#FFFFFF" if one.confidence == "low" else COMPUTING,
                "borderColor": COMPUTING,
                "borderWidth": 1.6,
            },
        }
        for one, edge in reached
    ]
    lines = [(limit, amount(limit, head.measure, t, unit=False)) for limit in limits]
    for target in panel.targets:
        date = target.target_date or t("network.progress.no_date")
        lines += [
            (edge, t("network.panel.line", value=amount(edge, head.measure, t, unit=False), date=date))
            for edge in dict.fromkeys((target.low, target.high))
            if edge
        ]
    top = max([*(edge for _, edge in reached), *(edge / factor for edge, _ in lines)])
    return {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 4, "right": 22, "top": 14, "bottom": 4, "containLabel": True},  # the last year ends there
        "xAxis": {
            "type": "time",
            "min": span[0],
            "max": span[1],
            "splitNumber": 2,
            "axisLabel": {"color": MUTED, "formatter": "{yyyy}", "hideOverlap": True, "fontSize": 10},
            "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "min": least,
            "max": _rounded(least + (top - least) * 1.15),
            "splitNumber": 2,
            "axisLabel": {"color": MUTED, "fontSize": 10, "showMaxLabel": False},
            "splitLine": {"lineStyle": {"color": "#ECEAE3"}},
        },
        "series": [
            {
                "type": "line",
                "symbolSize": 8,
                "showAllSymbol": True,
                "lineStyle": {"color": COMPUTING, "width": 1.4},
                "data": points,
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "lineStyle": {"color": INK, "type": "dashed", "width": 1.2},
                    "data": [
                        {
                            "yAxis": edge / factor,
                            "label": {
                                "formatter": label,
                                "position": "insideStartBottom" if low else "insideStartTop",
                                "color": INK,
                                "fontSize": 10,
                            },
                        }
                        for low, (edge, label) in zip(_lower(lines), lines, strict=True)
                    ],
                },
            }
        ],
    }


def _rounded(top: float) -> float:
    """Return the end of an axis as a short number: the library keeps room for its label, shown or not."""
    step = 10.0 ** (math.floor(math.log10(top)) - 2) if top > 0 else 1.0
    return round(math.ceil(top / step) * step, 6)


def _lower(lines: list[tuple[float, str]]) -> list[bool]:
    """Tell of each line whether its label belongs below it: the lowest of several, so that no two labels meet."""
    least = min((edge for edge, _ in lines), default=0.0)
    return [len(lines) > 1 and edge == least for edge, _ in lines]


def _day(figure: Figure) -> str:
    """Return the date a figure is drawn at: that of a target, else that it stands for; a year stands for its middle."""
    date = figure.target_date or figure.as_of
    return {4: f"{date}-07-01", 7: f"{date}-15"}.get(len(date), date)
