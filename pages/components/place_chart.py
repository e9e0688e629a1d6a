"""Places on a chart: coasts, points of several kinds and lines between them, drawn natively."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.maps.outline import WORLD, Frame, coast
from geo.settings import settings
from geo.signs import GRATICULE, INK

HEIGHT_PX: Final = 460
ASPECT: Final = 2.55  # degrees across by degrees up, of the box the chart has on a usual page


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a chart.

    Attributes
    ----------
    kind : key of its look.
    name : shown when it is pointed at, and beside it where `is_named`.
    size_px : diameter.
    """

    key: str
    kind: str
    name: str
    lon: float
    lat: float
    size_px: float = 10.0
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How points of one kind look: their words in the legend, shape, fill and edge."""

    title: str
    symbol: str
    fill: str
    edge: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line between two spots by their keys, dashed where it is only possible."""

    start: str
    end: str
    name: str
    is_dashed: bool = False


def place_chart(
    spots: Sequence[Spot],
    strokes: Sequence[Stroke],
    looks: Mapping[str, Look],
    *,
    alt: str,
    key: str,
    frame: Frame = WORLD,
) -> None:
    """Show points and lines on the coasts of a frame.

    Parameters
    ----------
    alt : what the chart shows, in words.
    """
    at = {spot.key: (spot.lon, spot.lat) for spot in spots}
    series: list[dict[str, Any]] = [
        {
            "type": "lines",
            "coordinateSystem": "cartesian2d",
            "polyline": True,
            "silent": True,
            "animation": False,
            "lineStyle": {"color": GRATICULE, "width": 1, "opacity": 1},
            "data": [{"coords": [list(point) for point in line]} for line in coast(settings(), frame)],
        },
        {
            "type": "lines",
            "coordinateSystem": "cartesian2d",
            "lineStyle": {"color": INK, "width": 1.4, "opacity": 0.55, "curveness": 0.12},
            "data": [
                {
                    "name": stroke.name,
                    "coords": [list(at[stroke.start]), list(at[stroke.end])],
                    "lineStyle": {"type": "dashed" if stroke.is_dashed else "solid"},
                }
                for stroke in strokes
            ],
        },
    ]
    for kind, look in looks.items():
        series.append(
            {
                "type": "scatter",
                "name": look.title,
                "symbol": look.symbol,
                "itemStyle": {"color": look.fill, "borderColor": look.edge, "borderWidth": 1.4},
                "labelLayout": {"hideOverlap": True},
                "data": [
                    {
                        "name": spot.name,
                        "value": [spot.lon, spot.lat],
                        "symbolSize": spot.size_px,
                        "label": {
                            "show": spot.is_named,
                            "formatter": "{b}",
                            "position": "right",
                            "color": INK,
                            "fontSize": 12,
                            "textBorderColor": "#FFFFFF",
                            "textBorderWidth": 3,
                        },
                    }
                    for spot in spots
                    if spot.kind == kind
                ],
            }
        )
    hidden = {"show": False, "type": "value"}
    options = {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": alt}},
        "grid": {"left": 4, "right": 4, "top": 34, "bottom": 4},
        "legend": {
            "top": 0,
            "left": 0,
            "itemWidth": 14,
            "data": [look.title for look in looks.values()],
            "textStyle": {"color": INK},
        },
        "tooltip": {"trigger": "item", "renderMode": "richText", "formatter": "{b}"},
        "xAxis": {**hidden, "min": frame.west, "max": frame.east},
        "yAxis": {**hidden, "min": frame.south, "max": frame.north},
        "series": series,
    }
    st.echarts_chart(options, height=HEIGHT_PX, renderer="svg", key=key, alt=alt)
