"""Charts of the clusters: by development model and by country.

Each model keeps its colour of geo.model, and a pattern and a written number tell it without colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.language import Translator, country_name
from geo.signs import INK, MODELS
from pages.components.parts import ready

if TYPE_CHECKING:
    import pandas as pd

    from geo.overview import Overview

_BAR_PX: Final = 36  # height one bar and its gap take
_LEGEND_PX: Final = 44  # height of a legend that may wrap once
_COLOURS: Final = {key: sign.colour for key, sign in MODELS.items()}
_PLAIN: Final = {"symbol": "none"}
_VEIL: Final = "rgba(255,255,255,0.7)"
# How the patterns of geo.signs fill a bar: dots, slanted lines, level lines, crossed lines.
_DECALS: Final[dict[str, Any]] = {
    "dots": {
        "color": _VEIL,
        "symbol": "circle",
        "symbolSize": 0.5,
        "dashArrayX": [[4, 4], [0, 4, 4, 0]],
        "dashArrayY": [4, 0],
    },
    "slanted": {
        "color": _VEIL,
        "symbol": "rect",
        "dashArrayX": [1, 0],
        "dashArrayY": [2, 5],
        "rotation": -0.785,
    },
    "level": {
        "color": _VEIL,
        "symbol": "rect",
        "dashArrayX": [1, 0],
        "dashArrayY": [2, 5],
        "rotation": 0,
    },
    "crossed": {
        "color": _VEIL,
        "symbol": "rect",
        "dashArrayX": [[6, 2], [2, 6]],
        "dashArrayY": [3, 3],
        "rotation": 0.785,
    },
    "plain": _PLAIN,
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be shown: its ECharts options, height in pixels and description."""

    spec: dict[str, Any]
    height_px: int
    alt: str


def show_by_model(found: Overview, t: Translator) -> None:
    """Show clusters by model; those whose model is of low confidence as hollow ends of the bars."""
    _show(_by_model(found, t), key="chart_by_model")


def show_by_country(found: Overview, t: Translator) -> None:
    """Show clusters by country or region, each bar divided by model."""
    _show(_by_country(found, t), key="chart_by_country")


def _show(chart: Chart, *, key: str) -> None:
    st.echarts_chart(chart.spec, height=chart.height_px, renderer="svg", key=key, alt=chart.alt)


@ready
def _by_model(found: Overview, t: Translator) -> Chart:
    counts = found.by_model
    totals = counts["settled"] + counts["tentative"]
    names = [t(f"term.model.{key}") for key in counts["model"]]
    settled = [_bar(n, key) for n, key in zip(counts["settled"], counts["model"], strict=True)]
    tentative = [_bar(n, key, hollow=True) for n, key in zip(counts["tentative"], counts["model"], strict=True)]
    return _chart(
        _with_totals(names, totals),
        {t("overview.chart.settled"): settled, t("overview.chart.tentative"): tentative},
        legend=None,
        alt=t("overview.chart.by_model.alt", counts=", ".join(_with_totals(names, totals))),
    )


@ready
def _by_country(found: Overview, t: Translator) -> Chart:
    counts = found.by_country
    keys = [key for key in counts.columns if key != "country"]
    names = [country_name(code, t.language) for code in counts["country"]]
    labels = _with_totals(names, counts[keys].sum(axis="columns"))
    return _chart(
        labels,
        {t(f"term.model.{key}"): [_bar(n, key) for n in counts[key]] for key in keys},
        legend={t(f"term.model.{key}"): _look(key) for key in keys},
        alt=t("overview.chart.by_country.alt", counts=", ".join(labels)),
    )


def _with_totals(names: list[str], totals: pd.Series[int]) -> list[str]:
    return [f"{name}  {total}" for name, total in zip(names, totals, strict=True)]


def _look(model: str) -> dict[str, Any]:
    colour = _COLOURS[model]
    return {"color": colour, "borderColor": colour, "borderWidth": 1.5, "decal": _DECALS[MODELS[model].pattern]}


def _bar(count: int, model: str, *, hollow: bool = False) -> dict[str, Any]:
    look = _look(model)
    if hollow:
        look |= {"color": "#FFFFFF", "borderType": "dashed", "decal": _PLAIN}
    # An empty part of a bar has neither outline nor number: a row of zeros would say nothing.
    return {"value": int(count) or None, "itemStyle": look, "label": {"show": count > 0}}


def _chart(
    names: list[str],
    parts: dict[str, list[dict[str, Any]]],
    *,
    legend: dict[str, dict[str, Any]] | None,
    alt: str,
) -> Chart:
    """Return horizontal stacked bars: one bar per name, one part per entry of `parts`."""
    label = {"color": INK, "backgroundColor": "#FFFFFF", "padding": [1, 4], "borderRadius": 3, "fontSize": 12}
    spec = {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": True}},
        "grid": {"left": 0, "right": 8, "top": 4, "bottom": _LEGEND_PX if legend else 0, "containLabel": True},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "fontSize": 14, "interval": 0},
        },
        "series": [
            {"type": "bar", "name": name, "stack": "clusters", "barWidth": 22, "label": label, "data": bars}
            | ({"itemStyle": legend[name]} if legend else {})
            for name, bars in parts.items()
        ],
    }
    if legend:
        style = {"color": INK, "fontSize": 12}
        spec["legend"] = {"data": list(parts), "bottom": 0, "left": 0, "itemGap": 14, "textStyle": style}
    height = _BAR_PX * len(names) + (_LEGEND_PX if legend else 0)
    return Chart(spec, height, alt)
