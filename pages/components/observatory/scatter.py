"""Scatter: size against the value of every region; the chosen one is marked."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st

from geo.language import Translator, number
from geo.observatory import words
from geo.observatory.ranking import Ranking
from pages.components.literal import literal
from pages.components.observatory import session
from pages.components.observatory.anchors import SCATTER

_INK: Final = "#2B2B2B"
_FILL: Final = "rgba(128, 125, 186, 0.55)"  # no opacity of the sign, which its name would share
_MOST: Final = 1000
_NAMED: Final = 6  # of the first by value, and of the largest, whose names stand beside them


def show(ranking: Ranking, t: Translator) -> None:
    """Show the chart: size on a logarithmic scale, value, and the share of the region's jobs as area."""
    rows = ranking.rows
    shown = rows[rows["value"].notna() & (rows["jobs"] > 0)].head(_MOST)
    if len(shown) < 3:
        return
    literal(t("rating.scatter"), style="heading", anchor=SCATTER)
    choice = ranking.choice
    axis = t("rating.axis.population_size")
    if choice is not None:
        axis = (
            t("rating.axis.of", name=words.size_head(choice, t))
            if choice.is_own
            else t(f"rating.axis.{choice.panel.size}")
        )
    factor = words.unit_factor(ranking, t.language)
    chosen = session.current().region
    share = shown["share_pct"].fillna(1.0).to_numpy(dtype=float)
    sizes = np.clip(np.sqrt(share) * 6, 5, 34)
    named = {*shown["region_id"].head(_NAMED), *shown.nlargest(_NAMED, "jobs")["region_id"], chosen}
    turned = shown["jobs"].max() / 4  # a name right of the largest would leave the chart
    head = words.value_head(ranking, t)
    points = [
        {
            "name": name,
            "value": [float(jobs), round(float(value) * factor, 3)],
            "tooltip": {
                "formatter": t(
                    "rating.scatter.tip",
                    name=name,
                    head=head,
                    value=words.value_text(float(value), ranking, t),
                    axis=axis,
                    size=number(float(jobs), t.language, digits=0),
                )
            },
            "label": {"show": region in named, "position": "left" if jobs > turned else "right"},
            "symbolSize": float(size),
            "itemStyle": {
                "color": _INK if region == chosen else _FILL,
                "borderColor": _INK if sign else "#ffffff",
                "borderWidth": 1.4 if sign else 0.5,
            },
        }
        for name, region, jobs, value, size, sign in zip(
            shown[f"name_{t.language}"],
            shown["region_id"],
            shown["jobs"],
            shown["value"],
            sizes,
            shown["sign"],
            strict=True,
        )
    ]
    options = {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": t("rating.scatter.alt", n=len(points))}},
        "grid": {"left": 70, "right": 30, "top": 30, "bottom": 55},
        "tooltip": {"trigger": "item", "renderMode": "richText"},
        "xAxis": {
            "type": "log",
            "name": axis,
            "nameLocation": "middle",
            "nameGap": 30,
            "axisLabel": {"color": _INK, "hideOverlap": True},
            "nameTextStyle": {"color": _INK},
        },
        "yAxis": {
            "type": "value",
            "name": head,
            "axisLabel": {"color": _INK},
            "nameTextStyle": {"color": _INK, "align": "left"},
        },
        "series": [
            {
                "type": "scatter",
                "data": points,
                "label": {"formatter": "{b}", "color": _INK, "fontSize": 11},
                "labelLayout": {"hideOverlap": True},
            }
        ],
    }
    st.echarts_chart(options, height=420, key="observatory_scatter")
